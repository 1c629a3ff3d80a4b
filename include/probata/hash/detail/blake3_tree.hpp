// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <probata/core/inline.hpp>
#include <probata/hash/detail/word_operations.hpp>

/// BLAKE3 on words of type W: one message with W = std::uint32_t, as many messages in step as W has lanes.
///
/// @source  J. O'Connor, J.-P. Aumasson, S. Neves, Z. Wilcox-O'Hearn: "BLAKE3, one function, fast everywhere" (2021),
///          sections 2.1 to 2.5
namespace probata::inline v0_1::detail {

inline constexpr std::array<std::uint32_t, 8> blake3_iv{0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
                                                        0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19};

/// Bits of the last word of a compression's state.
struct Blake3Flags {
  static constexpr std::uint32_t chunk_start = 1;
  static constexpr std::uint32_t chunk_end = 2;
  static constexpr std::uint32_t parent = 4;
  static constexpr std::uint32_t root = 8;
  static constexpr std::uint32_t keyed_hash = 16;
};

/// Entry [r][i]: which message word round r takes in place i. Each round permutes the order of the one before.
inline constexpr auto blake3_schedule = [] {
  constexpr std::array<std::uint8_t, 16> permutation{2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};
  std::array<std::array<std::uint8_t, 16>, 7> schedule{};
  for (std::uint8_t i = 0; i < 16; ++i) schedule[0][i] = i;
  for (std::size_t r = 1; r < 7; ++r) {
    for (std::size_t i = 0; i < 16; ++i) schedule[r][i] = schedule[r - 1][permutation[i]];
  }
  return schedule;
}();

template <class W>
PROBATA_DETAIL_INLINE constexpr void blake3_mix(W& a, W& b, W& c, W& d, const W& x, const W& y) {
  a = a + b + x;
  d = rotate_right<16>(d ^ a);
  c = c + d;
  b = rotate_right<12>(b ^ c);
  a = a + b + y;
  d = rotate_right<8>(d ^ a);
  c = c + d;
  b = rotate_right<7>(b ^ c);
}

template <std::size_t r, class W>
PROBATA_DETAIL_INLINE constexpr void blake3_round(std::array<W, 16>& v, const std::array<W, 16>& m) {
  constexpr auto& s = blake3_schedule[r];
  blake3_mix(v[0], v[4], v[8], v[12], m[s[0]], m[s[1]]);
  blake3_mix(v[1], v[5], v[9], v[13], m[s[2]], m[s[3]]);
  blake3_mix(v[2], v[6], v[10], v[14], m[s[4]], m[s[5]]);
  blake3_mix(v[3], v[7], v[11], v[15], m[s[6]], m[s[7]]);
  blake3_mix(v[0], v[5], v[10], v[15], m[s[8]], m[s[9]]);
  blake3_mix(v[1], v[6], v[11], v[12], m[s[10]], m[s[11]]);
  blake3_mix(v[2], v[7], v[8], v[13], m[s[12]], m[s[13]]);
  blake3_mix(v[3], v[4], v[9], v[14], m[s[14]], m[s[15]]);
}

template <class W, std::size_t... r>
PROBATA_DETAIL_INLINE constexpr void blake3_rounds(std::array<W, 16>& v, const std::array<W, 16>& m,
                                                   std::index_sequence<r...>) {
  (blake3_round<r>(v, m), ...);
}

/// What tells one compression from another beside its chaining value and its message.
struct Blake3Position {
  std::uint64_t counter = 0;  ///< index of the chunk; zero for parents
  std::uint32_t length = 64;  ///< bytes of the block
  std::uint32_t flags = 0;
};

/// The compression function, truncated to its first eight words: the new chaining value, or 32 bytes of output.
template <class W>
constexpr std::array<W, 8> blake3_compress(const std::array<W, 8>& chaining, const std::array<W, 16>& block,
                                           Blake3Position at) {
  std::array<W, 16> v{chaining[0],
                      chaining[1],
                      chaining[2],
                      chaining[3],
                      chaining[4],
                      chaining[5],
                      chaining[6],
                      chaining[7],
                      W(blake3_iv[0]),
                      W(blake3_iv[1]),
                      W(blake3_iv[2]),
                      W(blake3_iv[3]),
                      W(static_cast<std::uint32_t>(at.counter)),
                      W(static_cast<std::uint32_t>(at.counter >> 32)),
                      W(at.length),
                      W(at.flags)};
  blake3_rounds(v, block, std::make_index_sequence<7>{});
  return {v[0] ^ v[8], v[1] ^ v[9], v[2] ^ v[10], v[3] ^ v[11], v[4] ^ v[12], v[5] ^ v[13], v[6] ^ v[14], v[7] ^ v[15]};
}

/// The hash tree over blocks of 64 bytes, in the order of the message.
///
/// Chunks of 16 blocks are the leaves. When the n-th chunk is complete and more bytes follow, the finished subtrees are
/// one for each set bit of n, largest first: they lie on the stack. Memory is bounded by the tree's height.
template <class W>
class Blake3Tree {
 public:
  using Chaining = std::array<W, 8>;
  using Block = std::array<W, 16>;

