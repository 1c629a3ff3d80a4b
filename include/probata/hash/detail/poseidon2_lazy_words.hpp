// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <probata/core/inline.hpp>

namespace probata::inline v0_1::detail {

/// Residues modulo p = 2^31 - 2^a + 1, a >= 24, in signed 64-bit words: sums wait for their reduction. All sizes below
/// are absolute values; a product of two Montgomery forms is one.
///
/// Integer: std::int64_t, or a vector of these, so that each lane holds a residue.
template <class F, class Integer = std::int64_t>
class LazyWords {
 public:
  using Word = Integer;
  static constexpr bool is_scalar = std::is_same_v<Integer, std::int64_t>;
  static constexpr std::int64_t p = F::modulus;

  /// Takes p out of sight of the compiler, which would make three shifts of each product by p. Multiplications are the
  /// scarcer resource, but not by that much.
  constexpr LazyWords() {
#if defined(__GNUC__) || defined(__clang__)
    if (is_scalar && !std::is_constant_evaluated()) __asm__("" : "+r"(modulus_));
#endif
  }

  /// The word next to zero, at most p / 2, of the Montgomery form of x.
  static constexpr std::int32_t centred(F x) {
    const std::int64_t word = x.word();
    return static_cast<std::int32_t>(word > p / 2 ? word - p : word);
  }

  /// x - p round(x / p), but for an error of 2^-18 in the quotient, for |x| <= 64 p. The result is below 0.51 p.
  PROBATA_DETAIL_INLINE constexpr Word nearest(Word x) const {
    constexpr std::int64_t reciprocal = ((one << 55) + p / 2) / p;
    return x - times_modulus((x * reciprocal + (one << 54)) >> 55);
  }
  /// At most 2^31 <= 1.008 p, for |x| <= 63 p; below 0.56 p for |x| <= 3 p. If p is next to 2^31, then rounding
  /// x / 2^31 errs by few multiples of 2^24.
  PROBATA_DETAIL_INLINE constexpr Word fold(Word x) const {
    if constexpr (F::two_adicity == 24) {
      return x - times_modulus((x + (one << 30)) >> 31);
    } else {
      return nearest(x);
    }
  }
  /// The word in [0, p), for |x| <= 64 p.
  PROBATA_DETAIL_INLINE constexpr Word canonical(Word x) const {
    const Word r = nearest(x);
    return r + (p & (r >> 63));
  }

  /// x y / 2^32, at most |x y| / 2^32 + p / 2, for |x y| <= 2 p^2.
  PROBATA_DETAIL_INLINE constexpr Word product(Word x, Word y) const {
    const Word c = x * y;
    return reduce(c, over_modulus(c));
  }

  /// x^alpha, at most 1.01 p for |x| <= 1.008 p: in few multiplications.
  template <std::uint64_t alpha>
  PROBATA_DETAIL_INLINE constexpr Word power(Word x) const {
    const Word x2 = product(x, x);
    return last_product<alpha>(x2, product(x2, x));
  }
  /// The same, sooner: x^2 / p and x^3 / p modulo 2^32 do not wait for all of x^2 and x^3.
  template <std::uint64_t alpha>
  PROBATA_DETAIL_INLINE constexpr Word power_soon(Word x) const {
    if constexpr (is_scalar) {
      const auto quotient = static_cast<std::uint32_t>(x) * p_inverse;
      const Word x2 = reduce(x * x, low_product(x, quotient));
      return last_product<alpha>(x2, reduce(x2 * x, low_product(x2, quotient)));
    } else {
      return power<alpha>(x);
    }
  }

  /// x odd 2^exponent + addend; at most max(1.008 p, |x| + |addend|) for the odd and exponents of internal diagonals
  /// and their squares, if |x odd 2^exponent + addend| <= 63 p where exponent >= 0, and |x| / 2 + p + |addend|
  /// otherwise.
  template <int odd, int exponent>
  PROBATA_DETAIL_INLINE constexpr Word times_plus(Word x, Word addend) const {
    if constexpr (odd == 1 && exponent == 0) {
      return x + addend;
    } else if constexpr (exponent >= 0) {
      return fold(x * std::int64_t{odd * (1 << exponent)} + addend);
    } else if constexpr (odd == 1) {
      return addend + divided<-exponent>(x);
    } else {
      static_assert(odd == -1);
      return addend - divided<-exponent>(x);
    }
  }

  /// x 2^-bits, at most |x| / 2^bits + p. With p - 1 = m 2^a and x = h 2^bits + l, that is h - l m 2^(a - bits).
  template <int bits>
  PROBATA_DETAIL_INLINE static constexpr Word divided(Word x) {
    if constexpr (bits > a) {
      return divided<bits - a>(divided<a>(x));
    } else {
      const Word l = x & ((one << bits) - 1);
      return (x >> bits) - (((l << (31 - a)) - l) << (a - bits));
    }
  }

 private:
  static constexpr std::uint32_t p_inverse = F::Constants::p_inverse;
  static constexpr std::int64_t one = 1;
  static constexpr int a = static_cast<int>(F::two_adicity);
  static_assert(p == (one << 31) - (one << a) + 1 && a >= 24);
  static_assert(p_inverse == (std::uint32_t{1} << 31) + (std::uint32_t{1} << a) + 1);

  PROBATA_DETAIL_INLINE constexpr Word times_modulus(Word x) const {
    if constexpr (is_scalar) {
      return x * modulus_;
    } else {
      return (x << 31) - (x << a) + x;
    }
  }
  /// c / p mod 2^32, read as signed.
  PROBATA_DETAIL_INLINE static constexpr Word over_modulus(Word c) {
    if constexpr (is_scalar) {
      return low_product(c, p_inverse);
    } else {
      // Of c 2^31 only the lowest bit of c stays in the word, as its highest: adding that is to flip it.
      const Word l = c & ((one << 32) - 1);
      return (((l + (l << a)) << 32) ^ (l << 63)) >> 32;
    }
  }
  PROBATA_DETAIL_INLINE static constexpr std::int64_t low_product(std::int64_t x, std::uint32_t y) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(x) * y);
  }
  /// c / 2^32 for q = c / p mod 2^32: the low words cancel.
  PROBATA_DETAIL_INLINE constexpr Word reduce(Word c, Word q) const { return (c - times_modulus(q)) >> 32; }

  template <std::uint64_t alpha>
  PROBATA_DETAIL_INLINE constexpr Word last_product(Word x2, Word x3) const {
    static_assert(alpha == 3 || alpha == 7);
    if constexpr (alpha == 3) {
      return x3;
    } else {
      return product(product(x2, x2), x3);
    }
  }

  std::int64_t modulus_ = p;
};

}  // namespace probata::inline v0_1::detail
