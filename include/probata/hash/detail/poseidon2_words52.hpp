// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstdint>

#include <probata/simd/batch.hpp>
#include <probata/simd/ifma_instructions.hpp>

namespace probata::inline v0_1::detail {

#if PROBATA_DETAIL_HAS_IFMA

/// Arithmetic modulo the prime p < 2^31 of F on 64-bit lanes that multiply 52-bit numbers. The word of x is any number
/// that is x 2^52 modulo p and below 2^52: there are 21 bits above p, and sums are not reduced.
///
/// A product of words x, y is xy / 2^52 by Montgomery's reduction, with q = (xy + 1)(-p^-1) mod 2^52. As xy + 1 + qp is
/// divisible by 2^52 and the low 52 bits of xy and of qp make 2^53 - 2 at most, the sum of those and 1 is 2^52, always:
///     (xy + 1 + qp) / 2^52 = floor(xy / 2^52) + floor(qp / 2^52) + 1,
/// a carry that is not looked at. What the added 1 does modulo p is repaired by the addend of the high halves, which
/// costs nothing, and neither does adding any other constant d or vector. So the product takes four instructions, and
/// lies between the addend and addend + p + xy / 2^52.
template <class F, class Arch>
struct Poseidon2Words52 {
  using Wide = simd::BatchU64<Arch>;
  static constexpr std::uint64_t p = F::modulus;
  static constexpr F radix = F::from_u64(std::uint64_t{1} << 52);

  /// -p^-1 mod 2^52.
  static constexpr std::uint64_t minus_p_inverse = [] {
    std::uint64_t x = p;
    for (int i = 0; i < 5; ++i) x *= 2 - p * x;
    return (std::uint64_t{0} - x) % (std::uint64_t{1} << 52);
  }();

  static constexpr std::uint64_t word(F x) { return (x * radix).value(); }
  /// The addend that makes of a product x y + d: d 2^52 + 1 - 2^-52 mod p.
  static constexpr std::uint64_t addend(F d) { return (d * radix + F::one() - radix.inverse()).value(); }
  static constexpr std::uint64_t unchanged = addend(F::zero());
  /// What the addend zero adds to a product, as an element; and if the product is by to_montgomery31.
  static constexpr F excess = (radix.inverse() - F::one()) * radix.inverse();
  static constexpr F excess_montgomery31 = (radix.inverse() - F::one()) * F::from_u64(std::uint64_t{1} << 32).inverse();

  /// A factor known beforehand: its word, and that times -p^-1, which saves one instruction.
  struct Factor {
    std::uint64_t word;
    std::uint64_t word_times_minus_p_inverse;
    constexpr explicit Factor(F w)
        : word(w.value()), word_times_minus_p_inverse(word * minus_p_inverse % (std::uint64_t{1} << 52)) {}
  };
  /// That of w, and those that turn Montgomery31's words x 2^32 into these and back.
  static constexpr Factor factor(F w) { return Factor(w * radix); }
  static constexpr Factor from_montgomery31{radix.square() * F::from_u64(std::uint64_t{1} << 32).inverse()};
  static constexpr Factor to_montgomery31{F::from_u64(std::uint64_t{1} << 32)};

  PROBATA_DETAIL_IFMA_INLINE static Wide multiply(Wide x, Wide y, Wide addend) {
    const Wide low = simd::multiply_add_low_52(Wide(std::uint64_t{1}), x, y);
    const Wide high = simd::multiply_add_high_52(addend, x, y);
    const Wide q = simd::multiply_add_low_52(Wide(std::uint64_t{0}), low, Wide(minus_p_inverse));
    return simd::multiply_add_high_52(high, q, Wide(p));
  }
  PROBATA_DETAIL_IFMA_INLINE static Wide multiply(Wide x, const Factor& w, Wide addend) {
    const Wide q = simd::multiply_add_low_52(Wide(minus_p_inverse), x, Wide(w.word_times_minus_p_inverse));
    const Wide high = simd::multiply_add_high_52(addend, x, Wide(w.word));
    return simd::multiply_add_high_52(high, q, Wide(p));
  }

  /// x^alpha + d, where last = addend(d).
  template <std::uint64_t alpha>
  PROBATA_DETAIL_IFMA_INLINE static Wide power(Wide x, Wide last) {
    const Wide x2 = multiply(x, x, Wide(unchanged));
    if constexpr (alpha == 3) return multiply(x2, x, last);
    if constexpr (alpha == 7)
      return multiply(multiply(x2, x2, Wide(unchanged)), multiply(x2, x, Wide(unchanged)), last);
  }

  PROBATA_DETAIL_IFMA_INLINE static Wide plus_twice(Wide a, Wide b) {
    return simd::multiply_add_low_52(a, b, Wide(std::uint64_t{2}));
  }
};

#endif

}  // namespace probata::inline v0_1::detail
