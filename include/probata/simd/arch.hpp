// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <concepts>
#include <cstddef>

// PROBATA_NO_SIMD (the user may define it) asks for the scalar code even where vectors would be available. Without
// xsimd, or for a processor that has none of the instruction sets below, there is nothing else to choose.
#if !defined(PROBATA_NO_SIMD) && __has_include(<xsimd/xsimd.hpp>) && \
    (defined(__SSE2__) || (defined(__ARM_NEON) && defined(__aarch64__)))
#define PROBATA_DETAIL_HAS_XSIMD 1
#else
#define PROBATA_DETAIL_HAS_XSIMD 0
#endif

/// Names of instruction sets: empty types that select code by template argument.
///
/// A tag is always declared, whatever the compiler's flags are; only using the vectors of a tag needs its flags.
namespace probata::inline v0_1::simd {

/// One element at a time in general registers. `width_bytes` is zero: there is no vector register.
struct Scalar {
  static constexpr const char* name = "scalar";
  static constexpr std::size_t width_bytes = 0;
};

/// x86-64 baseline: 16-byte vectors.
struct Sse2 {
  static constexpr const char* name = "sse2";
  static constexpr std::size_t width_bytes = 16;
};

/// SSE2 with the 32-bit low multiply, minimum and blends of SSE4.1: 16-byte vectors.
struct Sse41 {
  static constexpr const char* name = "sse41";
  static constexpr std::size_t width_bytes = 16;
};

/// AVX2 with BMI2: 32-byte vectors.
struct Avx2 {
  static constexpr const char* name = "avx2";
  static constexpr std::size_t width_bytes = 32;
};

/// AVX-512 F, BW, DQ, VL and CD (every server core since Skylake): 64-byte vectors.
struct Avx512 {
  static constexpr const char* name = "avx512";
  static constexpr std::size_t width_bytes = 64;
};

/// AArch64 Advanced SIMD: 16-byte vectors.
struct Neon {
  static constexpr const char* name = "neon";
  static constexpr std::size_t width_bytes = 16;
};

/// A tag of this header.
template <class A>
concept ArchTag = std::same_as<A, Scalar> || std::same_as<A, Sse2> || std::same_as<A, Sse41> || std::same_as<A, Avx2> ||
    std::same_as<A, Avx512> || std::same_as<A, Neon>;

/// Number of `T` in one vector of `Arch`; one for Scalar.
template <ArchTag Arch, class T>
inline constexpr std::size_t lanes_of = Arch::width_bytes == 0 ? 1 : Arch::width_bytes / sizeof(T);

/// The widest instruction set that the compiler's flags enable.
///
/// It is an alias that differs between translation units compiled with different flags. A function or a type whose
/// body depends on it must therefore carry `Arch` in its template arguments (with DefaultArch as the default
/// argument at most): otherwise two translation units define one symbol in two ways and the linker keeps either.
#if !PROBATA_DETAIL_HAS_XSIMD
using DefaultArch = Scalar;
#elif defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512DQ__) && defined(__AVX512VL__) && \
    defined(__AVX512CD__)
using DefaultArch = Avx512;
#elif defined(__AVX2__)
using DefaultArch = Avx2;
#elif defined(__SSE4_1__)
using DefaultArch = Sse41;
#elif defined(__SSE2__)
using DefaultArch = Sse2;
#elif defined(__ARM_NEON) && defined(__aarch64__)
using DefaultArch = Neon;
#else
using DefaultArch = Scalar;
#endif

}  // namespace probata::inline v0_1::simd
