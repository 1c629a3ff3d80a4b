// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <span>
#include <type_traits>
#include <vector>

#include <probata/field/packed.hpp>
#include <probata/hash/concepts.hpp>
#include <probata/hash/poseidon2_batch.hpp>
#include <probata/hash/poseidon2_suite.hpp>
#include <probata/hash/row_pieces.hpp>
#include <probata/hash/tagged_hash_batch.hpp>
#include <probata/merkle/detail/packed_rows.hpp>
#include <probata/poly/matrix.hpp>
#include <probata/simd/arch.hpp>

namespace probata::inline v0_1 {

/// The leaves and nodes of trees in bulk: what a suite's `Leaves`, `node` and `inject` do one by one, as many at once
/// as vectors of Arch hold.
///
///   TreeHasher<Suite, F, Arch> hasher;                     // holds buffers: one for each thread
///   hasher.leaves(leaves, pieces, digests);                // digests[i]: leaf of row i of all pieces, joined
///   hasher.nodes(children, count, digests);                // digests[i]: node of children[2 i] and children[2 i + 1]
///   hasher.inject(children, count, digests);               // digests[i]: injection of those and digests[i], a leaf
///
/// All pieces have the same number of rows; together they are as wide as the leaves. Digests lie apart from children.
/// Results do not depend on Arch, nor on how rows and nodes are divided into calls; a call of a few costs as much as
/// one of a vector full.
template <class Suite, class F, simd::ArchTag Arch = simd::DefaultArch>
class TreeHasher;

/// Byte suites: batches of tagged hashes.
template <class Suite, class F, simd::ArchTag Arch>
  requires(!Suite::algebraic)
class TreeHasher<Suite, F, Arch> {
 public:
  using Digest = typename Suite::Digest;
  using Leaves = typename Suite::template Leaves<F>;
  using Pieces = std::span<const MatrixView<const F>>;

  void leaves(const Leaves& leaves, Pieces pieces, Digest* to) {
    pieces_.clear();
    for (const MatrixView<const F>& piece : pieces) {
      pieces_.push_back({reinterpret_cast<const std::byte*>(piece.data()), piece.row_stride() * sizeof(F),
                         piece.cols() * words_per_element});
    }
    Batch::hash_pieces(leaves.tagged(), pieces_, pieces.front().rows(), bytes_of(to), CanonicalWords<F>{});
  }

  void nodes(const Digest* children, std::size_t count, Digest* to) {
    Batch::hash_rows(Suite::node_tag, bytes_of(children), 2 * sizeof(Digest), count, 2 * sizeof(Digest), bytes_of(to));
  }

  void inject(const Digest* children, std::size_t count, Digest* to) {
    // Digests replace the leaves of which they are made: the batch reads a copy of the leaves.
    std::array<Digest, 64> copies;
    for (std::size_t i = 0; i < count; i += copies.size()) {
      const std::size_t taken = std::min(copies.size(), count - i);
      std::copy_n(to + i, taken, copies.begin());
      const std::array parts{RowPiece{bytes_of(children + 2 * i), 2 * sizeof(Digest), 2 * digest_words},
                             RowPiece{bytes_of(copies.data()), sizeof(Digest), digest_words}};
      Batch::hash_pieces(Suite::inject_tag, parts, taken, bytes_of(to + i));
    }
  }

 private:
  using Batch = TaggedBatch<typename Suite::Tagged, Arch>;
  static constexpr std::size_t words_per_element = sizeof(F) / 4;
  static constexpr std::size_t digest_words = sizeof(Digest) / 4;
  static_assert(sizeof(Digest) == Suite::digest_bytes);

  static const std::byte* bytes_of(const Digest* digests) { return reinterpret_cast<const std::byte*>(digests); }
  static std::byte* bytes_of(Digest* digests) { return reinterpret_cast<std::byte*>(digests); }

  std::vector<RowPiece> pieces_;
};

/// Suites 4 and 5: one sponge, one compression in each lane.
template <class F, std::size_t width, simd::ArchTag Arch>
class TreeHasher<Poseidon2Suite<F, width>, F, Arch> {
 public:
  using Suite = Poseidon2Suite<F, width>;
  using Digest = typename Suite::Digest;
  using Leaves = typename Suite::template Leaves<F>;
  using Pieces = std::span<const MatrixView<const F>>;

  void leaves(const Leaves& leaves, Pieces pieces, Digest* to) {
    const std::size_t count = pieces.front().rows();
    for (std::size_t row = 0; row < count; row += lanes) {
      Poseidon2Sponge<P, Suite::id> sponge(leaves.length(), leaves.level());
      for (const MatrixView<const F>& piece : pieces) {
        detail::for_each_tile<Arch>(piece, row, [&](std::span<const P> columns) { sponge.update(columns); });
      }
      detail::store_rows(sponge.finish(), to + row, std::min(lanes, count - row));
    }
  }

  void nodes(const Digest* children, std::size_t count, Digest* to) {
    for (std::size_t i = 0; i < count; i += lanes) {
      const std::size_t taken = std::min(lanes, count - i);
      const Pair pair = load_pair(children + 2 * i, taken);
      detail::store_rows(Compression::node(pair.left, pair.right), to + i, taken);
    }
  }

  void inject(const Digest* children, std::size_t count, Digest* to) {
    for (std::size_t i = 0; i < count; i += lanes) {
      const std::size_t taken = std::min(lanes, count - i);
      const Pair pair = load_pair(children + 2 * i, taken);
      PackedDigest leaf;
      detail::load_rows(leaf, to + i, taken);
      detail::store_rows(Compression::inject(pair.left, pair.right, leaf), to + i, taken);
    }
  }

 private:
  using P = Packed<F, Arch>;
  static constexpr std::size_t lanes = P::lanes;
  using Compression = Poseidon2Compression<P, Suite::id>;
  static constexpr std::size_t size = Suite::digest_elements;
  using PackedDigest = std::array<P, size>;

  struct Pair {
    PackedDigest left;
    PackedDigest right;
  };
  static Pair load_pair(const Digest* children, std::size_t count) {
    std::array<P, 2 * size> both;
    detail::load_rows(both, reinterpret_cast<const std::array<F, 2 * size>*>(children), count);
    Pair pair;
    std::copy_n(both.begin(), size, pair.left.begin());
    std::copy_n(both.begin() + size, size, pair.right.begin());
    return pair;
  }
};

}  // namespace probata::inline v0_1
