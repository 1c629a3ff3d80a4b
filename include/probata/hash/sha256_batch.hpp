// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <probata/core/assert.hpp>
#include <probata/core/inline.hpp>
#include <probata/hash/concepts.hpp>
#include <probata/hash/detail/lane_groups.hpp>
#include <probata/hash/detail/piece_reader.hpp>
#include <probata/hash/detail/sha256_rounds.hpp>
#include <probata/hash/row_pieces.hpp>
#include <probata/hash/sha256.hpp>
#include <probata/simd/arch.hpp>
#include <probata/simd/batch.hpp>
#include <probata/simd/bit_operations.hpp>
#include <probata/simd/word_tiles.hpp>

namespace probata::inline v0_1 {

/// SHA-256 of as many messages as a vector has lanes, in step, all of one length: lane i of a word belongs to message
/// i.
///
///   Sha256Lanes<Arch> hasher;                     // or hasher(prefix), with which every message begins
///   hasher.update(words);                         // words[k]: little-endian word k of every message
///   auto digest = hasher.finish();                // digest[k]: little-endian word k of every digest
///
/// Words are little-endian here as in the other hashes, so that rows of a matrix can be hashed by any of them.
/// @cost one vector compression for each 16 words, and one or two for the padding
template <simd::ArchTag Arch = simd::DefaultArch>
class Sha256Lanes {
 public:
  using Word = simd::BatchU32<Arch>;
  using Block = std::array<Word, 16>;
  using Digest = std::array<Word, 8>;
  static constexpr std::size_t lanes = Word::lanes;

  Sha256Lanes() : Sha256Lanes(Sha256()) {}
  /// All messages begin with what `prefix` has read. Requires that to be whole blocks.
  template <class Engine>
  explicit Sha256Lanes(const BasicSha256<Engine>& prefix) : length_(prefix.length()) {
    for (std::size_t i = 0; i < 8; ++i) chaining_[i] = Word(prefix.chaining()[i]);
  }

  /// Appends words to every message.
  void update(std::span<const Word> words) {
    length_ += 4 * words.size();
    for (const Word& word : words) {
      block_[used_++] = simd::byte_swap(word);
      if (used_ < 16) continue;
      detail::sha256_compress(chaining_, block_);
      used_ = 0;
    }
  }
  void update(const Word& word) { update(std::span(&word, 1)); }

  /// The digests of the messages. The hasher must not be used afterwards.
  [[nodiscard]] Digest finish() {
    if (used_ == 0) {
      detail::sha256_compress_expanded(chaining_, detail::sha256_expand(length_block(0x80000000)));
    } else {
      pad(Word(std::uint32_t{0x80000000}));
    }
    return digest();
  }

  /// The same after 1 to 3 more bytes, the low ones of `last`, whose others are zero.
  [[nodiscard]] Digest finish(const Word& last, std::size_t bytes) {
    PROBATA_ASSERT(1 <= bytes && bytes <= 3, "a part of a word");
    length_ += bytes;
    pad(simd::byte_swap(last) | Word(std::uint32_t{0x80000000} >> (8 * bytes)));
    return digest();
  }

 private:
  /// Absorbs the rest of the message, of which `word` is the last word with its first bit of padding.
  void pad(const Word& word) {
    block_[used_] = word;
    for (std::size_t i = used_ + 1; i < 16; ++i) block_[i] = Word(std::uint32_t{0});
    if (used_ < 14) {
      for (std::size_t i = 14; i < 16; ++i) block_[i] = Word(length_block(0)[i]);
      detail::sha256_compress(chaining_, block_);
    } else {
      detail::sha256_compress(chaining_, block_);
      detail::sha256_compress_expanded(chaining_, detail::sha256_expand(length_block(0)));
    }
  }

  Digest digest() const {
    Digest words;
    for (std::size_t i = 0; i < 8; ++i) words[i] = simd::byte_swap(chaining_[i]);
    return words;
  }

  /// A block of zeros between its first word and the number of bits.
  std::array<std::uint32_t, 16> length_block(std::uint32_t first) const {
    std::array<std::uint32_t, 16> block{first};
    block[14] = static_cast<std::uint32_t>((8 * length_) >> 32);
    block[15] = static_cast<std::uint32_t>(8 * length_);
    return block;
  }

  Digest chaining_;
  Block block_;
  std::size_t used_ = 0;  // 0..15 words of block_
  std::uint64_t length_;  // bytes of every message so far
};

/// SHA-256 of many messages of one length, as many at once as a vector has lanes.
///
/// All functions write 32 bytes for each message, in the order of the messages, to `digests`; no other place is
/// written. Any number of messages and any length are right, also zero. With a `prefix` every message begins with what
/// that hasher has read, which must be whole blocks.
/// @cost one vector compression for each 64 bytes and one for the padding, of which 40 % are saved where it has a block
///       to itself; a last group that is not full costs as much as a full one
template <simd::ArchTag Arch = simd::DefaultArch>
class Sha256Batch {
 public:
  using Word = simd::BatchU32<Arch>;
  static constexpr std::size_t lanes = Word::lanes;

  /// @param inputs   where each message begins (after the prefix); repetitions are allowed.
  /// @param length   bytes of each message, without the prefix.
  template <class Engine = Sha256Portable>
  static void hash_many(std::span<const std::byte* const> inputs, std::size_t length, std::byte* digests,
                        const BasicSha256<Engine>& prefix = {}) {
    hash_all({prefix.chaining(), prefix.length()}, detail::ListedInputs{inputs}, length, digests);
  }

