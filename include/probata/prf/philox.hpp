// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstdint>

#include <probata/core/bits.hpp>

/// Philox: bijections of a counter, chosen by a key, made of widening multiplications.
///
/// All words are unsigned; word 0 comes first. The functions are constant expressions; philox_lanes.hpp has them for
/// many counters at once.
/// @source  Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3, SC 2011, section 3.3;
///          constants and known answers of Random123
namespace probata::inline v0_1 {

namespace detail {

template <class Word>
struct WideProduct {
  Word high;
  Word low;
};

constexpr WideProduct<std::uint32_t> wide_product(std::uint32_t a, std::uint32_t b) noexcept {
  const std::uint64_t product = std::uint64_t{a} * b;
  return {static_cast<std::uint32_t>(product >> 32), static_cast<std::uint32_t>(product)};
}

constexpr WideProduct<std::uint64_t> wide_product(std::uint64_t a, std::uint64_t b) noexcept {
#if defined(__SIZEOF_INT128__)
  const UInt128 product = UInt128{a} * b;
  return {static_cast<std::uint64_t>(product >> 64), static_cast<std::uint64_t>(product)};
#else
  constexpr std::uint64_t low_half = 0xFFFFFFFF;
  const std::uint64_t low = (a & low_half) * (b & low_half);
  const std::uint64_t middle = (a >> 32) * (b & low_half) + (low >> 32);
  const std::uint64_t other = (a & low_half) * (b >> 32) + (middle & low_half);
  return {(a >> 32) * (b >> 32) + (middle >> 32) + (other >> 32), a * b};
#endif
}

/// Multipliers and key increments of Philox with four words.
template <class Word>
struct Philox4Constants;
template <>
struct Philox4Constants<std::uint32_t> {
  static constexpr std::array<std::uint32_t, 2> multipliers{0xD2511F53, 0xCD9E8D57};
  static constexpr std::array<std::uint32_t, 2> increments{0x9E3779B9, 0xBB67AE85};
};
template <>
struct Philox4Constants<std::uint64_t> {
  static constexpr std::array<std::uint64_t, 2> multipliers{0xD2E7470EE14C6C93, 0xCA5A826395121157};
  static constexpr std::array<std::uint64_t, 2> increments{0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B};
};

struct Philox2x32Constants {
  static constexpr std::uint32_t multiplier = 0xD256D193;
  static constexpr std::uint32_t increment = 0x9E3779B9;
};

template <class Word>
constexpr std::array<Word, 4> philox4(std::array<Word, 4> c, std::array<Word, 2> key, unsigned rounds) noexcept {
  using Constants = Philox4Constants<Word>;
  for (unsigned round = 0; round < rounds; ++round) {
    const auto a = wide_product(Constants::multipliers[0], c[0]);
    const auto b = wide_product(Constants::multipliers[1], c[2]);
    c = {b.high ^ c[1] ^ key[0], b.low, a.high ^ c[3] ^ key[1], a.low};
    key[0] += Constants::increments[0];
    key[1] += Constants::increments[1];
  }
  return c;
}

}  // namespace detail

/// Philox4x32 with `rounds` rounds: 10 everywhere but in FlashAttention, which takes 7.
[[nodiscard]] constexpr std::array<std::uint32_t, 4> philox4x32(const std::array<std::uint32_t, 4>& counter,
                                                                const std::array<std::uint32_t, 2>& key,
                                                                unsigned rounds = 10) noexcept {
  return detail::philox4<std::uint32_t>(counter, key, rounds);
}

/// Philox4x64, the generator of NumPy's class Philox.
[[nodiscard]] constexpr std::array<std::uint64_t, 4> philox4x64(const std::array<std::uint64_t, 4>& counter,
                                                                const std::array<std::uint64_t, 2>& key,
                                                                unsigned rounds = 10) noexcept {
  return detail::philox4<std::uint64_t>(counter, key, rounds);
}

/// Philox2x32: two words under a key of one word.
[[nodiscard]] constexpr std::array<std::uint32_t, 2> philox2x32(std::array<std::uint32_t, 2> counter, std::uint32_t key,
                                                                unsigned rounds = 10) noexcept {
  for (unsigned round = 0; round < rounds; ++round) {
    const auto a = detail::wide_product(detail::Philox2x32Constants::multiplier, counter[0]);
    counter = {a.high ^ counter[1] ^ key, a.low};
    key += detail::Philox2x32Constants::increment;
  }
  return counter;
}

}  // namespace probata::inline v0_1
