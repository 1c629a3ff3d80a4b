// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <probata/core/inline.hpp>
#include <probata/simd/batch.hpp>

namespace probata::inline v0_1::simd {

namespace detail {

/// Through memory: right for every instruction set, and the reference of the register versions.
template <class T, class Arch>
struct Transpose {
  static constexpr std::size_t n = Batch<T, Arch>::lanes;
  PROBATA_DETAIL_INLINE static void apply(std::array<Batch<T, Arch>, n>& rows) {
    alignas(64) T tile[n][n];
    for (std::size_t i = 0; i < n; ++i) rows[i].store(tile[i]);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = i + 1; j < n; ++j) std::swap(tile[i][j], tile[j][i]);
    }
    for (std::size_t i = 0; i < n; ++i) rows[i] = Batch<T, Arch>::load(tile[i]);
  }
};

template <class T>
struct Transpose<T, Scalar> {
  PROBATA_DETAIL_INLINE static void apply(std::array<Batch<T, Scalar>, 1>&) {}
};

#if PROBATA_DETAIL_HAS_XSIMD && defined(__SSE2__)
template <class Arch>
struct TransposeSse32 {
  PROBATA_DETAIL_INLINE static void apply(std::array<BatchU32<Arch>, 4>& r) {
    const auto a = _mm_unpacklo_epi32(r[0].native(), r[1].native());
    const auto b = _mm_unpackhi_epi32(r[0].native(), r[1].native());
    const auto c = _mm_unpacklo_epi32(r[2].native(), r[3].native());
    const auto d = _mm_unpackhi_epi32(r[2].native(), r[3].native());
    r[0] = BatchU32<Arch>::from_register(_mm_unpacklo_epi64(a, c));
    r[1] = BatchU32<Arch>::from_register(_mm_unpackhi_epi64(a, c));
    r[2] = BatchU32<Arch>::from_register(_mm_unpacklo_epi64(b, d));
    r[3] = BatchU32<Arch>::from_register(_mm_unpackhi_epi64(b, d));
  }
};
template <class Arch>
struct TransposeSse64 {
  PROBATA_DETAIL_INLINE static void apply(std::array<BatchU64<Arch>, 2>& r) {
    const auto low = _mm_unpacklo_epi64(r[0].native(), r[1].native());
    r[1] = BatchU64<Arch>::from_register(_mm_unpackhi_epi64(r[0].native(), r[1].native()));
    r[0] = BatchU64<Arch>::from_register(low);
  }
};
template <>
struct Transpose<std::uint32_t, Sse2> : TransposeSse32<Sse2> {};
template <>
struct Transpose<std::uint32_t, Sse41> : TransposeSse32<Sse41> {};
template <>
struct Transpose<std::uint64_t, Sse2> : TransposeSse64<Sse2> {};
template <>
struct Transpose<std::uint64_t, Sse41> : TransposeSse64<Sse41> {};
#endif

#if PROBATA_DETAIL_HAS_XSIMD && defined(__AVX2__)
template <>
struct Transpose<std::uint32_t, Avx2> {
  PROBATA_DETAIL_INLINE static void apply(std::array<BatchU32<Avx2>, 8>& r) {
    __m256i t[8];
    __m256i u[8];
    PROBATA_DETAIL_UNROLL
    for (std::size_t i = 0; i < 8; i += 2) {
      t[i] = _mm256_unpacklo_epi32(r[i].native(), r[i + 1].native());
      t[i + 1] = _mm256_unpackhi_epi32(r[i].native(), r[i + 1].native());
    }
    PROBATA_DETAIL_UNROLL
    for (std::size_t i = 0; i < 8; i += 4) {
      PROBATA_DETAIL_UNROLL
      for (std::size_t j = 0; j < 2; ++j) {
        u[i + 2 * j] = _mm256_unpacklo_epi64(t[i + j], t[i + j + 2]);
        u[i + 2 * j + 1] = _mm256_unpackhi_epi64(t[i + j], t[i + j + 2]);
      }
    }
    PROBATA_DETAIL_UNROLL
    for (std::size_t i = 0; i < 4; ++i) {
      r[i] = BatchU32<Avx2>::from_register(_mm256_permute2x128_si256(u[i], u[i + 4], 0x20));
      r[i + 4] = BatchU32<Avx2>::from_register(_mm256_permute2x128_si256(u[i], u[i + 4], 0x31));
    }
  }
};
template <>
struct Transpose<std::uint64_t, Avx2> {
  PROBATA_DETAIL_INLINE static void apply(std::array<BatchU64<Avx2>, 4>& r) {
    __m256i t[4];
    PROBATA_DETAIL_UNROLL
    for (std::size_t i = 0; i < 4; i += 2) {
      t[i] = _mm256_unpacklo_epi64(r[i].native(), r[i + 1].native());
      t[i + 1] = _mm256_unpackhi_epi64(r[i].native(), r[i + 1].native());
    }
    PROBATA_DETAIL_UNROLL
    for (std::size_t i = 0; i < 2; ++i) {
      r[i] = BatchU64<Avx2>::from_register(_mm256_permute2x128_si256(t[i], t[i + 2], 0x20));
      r[i + 2] = BatchU64<Avx2>::from_register(_mm256_permute2x128_si256(t[i], t[i + 2], 0x31));
    }
  }
};
#endif

