// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include <probata/core/aligned_buffer.hpp>
#include <probata/core/assert.hpp>
#include <probata/core/bits.hpp>
#include <probata/core/usage_error.hpp>

namespace probata::inline v0_1 {

/// Refers to a rows x cols matrix in someone else's memory, row-major: entry (i, j) is at data[i * row_stride + j].
/// T may be const. Copying a view copies four words; the memory must outlive it.
template <class T>
class MatrixView {
 public:
  using value_type = std::remove_const_t<T>;

  /// The empty matrix, 0 x 0.
  constexpr MatrixView() noexcept = default;

  /// Rows that follow each other without gaps.
  /// @throws UsageError if rows * cols overflows.
  constexpr MatrixView(T* data, std::size_t rows, std::size_t cols) : MatrixView(data, rows, cols, cols) {}

  /// Rows that begin `row_stride` elements after each other.
  /// @throws UsageError if row_stride < cols, or if rows * row_stride overflows.
  constexpr MatrixView(T* data, std::size_t rows, std::size_t cols, std::size_t row_stride)
      : data_(data), rows_(rows), cols_(cols), row_stride_(row_stride) {
    if (row_stride < cols) {
      throw_usage("MatrixView", "row_stride", row_stride, "at least cols = " + std::to_string(cols));
    }
    if (!checked_mul(rows, row_stride)) {
      throw_usage("MatrixView", "rows", rows,
                  "at most " + std::to_string(std::numeric_limits<std::size_t>::max() / row_stride) +
                      ", or rows * row_stride overflows (row_stride = " + std::to_string(row_stride) + ")");
    }
  }

  /// The elements of `values` as rows x cols.
  /// @throws UsageError if values.size() is not rows * cols.
  constexpr MatrixView(std::span<T> values, std::size_t rows, std::size_t cols)
      : MatrixView(values.data(), rows, cols) {
    if (values.size() != rows * cols) {
      throw_usage(
          "MatrixView", "values.size()", values.size(),
          "rows * cols = " + std::to_string(rows) + " * " + std::to_string(cols) + " = " + std::to_string(rows * cols));
    }
  }

  /// A view that may write is a view that may read.
  constexpr operator MatrixView<const T>() const noexcept  // NOLINT: implicit
      requires(!std::is_const_v<T>) {
    return {typename MatrixView<const T>::Checked{}, data_, rows_, cols_, row_stride_};
  }

  constexpr std::size_t rows() const noexcept { return rows_; }
  constexpr std::size_t cols() const noexcept { return cols_; }
  /// Distance between the beginnings of neighbouring rows, in elements.
  constexpr std::size_t row_stride() const noexcept { return row_stride_; }
  /// Number of entries, rows() * cols().
  constexpr std::size_t size() const noexcept { return rows_ * cols_; }
  constexpr bool empty() const noexcept { return size() == 0; }
  constexpr T* data() const noexcept { return data_; }

  /// Row i; requires i < rows().
  constexpr std::span<T> row(std::size_t i) const noexcept {
    PROBATA_ASSERT(i < rows_, "row index past the end of the matrix");
    return {data_ + i * row_stride_, cols_};
  }
  /// Entry in row i, column j; requires i < rows(), j < cols().
  constexpr T& operator()(std::size_t i, std::size_t j) const noexcept {
    PROBATA_ASSERT(i < rows_ && j < cols_, "matrix index past the end");
    return data_[i * row_stride_ + j];
  }

  /// Whether the rows follow each other without gaps.
  constexpr bool is_contiguous() const noexcept { return row_stride_ == cols_ || rows_ <= 1; }

  /// All entries, row after row.
  /// @throws UsageError if the view has gaps between its rows.
  constexpr std::span<T> flat() const {
    if (!is_contiguous()) {
      throw_usage("MatrixView::flat", "row_stride()", row_stride_,
                  "cols() = " + std::to_string(cols_) + " (rows without gaps)");
    }
    return {data_, size()};
  }