  /// @param key   the initial value for plain hashing, the key otherwise.
  /// @param mode  flags of all compressions: zero or Blake3Flags::keyed_hash.
  constexpr Blake3Tree(const std::array<std::uint32_t, 8>& key, std::uint32_t mode) : mode_(mode) {
    for (std::size_t i = 0; i < 8; ++i) key_[i] = W(key[i]);
    chaining_ = key_;
  }

  /// 64 bytes of the message after which at least one more byte follows.
  constexpr void add_block(const Block& block) {
    const bool ends_chunk = blocks_ == 15;
    chaining_ = blake3_compress(chaining_, block, {chunks_, 64, chunk_flags(ends_chunk)});
    ++blocks_;
    if (!ends_chunk) return;
    ++chunks_;
    // One merge for each trailing zero of the number of chunks.
    for (std::uint64_t n = chunks_; (n & 1) == 0; n >>= 1) chaining_ = merge(stack_[--depth_], chaining_, 0);
    stack_[depth_++] = chaining_;
    chaining_ = key_;
    blocks_ = 0;
  }

  /// The hash of what came before and the first `length` bytes of `last`, whose other bytes are zero.
  ///
  /// @param length  0..64; zero only for the empty message.
  constexpr Chaining root(const Block& last, std::uint32_t length) const {
    const std::uint32_t root_flag = depth_ == 0 ? Blake3Flags::root : 0;
    Chaining value = blake3_compress(chaining_, last, {chunks_, length, chunk_flags(true) | root_flag});
    for (std::size_t i = depth_; i > 0; --i) {
      value = merge(stack_[i - 1], value, i == 1 ? Blake3Flags::root : 0);
    }
    return value;
  }

 private:
  constexpr std::uint32_t chunk_flags(bool ends_chunk) const {
    return mode_ | (blocks_ == 0 ? Blake3Flags::chunk_start : 0) | (ends_chunk ? Blake3Flags::chunk_end : 0);
  }

  constexpr Chaining merge(const Chaining& left, const Chaining& right, std::uint32_t flags) const {
    const Block children{left[0],  left[1],  left[2],  left[3],  left[4],  left[5],  left[6],  left[7],
                         right[0], right[1], right[2], right[3], right[4], right[5], right[6], right[7]};
    return blake3_compress(key_, children, {0, 64, mode_ | Blake3Flags::parent | flags});
  }

  static constexpr std::size_t max_depth = 54;  // 2^64 bytes are 2^54 chunks

  Chaining key_;
  Chaining chaining_;                      // of the chunk that is being read
  std::array<Chaining, max_depth> stack_;  // only the first depth_ entries were ever written
  std::size_t depth_ = 0;
  std::uint64_t chunks_ = 0;  // complete ones
  std::uint32_t blocks_ = 0;  // of the chunk that is being read, 0..15
  std::uint32_t mode_;
};

}  // namespace probata::inline v0_1::detail
