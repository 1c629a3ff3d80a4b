// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <probata/core/aligned_buffer.hpp>
#include <probata/core/usage_error.hpp>
#include <probata/merkle/concepts.hpp>
#include <probata/merkle/detail/row_coverage.hpp>
#include <probata/merkle/detail/salted_pieces.hpp>
#include <probata/merkle/detail/tree_digests.hpp>
#include <probata/merkle/merkle_tree.hpp>
#include <probata/merkle/salts.hpp>
#include <probata/merkle/tree_rows.hpp>
#include <probata/merkle/tree_shape.hpp>
#include <probata/parallel/concepts.hpp>
#include <probata/parallel/serial.hpp>
#include <probata/poly/matrix.hpp>
#include <probata/simd/arch.hpp>

namespace probata::inline v0_1 {

/// The tree over rows that are all there. Each row is read once, 16 at a time in AVX-512 vectors.
///
///   const TreeRows<F> rows(matrices, log_blowup);
///   const auto tree = commit_rows<Blake3Suite>(rows, cap, executor);
///
/// @param memory  used for the digests if it is large enough: that of a tree that is no longer needed.
/// @throws UsageError  if the cap is above the lowest level's layer.
/// @cost  reads the rows, writes 2^(top layer + 1) digests; a leaf hash per row group, a node or injection per inner
///        node. Independent of executor and instruction set in its result.
template <class Suite, simd::ArchTag Arch = simd::DefaultArch, PrimeField F, SaltSource<F> Salts,
          Executor Ex = parallel::Serial>
MerkleTree<Suite, F> commit_rows(const TreeRows<F, Salts>& rows, std::size_t cap, const Ex& executor = {},
                                 AlignedBuffer<typename Suite::Digest>&& memory = {}) {
  using Digests = detail::TreeDigests<Suite, F, Arch>;
  Digests digests(rows.shape(cap), std::move(memory));
  digests.climb_all(executor, digests.shape().top_layer(), [&] {
    return
        [&rows, &digests, hasher = typename Digests::Hasher(), pieces = detail::SaltedPieces<F, Salts>(rows.salts())](
            std::size_t i, std::size_t first, std::size_t count) mutable {
          const std::size_t level = rows.levels()[i].level;
          for (const std::size_t end = first + count; first < end; first += Digests::block_size) {
            const std::size_t taken = std::min(end - first, Digests::block_size);
            digests.hash_rows(hasher, i, first,
                              pieces.block(rows.matrices(i), first, taken, level, first, rows.salt_length_of(i)));
          }
        };
  });
  return std::move(digests).finish();
}

/// Makes a tree from blocks of rows that come one after another, so that no matrix need exist as a whole:
///
///   TreeBuilder<Suite, F> builder(shape);
///   for (...) builder.add_rows(level, first_row, pieces, salts, executor);   // every row of every level once
///   const MerkleTree<Suite, F> tree = std::move(builder).finish(executor);
///
/// Blocks come in any order and size. Whole aligned blocks of 2^10 rows of the tallest level are hashed together with
/// the nodes above them, as far as no lower level joins there.
template <class Suite, PrimeField F, simd::ArchTag Arch = simd::DefaultArch>
class TreeBuilder {
 public:
  using Digest = typename Suite::Digest;
  using View = MatrixView<const F>;

  /// @param memory  as above.
  explicit TreeBuilder(const TreeShape& shape, AlignedBuffer<Digest>&& memory = {})
      : digests_(shape, std::move(memory)), covered_(shape.num_levels()), early_end_(early_end(shape)) {
    if (early_end_ < shape.top_layer()) {
      has_nodes_.resize((std::size_t{1} << shape.top_layer()) / Digests::block_size);
    }
  }

  /// Hashes the rows first_row, first_row + 1, ... of shape.levels()[i].
  ///
  /// @param pieces  those rows of every matrix of the level, in order; read during the call only.
  /// @throws UsageError  if there is no level i; if the pieces differ in height or have, together with the salt,
  /// another
  ///                     width than the level; if a row is beyond the level's last or was added before.
  template <SaltSource<F> Salts = NoSalts, Executor Ex = parallel::Serial>
  void add_rows(std::size_t i, std::size_t first_row, std::span<const View> pieces, const Salts& salts = {},
                const Ex& executor = {}) {
    check(i, first_row, pieces, salts.length());
    // Until all is hashed: an exception of a salt source leaves digests that nobody computed, for good.
    const bool was_interrupted = std::exchange(interrupted_, true);
    const std::size_t level = digests_.shape().level(i).level;
    const std::size_t end = first_row + pieces.front().rows();
    // Calls hash(hasher, first, count) for rows `begin` to `stop` in pieces of a block or less.
    const auto hash_range = [&](std::size_t begin, std::size_t stop, std::size_t grain, const auto& after) {
      executor.parallel_for(stop - begin, grain, [&](std::size_t from, std::size_t to) {
        Hasher hasher;
        detail::SaltedPieces<F, Salts> block(salts);
        for (std::size_t row = begin + from; row < begin + to; row += Digests::block_size) {
          const std::size_t count = std::min(begin + to - row, Digests::block_size);
          digests_.hash_rows(hasher, i, row, block.block(pieces, row - first_row, count, level, row, salts.length()));
          after(hasher, row);
        }
      });
    };
    const auto nothing = [](Hasher&, std::size_t) {};
    const std::size_t first_block = (first_row + Digests::block_size - 1) / Digests::block_size * Digests::block_size;
    const std::size_t last_block = end / Digests::block_size * Digests::block_size;
    if (i != 0 || has_nodes_.empty() || first_block >= last_block) {
      hash_range(first_row, end, Digests::rows_at_once, nothing);
    } else {
      hash_range(first_row, first_block, Digests::rows_at_once, nothing);
      hash_range(first_block, last_block, Digests::block_size,
                 [&](Hasher& hasher, std::size_t row) { climb_block(hasher, row / Digests::block_size); });
      hash_range(last_block, end, Digests::rows_at_once, nothing);
    }
    interrupted_ = was_interrupted;
  }

