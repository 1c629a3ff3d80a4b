// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <probata/core/bits.hpp>
#include <probata/core/usage_error.hpp>
#include <probata/field/concepts.hpp>
#include <probata/field/powers.hpp>
#include <probata/parallel/serial.hpp>
#include <probata/poly/detail/inverse_distances.hpp>
#include <probata/poly/detail/weighted_column_sums.hpp>
#include <probata/poly/domain.hpp>
#include <probata/poly/matrix.hpp>

/// Notation: the domain is {x_i = s w^i}, N = 2^log_size points; Z(x) = x^N - s^N; z is the point, in F or above it.
namespace probata::inline v0_1 {

/// The Lagrange basis of a domain at one point z, ready for any number of matrices: f(z) = sum_i f(x_i) L_i(z) with
/// L_i(z) = Z(z) / (N s^N) * x_i / (z - x_i).
///
/// A point of the domain is allowed: then the result is the row of that point.
///
/// @source  J.-P. Berrut, L. N. Trefethen: Barycentric Lagrange interpolation, SIAM Review 46 (2004)
template <TwoAdicField F, Field E, simd::ArchTag Arch = simd::DefaultArch>
  requires(std::same_as<E, F> || ExtensionOf<E, F>)
class BarycentricWeights {
 public:
  static constexpr std::size_t degree = detail::degree_over<E, F>;

  /// @param order  which point of the domain row i of the matrices belongs to.
  /// @cost  3 N products in E; memory: N elements of E.
  template <Executor Ex = parallel::Serial>
  BarycentricWeights(const Coset<F>& domain, RowOrder order, const E& point, const Ex& executor = {})
      : weights_(degree, domain.size(), for_overwrite), scale_(domain.vanishing_at(point)) {
    const bool on_domain = scale_ == E::zero();
    scale_ = on_domain ? E::one() : scale_ * domain.lagrange_scale();

    // The points of a block of neighbouring rows are a common factor times a table, in both orders.
    const std::size_t log_block = std::min<std::size_t>(domain.log_size(), 12);
    const std::size_t log_num_blocks = domain.log_size() - log_block;
    const std::size_t block = std::size_t{1} << log_block;
    std::vector<F> table(block);
    if (order == RowOrder::natural) {
      fill_powers(std::span<F>(table), domain.generator());
    } else {
      table = Coset<F>::subgroup(log_block).elements(RowOrder::bit_reversed);
    }
    executor.parallel_for(std::size_t{1} << log_num_blocks, 1, [&](std::size_t begin, std::size_t end) {
      detail::InverseDistances<F, E, Arch> distances(point);
      std::vector<F> points(block);
      for (std::size_t b = begin; b < end; ++b) {
        const F factor = domain.element(order == RowOrder::natural ? b * block : reverse_bits(b, log_num_blocks));
        for (std::size_t i = 0; i < block; ++i) points[i] = factor * table[i];
        if (on_domain) {
          set_indicator(points, point, b * block);
        } else {
          std::array<F*, degree> to;
          for (std::size_t c = 0; c < degree; ++c) to[c] = &weights_(c, b * block);
          distances.compute(points, to);
        }
      }
    });
  }

  /// Number of rows of the matrices, N.
  std::size_t size() const noexcept { return weights_.cols(); }

  /// x_i / (z - x_i) for the point x_i of row i, as degree x N coordinates. Of no use if z is a point of the domain.
  MatrixView<const F> weights() const noexcept { return weights_.view(); }

  /// Element j: the value at z of the polynomial of degree below N whose value at the point of row i is values(i, j).
  ///
  /// @throws UsageError if the matrix does not have one row for each point of the domain.
  /// @cost   N * cols * degree products in F, reading the matrix once
  template <Executor Ex = parallel::Serial>
  std::vector<E> evaluate_columns(MatrixView<const F> values, const Ex& executor = {}) const {
    if (values.rows() != size()) {
      throw_usage("BarycentricWeights::evaluate_columns", "values.rows()", values.rows(),
                  "the size of the domain, " + std::to_string(size()));
    }
    std::vector<E> result(values.cols(), E::zero());
    if (values.cols() == 0) return result;

    // Each part of the rows has sums of its own, which are added up in order.
    using Sums = detail::WeightedColumnSums<F, degree, Arch>;
    const std::size_t max_parts = executor.concurrency() == 1 ? 1 : 4 * executor.concurrency();
    const std::size_t rows_per_part = div_ceil(div_ceil(size(), max_parts), block_rows) * block_rows;
    const std::size_t num_parts = div_ceil(size(), rows_per_part);
    std::vector<Sums> parts;
    for (std::size_t part = 0; part < num_parts; ++part) parts.emplace_back(values.cols());
    executor.parallel_for(num_parts, 1, [&](std::size_t begin, std::size_t end) {
      for (std::size_t row = begin * rows_per_part; row < std::min(size(), end * rows_per_part); row += block_rows) {
        const std::size_t count = std::min(block_rows, size() - row);
        parts[row / rows_per_part].add(values.rows(row, count), weights_.cols(row, count));
      }
    });

    for (std::size_t j = 0; j < result.size(); ++j) {
      for (const Sums& part : parts) {
        for (std::size_t c = 0; c < degree; ++c) detail::coefficient<F>(result[j], c) += part.sum(c, j);
      }
      result[j] = result[j] * scale_;
    }
    return result;
  }

 private:
  static constexpr std::size_t block_rows = 1024;  // weights of a block stay in the first-level cache

  /// The basis at a point of the domain: 1 in its row, 0 in the others.
  void set_indicator(std::span<const F> points, const E& point, std::size_t first_row) {
    for (std::size_t i = 0; i < points.size(); ++i) {
      for (std::size_t c = 0; c < degree; ++c) weights_(c, first_row + i) = F::zero();
      if (detail::embed<E>(points[i]) == point) weights_(0, first_row + i) = F::one();
    }
  }

  Matrix<F> weights_;  // degree x N: x_i / (z - x_i), coefficient by coefficient
  E scale_;            // Z(z) / (N s^N)
};

/// The values at z of the polynomials of degree below N whose values on the domain are the columns of the matrix; one
/// matrix, one point. For several matrices keep the BarycentricWeights.
template <simd::ArchTag Arch = simd::DefaultArch, TwoAdicField F, Field E, Executor Ex = parallel::Serial>
std::vector<E> evaluate_columns(std::type_identity_t<MatrixView<const F>> values, const Coset<F>& domain,
                                RowOrder order, const E& point, const Ex& executor = {}) {
  return BarycentricWeights<F, E, Arch>(domain, order, point, executor).evaluate_columns(values, executor);
}

}  // namespace probata::inline v0_1
