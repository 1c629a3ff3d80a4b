// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include <probata/merkle/multiproof.hpp>
#include <probata/merkle/tree_shape.hpp>
#include <probata/serial/writer.hpp>

#include "support/field_samples.hpp"
#include "support/random.hpp"

/// Trees by their definition, digest by digest: the oracle of everything that commits, opens and verifies.
namespace probata::testing {

template <class Suite, class F>
class ReferenceTree {
 public:
  using Digest = typename Suite::Digest;
  using Rows = std::vector<std::vector<F>>;

  /// rows[i]: the row groups of shape.level(i), salt included.
  ReferenceTree(const TreeShape& shape, std::vector<Rows> rows) : shape_(shape), rows_(std::move(rows)) {}

  const TreeShape& shape() const { return shape_; }
  const std::vector<Rows>& rows() const { return rows_; }
  Rows& rows(std::size_t level) { return rows_[level]; }

  Digest node(std::size_t layer, std::size_t j) const {
    const auto known = nodes_.find({layer, j});
    if (known != nodes_.end()) return known->second;
    return nodes_[{layer, j}] = compute(layer, j);
  }

  std::vector<Digest> root() const {
    std::vector<Digest> digests;
    for (std::size_t j = 0; j < std::size_t{1} << shape_.cap(); ++j) digests.push_back(node(shape_.cap(), j));
    return digests;
  }

  /// The opening, from sets of nodes.
  Multiproof<Suite, F> open(std::size_t log_indices, std::span<const std::size_t> indices) const {
    std::map<std::size_t, std::set<std::size_t>> known;  // of each layer
    for (std::size_t layer = shape_.cap(); layer <= shape_.top_layer(); ++layer) {
      for (const std::size_t index : indices) known[layer].insert(index >> (log_indices - layer));
    }
    std::vector<F> row_groups;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      for (const std::size_t j : known[shape_.level(i).log_rows]) {
        row_groups.insert(row_groups.end(), rows_[i][j].begin(), rows_[i][j].end());
      }
    }
    std::vector<Digest> siblings;
    for (std::size_t layer = shape_.top_layer(); layer > shape_.cap(); --layer) {
      for (const std::size_t parent : known[layer - 1]) {
        for (const std::size_t child : {2 * parent, 2 * parent + 1}) {
          if (!known[layer].contains(child)) siblings.push_back(node(layer, child));
        }
      }
    }
    return Multiproof<Suite, F>(row_groups, siblings);
  }

 private:
  Digest compute(std::size_t layer, std::size_t j) const {
    const auto place = shape_.level_at(layer);
    const auto leaf = [&] {
      const TreeLevel& level = shape_.level(*place);
      return typename Suite::template Leaves<F>(level.row_length, level.level).hash(rows_[*place][j]);
    };
    if (layer == shape_.top_layer()) return leaf();
    const Digest left = node(layer + 1, 2 * j);
    const Digest right = node(layer + 1, 2 * j + 1);
    return place ? Suite::inject(left, right, leaf()) : Suite::node(left, right);
  }

  TreeShape shape_;
  std::vector<Rows> rows_;
  mutable std::map<std::pair<std::size_t, std::size_t>, Digest> nodes_;
};

/// A tree of random rows.
template <class Suite, class F>
ReferenceTree<Suite, F> random_tree(Rng& rng, const TreeShape& shape) {
  std::vector<typename ReferenceTree<Suite, F>::Rows> rows;
  for (const TreeLevel& level : shape.levels()) {
    auto& of_level = rows.emplace_back();
    while (of_level.size() < std::size_t{1} << level.log_rows) {
      of_level.push_back(random_elements<F>(rng, level.row_length));
    }
  }
  return ReferenceTree<Suite, F>(shape, std::move(rows));
}

/// 2^log_blowup rows for each row of a table, so level = log_rows - log_blowup.
inline TreeLevel tree_level(std::size_t log_rows, std::size_t row_length, std::size_t log_blowup = 0) {
  return {log_rows - log_blowup, log_rows, row_length};
}

/// Shapes with one level and with many, gaps between levels, caps, short and long rows.
inline std::vector<TreeShape> sample_shapes() {
  const auto shape = [](std::vector<TreeLevel> levels, std::size_t cap) { return TreeShape(levels, cap); };
  return {
      shape({tree_level(0, 1)}, 0),
      shape({tree_level(1, 3)}, 0),
      shape({tree_level(1, 2)}, 1),
      shape({tree_level(5, 16)}, 0),
      shape({tree_level(6, 17)}, 4),
      shape({tree_level(4, 70)}, 4),
      shape({tree_level(7, 5, 2), tree_level(6, 21, 2)}, 0),
      shape({tree_level(7, 1, 3), tree_level(3, 33, 3)}, 3),
      shape({tree_level(6, 32, 1), tree_level(4, 15, 1), tree_level(1, 48, 1)}, 1),
      shape({tree_level(6, 2), tree_level(5, 4), tree_level(4, 6), tree_level(3, 8), tree_level(2, 10),
             tree_level(0, 12)},
            0),
      shape({{9, 5, 24}}, 2),  // a layer of fibres: level and rows are unrelated
  };
}

inline std::vector<std::size_t> random_indices(Rng& rng, std::size_t log_indices, std::size_t count) {
  std::vector<std::size_t> indices;
  while (indices.size() < count) indices.push_back(rng.index(std::size_t{1} << log_indices));
  return indices;
}

template <class Suite, class F>
std::vector<std::byte> encoding(const Multiproof<Suite, F>& opening) {
  serial::Writer writer;
  opening.write(writer);
  return std::move(writer).take();
}

}  // namespace probata::testing
