// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <probata/core/assert.hpp>
#include <probata/core/inline.hpp>
#include <probata/field/concepts.hpp>
#include <probata/field/detail/prime_field_operations.hpp>

namespace probata::inline v0_1 {

/// The integers modulo p = 2^31 - 1, held as the representative in [0, p).
///
/// Arithmetic only: p - 1 is twice an odd number, so there is no subgroup for the transforms of ntt/.
class Mersenne31 : public detail::PrimeFieldOperations<Mersenne31> {
 public:
  using Canonical = std::uint32_t;
  static constexpr std::uint32_t modulus = 0x7FFFFFFF;
  static constexpr const char* name = "mersenne31";
  static constexpr std::size_t two_adicity = 1;

  /// Zero.
  constexpr Mersenne31() = default;

  /// v mod p.
  static constexpr Mersenne31 from_u64(std::uint64_t v) { return from_word(static_cast<std::uint32_t>(v % modulus)); }
  /// v; requires v < p.
  PROBATA_DETAIL_INLINE static constexpr Mersenne31 from_canonical(std::uint32_t v) { return from_word(v); }
  /// The representative in [0, p).
  PROBATA_DETAIL_INLINE constexpr std::uint32_t value() const { return word_; }

  /// The word that holds x: the representative itself; for kernels. Requires word < p.
  PROBATA_DETAIL_INLINE static constexpr Mersenne31 from_word(std::uint32_t word) {
    PROBATA_ASSERT(word < modulus, "a canonical representative is below the modulus");
    Mersenne31 x;
    x.word_ = word;
    return x;
  }
  PROBATA_DETAIL_INLINE constexpr std::uint32_t word() const { return word_; }

  static constexpr Mersenne31 zero() { return {}; }
  static constexpr Mersenne31 one() { return from_word(1); }
  static constexpr Mersenne31 generator() { return from_word(7); }

  PROBATA_DETAIL_INLINE friend constexpr Mersenne31 operator+(Mersenne31 a, Mersenne31 b) {
    return from_word(subtract_modulus_once(a.word_ + b.word_));
  }
  PROBATA_DETAIL_INLINE friend constexpr Mersenne31 operator-(Mersenne31 a, Mersenne31 b) {
    const std::uint32_t difference = a.word_ - b.word_;
    return from_word(a.word_ < b.word_ ? difference + modulus : difference);
  }
  PROBATA_DETAIL_INLINE friend constexpr Mersenne31 operator*(Mersenne31 a, Mersenne31 b) {
    return from_word(reduce(std::uint64_t{a.word_} * b.word_));
  }
  PROBATA_DETAIL_INLINE constexpr Mersenne31 operator-() const { return from_word(word_ == 0 ? 0 : modulus - word_); }
  friend constexpr bool operator==(Mersenne31 a, Mersenne31 b) { return a.word_ == b.word_; }

  /// x / 2: a rotation of 31 bits by one, because 2^31 = 1.
  PROBATA_DETAIL_INLINE constexpr Mersenne31 halved() const { return from_word((word_ >> 1) | ((word_ & 1) << 30)); }

  /// sum_i a_i b_i; the 64-bit accumulator is folded once per three products, each below 2^62.
  template <std::size_t N>
  PROBATA_DETAIL_INLINE static constexpr Mersenne31 dot_product(const std::array<Mersenne31, N>& a,
                                                                const std::array<Mersenne31, N>& b) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < N; ++i) {
      if (i % 3 == 0) sum = (sum & modulus) + (sum >> 31);  // < 2^34
      sum += std::uint64_t{a[i].word_} * b[i].word_;        // < 2^34 + 3 * 2^62
    }
    return from_word(reduce((sum & modulus) + (sum >> 31)));
  }

 private:
  /// x or x - p, for x <= 2p - 1.
  PROBATA_DETAIL_INLINE static constexpr std::uint32_t subtract_modulus_once(std::uint32_t x) {
    return x < modulus ? x : x - modulus;
  }
  /// c mod p, for c <= (p - 1)^2: low and high 31 bits add up to at most 2p - 1.
  PROBATA_DETAIL_INLINE static constexpr std::uint32_t reduce(std::uint64_t c) {
    return subtract_modulus_once(static_cast<std::uint32_t>(c & modulus) + static_cast<std::uint32_t>(c >> 31));
  }

  std::uint32_t word_ = 0;
};

static_assert(PrimeField<Mersenne31>);

}  // namespace probata::inline v0_1
