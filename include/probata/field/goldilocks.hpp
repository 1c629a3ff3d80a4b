// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <probata/core/assert.hpp>
#include <probata/core/bits.hpp>
#include <probata/core/inline.hpp>
#include <probata/field/concepts.hpp>
#include <probata/field/detail/prime_field_operations.hpp>

namespace probata::inline v0_1 {

/// The integers modulo p = 2^64 - 2^32 + 1, held as the representative in [0, p).
///
/// Reduction uses 2^64 = 2^32 - 1 and 2^96 = -1 modulo p.
class Goldilocks : public detail::PrimeFieldOperations<Goldilocks> {
 public:
  using Canonical = std::uint64_t;
  static constexpr std::uint64_t modulus = 0xFFFFFFFF00000001;
  /// 2^64 mod p.
  static constexpr std::uint64_t epsilon = 0xFFFFFFFF;
  static constexpr const char* name = "goldilocks";
  static constexpr std::size_t two_adicity = 32;

  /// Zero.
  constexpr Goldilocks() = default;

  /// v mod p.
  PROBATA_DETAIL_INLINE static constexpr Goldilocks from_u64(std::uint64_t v) { return from_word(reduce_once(v)); }
  /// v; requires v < p.
  PROBATA_DETAIL_INLINE static constexpr Goldilocks from_canonical(std::uint64_t v) { return from_word(v); }
  /// The representative in [0, p).
  PROBATA_DETAIL_INLINE constexpr std::uint64_t value() const { return word_; }

  /// The word that holds x: the representative itself; for kernels. Requires word < p.
  PROBATA_DETAIL_INLINE static constexpr Goldilocks from_word(std::uint64_t word) {
    PROBATA_ASSERT(word < modulus, "a canonical representative is below the modulus");
    Goldilocks x;
    x.word_ = word;
    return x;
  }
  PROBATA_DETAIL_INLINE constexpr std::uint64_t word() const { return word_; }

  static constexpr Goldilocks zero() { return {}; }
  static constexpr Goldilocks one() { return from_word(1); }
  static constexpr Goldilocks generator() { return from_word(7); }

  PROBATA_DETAIL_INLINE friend constexpr Goldilocks operator+(Goldilocks a, Goldilocks b) {
    return a - (-b);
  }
  PROBATA_DETAIL_INLINE friend constexpr Goldilocks operator-(Goldilocks a, Goldilocks b) {
    const std::uint64_t difference = a.word_ - b.word_;
    return from_word(a.word_ < b.word_ ? difference + modulus : difference);
  }
  PROBATA_DETAIL_INLINE friend constexpr Goldilocks operator*(Goldilocks a, Goldilocks b) {
    const UInt128 c = UInt128{a.word_} * b.word_;
    return from_word(reduce(static_cast<std::uint64_t>(c >> 64), static_cast<std::uint64_t>(c)));
  }
  PROBATA_DETAIL_INLINE constexpr Goldilocks operator-() const { return from_word(word_ == 0 ? 0 : modulus - word_); }
  friend constexpr bool operator==(Goldilocks a, Goldilocks b) { return a.word_ == b.word_; }

  /// x / 2.
  PROBATA_DETAIL_INLINE constexpr Goldilocks halved() const {
    return from_word((word_ >> 1) + ((word_ & 1) != 0 ? (modulus >> 1) + 1 : 0));
  }

  /// sum_i a_i b_i with one reduction: 128-bit sums, their carries counted and worth 2^128 = -2^32 each.
  template <std::size_t N>
  PROBATA_DETAIL_INLINE static constexpr Goldilocks dot_product(const std::array<Goldilocks, N>& a,
                                                                const std::array<Goldilocks, N>& b) {
    static_assert(N < 0xFFFFFFFF);
    UInt128 sum = 0;
    std::uint64_t carries = 0;
    for (std::size_t i = 0; i < N; ++i) {
      const UInt128 product = UInt128{a[i].word_} * b[i].word_;
      sum += product;
      carries += sum < product ? 1 : 0;
    }
    const auto low = from_word(reduce(static_cast<std::uint64_t>(sum >> 64), static_cast<std::uint64_t>(sum)));
    return low - from_word(carries << 32);
  }

 private:
  PROBATA_DETAIL_INLINE static constexpr std::uint64_t reduce_once(std::uint64_t v) {
    return v < modulus ? v : v - modulus;
  }
  /// (high 2^64 + low) mod p in [0, p), for any words.
  PROBATA_DETAIL_INLINE static constexpr std::uint64_t reduce(std::uint64_t high, std::uint64_t low) {
    const std::uint64_t high_high = high >> 32;
    const std::uint64_t high_low = high & epsilon;
    std::uint64_t t = low - high_high;
    if (low < high_high) t -= epsilon;  // the borrow is worth 2^64; t >= 2^64 - 2^32 > epsilon, so no second one
    const std::uint64_t middle = (high_low << 32) - high_low;  // high_low 2^64 mod p, < 2^64 - 2^32 + 1
    std::uint64_t sum = t + middle;
    if (sum < middle) sum += epsilon;  // sum < 2^64 - 2^32 - 1 after the carry, so this does not carry again
    return reduce_once(sum);
  }

  std::uint64_t word_ = 0;
};

static_assert(PrimeField<Goldilocks> && TwoAdicField<Goldilocks>);

}  // namespace probata::inline v0_1
