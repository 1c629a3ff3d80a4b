// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <probata/core/bits.hpp>
#include <probata/core/usage_error.hpp>
#include <probata/field/concepts.hpp>
#include <probata/field/powers.hpp>
#include <probata/ntt/batch_ntt.hpp>
#include <probata/parallel/serial.hpp>
#include <probata/poly/barycentric.hpp>
#include <probata/poly/matrix.hpp>

namespace probata::inline v0_1 {

/// Columns on the evaluation domain of a level k: the polynomials f of degree below 2^k + rows(top) as
///
///   values  2^(k + b) x w, row i the values at g w_(k+b)^(rev(i)); or only the first of these rows, as many as the
///   code
///           has dimensions, where a CompactTree computes the others again
///   top     their coefficients of X^(2^k), X^(2^k + 1), ...; without rows when there are none
///
/// The first 2^k rows are the coset g S with |S| = 2^k, on which f is a polynomial of degree below 2^k: that with the
/// coefficients of f, the top ones joined to the lowest times g^(2^k).
template <class F>
struct ExtendedMatrix {
  std::size_t level = 0;
  Matrix<F> values;
  Matrix<F> top;
};

/// The shift of coset c of a level's domain: rows c 2^k, ..., (c + 1) 2^k - 1 are the points shift * S, |S| = 2^k.
template <TwoAdicField F>
F coset_shift(std::size_t level, std::size_t log_blowup, std::size_t c) {
  return F::generator() * F::two_adic_generator(level + log_blowup).pow(std::uint64_t{reverse_bits(c, log_blowup)});
}

/// Polynomials of a level k by their coefficients.
template <class F>
struct CoefficientMatrix {
  std::size_t level = 0;
  Matrix<F> low;  ///< of X^0, ..., X^(2^k - 1): the first 2^k rows; what follows them is room for who asked for it
  Matrix<F> top;  ///< of X^(2^k), ...: at most 2^k rows

