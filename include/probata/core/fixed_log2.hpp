// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include <probata/core/assert.hpp>
#include <probata/core/bits.hpp>

namespace probata::inline v0_1 {

/// Logarithms to base 2 in units of 1/256 bit, by integers alone: every machine gets the same figure.
inline constexpr std::uint32_t units_per_bit = 256;

/// floor(log2 x). Requires x >= 1.
constexpr std::size_t log2_floor(UInt128 x) noexcept {
  PROBATA_ASSERT(x != 0, "zero has no logarithm");
  const auto high = static_cast<std::uint64_t>(x >> 64);
  const auto low = static_cast<std::uint64_t>(x);
  return high != 0 ? 63 + static_cast<std::size_t>(std::bit_width(high))
                   : static_cast<std::size_t>(std::bit_width(low)) - 1;
}

/// A lower bound of 256 log2 x, short of it by less than 2; exact for powers of two. Requires x >= 1.
///
/// The fraction comes from repeated squaring of y = x / 2^floor(log2 x), kept to 31 bits and rounded down.
/// @source  protocol, section 8.2, `lo`
constexpr std::uint32_t log2_lower(UInt128 x) noexcept {
  const std::size_t exponent = log2_floor(x);
  auto y = static_cast<std::uint64_t>(exponent >= 31 ? x >> (exponent - 31) : x << (31 - exponent));
  auto result = static_cast<std::uint32_t>(exponent);
  for (int i = 0; i < 8; ++i) {
    y = y * y >> 31;
    const bool at_least_two = y >= std::uint64_t{1} << 32;
    if (at_least_two) y >>= 1;
    result = 2 * result + (at_least_two ? 1 : 0);
  }
  return result;
}

/// An upper bound of 256 log2 x, above it by at most 2; exact for powers of two. Requires x >= 1.
/// @source  protocol, section 8.2, `hi`
constexpr std::uint32_t log2_upper(UInt128 x) noexcept {
  return (x & (x - 1)) == 0 ? units_per_bit * static_cast<std::uint32_t>(log2_floor(x)) : log2_lower(x) + 2;
}

}  // namespace probata::inline v0_1
