// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <probata/core/inline.hpp>
#include <probata/simd/arch.hpp>

#if PROBATA_DETAIL_HAS_XSIMD
#include <xsimd/xsimd.hpp>
#endif

/// Vectors of unsigned 32-bit and 64-bit integers: the only door to xsimd.
///
/// Arithmetic wraps modulo 2^32 or 2^64; shifts are by less than the width of a lane. Lane 0 is the lowest address.
/// Every function of this header costs a few instructions and is force-inlined; what xsimd lacks (widening multiplies,
/// lane moves) goes through `detail::Hatch`.
namespace probata::inline v0_1::simd {

#if PROBATA_DETAIL_HAS_XSIMD
namespace detail {
template <class Arch>
struct XsimdArch;
template <>
struct XsimdArch<Sse2> {
  using type = xsimd::sse2;
};
template <>
struct XsimdArch<Sse41> {
  using type = xsimd::sse4_1;
};
template <>
struct XsimdArch<Avx2> {
  using type = xsimd::avx2;
};
template <>
struct XsimdArch<Avx512> {
  using type = xsimd::avx512bw;
};
template <>
struct XsimdArch<Neon> {
  using type = xsimd::neon64;
};

// gcc 12 writes the plain AVX-512 intrinsics of multiplications and shifts with an operand that is never set and never
// used, and then warns about it in code that is compiled with -Wall. Their zero-masked forms under a full mask compile
// to the same instruction without the warning; so these are used throughout this header.
template <class Native>
PROBATA_DETAIL_INLINE Native shift_left(Native a, int bits) {
  return a << bits;
}
template <class Native>
PROBATA_DETAIL_INLINE Native shift_right(Native a, int bits) {
  return a >> bits;
}
#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512DQ__)
template <class T>
PROBATA_DETAIL_INLINE xsimd::batch<T, xsimd::avx512bw> shift_left(xsimd::batch<T, xsimd::avx512bw> a, int bits) {
  if constexpr (sizeof(T) == 4) return _mm512_maskz_slli_epi32(0xFFFF, a, static_cast<unsigned>(bits));
  if constexpr (sizeof(T) == 8) return _mm512_maskz_slli_epi64(0xFF, a, static_cast<unsigned>(bits));
}
template <class T>
PROBATA_DETAIL_INLINE xsimd::batch<T, xsimd::avx512bw> shift_right(xsimd::batch<T, xsimd::avx512bw> a, int bits) {
  if constexpr (sizeof(T) == 4) return _mm512_maskz_srli_epi32(0xFFFF, a, static_cast<unsigned>(bits));
  if constexpr (sizeof(T) == 8) return _mm512_maskz_srli_epi64(0xFF, a, static_cast<unsigned>(bits));
}
#endif
}  // namespace detail
#endif

/// `lanes` unsigned integers `T` (std::uint32_t or std::uint64_t) in one register of `Arch`.
template <class T, ArchTag Arch>
struct Batch {
  static_assert(std::is_same_v<T, std::uint32_t> || std::is_same_v<T, std::uint64_t>);
#if PROBATA_DETAIL_HAS_XSIMD
  using Native = xsimd::batch<T, typename detail::XsimdArch<Arch>::type>;
  using Register = typename Native::register_type;
  static constexpr std::size_t lanes = lanes_of<Arch, T>;
  static_assert(Native::size == lanes);

  Native v;

  Batch() = default;
  PROBATA_DETAIL_INLINE explicit Batch(T scalar) : v(scalar) {}
  PROBATA_DETAIL_INLINE explicit Batch(Native native) : v(native) {}
  PROBATA_DETAIL_INLINE static Batch from_register(Register r) { return Batch(Native(r)); }
  PROBATA_DETAIL_INLINE Register native() const { return static_cast<Register>(v); }

  /// Reads or writes `lanes` consecutive integers; no alignment is needed.
  PROBATA_DETAIL_INLINE static Batch load(const T* from) { return Batch(Native::load_unaligned(from)); }
  PROBATA_DETAIL_INLINE void store(T* to) const { v.store_unaligned(to); }

