// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include <probata/poly/coordinates.hpp>
#include <probata/poly/matrix.hpp>

namespace probata::bench {

/// Fills a matrix with elements that look random, the same ones every time.
template <class T>
void fill_random(MatrixView<T> matrix) {
  if constexpr (requires { typename T::Coefficient; }) {
    fill_random(coordinates(matrix));
  } else {
    std::uint64_t state = 0;
    for (T& x : matrix.flat()) {  // splitmix64
      state += 0x9e3779b97f4a7c15;
      std::uint64_t z = state;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
      z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
      x = T::from_u64(z ^ (z >> 31));
    }
  }
}

/// A matrix of such elements, shared because a row's work is copied by its registry.
template <class T>
std::shared_ptr<Matrix<T>> random_matrix(std::size_t rows, std::size_t cols) {
  auto matrix = std::make_shared<Matrix<T>>(rows, cols, for_overwrite);
  fill_random(matrix->view());
  return matrix;
}

}  // namespace probata::bench
