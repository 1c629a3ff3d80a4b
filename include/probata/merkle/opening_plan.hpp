// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <probata/core/assert.hpp>
#include <probata/core/errc.hpp>
#include <probata/core/result.hpp>
#include <probata/core/usage_error.hpp>
#include <probata/merkle/tree_shape.hpp>

namespace probata::inline v0_1 {

/// Which nodes an opening of a tree has, and in which order: the one place where that is decided. Who opens, who
/// verifies and who computes the length of a proof all walk through the same plan.
///
/// A query index I below 2^log_indices selects row I >> (log_indices - m) of a level of 2^m rows. The *known* nodes of
/// layer m are the distinct I >> (log_indices - m): those that a verifier computes. What it cannot compute it is given:
///   row groups: level after level, from the tallest down; within a level by increasing row;
///   siblings:   layer after layer, from the top one down to cap + 1; within a layer by increasing parent; of each
///   known
///               parent the child that is not known. One child of it is known.
/// Indices may repeat.
/// @cost   q (layers + log q) steps and at most q * layers numbers for q indices
/// @source protocol, section 7.3
class OpeningPlan {
 public:
  static constexpr std::size_t max_indices = std::size_t{1} << 24;

  /// @param log_indices  at least shape.top_layer(): trees whose tallest level is below the proof's take the high bits.
  /// @throws UsageError  if log_indices is too small or above TreeShape::max_log_rows, if there is no index, or more
  ///                     than max_indices, or one that is not below 2^log_indices.
  OpeningPlan(const TreeShape& shape, std::size_t log_indices, std::span<const std::size_t> indices) : shape_(shape) {
    if (const auto wrong = find_mistake(shape, log_indices, indices)) {
      throw_usage("OpeningPlan", wrong->argument, wrong->value, wrong->expected);
    }
    assign(log_indices, indices);
  }

  /// The same for verifiers. @return the plan, or Status(code) where the constructor would throw.
  static Result<OpeningPlan> make(const TreeShape& shape, std::size_t log_indices, std::span<const std::size_t> indices,
                                  Errc code) noexcept {
    if (const auto wrong = find_mistake(shape, log_indices, indices)) return Status(code, 0, wrong->expected);
    OpeningPlan plan(shape);
    plan.assign(log_indices, indices);
    return plan;
  }

  const TreeShape& shape() const noexcept { return shape_; }
  std::size_t log_indices() const noexcept { return log_indices_; }

  /// The known nodes of a layer, increasing; not empty. Requires cap <= layer <= top layer.
  std::span<const std::size_t> nodes(std::size_t layer) const noexcept {
    PROBATA_ASSERT(layer >= shape_.cap() && layer <= shape_.top_layer(), "a layer of this tree");
    const std::size_t place = shape_.top_layer() - layer;
    return std::span(nodes_).subspan(first_[place], first_[place + 1] - first_[place]);
  }
  /// The rows of shape().level(i) that are opened, increasing.
  std::span<const std::size_t> rows(std::size_t i) const noexcept { return nodes(shape_.level(i).log_rows); }

  /// Calls visit(parent, left_is_known, right_is_known) for the known nodes of `layer`, increasing. Requires
  /// layer < top layer.
  template <class Visit>
  void for_each_parent(std::size_t layer, Visit&& visit) const {
    const std::span<const std::size_t> children = nodes(layer + 1);
    std::size_t next = 0;
    for (const std::size_t parent : nodes(layer)) {
      const bool left = children[next] == 2 * parent;
      if (left) ++next;
      const bool right = next < children.size() && children[next] == 2 * parent + 1;
      if (right) ++next;
      visit(parent, left, right);
    }
  }

  /// Elements of all row groups, and siblings, of an opening.
  std::size_t num_row_elements() const noexcept { return num_row_elements_; }
  std::size_t num_siblings() const noexcept { return num_siblings_; }

  /// Where the row group of a query begins among the elements of all row groups.
  /// @param i      place of the level in shape().levels()
  /// @param index  one of the indices
  std::size_t row_offset(std::size_t i, std::size_t index) const noexcept {
    const std::size_t row = index >> (log_indices_ - shape_.level(i).log_rows);
    const std::span<const std::size_t> opened = rows(i);
    const auto found = std::lower_bound(opened.begin(), opened.end(), row);
    PROBATA_ASSERT(found != opened.end() && *found == row, "an index that is opened");
    return level_offset_[i] + static_cast<std::size_t>(found - opened.begin()) * shape_.level(i).row_length;
  }

 private:
  struct Mistake {
    std::string_view argument;
    std::size_t value;
    std::string_view expected;
  };

  explicit OpeningPlan(const TreeShape& shape) noexcept : shape_(shape) {}

  static std::optional<Mistake> find_mistake(const TreeShape& shape, std::size_t log_indices,
                                             std::span<const std::size_t> indices) noexcept {
    if (log_indices < shape.top_layer()) {
      return Mistake{"log_indices", log_indices, "at least log_rows of the tallest level"};
    }
    if (log_indices > TreeShape::max_log_rows) return Mistake{"log_indices", log_indices, "at most 40"};
    // Without an index nothing would be compared with the root.
    if (indices.empty() || indices.size() > max_indices) {
      return Mistake{"indices.size()", indices.size(), "between 1 and 2^24"};
    }
    for (const std::size_t index : indices) {
      if (index >> log_indices != 0) return Mistake{"index", index, "below 2^log_indices"};
    }
    return std::nullopt;
  }

  void assign(std::size_t log_indices, std::span<const std::size_t> indices) {
    log_indices_ = log_indices;
    nodes_.assign(indices.begin(), indices.end());
    for (std::size_t& node : nodes_) node >>= log_indices - shape_.top_layer();
    std::sort(nodes_.begin(), nodes_.end());
    nodes_.erase(std::unique(nodes_.begin(), nodes_.end()), nodes_.end());
    nodes_.reserve(nodes_.size() * (shape_.top_layer() - shape_.cap() + 1));
    first_[1] = nodes_.size();
    for (std::size_t place = 1; place <= shape_.top_layer() - shape_.cap(); ++place) {
      for (std::size_t i = first_[place - 1]; i < first_[place]; ++i) {
        const std::size_t parent = nodes_[i] / 2;
        if (i == first_[place - 1] || nodes_.back() != parent) nodes_.push_back(parent);
      }
      first_[place + 1] = nodes_.size();
      num_siblings_ += 2 * (first_[place + 1] - first_[place]) - (first_[place] - first_[place - 1]);
    }
    for (std::size_t i = 0; i < shape_.num_levels(); ++i) {
      level_offset_[i] = num_row_elements_;
      num_row_elements_ += rows(i).size() * shape_.level(i).row_length;
    }
  }

  TreeShape shape_;
  std::size_t log_indices_ = 0;
  std::vector<std::size_t> nodes_;  // layer after layer, from the top one down
  std::array<std::size_t, TreeShape::max_log_rows + 2> first_{};
  std::array<std::size_t, TreeShape::max_log_rows + 1> level_offset_{};
  std::size_t num_row_elements_ = 0;
  std::size_t num_siblings_ = 0;
};

}  // namespace probata::inline v0_1
