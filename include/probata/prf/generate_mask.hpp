// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include <probata/core/bits.hpp>
#include <probata/core/usage_error.hpp>
#include <probata/parallel/serial.hpp>
#include <probata/prf/check_mask_spec.hpp>
#include <probata/prf/detail/attention_tiles.hpp>
#include <probata/prf/detail/grid_runs.hpp>
#include <probata/prf/detail/mask_bits.hpp>
#include <probata/prf/detail/record_runs.hpp>
#include <probata/prf/detail/sequence_runs.hpp>
#include <probata/prf/detail/word_runs.hpp>
#include <probata/prf/mask_spec.hpp>
#include <probata/prf/mask_words.hpp>
#include <probata/simd/arch.hpp>

namespace probata::inline v0_1 {

/// Elements begin, ..., end - 1 of a mask.
struct MaskRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  constexpr std::uint64_t size() const noexcept { return end - begin; }
};

namespace detail {

/// Writes the bits of ranges of one mask.
template <class Arch>
class MaskGenerator {
 public:
  explicit MaskGenerator(const MaskSpec& spec) : spec_(spec) {}

  /// The length of one call when `count` elements are wanted, a multiple of 64. Shorter calls repeat work at their
  /// ends.
  std::size_t grain(std::size_t count) const {
    std::uint64_t length = 4 * chunk;
    if (const auto* tiles = std::get_if<AttentionTiles>(&spec_.counters)) length = 4 * tile_rows * tiles->cols;
    if (std::holds_alternative<RecordBlocks>(spec_.counters))
      length = 4 * record_run_blocks * elements_per_block(spec_);
    if (spec_.cipher == Cipher::mt19937) length = count;
    length = std::min<std::uint64_t>(std::max(length, chunk), count);
    return static_cast<std::size_t>(std::max<std::uint64_t>(1, div_ceil(length, std::uint64_t{64})) * 64);
  }

  /// Bits of [begin, end) to bytes, from bit 0 of the first byte on; the last byte is filled up with zeros.
  void bits(std::uint64_t begin, std::uint64_t end, std::uint8_t* out) const {
    BitWriter writer(out);
    std::visit([&](const auto& map) { append(map, begin, end, writer); }, spec_.counters);
    writer.finish();
  }

 private:
  /// Elements whose words are made at a time; a multiple of 64.
  static constexpr std::uint64_t chunk = 4096;
  /// Room for two words of 32 bits for each of them, and whole blocks and vectors at the ends.
  using Words = std::array<std::uint32_t, 2 * chunk + run_slack + 64>;

  void append(const AttentionTiles& map, std::uint64_t begin, std::uint64_t end, BitWriter& writer) const {
    append_attention_tiles<Arch>(spec_, map, begin, end, writer);
  }

  void append(const RecordBlocks& map, std::uint64_t begin, std::uint64_t end, BitWriter& writer) const {
    append_record_blocks<Arch>(spec_, map, begin, end, writer);
  }

  void append(const Sequence& map, std::uint64_t begin, std::uint64_t end, BitWriter& writer) const {
    const auto seed = static_cast<std::uint32_t>(spec_.key[0]);
    alignas(64) Words words;
    const auto chunks = [&](auto& generator, auto per_element, auto append_chunk) {
      generator.discard(per_element * map.skipped);
      generator.discard(per_element * begin);
      for (std::uint64_t i = begin; i < end; i += chunk) {
        const auto count = static_cast<std::size_t>(std::min(chunk, end - i));
        generator.write(words.data(), per_element * count);
        append_chunk(count);
      }
    };
    if (spec_.cipher == Cipher::mcg31) {
      Mcg31Run<Arch> generator(seed);
      const WordTest<std::uint32_t> test(spec_);
      chunks(generator, 1U, [&](std::size_t n) { append_word_bits<Arch>(writer, test, words.data(), n); });
    } else {
      Mt19937Run<Arch> generator(seed);
      const WordTest<std::uint64_t> test(spec_);
      chunks(generator, 2U,
             [&](std::size_t n) { append_word_bits<Arch, PairOrder::high_first>(writer, test, words.data(), n); });
    }
  }

  template <class Map>
  void append(const Map& map, std::uint64_t begin, std::uint64_t end, BitWriter& writer) const {
    alignas(64) Words words;
    for (std::uint64_t i = begin; i < end; i += chunk) {
      append_chunk(map, i, static_cast<std::size_t>(std::min(chunk, end - i)), words, writer);
    }
  }

