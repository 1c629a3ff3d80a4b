// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include <probata/core/bits.hpp>
#include <probata/prf/detail/block_runs.hpp>
#include <probata/prf/mask_spec.hpp>
#include <probata/prf/mask_words.hpp>

/// The 32-bit words that consecutive elements take, one function for each counter map; of CudaGrid in grid_runs.hpp.
///
/// `first` and `count` are in words of the map, which are elements except where the selection says otherwise. Words are
/// written to `to`, which has room for run_slack more; the result points to the first one.
namespace probata::inline v0_1::detail {

inline constexpr std::uint64_t two_32 = std::uint64_t{1} << 32;

constexpr std::array<std::uint32_t, 2> key_pair(const MaskSpec& spec) noexcept {
  return {static_cast<std::uint32_t>(spec.key[0]), static_cast<std::uint32_t>(spec.key[1])};
}
constexpr std::array<std::uint32_t, 4> key_quad(const MaskSpec& spec) noexcept {
  return {static_cast<std::uint32_t>(spec.key[0]), static_cast<std::uint32_t>(spec.key[1]),
          static_cast<std::uint32_t>(spec.key[2]), static_cast<std::uint32_t>(spec.key[3])};
}

constexpr std::array<std::uint32_t, 4> narrow(const std::array<std::uint64_t, 4>& words) noexcept {
  std::array<std::uint32_t, 4> result{};
  for (std::size_t i = 0; i < 4; ++i) result[i] = static_cast<std::uint32_t>(words[i]);
  return result;
}

/// call(position, blocks) for pieces of [position, position + blocks) in which no low word of a 64-bit position
/// overflows.
template <class Call>
void without_carry(std::uint64_t position, std::uint64_t blocks, Call call) {
  while (blocks != 0) {
    const std::uint64_t piece = std::min(blocks, two_32 - low_32(position));
    call(position, static_cast<std::size_t>(piece));
    position += piece;
    blocks -= piece;
  }
}

/// Blocks at 64-bit positions, in words 0 and 1 of the counter.
template <Output output, bool high_word_first, class Arch, class Key>
void run_positions(const BlockCipher<Arch, Key>& cipher, std::uint64_t position, std::uint64_t blocks,
                   std::uint32_t* to) {
  without_carry(position, blocks, [&](std::uint64_t at, std::size_t piece) {
    const auto low = static_cast<std::uint32_t>(at);
    const auto high = static_cast<std::uint32_t>(at >> 32);
    if constexpr (high_word_first) {
      cipher.template run<output, word_1>({{high, low, 0, 0}, piece}, to);
    } else {
      cipher.template run<output, word_0>({{low, high, 0, 0}, piece}, to);
    }
    to += piece * words_per_block<output>;
  });
}

/// A block per element. The combinations that presets use run in vectors, the others one by one.
template <class Arch>
const std::uint32_t* words_of(const MaskSpec& spec, const BlockPerElement& map, std::uint64_t first, std::size_t count,
                              std::uint32_t* to) {
  const std::uint64_t position = map.base + first;
  const bool high_first = map.order == BlockPerElement::Order::high_word_first;
  if (high_first && spec.selection == WordSelection::xor_of_block) {
    const auto run = [&](const auto& cipher) { run_positions<Output::xor_of_all, true>(cipher, position, count, to); };
    if (spec.cipher == Cipher::threefry2x32) {
      run(BlockCipher<Arch, Threefry2x32Key>({key_pair(spec)}));
    } else if (spec.cipher == Cipher::threefry4x32) {
      run(BlockCipher<Arch, Threefry4x32Key>({key_quad(spec)}));
    } else if (spec.cipher == Cipher::philox2x32) {
      run(BlockCipher<Arch, Philox2x32Key>({key_pair(spec)[0]}));
    } else if (spec.rounds == 10) {
      run(BlockCipher<Arch, Philox4x32Key<10>>({key_pair(spec)}));
    } else {
      run(BlockCipher<simd::Scalar, Philox4x32Key<7>>({key_pair(spec)}));
    }
    return to;
  }
  if (high_first && spec.selection == WordSelection::two_words && spec.cipher == Cipher::threefry2x32) {
    run_positions<Output::pair, true>(BlockCipher<Arch, Threefry2x32Key>({key_pair(spec)}), position, count, to);
    return to;
  }
  if (!high_first && spec.selection == WordSelection::word && spec.cipher == Cipher::philox4x32 && spec.rounds == 10) {
    run_positions<Output::word0, false>(BlockCipher<Arch, Philox4x32Key<10>>({key_pair(spec)}), position, count, to);
    return to;
  }
  std::uint32_t* next = to;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t word = word_at(spec, map, first + i);
    if (spec.selection == WordSelection::two_words) *next++ = static_cast<std::uint32_t>(word >> 32);
    *next++ = static_cast<std::uint32_t>(word);
  }
  return to;
}

