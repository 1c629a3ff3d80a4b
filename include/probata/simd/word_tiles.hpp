// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <probata/core/inline.hpp>
#include <probata/simd/batch.hpp>
#include <probata/simd/lane_operations.hpp>
#include <probata/simd/transpose.hpp>

/// Rows of bytes to vectors that hold one word of every row, and back.
///
/// A row belongs to a lane; its bytes are little-endian words of type T, at any alignment. `row(i)` is where row i
/// begins.
namespace probata::inline v0_1::simd {

namespace detail {

/// Vectors of T from and to bytes. Intrinsics may read memory of any type; ordinary pointers to T may not.
template <class Arch>
struct ByteHatch;

template <>
struct ByteHatch<Scalar> {
  static_assert(std::endian::native == std::endian::little, "words are copied as they lie in memory");
  template <class T>
  PROBATA_DETAIL_INLINE static void load(Batch<T, Scalar>& a, const std::byte* from) {
    std::memcpy(&a.v, from, sizeof(T));
  }
  template <class T>
  PROBATA_DETAIL_INLINE static void store(Batch<T, Scalar> a, std::byte* to) {
    std::memcpy(to, &a.v, sizeof(T));
  }
};

#if PROBATA_DETAIL_HAS_XSIMD
#if defined(__SSE2__)
template <class Arch>
struct ByteHatchSse {
  template <class T>
  PROBATA_DETAIL_INLINE static void load(Batch<T, Arch>& a, const std::byte* from) {
    a = Batch<T, Arch>::from_register(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
  }
  template <class T>
  PROBATA_DETAIL_INLINE static void store(Batch<T, Arch> a, std::byte* to) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), a.native());
  }
};
template <>
struct ByteHatch<Sse2> : ByteHatchSse<Sse2> {};
template <>
struct ByteHatch<Sse41> : ByteHatchSse<Sse41> {};
#endif
#if defined(__AVX2__)
template <>
struct ByteHatch<Avx2> {
  template <class T>
  PROBATA_DETAIL_INLINE static void load(Batch<T, Avx2>& a, const std::byte* from) {
    a = Batch<T, Avx2>::from_register(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)));
  }
  template <class T>
  PROBATA_DETAIL_INLINE static void store(Batch<T, Avx2> a, std::byte* to) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), a.native());
  }
  PROBATA_DETAIL_INLINE static void load_first(BatchU32<Avx2>& a, const std::byte* from, std::size_t count) {
    static constexpr std::array<std::int32_t, 16> masks{-1, -1, -1, -1, -1, -1, -1, -1};
    const auto mask = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(masks.data() + 8 - count));
    a = BatchU32<Avx2>::from_register(_mm256_maskload_epi32(reinterpret_cast<const int*>(from), mask));
  }
};
#endif
#if defined(__AVX512F__)
template <>
struct ByteHatch<Avx512> {
  template <class T>
  PROBATA_DETAIL_INLINE static void load(Batch<T, Avx512>& a, const std::byte* from) {
    a = Batch<T, Avx512>::from_register(_mm512_loadu_si512(from));
  }
  template <class T>
  PROBATA_DETAIL_INLINE static void store(Batch<T, Avx512> a, std::byte* to) {
    _mm512_storeu_si512(to, a.native());
  }
  PROBATA_DETAIL_INLINE static void load_first(BatchU32<Avx512>& a, const std::byte* from, std::size_t count) {
    const auto mask = static_cast<__mmask16>((1U << count) - 1);
    a = BatchU32<Avx512>::from_register(_mm512_maskz_loadu_epi32(mask, from));
  }