  /// The rows begin .. begin + count - 1.
  /// @throws UsageError if they are not all rows of this matrix.
  constexpr MatrixView rows(std::size_t begin, std::size_t count) const {
    require_range("MatrixView::rows", begin, count, rows_, "rows()");
    return {Checked{}, count == 0 ? data_ : data_ + begin * row_stride_, count, cols_, row_stride_};
  }
  /// The columns begin .. begin + count - 1 of every row.
  /// @throws UsageError if they are not all columns of this matrix.
  constexpr MatrixView cols(std::size_t begin, std::size_t count) const {
    require_range("MatrixView::cols", begin, count, cols_, "cols()");
    return {Checked{}, empty() ? data_ : data_ + begin, rows_, count, row_stride_};
  }

 private:
  template <class>
  friend class MatrixView;
  template <class>
  friend class Matrix;

  /// A shape that is known to be one: no checks, so that views of views cost nothing.
  struct Checked {};
  constexpr MatrixView(Checked, T* data, std::size_t rows, std::size_t cols, std::size_t row_stride) noexcept
      : data_(data), rows_(rows), cols_(cols), row_stride_(row_stride) {}

  static constexpr void require_range(const char* where, std::size_t begin, std::size_t count, std::size_t size,
                                      const char* size_name) {
    if (begin > size) {
      throw_usage(where, "begin", begin, std::string("at most ") + size_name + " = " + std::to_string(size));
    }
    if (count > size - begin) {
      throw_usage(where, "count", count,
                  std::string("at most ") + size_name + " - begin = " + std::to_string(size - begin));
    }
  }

  T* data_ = nullptr;
  std::size_t rows_ = 0;
  std::size_t cols_ = 0;
  std::size_t row_stride_ = 0;
};

/// Whether two matrices have the same shape and entries; where their rows lie in memory does not matter.
template <class A, class B>
  requires std::same_as<std::remove_const_t<A>, std::remove_const_t<B>>
constexpr bool equal(MatrixView<A> a, MatrixView<B> b) {
  if (a.rows() != b.rows() || a.cols() != b.cols()) return false;
  for (std::size_t i = 0; i < a.rows(); ++i) {
    if (!std::ranges::equal(a.row(i), b.row(i))) return false;
  }
  return true;
}

/// Asks a constructor to leave its elements uninitialised: every one is written before it is read.
struct ForOverwrite {};
inline constexpr ForOverwrite for_overwrite{};

/// Owns a rows x cols matrix, row-major, rows without gaps, in an AlignedBuffer. Move-only; `clone()` copies.
///
///   Matrix<KoalaBear> trace(1 << 16, 12);            // zeros
///   Matrix<KoalaBear> out(1 << 17, 12, for_overwrite);  // indeterminate
///   trace(0, 3) = KoalaBear::one();
template <class T>
class Matrix {
 public:
  using value_type = T;

  /// The empty matrix, 0 x 0.
  Matrix() noexcept = default;

  /// All entries T{}, which is zero for numbers.
  /// @throws UsageError     if rows * cols entries cannot be addressed.
  /// @throws std::bad_alloc if there is no memory for them.
  Matrix(std::size_t rows, std::size_t cols) : Matrix(rows, cols, for_overwrite) {
    std::fill_n(buffer_.data(), size(), T{});
  }
  /// Entries indeterminate. Errors as above.
  Matrix(std::size_t rows, std::size_t cols, ForOverwrite)
      : buffer_(checked_size(rows, cols)), rows_(rows), cols_(cols) {}

  /// Takes over memory instead of asking for new; entries are what the buffer held.
  /// @throws UsageError if the buffer has fewer than rows * cols elements.
  Matrix(AlignedBuffer<T>&& buffer, std::size_t rows, std::size_t cols) {
    const std::size_t size = checked_size(rows, cols);
    if (buffer.size() < size) {
      throw_usage("Matrix", "buffer.size()", buffer.size(), "at least rows * cols = " + std::to_string(size));
    }
    buffer_ = std::move(buffer);
    rows_ = rows;
    cols_ = cols;
  }

  Matrix(Matrix&& other) noexcept
      : buffer_(std::move(other.buffer_)), rows_(std::exchange(other.rows_, 0)), cols_(std::exchange(other.cols_, 0)) {}
  Matrix& operator=(Matrix&& other) noexcept {
    buffer_ = std::move(other.buffer_);
    rows_ = std::exchange(other.rows_, 0);
    cols_ = std::exchange(other.cols_, 0);
    return *this;
  }
  ~Matrix() = default;

