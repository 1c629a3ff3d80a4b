// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <probata/hash/concepts.hpp>
#include <probata/hash/detail/blake3_tree.hpp>
#include <probata/serial/little_endian.hpp>

namespace probata::inline v0_1 {

/// BLAKE3 with 32 bytes of output, plain or keyed, in portable code. An object takes a message in pieces:
///
///   Blake3 hasher;                                // or Blake3 hasher(key)
///   hasher.update(header).update(body);
///   Blake3::Digest digest = hasher.digest();
///
/// For many messages of one length see Blake3Batch.
/// @cost    one compression of 16 words for each 64 bytes, and one for each 1024 bytes beyond the first; no allocation,
///          about 2 kB of state
/// @source  J. O'Connor, J.-P. Aumasson, S. Neves, Z. Wilcox-O'Hearn: "BLAKE3, one function, fast everywhere" (2021)
class Blake3 {
 public:
  static constexpr std::size_t digest_bytes = 32;
  static constexpr std::size_t block_bytes = 64;
  using Digest = std::array<std::byte, digest_bytes>;
  using Key = std::array<std::byte, 32>;

  constexpr Blake3() : tree_(detail::blake3_iv, 0) {}
  constexpr explicit Blake3(const Key& key) : tree_(key_words(key), detail::Blake3Flags::keyed_hash) {}

  /// Appends bytes to the message; any division into pieces gives the same digest.
  constexpr Blake3& update(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      // A full block waits until a byte follows it: the last block is compressed differently.
      if (used_ == block_bytes) {
        tree_.add_block(words(buffer_.data()));
        used_ = 0;
      }
      if (used_ == 0) {
        while (bytes.size() > block_bytes) {
          tree_.add_block(words(bytes.data()));
          bytes = bytes.subspan(block_bytes);
        }
      }
      const std::size_t taken = std::min(block_bytes - used_, bytes.size());
      std::copy_n(bytes.begin(), taken, buffer_.begin() + static_cast<std::ptrdiff_t>(used_));
      used_ += taken;
      bytes = bytes.subspan(taken);
    }
    return *this;
  }

  /// BLAKE3 of the message so far; more may be appended afterwards.
  [[nodiscard]] constexpr Digest digest() const {
    std::array<std::byte, block_bytes> last{};
    std::copy_n(buffer_.begin(), used_, last.begin());
    const auto root = tree_.root(words(last.data()), static_cast<std::uint32_t>(used_));
    Digest digest{};
    for (std::size_t i = 0; i < 8; ++i) serial::store_little_endian(digest.data() + 4 * i, root[i]);
    return digest;
  }

  /// BLAKE3(message).
  [[nodiscard]] static constexpr Digest hash(std::span<const std::byte> message) {
    return Blake3().update(message).digest();
  }

  /// BLAKE3 in keyed mode: a pseudo-random function of the message for a random key.
  [[nodiscard]] static constexpr Digest keyed_hash(const Key& key, std::span<const std::byte> message) {
    return Blake3(key).update(message).digest();
  }

  /// The key as eight little-endian words.
  [[nodiscard]] static constexpr std::array<std::uint32_t, 8> key_words(const Key& key) {
    std::array<std::uint32_t, 8> result{};
    for (std::size_t i = 0; i < 8; ++i) result[i] = serial::load_little_endian<std::uint32_t>(key.data() + 4 * i);
    return result;
  }

 private:
  static constexpr std::array<std::uint32_t, 16> words(const std::byte* block) {
    std::array<std::uint32_t, 16> result{};
    for (std::size_t i = 0; i < 16; ++i) result[i] = serial::load_little_endian<std::uint32_t>(block + 4 * i);
    return result;
  }

  detail::Blake3Tree<std::uint32_t> tree_;
  std::array<std::byte, block_bytes> buffer_{};
  std::size_t used_ = 0;  // 0..64 bytes of buffer_
};
static_assert(Hasher<Blake3>);

}  // namespace probata::inline v0_1