  [[nodiscard]] MatrixView<F> coefficients() { return low.view().rows(0, std::size_t{1} << level); }
};

/// Coefficients to values on one coset, in place: rows are the low coefficients before, and the values afterwards.
/// @cost  a transform of 2^k rows, and (rows of top) w products
template <class F, simd::ArchTag Arch, Executor Ex = parallel::Serial>
void coefficients_to_coset(const BatchNtt<F, Arch>& ntt, MatrixView<F> rows, const Matrix<F>& top, const F& shift,
                           const Ex& executor = {}) {
  const F factor = exp_power_of_two(shift, log2_exact(rows.rows()));
  for (std::size_t i = 0; i < top.size(); ++i) rows.data()[i] += factor * top.data()[i];
  ntt.forward(rows, {.shift = shift}, executor);
}

/// The way back.
template <class F, simd::ArchTag Arch, Executor Ex = parallel::Serial>
void coset_to_coefficients(const BatchNtt<F, Arch>& ntt, MatrixView<F> rows, const Matrix<F>& top, const F& shift,
                           const Ex& executor = {}) {
  ntt.inverse(rows, {.shift = shift}, executor);
  const F factor = exp_power_of_two(shift, log2_exact(rows.rows()));
  for (std::size_t i = 0; i < top.size(); ++i) rows.data()[i] -= factor * top.data()[i];
}

/// Polynomials given by coefficients, to a level's domain.
/// @cost  2^b w transforms of 2^k rows
template <class F, simd::ArchTag Arch = simd::DefaultArch, Executor Ex = parallel::Serial>
ExtendedMatrix<F> extend_coefficients(const BatchNtt<F, Arch>& ntt, CoefficientMatrix<F> coefficients,
                                      std::size_t log_blowup, const Ex& executor = {}) {
  const std::size_t level = coefficients.level;
  const std::size_t size = std::size_t{1} << level;
  const MatrixView<const F> low = coefficients.coefficients();
  ExtendedMatrix<F> result{level, Matrix<F>(size << log_blowup, low.cols(), for_overwrite),
                           std::move(coefficients.top)};
  for (std::size_t c = 0; c < std::size_t{1} << log_blowup; ++c) {
    const MatrixView<F> coset = result.values.view().rows(c * size, size);
    executor.parallel_for(low.size(), std::size_t{1} << 16, [&](std::size_t begin, std::size_t end) {
      std::copy(low.data() + begin, low.data() + end, coset.data() + begin);
    });
    coefficients_to_coset(ntt, coset, result.top, coset_shift<F>(level, log_blowup, c), executor);
  }
  return result;
}

/// A trace, blinded: the polynomials w + (X^N - 1) r of degree below 2^k + (rows of top), where w has the given values
/// on the subgroup of order N and r the given coefficients.
///
/// @param values  N x w, N = 2^h, natural order
/// @param masks   m x w coefficients of r, or without rows; N + m <= 2^k + 2^k
/// @param level   k >= h
/// @param room    rows of `low` behind the coefficients
/// @throws UsageError if the shapes do not fit
/// @cost  an inverse transform of N rows
/// @source protocol, sections 6.2 and 6.4
template <class F, simd::ArchTag Arch = simd::DefaultArch, Executor Ex = parallel::Serial>
CoefficientMatrix<F> blinded_coefficients(const BatchNtt<F, Arch>& ntt, MatrixView<const F> values,
                                          const Matrix<F>& masks, std::size_t level, std::size_t room,
                                          const Ex& executor = {}) {
  const std::size_t num_rows = values.rows();
  const std::size_t size = std::size_t{1} << level;
  if (masks.rows() != 0 && masks.cols() != values.cols()) {
    throw_usage("extend_trace", "masks.cols()", masks.cols(), "values.cols() = " + std::to_string(values.cols()));
  }
  if (num_rows > size) {
    throw_usage("extend_trace", "values.rows()", num_rows, "at most 2^level = 2^" + std::to_string(level));
  }
  const std::size_t length = num_rows + masks.rows();
  if (length > 2 * size) {
    throw_usage("extend_trace", "masks.rows()", masks.rows(),
                "few enough for a polynomial of 2^(level + 1) coefficients");
  }
  CoefficientMatrix<F> result{level, Matrix<F>(size + room, values.cols(), for_overwrite),
                              Matrix<F>(length > size ? length - size : 0, values.cols())};
  Matrix<F>& low = result.low;
  for (std::size_t i = 0; i < num_rows; ++i) std::ranges::copy(values.row(i), low.row(i).begin());
  std::fill(low.data() + num_rows * low.cols(), low.data() + size * low.cols(), F::zero());
  ntt.inverse(low.view().rows(0, num_rows), {.order = RowOrder::natural}, executor);
  for (std::size_t i = 0; i < masks.rows(); ++i) {
    const std::span<F> shifted = num_rows + i < size ? low.row(num_rows + i) : result.top.row(num_rows + i - size);
    const std::span<F> lowest = i < size ? low.row(i) : result.top.row(i - size);
    for (std::size_t j = 0; j < values.cols(); ++j) {
      shifted[j] += masks(i, j);
      lowest[j] -= masks(i, j);
    }
  }
  return result;
}

/// A trace, blinded, on its level's domain: as blinded_coefficients and extend_coefficients.
/// @throws UsageError if the shapes do not fit
/// @cost  as BatchNtt::extend_blinded if k = h; else an inverse transform, and extend_coefficients
template <class F, simd::ArchTag Arch = simd::DefaultArch, Executor Ex = parallel::Serial>
ExtendedMatrix<F> extend_trace(const BatchNtt<F, Arch>& ntt, MatrixView<const F> values, Matrix<F> masks,
                               std::size_t level, std::size_t log_blowup, const Ex& executor = {}) {
  const std::size_t size = std::size_t{1} << level;
  const bool fits = masks.rows() == 0 || masks.cols() == values.cols();
  if (values.rows() == size && masks.rows() <= size && fits) {
    ExtendedMatrix<F> result{level, Matrix<F>(size << log_blowup, values.cols(), for_overwrite), std::move(masks)};
    ntt.extend_blinded(values, result.top.view(), log_blowup, F::generator(), result.values.view(), executor);
    return result;
  }
  return extend_coefficients(ntt, blinded_coefficients(ntt, values, masks, level, 0, executor), log_blowup, executor);
}

/// f(z) for columns first, ..., first + count - 1 of a matrix.
///
/// @param weights  of the coset g S, |S| = 2^k, in bit-reversed order, at z
/// @cost  2^k count e products, and (2^k's top rows) count e
template <class EF, class F, simd::ArchTag Arch, Executor Ex = parallel::Serial>
std::vector<EF> evaluate_extended(const ExtendedMatrix<F>& matrix, const BarycentricWeights<F, EF, Arch>& weights,
                                  const EF& z, std::size_t first, std::size_t count, const Ex& executor = {}) {
  const std::size_t size = std::size_t{1} << matrix.level;
  std::vector<EF> result = weights.evaluate_columns(matrix.values.view().rows(0, size).cols(first, count), executor);
  if (matrix.top.rows() == 0) return result;
  EF factor = exp_power_of_two(z, matrix.level) - EF::from_base(exp_power_of_two(F::generator(), matrix.level));
  for (std::size_t i = 0; i < matrix.top.rows(); ++i) {
    for (std::size_t j = 0; j < count; ++j) result[j] += factor * matrix.top(i, first + j);
    factor = factor * z;
  }
  return result;
}

}  // namespace probata::inline v0_1
