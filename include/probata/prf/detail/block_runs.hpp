// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <probata/core/inline.hpp>
#include <probata/prf/philox.hpp>
#include <probata/prf/philox_lanes.hpp>
#include <probata/prf/threefry.hpp>
#include <probata/prf/threefry_lanes.hpp>
#include <probata/simd/arch.hpp>
#include <probata/simd/lane_operations.hpp>

/// Words of many blocks at consecutive counters, in the order in which masks use them.
namespace probata::inline v0_1::detail {

/// Counters (first[w] + j if word w varies, else first[w]) for j = 0, ..., blocks - 1. No varying word overflows.
struct CounterRun {
  std::array<std::uint32_t, 4> first{};
  std::size_t blocks = 0;
};

/// What is written of each block: all words, the first two, one, or the exclusive or of all.
enum class Output : std::uint8_t { all, pair, word0, word1, word2, word3, xor_of_all };

/// Set of counter words that vary.
using Varying = unsigned;
inline constexpr Varying word_0 = 1;
inline constexpr Varying word_1 = 2;
inline constexpr Varying word_2 = 4;

/// How many words of 32 bits a run may write beyond its end.
inline constexpr std::size_t run_slack = 512;

template <Output output>
inline constexpr std::size_t words_per_block = output == Output::all    ? 4
                                               : output == Output::pair ? 2
                                                                        : 1;

/// A cipher under its key: one block at a time, and its lanes.
template <unsigned rounds>
struct Philox4x32Key {
  static constexpr std::size_t words = 4;
  std::array<std::uint32_t, 2> key;
  constexpr auto block(const std::array<std::uint32_t, 4>& counter) const { return philox4x32(counter, key, rounds); }
#if PROBATA_DETAIL_HAS_XSIMD
  template <class Arch>
  using Lanes = Philox4x32Lanes<rounds, Arch>;
#endif
};
struct Philox2x32Key {
  static constexpr std::size_t words = 2;
  std::uint32_t key;
  constexpr auto block(const std::array<std::uint32_t, 4>& counter) const {
    return philox2x32({counter[0], counter[1]}, key);
  }
#if PROBATA_DETAIL_HAS_XSIMD
  template <class Arch>
  using Lanes = Philox2x32Lanes<Arch>;
#endif
};
struct Threefry2x32Key {
  static constexpr std::size_t words = 2;
  std::array<std::uint32_t, 2> key;
  constexpr auto block(const std::array<std::uint32_t, 4>& counter) const {
    return threefry2x32({counter[0], counter[1]}, key);
  }
#if PROBATA_DETAIL_HAS_XSIMD
  template <class Arch>
  using Lanes = Threefry2x32Lanes<Arch>;
#endif
};
struct Threefry4x32Key {
  static constexpr std::size_t words = 4;
  std::array<std::uint32_t, 4> key;
  constexpr auto block(const std::array<std::uint32_t, 4>& counter) const { return threefry4x32(counter, key); }
#if PROBATA_DETAIL_HAS_XSIMD
  template <class Arch>
  using Lanes = Threefry4x32Lanes<Arch>;
#endif
};

/// One block at a time: the reference, and the code without vectors.
template <Output output, Varying varying, class Key>
void run_blocks_one_by_one(const Key& key, const CounterRun& run, std::uint32_t* to) {
  for (std::size_t j = 0; j < run.blocks; ++j) {
    std::array<std::uint32_t, 4> counter = run.first;
    for (std::size_t w = 0; w < 4; ++w) {
      if ((varying >> w & 1) != 0) counter[w] += static_cast<std::uint32_t>(j);
    }
    const auto block = key.block(counter);
    if constexpr (output == Output::all || output == Output::pair) {
      for (std::size_t w = 0; w < words_per_block<output>; ++w) *to++ = block[w];
    } else if constexpr (output == Output::xor_of_all) {
      std::uint32_t sum = 0;
      for (const std::uint32_t word : block) sum ^= word;
      *to++ = sum;
    } else {
      *to++ = block[static_cast<std::size_t>(output) - static_cast<std::size_t>(Output::word0)];
    }
  }
}

#if PROBATA_DETAIL_HAS_XSIMD

/// The one word of a block that `output` asks for.
template <Output output, class Word, std::size_t words>
PROBATA_DETAIL_INLINE Word single_word(const std::array<Word, words>& block) {
  if constexpr (output == Output::xor_of_all) {
    if constexpr (words == 2) return block[0] ^ block[1];
    if constexpr (words == 4) return simd::xor3(block[0], block[1], block[2] ^ block[3]);
  } else {
    return block[static_cast<std::size_t>(output) - static_cast<std::size_t>(Output::word0)];
  }
}

/// How blocks of one kind of lanes lie in vectors and go to memory: by lane width.
template <class T, class Arch, Output output>
struct Layout;

/// Words in the lower halves of 64-bit lanes. `vectors` vectors hold `vectors` * lanes blocks.
template <class Arch, Output output>
struct Layout<std::uint64_t, Arch, output> {
  using Word = simd::BatchU64<Arch>;
  static constexpr std::size_t lanes = Word::lanes;
  static constexpr std::size_t vectors = lanes == 8 ? 4 : 2;