  /// The tree, once all rows were added; the builder is used up.
  /// @throws UsageError if rows are missing, or if a call of add_rows was left by an exception.
  template <Executor Ex = parallel::Serial>
  MerkleTree<Suite, F> finish(const Ex& executor = {}) && {
    if (interrupted_) {
      throw_usage("TreeBuilder::finish", "rows of the last add_rows", "hashed in part",
                  "hashed: start again after an exception");
    }
    const TreeShape& shape = digests_.shape();
    for (std::size_t i = 0; i < shape.num_levels(); ++i) {
      const std::size_t missing = covered_[i].first_missing();
      if (missing != std::size_t{1} << shape.level(i).log_rows) {
        throw_usage("TreeBuilder::finish", "rows of level " + std::to_string(shape.level(i).level),
                    "without row " + std::to_string(missing), "all given to add_rows before");
      }
    }
    executor.parallel_for(has_nodes_.size(), 1, [&](std::size_t begin, std::size_t end) {
      Hasher hasher;
      for (std::size_t block = begin; block < end; ++block) {
        if (has_nodes_[block] == 0) climb_block(hasher, block);
      }
    });
    digests_.climb_all(executor, early_end_, [] { return [](std::size_t, std::size_t, std::size_t) {}; });
    return std::move(digests_).finish();
  }

 private:
  using Digests = detail::TreeDigests<Suite, F, Arch>;
  using Hasher = typename Digests::Hasher;

  /// The layer down to which nodes are made as soon as a whole block of the tallest level is there.
  std::size_t early_end(const TreeShape& shape) const {
    const std::size_t top = shape.top_layer();
    if (top <= Digests::log_block) return top;
    const std::size_t end = digests_.stage_end(top);
    return shape.num_levels() == 1 ? end : std::max(end, shape.level(1).log_rows + 1);
  }

  void climb_block(Hasher& hasher, std::size_t block) {
    digests_.climb(hasher, digests_.shape().top_layer(), early_end_, block * Digests::block_size, Digests::block_size,
                   [](std::size_t, std::size_t, std::size_t) {});
    has_nodes_[block] = 1;
  }

  void check(std::size_t i, std::size_t first_row, std::span<const View> pieces, std::size_t salt) {
    constexpr const char* where = "TreeBuilder::add_rows";
    const TreeShape& shape = digests_.shape();
    if (i >= shape.num_levels()) {
      throw_usage(where, "i", i, "below the number of levels, " + std::to_string(shape.num_levels()));
    }
    if (pieces.empty()) throw_usage(where, "pieces.size()", std::size_t{0}, "at least 1");
    const std::size_t count = pieces.front().rows();
    std::size_t width = salt;
    for (const View& piece : pieces) {
      width += piece.cols();
      if (piece.rows() != count) {
        throw_usage(where, "rows() of a piece", piece.rows(), std::to_string(count) + " like the first piece");
      }
    }
    if (width != shape.level(i).row_length) {
      throw_usage(where, "width of the pieces and the salt", width,
                  "row_length = " + std::to_string(shape.level(i).row_length));
    }
    const std::size_t rows = std::size_t{1} << shape.level(i).log_rows;
    if (first_row > rows || count == 0 || count > rows - first_row) {
      throw_usage(where, "rows", std::to_string(count) + " from " + std::to_string(first_row),
                  "at least 1, and rows of the " + std::to_string(rows) + " of the level");
    }
    if (!covered_[i].add(first_row, first_row + count)) {
      throw_usage(where, "rows", std::to_string(count) + " from " + std::to_string(first_row), "new ones");
    }
  }

  Digests digests_;
  std::vector<detail::RowCoverage> covered_;  // of each level
  bool interrupted_ = false;
  std::size_t early_end_;
  std::vector<unsigned char> has_nodes_;  // of each block of the tallest level, whether climb_block has been there
};

}  // namespace probata::inline v0_1