  /// Quarters of `a` and `b` alternately: a0 b0 a1 b1 to the first two addresses, a2 b2 a3 b3 to the others.
  PROBATA_DETAIL_INLINE static void store_alternating(__m512i a, __m512i b, std::byte* to0, std::byte* to1,
                                                      std::byte* to2, std::byte* to3) {
    const auto low = _mm512_permutex2var_epi64(a, _mm512_set_epi64(11, 10, 3, 2, 9, 8, 1, 0), b);
    const auto high = _mm512_permutex2var_epi64(a, _mm512_set_epi64(15, 14, 7, 6, 13, 12, 5, 4), b);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to0), _mm512_maskz_extracti64x4_epi64(0xF, low, 0));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to1), _mm512_maskz_extracti64x4_epi64(0xF, low, 1));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to2), _mm512_maskz_extracti64x4_epi64(0xF, high, 0));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to3), _mm512_maskz_extracti64x4_epi64(0xF, high, 1));
  }
  /// 32 bytes of every row: half as many words as lanes.
  template <class Row>
  PROBATA_DETAIL_INLINE static void store_half(const std::array<BatchU32<Avx512>, 8>& words, Row row) {
    __m512i t[8];
    PROBATA_DETAIL_UNROLL
    for (std::size_t i = 0; i < 8; i += 2) {
      t[i] = _mm512_maskz_unpacklo_epi32(0xFFFF, words[i].native(), words[i + 1].native());
      t[i + 1] = _mm512_maskz_unpackhi_epi32(0xFFFF, words[i].native(), words[i + 1].native());
    }
    // Quarter c of q[j] and of q[j + 4]: the two halves of row 4 c + j.
    __m512i q[8];
    PROBATA_DETAIL_UNROLL
    for (std::size_t i = 0; i < 8; i += 4) {
      PROBATA_DETAIL_UNROLL
      for (std::size_t j = 0; j < 2; ++j) {
        q[i + 2 * j] = _mm512_maskz_unpacklo_epi64(0xFF, t[i + j], t[i + j + 2]);
        q[i + 2 * j + 1] = _mm512_maskz_unpackhi_epi64(0xFF, t[i + j], t[i + j + 2]);
      }
    }
    PROBATA_DETAIL_UNROLL
    for (std::size_t j = 0; j < 4; ++j) {
      store_alternating(q[j], q[j + 4], row(j), row(j + 4), row(j + 8), row(j + 12));
    }
  }
  template <class Row>
  PROBATA_DETAIL_INLINE static void store_half(const std::array<BatchU64<Avx512>, 4>& words, Row row) {
    PROBATA_DETAIL_UNROLL
    for (std::size_t j = 0; j < 2; ++j) {
      const auto unpack = [j](BatchU64<Avx512> a, BatchU64<Avx512> b) {
        return j == 0 ? _mm512_maskz_unpacklo_epi64(0xFF, a.native(), b.native())
                      : _mm512_maskz_unpackhi_epi64(0xFF, a.native(), b.native());
      };
      store_alternating(unpack(words[0], words[1]), unpack(words[2], words[3]), row(j), row(j + 2), row(j + 4),
                        row(j + 6));
    }
  }
};
#endif
#if defined(__ARM_NEON) && defined(__aarch64__)
template <>
struct ByteHatch<Neon> {
  PROBATA_DETAIL_INLINE static void load(BatchU32<Neon>& a, const std::byte* from) {
    a = BatchU32<Neon>::from_register(vreinterpretq_u32_u8(vld1q_u8(reinterpret_cast<const std::uint8_t*>(from))));
  }
  PROBATA_DETAIL_INLINE static void load(BatchU64<Neon>& a, const std::byte* from) {
    a = BatchU64<Neon>::from_register(vreinterpretq_u64_u8(vld1q_u8(reinterpret_cast<const std::uint8_t*>(from))));
  }
  PROBATA_DETAIL_INLINE static void store(BatchU32<Neon> a, std::byte* to) {
    vst1q_u8(reinterpret_cast<std::uint8_t*>(to), vreinterpretq_u8_u32(a.native()));
  }
  PROBATA_DETAIL_INLINE static void store(BatchU64<Neon> a, std::byte* to) {
    vst1q_u8(reinterpret_cast<std::uint8_t*>(to), vreinterpretq_u8_u64(a.native()));
  }
};
#endif
#endif  // PROBATA_DETAIL_HAS_XSIMD

}  // namespace detail

/// `lanes` consecutive words at `from`.
template <class T, class Arch>
PROBATA_DETAIL_INLINE Batch<T, Arch> load_bytes(const std::byte* from) {
  Batch<T, Arch> a;
  detail::ByteHatch<Arch>::load(a, from);
  return a;
}

/// Writes the lanes one after another.
template <class T, class Arch>
PROBATA_DETAIL_INLINE void store_bytes(Batch<T, Arch> a, std::byte* to) {
  detail::ByteHatch<Arch>::store(a, to);
}

