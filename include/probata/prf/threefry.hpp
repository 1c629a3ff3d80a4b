// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

/// Threefry: bijections of a counter, chosen by a key, made of additions, rotations and exclusive or.
///
/// Words are unsigned 32-bit integers; word 0 comes first. The functions are constant expressions; threefry_lanes.hpp
/// has them for many counters at once.
/// @source  Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3, SC 2011, section 3.2;
///          rotations and known answers of Random123
namespace probata::inline v0_1 {

namespace detail {

struct ThreefryConstants {
  static constexpr std::uint32_t parity = 0x1BD11BDA;
  static constexpr std::array<int, 8> rotations2{13, 15, 26, 6, 17, 29, 16, 24};
  /// Of both pairs of words in each round.
  static constexpr std::array<std::array<int, 2>, 8> rotations4{
      {{10, 26}, {11, 21}, {13, 27}, {23, 5}, {6, 20}, {17, 11}, {25, 10}, {18, 20}}};
};

/// The key and one more word that makes the exclusive or of all a constant.
template <std::size_t words>
constexpr std::array<std::uint32_t, words + 1> threefry_key_schedule(
    const std::array<std::uint32_t, words>& key) noexcept {
  std::array<std::uint32_t, words + 1> schedule{};
  schedule[words] = ThreefryConstants::parity;
  for (std::size_t i = 0; i < words; ++i) {
    schedule[i] = key[i];
    schedule[words] ^= key[i];
  }
  return schedule;
}

}  // namespace detail

/// Threefry2x32: JAX takes 20 rounds.
[[nodiscard]] constexpr std::array<std::uint32_t, 2> threefry2x32(const std::array<std::uint32_t, 2>& counter,
                                                                  const std::array<std::uint32_t, 2>& key,
                                                                  unsigned rounds = 20) noexcept {
  const auto schedule = detail::threefry_key_schedule(key);
  std::uint32_t a = counter[0] + schedule[0];
  std::uint32_t b = counter[1] + schedule[1];
  for (unsigned round = 0; round < rounds; ++round) {
    a += b;
    b = std::rotl(b, detail::ThreefryConstants::rotations2[round % 8]) ^ a;
    if (round % 4 == 3) {
      const unsigned s = round / 4 + 1;
      a += schedule[s % 3];
      b += schedule[(s + 1) % 3] + s;
    }
  }
  return {a, b};
}

/// Threefry4x32.
[[nodiscard]] constexpr std::array<std::uint32_t, 4> threefry4x32(const std::array<std::uint32_t, 4>& counter,
                                                                  const std::array<std::uint32_t, 4>& key,
                                                                  unsigned rounds = 20) noexcept {
  const auto schedule = detail::threefry_key_schedule(key);
  std::array<std::uint32_t, 4> x{};
  for (std::size_t i = 0; i < 4; ++i) x[i] = counter[i] + schedule[i];
  for (unsigned round = 0; round < rounds; ++round) {
    const auto& rotations = detail::ThreefryConstants::rotations4[round % 8];
    const std::size_t first = round % 2 == 0 ? 1 : 3;  // words 1 and 3 change places after each round
    const std::size_t second = 4 - first;
    x[0] += x[first];
    x[first] = std::rotl(x[first], rotations[0]) ^ x[0];
    x[2] += x[second];
    x[second] = std::rotl(x[second], rotations[1]) ^ x[2];
    if (round % 4 == 3) {
      const unsigned s = round / 4 + 1;
      for (std::size_t i = 0; i < 4; ++i) x[i] += schedule[(s + i) % 5];
      x[3] += s;
    }
  }
  return x;
}

}  // namespace probata::inline v0_1