  /// The rows as written: Matrix<F>::from_rows({{a, b}, {c, d}}).
  /// @throws UsageError if they differ in length.
  static Matrix from_rows(std::initializer_list<std::initializer_list<T>> rows) {
    Matrix result(rows.size(), rows.size() == 0 ? 0 : rows.begin()->size(), for_overwrite);
    T* to = result.data();
    for (const auto& row : rows) {
      if (row.size() != result.cols()) {
        throw_usage("Matrix::from_rows", "length of a row", row.size(),
                    std::to_string(result.cols()) + " like the first row");
      }
      to = std::copy(row.begin(), row.end(), to);
    }
    return result;
  }
  /// The elements of `values`, row after row of `cols` each.
  /// @throws UsageError if cols = 0, or if values.size() is not a multiple of cols.
  static Matrix from_flat(std::span<const T> values, std::size_t cols) {
    if (cols == 0) throw_usage("Matrix::from_flat", "cols", cols, "at least 1");
    if (values.size() % cols != 0) {
      throw_usage("Matrix::from_flat", "values.size()", values.size(), "a multiple of cols = " + std::to_string(cols));
    }
    Matrix result(values.size() / cols, cols, for_overwrite);
    std::copy(values.begin(), values.end(), result.data());
    return result;
  }
  /// A copy of the entries that `source` refers to.
  static Matrix copy_of(MatrixView<const T> source) {
    Matrix result(source.rows(), source.cols(), for_overwrite);
    for (std::size_t i = 0; i < source.rows(); ++i) std::ranges::copy(source.row(i), result.row(i).begin());
    return result;
  }
  Matrix clone() const { return copy_of(view()); }

  std::size_t rows() const noexcept { return rows_; }
  std::size_t cols() const noexcept { return cols_; }
  std::size_t size() const noexcept { return rows_ * cols_; }
  bool empty() const noexcept { return size() == 0; }
  T* data() noexcept { return buffer_.data(); }
  const T* data() const noexcept { return buffer_.data(); }

  MatrixView<T> view() noexcept { return {typename MatrixView<T>::Checked{}, data(), rows_, cols_, cols_}; }
  MatrixView<const T> view() const noexcept {
    return {typename MatrixView<const T>::Checked{}, data(), rows_, cols_, cols_};
  }
  operator MatrixView<T>() & noexcept { return view(); }             // NOLINT: implicit
  operator MatrixView<const T>() const& noexcept { return view(); }  // NOLINT: implicit

  /// As in MatrixView.
  std::span<T> row(std::size_t i) noexcept { return view().row(i); }
  std::span<const T> row(std::size_t i) const noexcept { return view().row(i); }
  T& operator()(std::size_t i, std::size_t j) noexcept { return view()(i, j); }
  const T& operator()(std::size_t i, std::size_t j) const noexcept { return view()(i, j); }
  std::span<T> flat() noexcept { return {data(), size()}; }
  std::span<const T> flat() const noexcept { return {data(), size()}; }
  MatrixView<T> rows(std::size_t begin, std::size_t count) { return view().rows(begin, count); }
  MatrixView<const T> rows(std::size_t begin, std::size_t count) const { return view().rows(begin, count); }
  MatrixView<T> cols(std::size_t begin, std::size_t count) { return view().cols(begin, count); }
  MatrixView<const T> cols(std::size_t begin, std::size_t count) const { return view().cols(begin, count); }

  /// Gives the memory away for reuse; the matrix is empty afterwards.
  AlignedBuffer<T> release() && noexcept {
    rows_ = cols_ = 0;
    return std::move(buffer_);
  }

  friend bool operator==(const Matrix& a, const Matrix& b) { return equal(a.view(), b.view()); }

 private:
  static std::size_t checked_size(std::size_t rows, std::size_t cols) {
    constexpr std::size_t limit = AlignedBuffer<T>::max_size;
    if (cols != 0 && rows > limit / cols) {
      throw_usage("Matrix", "rows", rows,
                  "at most " + std::to_string(limit / cols) + " with cols = " + std::to_string(cols) +
                      ", or the entries cannot be addressed");
    }
    return rows * cols;
  }

  AlignedBuffer<T> buffer_;
  std::size_t rows_ = 0;
  std::size_t cols_ = 0;
};

}  // namespace probata::inline v0_1
