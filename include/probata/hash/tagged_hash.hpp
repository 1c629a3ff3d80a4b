// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include <probata/hash/blake3.hpp>
#include <probata/hash/keccak.hpp>
#include <probata/hash/sha256.hpp>

/// TH(tag, m), the tagged hashes of the protocol's byte suites: for different tags, unrelated functions of m.
///
/// An object holds what depends on the tag alone. It can be made at compile time:
///
///   static constexpr TaggedBlake3 node("probata/1/node");
///   node.hash(message);                               // in one piece
///   node.start().update(left).update(right).digest(); // in pieces
///
/// @source protocol, section 0.4
namespace probata::inline v0_1 {

namespace detail {

/// Hash(tag).
template <class Hash>
constexpr typename Hash::Digest hash_of_tag(std::string_view tag) {
  Hash hash;
  for (const char c : tag) {
    const std::array<std::byte, 1> byte{static_cast<std::byte>(c)};
    hash.update(byte);
  }
  return hash.digest();
}

}  // namespace detail

/// Suite 1: keyed BLAKE3 of m under the key BLAKE3(tag).
class TaggedBlake3 {
 public:
  using Hasher = Blake3;
  using Digest = Blake3::Digest;

  constexpr explicit TaggedBlake3(std::string_view tag) : key_(detail::hash_of_tag<Blake3>(tag)) {}

  /// A hasher that takes m in pieces.
  [[nodiscard]] constexpr Hasher start() const { return Blake3(key_); }
  [[nodiscard]] constexpr Digest hash(std::span<const std::byte> message) const {
    return Blake3::keyed_hash(key_, message);
  }

  [[nodiscard]] constexpr const Blake3::Key& key() const { return key_; }

 private:
  Blake3::Key key_;
};

/// Suite 2: SHA256(SHA256(tag) || SHA256(tag) || m). The prefix is one block, whose state is kept.
///
/// `Hash` is Sha256 or another BasicSha256.
template <class Hash>
class BasicTaggedSha256 {
 public:
  using Hasher = Hash;
  using Digest = typename Hash::Digest;

  constexpr explicit BasicTaggedSha256(std::string_view tag) {
    const Digest prefix = detail::hash_of_tag<Hash>(tag);
    start_.update(prefix).update(prefix);
  }

  [[nodiscard]] constexpr Hasher start() const { return start_; }
  [[nodiscard]] constexpr Digest hash(std::span<const std::byte> message) const {
    return start().update(message).digest();
  }

 private:
  Hash start_;  // after the prefix
};
using TaggedSha256 = BasicTaggedSha256<Sha256>;

/// Suite 3: SHA3_256(SHA3_256(tag) || m).
class TaggedSha3 {
 public:
  using Hasher = Sha3_256;
  using Digest = Sha3_256::Digest;

  constexpr explicit TaggedSha3(std::string_view tag) : prefix_(detail::hash_of_tag<Sha3_256>(tag)) {}

  [[nodiscard]] constexpr Hasher start() const {
    Sha3_256 hasher;
    hasher.update(prefix_);
    return hasher;
  }
  [[nodiscard]] constexpr Digest hash(std::span<const std::byte> message) const {
    return start().update(message).digest();
  }

  [[nodiscard]] constexpr const Digest& prefix() const { return prefix_; }

 private:
  Digest prefix_;
};

}  // namespace probata::inline v0_1
