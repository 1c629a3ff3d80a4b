// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include <probata/core/usage_error.hpp>
#include <probata/prf/counter_record.hpp>

/// What a dropout mask is, in integers only.
///
/// Element i takes one word of a generator; a window cuts a number v out of it; the element is kept iff v < threshold
/// (or v >= threshold). The presets make such descriptions from what a framework's user states.
namespace probata::inline v0_1 {

/// Block functions and sequences. Blocks have 2 or 4 words of 32 or (Philox4x64) 64 bits; of the last two, 16 words of
/// 32 bits and 16 elements of KoalaBear.
enum class Cipher : std::uint8_t {
  philox2x32,
  philox4x32,
  philox4x64,
  threefry2x32,
  threefry4x32,
  mt19937,  ///< sequence of 32-bit words
  mcg31,    ///< sequence of numbers in [1, 2^31 - 1)
  chacha20,
  poseidon2_24,  ///< 8 full and 23 partial rounds: 31
};

/// Element-to-counter maps. A counter has four words (two: the first two), word 0 first.

/// Element i has a block of its own, at the 64-bit number base + i in words 0 and 1; words 2 and 3 are zero.
struct BlockPerElement {
  enum class Order : std::uint8_t { high_word_first, low_word_first };
  std::uint64_t base = 0;
  Order order = Order::high_word_first;
  friend bool operator==(const BlockPerElement&, const BlockPerElement&) = default;
};

/// Consecutive counters, read as one number with word 0 lowest: block j is at first + j. Elements use up the words of
/// all blocks in order.
struct ConsecutiveBlocks {
  std::array<std::uint64_t, 4> first{};
  friend bool operator==(const ConsecutiveBlocks&, const ConsecutiveBlocks&) = default;
};

/// JAX before partitionable generators: m words from h = ceil(m / 2) blocks of two words, block j at (j, h + j), but
/// (j, 0) where h + j = m. Words 0, 1, ... are the first outputs of all blocks, then all second outputs.
struct SplitHalves {
  friend bool operator==(const SplitHalves&, const SplitHalves&) = default;
};

/// XLA's Threefry: in a tensor outer x extent x inner, positions 2y and 2y + 1 of the middle dimension share the block
/// at the 64-bit index of (o, y, i) in outer x ceil(extent / 2) x inner, low word first, and take its words 0 and 1.
struct SplitDimension {
  std::uint64_t outer = 1;
  std::uint64_t extent = 1;
  std::uint64_t inner = 1;
  friend bool operator==(const SplitDimension&, const SplitDimension&) = default;
};

/// Threads of a CUDA grid, `vector_width` = V elements each in one pass over the grid. Thread t in pass p draws blocks
/// at (first_block + p b + 0..b-1, t), both 64 bits, low word first; b = 2 for V = 8, else 1. Element
/// V (t + p threads) + k takes word k. For V = 1 a pass has 4 threads elements: element t + (4 p + k) threads, word k.
struct CudaGrid {
  std::uint64_t first_block = 0;
  std::uint64_t threads = 256;
  unsigned vector_width = 4;
  friend bool operator==(const CudaGrid&, const CudaGrid&) = default;
};

/// FlashAttention's tiles of 16 x 32 entries of a (batch, heads, rows, cols) tensor: 32 lanes of 16 bytes. Entry (r, c)
/// of head g = batch index * heads + head: lane (r mod 8) 4 + (c mod 8) / 2, byte (c mod 32) / 8 * 4 + (r mod 16) / 8 *
/// 2
/// + c mod 2 of the block at (base + 32 g + lane, low word first; r / 16; c / 32).
struct AttentionTiles {
  std::uint64_t base = 0;
  std::uint64_t heads = 1;  ///< batch times heads
  std::uint64_t rows = 1;
  std::uint64_t cols = 1;
  friend bool operator==(const AttentionTiles&, const AttentionTiles&) = default;
};

/// The outputs of mt19937 or mcg31 in order, after `skipped` elements.
struct Sequence {
  std::uint64_t skipped = 0;
  friend bool operator==(const Sequence&, const Sequence&) = default;
};

/// Blocks 0, 1, ... of a record in a counter mode of chacha20 or poseidon2_24, which the selection names: word w32 or
/// n31, quarter_of_word w8, byte_of_element n8, bit_of_element half. Elements use up all words of all blocks in order.
struct RecordBlocks {
  CounterRecord record;
  friend bool operator==(const RecordBlocks&, const RecordBlocks&) = default;
};

using CounterMap = std::variant<BlockPerElement, ConsecutiveBlocks, SplitHalves, SplitDimension, CudaGrid,
                                AttentionTiles, Sequence, RecordBlocks>;

/// What of the generator's output an element takes.
enum class WordSelection : std::uint8_t {
  word,             ///< the word that the map names; of a block per element, word 0
  xor_of_block,     ///< the exclusive or of all words of its block
  two_words,        ///< two consecutive 32-bit words as one number, the first one high
  half_of_word,     ///< 32 bits of a 64-bit word, low half first
  quarter_of_word,  ///< 8 bits of a 32-bit word, low byte first
  byte_of_element,  ///< of a field element below p - 1 its lowest three bytes, low byte first; of p - 1 three times 256
  bit_of_element,   ///< of a field element its lowest 24 bits, low bit first; those of p - 1 are zero
};

/// The number that is compared: v = (word >> shift) mod 2^bits. With `fold` v = word, or its complement where the top
/// bit of the 32-bit word is set.
struct MaskWindow {
  unsigned shift = 0;
  unsigned bits = 32;
  bool fold = false;
  friend bool operator==(const MaskWindow&, const MaskWindow&) = default;
};

/// Kept is v < threshold, or v >= threshold.
enum class Comparison : std::uint8_t { less, at_least };

/// A mask of `elements` bits, in row-major order of its tensor.
struct MaskSpec {
  Cipher cipher = Cipher::philox4x32;
  unsigned rounds = 10;                ///< zero for sequences
  std::array<std::uint64_t, 8> key{};  ///< words of the cipher's key, canonical elements; of a sequence, its seed
  std::uint64_t elements = 0;
  CounterMap counters{};
  WordSelection selection = WordSelection::word;
  MaskWindow window{};
  Comparison comparison = Comparison::less;
  std::uint64_t threshold = 0;  ///< at most 2^window.bits

