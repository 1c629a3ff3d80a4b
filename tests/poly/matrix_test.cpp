// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <probata/poly/matrix.hpp>

using namespace probata;

namespace {

Matrix<std::uint32_t> counting(std::size_t rows, std::size_t cols) {
  Matrix<std::uint32_t> matrix(rows, cols, for_overwrite);
  for (std::size_t i = 0; i < matrix.size(); ++i) matrix.flat()[i] = static_cast<std::uint32_t>(i);
  return matrix;
}

constexpr int trace_of_square() {
  int values[4] = {1, 2, 3, 4};
  const MatrixView<int> view(values, 2, 2);
  return view(0, 0) + view(1, 1) + view.rows(1, 1)(0, 0) + view.cols(1, 1)(0, 0);
}
static_assert(trace_of_square() == 10);

constexpr std::size_t huge = std::size_t{1} << 33;

}  // namespace

static_assert(!std::is_copy_constructible_v<Matrix<int>> && std::is_nothrow_move_constructible_v<Matrix<int>>);
static_assert(std::is_trivially_copyable_v<MatrixView<int>>);
static_assert(std::is_convertible_v<MatrixView<int>, MatrixView<const int>>);
static_assert(!std::is_convertible_v<MatrixView<const int>, MatrixView<int>>);
static_assert(std::is_convertible_v<Matrix<int>&, MatrixView<int>>);
static_assert(std::is_convertible_v<const Matrix<int>&, MatrixView<const int>>);
static_assert(!std::is_convertible_v<const Matrix<int>&, MatrixView<int>>);

TEST_CASE("matrix: entries are row-major and begin as zero") {
  Matrix<std::uint32_t> matrix(3, 5);
  CHECK(matrix.rows() == 3);
  CHECK(matrix.cols() == 5);
  CHECK(std::ranges::all_of(matrix.flat(), [](auto x) { return x == 0; }));
  matrix(1, 2) = 7;
  CHECK(matrix.data()[1 * 5 + 2] == 7);
  CHECK(matrix.row(1)[2] == 7);
  CHECK(std::as_const(matrix).view()(1, 2) == 7);
}

TEST_CASE("matrix: from_rows and from_flat give what they read like") {
  const auto a = Matrix<int>::from_rows({{1, 2, 3}, {4, 5, 6}});
  const std::vector<int> values = {1, 2, 3, 4, 5, 6};
  CHECK(a == Matrix<int>::from_flat(values, 3));
  CHECK(a(1, 0) == 4);
  CHECK(!(a == Matrix<int>::from_flat(values, 2)));
  CHECK(!(a == Matrix<int>::from_rows({{1, 2, 3}, {4, 5, 7}})));
  CHECK(Matrix<int>::from_rows({}).empty());
}

TEST_CASE("matrix: blocks of rows and columns are views of the same entries") {
  Matrix<std::uint32_t> matrix = counting(6, 4);
  const MatrixView<std::uint32_t> block = matrix.rows(2, 3).cols(1, 2);
  CHECK(block.rows() == 3);
  CHECK(block.cols() == 2);
  CHECK(block.row_stride() == 4);
  CHECK(!block.is_contiguous());
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 2; ++j) CHECK(&block(i, j) == &matrix(i + 2, j + 1));
  }
  block(0, 0) = 99;
  CHECK(matrix(2, 1) == 99);
  CHECK(matrix.rows(2, 3).is_contiguous());
  CHECK(matrix.rows(2, 3).flat().size() == 12);
  CHECK(matrix.rows(6, 0).empty());
  CHECK(matrix.cols(4, 0).empty());
  CHECK(matrix.cols(0, 4).is_contiguous());
}

TEST_CASE("matrix: copies are made by name and lie without gaps") {
  Matrix<std::uint32_t> matrix = counting(5, 7);
  const auto block = Matrix<std::uint32_t>::copy_of(matrix.cols(2, 3));
  CHECK(block.flat().size() == 15);
  CHECK(equal(block.view(), matrix.cols(2, 3)));
  Matrix<std::uint32_t> clone = matrix.clone();
  CHECK(clone == matrix);
  clone(0, 0) = 1;
  CHECK(matrix(0, 0) == 0);
}

TEST_CASE("matrix: moving leaves an empty matrix, and memory can be handed on") {
  Matrix<std::uint32_t> matrix = counting(4, 4);
  const std::uint32_t* const memory = matrix.data();
  Matrix<std::uint32_t> moved = std::move(matrix);
  CHECK(matrix.rows() == 0);  // NOLINT: the moved-from state is documented
  CHECK(matrix.empty());
  const Matrix<std::uint32_t> reshaped(std::move(moved).release(), 2, 8);
  CHECK(moved.empty());  // NOLINT: as above
  CHECK(reshaped.data() == memory);
  CHECK(reshaped(1, 0) == 8);
}

