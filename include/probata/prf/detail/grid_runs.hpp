// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <probata/core/bits.hpp>
#include <probata/prf/detail/block_runs.hpp>
#include <probata/prf/detail/word_runs.hpp>
#include <probata/prf/mask_spec.hpp>
#include <probata/simd/arch.hpp>

/// The words of threads of a CUDA grid, written as in word_runs.hpp.
namespace probata::inline v0_1::detail {

/// Words of the blocks at (block, thread) for consecutive threads.
template <Output output, class AnyCipher>
void run_threads(const AnyCipher& cipher, std::uint64_t block, std::uint64_t thread, std::uint64_t threads,
                 std::uint32_t* to) {
  cipher.template run<output, word_2>({{static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32),
                                        static_cast<std::uint32_t>(thread), 0},
                                       static_cast<std::size_t>(threads)},
                                      to);
}

/// One element per thread and pass.
template <class AnyCipher>
const std::uint32_t* single_words(const AnyCipher& cipher, const CudaGrid& map, std::uint64_t first, std::size_t count,
                                  std::uint32_t* to) {
  std::uint32_t* next = to;
  for (std::uint64_t i = first, end = first + count; i < end;) {
    const std::uint64_t thread = i % map.threads;
    const std::uint64_t piece = std::min(end - i, map.threads - thread);
    const std::uint64_t block = map.first_block + i / (4 * map.threads);
    switch (i / map.threads % 4) {
      case 0:
        run_threads<Output::word0>(cipher, block, thread, piece, next);
        break;
      case 1:
        run_threads<Output::word1>(cipher, block, thread, piece, next);
        break;
      case 2:
        run_threads<Output::word2>(cipher, block, thread, piece, next);
        break;
      default:
        run_threads<Output::word3>(cipher, block, thread, piece, next);
    }
    next += piece;
    i += piece;
  }
  return to;
}

/// Two, four or eight elements per thread and pass.
template <class AnyCipher>
const std::uint32_t* vector_words(const AnyCipher& cipher, const CudaGrid& map, std::uint64_t first, std::size_t count,
                                  std::uint32_t* to) {
  const std::uint64_t width = map.vector_width;
  const std::uint64_t units_end = div_ceil(first + count, width);  // a unit: what a thread does in a pass
  std::uint32_t* next = to;
  for (std::uint64_t unit = first / width; unit < units_end;) {
    const std::uint64_t pass = unit / map.threads;
    const std::uint64_t thread = unit % map.threads;
    constexpr std::uint64_t max_units = 128;
    const std::uint64_t piece = std::min({units_end - unit, map.threads - thread, width == 8 ? max_units : units_end});
    if (width == 2) {
      run_threads<Output::pair>(cipher, map.first_block + pass, thread, piece, next);
    } else if (width == 4) {
      run_threads<Output::all>(cipher, map.first_block + pass, thread, piece, next);
    } else {
      for (std::size_t k = 0; k < 2; ++k) {
        alignas(64) std::array<std::uint32_t, 4 * max_units + run_slack> blocks;
        run_threads<Output::all>(cipher, map.first_block + 2 * pass + k, thread, piece, blocks.data());
        for (std::size_t t = 0; t < piece; ++t) {
          std::memcpy(next + 8 * t + 4 * k, blocks.data() + 4 * t, 4 * sizeof *next);
        }
      }
    }
    next += piece * width;
    unit += piece;
  }
  return to + first % width;
}

/// PyTorch's CUDA grid.
template <class Arch>
const std::uint32_t* words_of(const MaskSpec& spec, const CudaGrid& map, std::uint64_t first, std::size_t count,
                              std::uint32_t* to) {
  const auto words = [&](const auto& cipher) {
    return map.vector_width == 1 ? single_words(cipher, map, first, count, to)
                                 : vector_words(cipher, map, first, count, to);
  };
  if (spec.rounds == 10) return words(BlockCipher<Arch, Philox4x32Key<10>>({key_pair(spec)}));
  return words(BlockCipher<simd::Scalar, Philox4x32Key<7>>({key_pair(spec)}));
}

}  // namespace probata::inline v0_1::detail
