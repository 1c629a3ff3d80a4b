// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

/// Deterministic pseudo-random numbers for tests. Not for hiding anything.
namespace probata::testing {

/// xoshiro256** seeded by splitmix64: the same seed gives the same numbers on every machine.
///
/// State the seed where it is made, so that a failure prints it: `Rng rng{7}; INFO("seed ", rng.seed());`
/// @source  Blackman, Vigna: Scrambled linear pseudorandom number generators, ACM TOMS 47 (2021)
class Rng {
 public:
  using result_type = std::uint64_t;

  explicit constexpr Rng(std::uint64_t seed) : seed_(seed) {
    for (std::uint64_t& word : state_) word = splitmix(seed);
  }

  [[nodiscard]] constexpr std::uint64_t seed() const { return seed_; }

  /// Uniform 64 bits.
  constexpr std::uint64_t u64() {
    const std::uint64_t result = rotate(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotate(state_[3], 45);
    return result;
  }

  /// Uniform 32 bits.
  constexpr std::uint32_t u32() { return static_cast<std::uint32_t>(u64() >> 32); }

  /// Uniform byte.
  constexpr std::uint8_t u8() { return static_cast<std::uint8_t>(u64() >> 56); }

  /// Fair coin.
  constexpr bool flip() { return (u64() >> 63) != 0; }

  /// Uniform number in [0, n), n > 0, by rejection.
  constexpr std::uint64_t below(std::uint64_t n) {
    const std::uint64_t remainder = (0 - n) % n;  // 2^64 mod n
    std::uint64_t word = u64();
    while (word < remainder) word = u64();
    return word % n;
  }

  /// Uniform index in [0, n), n > 0.
  constexpr std::size_t index(std::size_t n) { return static_cast<std::size_t>(below(n)); }

  // What std::shuffle and the standard distributions ask of a generator.
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return ~result_type{0}; }
  constexpr result_type operator()() { return u64(); }

 private:
  static constexpr std::uint64_t rotate(std::uint64_t x, int count) { return (x << count) | (x >> (64 - count)); }

  static constexpr std::uint64_t splitmix(std::uint64_t& counter) {
    counter += 0x9e3779b97f4a7c15;
    std::uint64_t z = counter;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  std::uint64_t seed_;
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace probata::testing