/// The words of `blocks` blocks of Philox4x64 at consecutive counters, each as two of 32 bits, the low half first.
template <std::size_t side_by_side>
void run_philox4x64(const MaskSpec& spec, std::array<std::uint64_t, 4> counter, std::uint64_t blocks,
                    std::uint32_t* to) {
  for (std::uint64_t done = 0; done < blocks; done += side_by_side) {
    std::array<std::array<std::uint64_t, 4>, side_by_side> words;
    for (auto& block : words) {
      block = counter;
      counter = advanced(counter, 1, true);
    }
    for (auto& block : words) block = philox4x64(block, {spec.key[0], spec.key[1]});
    for (const auto& block : words) {
      for (const std::uint64_t word : block) {
        *to++ = static_cast<std::uint32_t>(word);
        *to++ = static_cast<std::uint32_t>(word >> 32);
      }
    }
  }
}

/// Consecutive blocks of Philox4x32.
template <class AnyCipher>
void run_consecutive(const AnyCipher& cipher, std::array<std::uint64_t, 4> counter, std::uint64_t blocks,
                     std::uint32_t* to) {
  while (blocks != 0) {
    const std::uint64_t piece = std::min(blocks, two_32 - counter[0]);
    cipher.template run<Output::all, word_0>({narrow(counter), static_cast<std::size_t>(piece)}, to);
    to += 4 * piece;
    blocks -= piece;
    counter = advanced(counter, piece, false);
  }
}

/// Consecutive blocks; words of 32 bits, of Philox4x64 the low half first.
template <class Arch>
const std::uint32_t* words_of(const MaskSpec& spec, const ConsecutiveBlocks& map, std::uint64_t first,
                              std::size_t count, std::uint32_t* to) {
  const bool wide = spec.cipher == Cipher::philox4x64;
  const std::uint64_t per_block = wide ? 8 : 4;
  const auto counter = advanced(map.first, first / per_block, wide);
  const std::uint64_t blocks = div_ceil(first % per_block + count, per_block);
  if (wide) {
    run_philox4x64<2>(spec, counter, blocks, to);
  } else if (spec.rounds == 10) {
    run_consecutive(BlockCipher<Arch, Philox4x32Key<10>>({key_pair(spec)}), counter, blocks, to);
  } else {
    run_consecutive(BlockCipher<Arch, Philox4x32Key<7>>({key_pair(spec)}), counter, blocks, to);
  }
  return to + first % per_block;
}

