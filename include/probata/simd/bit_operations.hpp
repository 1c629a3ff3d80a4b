// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#include <probata/core/inline.hpp>
#include <probata/simd/batch.hpp>

/// Rotations, logic of three operands and byte order in lanes: what hashes and ciphers are made of.
///
/// Every function costs one to three instructions.
namespace probata::inline v0_1::simd {

namespace detail {

/// Bytes of a vector of T turned left by `bits`, a multiple of 8: byte i of the result is byte [i] of the 16 that it
/// lies in.
template <class T, int bits>
inline constexpr auto byte_rotation = [] {
  std::array<std::uint8_t, 64> places{};
  constexpr std::size_t size = sizeof(T);
  for (std::size_t i = 0; i < 64; ++i) {
    places[i] = static_cast<std::uint8_t>(i / size * size % 16 + (i % size + size - bits / 8 % size) % size);
  }
  return places;
}();

/// The bytes of each T in opposite order, likewise.
template <class T>
inline constexpr auto byte_reversal = [] {
  std::array<std::uint8_t, 64> places{};
  constexpr std::size_t size = sizeof(T);
  for (std::size_t i = 0; i < 64; ++i) {
    places[i] = static_cast<std::uint8_t>(i / size * size % 16 + size - 1 - i % size);
  }
  return places;
}();

/// One specialisation per instruction set; what it lacks is written with the operators of Batch.
/// `shuffle_bytes(a, places)`: bytes of each 16 by their places, from a table of 64.
template <class Arch>
struct BitHatch {};

#if PROBATA_DETAIL_HAS_XSIMD
#if defined(__SSSE3__)
template <>
struct BitHatch<Sse41> {
  template <class T>
  PROBATA_DETAIL_INLINE static Batch<T, Sse41> shuffle_bytes(Batch<T, Sse41> a, const std::uint8_t* places) {
    const auto table = _mm_loadu_si128(reinterpret_cast<const __m128i*>(places));
    return Batch<T, Sse41>::from_register(_mm_shuffle_epi8(a.native(), table));
  }
};
#endif
#if defined(__AVX2__)
template <>
struct BitHatch<Avx2> {
  template <class T>
  PROBATA_DETAIL_INLINE static Batch<T, Avx2> shuffle_bytes(Batch<T, Avx2> a, const std::uint8_t* places) {
    const auto table = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(places));
    return Batch<T, Avx2>::from_register(_mm256_shuffle_epi8(a.native(), table));
  }
};
#endif
#if defined(__AVX512F__) && defined(__AVX512BW__)
template <>
struct BitHatch<Avx512> {
  template <class T>
  using B = Batch<T, Avx512>;
  template <class T>
  PROBATA_DETAIL_INLINE static B<T> shuffle_bytes(B<T> a, const std::uint8_t* places) {
    return B<T>::from_register(_mm512_maskz_shuffle_epi8(~__mmask64{0}, a.native(), _mm512_loadu_si512(places)));
  }
  template <int bits, class T>
  PROBATA_DETAIL_INLINE static B<T> rotate_left(B<T> a) {
    if constexpr (sizeof(T) == 4) return B<T>::from_register(_mm512_maskz_rol_epi32(0xFFFF, a.native(), bits));
    if constexpr (sizeof(T) == 8) return B<T>::from_register(_mm512_maskz_rol_epi64(0xFF, a.native(), bits));
  }
  /// Bit i of `table` is the result where a, b, c have bits i / 4, i / 2 mod 2, i mod 2.
  template <int table, class T>
  PROBATA_DETAIL_INLINE static B<T> ternary(B<T> a, B<T> b, B<T> c) {
    return B<T>::from_register(_mm512_ternarylogic_epi32(a.native(), b.native(), c.native(), table));
  }
};
#endif
#if defined(__ARM_NEON) && defined(__aarch64__)
template <>
struct BitHatch<Neon> {
  template <class T>
  PROBATA_DETAIL_INLINE static Batch<T, Neon> shuffle_bytes(Batch<T, Neon> a, const std::uint8_t* places) {
    if constexpr (sizeof(T) == 4) {
      const auto moved = vqtbl1q_u8(vreinterpretq_u8_u32(a.native()), vld1q_u8(places));
      return Batch<T, Neon>::from_register(vreinterpretq_u32_u8(moved));
    } else {
      const auto moved = vqtbl1q_u8(vreinterpretq_u8_u64(a.native()), vld1q_u8(places));
      return Batch<T, Neon>::from_register(vreinterpretq_u64_u8(moved));
    }
  }
};
#endif
#endif  // PROBATA_DETAIL_HAS_XSIMD

template <class T, class Arch>
inline constexpr bool has_byte_shuffle = requires(Batch<T, Arch> a, const std::uint8_t* places) {
  BitHatch<Arch>::shuffle_bytes(a, places);
};
template <class T, class Arch>
inline constexpr bool has_ternary = requires(Batch<T, Arch> a) {
  BitHatch<Arch>::template ternary<0>(a, a, a);
};

}  // namespace detail

