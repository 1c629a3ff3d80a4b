// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstdint>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include <probata/core/bits.hpp>
#include <probata/parallel/serial.hpp>
#include <probata/parallel/threads.hpp>
#include <probata/poly/bit_reverse.hpp>

#include "support/random.hpp"

using namespace probata;

namespace {

template <class T>
Matrix<T> random_matrix(testing::Rng& rng, std::size_t rows, std::size_t cols) {
  Matrix<T> matrix(rows, cols, for_overwrite);
  for (T& x : matrix.flat()) x = static_cast<T>(rng.u64());
  return matrix;
}

// The definition, out of place.
template <class T>
Matrix<T> reversed(const Matrix<T>& matrix) {
  Matrix<T> result(matrix.rows(), matrix.cols());
  for (std::size_t i = 0; i < matrix.rows(); ++i) {
    const std::size_t j = reverse_bits(i, log2_exact(matrix.rows()));
    for (std::size_t k = 0; k < matrix.cols(); ++k) result(j, k) = matrix(i, k);
  }
  return result;
}

}  // namespace

TEST_CASE_TEMPLATE("bit_reverse: row i goes to the reversal of i, for every height and many widths", T, std::uint8_t,
                   std::uint32_t, std::uint64_t) {
  testing::Rng rng{11};
  INFO("seed ", rng.seed());
  for (std::size_t log_rows = 0; log_rows <= 13; ++log_rows) {
    for (std::size_t cols : {1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U, 9U, 15U, 16U, 17U, 33U}) {
      if (log_rows > 10 && cols > 9) continue;
      CAPTURE(log_rows);
      CAPTURE(cols);
      Matrix<T> matrix = random_matrix<T>(rng, std::size_t{1} << log_rows, cols);
      const Matrix<T> before = matrix.clone();
      bit_reverse_rows(matrix);
      CHECK(matrix == reversed(before));
      bit_reverse_rows(matrix);
      CHECK(matrix == before);
    }
  }
}

TEST_CASE("bit_reverse: a block of columns is permuted and its neighbours are left alone") {
  testing::Rng rng{12};
  for (std::size_t log_rows : {3U, 6U, 9U}) {
    for (std::size_t cols : {1U, 3U, 20U}) {
      Matrix<std::uint32_t> matrix = random_matrix<std::uint32_t>(rng, std::size_t{1} << log_rows, 24);
      const Matrix<std::uint32_t> before = matrix.clone();
      const Matrix<std::uint32_t> expected = reversed(Matrix<std::uint32_t>::copy_of(matrix.cols(2, cols)));
      bit_reverse_rows(matrix.cols(2, cols));
      CHECK(equal(matrix.cols(2, cols), expected.view()));
      CHECK(equal(matrix.cols(0, 2), before.cols(0, 2)));
      CHECK(equal(matrix.cols(2 + cols, 22 - cols), before.cols(2 + cols, 22 - cols)));
    }
  }
}

TEST_CASE("bit_reverse: the result does not depend on the executor") {
  testing::Rng rng{13};
  const parallel::Threads threads(3);
  for (std::size_t cols : {1U, 5U, 16U, 40U}) {
    Matrix<std::uint32_t> serial = random_matrix<std::uint32_t>(rng, std::size_t{1} << 14, cols);
    Matrix<std::uint32_t> parallel = serial.clone();
    bit_reverse_rows(serial, parallel::Serial{});
    bit_reverse_rows(parallel, threads);
    CHECK(serial == parallel);
  }
}

TEST_CASE("bit_reverse: a million single elements") {
  std::vector<std::uint32_t> values(std::size_t{1} << 20);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::uint32_t>(i);
  bit_reverse(std::span<std::uint32_t>(values));
  bool right = true;
  for (std::size_t i = 0; i < values.size(); ++i) right = right && values[i] == reverse_bits(i, 20);
  CHECK(right);
}

TEST_CASE("bit_reverse: only powers of two have a reversal") {
  Matrix<int> six(6, 2);
  Matrix<int> none(0, 2);
  std::vector<int> three(3);
  CHECK_THROWS_WITH_AS(bit_reverse_rows(six), "bit_reverse_rows: matrix.rows() = 6, must be a power of two",
                       UsageError);
  CHECK_THROWS_WITH_AS(bit_reverse_rows(none), "bit_reverse_rows: matrix.rows() = 0, must be a power of two",
                       UsageError);
  CHECK_THROWS_WITH_AS(bit_reverse(std::span<int>(three)), "bit_reverse: values.size() = 3, must be a power of two",
                       UsageError);
  Matrix<int> no_columns(4, 0);
  CHECK_NOTHROW(bit_reverse_rows(no_columns));
}
