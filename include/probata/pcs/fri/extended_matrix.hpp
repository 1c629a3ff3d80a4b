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
///   values  2^(k + b) x w, row i the values at g w_(k+b)^(rev(i))
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

/// Polynomials given by coefficients, to a level's domain.
///
/// @param low  2^k x w coefficients of X^0, X^1, ...; consumed
/// @param top  t x w further ones, t <= 2^k
/// @cost  2^b w transforms of 2^k rows
template <class F, simd::ArchTag Arch = simd::DefaultArch, Executor Ex = parallel::Serial>
ExtendedMatrix<F> extend_coefficients(const BatchNtt<F, Arch>& ntt, const Matrix<F>& low, Matrix<F> top,
                                      std::size_t log_blowup, const Ex& executor = {}) {
  const std::size_t level = log2_exact(low.rows());
  const std::size_t size = low.rows();
  ExtendedMatrix<F> result{level, Matrix<F>(size << log_blowup, low.cols(), for_overwrite), std::move(top)};
  for (std::size_t c = 0; c < std::size_t{1} << log_blowup; ++c) {
    const MatrixView<F> coset = result.values.view().rows(c * size, size);
    executor.parallel_for(low.size(), std::size_t{1} << 16, [&](std::size_t begin, std::size_t end) {
      std::copy(low.data() + begin, low.data() + end, coset.data() + begin);
    });
    const F shift =
        F::generator() * F::two_adic_generator(level + log_blowup).pow(std::uint64_t{reverse_bits(c, log_blowup)});
    const F factor = exp_power_of_two(shift, level);
    for (std::size_t i = 0; i < result.top.size(); ++i) coset.data()[i] += factor * result.top.data()[i];
    ntt.forward(coset, {.shift = shift}, executor);
  }
  return result;
}

/// A trace, blinded, on its level's domain: the polynomials w + (X^N - 1) r, where w has the given values on the
/// subgroup of order N and r the given coefficients.
///
/// @param values  N x w, N = 2^h, natural order
/// @param masks   m x w coefficients of r, or without rows; N + m <= 2^k + 2^k
/// @param level   k >= h
/// @throws UsageError if the shapes do not fit
/// @cost  as BatchNtt::extend_blinded if k = h; else an inverse transform, and extend_coefficients
/// @source protocol, sections 6.2 and 6.4
template <class F, simd::ArchTag Arch = simd::DefaultArch, Executor Ex = parallel::Serial>
ExtendedMatrix<F> extend_trace(const BatchNtt<F, Arch>& ntt, MatrixView<const F> values, Matrix<F> masks,
                               std::size_t level, std::size_t log_blowup, const Ex& executor = {}) {
  const std::size_t num_rows = values.rows();
  const std::size_t size = std::size_t{1} << level;
  if (masks.rows() != 0 && masks.cols() != values.cols()) {
    throw_usage("extend_trace", "masks.cols()", masks.cols(), "values.cols() = " + std::to_string(values.cols()));
  }
  if (num_rows == size && masks.rows() <= num_rows) {
    ExtendedMatrix<F> result{level, Matrix<F>(size << log_blowup, values.cols(), for_overwrite), std::move(masks)};
    ntt.extend_blinded(values, result.top.view(), log_blowup, F::generator(), result.values.view(), executor);
    return result;
  }
  if (num_rows > size)
    throw_usage("extend_trace", "values.rows()", num_rows, "at most 2^level = 2^" + std::to_string(level));
  const std::size_t length = num_rows + masks.rows();
  if (length > 2 * size) {
    throw_usage("extend_trace", "masks.rows()", masks.rows(),
                "few enough for a polynomial of 2^(level + 1) coefficients");
  }
  Matrix<F> low(size, values.cols());
  for (std::size_t i = 0; i < num_rows; ++i) std::ranges::copy(values.row(i), low.row(i).begin());
  ntt.inverse(low.view().rows(0, num_rows), {.order = RowOrder::natural}, executor);
  Matrix<F> top(length > size ? length - size : 0, values.cols());
  for (std::size_t i = 0; i < masks.rows(); ++i) {
    const std::span<F> shifted = num_rows + i < size ? low.row(num_rows + i) : top.row(num_rows + i - size);
    for (std::size_t j = 0; j < values.cols(); ++j) {
      shifted[j] += masks(i, j);
      const F& mask = masks(i, j);
      F& lowest = i < size ? low(i, j) : top(i - size, j);
      lowest -= mask;
    }
  }
  return extend_coefficients(ntt, low, std::move(top), log_blowup, executor);
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
