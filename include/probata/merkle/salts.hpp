// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include <probata/field/canonical_words.hpp>
#include <probata/field/concepts.hpp>
#include <probata/hash/chacha20.hpp>
#include <probata/hash/chacha20_batch.hpp>
#include <probata/merkle/concepts.hpp>
#include <probata/merkle/tree_shape.hpp>
#include <probata/poly/matrix.hpp>
#include <probata/serial/little_endian.hpp>
#include <probata/simd/arch.hpp>

/// Sources of salts: see SaltSource.
namespace probata::inline v0_1 {

/// Rows without salt: trees of public data and of functions that are uniform themselves.
struct NoSalts {
  static constexpr std::size_t length() { return 0; }
  template <class F>
  static constexpr void fill(std::size_t, std::size_t, MatrixView<F>) {}
};

/// Salts by a function of the caller's, who keeps its laws: fill(level, first_row, to).
template <PrimeField F, class Fill>
class SaltsBy {
 public:
  explicit SaltsBy(Fill function) : fill_(std::move(function)) {}

  static constexpr std::size_t length() { return salt_length<F>; }
  void fill(std::size_t level, std::size_t first_row, MatrixView<F> to) const { fill_(level, first_row, to); }

 private:
  Fill fill_;
};

/// Salts at fixed places of ChaCha20 streams, one stream for each level, so that they need not be kept.
///
/// 31-bit fields: the salt of row j is the five words from 5 (j mod 3) on in block floor(j / 3), each modulo 2^31 and
/// less p if it is not below. Goldilocks: the three 64-bit words from 3 (j mod 2) on in block floor(j / 2), each less p
/// if it is not below.
///
/// @tparam KeyOf  key_of(level) is the ChaCha20::Key of the level's stream. No two trees and levels share a key.
/// @cost   one block for three rows (Goldilocks: two)
/// @source protocol, section 6.5
template <PrimeField F, class KeyOf, simd::ArchTag Arch = simd::DefaultArch>
class StreamSalts {
 public:
  explicit StreamSalts(KeyOf key_of) : key_of_(std::move(key_of)) {}

  static constexpr std::size_t length() { return salt_length<F>; }

  /// @throws UsageError if a row lies beyond the 2^32 blocks of a stream.
  void fill(std::size_t level, std::size_t first_row, MatrixView<F> to) const {
    const ChaCha20Batch<Arch> stream(ChaCha20(key_of_(level), ChaCha20::Nonce{}));
    constexpr std::size_t blocks_at_once = 64;
    std::array<std::byte, blocks_at_once * ChaCha20::block_bytes> bytes;
    for (std::size_t i = 0; i < to.rows();) {
      const std::size_t block = (first_row + i) / rows_per_block;
      const std::size_t end = std::min(to.rows(), (block + blocks_at_once) * rows_per_block - first_row);
      const std::size_t num_blocks = (first_row + end - 1) / rows_per_block - block + 1;
      stream.keystream(std::uint64_t{block} * ChaCha20::block_bytes,
                       std::span(bytes).first(num_blocks * ChaCha20::block_bytes));
      std::array<Word, blocks_at_once * words_per_block> words;
      std::array<F, words.size()> elements;
      const std::size_t num_words = num_blocks * words_per_block;
      for (std::size_t k = 0; k < num_words; ++k) words[k] = reduced(bytes.data() + k * sizeof(Word));
      from_canonical_words<F, Arch>(std::span<const Word>(words).first(num_words),
                                    std::span(elements).first(num_words));
      for (; i < end; ++i) {
        const std::size_t place = first_row + i - block * rows_per_block;
        std::copy_n(&elements[place / rows_per_block * words_per_block + place % rows_per_block * length()], length(),
                    to.data() + i * to.row_stride());
      }
    }
  }

 private:
  using Word = typename F::Canonical;
  static constexpr std::size_t words_per_block = ChaCha20::block_bytes / sizeof(Word);
  static constexpr std::size_t rows_per_block = words_per_block / salt_length<F>;

  static Word reduced(const std::byte* from) {
    auto word = serial::load_little_endian<Word>(from);
    if constexpr (sizeof(Word) == 4) word &= 0x7FFFFFFF;
    return word < F::modulus ? word : static_cast<Word>(word - F::modulus);
  }

  KeyOf key_of_;
};

}  // namespace probata::inline v0_1
