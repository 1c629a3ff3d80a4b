// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstdint>

#include <probata/core/inline.hpp>
#include <probata/simd/batch.hpp>

/// Operations on vectors of 32-bit words that batch.hpp does not need: maximum, arithmetic shift, products of low bits.
///
/// Residues in signed and in offset representation need them, as in the kernels of hash/. All three exist for Scalar
/// too; on x86 vectors they need SSE4.1.
namespace probata::inline v0_1::simd {

namespace detail {

/// One specialisation per instruction set; `multiply_high_halves(a, b)`: in each 16-bit half of a word the high half of
/// the product of the halves, for where 16-bit products are cheaper than 32-bit ones.
template <class Arch>
struct WordHatch;

template <>
struct WordHatch<Scalar> {
  using U32 = BatchU32<Scalar>;
  static constexpr bool has_half_products = false;
  PROBATA_DETAIL_INLINE static U32 max(U32 a, U32 b) { return U32(std::max(a.v, b.v)); }
  template <int bits>
  PROBATA_DETAIL_INLINE static U32 shift_right_signed(U32 a) {
    return U32(static_cast<std::uint32_t>(static_cast<std::int32_t>(a.v) >> bits));
  }
  PROBATA_DETAIL_INLINE static U32 multiply_low(U32 a, U32 b) { return U32(a.v * b.v); }
};

#if PROBATA_DETAIL_HAS_XSIMD
#if defined(__SSE4_1__)
template <>
struct WordHatch<Sse41> {
  using U32 = BatchU32<Sse41>;
  static constexpr bool has_half_products = true;
  PROBATA_DETAIL_INLINE static U32 max(U32 a, U32 b) {
    return U32::from_register(_mm_max_epu32(a.native(), b.native()));
  }
  template <int bits>
  PROBATA_DETAIL_INLINE static U32 shift_right_signed(U32 a) {
    return U32::from_register(_mm_srai_epi32(a.native(), bits));
  }
  PROBATA_DETAIL_INLINE static U32 multiply_low(U32 a, U32 b) {
    return U32::from_register(_mm_mullo_epi32(a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static U32 multiply_high_halves(U32 a, U32 b) {
    return U32::from_register(_mm_mulhi_epu16(a.native(), b.native()));
  }
};
#endif
#if defined(__AVX2__)
template <>
struct WordHatch<Avx2> {
  using U32 = BatchU32<Avx2>;
  static constexpr bool has_half_products = true;
  PROBATA_DETAIL_INLINE static U32 max(U32 a, U32 b) {
    return U32::from_register(_mm256_max_epu32(a.native(), b.native()));
  }
  template <int bits>
  PROBATA_DETAIL_INLINE static U32 shift_right_signed(U32 a) {
    return U32::from_register(_mm256_srai_epi32(a.native(), bits));
  }
  PROBATA_DETAIL_INLINE static U32 multiply_low(U32 a, U32 b) {
    return U32::from_register(_mm256_mullo_epi32(a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static U32 multiply_high_halves(U32 a, U32 b) {
    return U32::from_register(_mm256_mulhi_epu16(a.native(), b.native()));
  }
};
#endif
#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512DQ__)
template <>
struct WordHatch<Avx512> {
  using U32 = BatchU32<Avx512>;
  static constexpr bool has_half_products = true;
  PROBATA_DETAIL_INLINE static U32 max(U32 a, U32 b) {
    return U32::from_register(_mm512_maskz_max_epu32(0xFFFF, a.native(), b.native()));
  }
  template <int bits>
  PROBATA_DETAIL_INLINE static U32 shift_right_signed(U32 a) {
    return U32::from_register(_mm512_maskz_srai_epi32(0xFFFF, a.native(), bits));
  }
  PROBATA_DETAIL_INLINE static U32 multiply_low(U32 a, U32 b) {
    return U32::from_register(_mm512_maskz_mullo_epi32(0xFFFF, a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static U32 multiply_high_halves(U32 a, U32 b) {
    return U32::from_register(_mm512_maskz_mulhi_epu16(0xFFFFFFFF, a.native(), b.native()));
  }
};
#endif
#if defined(__ARM_NEON) && defined(__aarch64__)
template <>
struct WordHatch<Neon> {
  using U32 = BatchU32<Neon>;
  static constexpr bool has_half_products = false;
  PROBATA_DETAIL_INLINE static U32 max(U32 a, U32 b) { return U32::from_register(vmaxq_u32(a.native(), b.native())); }
  template <int bits>
  PROBATA_DETAIL_INLINE static U32 shift_right_signed(U32 a) {
    return U32::from_register(vreinterpretq_u32_s32(vshrq_n_s32(vreinterpretq_s32_u32(a.native()), bits)));
  }
  PROBATA_DETAIL_INLINE static U32 multiply_low(U32 a, U32 b) {
    return U32::from_register(vmulq_u32(a.native(), b.native()));
  }
};
#endif
#endif  // PROBATA_DETAIL_HAS_XSIMD

}  // namespace detail

/// The greater of two unsigned words.
template <class Arch>
PROBATA_DETAIL_INLINE BatchU32<Arch> max(BatchU32<Arch> a, BatchU32<Arch> b) {
  return detail::WordHatch<Arch>::max(a, b);
}

/// floor(a / 2^bits) for a read as two's complement; 0 < bits < 32.
template <int bits, class Arch>
PROBATA_DETAIL_INLINE BatchU32<Arch> shift_right_signed(BatchU32<Arch> a) {
  static_assert(0 < bits && bits < 32);
  return detail::WordHatch<Arch>::template shift_right_signed<bits>(a);
}

/// (a mod 2^bits) * factor mod 2^32; 0 < bits < 32.
///
/// A 32-bit product takes two micro-operations on x86. Where the factor is a multiple of 2^16 below 2^(32 - bits), one
/// 16-bit product serves: the low bits are shifted to the top of the word, which also clears the rest, and the high
/// half of (top half) * (factor 2^bits / 2^16) stands where it belongs.
template <int bits, std::uint32_t factor, class Arch>
PROBATA_DETAIL_INLINE BatchU32<Arch> multiply_low_bits(BatchU32<Arch> a) {
  static_assert(0 < bits && bits < 32);
  using Hatch = detail::WordHatch<Arch>;
  if constexpr (Hatch::has_half_products && bits <= 16 && factor % (1U << 16) == 0 &&
                (std::uint64_t{factor} >> 16) << bits < (1U << 16)) {
    // top half: t = (a mod 2^bits) 2^(16 - bits); t f / 2^16 with f = (factor / 2^16) 2^bits.
    return Hatch::multiply_high_halves(a << (32 - bits), BatchU32<Arch>(factor << bits));
  } else {
    return Hatch::multiply_low(a & BatchU32<Arch>((1U << bits) - 1), BatchU32<Arch>(factor));
  }
}

}  // namespace probata::inline v0_1::simd