  /// The same for `count` messages, each `stride` bytes after the one before: rows of a matrix, pairs of digests.
  template <class Engine = Sha256Portable>
  static void hash_rows(const std::byte* first, std::size_t stride, std::size_t count, std::size_t length,
                        std::byte* digests, const BasicSha256<Engine>& prefix = {}) {
    hash_all({prefix.chaining(), prefix.length()}, detail::StridedInputs{first, stride, count}, length, digests);
  }

  /// The same for `count` messages in pieces, see row_pieces.hpp.
  /// @param map  applied to every word of the messages.
  template <WordMap<Arch> Map = WordsAsTheyLie, class Engine = Sha256Portable>
  static void hash_pieces(std::span<const RowPiece> pieces, std::size_t count, std::byte* digests, const Map& map = {},
                          const BasicSha256<Engine>& prefix = {}) {
    const std::size_t num_words = detail::total_words(pieces);
    const Ending ending({prefix.chaining(), prefix.length()}, 4 * num_words);
    detail::for_each_piece_group<Arch>(pieces, count, digests, map,
                                       [&](auto& reader) { return hash_words(ending, reader, num_words); });
  }

 private:
  using Group = detail::LaneGroup<lanes>;
  using State = std::array<Word, 8>;
  using Block = std::array<Word, 16>;
  static constexpr std::size_t block_bytes = Sha256::block_bytes;

  struct Prefix {
    Sha256::Chaining chaining;
    std::uint64_t length;
  };
  /// What the ends of messages of one length have in common, and the state that they begin with.
  struct Ending {
    Sha256::Chaining chaining;
    std::uint64_t bits;
    /// Whether the last block is the same for all: messages end with a block, or fewer than 9 bytes before.
    bool is_shared;
    std::array<std::uint32_t, 64> expanded{};  ///< that block

    Ending(const Prefix& prefix, std::size_t length) : chaining(prefix.chaining), bits(8 * (prefix.length + length)) {
      const std::size_t rest = length % block_bytes;
      is_shared = rest == 0 || rest + 9 > block_bytes;
      if (!is_shared) return;
      std::array<std::uint32_t, 16> words{rest == 0 ? 0x80000000U : 0U};
      words[14] = static_cast<std::uint32_t>(bits >> 32);
      words[15] = static_cast<std::uint32_t>(bits);
      expanded = detail::sha256_expand(words);
    }
  };

  template <class Inputs>
  static void hash_all(const Prefix& prefix, const Inputs& inputs, std::size_t length, std::byte* digests) {
    const Ending ending(prefix, length);
    detail::for_each_lane_group<lanes>(inputs, digests, [&](const Group& group) { hash_group(ending, group, length); });
  }

  static void hash_group(const Ending& ending, const Group& group, std::size_t length) {
    State state = start(ending);
    const std::size_t whole = length / block_bytes * block_bytes;
    for (std::size_t offset = 0; offset < whole; offset += block_bytes) absorb(state, group.rows_at(offset));
    if (const std::size_t rest = length - whole; rest != 0) {
      detail::LaneTails<lanes, block_bytes> tails(group, whole, rest);
      for (std::size_t i = 0; i < lanes; ++i) {
        tails.row(i)[rest] = std::byte{0x80};
        if (ending.is_shared) continue;
        for (std::size_t j = 0; j < 8; ++j) {
          tails.row(i)[block_bytes - 1 - j] = static_cast<std::byte>((ending.bits >> (8 * j)) & 0xFF);
        }
      }
      absorb(state, tails.rows_at(0));
    }
    simd::store_words(finish(ending, state), group.digests());
  }

  template <class Reader>
  static State hash_words(const Ending& ending, Reader& reader, std::size_t num_words) {
    State state = start(ending);
    Block block;
    for (std::size_t i = 0; i < num_words / 16; ++i) {
      reader.read(block);
      swap_bytes(block);
      detail::sha256_compress(state, block);
    }
    if (const std::size_t rest = num_words % 16; rest != 0) {
      reader.read(block);
      swap_bytes(block);
      block[rest] = Word(std::uint32_t{0x80000000});
      if (!ending.is_shared) {
        block[14] = Word(static_cast<std::uint32_t>(ending.bits >> 32));
        block[15] = Word(static_cast<std::uint32_t>(ending.bits));
      }
      detail::sha256_compress(state, block);
    }
    return finish(ending, state);
  }

  static State start(const Ending& ending) {
    State state;
    for (std::size_t i = 0; i < 8; ++i) state[i] = Word(ending.chaining[i]);
    return state;
  }
  static State finish(const Ending& ending, State state) {
    if (ending.is_shared) detail::sha256_compress_expanded(state, ending.expanded);
    swap_bytes(state);
    return state;
  }

  template <std::size_t n>
  PROBATA_DETAIL_INLINE static void swap_bytes(std::array<Word, n>& words) {
    PROBATA_DETAIL_UNROLL
    for (std::size_t i = 0; i < n; ++i) words[i] = simd::byte_swap(words[i]);
  }

  template <class Row>
  static void absorb(State& state, Row row) {
    Block block;
    simd::load_words(block, row);
    swap_bytes(block);
    detail::sha256_compress(state, block);
  }
};
static_assert(BatchHasher<Sha256Batch<simd::Scalar>>);

}  // namespace probata::inline v0_1
