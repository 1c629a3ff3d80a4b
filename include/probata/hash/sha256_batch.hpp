// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <probata/hash/concepts.hpp>
#include <probata/hash/detail/lane_groups.hpp>
#include <probata/hash/detail/sha256_rounds.hpp>
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
      block_[used_] = Word(std::uint32_t{0x80000000});
      for (std::size_t i = used_ + 1; i < 16; ++i) block_[i] = Word(std::uint32_t{0});
      if (used_ < 14) {
        for (std::size_t i = 14; i < 16; ++i) block_[i] = Word(length_block(0)[i]);
        detail::sha256_compress(chaining_, block_);
      } else {
        detail::sha256_compress(chaining_, block_);
        detail::sha256_compress_expanded(chaining_, detail::sha256_expand(length_block(0)));
      }
    }
    Digest digest;
    for (std::size_t i = 0; i < 8; ++i) digest[i] = simd::byte_swap(chaining_[i]);
    return digest;
  }

 private:
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

 private:
  using Group = detail::LaneGroup<lanes>;
  static constexpr std::size_t block_bytes = Sha256::block_bytes;

  struct Prefix {
    Sha256::Chaining chaining;
    std::uint64_t length;
  };
  /// The last block where it is the same for all messages: those that end with a block, or fewer than 9 bytes before.
  struct SharedBlock {
    bool exists;
    std::array<std::uint32_t, 64> expanded;
  };

  template <class Inputs>
  static void hash_all(const Prefix& prefix, const Inputs& inputs, std::size_t length, std::byte* digests) {
    const std::size_t rest = length % block_bytes;
    const std::uint64_t bits = 8 * (prefix.length + length);
    SharedBlock shared{rest == 0 || rest + 9 > block_bytes, {}};
    if (shared.exists) {
      std::array<std::uint32_t, 16> words{rest == 0 ? 0x80000000U : 0U};
      words[14] = static_cast<std::uint32_t>(bits >> 32);
      words[15] = static_cast<std::uint32_t>(bits);
      shared.expanded = detail::sha256_expand(words);
    }
    detail::for_each_lane_group<lanes>(inputs, digests,
                                       [&](const Group& group) { hash_group(prefix, shared, bits, group, length); });
  }

  static void hash_group(const Prefix& prefix, const SharedBlock& shared, std::uint64_t bits, const Group& group,
                         std::size_t length) {
    std::array<Word, 8> chaining;
    for (std::size_t i = 0; i < 8; ++i) chaining[i] = Word(prefix.chaining[i]);
    const std::size_t whole = length / block_bytes * block_bytes;
    for (std::size_t offset = 0; offset < whole; offset += block_bytes) absorb(chaining, group.rows_at(offset));
    if (const std::size_t rest = length - whole; rest != 0) {
      detail::LaneTails<lanes, block_bytes> tails(group, whole, rest);
      for (std::size_t i = 0; i < lanes; ++i) {
        tails.row(i)[rest] = std::byte{0x80};
        if (shared.exists) continue;
        for (std::size_t j = 0; j < 8; ++j) {
          tails.row(i)[block_bytes - 1 - j] = static_cast<std::byte>((bits >> (8 * j)) & 0xFF);
        }
      }
      absorb(chaining, tails.rows_at(0));
    }
    if (shared.exists) detail::sha256_compress_expanded(chaining, shared.expanded);
    for (Word& word : chaining) word = simd::byte_swap(word);
    simd::store_words(chaining, group.digests());
  }

  template <class Row>
  static void absorb(std::array<Word, 8>& chaining, Row row) {
    std::array<Word, 16> block;
    simd::load_words(block, row);
    for (Word& word : block) word = simd::byte_swap(word);
    detail::sha256_compress(chaining, block);
  }
};
static_assert(BatchHasher<Sha256Batch<simd::Scalar>>);

}  // namespace probata::inline v0_1
