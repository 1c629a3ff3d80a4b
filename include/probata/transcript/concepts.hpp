// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include <probata/core/errc.hpp>
#include <probata/core/result.hpp>
#include <probata/transcript/format.hpp>

namespace probata::inline v0_1 {

/// The verifier's side of an interactive proof, played by a hash function: it is told everything that the prover says,
/// and answers with challenges. EF is the field of the challenges, F its prime field.
///
///   tr.absorb_bytes(tag, bytes)         tr.sample_base()            an element of F
///   tr.absorb_elems(tag, elements)      tr.sample_ext()             an element of EF
///   tr.absorb_digests(tag, digests)     tr.sample_out_of_domain()   an element of EF outside F
///   tr.start_elems(tag, count)          tr.sample_bits(k)           a number below 2^k
///     .update(elements) .finish()       tr.sample_indices(k, to)    numbers below 2^k, with replacement
///   tr.check_pow(tag, bits, nonce, code)                            whether the nonce earns the next challenge
///
/// Laws:
/// - What is drawn is a function of the whole history: statement, hash suite, field and degree; every message with its
///   tag, its length and its contents; the division into messages; how many blocks of challenges were squeezed between
///   them. For every two histories that differ somewhere, all later challenges are unrelated. (What a block still held
///   is dropped by the next message, read or not.)
/// - absorb_elems of extension elements is absorb_elems of their coordinates, constant term first; start_elems, fed in
///   any pieces, is absorb_elems of the whole.
/// - Challenges are uniform: exactly so for a random function in place of the hash.
/// - check_pow draws its bits from a state that contains bits and nonce, and changes nothing for bits = 0. After a
///   failure the transcript is of no further use.
/// - A transcript is made from a statement (statement.hpp), never from nothing. It can be moved, and what was moved
///   from must not be used again (asserted); a second one with the same history comes from clone() alone.
///
/// @source protocol, sections 2.1 to 2.4
template <class Tr, class EF>
concept TranscriptOf =
    FormatExtension<EF> && std::movable<Tr> && !std::copyable<Tr> && !std::is_default_constructible_v<Tr> &&
    requires(Tr tr, const Tr fixed, std::span<const std::byte> bytes, std::span<const typename EF::Prime> base_elements,
             std::span<const EF> elements, std::span<const typename Tr::Digest> digests, std::span<std::size_t> indices,
             std::size_t n, std::uint64_t nonce) {
  requires std::same_as<typename Tr::Field, typename EF::Prime>;
  requires std::same_as<typename Tr::Extension, EF>;
  { Tr::max_pow_bits } -> std::convertible_to<std::size_t>;
  tr.absorb_bytes(BytesTag{}, bytes);
  tr.absorb_elems(ElementsTag{}, base_elements);
  tr.absorb_elems(ElementsTag{}, elements);
  tr.absorb_digests(DigestsTag{}, digests);
  tr.start_elems(ElementsTag{}, n).update(elements);
  { tr.sample_base() } -> std::same_as<typename EF::Prime>;
  { tr.sample_ext() } -> std::same_as<EF>;
  { tr.sample_out_of_domain() } -> std::same_as<EF>;
  { tr.sample_bits(n) } -> std::same_as<std::uint64_t>;
  tr.sample_indices(n, indices);
  { tr.check_pow(PowTag{}, n, nonce, Errc{}) } -> std::same_as<Status>;
  { fixed.clone() } -> std::same_as<Tr>;
};

}  // namespace probata::inline v0_1