/// Both halves of JAX's original order; words, of which quarters are taken elsewhere.
template <class Arch>
const std::uint32_t* words_of(const MaskSpec& spec, const SplitHalves&, std::uint64_t first, std::size_t count,
                              std::uint32_t* to) {
  const std::uint64_t words =
      div_ceil(spec.elements, std::uint64_t{spec.selection == WordSelection::quarter_of_word ? 4U : 1U});
  const std::uint64_t half = div_ceil(words, std::uint64_t{2});
  const Threefry2x32Key key{key_pair(spec)};
  const BlockCipher<Arch, Threefry2x32Key> cipher(key);
  const std::uint64_t end = first + count;
  std::uint32_t* next = to;
  const auto run = [&]<Output output>(std::integral_constant<Output, output>, std::uint64_t from, std::uint64_t until) {
    const CounterRun blocks{{static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(half + from), 0, 0},
                            static_cast<std::size_t>(until - from)};
    cipher.template run<output, word_0 | word_1>(blocks, next);
    next += until - from;
  };
  if (first < half) {
    const std::uint64_t until = std::min(end, half);
    // An odd number of words is filled up with a zero counter, which belongs to the last block.
    const bool padded = words % 2 == 1 && until == half;
    if (first < until - (padded ? 1 : 0)) {
      run(std::integral_constant<Output, Output::word0>{}, first, until - (padded ? 1 : 0));
    }
    if (padded) *next++ = key.block({static_cast<std::uint32_t>(half - 1), 0, 0, 0})[0];
  }
  if (end > half) run(std::integral_constant<Output, Output::word1>{}, std::max(first, half) - half, end - half);
  return to;
}

/// XLA's split dimension. Long inner dimensions are runs of blocks of which one word is used; short ones are cut from
/// pairs of neighbouring positions.
template <class Arch>
const std::uint32_t* words_of(const MaskSpec& spec, SplitDimension map, std::uint64_t first, std::size_t count,
                              std::uint32_t* to) {
  constexpr std::uint64_t long_inner = 64;
  if (map.extent % 2 == 0) map = {1, map.outer * map.extent, map.inner};  // pairs never straddle outer indices
  const BlockCipher<Arch, Threefry2x32Key> cipher({key_pair(spec)});
  const std::uint64_t half = div_ceil(map.extent, std::uint64_t{2});
  std::uint32_t* next = to;
  std::uint64_t i = first;
  const std::uint64_t end = first + count;
  while (i < end) {
    const std::uint64_t inner = i % map.inner;
    const std::uint64_t position = i / map.inner % map.extent;
    const std::uint64_t outer = i / map.inner / map.extent;
    const std::uint64_t block = (outer * half + position / 2) * map.inner + inner;
    if (map.inner >= long_inner) {
      const std::uint64_t piece = std::min(end - i, map.inner - inner);
      if (position % 2 == 0) {
        run_positions<Output::word0, false>(cipher, block, piece, next);
      } else {
        run_positions<Output::word1, false>(cipher, block, piece, next);
      }
      next += piece;
      i += piece;
      continue;
    }
    // All blocks from this pair of positions to the end of this outer index, or of the range.
    const std::uint64_t pair = position / 2;
    const std::uint64_t last = std::min((outer + 1) * map.extent * map.inner, end);
    const std::uint64_t elements_from_pair = last - (outer * map.extent + 2 * pair) * map.inner;
    constexpr std::uint64_t max_blocks = 1024;
    const std::uint64_t pairs =
        std::min(div_ceil(elements_from_pair, 2 * map.inner), std::max<std::uint64_t>(1, max_blocks / map.inner));
    std::array<std::uint32_t, 2 * max_blocks + run_slack> blocks;
    run_positions<Output::pair, false>(cipher, (outer * half + pair) * map.inner, pairs * map.inner, blocks.data());
    const std::uint64_t stop = std::min(last, (outer * map.extent + 2 * (pair + pairs)) * map.inner);
    if (map.inner == 1) {
      std::memcpy(next, blocks.data() + position % 2, static_cast<std::size_t>(stop - i) * sizeof *next);
      next += stop - i;
      i = stop;
      continue;
    }
    for (std::uint64_t p = position, k = inner; i < stop; ++p, k = 0) {
      const std::uint32_t* row = blocks.data() + 2 * (p / 2 - pair) * map.inner + p % 2;
      for (; k < map.inner && i < stop; ++k, ++i) *next++ = row[2 * k];
    }
  }
  return to;
}

}  // namespace probata::inline v0_1::detail
