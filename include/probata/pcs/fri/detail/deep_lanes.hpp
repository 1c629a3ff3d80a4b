// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <probata/core/inline.hpp>
#include <probata/field/dot_product.hpp>
#include <probata/field/packed.hpp>
#include <probata/parallel/serial.hpp>
#include <probata/pcs/fri/deep_quotient.hpp>
#include <probata/poly/matrix.hpp>
#include <probata/poly/packed_rows.hpp>
#include <probata/simd/arch.hpp>

namespace probata::inline v0_1::detail {

/// The batched quotient of a level at many rows, one row in each lane: what DeepQuotient::evaluate does at one.
///
/// Rows are transposed in tiles; a tile's columns enter the sum of each of their points, eight products a reduction.
template <class EF, simd::ArchTag Arch>
class DeepLanes {
 public:
  using F = typename EF::Prime;
  using P = Packed<F, Arch>;
  using V = typename EF::template Over<P>;
  using Run = typename DeepQuotient<EF>::Run;
  static constexpr std::size_t lanes = P::lanes;

  /// What belongs to the rows of one call, all with the row 0 at the same point.
  struct Rows {
    std::vector<MatrixView<const F>> matrices;  ///< of each run of the quotient
    std::vector<MatrixView<const F>> weights;   ///< of each point u: e x rows coordinates of x / (u - x)
    std::span<const F> minus_inverse_x;         ///< -1 / x
    MatrixView<const F> masks = {};             ///< rows x e values of R, or empty
  };

  explicit DeepLanes(const DeepQuotient<EF>& quotient) : quotient_(quotient) {
    for (const auto& point : quotient.points()) constants_.push_back(V::broadcast(point.constant));
  }

  /// out[i] = G(x_i) for all rows; their number is a multiple of `lanes`.
  template <Executor Ex>
  void compute(const Rows& rows, std::span<EF> out, const Ex& executor) const {
    executor.parallel_for(out.size() / lanes, std::size_t{1} << 6, [&](std::size_t begin, std::size_t end) {
      std::vector<V> sums(quotient_.points().size());
      for (std::size_t row = begin * lanes; row < end * lanes; row += lanes) compute_group(rows, row, sums, out);
    });
  }

 private:
  void compute_group(const Rows& rows, std::size_t row, std::vector<V>& sums, std::span<EF> out) const {
    std::fill(sums.begin(), sums.end(), V::zero());
    const std::span<const Run> runs = quotient_.runs();
    for (std::size_t first = 0; first < runs.size();) {
      // Runs of one matrix share its tiles.
      std::size_t last = first + 1;
      while (last < runs.size() && runs[last].tree == runs[first].tree &&
             runs[last].row_offset == runs[first].row_offset) {
        ++last;
      }
      std::array<std::size_t, 3> next{};  // next column of each run's list
      for_each_packed_tile<Arch>(rows.matrices[first], row, [&](std::size_t column, std::span<const P> tile) {
        for (std::size_t r = first; r < last; ++r)
          add_tile(runs[r], column, tile, next[r - first], sums[runs[r].point]);
      });
      first = last;
    }
    V result = V::zero();
    for (std::size_t u = 0; u < sums.size(); ++u) {
      V weight;
      for (std::size_t c = 0; c < EF::degree; ++c) weight[c] = P::load(&rows.weights[u](c, row));
      result = result + (sums[u] - constants_[u]) * weight;
    }
    result = result * P::load(&rows.minus_inverse_x[row]);
    if (!rows.masks.empty()) {
      constexpr std::size_t padded = (EF::degree + lanes - 1) / lanes * lanes;
      std::array<P, padded> mask;
      LaneRows<F, Arch> from;
      for (std::size_t i = 0; i < lanes; ++i) from[i] = rows.masks.row(row + i).data();
      load_packed_rows(mask, EF::degree, from);
      for (std::size_t c = 0; c < EF::degree; ++c) result[c] += mask[c];
    }
    result.store(out.data() + row);
  }

  void add_tile(const Run& run, std::size_t column, std::span<const P> tile, std::size_t& next, V& sum) const {
    const std::span<const EF> factors = quotient_.powers(run);
    if (run.columns.empty()) {
      add_products(
          tile.size(), [&](std::size_t k) { return tile[k]; }, &factors[column], sum);
      return;
    }
    const std::size_t begin = next;
    while (next < run.width && run.columns[next] < column + tile.size()) ++next;
    if (begin == next) return;
    add_products(
        next - begin, [&](std::size_t k) { return tile[run.columns[begin + k] - column]; }, &factors[begin], sum);
  }

  /// sum += sum over k < count of term(k) factors[k].
  template <class Term>
  PROBATA_DETAIL_INLINE static void add_products(std::size_t count, const Term& term, const EF* factors, V& sum) {
    constexpr std::size_t group = 8;
    std::array<P, group> terms;
    std::array<P, group> scalars;
    std::size_t k = 0;
    for (; k + group <= count; k += group) {
      for (std::size_t i = 0; i < group; ++i) terms[i] = term(k + i);
      for (std::size_t c = 0; c < EF::degree; ++c) {
        for (std::size_t i = 0; i < group; ++i) scalars[i] = P::broadcast(factors[k + i][c]);
        sum[c] += dot_product<group>(terms, scalars);
      }
    }
    for (; k < count; ++k) {
      const P x = term(k);
      for (std::size_t c = 0; c < EF::degree; ++c) sum[c] += x * P::broadcast(factors[k][c]);
    }
  }

  const DeepQuotient<EF>& quotient_;
  std::vector<V> constants_;
};

}  // namespace probata::inline v0_1::detail
