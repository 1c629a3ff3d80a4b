// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <probata/core/assert.hpp>
#include <probata/hash/blake3.hpp>
#include <probata/hash/concepts.hpp>
#include <probata/hash/detail/blake3_tree.hpp>
#include <probata/hash/detail/lane_groups.hpp>
#include <probata/hash/detail/piece_reader.hpp>
#include <probata/hash/row_pieces.hpp>
#include <probata/simd/arch.hpp>
#include <probata/simd/batch.hpp>
#include <probata/simd/bit_operations.hpp>
#include <probata/simd/word_tiles.hpp>

namespace probata::inline v0_1 {

/// BLAKE3 of as many messages as a vector has lanes, in step, all of one length: lane i of a word belongs to message i.
///
///   Blake3Lanes<Arch> hasher;                     // or hasher(key)
///   hasher.update(words);                         // words[k]: little-endian word k of every message
///   auto digest = hasher.finish();                // digest[k]: word k of every digest
///
/// @cost one vector compression for each 16 words, one for each 256 words beyond the first; up to 28 kB on the stack,
///       of which a message of n chunks touches log2(n) * 512 bytes
template <simd::ArchTag Arch = simd::DefaultArch>
class Blake3Lanes {
 public:
  using Word = simd::BatchU32<Arch>;
  using Block = std::array<Word, 16>;
  using Digest = std::array<Word, 8>;
  static constexpr std::size_t lanes = Word::lanes;

  Blake3Lanes() : tree_(detail::blake3_iv, 0) {}
  explicit Blake3Lanes(const Blake3::Key& key) : tree_(Blake3::key_words(key), detail::Blake3Flags::keyed_hash) {}

  /// Appends words to every message.
  void update(std::span<const Word> words) {
    while (!words.empty()) {
      if (used_ == 16) {
        tree_.add_block(block_);
        used_ = 0;
      }
      const std::size_t taken = std::min(16 - used_, words.size());
      for (std::size_t i = 0; i < taken; ++i) block_[used_ + i] = words[i];
      used_ += taken;
      words = words.subspan(taken);
    }
  }
  void update(const Word& word) { update(std::span(&word, 1)); }

  /// The digests of the messages so far. More may be appended afterwards.
  [[nodiscard]] Digest finish() {
    for (std::size_t i = used_; i < 16; ++i) block_[i] = Word(std::uint32_t{0});
    return tree_.root(block_, static_cast<std::uint32_t>(4 * used_));
  }

  /// The digests after 1 to 3 more bytes, the low ones of `last`, whose others are zero.
  [[nodiscard]] Digest finish(const Word& last, std::size_t bytes) {
    PROBATA_ASSERT(1 <= bytes && bytes <= 3, "a part of a word");
    update(last);
    for (std::size_t i = used_; i < 16; ++i) block_[i] = Word(std::uint32_t{0});
    return tree_.root(block_, static_cast<std::uint32_t>(4 * (used_ - 1) + bytes));
  }

 private:
  detail::Blake3Tree<Word> tree_;
  Block block_;
  std::size_t used_ = 0;  // 0..16 words of block_
};

/// BLAKE3 of many messages of one length, as many at once as a vector has lanes.
///
/// All functions write 32 bytes for each message, in the order of the messages, to `digests`; no other place is
/// written. Any number of messages and any length are right, also zero.
/// @cost as Blake3Lanes; a last group that is not full costs as much as a full one
template <simd::ArchTag Arch = simd::DefaultArch>
class Blake3Batch {
 public:
  using Word = simd::BatchU32<Arch>;
  static constexpr std::size_t lanes = Word::lanes;