  friend bool operator==(const MaskSpec&, const MaskSpec&) = default;
};

/// Bits of the word of one element: 1, 8, 9, 31, 32 or 64.
[[nodiscard]] constexpr unsigned word_bits(const MaskSpec& spec) noexcept {
  switch (spec.selection) {
    case WordSelection::two_words:
      return 64;
    case WordSelection::quarter_of_word:
      return 8;
    case WordSelection::byte_of_element:
      return 9;
    case WordSelection::bit_of_element:
      return 1;
    case WordSelection::word:
      if (spec.cipher == Cipher::poseidon2_24) return 31;
      return spec.cipher == Cipher::philox4x64 ? 64 : 32;
    case WordSelection::xor_of_block:
    case WordSelection::half_of_word:
      break;
  }
  return 32;
}

/// Elements that one block serves, with the map RecordBlocks.
[[nodiscard]] constexpr std::uint64_t elements_per_block(const MaskSpec& spec) noexcept {
  switch (spec.selection) {
    case WordSelection::quarter_of_word:
      return 64;
    case WordSelection::byte_of_element:
      return 48;
    case WordSelection::bit_of_element:
      return 384;
    default:
      return 16;
  }
}

/// The counter mode of a mask with the map RecordBlocks.
[[nodiscard]] constexpr CounterMode counter_mode(const MaskSpec& spec) noexcept {
  switch (spec.selection) {
    case WordSelection::quarter_of_word:
      return CounterMode::w8;
    case WordSelection::byte_of_element:
      return CounterMode::n8;
    case WordSelection::bit_of_element:
      return CounterMode::half;
    default:
      return spec.cipher == Cipher::chacha20 ? CounterMode::w32 : CounterMode::n31;
  }
}

/// The number v that `spec` compares, of an element's word.
[[nodiscard]] constexpr std::uint64_t draw_of(const MaskSpec& spec, std::uint64_t word) noexcept {
  if (spec.window.fold) return (word >> 31) == 0 ? word : word ^ 0xFFFFFFFF;
  return (word >> spec.window.shift) & ((std::uint64_t{1} << spec.window.bits) - 1);
}

/// Whether an element with this word is kept.
[[nodiscard]] constexpr bool keeps(const MaskSpec& spec, std::uint64_t word) noexcept {
  return (draw_of(spec, word) < spec.threshold) == (spec.comparison == Comparison::less);
}

}  // namespace probata::inline v0_1
