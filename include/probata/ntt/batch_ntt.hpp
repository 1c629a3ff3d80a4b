// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include <probata/core/bits.hpp>
#include <probata/core/usage_error.hpp>
#include <probata/field/concepts.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/ntt/concepts.hpp>
#include <probata/ntt/detail/transform_engine.hpp>
#include <probata/parallel/serial.hpp>
#include <probata/poly/bit_reverse.hpp>
#include <probata/poly/coordinates.hpp>
#include <probata/poly/domain.hpp>
#include <probata/poly/matrix.hpp>

namespace probata::inline v0_1 {

/// What a transform may be told beside its matrix.
template <class F>
struct NttOptions {
  /// The coset: values belong to shift * w^i. Not zero.
  F shift = F::one();
  /// Order of the values; coefficients are always in natural order. Bit-reversed costs nothing, natural one more pass.
  RowOrder order = RowOrder::bit_reversed;
};

/// Number-theoretic transforms of all columns of a row-major matrix at once.
///
/// Row i of the coefficients belongs to X^i. With w = two_adic_generator(log2(rows)) the i-th value is the polynomial
/// at shift * w^i. Matrices must have rows without gaps; any number of columns is fast, one column included. An object
/// holds tables only: it is immutable, shared freely between threads, and made once for many transforms.
///
///   BatchNtt<KoalaBear> ntt(20);
///   ntt.inverse(trace.view(), {.order = RowOrder::natural});
///   Matrix<KoalaBear> lde = ntt.extend(values.view(), 1, KoalaBear::generator());
///
/// @source the factors of one layer depend on the node of the reduction tree only: D. Harvey, "Faster arithmetic for
///         number-theoretic transforms", J. Symb. Comput. 60 (2014); passes: D. H. Bailey, "FFTs in external or
///         hierarchical memory", J. Supercomput. 4 (1990)
template <TwoAdicField F, simd::ArchTag Arch = simd::DefaultArch>
class BatchNtt {
 public:
  /// Tables for transforms of up to 2^max_log_rows rows, the extended rows of `extend` included.
  /// @throws UsageError if max_log_rows exceeds F::two_adicity.
  explicit BatchNtt(std::size_t max_log_rows) : max_log_rows_(checked(max_log_rows)), engine_(max_log_rows) {}

  std::size_t max_log_rows() const { return max_log_rows_; }

  /// Coefficients to values, in place.
  /// @throws UsageError if the number of rows is not a power of two or too large, if rows have gaps, if shift is zero.
  /// @cost   rows log2(rows) / 2 multiplications a column; two passes over matrices larger than the L2 cache
  template <Executor Ex = parallel::Serial>
  void forward(MatrixView<F> matrix, NttOptions<F> options = {}, const Ex& executor = {}) const {
    const std::size_t log_rows = check("BatchNtt::forward", matrix, options.shift);
    if (matrix.cols() == 0) return;
    engine_.forward(matrix.data(), log_rows, matrix.cols(), options.shift, executor);
    if (options.order == RowOrder::natural) bit_reverse_rows(matrix, executor);
  }

  /// Values to coefficients, in place; undoes `forward` with the same options. Errors and cost as there.
  template <Executor Ex = parallel::Serial>
  void inverse(MatrixView<F> matrix, NttOptions<F> options = {}, const Ex& executor = {}) const {
    const std::size_t log_rows = check("BatchNtt::inverse", matrix, options.shift);
    if (matrix.cols() == 0) return;
    if (options.order == RowOrder::natural) bit_reverse_rows(matrix, executor);
    engine_.inverse(matrix.data(), log_rows, matrix.cols(), options.shift.inverse(), executor);
    engine_.scale(matrix.data(), matrix.size(), F::from_u64(matrix.rows()).inverse(), executor);
  }

  /// Low-degree extension: values on H, |H| = rows, to values of the same polynomials on shift * K, |K| = rows << b.
  ///
  /// @param values      h x w, natural order.
  /// @param log_blowup  b.
  /// @param shift       of the coset, for example F::generator(). Not zero.
  /// @param out         (h << b) x w, rows bit-reversed: row i is the value at shift * w_(k+b)^(rev(i)). Must not
  ///                    overlap `values`.
  /// @throws UsageError if a shape does not fit, if h << b exceeds the tables, if shift is zero, on overlap.
  /// @cost   w inverse and 2^b w forward transforms of h rows; three passes, no memory beside `out`
  template <Executor Ex = parallel::Serial>
  void extend(MatrixView<const F> values, std::size_t log_blowup, F shift, MatrixView<F> out,
              const Ex& executor = {}) const {
    extend_blinded(values, MatrixView<const F>(), log_blowup, shift, out, executor);
  }