  PROBATA_DETAIL_INLINE friend Batch operator+(Batch a, Batch b) { return Batch(a.v + b.v); }
  PROBATA_DETAIL_INLINE friend Batch operator-(Batch a, Batch b) { return Batch(a.v - b.v); }
  PROBATA_DETAIL_INLINE friend Batch operator&(Batch a, Batch b) { return Batch(a.v & b.v); }
  PROBATA_DETAIL_INLINE friend Batch operator|(Batch a, Batch b) { return Batch(a.v | b.v); }
  PROBATA_DETAIL_INLINE friend Batch operator^(Batch a, Batch b) { return Batch(a.v ^ b.v); }
  PROBATA_DETAIL_INLINE friend Batch operator<<(Batch a, int bits) { return Batch(detail::shift_left(a.v, bits)); }
  PROBATA_DETAIL_INLINE friend Batch operator>>(Batch a, int bits) { return Batch(detail::shift_right(a.v, bits)); }
#endif
};

/// One lane: the plain integer, for code that is written for vectors but must compile without them.
template <class T>
struct Batch<T, Scalar> {
  static_assert(std::is_same_v<T, std::uint32_t> || std::is_same_v<T, std::uint64_t>);
  static constexpr std::size_t lanes = 1;

  T v;

  Batch() = default;
  PROBATA_DETAIL_INLINE explicit constexpr Batch(T scalar) : v(scalar) {}

  PROBATA_DETAIL_INLINE static Batch load(const T* from) { return Batch(*from); }
  PROBATA_DETAIL_INLINE void store(T* to) const { *to = v; }