/// The first `count` < lanes words at `from`, zeros in the other lanes; nothing after the words is read.
template <class T, class Arch>
PROBATA_DETAIL_INLINE Batch<T, Arch> load_first_words(const std::byte* from, std::size_t count) {
  Batch<T, Arch> a;
  if constexpr (requires { detail::ByteHatch<Arch>::load_first(a, from, count); }) {
    detail::ByteHatch<Arch>::load_first(a, from, count);
    return a;
  } else {
    T lane[Batch<T, Arch>::lanes] = {};
    if (count != 0) std::memcpy(lane, from, count * sizeof(T));
    return Batch<T, Arch>::load(lane);
  }
}

/// The map that leaves words alone.
struct UnchangedWords {
  template <class T, class Arch>
  PROBATA_DETAIL_INLINE Batch<T, Arch> operator()(Batch<T, Arch> a) const {
    return a;
  }
};

/// Lane i of words[k] becomes map(word k of row(i)), for every k < n.
///
/// @param map  a function of words, given on vectors: called with vectors as they are loaded, before they are turned
///             into lanes.
/// @cost n loads and n log2(lanes) shuffles for the largest multiple of lanes in n, `lanes` loads for each word after
template <std::size_t n, class T, class Arch, class Row, class Map = UnchangedWords>
PROBATA_DETAIL_INLINE void load_words(std::array<Batch<T, Arch>, n>& words, Row row, const Map& map = {}) {
  constexpr std::size_t lanes = Batch<T, Arch>::lanes;
  PROBATA_DETAIL_UNROLL
  for (std::size_t k = 0; k + lanes <= n; k += lanes) {
    std::array<Batch<T, Arch>, lanes> tile;
    PROBATA_DETAIL_UNROLL
    for (std::size_t i = 0; i < lanes; ++i) tile[i] = map(load_bytes<T, Arch>(row(i) + k * sizeof(T)));
    transpose<T, Arch>(tile);
    PROBATA_DETAIL_UNROLL
    for (std::size_t i = 0; i < lanes; ++i) words[k + i] = tile[i];
  }
  PROBATA_DETAIL_UNROLL
  for (std::size_t k = n / lanes * lanes; k < n; ++k) {
    T lane[lanes];
    PROBATA_DETAIL_UNROLL
    for (std::size_t i = 0; i < lanes; ++i) std::memcpy(&lane[i], row(i) + k * sizeof(T), sizeof(T));
    words[k] = map(Batch<T, Arch>::load(lane));
  }
}

/// The same for rows of `count` <= n words; words[k] is unspecified for k >= count. Requires n to be a multiple of
/// lanes.
template <std::size_t n, class T, class Arch, class Row, class Map = UnchangedWords>
PROBATA_DETAIL_INLINE void load_short_rows(std::array<Batch<T, Arch>, n>& words, std::size_t count, Row row,
                                           const Map& map = {}) {
  constexpr std::size_t lanes = Batch<T, Arch>::lanes;
  static_assert(n % lanes == 0);
  for (std::size_t k = 0; k < n && k < count; k += lanes) {
    const std::size_t present = std::min(lanes, count - k);
    std::array<Batch<T, Arch>, lanes> tile;
    PROBATA_DETAIL_UNROLL
    for (std::size_t i = 0; i < lanes; ++i) {
      const std::byte* const from = row(i) + k * sizeof(T);
      tile[i] = map(present == lanes ? load_bytes<T, Arch>(from) : load_first_words<T, Arch>(from, present));
    }
    transpose<T, Arch>(tile);
    PROBATA_DETAIL_UNROLL
    for (std::size_t i = 0; i < lanes; ++i) words[k + i] = tile[i];
  }
}

/// Word k of row(i) becomes lane i of words[k], for every k < n: 2 n = lanes, or n a multiple of lanes.
template <std::size_t n, class T, class Arch, class Row>
PROBATA_DETAIL_INLINE void store_words(const std::array<Batch<T, Arch>, n>& words, Row row) {
  constexpr std::size_t lanes = Batch<T, Arch>::lanes;
  if constexpr (2 * n == lanes) {
    detail::ByteHatch<Arch>::store_half(words, row);
  } else {
    static_assert(n % lanes == 0);
    PROBATA_DETAIL_UNROLL
    for (std::size_t k = 0; k < n; k += lanes) {
      std::array<Batch<T, Arch>, lanes> tile;
      PROBATA_DETAIL_UNROLL
      for (std::size_t i = 0; i < lanes; ++i) tile[i] = words[k + i];
      transpose<T, Arch>(tile);
      PROBATA_DETAIL_UNROLL
      for (std::size_t i = 0; i < lanes; ++i) store_bytes(tile[i], row(i) + k * sizeof(T));
    }
  }
}