  /// Which of the blocks is in which lane; chosen so that storing needs few lane moves.
  static constexpr auto positions = [] {
    std::array<std::uint64_t, vectors * lanes> result{};
    for (std::size_t v = 0; v < vectors; ++v) {
      for (std::size_t l = 0; l < lanes; ++l) {
        std::size_t position = v * lanes + l;
        if constexpr (output == Output::all) {
          position = v * lanes + l % 2 * (lanes / 2) + l / 2;
        } else if constexpr (output != Output::pair) {
          position = v / 2 * 2 * lanes + 2 * l + v % 2;
        }
        result[v * lanes + l] = position;
      }
    }
    return result;
  }();

  /// low mod 2^32 + 2^32 high.
  PROBATA_DETAIL_INLINE static Word join(Word low, Word high) {
    return (low & Word(std::uint64_t{0xFFFFFFFF})) | (high << 32);
  }
  PROBATA_DETAIL_INLINE static void store_u64(Word a, std::uint32_t* to) { simd::as_u32(a).store(to); }

  template <std::size_t words>
  PROBATA_DETAIL_INLINE static void store(const std::array<std::array<Word, words>, vectors>& blocks,
                                          std::uint32_t* to) {
    if constexpr (output == Output::all) {
      for (std::size_t v = 0; v < vectors; ++v) {
        const Word low = join(blocks[v][0], blocks[v][1]);
        const Word high = join(blocks[v][2], blocks[v][3]);
        store_u64(simd::zip_low(low, high), to + 4 * v * lanes);
        store_u64(simd::zip_high(low, high), to + 4 * v * lanes + 2 * lanes);
      }
    } else if constexpr (output == Output::pair) {
      for (std::size_t v = 0; v < vectors; ++v) store_u64(join(blocks[v][0], blocks[v][1]), to + 2 * v * lanes);
    } else {
      for (std::size_t v = 0; v < vectors; v += 2) {
        store_u64(join(single_word<output>(blocks[v]), single_word<output>(blocks[v + 1])), to + v * lanes);
      }
    }
  }
};

/// Words in 32-bit lanes.
template <class Arch, Output output>
struct Layout<std::uint32_t, Arch, output> {
  using Word = simd::BatchU32<Arch>;
  static constexpr std::size_t lanes = Word::lanes;
  static constexpr std::size_t vectors = lanes == 16 ? 4 : 2;

