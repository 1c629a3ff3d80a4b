// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include <probata/core/assert.hpp>
#include <probata/field/powers.hpp>
#include <probata/pcs/fri/opening_layout.hpp>

namespace probata::inline v0_1 {

/// The values f_c(z*) of all columns of a persistent matrix at a point that its root fixes.
template <class EF>
struct Anchor {
  EF point;
  std::vector<EF> values;
};

/// The batched quotient of a level,
///
///   G(x) = R(x) + sum_j lambda^j (f_j(x) - v_j) / (x - u_j),
///
/// over its pairs (f_j, u_j), j = 1, 2, ..., with the claimed values v_j = f_j(u_j). Pairs of one point are summed
/// before they are divided: sum_u (sum_j lambda^j f_j(x) - constant_u) / (x - u).
/// @source  protocol, section 7.5
template <class EF>
class DeepQuotient {
 public:
  using Field = typename EF::Prime;

  /// lambda^i of column `column` of a row group is added to the sum of point `point`.
  struct Run {
    std::size_t tree;
    std::size_t row_offset;                       ///< of the matrix in the row group
    std::size_t width;                            ///< columns of the run
    std::size_t first_power;                      ///< i of its first column; the others follow
    std::size_t point;                            ///< place in points()
    std::span<const std::uint32_t> columns = {};  ///< which columns of the matrix; all of them if empty
  };
  struct Point {
    EF at;
    EF constant;  ///< sum of lambda^j v_j over its pairs
  };

  /// @param level    place in layout.levels()
  /// @param opened   all opened values, in order O
  /// @param point    z
  /// @param anchors  one for each anchored matrix, in order
  /// @param powers   lambda^0, lambda^1, ..., at least as many as the level has pairs, and one more
  DeepQuotient(const OpeningLayout& layout, std::size_t level, std::span<const EF> opened, const EF& point,
               std::span<const Anchor<EF>> anchors, std::span<const EF> powers)
      : powers_(powers) {
    const OpeningLayout::Level& shape = layout.levels()[level];
    PROBATA_ASSERT(powers.size() > shape.num_pairs, "a power for every pair");
    points_.push_back({point, EF::zero()});
    for (const std::size_t height : shape.heights) {
      points_.push_back({point * Field::two_adic_generator(height), EF::zero()});
    }
    for (const OpeningLayout::Place& place : shape.matrices) {
      const CommittedMatrix& matrix = layout.matrix(place);
      std::size_t power = place.first_pair;
      const std::span<const EF> values = opened.subspan(place.first_opened, matrix.num_opened());
      add({place.tree, place.row_offset, matrix.width, power, 0}, values.first(matrix.width));
      power += matrix.width;
      if (!matrix.next_columns.empty()) {
        const auto height = std::ranges::find(shape.heights, matrix.log_height) - shape.heights.begin();
        add({place.tree, place.row_offset, matrix.next_columns.size(), power, 1 + static_cast<std::size_t>(height),
             matrix.next_columns},
            values.subspan(matrix.width));
        power += matrix.next_columns.size();
      }
      if (matrix.anchored) {
        const Anchor<EF>& anchor = anchors[place.anchor];
        points_.push_back({anchor.point, EF::zero()});
        add({place.tree, place.row_offset, matrix.width, power, points_.size() - 1}, anchor.values);
      }
    }
  }

  [[nodiscard]] std::span<const Run> runs() const noexcept { return runs_; }
  [[nodiscard]] std::span<const Point> points() const noexcept { return points_; }
  [[nodiscard]] std::span<const EF> powers(const Run& run) const noexcept {
    return powers_.subspan(run.first_power, run.width);
  }

  /// G(x) - R(x) from the opened rows. `row_group(tree)` is the row group of x in that tree.
  template <class RowGroup>
  [[nodiscard]] EF evaluate(Field x, RowGroup&& row_group) const {
    std::vector<EF> sums(points_.size(), EF::zero());
    for (const Run& run : runs_) {
      const std::span<const Field> row = row_group(run.tree).subspan(run.row_offset);
      const std::span<const EF> factors = powers(run);
      EF sum = EF::zero();
      for (std::size_t c = 0; c < run.width; ++c) sum += factors[c] * row[run.columns.empty() ? c : run.columns[c]];
      sums[run.point] += sum;
    }
    EF result = EF::zero();
    for (std::size_t u = 0; u < points_.size(); ++u) {
      // A point lies outside the base field, so x is never one.
      result += (sums[u] - points_[u].constant) * (EF::from_base(x) - points_[u].at).inverse();
    }
    return result;
  }

 private:
  void add(const Run& run, std::span<const EF> values) {
    PROBATA_ASSERT(values.size() == run.width, "a claimed value for every pair");
    for (std::size_t i = 0; i < run.width; ++i) points_[run.point].constant += powers_[run.first_power + i] * values[i];
    runs_.push_back(run);
  }

  std::span<const EF> powers_;
  std::vector<Point> points_;
  std::vector<Run> runs_;
};

/// lambda^0, ..., lambda^n, for the level with the most pairs.
template <class EF>
std::vector<EF> batching_powers(const OpeningLayout& layout, const EF& lambda) {
  std::size_t most = 0;
  for (const OpeningLayout::Level& level : layout.levels()) most = std::max(most, level.num_pairs);
  std::vector<EF> powers(most + 1);
  fill_powers(std::span(powers), lambda);
  return powers;
}

}  // namespace probata::inline v0_1
