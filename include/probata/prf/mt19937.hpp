// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace probata::inline v0_1 {

namespace detail {

/// Of the recurrence and its outputs.
struct Mt19937Constants {
  static constexpr std::size_t size = 624;
  static constexpr std::size_t middle = 397;
  static constexpr std::uint32_t upper_bit = 0x80000000;
  static constexpr std::uint32_t matrix = 0x9908B0DF;
  static constexpr std::uint32_t temper_7 = 0x9D2C5680;
  static constexpr std::uint32_t temper_15 = 0xEFC60000;

  static constexpr std::array<std::uint32_t, size> initial_state(std::uint32_t seed) noexcept {
    std::array<std::uint32_t, size> state{};
    state[0] = seed;
    for (std::size_t i = 1; i < size; ++i) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >> 30)) + static_cast<std::uint32_t>(i);
    }
    return state;
  }
};

}  // namespace detail

/// The Mersenne twister with 32-bit outputs, seeded with one word: the generator of PyTorch's CPU backend.
///
/// Its state is a linear recurrence of 624 words; there is no access to a later output but through all earlier ones.
/// @source  Matsumoto, Nishimura: Mersenne twister, ACM TOMACS 8 (1998); seeding of 2002
class Mt19937 {
 public:
  /// PyTorch seeds with `seed mod 2^32`, so its seeds beyond 32 bits repeat.
  explicit constexpr Mt19937(std::uint32_t seed) noexcept : state_(Constants::initial_state(seed)) {}

  /// The next output, 32 uniform bits.
  constexpr std::uint32_t next() noexcept {
    if (position_ == size) refill();
    std::uint32_t y = state_[position_++];
    y ^= y >> 11;
    y ^= (y << 7) & Constants::temper_7;
    y ^= (y << 15) & Constants::temper_15;
    return y ^ (y >> 18);
  }

  /// Two outputs as one number, the first one high.
  constexpr std::uint64_t next64() noexcept {
    const std::uint64_t high = next();
    return high << 32 | next();
  }

  /// Skips `count` outputs. @cost  as of drawing them, without the last step of each
  constexpr void discard(std::uint64_t count) noexcept {
    while (count > size - position_) {
      count -= size - position_;
      refill();
    }
    position_ += static_cast<std::size_t>(count);
  }

 private:
  using Constants = detail::Mt19937Constants;
  static constexpr std::size_t size = Constants::size;
  static constexpr std::size_t middle = Constants::middle;

  static constexpr std::uint32_t twist(std::uint32_t high, std::uint32_t low) noexcept {
    const std::uint32_t y = (high & Constants::upper_bit) | (low & ~Constants::upper_bit);
    return (y >> 1) ^ ((y & 1) != 0 ? Constants::matrix : 0);
  }

  constexpr void refill() noexcept {
    for (std::size_t i = 0; i < size - middle; ++i) state_[i] = state_[i + middle] ^ twist(state_[i], state_[i + 1]);
    for (std::size_t i = size - middle; i < size - 1; ++i) {
      state_[i] = state_[i + middle - size] ^ twist(state_[i], state_[i + 1]);
    }
    state_[size - 1] = state_[middle - 1] ^ twist(state_[size - 1], state_[0]);
    position_ = 0;
  }

  std::array<std::uint32_t, size> state_;
  std::size_t position_ = size;
};

}  // namespace probata::inline v0_1
