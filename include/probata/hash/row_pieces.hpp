// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>

#include <probata/core/inline.hpp>
#include <probata/field/goldilocks.hpp>
#include <probata/field/mersenne31.hpp>
#include <probata/field/montgomery31.hpp>
#include <probata/simd/batch.hpp>
#include <probata/simd/word_tiles.hpp>

/// Messages that lie in pieces: message i is row i of one matrix, then row i of the next, and so on, in 32-bit words.
///
/// The batches of byte hashes take them by `hash_pieces`, which copies no row:
///
///   const std::array pieces{RowPiece{main, main_stride, 64}, RowPiece{salts, salt_stride, 5}};
///   Blake3Batch<Arch>::hash_pieces(pieces, num_rows, digests, CanonicalWords<KoalaBear>{});
///
/// A word map is a function of 32-bit words, given on vectors: it is applied to words as they are loaded, so that rows
/// of field elements are hashed as their canonical representatives without a pass of its own.
namespace probata::inline v0_1 {

/// Row i is the `words` 32-bit words (in the byte order of the machine) at first + i * stride; no alignment is needed.
struct RowPiece {
  const std::byte* first;
  std::size_t stride;  ///< bytes from one row to the next
  std::size_t words;   ///< 32-bit words of a row, zero at will
};

/// A map of 32-bit words on vectors of Arch. It must act on every lane alike.
template <class M, class Arch>
concept WordMap = std::copyable<M> && requires(const M map, simd::BatchU32<Arch> words) {
  { map(words) } -> std::same_as<simd::BatchU32<Arch>>;
};

/// Words are hashed as they lie in memory.
using WordsAsTheyLie = simd::UnchangedWords;

/// The words in which elements of F lie in memory to those of their canonical representatives: what protocol-level
/// hashes of field elements are made of. Extension fields take the map of their base field.
template <class F>
struct CanonicalWords;

/// x 2^32 mod p to x: with q = word * p^-1 mod 2^32, word - q p is a multiple of 2^32 between -p 2^32 and 0.
/// @cost 9 instructions for a vector
template <class Params>
struct CanonicalWords<Montgomery31<Params>> {
  using F = Montgomery31<Params>;

  template <class Arch>
  PROBATA_DETAIL_INLINE simd::BatchU32<Arch> operator()(simd::BatchU32<Arch> words) const {
    if constexpr (simd::BatchU32<Arch>::lanes == 1) {
      return simd::BatchU32<Arch>(F::from_word(words.v).value());
#if PROBATA_DETAIL_HAS_XSIMD
    } else {
      using Word = simd::BatchU32<Arch>;
      const auto p_inverse = simd::as_u64(Word(F::Constants::p_inverse));
      const auto modulus = simd::as_u64(Word(F::modulus));
      const auto q_even = simd::opaque(simd::mul_even(simd::as_u64(words), p_inverse));
      const auto q_odd = simd::opaque(simd::mul_even(simd::as_u64(simd::odd_to_even(words)), p_inverse));
      const auto high = simd::interleave_high(simd::opaque(simd::mul_even(q_even, modulus)),
                                              simd::opaque(simd::mul_even(q_odd, modulus)));
      return simd::add_if_negative(Word(std::uint32_t{0}) - high, Word(F::modulus));
#endif
    }
  }
};

/// Goldilocks and Mersenne31 lie in memory as their representatives.
template <>
struct CanonicalWords<Goldilocks> : WordsAsTheyLie {};
template <>
struct CanonicalWords<Mersenne31> : WordsAsTheyLie {};

}  // namespace probata::inline v0_1
