// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <probata/core/inline.hpp>
#include <probata/hash/row_pieces.hpp>
#include <probata/simd/batch.hpp>
#include <probata/simd/word_tiles.hpp>

namespace probata::inline v0_1::detail {

inline std::size_t total_words(std::span<const RowPiece> pieces) {
  std::size_t words = 0;
  for (const RowPiece& piece : pieces) words += piece.words;
  return words;
}

/// The words of as many messages as a vector has lanes, one message in each lane, in blocks.
///
/// Pieces are cut into tiles of 16 words from their own beginnings; what a block needs of a tile and of the next, it
/// takes from lanes. So a piece of any width costs whole tiles and the vectors of its words, never a copy of its rows.
template <class Arch, class Map>
class PieceReader {
 public:
  using Word = simd::BatchU32<Arch>;
  static constexpr std::size_t lanes = Word::lanes;

  /// The messages `row`, `row` + 1, ...; those after last_row are last_row again.
  PieceReader(std::span<const RowPiece> pieces, std::size_t row, std::size_t last_row, const Map& map)
      : pieces_(pieces), map_(map), row_(row), last_row_(last_row) {}

  /// The next n words of every message; zeros after its end.
  template <std::size_t n>
  void read(std::array<Word, n>& block) {
    if constexpr (n == tile_words) {
      if (next_ == end_ && enter_piece() && words_left_ >= n) {
        prefetch();
        simd::load_words(block, rows_at(at_), map_);
        at_ += 4 * n;
        words_left_ -= n;
        return;
      }
    }
    std::size_t filled = 0;
    while (filled < n && (next_ < end_ || load_tile())) {
      const std::size_t taken = std::min(n - filled, end_ - next_);
      for (std::size_t i = 0; i < taken; ++i) block[filled + i] = tile_[next_ + i];
      filled += taken;
      next_ += taken;
    }
    for (; filled < n; ++filled) block[filled] = Word(std::uint32_t{0});
  }

 private:
  static constexpr std::size_t tile_words = 16;

  /// Goes on to the next piece that has words if this one is used up; false at the end of the messages.
  bool enter_piece() {
    while (words_left_ == 0) {
      if (pieces_.empty()) return false;
      const RowPiece& piece = pieces_.front();
      for (std::size_t i = 0; i < lanes; ++i) from_[i] = piece.first + std::min(row_ + i, last_row_) * piece.stride;
      words_left_ = piece.words;
      next_rows_ = lanes * piece.stride;
      at_ = 0;
      pieces_ = pieces_.subspan(1);
    }
    return true;
  }

  /// Fills the used-up tile with the next words of a piece.
  bool load_tile() {
    if (!enter_piece()) return false;
    const std::size_t taken = std::min(tile_words, words_left_);
    // The end of a longer row: the tile goes back over words that were read before.
    const std::size_t before = taken == tile_words ? 0 : std::min(tile_words - taken, at_ / 4);
    if (before + taken == tile_words) {
      simd::load_words(tile_, rows_at(at_ - 4 * before), map_);
    } else {
      simd::load_short_rows(tile_, before + taken, rows_at(at_ - 4 * before), map_);
    }
    next_ = before;
    end_ = before + taken;
    at_ += 4 * taken;
    words_left_ -= taken;
    return true;
  }

  /// Asks for what is read four blocks later, in these rows or those of the next messages: as many places as there are
  /// lanes, in turns, are not what a processor foresees. Addresses behind the last row are asked for as well, never
  /// read; so they are numbers, not pointers.
  void prefetch() const {
#if defined(__GNUC__) || defined(__clang__)
    constexpr std::size_t distance = 256;
    std::size_t offset = at_ + distance;
    const std::size_t end = at_ + 4 * words_left_;
    if (offset >= end) offset += next_rows_ - end;
    PROBATA_DETAIL_UNROLL
    for (std::size_t i = 0; i < lanes; ++i) {
      __builtin_prefetch(reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(from_[i]) + offset));
    }
#endif
  }

  auto rows_at(std::size_t offset) const {
    return [this, offset](std::size_t i) { return from_[i] + offset; };
  }

  std::span<const RowPiece> pieces_;  // after the current one
  Map map_;
  std::size_t row_;
  std::size_t last_row_;
  std::array<const std::byte*, lanes> from_;  // rows of the current piece
  std::size_t at_ = 0;                        // bytes read of them
  std::size_t next_rows_ = 0;                 // bytes from them to the rows of the next messages
  std::size_t words_left_ = 0;                // not read of them
  std::array<Word, tile_words> tile_;         // words next_ .. end_ - 1 are not given out yet
  std::size_t next_ = 0;
  std::size_t end_ = 0;
};

/// Stores the digests hash(reader) of `lanes` messages at a time, for readers of all messages in turn; lanes beyond the
/// last message are thrown away.
template <class Arch, class Map, class Hash>
void for_each_piece_group(std::span<const RowPiece> pieces, std::size_t count, std::byte* digests, const Map& map,
                          const Hash& hash) {
  constexpr std::size_t lanes = simd::BatchU32<Arch>::lanes;
  constexpr std::size_t digest_bytes = 32;
  std::array<std::byte, digest_bytes> discarded;
  for (std::size_t row = 0; row < count; row += lanes) {
    PieceReader<Arch, Map> reader(pieces, row, count - 1, map);
    simd::store_words(hash(reader), [&](std::size_t i) {
      return row + i < count ? digests + digest_bytes * (row + i) : discarded.data();
    });
  }
}

}  // namespace probata::inline v0_1::detail
