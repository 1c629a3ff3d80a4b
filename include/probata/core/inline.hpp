// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

/// Spellings for hints that C++20 has no words for. Internal: not part of the public interface.
///
/// PROBATA_DETAIL_INLINE    before a function: inline it even where the compiler's own estimate says no. Kernels built
///                          from one-instruction helpers depend on it, at -O1 as well.
/// PROBATA_DETAIL_NOINLINE  before a function: keep it out of line, and out of the hot path of its callers.
/// PROBATA_DETAIL_OUTLINE   before a function: keep it out of line, though it is hot; so that there is one copy of much
///                          code, and compilers whose inlining takes time quadratic in a function's size do not choke.
/// PROBATA_DETAIL_RESTRICT  after a `*`: what is reached through this pointer is reached through no other in this
/// scope.
/// PROBATA_DETAIL_UNROLL    before a `for` of a constant number of rounds, at most 32: write them out, so that arrays
///                          of vectors stay in registers. clang does so by itself at -O2, gcc only at -O3.

#if defined(__GNUC__) || defined(__clang__)
#define PROBATA_DETAIL_INLINE inline __attribute__((always_inline))
#define PROBATA_DETAIL_NOINLINE __attribute__((noinline, cold))
#define PROBATA_DETAIL_OUTLINE __attribute__((noinline))
#define PROBATA_DETAIL_RESTRICT __restrict__
#if defined(__clang__)
#define PROBATA_DETAIL_UNROLL
#else
#define PROBATA_DETAIL_UNROLL _Pragma("GCC unroll 32")
#endif
#elif defined(_MSC_VER)
#define PROBATA_DETAIL_INLINE __forceinline
#define PROBATA_DETAIL_NOINLINE __declspec(noinline)
#define PROBATA_DETAIL_OUTLINE __declspec(noinline)
#define PROBATA_DETAIL_RESTRICT __restrict
#define PROBATA_DETAIL_UNROLL
#else
#define PROBATA_DETAIL_INLINE inline
#define PROBATA_DETAIL_NOINLINE
#define PROBATA_DETAIL_OUTLINE
#define PROBATA_DETAIL_RESTRICT
#define PROBATA_DETAIL_UNROLL
#endif
