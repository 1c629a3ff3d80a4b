// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include <probata/core/bits.hpp>
#include <probata/core/inline.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/field/packed.hpp>
#include <probata/hash/chacha20_batch.hpp>
#include <probata/hash/poseidon2_batch.hpp>
#include <probata/prf/counter_modes.hpp>
#include <probata/prf/detail/mask_bits.hpp>
#include <probata/prf/mask_spec.hpp>
#include <probata/prf/mask_words.hpp>
#include <probata/simd/batch.hpp>
#include <probata/simd/lane_operations.hpp>
#include <probata/simd/word_tiles.hpp>

/// Masks of the counter modes: many blocks at once, then the bits of their words.
namespace probata::inline v0_1::detail {

inline constexpr std::size_t record_block_words = 16;

/// Blocks that are made at a time.
inline constexpr std::size_t record_run_blocks = 256;

/// The words of one run: those of ChaCha20, or canonical field elements; and room for the rest of a vector of blocks.
using RecordWords = std::array<std::uint32_t, (record_run_blocks + 16) * record_block_words>;

#if PROBATA_DETAIL_HAS_XSIMD

/// The elements of `count` blocks from `first` on, one permutation per lane, and those of whole vectors behind them.
/// Requires that the upper 24 bits of the block's number stay the same.
template <class Arch>
void run_poseidon2_in_lanes(const Poseidon2Counter& counter, std::uint64_t first, std::size_t count,
                            std::uint32_t* to) {
  using P = Packed<KoalaBear, Arch>;
  constexpr std::size_t lanes = P::lanes;
  constexpr std::size_t slots = Poseidon2Counter::width;
  std::array<P, slots> input;
  for (std::size_t i = 0; i < slots; ++i) input[i] = P::broadcast(counter.input()[i]);
  std::array<KoalaBear, lanes> numbers;
  for (std::size_t l = 0; l < lanes; ++l) numbers[l] = KoalaBear::from_u64(first % two_24 + l);
  input[Poseidon2Counter::low_slot] = P::load(numbers.data());
  input[Poseidon2Counter::high_slot] = P::broadcast(KoalaBear::from_u64(first / two_24));
  const P step = P::broadcast(KoalaBear::from_u64(lanes));
  const P plain = P::broadcast(KoalaBear::from_word(1));  // x times this has the canonical number of x as its word
  for (std::size_t done = 0; done < count; done += lanes) {
    std::array<P, slots> state = input;
    Poseidon2<KoalaBear, slots>::permute(state);
    std::array<simd::BatchU32<Arch>, record_block_words> elements;
    for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = (state[i] * plain).batch();
    auto* const bytes = reinterpret_cast<std::byte*>(to + done * record_block_words);
    simd::store_words(elements, [bytes](std::size_t l) { return bytes + 4 * record_block_words * l; });
    input[Poseidon2Counter::low_slot] += step;
  }
}

#endif  // PROBATA_DETAIL_HAS_XSIMD

/// The elements of `count` blocks from `first` on, and anything in the blocks that fill up a vector.
template <class Arch>
void run_poseidon2(const Poseidon2Counter& counter, std::uint64_t first, std::size_t count, std::uint32_t* to) {
#if PROBATA_DETAIL_HAS_XSIMD
  if constexpr (!std::is_same_v<Arch, simd::Scalar>) {
    const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(count, two_24 - first % two_24));
    run_poseidon2_in_lanes<Arch>(counter, first, piece, to);
    if (piece < count) {
      run_poseidon2_in_lanes<Arch>(counter, first + piece, count - piece, to + piece * record_block_words);
    }
    return;
  }
#endif
  for (std::size_t done = 0; done < count; ++done) {
    for (const KoalaBear element : counter.block(first + done)) *to++ = element.value();
  }
}

/// Appends verdicts on the parts of words: the bits `from`, ..., `until` - 1 of a string of which bits g * size, ...
/// are `bits_of(g)`.
template <class BitsOf>
PROBATA_DETAIL_INLINE void append_groups(BitWriter& writer, std::uint64_t from, std::uint64_t until, unsigned size,
                                         BitsOf bits_of) {
  for (std::uint64_t g = from / size; from < until; ++g) {
    const auto skipped = static_cast<unsigned>(from - g * size);
    const auto count = static_cast<unsigned>(std::min<std::uint64_t>(until - from, size - skipped));
    const std::uint64_t bits = bits_of(static_cast<std::size_t>(g)) >> skipped;
    writer.append(bits, count);
    from += count;
  }
}

