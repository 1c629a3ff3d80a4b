// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <probata/core/assert.hpp>
#include <probata/core/inline.hpp>
#include <probata/field/concepts.hpp>
#include <probata/field/detail/prime_field_operations.hpp>

namespace probata::inline v0_1 {

/// Constants of Montgomery arithmetic modulo an odd prime p < 2^31 with R = 2^32, all derived from p.
template <std::uint32_t p>
struct MontgomeryConstants {
  static_assert(p % 2 == 1 && p > 2 && p < (std::uint32_t{1} << 31));

  /// p^-1 mod 2^32, by Newton's iteration: each step doubles the number of right bits (p * p = 1 mod 8 gives three).
  static constexpr std::uint32_t p_inverse = [] {
    std::uint32_t x = p;
    for (int i = 0; i < 4; ++i) x *= 2 - p * x;
    return x;
  }();
  static constexpr std::uint32_t r = static_cast<std::uint32_t>((std::uint64_t{1} << 32) % p);
  static constexpr std::uint32_t r_squared = static_cast<std::uint32_t>(std::uint64_t{r} * r % p);

  static_assert(p * p_inverse == 1);
};

/// The prime field of p = Params::modulus < 2^31 in Montgomery form: the word of x is x 2^32 mod p, in [0, p).
///
/// Params: `std::uint32_t modulus`, `std::uint32_t generator` (of the multiplicative group), `const char* name`.
/// Products are reduced with p^-1 instead of -p^-1: c - (c p^-1 mod 2^32) p is divisible by 2^32 without a carry out
/// of the low word, so only high words are computed.
/// @source P. L. Montgomery, "Modular multiplication without trial division", Math. Comp. 44 (1985).
template <class Params>
class Montgomery31 : public detail::PrimeFieldOperations<Montgomery31<Params>> {
 public:
  using Canonical = std::uint32_t;
  using Constants = MontgomeryConstants<Params::modulus>;
  static constexpr std::uint32_t modulus = Params::modulus;
  static constexpr const char* name = Params::name;
  /// Largest m with 2^m | p - 1.
  static constexpr std::size_t two_adicity = static_cast<std::size_t>(std::countr_zero(modulus - 1));

  /// Zero.
  constexpr Montgomery31() = default;

  /// v mod p.
  static constexpr Montgomery31 from_u64(std::uint64_t v) {
    return from_canonical(static_cast<std::uint32_t>(v % modulus));
  }
  /// v; requires v < p.
  PROBATA_DETAIL_INLINE static constexpr Montgomery31 from_canonical(std::uint32_t v) {
    PROBATA_ASSERT(v < modulus, "a canonical representative is below the modulus");
    return from_word(reduce(std::uint64_t{v} * Constants::r_squared));
  }
  /// The representative in [0, p).
  PROBATA_DETAIL_INLINE constexpr std::uint32_t value() const { return reduce(word_); }

  /// The word x 2^32 mod p that holds x; for kernels. Requires word < p.
  PROBATA_DETAIL_INLINE static constexpr Montgomery31 from_word(std::uint32_t word) {
    PROBATA_ASSERT(word < modulus, "a Montgomery word is below the modulus");
    Montgomery31 x;
    x.word_ = word;
    return x;
  }
  PROBATA_DETAIL_INLINE constexpr std::uint32_t word() const { return word_; }

  static constexpr Montgomery31 zero() { return {}; }
  static constexpr Montgomery31 one() { return from_word(Constants::r); }
  static constexpr Montgomery31 generator() { return from_canonical(Params::generator); }

  PROBATA_DETAIL_INLINE friend constexpr Montgomery31 operator+(Montgomery31 a, Montgomery31 b) {
    const std::uint32_t sum = a.word_ + b.word_;  // < 2p < 2^32
    return from_word(sum < modulus ? sum : sum - modulus);
  }
  PROBATA_DETAIL_INLINE friend constexpr Montgomery31 operator-(Montgomery31 a, Montgomery31 b) {
    const std::uint32_t difference = a.word_ - b.word_;
    return from_word(a.word_ < b.word_ ? difference + modulus : difference);
  }
  PROBATA_DETAIL_INLINE friend constexpr Montgomery31 operator*(Montgomery31 a, Montgomery31 b) {
    return from_word(reduce(std::uint64_t{a.word_} * b.word_));
  }
  PROBATA_DETAIL_INLINE constexpr Montgomery31 operator-() const {
    return from_word(word_ == 0 ? 0 : modulus - word_);
  }
  friend constexpr bool operator==(Montgomery31 a, Montgomery31 b) { return a.word_ == b.word_; }

  /// x / 2.
  PROBATA_DETAIL_INLINE constexpr Montgomery31 halved() const {
    return from_word((word_ >> 1) + ((word_ & 1) != 0 ? (modulus + 1) / 2 : 0));
  }

  /// sum_i a_i b_i with one reduction for the first two products and one per further two.
  ///
  /// The 64-bit accumulator stays below p 2^32: two products add less than 2 p^2 < p 2^32, after which subtracting
  /// p 2^32 once restores the bound without touching the low word.
  template <std::size_t N>
  PROBATA_DETAIL_INLINE static constexpr Montgomery31 dot_product(const std::array<Montgomery31, N>& a,
                                                                  const std::array<Montgomery31, N>& b) {
    constexpr std::uint64_t bound = std::uint64_t{modulus} << 32;
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < N; ++i) {
      sum += std::uint64_t{a[i].word_} * b[i].word_;
      const bool full = i >= 2 && (i % 2 == 1 || i + 1 == N);
      if (full && sum >= bound) sum -= bound;
    }
    return from_word(reduce(sum));
  }

 private:
  /// c / 2^32 mod p in [0, p), for c < p 2^32.
  PROBATA_DETAIL_INLINE static constexpr std::uint32_t reduce(std::uint64_t c) {
    const std::uint32_t q = static_cast<std::uint32_t>(c) * Constants::p_inverse;
    const auto high = static_cast<std::uint32_t>(c >> 32);
    const auto correction = static_cast<std::uint32_t>((std::uint64_t{q} * modulus) >> 32);
    return high < correction ? high - correction + modulus : high - correction;
  }

  std::uint32_t word_ = 0;
};

}  // namespace probata::inline v0_1
