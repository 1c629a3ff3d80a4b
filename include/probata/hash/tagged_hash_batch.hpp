// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <span>

#include <probata/hash/blake3_batch.hpp>
#include <probata/hash/keccak_batch.hpp>
#include <probata/hash/row_pieces.hpp>
#include <probata/hash/sha256_batch.hpp>
#include <probata/hash/tagged_hash.hpp>
#include <probata/simd/arch.hpp>

namespace probata::inline v0_1 {

/// TH(tag, m) for many m of one length; `Tagged` is one of tagged_hash.hpp.
///
///   using Batch = TaggedBatch<TaggedBlake3, Arch>;
///   Batch::hash_rows(node, pairs, 64, count, 64, digests);    // also hash_many(node, inputs, length, digests)
///   Batch::hash_pieces(leaf, pieces, count, digests, map);    // rows of several matrices, see row_pieces.hpp
///   auto lanes = Batch::start(leaf);                          // update(words), finish(): messages in lanes
///
/// Digests are written as the batch of the plain hash writes them.
template <class Tagged, simd::ArchTag Arch = simd::DefaultArch>
struct TaggedBatch;

template <simd::ArchTag Arch>
struct TaggedBatch<TaggedBlake3, Arch> {
  using Lanes = Blake3Lanes<Arch>;

  static Lanes start(const TaggedBlake3& tagged) { return Lanes(tagged.key()); }
  static void hash_many(const TaggedBlake3& tagged, std::span<const std::byte* const> inputs, std::size_t length,
                        std::byte* digests) {
    Blake3Batch<Arch>::keyed_hash_many(tagged.key(), inputs, length, digests);
  }
  static void hash_rows(const TaggedBlake3& tagged, const std::byte* first, std::size_t stride, std::size_t count,
                        std::size_t length, std::byte* digests) {
    Blake3Batch<Arch>::keyed_hash_rows(tagged.key(), first, stride, count, length, digests);
  }
  template <WordMap<Arch> Map = WordsAsTheyLie>
  static void hash_pieces(const TaggedBlake3& tagged, std::span<const RowPiece> pieces, std::size_t count,
                          std::byte* digests, const Map& map = {}) {
    Blake3Batch<Arch>::keyed_hash_pieces(tagged.key(), pieces, count, digests, map);
  }
};

template <class Hash, simd::ArchTag Arch>
struct TaggedBatch<BasicTaggedSha256<Hash>, Arch> {
  using Lanes = Sha256Lanes<Arch>;

  static Lanes start(const BasicTaggedSha256<Hash>& tagged) { return Lanes(tagged.start()); }
  static void hash_many(const BasicTaggedSha256<Hash>& tagged, std::span<const std::byte* const> inputs,
                        std::size_t length, std::byte* digests) {
    Sha256Batch<Arch>::hash_many(inputs, length, digests, tagged.start());
  }
  static void hash_rows(const BasicTaggedSha256<Hash>& tagged, const std::byte* first, std::size_t stride,
                        std::size_t count, std::size_t length, std::byte* digests) {
    Sha256Batch<Arch>::hash_rows(first, stride, count, length, digests, tagged.start());
  }
  template <WordMap<Arch> Map = WordsAsTheyLie>
  static void hash_pieces(const BasicTaggedSha256<Hash>& tagged, std::span<const RowPiece> pieces, std::size_t count,
                          std::byte* digests, const Map& map = {}) {
    Sha256Batch<Arch>::hash_pieces(pieces, count, digests, map, tagged.start());
  }
};

template <simd::ArchTag Arch>
struct TaggedBatch<TaggedSha3, Arch> {
  using Lanes = KeccakLanes<Sha3_256, Arch>;

  static Lanes start(const TaggedSha3& tagged) { return Lanes(tagged.prefix()); }
  static void hash_many(const TaggedSha3& tagged, std::span<const std::byte* const> inputs, std::size_t length,
                        std::byte* digests) {
    KeccakBatch<Sha3_256, Arch>::hash_many(inputs, length, digests, tagged.prefix());
  }
  static void hash_rows(const TaggedSha3& tagged, const std::byte* first, std::size_t stride, std::size_t count,
                        std::size_t length, std::byte* digests) {
    KeccakBatch<Sha3_256, Arch>::hash_rows(first, stride, count, length, digests, tagged.prefix());
  }
  template <WordMap<Arch> Map = WordsAsTheyLie>
  static void hash_pieces(const TaggedSha3& tagged, std::span<const RowPiece> pieces, std::size_t count,
                          std::byte* digests, const Map& map = {}) {
    KeccakBatch<Sha3_256, Arch>::hash_pieces(pieces, count, digests, map, tagged.prefix());
  }
};

}  // namespace probata::inline v0_1
