// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include <probata/core/assert.hpp>

namespace probata::inline v0_1 {

#if defined(__SIZEOF_INT128__)
/// Unsigned integers of 128 bits: products of words, and bounds that must be exact.
__extension__ using UInt128 = unsigned __int128;
#endif

/// Whether n = 2^k for some k >= 0. False for 0.
template <std::unsigned_integral U>
constexpr bool is_power_of_two(U n) noexcept {
  return std::has_single_bit(n);
}

/// The largest k with 2^k <= n. Requires n >= 1.
template <std::unsigned_integral U>
constexpr std::size_t log2_floor(U n) noexcept {
  PROBATA_ASSERT(n != 0, "zero has no logarithm");
  return static_cast<std::size_t>(std::bit_width(n)) - 1;
}

/// The smallest k with 2^k >= n. Requires n >= 1.
template <std::unsigned_integral U>
constexpr std::size_t log2_ceil(U n) noexcept {
  PROBATA_ASSERT(n != 0, "zero has no logarithm");
  return static_cast<std::size_t>(std::bit_width(static_cast<U>(n - 1)));
}

/// k, where n = 2^k. Requires n to be a power of two.
template <std::unsigned_integral U>
constexpr std::size_t log2_exact(U n) noexcept {
  PROBATA_ASSERT(is_power_of_two(n), "the argument is not a power of two");
  return log2_floor(n);
}

/// The reversal of the low `num_bits` bits of `index`: bit j of the result is bit num_bits - 1 - j of the index.
/// Requires index < 2^num_bits and num_bits <= 64. With num_bits = 0 the index, and the result, is 0.
constexpr std::size_t reverse_bits(std::size_t index, std::size_t num_bits) noexcept {
  PROBATA_ASSERT(num_bits <= 64, "an index has at most 64 bits");
  PROBATA_ASSERT(num_bits == 64 || (std::uint64_t{index} >> num_bits) == 0, "the index does not fit the bits");
  if (num_bits == 0) return 0;
  std::uint64_t x = index;
  x = ((x >> 1) & 0x5555555555555555U) | ((x & 0x5555555555555555U) << 1);
  x = ((x >> 2) & 0x3333333333333333U) | ((x & 0x3333333333333333U) << 2);
  x = ((x >> 4) & 0x0F0F0F0F0F0F0F0FU) | ((x & 0x0F0F0F0F0F0F0F0FU) << 4);
  x = ((x >> 8) & 0x00FF00FF00FF00FFU) | ((x & 0x00FF00FF00FF00FFU) << 8);
  x = ((x >> 16) & 0x0000FFFF0000FFFFU) | ((x & 0x0000FFFF0000FFFFU) << 16);
  x = (x >> 32) | (x << 32);
  return static_cast<std::size_t>(x >> (64 - num_bits));
}

/// The integer part of n / d, rounded up, without overflow. Requires d >= 1.
template <std::unsigned_integral U>
constexpr U div_ceil(U n, U d) noexcept {
  PROBATA_ASSERT(d != 0, "division by zero");
  return static_cast<U>(n / d + (n % d != 0 ? 1 : 0));
}

/// a + b, or nothing when the sum does not fit U.
template <std::unsigned_integral U>
constexpr std::optional<U> checked_add(U a, U b) noexcept {
  if (b > std::numeric_limits<U>::max() - a) return std::nullopt;
  return static_cast<U>(a + b);
}

/// a * b, or nothing when the product does not fit U.
template <std::unsigned_integral U>
constexpr std::optional<U> checked_mul(U a, U b) noexcept {
  if (a != 0 && b > std::numeric_limits<U>::max() / a) return std::nullopt;
  return static_cast<U>(static_cast<std::uintmax_t>(a) * b);
}

/// `value` as a To, or nothing when To cannot hold it. Exact: no wrap-around, no sign change.
template <std::integral To, std::integral From>
constexpr std::optional<To> checked_cast(From value) noexcept {
  if (!std::in_range<To>(value)) return std::nullopt;
  return static_cast<To>(value);
}

}  // namespace probata::inline v0_1
