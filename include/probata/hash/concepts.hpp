// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <concepts>
#include <cstddef>
#include <span>

/// What the rest of the library asks of hash functions. All of them are stateless types or values: nothing is shared.
namespace probata::inline v0_1 {

/// A bijection of the values of `State`, given by a static function.
///
/// Laws: permute(a) == permute(b) only for a == b. If the state is an array of vectors, lane l of the result depends on
/// lane l of the argument alone and is what the scalar form makes of it.
template <class P, class State>
concept Permutation = std::regular<State> && requires(State& state) {
  { P::permute(state) } -> std::same_as<void>;
};

/// A hash function of byte strings, fed in pieces.
///
/// Laws: h.update(a).update(b) is h.update(ab); digest() does not change h; a default-constructed h has been fed
/// nothing; hash(m) is the digest of a fresh h after update(m). Finding two messages of one digest takes about
/// 2^(4 digest_bytes) work.
template <class H>
concept Hasher = std::copyable<H> && std::default_initializable<H> && std::regular<typename H::Digest> &&
    requires(H h, const H fixed, std::span<const std::byte> bytes) {
      { H::digest_bytes } -> std::convertible_to<std::size_t>;
      { h.update(bytes) } -> std::same_as<H&>;
      { fixed.digest() } -> std::same_as<typename H::Digest>;
      { H::hash(bytes) } -> std::same_as<typename H::Digest>;
    };

/// Many byte strings of one length at once, for a hash function H: what a Hasher does one by one, in vectors.
///
/// Laws: hash_many(inputs, length, digests) writes H::hash of the `length` bytes at inputs[i] to
/// digests[i digest_bytes ...]; hash_rows(first, stride, count, length, digests) does so for the inputs at
/// first + i stride, i < count. No alignment is needed. Results do not depend on how inputs are grouped.
template <class B>
concept BatchHasher = requires(std::span<const std::byte* const> inputs, const std::byte* first, std::size_t n,
                               std::byte* digests) {
  B::hash_many(inputs, n, digests);
  B::hash_rows(first, n, n, n, digests);
};

/// A map of two digests to one, for the inner nodes of trees, and of three where a shorter tree joins.
///
/// `Digest` is the digest of one hash, or of one hash per lane.
/// Laws: no two argument lists with one value can be found in less work than two messages of one digest; an injection
/// is never a node of the same left and right.
template <class C, class Digest>
concept Compression = std::regular<Digest> && requires(const Digest digest) {
  { C::node(digest, digest) } -> std::same_as<Digest>;
  { C::inject(digest, digest, digest) } -> std::same_as<Digest>;
};

}  // namespace probata::inline v0_1
