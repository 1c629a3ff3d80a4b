// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include <probata/core/aligned_buffer.hpp>
#include <probata/core/bits.hpp>
#include <probata/field/dot_product.hpp>
#include <probata/field/packed.hpp>
#include <probata/poly/matrix.hpp>

namespace probata::inline v0_1::detail {

/// sums[c][j] += sum_i weights[c][i] values(i, j) for c < num_sums: a product of two matrices, one of them with few
/// rows. Columns are vector lanes where there are enough of them; else each column is a dot product of its own.
template <class F, std::size_t num_sums, class Arch>
class WeightedColumnSums {
 public:
  using P = Packed<F, Arch>;
  static constexpr std::size_t group = 8;  // rows per delayed reduction

  explicit WeightedColumnSums(std::size_t cols)
      : cols_(cols), padded_cols_(div_ceil(cols, P::lanes) * P::lanes), sums_(num_sums * padded_cols_) {
    std::fill(sums_.begin(), sums_.end(), F::zero());
  }

  /// Adds the terms of the given rows. `weights` is num_sums x values.rows().
  void add(MatrixView<const F> values, MatrixView<const F> weights) {
    const std::size_t num_grouped = cols_ < P::lanes ? 0 : values.rows() / group * group;
    for (std::size_t i = 0; i < num_grouped; i += group) add_group(values, weights, i);
    const std::size_t rest = values.rows() - num_grouped;
    if (rest != 0) add_by_columns(values.rows(num_grouped, rest), weights.cols(num_grouped, rest));
  }

  /// Sum number c of column j.
  const F& sum(std::size_t c, std::size_t j) const { return sums_[c * padded_cols_ + place(j)]; }

 private:
  /// The last vector of columns ends with the last column and so may overlap its neighbour: its sums have a block of
  /// their own, in which the overlapping ones are computed again and not used.
  std::size_t first_column(std::size_t block) const { return std::min(block * P::lanes, cols_ - P::lanes); }
  std::size_t place(std::size_t j) const {
    if (cols_ < P::lanes) return j;
    const std::size_t block = j / P::lanes;
    return block * P::lanes + (j - first_column(block));
  }

  void add_group(MatrixView<const F> values, MatrixView<const F> weights, std::size_t row) {
    std::array<std::array<P, group>, num_sums> factors;
    for (std::size_t c = 0; c < num_sums; ++c) {
      for (std::size_t k = 0; k < group; ++k) factors[c][k] = P::broadcast(weights(c, row + k));
    }
    const F* const from = values.data() + row * values.row_stride();
    for (std::size_t block = 0; block < padded_cols_ / P::lanes; ++block) {
      const F* const entry = from + first_column(block);
      std::array<P, group> terms;
      for (std::size_t k = 0; k < group; ++k) terms[k] = P::load(entry + k * values.row_stride());
      for (std::size_t c = 0; c < num_sums; ++c) {
        F* const sum = sums_.data() + c * padded_cols_ + block * P::lanes;
        (P::load(sum) + dot_product<group>(terms, factors[c])).store(sum);
      }
    }
  }

  void add_by_columns(MatrixView<const F> values, MatrixView<const F> weights) {
    std::vector<F> column(values.rows());
    for (std::size_t j = 0; j < cols_; ++j) {
      for (std::size_t i = 0; i < column.size(); ++i) column[i] = values(i, j);
      for (std::size_t c = 0; c < num_sums; ++c) {
        sums_[c * padded_cols_ + place(j)] += dot_product<Arch, F>(std::span<const F>(column), weights.row(c));
      }
    }
  }

  std::size_t cols_;
  std::size_t padded_cols_;
  AlignedBuffer<F> sums_;
};

}  // namespace probata::inline v0_1::detail
