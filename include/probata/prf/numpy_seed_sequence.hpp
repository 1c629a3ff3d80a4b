// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace probata::inline v0_1 {

/// numpy.random.SeedSequence(entropy).generate_state(words, uint32) for a non-negative integer.
///
/// @param entropy  the integer in 32-bit words, low word first. Zero words at the end do not count, as NumPy drops
///                 them; zero may be given as no words at all.
/// @source NumPy, numpy/random/bit_generator.pyx, after O'Neill: Developing a seed_seq alternative (2015)
template <std::size_t words>
[[nodiscard]] constexpr std::array<std::uint32_t, words> numpy_seed_sequence(
    std::span<const std::uint32_t> entropy) noexcept {
  while (!entropy.empty() && entropy.back() == 0) entropy = entropy.first(entropy.size() - 1);
  constexpr std::size_t pool_size = 4;

  std::uint32_t hash_constant = 0x43B0D7E5;
  const auto hash = [&hash_constant](std::uint32_t value) {
    value ^= hash_constant;
    hash_constant *= 0x931E8875;
    value *= hash_constant;
    return value ^ (value >> 16);
  };
  const auto mix = [](std::uint32_t x, std::uint32_t y) {
    const std::uint32_t result = 0xCA01F9DD * x - 0x4973F715 * y;
    return result ^ (result >> 16);
  };

  std::array<std::uint32_t, pool_size> pool{};
  for (std::size_t i = 0; i < pool_size; ++i) pool[i] = hash(i < entropy.size() ? entropy[i] : 0);
  for (std::size_t from = 0; from < pool_size; ++from) {
    for (std::size_t to = 0; to < pool_size; ++to) {
      if (from != to) pool[to] = mix(pool[to], hash(pool[from]));
    }
  }
  for (std::size_t from = pool_size; from < entropy.size(); ++from) {
    for (std::size_t to = 0; to < pool_size; ++to) pool[to] = mix(pool[to], hash(entropy[from]));
  }

  std::array<std::uint32_t, words> state{};
  std::uint32_t output_constant = 0x8B51F9DD;
  for (std::size_t i = 0; i < words; ++i) {
    std::uint32_t value = pool[i % pool_size] ^ output_constant;
    output_constant *= 0x58F38DED;
    value *= output_constant;
    state[i] = value ^ (value >> 16);
  }
  return state;
}

}  // namespace probata::inline v0_1
