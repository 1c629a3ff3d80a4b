// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <tuple>
#include <type_traits>

#include <doctest/doctest.h>

#include <probata/simd/arch.hpp>

/// The instruction sets that this translation unit may use: those that its compiler flags enable, not only the widest.
namespace probata::testing {

template <class Arch, bool enabled>
using IfEnabled = std::conditional_t<enabled, std::tuple<Arch>, std::tuple<>>;

#if PROBATA_DETAIL_HAS_XSIMD && defined(__SSE2__)
inline constexpr bool has_sse2 = true;
#else
inline constexpr bool has_sse2 = false;
#endif
#if PROBATA_DETAIL_HAS_XSIMD && defined(__SSE4_1__)
inline constexpr bool has_sse41 = true;
#else
inline constexpr bool has_sse41 = false;
#endif
#if PROBATA_DETAIL_HAS_XSIMD && defined(__AVX2__)
inline constexpr bool has_avx2 = true;
#else
inline constexpr bool has_avx2 = false;
#endif

/// Without Scalar, which has no lane moves; empty in a build without vectors.
using EnabledVectorArchs = decltype(std::tuple_cat(
    IfEnabled<simd::Sse2, has_sse2>{}, IfEnabled<simd::Sse41, has_sse41>{}, IfEnabled<simd::Avx2, has_avx2>{},
    IfEnabled<simd::Avx512, std::is_same_v<simd::DefaultArch, simd::Avx512>>{},
    IfEnabled<simd::Neon, std::is_same_v<simd::DefaultArch, simd::Neon>>{}));
using EnabledArchs = decltype(std::tuple_cat(std::tuple<simd::Scalar>{}, EnabledVectorArchs{}));

}  // namespace probata::testing

TYPE_TO_STRING_AS("Scalar", probata::simd::Scalar);
TYPE_TO_STRING_AS("Sse2", probata::simd::Sse2);
TYPE_TO_STRING_AS("Sse41", probata::simd::Sse41);
TYPE_TO_STRING_AS("Avx2", probata::simd::Avx2);
TYPE_TO_STRING_AS("Avx512", probata::simd::Avx512);
TYPE_TO_STRING_AS("Neon", probata::simd::Neon);
