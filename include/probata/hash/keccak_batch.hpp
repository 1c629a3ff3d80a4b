// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <probata/core/assert.hpp>
#include <probata/hash/concepts.hpp>
#include <probata/hash/detail/keccak_rounds.hpp>
#include <probata/hash/detail/lane_groups.hpp>
#include <probata/hash/detail/piece_reader.hpp>
#include <probata/hash/keccak.hpp>
#include <probata/hash/row_pieces.hpp>
#include <probata/serial/little_endian.hpp>
#include <probata/simd/arch.hpp>
#include <probata/simd/batch.hpp>
#include <probata/simd/bit_operations.hpp>
#include <probata/simd/word_tiles.hpp>

namespace probata::inline v0_1 {

/// A Keccak hash of as many messages as a vector has 32-bit lanes, in step, all of one length: lane i of a word belongs
/// to message i.
///
///   KeccakLanes<Sha3_256, Arch> hasher;           // or hasher(prefix), a digest with which every message begins
///   hasher.update(words);                         // words[k]: little-endian word k of every message
///   auto digest = hasher.finish();                // digest[k]: little-endian word k of every digest
///
/// @tparam Hash  Sha3_256 or Keccak256.
/// @cost   two vector permutations (of half as many states each) for each 34 words
template <class Hash, simd::ArchTag Arch = simd::DefaultArch>
class KeccakLanes {
 public:
  using Word = simd::BatchU32<Arch>;
  using Digest = std::array<Word, 8>;
  static constexpr std::size_t lanes = Word::lanes;

  KeccakLanes() {
    for (State& state : states_) state.fill(Wide(std::uint64_t{0}));
  }
  explicit KeccakLanes(const typename Hash::Digest& prefix) : KeccakLanes() {
    for (std::size_t i = 0; i < 8; ++i) {
      update(Word(serial::load_little_endian<std::uint32_t>(prefix.data() + 4 * i)));
    }
  }

  /// Appends words to every message.
  void update(std::span<const Word> words) {
    for (const Word& word : words) update(word);
  }
  void update(const Word& word) {
    if (used_ % 2 == 0) {
      waiting_ = word;
      ++used_;
      return;
    }
    add(used_ / 2, simd::join(waiting_, word));
    if (++used_ < block_words) return;
    for (State& state : states_) detail::keccak_f1600(state);
    used_ = 0;
  }

  /// The digests of the messages. The hasher must not be used afterwards.
  [[nodiscard]] Digest finish() { return pad(Word(std::uint32_t{Hash::padding})); }

  /// The same after 1 to 3 more bytes, the low ones of `last`, whose others are zero.
  [[nodiscard]] Digest finish(const Word& last, std::size_t bytes) {
    PROBATA_ASSERT(1 <= bytes && bytes <= 3, "a part of a word");
    return pad(last | Word(std::uint32_t{Hash::padding} << (8 * bytes)));
  }

 private:
  using Wide = simd::BatchU64<Arch>;
  using State = std::array<Wide, 25>;
  static constexpr std::size_t block_words = Hash::block_bytes / 4;

  /// Absorbs the rest of the message, of which `word` is the last word with its padding, and squeezes.
  Digest pad(const Word& word) {
    const Word zero(std::uint32_t{0});
    const std::size_t place = used_ / 2;
    add(place, used_ % 2 == 0 ? simd::join(word, zero) : simd::join(waiting_, word));
    Digest digest;
    for (State& state : states_) {
      state[block_words / 2 - 1] = state[block_words / 2 - 1] ^ Wide(std::uint64_t{1} << 63);
      detail::keccak_f1600(state);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      simd::WidePair<Arch> pair;
      for (std::size_t s = 0; s < states_.size(); ++s) pair[s] = states_[s][i];
      const auto halves = simd::split<Arch>(pair);
      digest[2 * i] = halves[0];
      digest[2 * i + 1] = halves[1];
    }
    return digest;
  }

  void add(std::size_t place, const simd::WidePair<Arch>& pair) {
    for (std::size_t s = 0; s < states_.size(); ++s) states_[s][place] = states_[s][place] ^ pair[s];
  }

  // The messages of vector s of a WidePair.
  std::array<State, std::tuple_size_v<simd::WidePair<Arch>>> states_;
  Word waiting_;          // the low half of a lane of the state, if used_ is odd
  std::size_t used_ = 0;  // 0..33 words of the current block
};

/// A Keccak hash of many messages of one length, as many at once as a vector has 64-bit lanes.
///
/// All functions write 32 bytes for each message, in the order of the messages, to `digests`; no other place is
/// written. Any number of messages and any length are right, also zero.
/// @tparam Hash  Sha3_256 or Keccak256.
/// @cost   one vector permutation for each 136 bytes; a last group that is not full costs as much as a full one
template <class Hash, simd::ArchTag Arch = simd::DefaultArch>
class KeccakBatch {
 public:
  using Word = simd::BatchU64<Arch>;
  using Prefix = typename Hash::Digest;
  static constexpr std::size_t lanes = Word::lanes;

