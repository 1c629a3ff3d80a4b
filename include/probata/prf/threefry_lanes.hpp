// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <probata/core/inline.hpp>
#include <probata/prf/threefry.hpp>
#include <probata/simd/batch.hpp>
#include <probata/simd/bit_operations.hpp>

namespace probata::inline v0_1 {

#if PROBATA_DETAIL_HAS_XSIMD

/// Threefry2x32 with 20 rounds under one key, one block per 32-bit lane.
template <class Arch>
class Threefry2x32Lanes {
 public:
  using Word = simd::BatchU32<Arch>;
  using Block = std::array<Word, 2>;
  static constexpr std::size_t lanes = Word::lanes;

  explicit Threefry2x32Lanes(const std::array<std::uint32_t, 2>& key) {
    const auto schedule = detail::threefry_key_schedule(key);
    for (std::uint32_t s = 0; s < keys_.size(); ++s) {
      keys_[s] = {Word(schedule[s % 3]), Word(schedule[(s + 1) % 3] + s)};
    }
  }

  /// Replaces counters by blocks, several vectors side by side.
  template <std::size_t vectors>
  PROBATA_DETAIL_INLINE void apply(std::array<Block, vectors>& blocks) const {
    add_key(blocks, 0);
    four_rounds<0>(blocks);
    four_rounds<4>(blocks);
    four_rounds<8>(blocks);
    four_rounds<12>(blocks);
    four_rounds<16>(blocks);
  }

 private:
  template <std::size_t vectors>
  PROBATA_DETAIL_INLINE void add_key(std::array<Block, vectors>& blocks, std::size_t s) const {
    for (Block& x : blocks) x = {x[0] + keys_[s][0], x[1] + keys_[s][1]};
  }
  template <std::size_t first, std::size_t vectors>
  PROBATA_DETAIL_INLINE void four_rounds(std::array<Block, vectors>& blocks) const {
    round<first>(blocks);
    round<first + 1>(blocks);
    round<first + 2>(blocks);
    round<first + 3>(blocks);
    add_key(blocks, first / 4 + 1);
  }
  template <std::size_t index, std::size_t vectors>
  PROBATA_DETAIL_INLINE static void round(std::array<Block, vectors>& blocks) {
    for (Block& x : blocks) {
      x[0] = x[0] + x[1];
      x[1] = simd::rotate_left<detail::ThreefryConstants::rotations2[index % 8]>(x[1]) ^ x[0];
    }
  }

  std::array<std::array<Word, 2>, 6> keys_;
};

/// Threefry4x32 with 20 rounds, in the same layout.
template <class Arch>
class Threefry4x32Lanes {
 public:
  using Word = simd::BatchU32<Arch>;
  using Block = std::array<Word, 4>;
  static constexpr std::size_t lanes = Word::lanes;

  explicit Threefry4x32Lanes(const std::array<std::uint32_t, 4>& key) {
    const auto schedule = detail::threefry_key_schedule(key);
    for (std::uint32_t s = 0; s < keys_.size(); ++s) {
      for (std::size_t i = 0; i < 4; ++i) keys_[s][i] = Word(schedule[(s + i) % 5] + (i == 3 ? s : 0));
    }
  }

  template <std::size_t vectors>
  PROBATA_DETAIL_INLINE void apply(std::array<Block, vectors>& blocks) const {
    add_key(blocks, 0);
    eight_rounds<0>(blocks);
    eight_rounds<8>(blocks);
    four_rounds<16>(blocks);
  }

 private:
  template <std::size_t vectors>
  PROBATA_DETAIL_INLINE void add_key(std::array<Block, vectors>& blocks, std::size_t s) const {
    for (Block& x : blocks) {
      for (std::size_t i = 0; i < 4; ++i) x[i] = x[i] + keys_[s][i];
    }
  }
  template <std::size_t first, std::size_t vectors>
  PROBATA_DETAIL_INLINE void eight_rounds(std::array<Block, vectors>& blocks) const {
    four_rounds<first>(blocks);
    four_rounds<first + 4>(blocks);
  }
  template <std::size_t first, std::size_t vectors>
  PROBATA_DETAIL_INLINE void four_rounds(std::array<Block, vectors>& blocks) const {
    round<first>(blocks);
    round<first + 1>(blocks);
    round<first + 2>(blocks);
    round<first + 3>(blocks);
    add_key(blocks, first / 4 + 1);
  }
  template <std::size_t index, std::size_t vectors>
  PROBATA_DETAIL_INLINE static void round(std::array<Block, vectors>& blocks) {
    constexpr auto& rotations = detail::ThreefryConstants::rotations4[index % 8];
    constexpr std::size_t first = index % 2 == 0 ? 1 : 3;
    constexpr std::size_t second = 4 - first;
    for (Block& x : blocks) {
      x[0] = x[0] + x[first];
      x[first] = simd::rotate_left<rotations[0]>(x[first]) ^ x[0];
      x[2] = x[2] + x[second];
      x[second] = simd::rotate_left<rotations[1]>(x[second]) ^ x[2];
    }
  }

  std::array<std::array<Word, 4>, 6> keys_;
};

#endif  // PROBATA_DETAIL_HAS_XSIMD

}  // namespace probata::inline v0_1
