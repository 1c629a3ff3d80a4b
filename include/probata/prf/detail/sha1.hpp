// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace probata::inline v0_1::detail {

/// SHA-1, because Flax names random streams with it. Broken as a hash function: nothing here relies on more than its
/// being the function that Flax calls.
/// @source FIPS 180-4, section 6.1
class Sha1 {
 public:
  constexpr void update(std::uint8_t byte) noexcept {
    block_[length_ % 64] = byte;
    ++length_;
    if (length_ % 64 == 0) compress();
  }

  /// The first 32 bits of the digest of what was given so far. The object is used up.
  constexpr std::uint32_t first_word() noexcept {
    const std::uint64_t bits = length_ * 8;
    update(0x80);
    while (length_ % 64 != 56) update(0);
    for (int shift = 56; shift >= 0; shift -= 8) update(static_cast<std::uint8_t>(bits >> shift));
    return state_[0];
  }

 private:
  constexpr void compress() noexcept {
    std::array<std::uint32_t, 80> w{};
    for (std::size_t i = 0; i < 64; ++i) w[i / 4] = w[i / 4] << 8 | block_[i];
    for (std::size_t i = 16; i < 80; ++i) w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    auto [a, b, c, d, e] = state_;
    for (std::size_t i = 0; i < 80; ++i) {
      std::uint32_t mixed = 0;
      if (i < 20) mixed = ((b & c) | (~b & d)) + 0x5A827999;
      if (i >= 20 && i < 40) mixed = (b ^ c ^ d) + 0x6ED9EBA1;
      if (i >= 40 && i < 60) mixed = ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDC;
      if (i >= 60) mixed = (b ^ c ^ d) + 0xCA62C1D6;
      const std::uint32_t next = std::rotl(a, 5) + mixed + e + w[i];
      e = d;
      d = c;
      c = std::rotl(b, 30);
      b = a;
      a = next;
    }
    state_ = {state_[0] + a, state_[1] + b, state_[2] + c, state_[3] + d, state_[4] + e};
  }

  std::array<std::uint32_t, 5> state_{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  std::array<std::uint8_t, 64> block_{};
  std::uint64_t length_ = 0;
};

}  // namespace probata::inline v0_1::detail
