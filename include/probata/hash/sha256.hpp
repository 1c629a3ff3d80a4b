// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <probata/core/assert.hpp>
#include <probata/hash/concepts.hpp>
#include <probata/hash/detail/sha256_rounds.hpp>
#include <probata/serial/little_endian.hpp>

namespace probata::inline v0_1 {

/// The compression function of SHA-256 in portable code.
struct Sha256Portable {
  /// Absorbs consecutive blocks of 64 bytes. Requires blocks.size() to be a multiple of 64.
  static constexpr void absorb(std::array<std::uint32_t, 8>& chaining, std::span<const std::byte> blocks) {
    for (; !blocks.empty(); blocks = blocks.subspan(64)) {
      std::array<std::uint32_t, 16> words{};
      for (std::size_t i = 0; i < 16; ++i) {
        words[i] = detail::byte_swap(serial::load_little_endian<std::uint32_t>(blocks.data() + 4 * i));
      }
      detail::sha256_compress(chaining, words);
    }
  }
};

/// SHA-256. An object takes a message in pieces:
///
///   Sha256 hasher;
///   hasher.update(header).update(body);
///   Sha256::Digest digest = hasher.digest();
///
/// `Engine` absorbs blocks: Sha256Portable here, the processor's own instructions in sha256_native.hpp. For many
/// messages of one length see Sha256Batch.
/// @cost    one compression for each 64 bytes of the message and its 9 to 72 bytes of padding; no allocation
/// @source  FIPS 180-4, section 6.2
template <class Engine>
class BasicSha256 {
 public:
  static constexpr std::size_t digest_bytes = 32;
  static constexpr std::size_t block_bytes = 64;
  using Digest = std::array<std::byte, digest_bytes>;
  /// The state after a whole number of blocks.
  using Chaining = std::array<std::uint32_t, 8>;

  /// Appends bytes to the message; any division into pieces gives the same digest.
  constexpr BasicSha256& update(std::span<const std::byte> bytes) {
    length_ += bytes.size();
    if (used_ != 0) {
      const std::size_t taken = std::min(block_bytes - used_, bytes.size());
      std::copy_n(bytes.begin(), taken, buffer_.begin() + static_cast<std::ptrdiff_t>(used_));
      used_ += taken;
      bytes = bytes.subspan(taken);
      if (used_ < block_bytes) return *this;
      Engine::absorb(chaining_, buffer_);
      used_ = 0;
    }
    const std::size_t whole = bytes.size() / block_bytes * block_bytes;
    Engine::absorb(chaining_, bytes.first(whole));
    bytes = bytes.subspan(whole);
    std::copy_n(bytes.begin(), bytes.size(), buffer_.begin());
    used_ = bytes.size();
    return *this;
  }

  /// SHA-256 of the message so far; more may be appended afterwards.
  [[nodiscard]] constexpr Digest digest() const {
    // The message, a byte 0x80, zeros, and the number of its bits as 8 big-endian bytes.
    std::array<std::byte, 2 * block_bytes> padded{};
    std::copy_n(buffer_.begin(), used_, padded.begin());
    padded[used_] = std::byte{0x80};
    const std::size_t size = used_ + 9 <= block_bytes ? block_bytes : 2 * block_bytes;
    const std::uint64_t bits = 8 * length_;
    for (std::size_t i = 0; i < 8; ++i) padded[size - 1 - i] = static_cast<std::byte>((bits >> (8 * i)) & 0xFF);
    Chaining chaining = chaining_;
    Engine::absorb(chaining, std::span(padded).first(size));
    Digest digest{};
    for (std::size_t i = 0; i < 8; ++i) {
      serial::store_little_endian(digest.data() + 4 * i, detail::byte_swap(chaining[i]));
    }
    return digest;
  }

  /// SHA-256(message).
  [[nodiscard]] static constexpr Digest hash(std::span<const std::byte> message) {
    return BasicSha256().update(message).digest();
  }

  /// The state between two blocks, for hashing many messages with this one as their common beginning. Requires that a
  /// multiple of 64 bytes was appended.
  [[nodiscard]] constexpr const Chaining& chaining() const {
    PROBATA_ASSERT(used_ == 0, "the message so far does not end with a block");
    return chaining_;
  }
  /// Bytes appended so far.
  [[nodiscard]] constexpr std::uint64_t length() const { return length_; }

 private:
  Chaining chaining_ = detail::sha256_iv;
  std::array<std::byte, block_bytes> buffer_{};
  std::size_t used_ = 0;  // 0..63 bytes of buffer_
  std::uint64_t length_ = 0;
};

using Sha256 = BasicSha256<Sha256Portable>;
static_assert(Hasher<Sha256>);

}  // namespace probata::inline v0_1
