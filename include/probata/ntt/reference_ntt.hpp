// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>

#include <probata/core/bits.hpp>
#include <probata/core/usage_error.hpp>
#include <probata/field/concepts.hpp>
#include <probata/poly/bit_reverse.hpp>
#include <probata/poly/matrix.hpp>

/// The transforms of batch_ntt.hpp in their plainest form: the oracle of the fast ones, and short enough to read first.
///
/// Everything is in natural order: row i of the coefficients belongs to X^i, row i of the values to shift * w^i,
/// w = two_adic_generator(log2(rows)).
namespace probata::inline v0_1 {

namespace detail {

/// values[i] = sum_j coefficients[j] root^(i j) for every column; radix-2 decimation in time.
template <class F>
void reference_transform(MatrixView<F> matrix, F root) {
  bit_reverse_rows(matrix);
  for (std::size_t half = 1; half < matrix.rows(); half *= 2) {
    const F step = root.pow(matrix.rows() / (2 * half));
    for (std::size_t first = 0; first < matrix.rows(); first += 2 * half) {
      F w = F::one();
      for (std::size_t j = first; j < first + half; ++j, w = w * step) {
        for (std::size_t c = 0; c < matrix.cols(); ++c) {
          const F a = matrix(j, c);
          const F b = w * matrix(j + half, c);
          matrix(j, c) = a + b;
          matrix(j + half, c) = a - b;
        }
      }
    }
  }
}

template <class F>
void scale_rows_by_powers(MatrixView<F> matrix, F start, F base) {
  F factor = start;
  for (std::size_t i = 0; i < matrix.rows(); ++i, factor = factor * base) {
    for (F& x : matrix.row(i)) x = x * factor;
  }
}

template <class F>
void require_transform_height(const char* where, std::size_t rows, std::size_t log_blowup) {
  if (!is_power_of_two(rows) || log2_exact(rows) + log_blowup > F::two_adicity) {
    throw_usage(where, "rows", rows,
                "a power of two, at most 2^" +
                    std::to_string(F::two_adicity - (log_blowup < F::two_adicity ? log_blowup : F::two_adicity)));
  }
}

}  // namespace detail

/// Coefficients to values on the coset shift * H.
/// @throws UsageError if the number of rows is not a power of two or exceeds 2^two_adicity.
template <TwoAdicField F>
void reference_forward(MatrixView<F> matrix, F shift = F::one()) {
  detail::require_transform_height<F>("reference_forward", matrix.rows(), 0);
  detail::scale_rows_by_powers(matrix, F::one(), shift);
  detail::reference_transform(matrix, F::two_adic_generator(log2_exact(matrix.rows())));
}

/// Values on the coset shift * H to coefficients; undoes reference_forward.
/// @throws UsageError as reference_forward.
template <TwoAdicField F>
void reference_inverse(MatrixView<F> matrix, F shift = F::one()) {
  detail::require_transform_height<F>("reference_inverse", matrix.rows(), 0);
  detail::reference_transform(matrix, F::two_adic_generator(log2_exact(matrix.rows())).inverse());
  detail::scale_rows_by_powers(matrix, F::from_u64(matrix.rows()).inverse(), shift.inverse());
}

/// Values on H to values on shift * K, |K| = rows << log_blowup, both in natural order.
/// @throws UsageError if the number of rows is not a power of two or |K| exceeds 2^two_adicity.
template <TwoAdicField F>
Matrix<F> reference_extend(MatrixView<const F> values, std::size_t log_blowup, F shift) {
  detail::require_transform_height<F>("reference_extend", values.rows(), log_blowup);
  Matrix<F> out(values.rows() << log_blowup, values.cols());
  const MatrixView<F> low = out.rows(0, values.rows());
  for (std::size_t i = 0; i < values.rows(); ++i) std::ranges::copy(values.row(i), low.row(i).begin());
  reference_inverse(low);
  reference_forward(out.view(), shift);
  return out;
}

}  // namespace probata::inline v0_1