  /// @param inputs   where each message begins; repetitions are allowed.
  /// @param length   bytes of each message.
  static void hash_many(std::span<const std::byte* const> inputs, std::size_t length, std::byte* digests) {
    hash_all<0>({}, detail::ListedInputs{inputs}, length, digests);
  }
  /// The same for messages that begin with the 32 bytes of `prefix`, not counted in `length`.
  static void hash_many(std::span<const std::byte* const> inputs, std::size_t length, std::byte* digests,
                        const Prefix& prefix) {
    hash_all<prefix_words>(words_of(prefix), detail::ListedInputs{inputs}, length, digests);
  }

  /// The same for `count` messages, each `stride` bytes after the one before: rows of a matrix, pairs of digests.
  static void hash_rows(const std::byte* first, std::size_t stride, std::size_t count, std::size_t length,
                        std::byte* digests) {
    hash_all<0>({}, detail::StridedInputs{first, stride, count}, length, digests);
  }
  static void hash_rows(const std::byte* first, std::size_t stride, std::size_t count, std::size_t length,
                        std::byte* digests, const Prefix& prefix) {
    hash_all<prefix_words>(words_of(prefix), detail::StridedInputs{first, stride, count}, length, digests);
  }

  /// The same for `count` messages in pieces, see row_pieces.hpp.
  /// @param map  applied to every word of the messages.
  template <WordMap<Arch> Map = WordsAsTheyLie>
  static void hash_pieces(std::span<const RowPiece> pieces, std::size_t count, std::byte* digests,
                          const Map& map = {}) {
    hash_all_pieces(KeccakLanes<Hash, Arch>(), pieces, count, digests, map);
  }
  template <WordMap<Arch> Map = WordsAsTheyLie>
  static void hash_pieces(std::span<const RowPiece> pieces, std::size_t count, std::byte* digests, const Map& map,
                          const Prefix& prefix) {
    hash_all_pieces(KeccakLanes<Hash, Arch>(prefix), pieces, count, digests, map);
  }

 private:
  using Group = detail::LaneGroup<lanes>;
  using State = std::array<Word, 25>;
  static constexpr std::size_t block_words = Hash::block_bytes / 8;
  static constexpr std::size_t prefix_words = 4;
  using PrefixWords = std::array<std::uint64_t, prefix_words>;

  static PrefixWords words_of(const Prefix& prefix) {
    PrefixWords words;
    for (std::size_t i = 0; i < prefix_words; ++i) {
      words[i] = serial::load_little_endian<std::uint64_t>(prefix.data() + 8 * i);
    }
    return words;
  }

  template <std::size_t prefixed, class Inputs>
  static void hash_all(const PrefixWords& prefix, const Inputs& inputs, std::size_t length, std::byte* digests) {
    detail::for_each_lane_group<lanes>(inputs, digests, [&](const Group& group) {
      State state;
      state.fill(Word(std::uint64_t{0}));
      for (std::size_t i = 0; i < prefixed; ++i) state[i] = Word(prefix[i]);
      hash_group<prefixed>(state, group, length);
    });
  }

  /// The first block takes only what the prefix leaves of it.
  template <std::size_t prefixed>
  static void hash_group(State& state, const Group& group, std::size_t length) {
    constexpr std::size_t first_bytes = 8 * (block_words - prefixed);
    if (length < first_bytes) return finish<prefixed>(state, group, 0, length);
    add_words<prefixed>(state, group.rows_at(0));
    detail::keccak_f1600(state);
    std::size_t offset = first_bytes;
    for (; length - offset >= Hash::block_bytes; offset += Hash::block_bytes) {
      add_words<0>(state, group.rows_at(offset));
      detail::keccak_f1600(state);
    }
    finish<0>(state, group, offset, length - offset);
  }

  template <std::size_t prefixed>
  static void finish(State& state, const Group& group, std::size_t offset, std::size_t rest) {
    constexpr std::size_t size = 8 * (block_words - prefixed);
    detail::LaneTails<lanes, size> tails(group, offset, rest);
    for (std::size_t i = 0; i < lanes; ++i) {
      tails.row(i)[rest] ^= std::byte{Hash::padding};
      tails.row(i)[size - 1] ^= std::byte{0x80};
    }
    add_words<prefixed>(state, tails.rows_at(0));
    detail::keccak_f1600(state);
    simd::store_words(std::array<Word, 4>{state[0], state[1], state[2], state[3]}, group.digests());
  }

  template <class Map>
  static void hash_all_pieces(const KeccakLanes<Hash, Arch>& start, std::span<const RowPiece> pieces, std::size_t count,
                              std::byte* digests, const Map& map) {
    const std::size_t num_words = detail::total_words(pieces);
    detail::for_each_piece_group<Arch>(pieces, count, digests, map, [&](auto& reader) {
      KeccakLanes<Hash, Arch> hasher = start;
      std::array<simd::BatchU32<Arch>, 16> words;
      for (std::size_t done = 0; done < num_words; done += 16) {
        reader.read(words);
        hasher.update(std::span(words).first(std::min<std::size_t>(16, num_words - done)));
      }
      return hasher.finish();
    });
  }

  template <std::size_t prefixed, class Row>
  static void add_words(State& state, Row row) {
    std::array<Word, block_words - prefixed> words;
    simd::load_words(words, row);
    for (std::size_t i = 0; i < words.size(); ++i) state[prefixed + i] = state[prefixed + i] ^ words[i];
  }
};
static_assert(BatchHasher<KeccakBatch<Sha3_256, simd::Scalar>>);

}  // namespace probata::inline v0_1
