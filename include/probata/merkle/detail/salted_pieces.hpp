// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <probata/poly/matrix.hpp>

namespace probata::inline v0_1::detail {

/// The pieces of a block of rows, with their salts, if they have any, behind them; memory is reused from block to
/// block.
template <class F, class Salts>
class SaltedPieces {
 public:
  using View = MatrixView<const F>;

  explicit SaltedPieces(const Salts& salts) : salts_(&salts) {}

  /// Rows `begin`, ..., begin + count - 1 of the matrices, which are rows first_row, ... of the level.
  /// @param length  of a salt: salts.length(), or 0 for rows without
  std::span<const View> block(std::span<const View> matrices, std::size_t begin, std::size_t count, std::size_t level,
                              std::size_t first_row, std::size_t length) {
    pieces_.clear();
    for (const View& matrix : matrices) pieces_.push_back(matrix.rows(begin, count));
    if (length != 0) {
      if (memory_.rows() < count) memory_ = Matrix<F>(count, length, for_overwrite);
      const MatrixView<F> salts = memory_.rows(0, count);
      salts_->fill(level, first_row, salts);
      pieces_.push_back(salts);
    }
    return pieces_;
  }

 private:
  const Salts* salts_;
  std::vector<View> pieces_;
  Matrix<F> memory_;
};

}  // namespace probata::inline v0_1::detail
