// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

// The functions below carry their instruction set as an attribute: no compiler flag is needed, and whether the
// processor has the instructions is asked at run time.
#if !defined(PROBATA_NO_SIMD) && defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define PROBATA_DETAIL_HAS_SHA256_INSTRUCTIONS 1
#include <cpuid.h>
#include <immintrin.h>
#else
#define PROBATA_DETAIL_HAS_SHA256_INSTRUCTIONS 0
#endif

/// SHA-256 of one message by the processor's own instructions.
namespace probata::inline v0_1::simd {

#if PROBATA_DETAIL_HAS_SHA256_INSTRUCTIONS

/// Whether this processor has them.
[[nodiscard]] inline bool has_sha256_instructions() noexcept {
  static const bool found = [] {
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    const bool sse41 = __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & (1U << 19)) != 0;
    const bool sha = __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & (1U << 29)) != 0;
    return sse41 && sha;
  }();
  return found;
}

namespace detail {

#define PROBATA_DETAIL_SHA256 __attribute__((target("sha,sse4.1")))

/// Four rounds with the words `w` of the schedule.
PROBATA_DETAIL_SHA256 __attribute__((always_inline)) inline void sha256_four_rounds(__m128i& abef, __m128i& cdgh,
                                                                                    __m128i w,
                                                                                    const std::uint32_t* constants) {
  const __m128i sum = _mm_add_epi32(w, _mm_loadu_si128(reinterpret_cast<const __m128i*>(constants)));
  cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
  abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0E));
}

/// Words t to t + 3 of the schedule become words t + 16 to t + 19.
PROBATA_DETAIL_SHA256 __attribute__((always_inline)) inline void sha256_extend_four(__m128i& w0, __m128i w1, __m128i w2,
                                                                                    __m128i w3) {
  const __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_alignr_epi8(w3, w2, 4));
  w0 = _mm_sha256msg2_epu32(sum, w3);
}

}  // namespace detail

/// Absorbs `count` blocks of 64 bytes. Requires has_sha256_instructions().
///
/// @param constants  the 64 round constants of FIPS 180-4.
/// @cost  about 130 cycles for each block: 32 instructions that wait for each other
PROBATA_DETAIL_SHA256 inline void sha256_blocks(std::array<std::uint32_t, 8>& chaining, const std::byte* blocks,
                                                std::size_t count,
                                                const std::array<std::uint32_t, 64>& constants) noexcept {
  const __m128i big_endian = _mm_set_epi64x(0x0C0D0E0F08090A0B, 0x0405060700010203);
  auto* const state = reinterpret_cast<__m128i*>(chaining.data());
  const __m128i cdab = _mm_shuffle_epi32(_mm_loadu_si128(state), 0xB1);
  const __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128(state + 1), 0x1B);
  __m128i abef = _mm_alignr_epi8(cdab, efgh, 8);
  __m128i cdgh = _mm_blend_epi16(efgh, cdab, 0xF0);
  for (; count > 0; --count, blocks += 64) {
    const __m128i abef_before = abef;
    const __m128i cdgh_before = cdgh;
    const auto* const words = reinterpret_cast<const __m128i*>(blocks);
    __m128i w0 = _mm_shuffle_epi8(_mm_loadu_si128(words), big_endian);
    __m128i w1 = _mm_shuffle_epi8(_mm_loadu_si128(words + 1), big_endian);
    __m128i w2 = _mm_shuffle_epi8(_mm_loadu_si128(words + 2), big_endian);
    __m128i w3 = _mm_shuffle_epi8(_mm_loadu_si128(words + 3), big_endian);
    const std::uint32_t* k = constants.data();
    for (std::size_t t = 0; t < 48; t += 16, k += 16) {
      detail::sha256_four_rounds(abef, cdgh, w0, k);
      detail::sha256_extend_four(w0, w1, w2, w3);
      detail::sha256_four_rounds(abef, cdgh, w1, k + 4);
      detail::sha256_extend_four(w1, w2, w3, w0);
      detail::sha256_four_rounds(abef, cdgh, w2, k + 8);
      detail::sha256_extend_four(w2, w3, w0, w1);
      detail::sha256_four_rounds(abef, cdgh, w3, k + 12);
      detail::sha256_extend_four(w3, w0, w1, w2);
    }
    detail::sha256_four_rounds(abef, cdgh, w0, k);
    detail::sha256_four_rounds(abef, cdgh, w1, k + 4);
    detail::sha256_four_rounds(abef, cdgh, w2, k + 8);
    detail::sha256_four_rounds(abef, cdgh, w3, k + 12);
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  const __m128i feba = _mm_shuffle_epi32(abef, 0x1B);
  const __m128i dchg = _mm_shuffle_epi32(cdgh, 0xB1);
  _mm_storeu_si128(state, _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128(state + 1, _mm_alignr_epi8(dchg, feba, 8));
}

#undef PROBATA_DETAIL_SHA256

#else

[[nodiscard]] inline bool has_sha256_instructions() noexcept { return false; }
inline void sha256_blocks(std::array<std::uint32_t, 8>&, const std::byte*, std::size_t,
                          const std::array<std::uint32_t, 64>&) noexcept {}

#endif

}  // namespace probata::inline v0_1::simd
