// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <probata/core/inline.hpp>
#include <probata/hash/detail/word_operations.hpp>

/// Keccak-f[1600] on words of type W: one state with W = std::uint64_t, as many states in step as W has lanes.
///
/// Lane (x, y) of the state is word x + 5 y.
/// @source  FIPS 202, sections 3.2 and 3.3
namespace probata::inline v0_1::detail {

/// The round constants: bit 2^j - 1 of constant r is output j + 7 r of the shift register of FIPS 202, algorithm 5.
inline constexpr auto keccak_constants = [] {
  std::array<std::uint64_t, 24> constants{};
  std::uint32_t shift_register = 1;
  for (std::uint64_t& constant : constants) {
    for (int j = 0; j < 7; ++j) {
      if ((shift_register & 1) != 0) constant |= std::uint64_t{1} << ((1 << j) - 1);
      shift_register = (shift_register << 1) ^ ((shift_register >> 7) * 0x171);
    }
  }
  return constants;
}();

/// Offsets of rho: lane (x, y) turns left by this many bits.
inline constexpr auto keccak_rotations = [] {
  std::array<int, 25> rotations{};
  std::size_t x = 1;
  std::size_t y = 0;
  for (int t = 0; t < 24; ++t) {
    rotations[x + 5 * y] = (t + 1) * (t + 2) / 2 % 64;
    const std::size_t next = (2 * x + 3 * y) % 5;
    x = y;
    y = next;
  }
  return rotations;
}();

/// Word x of row y after theta, rho and pi: it comes from lane (x + 3 y, x).
template <std::size_t x, std::size_t y, class W>
PROBATA_DETAIL_INLINE constexpr W keccak_moved(const std::array<W, 25>& a, const std::array<W, 5>& column_sums) {
  constexpr std::size_t from_x = (x + 3 * y) % 5;
  constexpr std::size_t from = from_x + 5 * x;
  const W mixed = a[from] ^ column_sums[from_x];
  if constexpr (keccak_rotations[from] == 0) {
    return mixed;
  } else {
    return rotate_left<keccak_rotations[from]>(mixed);
  }
}

template <std::size_t y, class W>
PROBATA_DETAIL_INLINE constexpr void keccak_row(const std::array<W, 25>& a, const std::array<W, 5>& column_sums,
                                                std::array<W, 25>& to) {
  const W b0 = keccak_moved<0, y>(a, column_sums);
  const W b1 = keccak_moved<1, y>(a, column_sums);
  const W b2 = keccak_moved<2, y>(a, column_sums);
  const W b3 = keccak_moved<3, y>(a, column_sums);
  const W b4 = keccak_moved<4, y>(a, column_sums);
  to[5 * y] = xor_and_not(b0, b1, b2);
  to[5 * y + 1] = xor_and_not(b1, b2, b3);
  to[5 * y + 2] = xor_and_not(b2, b3, b4);
  to[5 * y + 3] = xor_and_not(b3, b4, b0);
  to[5 * y + 4] = xor_and_not(b4, b0, b1);
}

template <class W>
PROBATA_DETAIL_INLINE constexpr void keccak_round(const std::array<W, 25>& a, std::uint64_t constant,
                                                  std::array<W, 25>& to) {
  std::array<W, 5> sums{xor3(xor3(a[0], a[5], a[10]), a[15], a[20]), xor3(xor3(a[1], a[6], a[11]), a[16], a[21]),
                        xor3(xor3(a[2], a[7], a[12]), a[17], a[22]), xor3(xor3(a[3], a[8], a[13]), a[18], a[23]),
                        xor3(xor3(a[4], a[9], a[14]), a[19], a[24])};
  const std::array<W, 5> mixed{sums[4] ^ rotate_left<1>(sums[1]), sums[0] ^ rotate_left<1>(sums[2]),
                               sums[1] ^ rotate_left<1>(sums[3]), sums[2] ^ rotate_left<1>(sums[4]),
                               sums[3] ^ rotate_left<1>(sums[0])};
  keccak_row<0>(a, mixed, to);
  keccak_row<1>(a, mixed, to);
  keccak_row<2>(a, mixed, to);
  keccak_row<3>(a, mixed, to);
  keccak_row<4>(a, mixed, to);
  to[0] = to[0] ^ W(constant);
}

/// The permutation, in place.
template <class W>
constexpr void keccak_f1600(std::array<W, 25>& state) {
  std::array<W, 25> a = state;
  std::array<W, 25> b;
  for (std::size_t r = 0; r < 24; r += 2) {
    keccak_round(a, keccak_constants[r], b);
    keccak_round(b, keccak_constants[r + 1], a);
  }
  state = a;
}

}  // namespace probata::inline v0_1::detail
