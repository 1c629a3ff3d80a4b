// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstdint>

#include <probata/core/inline.hpp>
#include <probata/hash/detail/word_operations.hpp>

/// The block function of ChaCha20 on words of type W: one block with W = std::uint32_t, as many blocks in step as W has
/// lanes.
///
/// @source  RFC 8439, sections 2.1 to 2.3
namespace probata::inline v0_1::detail {

/// "expand 32-byte k" as little-endian words.
inline constexpr std::array<std::uint32_t, 4> chacha20_constants{0x61707865, 0x3320646E, 0x79622D32, 0x6B206574};

template <class W>
PROBATA_DETAIL_INLINE constexpr void chacha20_quarter_round(W& a, W& b, W& c, W& d) {
  a = a + b;
  d = rotate_left<16>(d ^ a);
  c = c + d;
  b = rotate_left<12>(b ^ c);
  a = a + b;
  d = rotate_left<8>(d ^ a);
  c = c + d;
  b = rotate_left<7>(b ^ c);
}

/// The 16 words of a block from its initial state: constants, key, counter, nonce.
template <class W>
PROBATA_DETAIL_INLINE constexpr std::array<W, 16> chacha20_block(const std::array<W, 16>& initial) {
  std::array<W, 16> v = initial;
  for (int i = 0; i < 10; ++i) {
    chacha20_quarter_round(v[0], v[4], v[8], v[12]);
    chacha20_quarter_round(v[1], v[5], v[9], v[13]);
    chacha20_quarter_round(v[2], v[6], v[10], v[14]);
    chacha20_quarter_round(v[3], v[7], v[11], v[15]);
    chacha20_quarter_round(v[0], v[5], v[10], v[15]);
    chacha20_quarter_round(v[1], v[6], v[11], v[12]);
    chacha20_quarter_round(v[2], v[7], v[8], v[13]);
    chacha20_quarter_round(v[3], v[4], v[9], v[14]);
  }
  for (std::size_t i = 0; i < 16; ++i) v[i] = v[i] + initial[i];
  return v;
}

}  // namespace probata::inline v0_1::detail