  /// The same for polynomials that agree with the values on H and are uniform elsewhere: w + (X^h - 1) r.
  ///
  /// @param masks  m x w, m <= h: row i holds the coefficients of X^i of the polynomials r. 0 x 0 blinds nothing.
  /// @throws UsageError as above, and if the masks do not fit or have gaps.
  /// @cost   as above, and m w multiplications for each coset
  /// @source protocol, sections 6.1 and 6.4
  template <Executor Ex = parallel::Serial>
  void extend_blinded(MatrixView<const F> values, MatrixView<const F> masks, std::size_t log_blowup, F shift,
                      MatrixView<F> out, const Ex& executor = {}) const {
    const std::size_t log_rows = check_extension(values, log_blowup, shift);
    if (out.rows() != values.rows() << log_blowup) {
      throw_usage("BatchNtt::extend", "out.rows()", out.rows(),
                  "values.rows() << log_blowup = " + std::to_string(values.rows() << log_blowup));
    }
    if (out.cols() != values.cols()) {
      throw_usage("BatchNtt::extend", "out.cols()", out.cols(), "values.cols() = " + std::to_string(values.cols()));
    }
    require_contiguous("BatchNtt::extend", "out.row_stride()", out);
    const auto address = [](const F* pointer) { return reinterpret_cast<std::uintptr_t>(pointer); };
    if (address(values.data()) < address(out.data() + out.size()) &&
        address(out.data()) < address(values.data() + values.size())) {
      throw_usage("BatchNtt::extend", "out", "memory of values", "a matrix that does not overlap values");
    }
    if (!masks.empty()) {
      if (masks.cols() != values.cols()) {
        throw_usage("BatchNtt::extend_blinded", "masks.cols()", masks.cols(),
                    "values.cols() = " + std::to_string(values.cols()));
      }
      if (masks.rows() > values.rows()) {
        throw_usage("BatchNtt::extend_blinded", "masks.rows()", masks.rows(),
                    "at most values.rows() = " + std::to_string(values.rows()));
      }
      require_contiguous("BatchNtt::extend_blinded", "masks.row_stride()", masks);
    }
    if (values.cols() == 0) return;
    engine_.extend(values.data(), log_rows, values.cols(), shift, log_blowup, out.data(),
                   std::span(masks.data(), masks.size()), executor);
  }

  /// The same into a new matrix. Errors as above, and std::bad_alloc.
  template <Executor Ex = parallel::Serial>
  Matrix<F> extend(MatrixView<const F> values, std::size_t log_blowup, F shift, const Ex& executor = {}) const {
    check_extension(values, log_blowup, shift);
    Matrix<F> out(values.rows() << log_blowup, values.cols(), for_overwrite);
    extend(values, log_blowup, shift, out.view(), executor);
    return out;
  }

  /// The three transforms for columns over an extension E of F: they act on coordinates, points stay in F.
  template <ExtensionOf<F> E, Executor Ex = parallel::Serial>
  void forward(MatrixView<E> matrix, NttOptions<F> options = {}, const Ex& executor = {}) const {
    forward(coordinates(matrix), options, executor);
  }
  template <ExtensionOf<F> E, Executor Ex = parallel::Serial>
  void inverse(MatrixView<E> matrix, NttOptions<F> options = {}, const Ex& executor = {}) const {
    inverse(coordinates(matrix), options, executor);
  }
  template <ExtensionOf<F> E, Executor Ex = parallel::Serial>
  void extend(MatrixView<const E> values, std::size_t log_blowup, F shift, MatrixView<E> out,
              const Ex& executor = {}) const {
    extend(coordinates(values), log_blowup, shift, coordinates(out), executor);
  }

 private:
  static std::size_t checked(std::size_t max_log_rows) {
    if (max_log_rows > F::two_adicity) {
      throw_usage("BatchNtt", "max_log_rows", max_log_rows,
                  "at most the field's two_adicity = " + std::to_string(F::two_adicity));
    }
    return max_log_rows;
  }

  /// log2 of the number of rows.
  std::size_t check(const char* where, MatrixView<const F> matrix, F shift, std::size_t log_blowup = 0) const {
    if (!is_power_of_two(matrix.rows())) throw_usage(where, "rows", matrix.rows(), "a power of two");
    const std::size_t log_rows = log2_exact(matrix.rows());
    if (log_rows > max_log_rows_ || log_blowup > max_log_rows_ - log_rows) {
      throw_usage(where, log_blowup == 0 ? "rows" : "rows << log_blowup",
                  std::to_string(matrix.rows()) + (log_blowup == 0 ? "" : " << " + std::to_string(log_blowup)),
                  "at most 2^max_log_rows = 2^" + std::to_string(max_log_rows_));
    }
    if (shift == F::zero()) throw_usage(where, "shift", "0", "not zero, or all points of the coset coincide");
    require_contiguous(where, "row_stride()", matrix);
    return log_rows;
  }
  std::size_t check_extension(MatrixView<const F> values, std::size_t log_blowup, F shift) const {
    return check("BatchNtt::extend", values, shift, log_blowup);
  }
  static void require_contiguous(const char* where, const char* argument, MatrixView<const F> matrix) {
    if (!matrix.is_contiguous()) {
      throw_usage(where, argument, matrix.row_stride(),
                  "cols() = " + std::to_string(matrix.cols()) + " (rows without gaps)");
    }
  }

  std::size_t max_log_rows_;
  detail::TransformEngine<F, Arch> engine_;
};

static_assert(Transform<BatchNtt<KoalaBear>, KoalaBear>);

}  // namespace probata::inline v0_1
