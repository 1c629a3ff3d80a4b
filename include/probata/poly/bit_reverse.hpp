// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

#include <probata/core/aligned_buffer.hpp>
#include <probata/core/bits.hpp>
#include <probata/core/inline.hpp>
#include <probata/parallel/serial.hpp>
#include <probata/poly/matrix.hpp>

namespace probata::inline v0_1 {

namespace detail {

/// Swaps row i with row rev(i) for i in [begin, end): the definition, and good enough for rows of several cache lines.
template <class T>
void bit_reverse_rows_plain(MatrixView<T> matrix, std::size_t begin, std::size_t end) {
  const std::size_t log_rows = log2_exact(matrix.rows());
  for (std::size_t i = begin; i < end; ++i) {
    const std::size_t j = reverse_bits(i, log_rows);
    if (i < j) std::ranges::swap_ranges(matrix.row(i), matrix.row(j));
  }
}

/// Row index = (a, m, c) with a and c of `log_tile` bits each: rev(a, m, c) = (rev c, rev m, rev a). For one m, the
/// rows (a, m, c) of all a and c are a tile: 2^log_tile runs of 2^log_tile neighbouring rows. Reversal sends the tile
/// of m to that of rev m and transposes it, with both of its indices reversed. So whole runs are read and written,
/// instead of single rows that use a few bytes of each cache line.
///
/// @source  L. Carter, K. S. Gatlin: Towards an optimal bit-reversal permutation program, FOCS 1998
template <class T, std::size_t log_tile>
class TiledBitReversal {
 public:
  static constexpr std::size_t tile = std::size_t{1} << log_tile;

  explicit TiledBitReversal(MatrixView<T> matrix)
      : matrix_(matrix), log_middle_(log2_exact(matrix.rows()) - 2 * log_tile), buffer_(tile * tile * matrix.cols()) {
    for (std::size_t i = 0; i < tile; ++i) reversed_[i] = reverse_bits(i, log_tile);
  }

  std::size_t num_middles() const noexcept { return std::size_t{1} << log_middle_; }

  /// Puts the tiles of m and rev m in order, if m <= rev m. Rows of up to eight elements are moved by code that knows
  /// their length; for longer ones a call of memcpy is small change.
  void apply(std::size_t m) {
    const std::size_t n = reverse_bits(m, log_middle_);
    if (m > n) return;
    switch (matrix_.cols()) {
      case 1:
        return exchange<1>(m, n);
      case 2:
        return exchange<2>(m, n);
      case 3:
        return exchange<3>(m, n);
      case 4:
        return exchange<4>(m, n);
      case 5:
        return exchange<5>(m, n);
      case 6:
        return exchange<6>(m, n);
      case 8:
        return exchange<8>(m, n);
      default:
        return exchange<0>(m, n);
    }
  }

 private:
  T* row(std::size_t a, std::size_t m, std::size_t c) const {
    return matrix_.data() + ((((a << log_middle_) | m) << log_tile) | c) * matrix_.row_stride();
  }

  /// Copies one row; `constant_width` = 0 stands for a width known at run time only.
  template <std::size_t constant_width>
  PROBATA_DETAIL_INLINE void copy_row(T* to, const T* from) const {
    if constexpr (constant_width == 0) {
      std::copy_n(from, matrix_.cols(), to);
    } else {
      for (std::size_t k = 0; k < constant_width; ++k) to[k] = from[k];
    }
  }

  template <std::size_t constant_width>
  void exchange(std::size_t m, std::size_t n) {
    const std::size_t width = constant_width == 0 ? matrix_.cols() : constant_width;
    const std::size_t stride = matrix_.row_stride();
    T* const buffer = buffer_.data();
    // buffer[c'][a'] = the row of m that belongs at (c', n, a').
    for (std::size_t a = 0; a < tile; ++a) {
      const T* const from = row(a, m, 0);
      T* const to = buffer + reversed_[a] * width;
      for (std::size_t c = 0; c < tile; ++c)
        copy_row<constant_width>(to + reversed_[c] * tile * width, from + c * stride);
    }
    // The rows of n go straight to their places in m; then the buffer to its places in n.
    if (m != n) {
      for (std::size_t a = 0; a < tile; ++a) {
        T* const to = row(a, m, 0);
        for (std::size_t c = 0; c < tile; ++c)
          copy_row<constant_width>(to + c * stride, row(reversed_[c], n, reversed_[a]));
      }
    }
    for (std::size_t a = 0; a < tile; ++a) {
      T* const to = row(a, n, 0);
      const T* const from = buffer + a * tile * width;
      for (std::size_t c = 0; c < tile; ++c) copy_row<constant_width>(to + c * stride, from + c * width);
    }
  }

  MatrixView<T> matrix_;
  std::size_t log_middle_;
  AlignedBuffer<T> buffer_;
  std::array<std::size_t, tile> reversed_{};
};

template <std::size_t log_tile, class T, Executor Ex>
void bit_reverse_tiles(MatrixView<T> matrix, const Ex& executor) {
  const std::size_t tile_bytes = (matrix.cols() * sizeof(T)) << (2 * log_tile);
  const std::size_t grain = std::max<std::size_t>(1, (std::size_t{1} << 16) / tile_bytes);
  const std::size_t num_middles = matrix.rows() >> (2 * log_tile);
  executor.parallel_for(num_middles, grain, [&](std::size_t begin, std::size_t end) {
    TiledBitReversal<T, log_tile> reversal(matrix);
    for (std::size_t m = begin; m < end; ++m) reversal.apply(m);
  });
}

}  // namespace detail

/// Permutes the rows in place: row i goes to rev(i), the reversal of its log2(rows) bits. Its own inverse.
///
/// @throws UsageError if the number of rows is not a power of two.
/// @cost   reads and writes every row once, one to three times the time of a copy; scratch memory of one tile per
/// running
///         range: below 16 KiB for rows under a cache line, 16 rows for longer ones.
template <class T, Executor Ex = parallel::Serial>
void bit_reverse_rows(MatrixView<T> matrix, const Ex& executor = {}) {
  static_assert(!std::is_const_v<T>, "the permutation is in place");
  if (!is_power_of_two(matrix.rows())) {
    throw_usage("bit_reverse_rows", "matrix.rows()", matrix.rows(), "a power of two");
  }
  if (matrix.cols() == 0) return;
  constexpr std::size_t cache_line = 64;
  const std::size_t log_rows = log2_exact(matrix.rows());
  // Runs of 16 short rows fill cache lines; rows that fill one each need only few together (measured).
  if (log_rows >= 8 && matrix.cols() * sizeof(T) < cache_line) {
    detail::bit_reverse_tiles<4>(matrix, executor);
  } else if (log_rows >= 4) {
    detail::bit_reverse_tiles<2>(matrix, executor);
  } else {
    detail::bit_reverse_rows_plain(matrix, 0, matrix.rows());
  }
}

/// The same for a matrix, and for the elements of one column.
template <class T, Executor Ex = parallel::Serial>
void bit_reverse_rows(Matrix<T>& matrix, const Ex& executor = {}) {
  bit_reverse_rows(matrix.view(), executor);
}
template <class T, Executor Ex = parallel::Serial>
void bit_reverse(std::span<T> values, const Ex& executor = {}) {
  if (!is_power_of_two(values.size())) throw_usage("bit_reverse", "values.size()", values.size(), "a power of two");
  bit_reverse_rows(MatrixView<T>(values.data(), values.size(), 1), executor);
}

}  // namespace probata::inline v0_1
