// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include <probata/field/concepts.hpp>

/// Ranks of matrices over a field: what is uniform, and what is known.
namespace probata::testing {

template <class F>
using Rows = std::vector<std::vector<F>>;

/// The rank, by Gauss's elimination.
template <PrimeField F>
std::size_t rank(Rows<F> rows) {
  std::size_t rank = 0;
  const std::size_t width = rows.empty() ? 0 : rows.front().size();
  for (std::size_t column = 0; column < width && rank < rows.size(); ++column) {
    std::size_t pivot = rank;
    while (pivot < rows.size() && rows[pivot][column] == F::zero()) ++pivot;
    if (pivot == rows.size()) continue;
    std::swap(rows[rank], rows[pivot]);
    const F inverse = rows[rank][column].inverse();
    for (std::size_t i = rank + 1; i < rows.size(); ++i) {
      if (rows[i][column] == F::zero()) continue;
      const F factor = rows[i][column] * inverse;
      for (std::size_t j = column; j < width; ++j) rows[i][j] -= factor * rows[rank][j];
    }
    ++rank;
  }
  return rank;
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
