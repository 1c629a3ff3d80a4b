// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <probata/core/inline.hpp>
#include <probata/prf/philox.hpp>
#include <probata/simd/batch.hpp>
#include <probata/simd/bit_operations.hpp>

namespace probata::inline v0_1 {

#if PROBATA_DETAIL_HAS_XSIMD

namespace detail {

/// The upper half of each 64-bit lane in its lower half; the upper half of the result is unspecified.
template <class Arch>
PROBATA_DETAIL_INLINE simd::BatchU64<Arch> upper_half(simd::BatchU64<Arch> a) {
  return simd::as_u64(simd::odd_to_even(simd::as_u32(a)));
}

}  // namespace detail

/// Philox4x32 under one key, one block per 64-bit lane.
///
/// A word is the lower half of its lane. Multiplications of the vector unit read nothing else, so the upper halves,
/// of counters and of results, are unspecified, and products need neither masking nor packing.
template <unsigned rounds, class Arch>
class Philox4x32Lanes {
 public:
  using Word = simd::BatchU64<Arch>;
  using Block = std::array<Word, 4>;
  static constexpr std::size_t lanes = Word::lanes;

  explicit Philox4x32Lanes(std::array<std::uint32_t, 2> key) {
    for (std::size_t round = 0; round < rounds; ++round) {
      for (std::size_t i = 0; i < 2; ++i) {
        keys_[round][i] = Word(std::uint64_t{key[i]});
        key[i] += Constants::increments[i];
      }
    }
  }

  /// Replaces counters by blocks, several vectors side by side: their multiplications wait for each other.
  template <std::size_t vectors>
  PROBATA_DETAIL_INLINE void apply(std::array<Block, vectors>& blocks) const {
    const Word m0 = simd::opaque(Word(std::uint64_t{Constants::multipliers[0]}));
    const Word m1 = simd::opaque(Word(std::uint64_t{Constants::multipliers[1]}));
    for (const auto& key : keys_) {
      for (Block& c : blocks) {
        const Word a = simd::mul_even(m0, c[0]);
        const Word b = simd::mul_even(m1, c[2]);
        c = {simd::xor3(detail::upper_half(b), c[1], key[0]), b, simd::xor3(detail::upper_half(a), c[3], key[1]), a};
      }
    }
  }

 private:
  using Constants = detail::Philox4Constants<std::uint32_t>;
  std::array<std::array<Word, 2>, rounds> keys_;
};

/// Philox2x32 with 10 rounds, in the same layout.
template <class Arch>
class Philox2x32Lanes {
 public:
  using Word = simd::BatchU64<Arch>;
  using Block = std::array<Word, 2>;
  static constexpr std::size_t lanes = Word::lanes;

  explicit Philox2x32Lanes(std::uint32_t key) {
    for (Word& round_key : keys_) {
      round_key = Word(std::uint64_t{key});
      key += detail::Philox2x32Constants::increment;
    }
  }

  template <std::size_t vectors>
  PROBATA_DETAIL_INLINE void apply(std::array<Block, vectors>& blocks) const {
    const Word m = simd::opaque(Word(std::uint64_t{detail::Philox2x32Constants::multiplier}));
    for (const Word& key : keys_) {
      for (Block& c : blocks) {
        const Word a = simd::mul_even(m, c[0]);
        c = {simd::xor3(detail::upper_half(a), c[1], key), a};
      }
    }
  }

 private:
  std::array<Word, 10> keys_;
};

#endif  // PROBATA_DETAIL_HAS_XSIMD

}  // namespace probata::inline v0_1
