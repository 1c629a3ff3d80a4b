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
#include <probata/prf/detail/mask_bits.hpp>
#include <probata/prf/detail/record_runs.hpp>
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
  explicit MaskGenerator(const MaskSpec& spec) : spec_(spec), word_test_(spec), byte_test_(spec) {}

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
    append_attention_tiles<Arch>(spec_, map, begin, end, byte_test_, writer);
  }

  void append(const RecordBlocks& map, std::uint64_t begin, std::uint64_t end, BitWriter& writer) const {
    append_record_blocks<Arch>(spec_, map, begin, end, word_test_, byte_test_, writer);
  }

  void append(const Sequence& map, std::uint64_t begin, std::uint64_t end, BitWriter& writer) const {
    const auto seed = static_cast<std::uint32_t>(spec_.key[0]);
    const auto count = static_cast<std::size_t>(end - begin);
    if (spec_.cipher == Cipher::mcg31) {
      Mcg31 generator(seed);
      generator.discard(map.skipped);
      generator.discard(begin);
      append_bits(writer, count, [&](std::size_t) { return word_test_(generator.next()); });
    } else {
      Mt19937 generator(seed);
      generator.discard(2 * map.skipped);
      generator.discard(2 * begin);
      append_bits(writer, count, [&](std::size_t) { return keeps(spec_, generator.next64()); });
    }
  }

  template <class Map>
  void append(const Map& map, std::uint64_t begin, std::uint64_t end, BitWriter& writer) const {
    alignas(64) Words words{};  // comparisons read whole vectors, also where no words were written
    for (std::uint64_t i = begin; i < end; i += chunk) {
      const auto count = static_cast<std::size_t>(std::min(chunk, end - i));
      switch (spec_.selection) {
        case WordSelection::quarter_of_word:
          append_quarters(map, i, count, words, writer);
          break;
        case WordSelection::two_words:
          append_wide(map, i, count, words, 1, writer);
          break;
        case WordSelection::word:
          if (spec_.cipher == Cipher::philox4x64) {
            append_wide(map, i, count, words, 0, writer);
            break;
          }
          [[fallthrough]];
        default:
          append_word_bits<Arch>(writer, word_test_, words_of<Arch>(spec_, map, i, count, words.data()), count);
          break;
      }
    }
  }

  /// Words of 64 bits from two of 32, of which the one at `low` is the low half. A block per element counts elements,
  /// consecutive blocks count words.
  template <class Map>
  void append_wide(const Map& map, std::uint64_t first, std::size_t count, Words& words, std::size_t low,
                   BitWriter& writer) const {
    constexpr bool counts_words = std::is_same_v<Map, ConsecutiveBlocks>;
    const std::uint32_t* from =
        words_of<Arch>(spec_, map, counts_words ? 2 * first : first, counts_words ? 2 * count : count, words.data());
    const unsigned shift = spec_.window.shift;
    const std::uint64_t mask = (std::uint64_t{1} << spec_.window.bits) - 1;
    const bool less = spec_.comparison == Comparison::less;
    append_bits(writer, count, [=, threshold = spec_.threshold](std::size_t i) {
      const std::uint64_t word = std::uint64_t{from[2 * i + 1 - low]} << 32 | from[2 * i + low];
      return (((word >> shift) & mask) < threshold) == less;
    });
  }

  template <class Map>
  void append_quarters(const Map& map, std::uint64_t first, std::size_t count, Words& words, BitWriter& writer) const {
    const std::uint64_t first_word = first / 4;
    const auto num_words = static_cast<std::size_t>((first + count - 1) / 4 + 1 - first_word);
    const std::uint32_t* from = words_of<Arch>(spec_, map, first_word, num_words, words.data());
    std::array<std::uint8_t, chunk + 8> bytes;
    for (std::size_t i = 0; i < num_words; ++i) {
      for (std::size_t k = 0; k < 4; ++k) bytes[4 * i + k] = static_cast<std::uint8_t>(from[i] >> (8 * k));
    }
    byte_test_.append(writer, bytes.data() + first % 4, count);
  }

  MaskSpec spec_;
  WordTest word_test_;
  ByteTest byte_test_;
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
      for (std::size_t i = 0; i < piece; ++i) out[from + i] = bits[i / 8] >> (i % 8) & 1;
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