namespace detail {

/// `pick<places>(a, b)`: in each 16 bytes the 32-bit lanes of a and b named by `places` as _mm_shuffle_ps reads it;
/// 0x88 for lanes 0 and 2 of each, 0xDD for 1 and 3.
template <class Arch>
struct UnzipHatch;
#if PROBATA_DETAIL_HAS_XSIMD
#if defined(__SSE2__)
template <class Arch>
struct UnzipHatchSse {
  template <int places>
  PROBATA_DETAIL_INLINE static auto pick(BatchU64<Arch> a, BatchU64<Arch> b) {
    return _mm_castps_si128(_mm_shuffle_ps(_mm_castsi128_ps(a.native()), _mm_castsi128_ps(b.native()), places));
  }
};
template <>
struct UnzipHatch<Sse2> : UnzipHatchSse<Sse2> {};
template <>
struct UnzipHatch<Sse41> : UnzipHatchSse<Sse41> {};
#endif
#if defined(__AVX2__)
template <>
struct UnzipHatch<Avx2> {
  template <int places>
  PROBATA_DETAIL_INLINE static auto pick(BatchU64<Avx2> a, BatchU64<Avx2> b) {
    const auto x = _mm256_castsi256_ps(a.native());
    return _mm256_castps_si256(_mm256_shuffle_ps(x, _mm256_castsi256_ps(b.native()), places));
  }
};
#endif
#if defined(__AVX512F__)
template <>
struct UnzipHatch<Avx512> {
  template <int places>
  PROBATA_DETAIL_INLINE static auto pick(BatchU64<Avx512> a, BatchU64<Avx512> b) {
    const auto x = _mm512_castsi512_ps(a.native());
    return _mm512_castps_si512(_mm512_maskz_shuffle_ps(0xFFFF, x, _mm512_castsi512_ps(b.native()), places));
  }
};
#endif
#if defined(__ARM_NEON) && defined(__aarch64__)
template <>
struct UnzipHatch<Neon> {
  template <int places>
  PROBATA_DETAIL_INLINE static auto pick(BatchU64<Neon> a, BatchU64<Neon> b) {
    const auto x = vreinterpretq_u32_u64(a.native());
    const auto y = vreinterpretq_u32_u64(b.native());
    return places == 0x88 ? vuzp1q_u32(x, y) : vuzp2q_u32(x, y);
  }
};
#endif
#endif  // PROBATA_DETAIL_HAS_XSIMD

}  // namespace detail

/// Vectors of 64-bit lanes that together hold as many lanes as one of 32-bit lanes.
template <class Arch>
using WidePair = std::array<BatchU64<Arch>, BatchU32<Arch>::lanes / BatchU64<Arch>::lanes>;

/// low + 2^32 high of every row, in an order of rows that depends on the instruction set and that split() undoes.
template <class Arch>
PROBATA_DETAIL_INLINE WidePair<Arch> join(BatchU32<Arch> low, BatchU32<Arch> high) {
  if constexpr (BatchU32<Arch>::lanes == 1) {
    return {BatchU64<Arch>(low.v | (std::uint64_t{high.v} << 32))};
  } else {
    return {as_u64(zip_low(low, high)), as_u64(zip_high(low, high))};
  }
}

/// The low and the high halves of what join() makes, rows in their order.
template <class Arch>
PROBATA_DETAIL_INLINE std::array<BatchU32<Arch>, 2> split(const WidePair<Arch>& pair) {
  if constexpr (BatchU32<Arch>::lanes == 1) {
    return {BatchU32<Arch>(static_cast<std::uint32_t>(pair[0].v)),
            BatchU32<Arch>(static_cast<std::uint32_t>(pair[0].v >> 32))};
  } else {
    return {BatchU32<Arch>::from_register(detail::UnzipHatch<Arch>::template pick<0x88>(pair[0], pair[1])),
            BatchU32<Arch>::from_register(detail::UnzipHatch<Arch>::template pick<0xDD>(pair[0], pair[1]))};
  }
}

}  // namespace probata::inline v0_1::simd