#if PROBATA_DETAIL_HAS_XSIMD && defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512DQ__)
/// The last two steps of an AVX-512 transpose: q[i], i = 4 a + b, holds in its 128-bit lane c what belongs to lane a
/// of row b + 4 c (32-bit elements; for 64-bit elements i = 2 a + b and rows b + 2 c).
PROBATA_DETAIL_INLINE void exchange_quarters(__m512i& q0, __m512i& q1, __m512i& q2, __m512i& q3) {
  const auto t0 = _mm512_maskz_shuffle_i32x4(0xFFFF, q0, q1, 0x88);
  const auto t1 = _mm512_maskz_shuffle_i32x4(0xFFFF, q2, q3, 0x88);
  const auto t2 = _mm512_maskz_shuffle_i32x4(0xFFFF, q0, q1, 0xDD);
  const auto t3 = _mm512_maskz_shuffle_i32x4(0xFFFF, q2, q3, 0xDD);
  q0 = _mm512_maskz_shuffle_i32x4(0xFFFF, t0, t1, 0x88);
  q1 = _mm512_maskz_shuffle_i32x4(0xFFFF, t2, t3, 0x88);
  q2 = _mm512_maskz_shuffle_i32x4(0xFFFF, t0, t1, 0xDD);
  q3 = _mm512_maskz_shuffle_i32x4(0xFFFF, t2, t3, 0xDD);
}
template <>
struct Transpose<std::uint32_t, Avx512> {
  PROBATA_DETAIL_INLINE static void apply(std::array<BatchU32<Avx512>, 16>& r) {
    __m512i t[16];
    __m512i u[16];
    PROBATA_DETAIL_UNROLL
    for (std::size_t i = 0; i < 16; i += 2) {
      t[i] = _mm512_maskz_unpacklo_epi32(0xFFFF, r[i].native(), r[i + 1].native());
      t[i + 1] = _mm512_maskz_unpackhi_epi32(0xFFFF, r[i].native(), r[i + 1].native());
    }
    PROBATA_DETAIL_UNROLL
    for (std::size_t i = 0; i < 16; i += 4) {
      PROBATA_DETAIL_UNROLL
      for (std::size_t j = 0; j < 2; ++j) {
        u[i + 2 * j] = _mm512_maskz_unpacklo_epi64(0xFF, t[i + j], t[i + j + 2]);
        u[i + 2 * j + 1] = _mm512_maskz_unpackhi_epi64(0xFF, t[i + j], t[i + j + 2]);
      }
    }
    PROBATA_DETAIL_UNROLL
    for (std::size_t i = 0; i < 4; ++i) {
      exchange_quarters(u[i], u[i + 4], u[i + 8], u[i + 12]);
      PROBATA_DETAIL_UNROLL
      for (std::size_t j = 0; j < 16; j += 4) r[i + j] = BatchU32<Avx512>::from_register(u[i + j]);
    }
  }
};
template <>
struct Transpose<std::uint64_t, Avx512> {
  PROBATA_DETAIL_INLINE static void apply(std::array<BatchU64<Avx512>, 8>& r) {
    __m512i t[8];
    PROBATA_DETAIL_UNROLL
    for (std::size_t i = 0; i < 8; i += 2) {
      t[i] = _mm512_maskz_unpacklo_epi64(0xFF, r[i].native(), r[i + 1].native());
      t[i + 1] = _mm512_maskz_unpackhi_epi64(0xFF, r[i].native(), r[i + 1].native());
    }
    PROBATA_DETAIL_UNROLL
    for (std::size_t i = 0; i < 2; ++i) {
      exchange_quarters(t[i], t[i + 2], t[i + 4], t[i + 6]);
      PROBATA_DETAIL_UNROLL
      for (std::size_t j = 0; j < 8; j += 2) r[i + j] = BatchU64<Avx512>::from_register(t[i + j]);
    }
  }
};
#endif

}  // namespace detail

/// Transposes the square of lanes: afterwards lane j of rows[i] is what lane i of rows[j] was.
/// @cost lanes * log2(lanes) shuffles.
template <class T, class Arch>
PROBATA_DETAIL_INLINE void transpose(std::array<Batch<T, Arch>, Batch<T, Arch>::lanes>& rows) {
  detail::Transpose<T, Arch>::apply(rows);
}

}  // namespace probata::inline v0_1::simd
