// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <probata/hash/concepts.hpp>
#include <probata/hash/detail/keccak_rounds.hpp>
#include <probata/serial/little_endian.hpp>

namespace probata::inline v0_1 {

/// The permutation Keccak-f[1600] on 25 words; word x + 5 y is lane (x, y).
/// @source FIPS 202, section 3.3
struct KeccakF1600 {
  using State = std::array<std::uint64_t, 25>;

  static constexpr void permute(State& state) { detail::keccak_f1600(state); }
};
static_assert(Permutation<KeccakF1600, KeccakF1600::State>);

/// A sponge on Keccak-f[1600] with 32 bytes of output, in portable code. An object takes a message in pieces:
///
///   Sha3_256 hasher;
///   hasher.update(header).update(body);
///   Sha3_256::Digest digest = hasher.digest();
///
/// For many messages of one length see KeccakBatch.
/// @tparam first_padding_byte  the bits after the message, lowest first: two of domain separation and the first of the
///                             padding 10*1 for SHA-3, that one alone for the original Keccak.
/// @cost    one permutation for each 136 bytes; no allocation
/// @source  FIPS 202, sections 4 to 6.1
template <std::uint8_t first_padding_byte>
class Keccak {
 public:
  static constexpr std::size_t digest_bytes = 32;
  static constexpr std::size_t block_bytes = 136;  // rate 1088, capacity 512
  static constexpr std::uint8_t padding = first_padding_byte;
  using Digest = std::array<std::byte, digest_bytes>;

  /// Appends bytes to the message; any division into pieces gives the same digest.
  constexpr Keccak& update(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      if (used_ % 8 == 0 && bytes.size() >= 8) {
        state_[used_ / 8] ^= serial::load_little_endian<std::uint64_t>(bytes.data());
        advance(8);
        bytes = bytes.subspan(8);
      } else {
        state_[used_ / 8] ^= in_place(used_, std::to_integer<std::uint64_t>(bytes.front()));
        advance(1);
        bytes = bytes.subspan(1);
      }
    }
    return *this;
  }

  /// The hash of the message so far; more may be appended afterwards.
  [[nodiscard]] constexpr Digest digest() const {
    KeccakF1600::State state = state_;
    state[used_ / 8] ^= in_place(used_, first_padding_byte);
    state[block_bytes / 8 - 1] ^= in_place(block_bytes - 1, 0x80);
    KeccakF1600::permute(state);
    Digest digest{};
    for (std::size_t i = 0; i < 4; ++i) serial::store_little_endian(digest.data() + 8 * i, state[i]);
    return digest;
  }

  [[nodiscard]] static constexpr Digest hash(std::span<const std::byte> message) {
    return Keccak().update(message).digest();
  }

 private:
  /// `byte` as it lies at place `at` of the state.
  static constexpr std::uint64_t in_place(std::size_t at, std::uint64_t byte) { return byte << (8 * (at % 8)); }

  constexpr void advance(std::size_t bytes) {
    used_ += bytes;
    if (used_ < block_bytes) return;
    KeccakF1600::permute(state_);
    used_ = 0;
  }

  KeccakF1600::State state_{};
  std::size_t used_ = 0;  // 0..135 bytes of the current block
};

/// SHA3-256 of FIPS 202.
using Sha3_256 = Keccak<0x06>;
/// Keccak-256 as submitted to the SHA-3 competition, which Ethereum uses.
using Keccak256 = Keccak<0x01>;
static_assert(Hasher<Sha3_256> && Hasher<Keccak256>);

}  // namespace probata::inline v0_1