TEST_CASE("matrix: no rows or no columns is a matrix too") {
  const Matrix<int> no_rows(0, 5);
  const Matrix<int> no_cols(5, 0);
  CHECK(no_rows.empty());
  CHECK(no_cols.rows() == 5);
  CHECK(no_cols.row(4).empty());
  CHECK(no_cols.clone() == no_cols);
  CHECK(!(no_cols == no_rows));
  CHECK(MatrixView<int>().empty());
}

TEST_CASE("matrix: owned entries begin on a cache line, large ones on a huge page") {
  const Matrix<std::uint32_t> small(3, 3);
  const Matrix<std::uint32_t> large(1 << 18, 5, for_overwrite);
  CHECK(reinterpret_cast<std::uintptr_t>(small.data()) % 64 == 0);
  CHECK(reinterpret_cast<std::uintptr_t>(large.data()) % (std::uintptr_t{1} << 21) == 0);
}

TEST_CASE("matrix: wrong shapes are usage errors that say what would be right") {
  std::vector<int> six(6);
  CHECK_THROWS_WITH_AS(MatrixView<int>(six.data(), 2, 3, 2), "MatrixView: row_stride = 2, must be at least cols = 3",
                       UsageError);
  CHECK_THROWS_WITH_AS(MatrixView<int>(six.data(), huge, huge),
                       "MatrixView: rows = 8589934592, must be at most 2147483647, or rows * row_stride overflows "
                       "(row_stride = 8589934592)",
                       UsageError);
  CHECK_THROWS_WITH_AS((MatrixView<int>(std::span<int>(six), 2, 4)),
                       "MatrixView: values.size() = 6, must be rows * cols = 2 * 4 = 8", UsageError);
  CHECK_THROWS_WITH_AS((Matrix<int>::from_rows({{1, 2}, {3}})),
                       "Matrix::from_rows: length of a row = 1, must be 2 like the first row", UsageError);
  CHECK_THROWS_WITH_AS(Matrix<int>::from_flat(six, 4),
                       "Matrix::from_flat: values.size() = 6, must be a multiple of cols = 4", UsageError);
  CHECK_THROWS_WITH_AS(Matrix<int>::from_flat(six, 0), "Matrix::from_flat: cols = 0, must be at least 1", UsageError);
  CHECK_THROWS_WITH_AS(Matrix<int>(AlignedBuffer<int>(5), 2, 3),
                       "Matrix: buffer.size() = 5, must be at least rows * cols = 6", UsageError);
  const std::string limit = std::to_string(AlignedBuffer<std::uint32_t>::max_size / huge);
  const std::string message = "Matrix: rows = 8589934592, must be at most " + limit +
                              " with cols = 8589934592, or the entries cannot be addressed";
  CHECK_THROWS_WITH_AS(Matrix<std::uint32_t>(huge, huge), message.c_str(), UsageError);
  // The product wraps around to a small number here.
  CHECK_THROWS_AS(Matrix<std::uint32_t>((std::size_t{1} << 63) + 1, 2), UsageError);
}

TEST_CASE("matrix: blocks outside the matrix are usage errors, also when begin + count wraps around") {
  Matrix<int> matrix(8, 4);
  const std::size_t max = std::numeric_limits<std::size_t>::max();
  CHECK_THROWS_WITH_AS(matrix.rows(9, 0), "MatrixView::rows: begin = 9, must be at most rows() = 8", UsageError);
  CHECK_THROWS_WITH_AS(matrix.rows(5, 4), "MatrixView::rows: count = 4, must be at most rows() - begin = 3",
                       UsageError);
  CHECK_THROWS_WITH_AS(matrix.cols(5, 0), "MatrixView::cols: begin = 5, must be at most cols() = 4", UsageError);
  CHECK_THROWS_WITH_AS(matrix.cols(2, 3), "MatrixView::cols: count = 3, must be at most cols() - begin = 2",
                       UsageError);
  CHECK_THROWS_WITH_AS(matrix.rows(2, max),
                       "MatrixView::rows: count = 18446744073709551615, must be at most rows() - begin = 6",
                       UsageError);
  CHECK_THROWS_WITH_AS(matrix.cols(2, max),
                       "MatrixView::cols: count = 18446744073709551615, must be at most cols() - begin = 2",
                       UsageError);
  CHECK_THROWS_AS(matrix.cols(max, 2), UsageError);
  CHECK_THROWS_WITH_AS(matrix.cols(0, 2).flat(),
                       "MatrixView::flat: row_stride() = 4, must be cols() = 2 (rows without gaps)", UsageError);
}
