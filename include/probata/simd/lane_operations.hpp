// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>

#include <probata/core/inline.hpp>
#include <probata/simd/batch.hpp>

/// Operations that move lanes or turn them into bits: interleaving and comparison.
namespace probata::inline v0_1::simd {

namespace detail {

/// One specialisation per instruction set.
template <class Arch>
struct LaneHatch;

#if PROBATA_DETAIL_HAS_XSIMD
#if defined(__SSE2__)
template <class Arch>
struct LaneHatchSse {
  using U32 = BatchU32<Arch>;
  using U64 = BatchU64<Arch>;
  PROBATA_DETAIL_INLINE static U32 zip_low(U32 a, U32 b) {
    return U32::from_register(_mm_unpacklo_epi32(a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static U32 zip_high(U32 a, U32 b) {
    return U32::from_register(_mm_unpackhi_epi32(a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static U64 zip_low(U64 a, U64 b) {
    return U64::from_register(_mm_unpacklo_epi64(a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static U64 zip_high(U64 a, U64 b) {
    return U64::from_register(_mm_unpackhi_epi64(a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static std::uint32_t less_bits(U32 a, U32 b) {
    // The comparison is of signed numbers: the order of unsigned ones after the top bit is turned over.
    const auto top = _mm_set1_epi32(INT32_MIN);
    const auto less = _mm_cmplt_epi32(_mm_xor_si128(a.native(), top), _mm_xor_si128(b.native(), top));
    return static_cast<std::uint32_t>(_mm_movemask_ps(_mm_castsi128_ps(less)));
  }
};
template <>
struct LaneHatch<Sse2> : LaneHatchSse<Sse2> {};
template <>
struct LaneHatch<Sse41> : LaneHatchSse<Sse41> {};
#endif
#if defined(__AVX2__)
template <>
struct LaneHatch<Avx2> {
  using U32 = BatchU32<Avx2>;
  using U64 = BatchU64<Avx2>;
  PROBATA_DETAIL_INLINE static U32 zip_low(U32 a, U32 b) {
    return U32::from_register(_mm256_unpacklo_epi32(a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static U32 zip_high(U32 a, U32 b) {
    return U32::from_register(_mm256_unpackhi_epi32(a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static U64 zip_low(U64 a, U64 b) {
    return U64::from_register(_mm256_unpacklo_epi64(a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static U64 zip_high(U64 a, U64 b) {
    return U64::from_register(_mm256_unpackhi_epi64(a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static std::uint32_t less_bits(U32 a, U32 b) {
    const auto top = _mm256_set1_epi32(INT32_MIN);
    const auto less = _mm256_cmpgt_epi32(_mm256_xor_si256(b.native(), top), _mm256_xor_si256(a.native(), top));
    return static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(less)));
  }
};
#endif
#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512DQ__)
template <>
struct LaneHatch<Avx512> {
  using U32 = BatchU32<Avx512>;
  using U64 = BatchU64<Avx512>;
  PROBATA_DETAIL_INLINE static U32 zip_low(U32 a, U32 b) {
    return U32::from_register(_mm512_maskz_unpacklo_epi32(0xFFFF, a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static U32 zip_high(U32 a, U32 b) {
    return U32::from_register(_mm512_maskz_unpackhi_epi32(0xFFFF, a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static U64 zip_low(U64 a, U64 b) {
    return U64::from_register(_mm512_maskz_unpacklo_epi64(0xFF, a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static U64 zip_high(U64 a, U64 b) {
    return U64::from_register(_mm512_maskz_unpackhi_epi64(0xFF, a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static std::uint32_t less_bits(U32 a, U32 b) {
    return _mm512_cmplt_epu32_mask(a.native(), b.native());
  }
};
#endif
#if defined(__ARM_NEON) && defined(__aarch64__)
template <>
struct LaneHatch<Neon> {
  using U32 = BatchU32<Neon>;
  using U64 = BatchU64<Neon>;
  PROBATA_DETAIL_INLINE static U32 zip_low(U32 a, U32 b) {
    return U32::from_register(vzip1q_u32(a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static U32 zip_high(U32 a, U32 b) {
    return U32::from_register(vzip2q_u32(a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static U64 zip_low(U64 a, U64 b) {
    return U64::from_register(vzip1q_u64(a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static U64 zip_high(U64 a, U64 b) {
    return U64::from_register(vzip2q_u64(a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static std::uint32_t less_bits(U32 a, U32 b) {
    constexpr std::uint32_t weights[4] = {1, 2, 4, 8};
    return vaddvq_u32(vandq_u32(vcltq_u32(a.native(), b.native()), vld1q_u32(weights)));
  }
};
#endif
#endif  // PROBATA_DETAIL_HAS_XSIMD

}  // namespace detail

#if PROBATA_DETAIL_HAS_XSIMD

/// Within each 16 bytes, the lanes of both lower halves by turns: of 32-bit lanes a0 b0 a1 b1, of 64-bit lanes a0 b0.
template <class T, class Arch>
PROBATA_DETAIL_INLINE Batch<T, Arch> zip_low(Batch<T, Arch> a, Batch<T, Arch> b) {
  return detail::LaneHatch<Arch>::zip_low(a, b);
}

/// The same of the upper halves: a2 b2 a3 b3, or a1 b1.
template <class T, class Arch>
PROBATA_DETAIL_INLINE Batch<T, Arch> zip_high(Batch<T, Arch> a, Batch<T, Arch> b) {
  return detail::LaneHatch<Arch>::zip_high(a, b);
}

/// Bit i is set iff lane i of a is below lane i of b, as unsigned numbers.
template <class Arch>
PROBATA_DETAIL_INLINE std::uint32_t less_bits(BatchU32<Arch> a, BatchU32<Arch> b) {
  return detail::LaneHatch<Arch>::less_bits(a, b);
}

#endif  // PROBATA_DETAIL_HAS_XSIMD

}  // namespace probata::inline v0_1::simd
