// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <probata/core/bits.hpp>
#include <probata/prf/detail/mask_bits.hpp>
#include <probata/prf/detail/word_runs.hpp>
#include <probata/prf/mask_spec.hpp>

namespace probata::inline v0_1::detail {

inline constexpr std::uint64_t tile_rows = 16;
inline constexpr std::uint64_t tile_cols = 32;

/// The 512 bytes of one tile to `to`, its rows `stride` bytes apart.
template <class Arch, unsigned rounds>
void write_attention_tile(const Philox4x32Key<rounds>& key, std::uint64_t position, std::uint32_t tile_row,
                          std::uint32_t tile_col, std::uint8_t* to, std::size_t stride) {
  std::array<std::uint32_t, 4 * 32 + run_slack> blocks;
  std::uint32_t* next = blocks.data();
  without_carry(position, 32, [&](std::uint64_t at, std::size_t piece) {
    const CounterRun run{{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at >> 32), tile_row, tile_col},
                         piece};
    run_blocks<Arch, Output::all, word_0>(key, run, next);
    next += 4 * piece;
  });
  // Word w of lane l holds two neighbouring entries of row l / 4 and, in its upper half, the same of row l / 4 + 8.
  for (std::size_t lane = 0; lane < 32; ++lane) {
    std::uint8_t* upper = to + lane / 4 * stride + lane % 4 * 2;
    std::uint8_t* lower = upper + 8 * stride;
    for (std::size_t w = 0; w < 4; ++w) {
      const std::uint32_t word = blocks[4 * lane + w];
      upper[8 * w] = static_cast<std::uint8_t>(word);
      upper[8 * w + 1] = static_cast<std::uint8_t>(word >> 8);
      lower[8 * w] = static_cast<std::uint8_t>(word >> 16);
      lower[8 * w + 1] = static_cast<std::uint8_t>(word >> 24);
    }
  }
}

/// Appends the verdicts on [begin, end) of an attention matrix: tiles of 16 rows at a time, then their rows.
template <class Arch>
void append_attention_tiles(const MaskSpec& spec, const AttentionTiles& map, std::uint64_t begin, std::uint64_t end,
                            const ByteTest& test, BitWriter& writer) {
  std::vector<std::uint8_t> band;
  for (std::uint64_t i = begin; i < end;) {
    const std::uint64_t row = i / map.cols % map.rows;
    const std::uint64_t head = i / map.cols / map.rows;
    const std::uint64_t row_in_tile = row % tile_rows;
    const std::uint64_t band_end = (head * map.rows + std::min(map.rows, row - row_in_tile + tile_rows)) * map.cols;
    const std::uint64_t stop = std::min(end, band_end);
    // Columns that are needed: all of them, unless the range stays in one row.
    const std::uint64_t col = i % map.cols;
    const bool one_row = col + (stop - i) <= map.cols;
    const std::uint64_t first_tile = one_row ? col / tile_cols : 0;
    const std::uint64_t last_tile = div_ceil(one_row ? col + (stop - i) : map.cols, tile_cols);
    const auto stride = static_cast<std::size_t>((last_tile - first_tile) * tile_cols);
    band.resize(stride * tile_rows);
    for (std::uint64_t tile = first_tile; tile < last_tile; ++tile) {
      std::uint8_t* to = band.data() + (tile - first_tile) * tile_cols;
      const auto tile_row = static_cast<std::uint32_t>(row / tile_rows);
      const auto tile_col = static_cast<std::uint32_t>(tile);
      const std::uint64_t position = map.base + 32 * head;
      if (spec.rounds == 7) {
        write_attention_tile<Arch>(Philox4x32Key<7>{key_pair(spec)}, position, tile_row, tile_col, to, stride);
      } else {
        write_attention_tile<Arch>(Philox4x32Key<10>{key_pair(spec)}, position, tile_row, tile_col, to, stride);
      }
    }
    const std::uint64_t origin = first_tile * tile_cols;
    for (std::uint64_t r = row_in_tile, c = col; i < stop; ++r, c = 0) {
      const auto count = static_cast<std::size_t>(std::min(map.cols - c, stop - i));
      test.append(writer, band.data() + r * stride + (c - origin), count);
      i += count;
    }
  }
}

}  // namespace probata::inline v0_1::detail