  static constexpr auto positions = [] {
    std::array<std::uint32_t, vectors * lanes> result{};
    for (std::size_t v = 0; v < vectors; ++v) {
      for (std::size_t l = 0; l < lanes; ++l) {
        std::size_t position = v * lanes + l;
        if constexpr (output == Output::pair) position = v * lanes + l % 4 / 2 * (lanes / 2) + l / 4 * 2 + l % 2;
        result[v * lanes + l] = static_cast<std::uint32_t>(position);
      }
    }
    return result;
  }();

  template <std::size_t words>
  PROBATA_DETAIL_INLINE static void store(const std::array<std::array<Word, words>, vectors>& blocks,
                                          std::uint32_t* to) {
    static_assert(output != Output::all, "no mask takes all words of a block of 32-bit lanes");
    for (std::size_t v = 0; v < vectors; ++v) {
      if constexpr (output == Output::pair) {
        simd::zip_low(blocks[v][0], blocks[v][1]).store(to + 2 * v * lanes);
        simd::zip_high(blocks[v][0], blocks[v][1]).store(to + 2 * v * lanes + lanes);
      } else {
        single_word<output>(blocks[v]).store(to + v * lanes);
      }
    }
  }
};

/// Writes the words of a run, several vectors at a time.
template <class T, class Arch, Output output, Varying varying, class Lanes>
void run_blocks_in_lanes(const Lanes& cipher, const CounterRun& run, std::uint32_t* to) {
  using Word = typename Lanes::Word;
  using Shape = Layout<T, Arch, output>;
  constexpr std::size_t step = Shape::vectors * Lanes::lanes;
  static_assert(step * words_per_block<output> <= run_slack);

  std::array<Word, Shape::vectors> positions;
  for (std::size_t v = 0; v < Shape::vectors; ++v) {
    positions[v] = Word::load(Shape::positions.data() + v * Lanes::lanes);
  }
  typename Lanes::Block base;
  for (std::size_t w = 0; w < base.size(); ++w) base[w] = Word(T{run.first[w]});

  for (std::size_t done = 0; done < run.blocks; done += step) {
    std::array<typename Lanes::Block, Shape::vectors> blocks;
    for (std::size_t v = 0; v < Shape::vectors; ++v) {
      blocks[v] = base;
      for (std::size_t w = 0; w < base.size(); ++w) {
        if ((varying >> w & 1) != 0) blocks[v][w] = base[w] + positions[v];
      }
    }
    cipher.apply(blocks);
    Shape::store(blocks, to + done * words_per_block<output>);
    for (std::size_t w = 0; w < base.size(); ++w) {
      if ((varying >> w & 1) != 0) base[w] = base[w] + Word(T{step});
    }
  }
}

#endif  // PROBATA_DETAIL_HAS_XSIMD

/// A cipher under one key, its schedule made once for any number of runs.
template <class Arch, class Key>
class BlockCipher {
#if PROBATA_DETAIL_HAS_XSIMD
 public:
  explicit BlockCipher(const Key& key) : cipher_(key.key) {}

  /// Writes the words of a run to `to`, which has room for run_slack words more.
  template <Output output, Varying varying>
  void run(const CounterRun& counters, std::uint32_t* to) const {
    constexpr bool wide = Lanes::lanes == simd::lanes_of<Arch, std::uint64_t>;
    using T = std::conditional_t<wide, std::uint64_t, std::uint32_t>;
    run_blocks_in_lanes<T, Arch, output, varying>(cipher_, counters, to);
  }

 private:
  using Lanes = typename Key::template Lanes<Arch>;
  Lanes cipher_;
#endif
};

/// One block at a time.
template <class Key>
class BlockCipher<simd::Scalar, Key> {
 public:
  explicit BlockCipher(const Key& key) : key_(key) {}

  template <Output output, Varying varying>
  void run(const CounterRun& counters, std::uint32_t* to) const {
    run_blocks_one_by_one<output, varying>(key_, counters, to);
  }

 private:
  Key key_;
};

}  // namespace probata::inline v0_1::detail
