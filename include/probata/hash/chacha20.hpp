// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <probata/core/usage_error.hpp>
#include <probata/hash/detail/chacha20_rounds.hpp>
#include <probata/serial/little_endian.hpp>

namespace probata::inline v0_1 {

/// ChaCha20 of RFC 8439 as a function of a key, a nonce and a place: 2^32 blocks of 16 words, in portable code.
///
/// Byte i of the stream is byte i mod 64 of block floor(i / 64); words are little-endian. Any part can be computed
/// alone. For speed see ChaCha20Batch.
/// @cost    10 double rounds for each 64 bytes; no allocation
/// @source  RFC 8439, sections 2.3 and 2.4
class ChaCha20 {
 public:
  static constexpr std::size_t block_words = 16;
  static constexpr std::size_t block_bytes = 64;
  static constexpr std::uint64_t stream_bytes = std::uint64_t{1} << 38;
  using Key = std::array<std::byte, 32>;
  using Nonce = std::array<std::byte, 12>;
  using Block = std::array<std::uint32_t, block_words>;

  constexpr ChaCha20(const Key& key, const Nonce& nonce) {
    std::copy_n(detail::chacha20_constants.begin(), 4, initial_.begin());
    for (std::size_t i = 0; i < 8; ++i) {
      initial_[4 + i] = serial::load_little_endian<std::uint32_t>(key.data() + 4 * i);
    }
    for (std::size_t i = 0; i < 3; ++i) {
      initial_[13 + i] = serial::load_little_endian<std::uint32_t>(nonce.data() + 4 * i);
    }
  }

  /// The 16 words of block `counter`.
  [[nodiscard]] constexpr Block block(std::uint32_t counter) const {
    Block initial = initial_;
    initial[12] = counter;
    return detail::chacha20_block(initial);
  }

  /// The initial state of block 0: constants, key, a zero counter, nonce.
  [[nodiscard]] constexpr const Block& initial_state() const { return initial_; }

  /// Writes the bytes `offset`, `offset` + 1, ... of the stream to `out`.
  /// @throws UsageError if the stream ends before: it never starts again.
  constexpr void keystream(std::uint64_t offset, std::span<std::byte> out) const {
    check_range("ChaCha20::keystream", offset, out.size());
    while (!out.empty()) {
      const Block words = block(static_cast<std::uint32_t>(offset / block_bytes));
      std::array<std::byte, block_bytes> bytes{};
      for (std::size_t i = 0; i < block_words; ++i) serial::store_little_endian(bytes.data() + 4 * i, words[i]);
      const auto skipped = static_cast<std::size_t>(offset % block_bytes);
      const std::size_t taken = std::min(block_bytes - skipped, out.size());
      std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(skipped), taken, out.begin());
      offset += taken;
      out = out.subspan(taken);
    }
  }

  /// @throws UsageError unless `size` bytes from `offset` on lie in the stream.
  static constexpr void check_range(std::string_view where, std::uint64_t offset, std::uint64_t size) {
    if (offset > stream_bytes) throw_usage(where, "offset", offset, "at most 2^38, the bytes of the stream");
    if (size > stream_bytes - offset) throw_usage(where, "out.size()", size, "at most 2^38 - offset");
  }

 private:
  Block initial_{};
};

}  // namespace probata::inline v0_1
