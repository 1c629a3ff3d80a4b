// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include <probata/core/inline.hpp>
#include <probata/field/packed.hpp>
#include <probata/poly/matrix.hpp>
#include <probata/poly/packed_rows.hpp>
#include <probata/simd/arch.hpp>
#include <probata/simd/batch.hpp>
#include <probata/simd/word_tiles.hpp>

/// Rows of field elements to vectors with one row in each lane, and back, for 31-bit fields.
namespace probata::inline v0_1::detail {

/// Calls absorb(columns) for all columns of a matrix in their order, a few at a time, lane i holding row first_row + i
/// or, after the end of the matrix, its last row.
template <class Arch, class F, class Absorb>
PROBATA_DETAIL_INLINE void for_each_tile(const MatrixView<const F>& matrix, std::size_t first_row, Absorb&& absorb) {
  using P = Packed<F, Arch>;
  constexpr std::size_t lanes = P::lanes;
  LaneRows<F, Arch> rows;
  for (std::size_t i = 0; i < lanes; ++i) {
    rows[i] = matrix.data() + std::min(first_row + i, matrix.rows() - 1) * matrix.row_stride();
  }
  const auto advance = [&rows](std::size_t count) {
    for (const F*& row : rows) row += count;
  };
  std::array<P, lanes> tile;
  std::size_t left = matrix.cols();
  for (; left >= lanes; left -= lanes) {
    load_packed_rows(tile, lanes, rows);
    absorb(std::span<const P>(tile));
    advance(lanes);
  }
  if (left == 0) return;
  if (matrix.cols() >= lanes) {
    // The last whole tile of the rows: its first columns were absorbed before.
    for (const F*& row : rows) row -= lanes - left;
    load_packed_rows(tile, lanes, rows);
    absorb(std::span<const P>(tile).last(left));
  } else {
    load_packed_rows(tile, left, rows);
    absorb(std::span<const P>(tile).first(left));
  }
}

/// Lane i of columns[k] becomes element k of from[i], or of from[count - 1] for i >= count.
template <std::size_t n, class F, class Arch>
PROBATA_DETAIL_INLINE void load_rows(std::array<Packed<F, Arch>, n>& columns, const std::array<F, n>* from,
                                     std::size_t count) {
  using P = Packed<F, Arch>;
  LaneRows<F, Arch> rows;
  for (std::size_t i = 0; i < P::lanes; ++i) rows[i] = from[std::min(i, count - 1)].data();
  std::array<P, (n + P::lanes - 1) / P::lanes * P::lanes> padded;
  load_packed_rows(padded, n, rows);
  std::copy_n(padded.begin(), n, columns.begin());
}

/// Element k of to[i] becomes lane i of columns[k], for i < count; n >= 8.
template <std::size_t n, class F, class Arch>
PROBATA_DETAIL_INLINE void store_rows(const std::array<Packed<F, Arch>, n>& columns, std::array<F, n>* to,
                                      std::size_t count) {
  using P = Packed<F, Arch>;
  if constexpr (P::lanes == 1) {
    for (std::size_t k = 0; k < n; ++k) columns[k].store(&to[0][k]);
  } else {
    constexpr std::size_t whole = 8;
    static_assert(n >= whole && P::lanes <= 2 * whole);
    std::array<simd::BatchU32<Arch>, whole> words;
    for (std::size_t k = 0; k < whole; ++k) words[k] = columns[k].batch();
    std::array<F, n> discarded;
    const auto row = [&](std::size_t i) { return i < count ? to[i].data() : discarded.data(); };
    simd::store_words(words, [&](std::size_t i) { return reinterpret_cast<std::byte*>(row(i)); });
    for (std::size_t k = whole; k < n; ++k) {
      std::array<F, P::lanes> lane;
      columns[k].store(lane.data());
      for (std::size_t i = 0; i < P::lanes; ++i) row(i)[k] = lane[i];
    }
  }
}

}  // namespace probata::inline v0_1::detail
