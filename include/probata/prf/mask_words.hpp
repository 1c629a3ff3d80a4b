// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <variant>

#include <probata/core/bits.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/hash/chacha20.hpp>
#include <probata/prf/counter_modes.hpp>
#include <probata/prf/mask_spec.hpp>
#include <probata/prf/mcg31.hpp>
#include <probata/prf/mt19937.hpp>
#include <probata/prf/philox.hpp>
#include <probata/prf/threefry.hpp>
#include <probata/serial/little_endian.hpp>

/// The word of one element, as the definitions say it: what fast generation is tested against.
namespace probata::inline v0_1 {

namespace detail {

/// A counter and the word of its block that an element takes (or begins with).
struct BlockAddress {
  std::array<std::uint64_t, 4> counter;
  std::size_t word;
};

constexpr std::uint64_t low_32(std::uint64_t x) noexcept { return x & 0xFFFFFFFF; }
constexpr std::uint64_t high_32(std::uint64_t x) noexcept { return x >> 32; }

/// counter + j, the counter being a number of four digits of 32 or 64 bits, the lowest first; modulo its range.
constexpr std::array<std::uint64_t, 4> advanced(std::array<std::uint64_t, 4> counter, std::uint64_t j,
                                                bool words_of_64_bits) noexcept {
  for (std::uint64_t& word : counter) {
    if (words_of_64_bits) {
      word += j;
      j = word < j ? 1 : 0;
    } else {
      const std::uint64_t sum = word + low_32(j);
      word = low_32(sum);
      j = high_32(j) + high_32(sum);
    }
  }
  return counter;
}

constexpr BlockAddress address_of(const MaskSpec&, const BlockPerElement& map, std::uint64_t i) noexcept {
  const std::uint64_t position = map.base + i;
  const bool high_first = map.order == BlockPerElement::Order::high_word_first;
  return {{high_first ? high_32(position) : low_32(position), high_first ? low_32(position) : high_32(position), 0, 0},
          0};
}

constexpr BlockAddress address_of(const MaskSpec& spec, const ConsecutiveBlocks& map, std::uint64_t i) noexcept {
  // Words of the stream before this element; two_words starts at an even word, half_of_word at half of one.
  std::uint64_t block = i / 4;
  std::uint64_t word = i % 4;
  if (spec.selection == WordSelection::two_words) {
    block = i / 2;
    word = i % 2 * 2;
  } else if (spec.selection == WordSelection::half_of_word) {
    block = i / 8;
    word = i % 8 / 2;
  }
  return {advanced(map.first, block, spec.cipher == Cipher::philox4x64), static_cast<std::size_t>(word)};
}

constexpr BlockAddress address_of(const MaskSpec& spec, const SplitHalves&, std::uint64_t i) noexcept {
  const std::uint64_t per_word = spec.selection == WordSelection::quarter_of_word ? 4 : 1;
  const std::uint64_t words = div_ceil(spec.elements, per_word);
  const std::uint64_t half = div_ceil(words, std::uint64_t{2});
  const std::uint64_t w = i / per_word;
  const std::uint64_t block = w < half ? w : w - half;
  return {{block, half + block < words ? half + block : 0, 0, 0}, w < half ? std::size_t{0} : std::size_t{1}};
}

constexpr BlockAddress address_of(const MaskSpec&, const SplitDimension& map, std::uint64_t i) noexcept {
  const std::uint64_t inner = i % map.inner;
  const std::uint64_t position = i / map.inner % map.extent;
  const std::uint64_t outer = i / map.inner / map.extent;
  const std::uint64_t half = div_ceil(map.extent, std::uint64_t{2});
  const std::uint64_t block = (outer * half + position / 2) * map.inner + inner;
  return {{low_32(block), high_32(block), 0, 0}, static_cast<std::size_t>(position % 2)};
}

constexpr BlockAddress address_of(const MaskSpec&, const CudaGrid& map, std::uint64_t i) noexcept {
  const std::uint64_t width = map.vector_width;
  std::uint64_t block = 0;
  std::uint64_t thread = 0;
  std::uint64_t word = 0;
  if (width == 1) {
    block = map.first_block + i / (4 * map.threads);
    word = i / map.threads % 4;
    thread = i % map.threads;
  } else {
    const std::uint64_t pass = i / width / map.threads;
    block = map.first_block + (width == 8 ? 2 * pass + i % 8 / 4 : pass);
    thread = i / width % map.threads;
    word = i % width % 4;
  }
  return {{low_32(block), high_32(block), low_32(thread), high_32(thread)}, static_cast<std::size_t>(word)};
}

constexpr BlockAddress address_of(const MaskSpec&, const AttentionTiles& map, std::uint64_t i) noexcept {
  const std::uint64_t col = i % map.cols;
  const std::uint64_t row = i / map.cols % map.rows;
  const std::uint64_t head = i / map.cols / map.rows;
  const std::uint64_t block = map.base + head * 32 + row % 8 * 4 + col % 8 / 2;
  return {{low_32(block), high_32(block), row / 16, col / 32}, static_cast<std::size_t>(col % 32 / 8)};
}

/// Which quarter of its word an element takes.
constexpr unsigned quarter_of(const MaskSpec& spec, std::uint64_t i) noexcept {
  if (const auto* tiles = std::get_if<AttentionTiles>(&spec.counters)) {
    const std::uint64_t col = i % tiles->cols;
    const std::uint64_t row = i / tiles->cols % tiles->rows;
    return static_cast<unsigned>(row % 16 / 8 * 2 + col % 2);
  }
  return static_cast<unsigned>(i % 4);
}

/// The record's stream of a mask with the map RecordBlocks, under its key.
constexpr ChaCha20 chacha20_of(const MaskSpec& spec, const RecordBlocks& map) {
  ChaCha20::Key key{};
  for (std::size_t i = 0; i < spec.key.size(); ++i) {
    serial::store_little_endian(key.data() + 4 * i, static_cast<std::uint32_t>(spec.key[i]));
  }
  return chacha20_counter(key, map.record, counter_mode(spec));
}
constexpr Poseidon2Counter poseidon2_of(const MaskSpec& spec, const RecordBlocks& map) {
  Poseidon2Counter::Key key{};
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = KoalaBear::from_u64(spec.key[i]);
  return {key, map.record, counter_mode(spec)};
}

/// Part `part` of a field element, or of a word of ChaCha20.
constexpr std::uint64_t part_of_word(const MaskSpec& spec, std::uint32_t word, std::uint64_t part) noexcept {
  switch (spec.selection) {
    case WordSelection::quarter_of_word:
      return word >> (8 * part) & 0xFF;
    case WordSelection::byte_of_element:
      return word == KoalaBear::modulus - 1 ? 256 : word >> (8 * part) & 0xFF;
    case WordSelection::bit_of_element:
      return word >> part & 1;
    default:
      return word;
  }
}

struct Block {
  std::array<std::uint64_t, 4> words{};
  std::size_t count = 0;
};

template <class Word, std::size_t count>
constexpr Block to_block(const std::array<Word, count>& words) noexcept {
  Block block;
  for (std::size_t i = 0; i < count; ++i) block.words[i] = words[i];
  block.count = count;
  return block;
}

/// The block of a counter under the key of `spec`. Requires a cipher of blocks of at most four words.
constexpr Block block_at(const MaskSpec& spec, const std::array<std::uint64_t, 4>& counter) noexcept {
  std::array<std::uint32_t, 4> c{};
  std::array<std::uint32_t, 4> k{};
  for (std::size_t i = 0; i < 4; ++i) {
    c[i] = static_cast<std::uint32_t>(counter[i]);
    k[i] = static_cast<std::uint32_t>(spec.key[i]);
  }
  switch (spec.cipher) {
    case Cipher::philox2x32:
      return to_block(philox2x32({c[0], c[1]}, k[0], spec.rounds));
    case Cipher::philox4x32:
      return to_block(philox4x32(c, {k[0], k[1]}, spec.rounds));
    case Cipher::philox4x64:
      return to_block(philox4x64(counter, {spec.key[0], spec.key[1]}, spec.rounds));
    case Cipher::threefry2x32:
      return to_block(threefry2x32({c[0], c[1]}, {k[0], k[1]}, spec.rounds));
    case Cipher::threefry4x32:
      return to_block(threefry4x32(c, k, spec.rounds));
    case Cipher::mt19937:
    case Cipher::mcg31:
    case Cipher::chacha20:
    case Cipher::poseidon2_24:
      break;
  }
  return {};
}

template <class Map>
constexpr std::uint64_t word_at(const MaskSpec& spec, const Map& map, std::uint64_t i) noexcept {
  const BlockAddress address = address_of(spec, map, i);
  const Block block = block_at(spec, address.counter);
  const std::uint64_t word = block.words[address.word];
  switch (spec.selection) {
    case WordSelection::xor_of_block: {
      std::uint64_t sum = 0;
      for (std::size_t k = 0; k < block.count; ++k) sum ^= block.words[k];
      return sum;
    }
    case WordSelection::two_words:
      return word << 32 | block.words[address.word + 1];
    case WordSelection::half_of_word:
      return low_32(word >> (i % 2 * 32));
    case WordSelection::quarter_of_word:
      return (word >> (8 * quarter_of(spec, i))) & 0xFF;
    case WordSelection::word:
    case WordSelection::byte_of_element:
    case WordSelection::bit_of_element:
      break;
  }
  return word;
}

constexpr std::uint64_t word_at(const MaskSpec& spec, const RecordBlocks& map, std::uint64_t i) {
  const std::uint64_t per_block = elements_per_block(spec);
  const std::uint64_t per_word = per_block / 16;
  const std::uint64_t block = i / per_block;
  const auto k = static_cast<std::size_t>(i % per_block / per_word);
  const std::uint32_t word = spec.cipher == Cipher::chacha20
                                 ? chacha20_of(spec, map).block(static_cast<std::uint32_t>(block))[k]
                                 : poseidon2_of(spec, map).block(block)[k].value();
  return part_of_word(spec, word, i % per_word);
}

constexpr std::uint64_t word_at(const MaskSpec& spec, const Sequence& map, std::uint64_t i) noexcept {
  const auto seed = static_cast<std::uint32_t>(spec.key[0]);
  if (spec.cipher == Cipher::mcg31) {
    Mcg31 generator(seed);
    generator.discard(map.skipped);
    generator.discard(i);
    return generator.next();
  }
  Mt19937 generator(seed);
  generator.discard(2 * map.skipped);
  generator.discard(2 * i);
  return generator.next64();
}

}  // namespace detail

/// The word of element i, of word_bits(spec) bits. Requires a description that check_mask_spec accepts, and
/// i < spec.elements.
/// @cost  one block; for mt19937 all outputs up to the element's
[[nodiscard]] constexpr std::uint64_t mask_word(const MaskSpec& spec, std::uint64_t i) {
  return std::visit([&spec, i](const auto& map) { return detail::word_at(spec, map, i); }, spec.counters);
}

}  // namespace probata::inline v0_1
