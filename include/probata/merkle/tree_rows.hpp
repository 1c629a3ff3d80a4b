// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <probata/core/assert.hpp>
#include <probata/core/bits.hpp>
#include <probata/core/usage_error.hpp>
#include <probata/field/concepts.hpp>
#include <probata/merkle/concepts.hpp>
#include <probata/merkle/salts.hpp>
#include <probata/merkle/tree_shape.hpp>
#include <probata/poly/coordinates.hpp>
#include <probata/poly/matrix.hpp>

namespace probata::inline v0_1 {

/// The row groups that a tree commits to: views of matrices in someone else's memory, by height, and their salts.
///
/// Row group i of a level is row i of every matrix of that height in the order in which they were given, then the salt
/// if that level has salts.
template <PrimeField F, SaltSource<F> Salts = NoSalts>
class TreeRows {
 public:
  using View = MatrixView<const F>;

  /// Matrices of any heights, which are powers of two. Those without columns contribute nothing.
  /// @param log_blowup   a matrix of 2^m rows has level m - log_blowup.
  /// @param is_salted    is_salted(level): whether the row groups of that level carry a salt.
  /// @throws UsageError  if no matrix has columns, if a height is not a power of two or below 2^log_blowup, or if a
  ///                     level passes the maxima of TreeShape.
  template <class IsSalted>
  TreeRows(std::span<const View> matrices, std::size_t log_blowup, Salts salts, const IsSalted& is_salted)
      : salts_(std::move(salts)) {
    for (std::size_t i = 0; i < matrices.size(); ++i) {
      const std::size_t rows = matrices[i].rows();
      if (matrices[i].cols() == 0) continue;
      if (!is_power_of_two(rows) || log2_exact(rows) < log_blowup) {
        throw_usage("TreeRows", "matrices[" + std::to_string(i) + "].rows()", rows,
                    "a power of two and at least 2^log_blowup = 2^" + std::to_string(log_blowup));
      }
      matrices_.push_back(matrices[i]);
    }
    if (matrices_.empty()) throw_usage("TreeRows", "matrices", "without columns", "at least one matrix with columns");
    std::ranges::stable_sort(matrices_, [](const View& a, const View& b) { return a.rows() > b.rows(); });
    for (std::size_t i = 0; i < matrices_.size(); ++i) {
      const std::size_t log_rows = log2_exact(matrices_[i].rows());
      if (i == 0 || matrices_[i].rows() != matrices_[i - 1].rows()) {
        const std::size_t level = log_rows - log_blowup;
        salt_lengths_.push_back(is_salted(level) ? salts_.length() : 0);
        levels_.push_back({level, log_rows, salt_lengths_.back()});
        first_.push_back(i);
      }
      levels_.back().row_length += matrices_[i].cols();
    }
    first_.push_back(matrices_.size());
    static_cast<void>(shape(0));
  }

  /// The same with salts in every level.
  TreeRows(std::span<const View> matrices, std::size_t log_blowup, Salts salts = {})
      : TreeRows(matrices, log_blowup, std::move(salts), [](std::size_t) { return true; }) {}

  /// One matrix, whose leaves are hashed under a level of the caller's: a layer of FRI, see fibre_rows.
  /// @throws UsageError  as above.
  static TreeRows single(const View& matrix, std::size_t level, Salts salts = {}) {
    TreeRows rows(std::span(&matrix, 1), 0, std::move(salts));
    rows.levels_[0].level = level;
    static_cast<void>(rows.shape(0));
    return rows;
  }

  std::size_t num_levels() const noexcept { return levels_.size(); }
  std::span<const TreeLevel> levels() const noexcept { return levels_; }
  /// @throws UsageError if the cap is above the lowest level's layer.
  TreeShape shape(std::size_t cap) const { return TreeShape(levels_, cap); }

  /// The matrices of levels()[i].
  std::span<const View> matrices(std::size_t i) const noexcept {
    PROBATA_ASSERT(i < levels_.size(), "a level of these rows, counted from the tallest");
    return std::span(matrices_).subspan(first_[i], first_[i + 1] - first_[i]);
  }
  const Salts& salts() const noexcept { return salts_; }
  /// Elements of a salt in levels()[i]: salts().length(), or none.
  std::size_t salt_length_of(std::size_t i) const noexcept {
    PROBATA_ASSERT(i < levels_.size(), "a level of these rows, counted from the tallest");
    return salt_lengths_[i];
  }

  /// Writes a row group. Requires row < 2^levels()[i].log_rows and to.size() = levels()[i].row_length.
  void copy_row(std::size_t i, std::size_t row, std::span<F> to) const {
    PROBATA_ASSERT(to.size() == levels_[i].row_length, "room for one row group");
    for (const View& matrix : matrices(i)) {
      std::ranges::copy(matrix.row(row), to.begin());
      to = to.subspan(matrix.cols());
    }
    if (!to.empty()) salts_.fill(levels_[i].level, row, MatrixView<F>(to.data(), 1, to.size()));
  }

 private:
  std::vector<View> matrices_;      // by falling height
  std::vector<TreeLevel> levels_;   // from the tallest down
  std::vector<std::size_t> first_;  // matrices of level i begin at first_[i]
  std::vector<std::size_t> salt_lengths_;
  Salts salts_;
};

/// Fibres as rows: 2^log_arity values that fold to one lie next to each other in bit-reversed order. The result views
/// the coordinates of `values` as rows of 2^log_arity elements.
/// @throws UsageError if values.size() is not a multiple of 2^log_arity.
template <class E>
auto fibre_rows(std::span<const E> values, std::size_t log_arity) {
  const std::size_t arity = std::size_t{1} << log_arity;
  if (values.size() % arity != 0) {
    throw_usage("fibre_rows", "values.size()", values.size(), "a multiple of " + std::to_string(arity));
  }
  const MatrixView<const E> rows(values.data(), values.size() / arity, arity);
  if constexpr (PrimeField<E>) {
    return rows;
  } else {
    return coordinates(rows);
  }
}

}  // namespace probata::inline v0_1