  /// @param inputs   where each message begins; repetitions are allowed.
  /// @param length   bytes of each message.
  static void hash_many(std::span<const std::byte* const> inputs, std::size_t length, std::byte* digests) {
    hash_all(detail::blake3_iv, 0, detail::ListedInputs{inputs}, length, digests);
  }
  static void keyed_hash_many(const Blake3::Key& key, std::span<const std::byte* const> inputs, std::size_t length,
                              std::byte* digests) {
    hash_all(Blake3::key_words(key), detail::Blake3Flags::keyed_hash, detail::ListedInputs{inputs}, length, digests);
  }

  /// The same for `count` messages, each `stride` bytes after the one before: rows of a matrix, pairs of digests.
  static void hash_rows(const std::byte* first, std::size_t stride, std::size_t count, std::size_t length,
                        std::byte* digests) {
    hash_all(detail::blake3_iv, 0, detail::StridedInputs{first, stride, count}, length, digests);
  }
  static void keyed_hash_rows(const Blake3::Key& key, const std::byte* first, std::size_t stride, std::size_t count,
                              std::size_t length, std::byte* digests) {
    hash_all(Blake3::key_words(key), detail::Blake3Flags::keyed_hash, detail::StridedInputs{first, stride, count},
             length, digests);
  }

  /// The same for `count` messages in pieces, see row_pieces.hpp.
  /// @param map  applied to every word of the messages.
  template <WordMap<Arch> Map = WordsAsTheyLie>
  static void hash_pieces(std::span<const RowPiece> pieces, std::size_t count, std::byte* digests,
                          const Map& map = {}) {
    hash_all_pieces(detail::blake3_iv, 0, pieces, count, digests, map);
  }
  template <WordMap<Arch> Map = WordsAsTheyLie>
  static void keyed_hash_pieces(const Blake3::Key& key, std::span<const RowPiece> pieces, std::size_t count,
                                std::byte* digests, const Map& map = {}) {
    hash_all_pieces(Blake3::key_words(key), detail::Blake3Flags::keyed_hash, pieces, count, digests, map);
  }

 private:
  using Group = detail::LaneGroup<lanes>;

  template <class Inputs>
  static void hash_all(const std::array<std::uint32_t, 8>& key, std::uint32_t mode, const Inputs& inputs,
                       std::size_t length, std::byte* digests) {
    detail::for_each_lane_group<lanes>(inputs, digests,
                                       [&](const Group& group) { hash_group(key, mode, group, length); });
  }

  static void hash_group(const std::array<std::uint32_t, 8>& key, std::uint32_t mode, const Group& group,
                         std::size_t length) {
    constexpr std::size_t block_bytes = Blake3::block_bytes;
    detail::Blake3Tree<Word> tree(key, mode);
    std::array<Word, 16> block;
    std::size_t offset = 0;
    for (; length - offset > block_bytes; offset += block_bytes) {
      simd::load_words(block, group.rows_at(offset));
      tree.add_block(block);
    }
    const std::size_t rest = length - offset;
    if (rest == block_bytes) {
      simd::load_words(block, group.rows_at(offset));
    } else {
      const detail::LaneTails<lanes, block_bytes> tails(group, offset, rest);
      simd::load_words(block, tails.rows_at(0));
    }
    simd::store_words(tree.root(block, static_cast<std::uint32_t>(rest)), group.digests());
  }

  template <class Map>
  static void hash_all_pieces(const std::array<std::uint32_t, 8>& key, std::uint32_t mode,
                              std::span<const RowPiece> pieces, std::size_t count, std::byte* digests, const Map& map) {
    const std::size_t num_words = detail::total_words(pieces);
    detail::for_each_piece_group<Arch>(pieces, count, digests, map, [&](auto& reader) {
      detail::Blake3Tree<Word> tree(key, mode);
      std::array<Word, 16> block;
      std::size_t rest = num_words;
      for (; rest > 16; rest -= 16) {
        reader.read(block);
        tree.add_block(block);
      }
      reader.read(block);
      return tree.root(block, static_cast<std::uint32_t>(4 * rest));
    });
  }
};
static_assert(BatchHasher<Blake3Batch<simd::Scalar>>);

}  // namespace probata::inline v0_1