  /// Two 32-bit words per element where they have 64 bits: those of a block per element, or of consecutive blocks.
  template <class Map>
  void append_chunk(const Map& map, std::uint64_t first, std::size_t count, Words& words, BitWriter& writer) const {
    const auto make = [&](std::uint64_t from, std::size_t n) {
      return words_of<Arch>(spec_, map, from, n, words.data());
    };
    constexpr bool counts_words = std::is_same_v<Map, ConsecutiveBlocks>;
    const auto make_pairs = [&] { return counts_words ? make(2 * first, 2 * count) : make(first, count); };
    const bool wide = word_bits(spec_) == 64;
    if (spec_.selection == WordSelection::quarter_of_word) {
      const std::size_t num_words = (first % 4 + count + 3) / 4;
      const std::uint32_t* from = make(first / 4, num_words);
      std::fill_n(words.begin() + (from - words.data()) + static_cast<std::ptrdiff_t>(num_words), 16, 0U);
      append_byte_bits<Arch>(writer, ByteTest(spec_), from, first % 4, count);
    } else if (spec_.selection == WordSelection::two_words) {
      append_word_bits<Arch, PairOrder::high_first>(writer, WordTest<std::uint64_t>(spec_), make_pairs(), count);
    } else if (wide) {
      append_word_bits<Arch>(writer, WordTest<std::uint64_t>(spec_), make_pairs(), count);
    } else {
      append_word_bits<Arch>(writer, WordTest<std::uint32_t>(spec_), make(first, count), count);
    }
  }

  MaskSpec spec_;
};

/// @throws UsageError unless the range lies in the mask and `out` has `size` bytes.
inline void check_mask_range(const char* where, const MaskSpec& spec, MaskRange range, std::size_t out_size,
                             std::uint64_t size) {
  if (range.end > spec.elements) {
    throw_usage(where, "range.end", range.end, "at most spec.elements = " + std::to_string(spec.elements));
  }
  if (range.begin > range.end) {
    throw_usage(where, "range.begin", range.begin, "at most range.end = " + std::to_string(range.end));
  }
  if (out_size != size) throw_usage(where, "out.size()", out_size, std::to_string(size) + ", what the range fills");
}

}  // namespace detail

/// Elements begin, ..., end - 1 of a mask as bits: element begin + i is bit i mod 8, the lowest first, of byte
/// floor(i / 8). Kept is 1; what the last byte has left is zero.
///
/// The result does not depend on the instruction set or the executor, and a range of a mask is that part of the whole.
/// @param out  ceil(range.size() / 8) bytes.
/// @throws     UsageError if the description is not sound, the range is not in the mask, or `out` has another size.
/// @cost       one block for each element, or for as many as a block serves; memory only for FlashAttention (16 rows).
///             mt19937 cannot be entered in the middle: its words up to range.end are made on one thread.
template <simd::ArchTag Arch = simd::DefaultArch, Executor Ex = parallel::Serial>
void generate_mask_bits(const MaskSpec& spec, MaskRange range, std::span<std::uint8_t> out, const Ex& executor = {}) {
  check_mask_spec(spec);
  detail::check_mask_range("generate_mask_bits", spec, range, out.size(),
                           div_ceil(range.end > range.begin ? range.size() : 0, std::uint64_t{8}));
  const detail::MaskGenerator<Arch> generator(spec);
  const auto count = static_cast<std::size_t>(range.size());
  executor.parallel_for(count, generator.grain(count), [&](std::size_t from, std::size_t until) {
    generator.bits(range.begin + from, range.begin + until, out.data() + from / 8);
  });
}

/// The same with a byte of 0 or 1 for each element.
/// @param out  range.size() bytes.
template <simd::ArchTag Arch = simd::DefaultArch, Executor Ex = parallel::Serial>
void generate_mask_bytes(const MaskSpec& spec, MaskRange range, std::span<std::uint8_t> out, const Ex& executor = {}) {
  check_mask_spec(spec);
  detail::check_mask_range("generate_mask_bytes", spec, range, out.size(), range.end > range.begin ? range.size() : 0);
  const detail::MaskGenerator<Arch> generator(spec);
  const auto count = static_cast<std::size_t>(range.size());
  const std::size_t grain = generator.grain(count);
  executor.parallel_for(count, grain, [&](std::size_t from, std::size_t until) {
    std::vector<std::uint8_t> bits;
    while (from < until) {
      const std::size_t piece = std::min(until - from, grain);
      bits.resize((piece + 7) / 8);
      generator.bits(range.begin + from, range.begin + from + piece, bits.data());
      detail::spread_bits(bits.data(), piece, out.data() + from);
      from += piece;
    }
  });
}

/// A whole mask as bits, as above. @throws also std::bad_alloc
template <simd::ArchTag Arch = simd::DefaultArch, Executor Ex = parallel::Serial>
[[nodiscard]] std::vector<std::uint8_t> mask_bits(const MaskSpec& spec, const Ex& executor = {}) {
  std::vector<std::uint8_t> bits(static_cast<std::size_t>(div_ceil(spec.elements, std::uint64_t{8})));
  generate_mask_bits<Arch>(spec, {0, spec.elements}, bits, executor);
  return bits;
}

}  // namespace probata::inline v0_1
