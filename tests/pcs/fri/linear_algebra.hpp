// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include <probata/field/concepts.hpp>

/// Ranks of matrices over a field: what is uniform, and what is known.
namespace probata::testing {

template <class F>
using Rows = std::vector<std::vector<F>>;

/// Independent vectors, kept in the form of Gauss's elimination.
template <PrimeField F>
class Echelon {
 public:
  std::size_t rank() const { return rows_.size(); }

  /// Adds a vector if it depends on none of those that are kept. @return whether it does not
  bool add(std::vector<F> row) {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const F factor = row[pivots_[i]];
      if (factor == F::zero()) continue;
      for (std::size_t j = pivots_[i]; j < row.size(); ++j) row[j] -= factor * rows_[i][j];
    }
    const auto pivot = std::ranges::find_if(row, [](const F& x) { return x != F::zero(); });
    if (pivot == row.end()) return false;
    const F scale = pivot->inverse();
    for (F& x : row) x *= scale;
    // Rows are in the order of their pivots, so that a row's elements left of its pivot are zero in every later one.
    const auto column = static_cast<std::size_t>(pivot - row.begin());
    const auto place = std::ranges::lower_bound(pivots_, column) - pivots_.begin();
    pivots_.insert(pivots_.begin() + place, column);
    rows_.insert(rows_.begin() + place, std::move(row));
    return true;
  }

 private:
  Rows<F> rows_;
  std::vector<std::size_t> pivots_;
};

/// The rank, by Gauss's elimination.
template <PrimeField F>
std::size_t rank(const Rows<F>& rows) {
  Echelon<F> echelon;
  for (const std::vector<F>& row : rows) echelon.add(row);
  return echelon.rank();
}

template <class F>
Rows<F> transposed(const Rows<F>& rows) {
  Rows<F> result(rows.empty() ? 0 : rows.front().size());
  for (const auto& row : rows) {
    for (std::size_t j = 0; j < row.size(); ++j) result[j].push_back(row[j]);
  }
  return result;
}

}  // namespace probata::testing
