// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <probata/core/inline.hpp>

namespace probata::inline v0_1::serial {

namespace detail {

// Without a loop: gcc recognises the sum as one load, but not in a loop that -O2 leaves standing.
template <std::unsigned_integral U, std::size_t... i>
PROBATA_DETAIL_INLINE constexpr U load_little_endian(const std::byte* from, std::index_sequence<i...>) noexcept {
  return static_cast<U>(((std::to_integer<std::uint64_t>(from[i]) << (8 * i)) | ...));
}

}  // namespace detail

/// The number sum_i from[i] 256^i over sizeof(U) bytes.
template <std::unsigned_integral U>
PROBATA_DETAIL_INLINE constexpr U load_little_endian(const std::byte* from) noexcept {
  return detail::load_little_endian<U>(from, std::make_index_sequence<sizeof(U)>{});
}

/// Writes the sizeof(U) bytes of `value`, least significant first.
template <std::unsigned_integral U>
PROBATA_DETAIL_INLINE constexpr void store_little_endian(std::byte* to, U value) noexcept {
  for (std::size_t i = 0; i < sizeof(U); ++i) {
    to[i] = static_cast<std::byte>((static_cast<std::uint64_t>(value) >> (8 * i)) & 0xFFU);
  }
}

}  // namespace probata::inline v0_1::serial
