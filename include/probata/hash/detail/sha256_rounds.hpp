// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <probata/core/inline.hpp>
#include <probata/hash/detail/word_operations.hpp>

/// The compression function of SHA-256 on words of type W: one message with W = std::uint32_t, as many messages in step
/// as W has lanes.
///
/// @source  FIPS 180-4, sections 4.1.2, 4.2.2, 5.3.3 and 6.2.2
namespace probata::inline v0_1::detail {

inline constexpr std::array<std::uint32_t, 8> sha256_iv{0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
                                                        0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19};

/// First 32 bits of the fractional parts of the cube roots of the first 64 primes.
inline constexpr std::array<std::uint32_t, 64> sha256_constants{
    0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
    0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
    0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
    0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
    0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
    0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
    0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
    0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2};

/// One round. The eight words stay where they are; their names move: in round i the word called a is v[-i mod 8].
template <std::size_t i, class W>
PROBATA_DETAIL_INLINE constexpr void sha256_round(std::array<W, 8>& v, const W& constant_plus_word) {
  const W& a = v[(64 - i) % 8];
  const W& b = v[(65 - i) % 8];
  const W& c = v[(66 - i) % 8];
  W& d = v[(67 - i) % 8];
  const W& e = v[(68 - i) % 8];
  const W& f = v[(69 - i) % 8];
  const W& g = v[(70 - i) % 8];
  W& h = v[(71 - i) % 8];
  const W big_sigma1 = xor3(rotate_right<6>(e), rotate_right<11>(e), rotate_right<25>(e));
  const W t1 = (h + constant_plus_word) + (choose(e, f, g) + big_sigma1);
  const W big_sigma0 = xor3(rotate_right<2>(a), rotate_right<13>(a), rotate_right<22>(a));
  const W t2 = big_sigma0 + majority(a, b, c);
  d = d + t1;
  h = t1 + t2;
}

/// w[i], word t of the schedule, becomes word t + 16.
template <std::size_t i, class W>
PROBATA_DETAIL_INLINE constexpr void sha256_extend(std::array<W, 16>& w) {
  const W& from2 = w[(i + 14) % 16];
  const W& from15 = w[(i + 1) % 16];
  const W sigma1 = xor3(rotate_right<17>(from2), rotate_right<19>(from2), from2 >> 10);
  const W sigma0 = xor3(rotate_right<7>(from15), rotate_right<18>(from15), from15 >> 3);
  w[i] = (w[i] + sigma0) + (w[(i + 9) % 16] + sigma1);
}

/// Rounds t .. t + 15 with the words of the schedule in w, which become those of the next sixteen.
template <class W, std::size_t... i>
PROBATA_DETAIL_INLINE constexpr void sha256_sixteen_rounds(std::array<W, 8>& v, std::array<W, 16>& w, std::size_t t,
                                                           std::index_sequence<i...>) {
  ((sha256_round<i>(v, w[i] + W(sha256_constants[t + i])), sha256_extend<i>(w)), ...);
}
/// The last sixteen rounds.
template <class W, std::size_t... i>
PROBATA_DETAIL_INLINE constexpr void sha256_last_rounds(std::array<W, 8>& v, const std::array<W, 16>& w,
                                                        std::index_sequence<i...>) {
  (sha256_round<i>(v, w[i] + W(sha256_constants[48 + i])), ...);
}
/// Sixteen rounds with words that are the same in every lane and have their constants added.
template <class W, std::size_t... i>
PROBATA_DETAIL_INLINE constexpr void sha256_expanded_rounds(std::array<W, 8>& v, const std::uint32_t* expanded,
                                                            std::index_sequence<i...>) {
  (sha256_round<i>(v, W(expanded[i])), ...);
}
template <std::size_t... i>
constexpr void sha256_expand_sixteen(std::array<std::uint32_t, 16>& w, std::size_t t,
                                     std::array<std::uint32_t, 64>& expanded, std::index_sequence<i...>) {
  ((expanded[t + i] = w[i] + sha256_constants[t + i], sha256_extend<i>(w)), ...);
}

/// Absorbs a block of 16 big-endian words, given as numbers.
template <class W>
constexpr void sha256_compress(std::array<W, 8>& chaining, const std::array<W, 16>& block) {
  std::array<W, 8> v = chaining;
  std::array<W, 16> w = block;
  for (std::size_t t = 0; t < 48; t += 16) sha256_sixteen_rounds(v, w, t, std::make_index_sequence<16>{});
  sha256_last_rounds(v, w, std::make_index_sequence<16>{});
  for (std::size_t i = 0; i < 8; ++i) chaining[i] = chaining[i] + v[i];
}

/// All 64 words of a block's schedule, each with its round constant added.
constexpr std::array<std::uint32_t, 64> sha256_expand(std::array<std::uint32_t, 16> w) {
  std::array<std::uint32_t, 64> expanded{};
  for (std::size_t t = 0; t < 64; t += 16) sha256_expand_sixteen(w, t, expanded, std::make_index_sequence<16>{});
  return expanded;
}

/// Absorbs one block, expanded, that is the same in every lane: a block of padding costs 60 % of another.
template <class W>
constexpr void sha256_compress_expanded(std::array<W, 8>& chaining, const std::array<std::uint32_t, 64>& expanded) {
  std::array<W, 8> v = chaining;
  for (std::size_t t = 0; t < 64; t += 16) {
    sha256_expanded_rounds(v, expanded.data() + t, std::make_index_sequence<16>{});
  }
  for (std::size_t i = 0; i < 8; ++i) chaining[i] = chaining[i] + v[i];
}

}  // namespace probata::inline v0_1::detail
