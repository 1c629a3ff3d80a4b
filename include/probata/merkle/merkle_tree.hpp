// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <probata/core/aligned_buffer.hpp>
#include <probata/core/assert.hpp>
#include <probata/core/usage_error.hpp>
#include <probata/hash/concepts.hpp>
#include <probata/merkle/multiproof.hpp>
#include <probata/merkle/opening_plan.hpp>
#include <probata/merkle/tree_shape.hpp>

namespace probata::inline v0_1 {

/// All digests of a tree, in one buffer; made by commit_rows() or a TreeBuilder. The rows stay where they are.
///
///   const MerkleTree<Suite, F> tree = commit_rows<Suite>(rows, cap);
///   transcript.absorb(tree.root());
///   const OpeningPlan plan(tree.shape(), log_indices, indices);
///   tree.open(plan, rows).write(writer);
///
/// Memory: 2^(top layer + 1) - 2^cap digests.
template <class Suite, serial::WordField F>
  requires HashSuite<Suite, F>
class MerkleTree {
 public:
  using Digest = typename Suite::Digest;

  /// Digests of a tree of this shape: see layer_offset().
  /// @throws UsageError if the buffer is too short.
  MerkleTree(const TreeShape& shape, AlignedBuffer<Digest>&& digests) : shape_(shape) {
    if (digests.size() < num_digests(shape)) {
      throw_usage("MerkleTree", "digests.size()", digests.size(), "at least " + std::to_string(num_digests(shape)));
    }
    digests_ = std::move(digests);
  }

  const TreeShape& shape() const noexcept { return shape_; }

  /// The 2^cap digests that stand for the tree.
  std::span<const Digest> root() const noexcept { return layer(shape_.cap()); }
  /// Nodes of a layer, cap <= layer <= top layer.
  std::span<const Digest> layer(std::size_t layer) const noexcept {
    PROBATA_ASSERT(layer >= shape_.cap() && layer <= shape_.top_layer(), "a layer of this tree");
    return digests_.span().subspan(layer_offset(shape_, layer), std::size_t{1} << layer);
  }

  /// The opening of a plan. `rows.copy_row(i, row, to)` writes row group `row` of shape().level(i), salt included, as
  /// TreeRows does; whoever does not keep rows computes them again.
  /// @throws UsageError if the plan is for a tree of another shape.
  template <class Rows>
  Multiproof<Suite, F> open(const OpeningPlan& plan, const Rows& rows) const {
    if (!(plan.shape() == shape_)) throw_usage("MerkleTree::open", "plan.shape()", "another", "the shape of the tree");
    std::vector<F> row_groups(plan.num_row_elements());
    std::span<F> to(row_groups);
    for (std::size_t i = 0; i < shape_.num_levels(); ++i) {
      const std::size_t length = shape_.level(i).row_length;
      for (const std::size_t row : plan.rows(i)) {
        rows.copy_row(i, row, to.first(length));
        to = to.subspan(length);
      }
    }
    std::vector<Digest> siblings;
    siblings.reserve(plan.num_siblings());
    for (std::size_t layer_below = shape_.top_layer(); layer_below-- > shape_.cap();) {
      const std::span<const Digest> children = layer(layer_below + 1);
      plan.for_each_parent(layer_below, [&](std::size_t parent, bool left_is_known, bool right_is_known) {
        if (!left_is_known) siblings.push_back(children[2 * parent]);
        if (!right_is_known) siblings.push_back(children[2 * parent + 1]);
      });
    }
    return Multiproof<Suite, F>(std::move(row_groups), std::move(siblings));
  }

  /// Gives the memory away for the next tree; this one must not be used afterwards.
  AlignedBuffer<Digest> release() && noexcept { return std::move(digests_); }

  static constexpr std::size_t num_digests(const TreeShape& shape) noexcept {
    return (std::size_t{2} << shape.top_layer()) - (std::size_t{1} << shape.cap());
  }
  /// Where a layer begins in the buffer: the layers lie one after another, from the cap up.
  static constexpr std::size_t layer_offset(const TreeShape& shape, std::size_t layer) noexcept {
    return (std::size_t{1} << layer) - (std::size_t{1} << shape.cap());
  }

 private:
  TreeShape shape_;
  AlignedBuffer<Digest> digests_;
};

}  // namespace probata::inline v0_1
