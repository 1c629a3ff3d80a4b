// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>

#include <probata/core/inline.hpp>

/// The operations from which the byte hashes are made, on plain integers.
///
/// The rounds of each hash are templates over their word type: these functions serve std::uint32_t and std::uint64_t,
/// those of the same names in simd/bit_operations.hpp serve vectors.
namespace probata::inline v0_1::detail {

template <int bits, std::unsigned_integral T>
PROBATA_DETAIL_INLINE constexpr T rotate_left(T a) noexcept {
  return std::rotl(a, bits);
}
template <int bits, std::unsigned_integral T>
PROBATA_DETAIL_INLINE constexpr T rotate_right(T a) noexcept {
  return std::rotr(a, bits);
}

/// a ^ b ^ c.
template <std::unsigned_integral T>
PROBATA_DETAIL_INLINE constexpr T xor3(T a, T b, T c) noexcept {
  return a ^ b ^ c;
}

/// Bit by bit: b where a is set, else c.
template <std::unsigned_integral T>
PROBATA_DETAIL_INLINE constexpr T choose(T a, T b, T c) noexcept {
  return c ^ (a & (b ^ c));
}

/// Bit by bit: what at least two of the three are.
template <std::unsigned_integral T>
PROBATA_DETAIL_INLINE constexpr T majority(T a, T b, T c) noexcept {
  return (a & b) | (c & (a | b));
}

/// a ^ (~b & c).
template <std::unsigned_integral T>
PROBATA_DETAIL_INLINE constexpr T xor_and_not(T a, T b, T c) noexcept {
  return a ^ (~b & c);
}

/// The bytes of a word in opposite order.
PROBATA_DETAIL_INLINE constexpr std::uint32_t byte_swap(std::uint32_t a) noexcept {
  return (a << 24) | ((a & 0xFF00U) << 8) | ((a >> 8) & 0xFF00U) | (a >> 24);
}

}  // namespace probata::inline v0_1::detail
