// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include <probata/hash/chacha20.hpp>
#include <probata/hash/detail/chacha20_rounds.hpp>
#include <probata/simd/arch.hpp>
#include <probata/simd/batch.hpp>
#include <probata/simd/bit_operations.hpp>
#include <probata/simd/word_tiles.hpp>

namespace probata::inline v0_1 {

/// The stream of a ChaCha20, as many blocks at once as a vector has lanes.
template <simd::ArchTag Arch = simd::DefaultArch>
class ChaCha20Batch {
 public:
  using Word = simd::BatchU32<Arch>;
  static constexpr std::size_t lanes = Word::lanes;
  /// Words of `lanes` blocks: lane i of entry k is word k of block i.
  using Blocks = std::array<Word, ChaCha20::block_words>;

  explicit ChaCha20Batch(const ChaCha20& stream) : stream_(stream) {}

  /// The blocks counter, counter + 1, ..., counter + lanes - 1, counted modulo 2^32.
  [[nodiscard]] Blocks blocks(std::uint32_t counter) const {
    std::array<std::uint32_t, lanes> counters;
    for (std::size_t i = 0; i < lanes; ++i) counters[i] = counter + static_cast<std::uint32_t>(i);
    Blocks initial;
    for (std::size_t i = 0; i < ChaCha20::block_words; ++i) initial[i] = Word(stream_.initial_state()[i]);
    initial[12] = Word::load(counters.data());
    return detail::chacha20_block(initial);
  }

  /// Writes the bytes `offset`, `offset` + 1, ... of the stream to `out`: what ChaCha20::keystream writes.
  /// @throws UsageError if the stream ends before.
  /// @cost   one vector block function for each 64 * lanes bytes, from a multiple of 64 on
  void keystream(std::uint64_t offset, std::span<std::byte> out) const {
    constexpr std::size_t block_bytes = ChaCha20::block_bytes;
    ChaCha20::check_range("ChaCha20Batch::keystream", offset, out.size());
    const auto inside = static_cast<std::size_t>(offset % block_bytes);
    if (inside != 0) {
      const std::size_t head = std::min(block_bytes - inside, out.size());
      stream_.keystream(offset, out.first(head));
      offset += head;
      out = out.subspan(head);
    }
    auto counter = static_cast<std::uint32_t>(offset / block_bytes);
    for (; out.size() >= block_bytes * lanes; out = out.subspan(block_bytes * lanes)) {
      write_blocks(counter, out.data());
      counter += static_cast<std::uint32_t>(lanes);
    }
    if (out.empty()) return;
    alignas(64) std::array<std::byte, block_bytes * lanes> last;
    write_blocks(counter, last.data());
    std::memcpy(out.data(), last.data(), out.size());
  }

 private:
  void write_blocks(std::uint32_t counter, std::byte* to) const {
    simd::store_words(blocks(counter), [to](std::size_t i) { return to + ChaCha20::block_bytes * i; });
  }

  ChaCha20 stream_;
};

}  // namespace probata::inline v0_1
