// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>

#include <probata/core/inline.hpp>

namespace probata::inline v0_1::serial {

/// The number sum_i from[i] 256^i over sizeof(U) bytes. Compilers make it one load where bytes already lie that way.
template <std::unsigned_integral U>
PROBATA_DETAIL_INLINE constexpr U load_little_endian(const std::byte* from) noexcept {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(U); ++i) value |= std::to_integer<std::uint64_t>(from[i]) << (8 * i);
  return static_cast<U>(value);
}

/// Writes the sizeof(U) bytes of `value`, least significant first.
template <std::unsigned_integral U>
PROBATA_DETAIL_INLINE constexpr void store_little_endian(std::byte* to, U value) noexcept {
  for (std::size_t i = 0; i < sizeof(U); ++i) {
    to[i] = static_cast<std::byte>((static_cast<std::uint64_t>(value) >> (8 * i)) & 0xFFU);
  }
}

}  // namespace probata::inline v0_1::serial
