// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include <probata/core/inline.hpp>
#include <probata/field/concepts.hpp>
#include <probata/field/packed.hpp>
#include <probata/poly/matrix.hpp>
#include <probata/simd/batch.hpp>
#include <probata/simd/word_tiles.hpp>

/// Rows of field elements to vectors with one row in each lane: what is to be done to every row by itself is then done
/// to all lanes at once.
namespace probata::inline v0_1 {

/// Where as many rows lie as a vector has lanes.
template <class F, class Arch>
using LaneRows = std::array<const F*, Packed<F, Arch>::lanes>;

/// Lane i of columns[k] becomes element k of row i, for k < count <= n; n is a multiple of lanes. The columns from
/// count on are unspecified, and nothing behind a row is read.
/// @cost  31-bit fields: about 4 instructions a vector; others element by element
template <std::size_t n, class F, class Arch>
PROBATA_DETAIL_INLINE void load_packed_rows(std::array<Packed<F, Arch>, n>& columns, std::size_t count,
                                            const LaneRows<F, Arch>& rows) {
  using P = Packed<F, Arch>;
  static_assert(n % P::lanes == 0);
  if constexpr (P::lanes == 1) {
    for (std::size_t k = 0; k < count; ++k) columns[k] = P::load(rows[0] + k);
  } else if constexpr (sizeof(F) == 4) {
    static_assert(P::lanes == simd::BatchU32<Arch>::lanes);
    std::array<simd::BatchU32<Arch>, n> words;
    const auto row = [&](std::size_t i) { return reinterpret_cast<const std::byte*>(rows[i]); };
    if (count == n) {
      simd::load_words(words, row);
    } else {
      simd::load_short_rows(words, count, row);
    }
    for (std::size_t k = 0; k < n; ++k) columns[k] = P::from_batch(words[k]);
  } else {
    std::array<F, P::lanes> lane;
    for (std::size_t k = 0; k < count; ++k) {
      for (std::size_t i = 0; i < P::lanes; ++i) lane[i] = rows[i][k];
      columns[k] = P::load(lane.data());
    }
  }
}

/// Calls visit(first_column, tile) for all columns of a matrix, `lanes` at a time: lane i of tile[k] is entry
/// (first_row + i, first_column + k). The last tile may have fewer columns: tile.size() says how many. Requires
/// first_row + lanes <= matrix.rows().
template <class Arch, class F, class Visit>
PROBATA_DETAIL_INLINE void for_each_packed_tile(const MatrixView<const F>& matrix, std::size_t first_row,
                                                Visit&& visit) {
  using P = Packed<F, Arch>;
  constexpr std::size_t lanes = P::lanes;
  std::array<P, lanes> tile;
  LaneRows<F, Arch> rows;
  for (std::size_t i = 0; i < lanes; ++i) rows[i] = matrix.data() + (first_row + i) * matrix.row_stride();
  for (std::size_t column = 0; column < matrix.cols(); column += lanes) {
    const std::size_t count = std::min(lanes, matrix.cols() - column);
    load_packed_rows(tile, count, rows);
    visit(column, std::span<const P>(tile).first(count));
    for (const F*& row : rows) row += count;
  }
}

}  // namespace probata::inline v0_1
