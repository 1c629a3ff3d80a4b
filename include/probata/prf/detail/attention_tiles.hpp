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

/// Bit i of the result is bit j of x, j being i with its binary digits `low` and `high` exchanged.
template <unsigned low, unsigned high>
constexpr std::uint64_t exchange_digits(std::uint64_t x) noexcept {
  constexpr unsigned distance = (1U << high) - (1U << low);
  constexpr std::uint64_t moves_up = [] {
    std::uint64_t mask = 0;
    for (unsigned i = 0; i < 64; ++i) {
      if ((i >> low & 1) == 1 && (i >> high & 1) == 0) mask |= std::uint64_t{1} << i;
    }
    return mask;
  }();
  const std::uint64_t differs = (x ^ (x >> distance)) & moves_up;
  return x ^ differs ^ (differs << distance);
}

/// Verdicts on one tile: of its rows r = 0, ..., 15, bit c of entry r stride is that of column c.
template <class Arch, class AnyCipher>
void write_attention_tile(const AnyCipher& cipher, const ByteTest& test, std::uint64_t position, std::uint32_t tile_row,
                          std::uint32_t tile_col, std::uint32_t* to, std::size_t stride) {
  alignas(64) std::array<std::uint32_t, 4 * 32 + run_slack> blocks;
  std::uint32_t* next = blocks.data();
  without_carry(position, 32, [&](std::uint64_t at, std::size_t piece) {
    const CounterRun run{{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at >> 32), tile_row, tile_col},
                         piece};
    cipher.template run<Output::all, word_0>(run, next);
    next += 4 * piece;
  });
  // Byte b of half h of word w of lane 4 r + q: row r + 8 h, column 8 w + 2 q + b. In binary digits, from q w h b with
  // two of q and two of w to h w q b.
  std::array<std::uint64_t, 8> rows;
  for (std::size_t r = 0; r < 8; ++r) rows[r] = byte_verdicts<Arch>(test, blocks.data() + 16 * r);
  for (std::uint64_t& bits : rows) {
    bits = exchange_digits<1, 5>(bits);
    bits = exchange_digits<3, 4>(bits);
    bits = exchange_digits<2, 3>(bits);
    bits = exchange_digits<1, 2>(bits);
  }
  for (std::size_t r = 0; r < 8; ++r) {
    to[r * stride] = static_cast<std::uint32_t>(rows[r]);
    to[(r + 8) * stride] = static_cast<std::uint32_t>(rows[r] >> 32);
  }
}

/// Appends bits first, ..., first + n - 1 of a row of words, n > 0.
inline void append_row(BitWriter& writer, const std::uint32_t* row, std::uint64_t first, std::uint64_t n) {
  row += first / 32;
  const std::uint64_t head = std::min(32 - first % 32, n);
  writer.append(*row++ >> (first % 32), static_cast<unsigned>(head));
  n -= head;
  for (; n >= 64; n -= 64, row += 2) writer.append(std::uint64_t{row[1]} << 32 | row[0], 64);
  for (; n != 0; ++row) {
    const std::uint64_t count = std::min<std::uint64_t>(32, n);
    writer.append(*row, static_cast<unsigned>(count));
    n -= count;
  }
}

/// Appends the verdicts on [begin, end) of an attention matrix: tiles of 16 rows at a time, then their rows.
template <class Arch, class AnyCipher>
void append_attention_tiles(const AnyCipher& cipher, const ByteTest& test, const AttentionTiles& map,
                            std::uint64_t begin, std::uint64_t end, BitWriter& writer) {
  std::vector<std::uint32_t> band;
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
    const auto stride = static_cast<std::size_t>(last_tile - first_tile);
    band.resize(stride * tile_rows);
    for (std::uint64_t tile = first_tile; tile < last_tile; ++tile) {
      write_attention_tile<Arch>(cipher, test, map.base + 32 * head, static_cast<std::uint32_t>(row / tile_rows),
                                 static_cast<std::uint32_t>(tile), band.data() + (tile - first_tile), stride);
    }
    const std::uint64_t origin = first_tile * tile_cols;
    for (std::uint64_t r = row_in_tile, c = col; i < stop; ++r, c = 0) {
      const std::uint64_t count = std::min(map.cols - c, stop - i);
      append_row(writer, band.data() + r * stride, c - origin, count);
      i += count;
    }
  }
}

template <class Arch>
void append_attention_tiles(const MaskSpec& spec, const AttentionTiles& map, std::uint64_t begin, std::uint64_t end,
                            BitWriter& writer) {
  const ByteTest test(spec);
  if (spec.rounds == 7) {
    const BlockCipher<Arch, Philox4x32Key<7>> cipher({key_pair(spec)});
    append_attention_tiles<Arch>(cipher, test, map, begin, end, writer);
  } else {
    const BlockCipher<Arch, Philox4x32Key<10>> cipher({key_pair(spec)});
    append_attention_tiles<Arch>(cipher, test, map, begin, end, writer);
  }
}

}  // namespace probata::inline v0_1::detail