/// a turned left by `bits`, 0 < bits < width of T.
template <int bits, class T, class Arch>
PROBATA_DETAIL_INLINE Batch<T, Arch> rotate_left(Batch<T, Arch> a) {
  constexpr int width = std::numeric_limits<T>::digits;
  static_assert(0 < bits && bits < width);
  if constexpr (requires { detail::BitHatch<Arch>::template rotate_left<bits>(a); }) {
    return detail::BitHatch<Arch>::template rotate_left<bits>(a);
  } else if constexpr (bits % 8 == 0 && detail::has_byte_shuffle<T, Arch>) {
    return detail::BitHatch<Arch>::shuffle_bytes(a, detail::byte_rotation<T, bits>.data());
  } else {
    return (a << bits) | (a >> (width - bits));
  }
}

/// a turned right by `bits`, 0 < bits < width of T.
template <int bits, class T, class Arch>
PROBATA_DETAIL_INLINE Batch<T, Arch> rotate_right(Batch<T, Arch> a) {
  return rotate_left<std::numeric_limits<T>::digits - bits>(a);
}

/// a ^ b ^ c.
template <class T, class Arch>
PROBATA_DETAIL_INLINE Batch<T, Arch> xor3(Batch<T, Arch> a, Batch<T, Arch> b, Batch<T, Arch> c) {
  if constexpr (detail::has_ternary<T, Arch>) return detail::BitHatch<Arch>::template ternary<0x96>(a, b, c);
  return a ^ b ^ c;
}

/// Bit by bit: b where a is set, else c.
template <class T, class Arch>
PROBATA_DETAIL_INLINE Batch<T, Arch> choose(Batch<T, Arch> a, Batch<T, Arch> b, Batch<T, Arch> c) {
  if constexpr (detail::has_ternary<T, Arch>) return detail::BitHatch<Arch>::template ternary<0xCA>(a, b, c);
  return c ^ (a & (b ^ c));
}

/// Bit by bit: what at least two of the three are.
template <class T, class Arch>
PROBATA_DETAIL_INLINE Batch<T, Arch> majority(Batch<T, Arch> a, Batch<T, Arch> b, Batch<T, Arch> c) {
  if constexpr (detail::has_ternary<T, Arch>) return detail::BitHatch<Arch>::template ternary<0xE8>(a, b, c);
  return (a & b) | (c & (a | b));
}

/// a ^ (~b & c).
template <class T, class Arch>
PROBATA_DETAIL_INLINE Batch<T, Arch> xor_and_not(Batch<T, Arch> a, Batch<T, Arch> b, Batch<T, Arch> c) {
  if constexpr (detail::has_ternary<T, Arch>) {
    return detail::BitHatch<Arch>::template ternary<0xD2>(a, b, c);
  } else if constexpr (std::is_same_v<Arch, Scalar>) {
    return Batch<T, Arch>(static_cast<T>(a.v ^ (~b.v & c.v)));
  } else {
    return a ^ Batch<T, Arch>(~b.v & c.v);
  }
}

/// The bytes of each lane in opposite order.
template <class T, class Arch>
PROBATA_DETAIL_INLINE Batch<T, Arch> byte_swap(Batch<T, Arch> a) {
  if constexpr (detail::has_byte_shuffle<T, Arch>) {
    return detail::BitHatch<Arch>::shuffle_bytes(a, detail::byte_reversal<T>.data());
  } else if constexpr (sizeof(T) == 4) {
    const Batch<T, Arch> odd(T{0xFF00FF00});
    return rotate_right<8>(a & Batch<T, Arch>(T{0x00FF00FF})) | rotate_left<8>(a & odd);
  } else {
    const Batch<T, Arch> odd(static_cast<T>(0xFF00FF00FF00FF00));
    const Batch<T, Arch> pairs = ((a << 8) & odd) | ((a & odd) >> 8);
    const Batch<T, Arch> upper(static_cast<T>(0xFFFF0000FFFF0000));
    return rotate_left<32>(((pairs << 16) & upper) | ((pairs & upper) >> 16));
  }
}

}  // namespace probata::inline v0_1::simd