  PROBATA_DETAIL_INLINE friend Batch operator+(Batch a, Batch b) { return Batch(static_cast<T>(a.v + b.v)); }
  PROBATA_DETAIL_INLINE friend Batch operator-(Batch a, Batch b) { return Batch(static_cast<T>(a.v - b.v)); }
  PROBATA_DETAIL_INLINE friend Batch operator&(Batch a, Batch b) { return Batch(a.v & b.v); }
  PROBATA_DETAIL_INLINE friend Batch operator|(Batch a, Batch b) { return Batch(a.v | b.v); }
  PROBATA_DETAIL_INLINE friend Batch operator^(Batch a, Batch b) { return Batch(a.v ^ b.v); }
  PROBATA_DETAIL_INLINE friend Batch operator<<(Batch a, int bits) { return Batch(static_cast<T>(a.v << bits)); }
  PROBATA_DETAIL_INLINE friend Batch operator>>(Batch a, int bits) { return Batch(static_cast<T>(a.v >> bits)); }
};

template <ArchTag Arch>
using BatchU32 = Batch<std::uint32_t, Arch>;
template <ArchTag Arch>
using BatchU64 = Batch<std::uint64_t, Arch>;

namespace detail {

/// The operations that xsimd 8.1 lacks or compiles badly, one specialisation per instruction set.
/// `mul_even(a, b)`: per 64-bit lane the product of the low halves; `_signed`: read as two's complement.
/// `odd_to_even(a)`: lane 2i becomes lane 2i+1 of `a`; the odd lanes of the result are unspecified.
/// `interleave_high(even, odd)`: 32-bit lane 2i = high half of even[i], lane 2i+1 = high half of odd[i].
/// `as_u64`, `as_u32`, where the two lane widths have different register types: the same bits.
template <class Arch>
struct Hatch;

template <>
struct Hatch<Scalar> {};

#if PROBATA_DETAIL_HAS_XSIMD
#if defined(__SSE2__)
template <class Arch>
struct HatchSse {
  using U32 = BatchU32<Arch>;
  using U64 = BatchU64<Arch>;
  PROBATA_DETAIL_INLINE static U64 mul_even(U64 a, U64 b) {
    return U64::from_register(_mm_mul_epu32(a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static U32 odd_to_even(U32 a) {
    return U32::from_register(_mm_shuffle_epi32(a.native(), 0xF5));
  }
  PROBATA_DETAIL_INLINE static U32 interleave_high(U64 even, U64 odd) {
    const auto low = _mm_srli_epi64(even.native(), 32);
    const auto high = _mm_and_si128(odd.native(), _mm_set_epi32(-1, 0, -1, 0));
    return U32::from_register(_mm_or_si128(low, high));
  }
  PROBATA_DETAIL_INLINE static U32 sign_mask(U32 a) { return U32::from_register(_mm_srai_epi32(a.native(), 31)); }
  template <class T>
  PROBATA_DETAIL_INLINE static void stream(Batch<T, Arch> a, T* to) {
    _mm_stream_si128(reinterpret_cast<__m128i*>(to), a.native());
  }
};
template <>
struct Hatch<Sse2> : HatchSse<Sse2> {
  static constexpr bool has_signed_multiply = false;
  static constexpr bool has_fast_min = false;
};
#endif
#if defined(__SSE4_1__)
template <>
struct Hatch<Sse41> : HatchSse<Sse41> {
  static constexpr bool has_signed_multiply = true;
  static constexpr bool has_fast_min = true;
  PROBATA_DETAIL_INLINE static U64 mul_even_signed(U64 a, U64 b) {
    return U64::from_register(_mm_mul_epi32(a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static U32 min(U32 a, U32 b) {
    return U32::from_register(_mm_min_epu32(a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static U32 interleave_high(U64 even, U64 odd) {
    return U32::from_register(_mm_blend_epi16(_mm_srli_epi64(even.native(), 32), odd.native(), 0xCC));
  }
};
#endif
#if defined(__AVX2__)
template <>
struct Hatch<Avx2> {
  using U32 = BatchU32<Avx2>;
  using U64 = BatchU64<Avx2>;
  static constexpr bool has_signed_multiply = true;
  static constexpr bool has_fast_min = true;
  PROBATA_DETAIL_INLINE static U64 mul_even(U64 a, U64 b) {
    return U64::from_register(_mm256_mul_epu32(a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static U64 mul_even_signed(U64 a, U64 b) {
    return U64::from_register(_mm256_mul_epi32(a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static U32 min(U32 a, U32 b) {
    return U32::from_register(_mm256_min_epu32(a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static U32 odd_to_even(U32 a) {
    return U32::from_register(_mm256_castps_si256(_mm256_movehdup_ps(_mm256_castsi256_ps(a.native()))));
  }
  PROBATA_DETAIL_INLINE static U32 interleave_high(U64 even, U64 odd) {
    const auto low = _mm256_castps_si256(_mm256_movehdup_ps(_mm256_castsi256_ps(even.native())));
    return U32::from_register(_mm256_blend_epi32(low, odd.native(), 0xAA));
  }
  PROBATA_DETAIL_INLINE static U32 sign_mask(U32 a) { return U32::from_register(_mm256_srai_epi32(a.native(), 31)); }
  template <class T>
  PROBATA_DETAIL_INLINE static void stream(Batch<T, Avx2> a, T* to) {
    _mm256_stream_si256(reinterpret_cast<__m256i*>(to), a.native());
  }
};
#endif
#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512DQ__)
template <>
struct Hatch<Avx512> {
  using U32 = BatchU32<Avx512>;
  using U64 = BatchU64<Avx512>;
  static constexpr bool has_signed_multiply = true;
  static constexpr bool has_fast_min = true;
  PROBATA_DETAIL_INLINE static U64 mul_even(U64 a, U64 b) {
    return U64::from_register(_mm512_maskz_mul_epu32(0xFF, a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static U64 mul_even_signed(U64 a, U64 b) {
    return U64::from_register(_mm512_maskz_mul_epi32(0xFF, a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static U32 min(U32 a, U32 b) {
    return U32::from_register(_mm512_maskz_min_epu32(0xFFFF, a.native(), b.native()));
  }
  PROBATA_DETAIL_INLINE static U32 odd_to_even(U32 a) {
    return U32::from_register(_mm512_castps_si512(_mm512_maskz_movehdup_ps(0xFFFF, _mm512_castsi512_ps(a.native()))));
  }
  PROBATA_DETAIL_INLINE static U32 interleave_high(U64 even, U64 odd) {
    return U32::from_register(_mm512_castps_si512(
        _mm512_mask_movehdup_ps(_mm512_castsi512_ps(odd.native()), 0x5555, _mm512_castsi512_ps(even.native()))));
  }
  PROBATA_DETAIL_INLINE static U32 sign_mask(U32 a) {
    return U32::from_register(_mm512_maskz_srai_epi32(0xFFFF, a.native(), 31));
  }
  template <class T>
  PROBATA_DETAIL_INLINE static void stream(Batch<T, Avx512> a, T* to) {
    _mm512_stream_si512(reinterpret_cast<__m512i*>(to), a.native());
  }
};
#endif
#if defined(__ARM_NEON) && defined(__aarch64__)
template <>
struct Hatch<Neon> {
  using U32 = BatchU32<Neon>;
  using U64 = BatchU64<Neon>;
  static constexpr bool has_signed_multiply = true;
  static constexpr bool has_fast_min = true;
  PROBATA_DETAIL_INLINE static U64 as_u64(U32 a) { return U64::from_register(vreinterpretq_u64_u32(a.native())); }
  PROBATA_DETAIL_INLINE static U32 as_u32(U64 a) { return U32::from_register(vreinterpretq_u32_u64(a.native())); }
  PROBATA_DETAIL_INLINE static U64 mul_even(U64 a, U64 b) {
    return U64::from_register(vmull_u32(vmovn_u64(a.native()), vmovn_u64(b.native())));
  }
  PROBATA_DETAIL_INLINE static U64 mul_even_signed(U64 a, U64 b) {
    const auto x = vreinterpret_s32_u32(vmovn_u64(a.native()));
    const auto y = vreinterpret_s32_u32(vmovn_u64(b.native()));
    return U64::from_register(vreinterpretq_u64_s64(vmull_s32(x, y)));
  }
  PROBATA_DETAIL_INLINE static U32 min(U32 a, U32 b) { return U32::from_register(vminq_u32(a.native(), b.native())); }
  PROBATA_DETAIL_INLINE static U32 odd_to_even(U32 a) {
    return U32::from_register(vreinterpretq_u32_u64(vshrq_n_u64(vreinterpretq_u64_u32(a.native()), 32)));
  }
  PROBATA_DETAIL_INLINE static U32 interleave_high(U64 even, U64 odd) {
    return U32::from_register(vtrn2q_u32(vreinterpretq_u32_u64(even.native()), vreinterpretq_u32_u64(odd.native())));
  }
  PROBATA_DETAIL_INLINE static U32 sign_mask(U32 a) {
    return U32::from_register(vreinterpretq_u32_s32(vshrq_n_s32(vreinterpretq_s32_u32(a.native()), 31)));
  }
  template <class T>
  PROBATA_DETAIL_INLINE static void stream(Batch<T, Neon> a, T* to) {
    a.store(to);
  }
};
#endif
#endif  // PROBATA_DETAIL_HAS_XSIMD

}  // namespace detail

#if PROBATA_DETAIL_HAS_XSIMD

/// The same bits read with the other lane width.
template <class Arch>
PROBATA_DETAIL_INLINE BatchU64<Arch> as_u64(BatchU32<Arch> a) {
  if constexpr (requires { detail::Hatch<Arch>::as_u64(a); }) {
    return detail::Hatch<Arch>::as_u64(a);
  } else {
    return BatchU64<Arch>::from_register(a.native());
  }
}
template <class Arch>
PROBATA_DETAIL_INLINE BatchU32<Arch> as_u32(BatchU64<Arch> a) {
  if constexpr (requires { detail::Hatch<Arch>::as_u32(a); }) {
    return detail::Hatch<Arch>::as_u32(a);
  } else {
    return BatchU32<Arch>::from_register(a.native());
  }
}

/// Per 64-bit lane: (a mod 2^32) * (b mod 2^32).
template <class Arch>
PROBATA_DETAIL_INLINE BatchU64<Arch> mul_even(BatchU64<Arch> a, BatchU64<Arch> b) {
  return detail::Hatch<Arch>::mul_even(a, b);
}

/// The same with both halves read as two's complement numbers; only where `has_signed_multiply<Arch>`.
template <class Arch>
PROBATA_DETAIL_INLINE BatchU64<Arch> mul_even_signed(BatchU64<Arch> a, BatchU64<Arch> b) {
  return detail::Hatch<Arch>::mul_even_signed(a, b);
}
template <class Arch>
inline constexpr bool has_signed_multiply = detail::Hatch<Arch>::has_signed_multiply;

/// Moves odd 32-bit lanes one place down; what the odd lanes hold afterwards is unspecified.
template <class Arch>
PROBATA_DETAIL_INLINE BatchU32<Arch> odd_to_even(BatchU32<Arch> a) {
  return detail::Hatch<Arch>::odd_to_even(a);
}

/// 32-bit lane 2i = floor(even[i] / 2^32), lane 2i+1 = floor(odd[i] / 2^32).
template <class Arch>
PROBATA_DETAIL_INLINE BatchU32<Arch> interleave_high(BatchU64<Arch> even, BatchU64<Arch> odd) {
  return detail::Hatch<Arch>::interleave_high(even, odd);
}

/// x if x < bound, else x - bound, for x < 2 bound <= 2^32. A lane with bound zero keeps any x.
template <class Arch>
PROBATA_DETAIL_INLINE BatchU32<Arch> reduce_once(BatchU32<Arch> x, BatchU32<Arch> bound) {
  const auto d = x - bound;
  if constexpr (detail::Hatch<Arch>::has_fast_min) {
    return detail::Hatch<Arch>::min(x, d);
  } else {
    return d + (bound & detail::Hatch<Arch>::sign_mask(d));
  }
}

/// d if d >= 0, else d + bound, for a two's complement d in [-bound, bound), bound < 2^31.
template <class Arch>
PROBATA_DETAIL_INLINE BatchU32<Arch> add_if_negative(BatchU32<Arch> d, BatchU32<Arch> bound) {
  if constexpr (detail::Hatch<Arch>::has_fast_min) {
    return detail::Hatch<Arch>::min(d, d + bound);
  } else {
    return d + (bound & detail::Hatch<Arch>::sign_mask(d));
  }
}

/// Per 64-bit lane: x if a >= b as unsigned numbers, else x + y.
template <class Arch>
PROBATA_DETAIL_INLINE BatchU64<Arch> add_if_less(BatchU64<Arch> x, BatchU64<Arch> a, BatchU64<Arch> b,
                                                 BatchU64<Arch> y) {
  if constexpr (std::is_same_v<Arch, Avx512>) {
#if defined(__AVX512F__)
    const auto less = _mm512_cmplt_epu64_mask(a.native(), b.native());
    return BatchU64<Arch>::from_register(_mm512_mask_add_epi64(x.native(), less, x.native(), y.native()));
#endif
  } else {
    using Native = typename BatchU64<Arch>::Native;
    return BatchU64<Arch>(x.v + xsimd::select(a.v < b.v, y.v, Native(std::uint64_t{0})));
  }
}

/// Writes past the caches, for results that are larger than the caches and not read soon. `to` must be aligned to the
/// vector; stream_fence() must run on the same thread before other threads read.
template <class T, class Arch>
PROBATA_DETAIL_INLINE void stream(Batch<T, Arch> a, T* to) {
  detail::Hatch<Arch>::stream(a, to);
}

/// Hides where `a` comes from. clang sees a constant modulus through a chain of widening multiplies and rewrites it
/// into slower full multiplies; an empty asm statement that may have changed the register prevents that
/// (bench row field/mul/koala_bear/lanes=16 shows the difference).
template <class T, class Arch>
PROBATA_DETAIL_INLINE Batch<T, Arch> opaque(Batch<T, Arch> a) {
#if defined(__clang__) && defined(__x86_64__)
  auto r = a.native();
  asm("" : "+v"(r));
  return Batch<T, Arch>::from_register(r);
#else
  return a;
#endif
}

#endif  // PROBATA_DETAIL_HAS_XSIMD

/// Orders earlier streaming writes before later writes of this thread.
PROBATA_DETAIL_INLINE void stream_fence() {
#if PROBATA_DETAIL_HAS_XSIMD && defined(__SSE2__)
  _mm_sfence();
#endif
}

}  // namespace probata::inline v0_1::simd
