// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

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

/// What trees and transcripts hash with: leaves, nodes and digests that belong together, under one number of the
/// format.
///
/// F is the field of the leaves. S::Leaves<F>(length, level) hashes rows of `length` elements: leaves.hash(row), or in
/// pieces by leaves.start(), update, finish. Laws: node, inject and the leaves of each level are functions apart from
/// each other; read_digest reads what write_digest wrote and no second encoding of it; finding two lists of arguments
/// with one digest takes 2^(collision_bits_256 / 256) work.
///
/// A suite may hash many at once if that is faster: leaves.hash_each(rows, digests) for rows that lie one after
/// another, S::node_each(children, parents) for pairs of digests, S::inject_each(children, leaves, parents).
///
/// @source protocol, sections 0.4 and 7.2
template <class S, class F>
concept HashSuite = std::regular<typename S::Digest> &&
    requires(const typename S::Digest digest, const typename S::template Leaves<F> leaves, std::span<const F> row,
             std::size_t n) {
  { S::id } -> std::convertible_to<std::uint8_t>;
  { S::name } -> std::convertible_to<std::string_view>;
  { S::algebraic } -> std::convertible_to<bool>;
  { S::digest_bytes } -> std::convertible_to<std::size_t>;
  { S::collision_bits_256 } -> std::convertible_to<std::uint32_t>;
  typename S::template Leaves<F>::Row;
  {typename S::template Leaves<F>(n, n)};
  { leaves.hash(row) } -> std::same_as<typename S::Digest>;
  { S::node(digest, digest) } -> std::same_as<typename S::Digest>;
  { S::inject(digest, digest, digest) } -> std::same_as<typename S::Digest>;
};

/// S, for those who need `bits` bits of collision resistance; refuses to compile when its digests are too short.
template <class S, std::size_t bits>
struct RequireCollisionBits {
  static_assert(S::collision_bits_256 >= 256 * bits,
                "the digests of this hash suite are too short for the bits asked for: an 8-element digest of a 31-bit "
                "field (suite p2-16) ends below 124 bits; take p2-24 or a byte suite");
  using Suite = S;
};

}  // namespace probata::inline v0_1
