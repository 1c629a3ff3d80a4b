// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstdint>

#include <probata/core/inline.hpp>
#include <probata/simd/arch.hpp>
#include <probata/simd/batch.hpp>

// The functions below carry their instruction set as an attribute: whether the processor has it is asked at run time,
// so that a program for AVX-512 runs on processors with and without.
#if PROBATA_DETAIL_HAS_XSIMD && defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512DQ__)
#define PROBATA_DETAIL_HAS_IFMA 1
#include <cpuid.h>
#include <immintrin.h>
#else
#define PROBATA_DETAIL_HAS_IFMA 0
#endif

/// PROBATA_DETAIL_IFMA before a function that uses the multiplications of this header, and before every function
/// between it and them: an attribute of the enclosing function does not reach into a lambda. Such functions must only
/// run where has_ifma_instructions(). PROBATA_DETAIL_IFMA_INLINE also inlines it.
#if PROBATA_DETAIL_HAS_IFMA
#define PROBATA_DETAIL_IFMA __attribute__((target("avx512ifma")))
#define PROBATA_DETAIL_IFMA_INLINE inline __attribute__((always_inline, target("avx512ifma")))
#endif

/// Multiplication of 52-bit numbers in 64-bit lanes: AVX-512 IFMA, in server cores since Ice Lake and Zen 4.
namespace probata::inline v0_1::simd {

#if PROBATA_DETAIL_HAS_IFMA

/// Whether this processor has them.
template <class Arch>
[[nodiscard]] bool has_ifma_instructions() noexcept {
  static const bool found = [] {
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & (1U << 21)) != 0;
  }();
  return found;
}

/// addend + (ab mod 2^52) and addend + floor(ab / 2^52), where a and b are the low 52 bits of their lanes.
/// @cost  one instruction, two of which start per cycle; the result is there after four
template <class Arch>
PROBATA_DETAIL_IFMA_INLINE BatchU64<Arch> multiply_add_low_52(BatchU64<Arch> addend, BatchU64<Arch> a,
                                                              BatchU64<Arch> b) {
  return BatchU64<Arch>::from_register(_mm512_madd52lo_epu64(addend.native(), a.native(), b.native()));
}
template <class Arch>
PROBATA_DETAIL_IFMA_INLINE BatchU64<Arch> multiply_add_high_52(BatchU64<Arch> addend, BatchU64<Arch> a,
                                                               BatchU64<Arch> b) {
  return BatchU64<Arch>::from_register(_mm512_madd52hi_epu64(addend.native(), a.native(), b.native()));
}

#endif

}  // namespace probata::inline v0_1::simd
