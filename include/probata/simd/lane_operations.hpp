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
  PROBATA_DETAIL_INLINE static std::uint32_t less_bits(U64 a, U64 b) {
    // The top bit of a lane: the borrow of a - b. There is no comparison of 64 bits before SSE4.2.
    const auto differs = _mm_xor_si128(a.native(), b.native());
    const auto difference = _mm_sub_epi64(a.native(), b.native());
    const auto borrow = _mm_or_si128(_mm_and_si128(differs, b.native()), _mm_andnot_si128(differs, difference));
    return static_cast<std::uint32_t>(_mm_movemask_pd(_mm_castsi128_pd(borrow)));
  }
  PROBATA_DETAIL_INLINE static std::uint64_t less_byte_bits(U32 a, U32 b) {
    const auto not_less = _mm_cmpeq_epi8(_mm_max_epu8(a.native(), b.native()), a.native());
    return static_cast<std::uint64_t>(_mm_movemask_epi8(not_less)) ^ 0xFFFF;
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
  PROBATA_DETAIL_INLINE static std::uint32_t less_bits(U64 a, U64 b) {
    const auto top = _mm256_set1_epi64x(INT64_MIN);
    const auto less = _mm256_cmpgt_epi64(_mm256_xor_si256(b.native(), top), _mm256_xor_si256(a.native(), top));
    return static_cast<std::uint32_t>(_mm256_movemask_pd(_mm256_castsi256_pd(less)));
  }
  PROBATA_DETAIL_INLINE static std::uint64_t less_byte_bits(U32 a, U32 b) {
    const auto not_less = _mm256_cmpeq_epi8(_mm256_max_epu8(a.native(), b.native()), a.native());
    return static_cast<std::uint32_t>(~_mm256_movemask_epi8(not_less));
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
  PROBATA_DETAIL_INLINE static std::uint32_t less_bits(U64 a, U64 b) {
    return _mm512_cmplt_epu64_mask(a.native(), b.native());
  }
  PROBATA_DETAIL_INLINE static std::uint64_t less_byte_bits(U32 a, U32 b) {
    return _mm512_cmplt_epu8_mask(a.native(), b.native());
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
  PROBATA_DETAIL_INLINE static std::uint32_t less_bits(U64 a, U64 b) {
    constexpr std::uint64_t weights[2] = {1, 2};
    return static_cast<std::uint32_t>(vaddvq_u64(vandq_u64(vcltq_u64(a.native(), b.native()), vld1q_u64(weights))));
  }
  PROBATA_DETAIL_INLINE static std::uint64_t less_byte_bits(U32 a, U32 b) {
    constexpr std::uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const auto less = vcltq_u8(vreinterpretq_u8_u32(a.native()), vreinterpretq_u8_u32(b.native()));
    const auto bits = vandq_u8(less, vld1q_u8(weights));
    return std::uint64_t{vaddv_u8(vget_low_u8(bits))} | std::uint64_t{vaddv_u8(vget_high_u8(bits))} << 8;
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
template <class T, class Arch>
PROBATA_DETAIL_INLINE std::uint32_t less_bits(Batch<T, Arch> a, Batch<T, Arch> b) {
  return detail::LaneHatch<Arch>::less_bits(a, b);
}

/// Bit i is set iff byte i of a is below byte i of b; the bytes of each lane count from its lowest.
template <class Arch>
PROBATA_DETAIL_INLINE std::uint64_t less_byte_bits(BatchU32<Arch> a, BatchU32<Arch> b) {
  return detail::LaneHatch<Arch>::less_byte_bits(a, b);
}

#endif  // PROBATA_DETAIL_HAS_XSIMD

}  // namespace probata::inline v0_1::simd
