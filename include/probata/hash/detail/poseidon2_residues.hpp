// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include <probata/core/inline.hpp>
#include <probata/field/packed.hpp>
#include <probata/hash/poseidon2_constants.hpp>
#include <probata/simd/batch.hpp>
#include <probata/simd/word_operations.hpp>

namespace probata::inline v0_1::detail {

#if PROBATA_DETAIL_HAS_XSIMD

/// Residues modulo the prime p of a Montgomery31 field in lanes of 32-bit words, in the forms between which the
/// Poseidon2 kernel chooses. A word is read as two's complement:
///
///   open      [-p, p)   one addition or subtraction away from a reduced form; what S-boxes take and give
///   positive  [0, p)    what a Packed holds
///   negative  [-p, 0)   closed under division by powers of two
///
/// 2 p < 2^32 and p < 2^31, but 2.02 p > 2^32: a word holds an open residue and nothing wider.
template <class F, class Arch>
struct Poseidon2Residues {
  using Batch = simd::BatchU32<Arch>;
  using Wide = simd::BatchU64<Arch>;
  using Constants = typename F::Constants;
  using Multiplier = typename Packed<F, Arch>::Multiplier;

  PROBATA_DETAIL_INLINE static Batch p() { return Batch(F::modulus); }

  /// Reduced forms of an open residue. As unsigned words, negative numbers are the larger ones.
  PROBATA_DETAIL_INLINE static Batch positive(Batch open) { return simd::add_if_negative(open, p()); }
  PROBATA_DETAIL_INLINE static Batch negative(Batch open) { return simd::max(open, open - p()); }

  /// Sums of two residues of one form, in that form: from [0, 2p), and from [-2p, 0).
  PROBATA_DETAIL_INLINE static Batch add_positive(Batch a, Batch b) { return simd::reduce_once(a + b, p()); }
  PROBATA_DETAIL_INLINE static Batch add_negative(Batch a, Batch b) {
    const Batch sum = a + b;
    return simd::max(sum, sum + p());
  }

  /// c / 2^32 mod p in the high words: c - q p with q = c / p mod 2^32 read as signed, so that the low words cancel.
  /// |c| <= p^2 gives |c| / 2^32 + p / 2 < p.
  PROBATA_DETAIL_INLINE static Wide reduce(Wide c) {
    const auto q = simd::opaque(simd::mul_even(c, simd::as_u64(Batch(Constants::p_inverse))));
    return c - simd::mul_even_signed(q, simd::as_u64(p()));
  }
  /// From the high words, where `reduce` leaves its result, to the low words, where products read their operands.
  PROBATA_DETAIL_INLINE static Wide down(Wide high) { return simd::as_u64(simd::odd_to_even(simd::as_u32(high))); }
  PROBATA_DETAIL_INLINE static Wide product(Wide a, Wide b) { return reduce(simd::mul_even_signed(a, b)); }

  /// x^alpha in the high words, for x in the low words, |x| <= p. No power is brought into a reduced form: all are
  /// below p in size, because their factors are at most p.
  template <std::uint64_t alpha>
  PROBATA_DETAIL_INLINE static Wide power(Wide x) {
    const Wide x2 = down(product(x, x));
    if constexpr (alpha == 3) return product(x2, x);
    if constexpr (alpha == 5) return product(down(product(x2, x2)), x);
    if constexpr (alpha == 7) return product(down(product(x2, x2)), down(product(x2, x)));
  }
  /// x^alpha, open, for open x. Even and odd lanes stay apart until the last power.
  template <std::uint64_t alpha>
  PROBATA_DETAIL_INLINE static Batch power(Batch x) {
    const Wide even = power<alpha>(simd::as_u64(x));
    const Wide odd = power<alpha>(simd::as_u64(simd::odd_to_even(x)));
    return simd::interleave_high(even, odd);
  }

  /// x w, open, for open x: |x w| <= p p / 2.
  PROBATA_DETAIL_INLINE static Batch multiply(Batch x, Multiplier w) {
    const auto half = [&](Wide h) __attribute__((always_inline)) {
      const auto q = simd::opaque(simd::mul_even(h, simd::as_u64(Batch(w.word_times_p_inverse))));
      return simd::mul_even_signed(h, simd::as_u64(Batch(w.word))) - simd::mul_even_signed(q, simd::as_u64(p()));
    };
    return simd::interleave_high(half(simd::as_u64(x)), half(simd::as_u64(simd::odd_to_even(x))));
  }

  /// x 2^-bits, negative, for negative x.
  ///
  /// p = m 2^a + 1, so 2^-bits = -m 2^(a - bits) for bits <= a. With x = h 2^bits + l, 0 <= l < 2^bits, the result is
  /// h - l m 2^(a - bits). It is negative, because h is; and it is at least -p: for x > -p, h >= -m 2^(a - bits) and
  /// h - l m 2^(a - bits) >= -m 2^(a - bits) 2^bits = 1 - p; for x = -p, h is one less, l = 2^bits - 1, and it is -p.
  template <int bits>
  PROBATA_DETAIL_INLINE static Batch divide_by_power(Batch x) {
    constexpr int a = static_cast<int>(F::two_adicity);
    constexpr std::uint32_t m = (F::modulus - 1) >> a;
    if constexpr (bits > a) {
      return divide_by_power<bits - a>(divide_by_power<a>(x));
    } else {
      return simd::shift_right_signed<bits>(x) - simd::multiply_low_bits<bits, (m << (a - bits))>(x);
    }
  }

  /// x odd 2^exponent, negative, for negative x.
  template <int odd, int exponent>
  PROBATA_DETAIL_INLINE static Batch multiply(Batch x) {
    if constexpr (odd == 1 && exponent == 0) {
      return x;
    } else if constexpr (odd == 1 && exponent < 0) {
      return divide_by_power<-exponent>(x);
    } else if constexpr (odd == 1 && exponent <= 3) {
      return multiply<odd, exponent - 1>(add_negative(x, x));
    } else {
      constexpr Multiplier factor(Dyadic{odd, exponent}.template in<F>());
      return negative(multiply(x, factor));
    }
  }
};

#endif

}  // namespace probata::inline v0_1::detail
