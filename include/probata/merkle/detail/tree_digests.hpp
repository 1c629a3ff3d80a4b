// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include <probata/core/aligned_buffer.hpp>
#include <probata/merkle/merkle_tree.hpp>
#include <probata/merkle/tree_hasher.hpp>
#include <probata/merkle/tree_shape.hpp>
#include <probata/poly/matrix.hpp>

namespace probata::inline v0_1::detail {

/// The digests of a tree while they are made.
///
/// Leaf digests of a level lie where the nodes of its layer will lie: an injection replaces its leaf. Nodes are made
/// block by block, five layers above 2^10 nodes of one layer, so that children are still in the cache.
template <class Suite, class F, class Arch>
class TreeDigests {
 public:
  using Digest = typename Suite::Digest;
  using Tree = MerkleTree<Suite, F>;
  using Hasher = TreeHasher<Suite, F, Arch>;

  static constexpr std::size_t log_block = 10;
  static constexpr std::size_t layers_at_once = 5;

  TreeDigests(const TreeShape& shape, AlignedBuffer<Digest>&& memory) : shape_(shape), digests_(std::move(memory)) {
    const std::size_t size = Tree::num_digests(shape);
    if (digests_.size() < size) digests_ = AlignedBuffer<Digest>(size);
    for (const TreeLevel& level : shape.levels()) leaves_.emplace_back(level.row_length, level.level);
  }

  const TreeShape& shape() const { return shape_; }

  /// Leaves of the rows first_row, ... of a level.
  void hash_rows(Hasher& hasher, std::size_t level, std::size_t first_row,
                 std::span<const MatrixView<const F>> pieces) {
    hasher.leaves(leaves_[level], pieces, layer(shape_.level(level).log_rows) + first_row);
  }

  /// The nodes of the layers from - 1, ..., to above the nodes first, ..., first + count - 1 of layer `from`. The
  /// counts are multiples of 2^(from - to). Before a layer with a level is made, on_level(level, first, count) puts the
  /// leaves there.
  template <class OnLevel>
  void climb(Hasher& hasher, std::size_t from, std::size_t to, std::size_t first, std::size_t count,
             OnLevel&& on_level) {
    for (std::size_t below = from; below-- > to;) {
      first /= 2;
      count /= 2;
      const Digest* const children = layer(below + 1) + 2 * first;
      if (const auto level = shape_.level_at(below)) {
        on_level(*level, first, count);
        hasher.inject(children, count, layer(below) + first);
      } else {
        hasher.nodes(children, count, layer(below) + first);
      }
    }
  }

  /// All nodes below layer `from`.
  /// @param make_on_level  called by each thread; what it returns is called as climb() calls it, and also for the
  ///                       tallest level if `from` is its layer.
  template <class Ex, class MakeOnLevel>
  void climb_all(const Ex& executor, std::size_t from, const MakeOnLevel& make_on_level) {
    const auto stands_at = [&](std::size_t layer) { return layer == shape_.top_layer(); };
    for (; from > log_block && from > shape_.cap(); from = stage_end(from)) {
      executor.parallel_for(std::size_t{1} << (from - log_block), 1, [&](std::size_t begin, std::size_t end) {
        Hasher hasher;
        auto on_level = make_on_level();
        for (std::size_t block = begin; block < end; ++block) {
          const std::size_t first = block << log_block;
          if (stands_at(from)) on_level(0, first, block_size);
          climb(hasher, from, stage_end(from), first, block_size, on_level);
        }
      });
    }
    // What is left is no more than one block, but its rows may be wide: they are for all threads.
    for (std::size_t i = 0; i < shape_.num_levels(); ++i) {
      const std::size_t log_rows = shape_.level(i).log_rows;
      if (log_rows >= from && !(i == 0 && stands_at(from))) continue;
      executor.parallel_for(std::size_t{1} << log_rows, rows_at_once,
                            [&](std::size_t begin, std::size_t end) { make_on_level()(i, begin, end - begin); });
    }
    Hasher hasher;
    climb(hasher, from, shape_.cap(), 0, std::size_t{1} << from, [](std::size_t, std::size_t, std::size_t) {});
  }

  /// Where the nodes above whole blocks of layer `from` end.
  std::size_t stage_end(std::size_t from) const { return std::max(shape_.cap(), from - layers_at_once); }

  Tree finish() && { return Tree(shape_, std::move(digests_)); }

  static constexpr std::size_t block_size = std::size_t{1} << log_block;
  static constexpr std::size_t rows_at_once = 32;

 private:
  Digest* layer(std::size_t m) { return digests_.data() + Tree::layer_offset(shape_, m); }

  TreeShape shape_;
  AlignedBuffer<Digest> digests_;
  std::vector<typename Suite::template Leaves<F>> leaves_;  // of each level
};

}  // namespace probata::inline v0_1::detail