/// Bit i of x, i < 16, at place 3 i.
PROBATA_DETAIL_INLINE constexpr std::uint64_t spread_by_three(std::uint64_t x) noexcept {
  x = (x | x << 16) & 0xFF00'00FF;
  x = (x | x << 8) & 0xF0'0F00'F00F;
  x = (x | x << 4) & 0xC30'C30C'30C3;
  x = (x | x << 2) & 0x2492'4924'9249;
  return x;
}

/// Verdicts on the three low bytes of each of 16 field elements, 48 bits: byte j of element k at place 3 k + j.
template <class Arch>
PROBATA_DETAIL_INLINE std::uint64_t byte_verdicts(const std::uint32_t* elements, std::uint32_t threshold) {
  std::array<std::uint64_t, 3> kept{};
  constexpr std::uint32_t last = KoalaBear::modulus - 1;
#if PROBATA_DETAIL_HAS_XSIMD
  if constexpr (!std::is_same_v<Arch, simd::Scalar>) {
    using Word = simd::BatchU32<Arch>;
    const Word byte(std::uint32_t{0xFF});
    const Word bound(threshold);
    for (std::size_t k = 0; k < record_block_words; k += Word::lanes) {
      const Word x = Word::load(elements + k);
      const std::uint32_t regular = simd::less_bits(x, Word(last));
      kept[0] |= std::uint64_t{simd::less_bits(x & byte, bound) & regular} << k;
      kept[1] |= std::uint64_t{simd::less_bits((x >> 8) & byte, bound) & regular} << k;
      kept[2] |= std::uint64_t{simd::less_bits((x >> 16) & byte, bound) & regular} << k;
    }
    return spread_by_three(kept[0]) | spread_by_three(kept[1]) << 1 | spread_by_three(kept[2]) << 2;
  }
#endif
  for (std::size_t k = 0; k < record_block_words; ++k) {
    for (std::size_t j = 0; j < 3; ++j) {
      kept[j] |= std::uint64_t{elements[k] != last && (elements[k] >> (8 * j) & 0xFF) < threshold ? 1U : 0U} << k;
    }
  }
  return spread_by_three(kept[0]) | spread_by_three(kept[1]) << 1 | spread_by_three(kept[2]) << 2;
}

/// Appends the verdicts on elements [begin, end) of a mask with the map RecordBlocks.
template <class Arch>
void append_record_blocks(const MaskSpec& spec, const RecordBlocks& map, std::uint64_t begin, std::uint64_t end,
                          BitWriter& writer) {
  const std::uint64_t per_block = elements_per_block(spec);
  const bool kept_if_less = spec.comparison == Comparison::less;
  alignas(64) RecordWords words{};
  while (begin < end) {
    const std::uint64_t first = begin / per_block;
    const std::uint64_t last = std::min(div_ceil(end, per_block), first + record_run_blocks);
    const auto blocks = static_cast<std::size_t>(last - first);
    const std::uint64_t from = begin - first * per_block;
    const std::uint64_t until = std::min(end, last * per_block) - first * per_block;
    if (spec.cipher == Cipher::chacha20) {
      const auto bytes = std::as_writable_bytes(std::span(words).first(blocks * record_block_words));
      ChaCha20Batch<Arch>(chacha20_of(spec, map)).keystream(ChaCha20::block_bytes * first, bytes);
    } else {
      run_poseidon2<Arch>(poseidon2_of(spec, map), first, blocks, words.data());
    }
    const auto count = static_cast<std::size_t>(until - from);
    switch (spec.selection) {
      case WordSelection::quarter_of_word:
        append_byte_bits<Arch>(writer, ByteTest(spec), words.data() + from / 64 * 16, from % 64, count);
        break;
      case WordSelection::byte_of_element: {
        const auto threshold = static_cast<std::uint32_t>(spec.threshold);
        append_groups(writer, from, until, 48, [&](std::size_t g) {
          const auto kept = byte_verdicts<Arch>(words.data() + record_block_words * g, threshold);
          return kept_if_less ? kept : ~kept;
        });
        break;
      }
      case WordSelection::bit_of_element: {
        // Kept are the ones, the zeros, all or none.
        const bool zeros = (0 < spec.threshold) == kept_if_less;
        const bool ones = (1 < spec.threshold) == kept_if_less;
        append_groups(writer, from, until, 48, [&](std::size_t g) {  // two words
          const std::uint64_t bits = (words[2 * g] & 0xFFFFFF) | std::uint64_t{words[2 * g + 1]} << 24;
          return (ones ? bits : 0) | (zeros ? ~bits : 0);
        });
        break;
      }
      default:
        append_word_bits<Arch>(writer, WordTest<std::uint32_t>(spec), words.data() + from, count);
    }
    begin += count;
  }
}

}  // namespace probata::inline v0_1::detail
