// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <probata/core/inline.hpp>
#include <probata/field/detail/packed_base.hpp>
#include <probata/field/mersenne31.hpp>
#include <probata/field/packed.hpp>

namespace probata::inline v0_1 {

#if PROBATA_DETAIL_HAS_XSIMD

/// Lanes of Mersenne31, words in [0, p) between operations.
///
/// A product a (2b) has the high 31 bits of ab in its high word and twice the low 31 bits in its low word; their sum
/// is ab mod p up to one subtraction.
template <detail::VectorArch Arch>
class Packed<Mersenne31, Arch> : public detail::PackedBase<Packed<Mersenne31, Arch>, Mersenne31, Arch> {
 public:
  using F = Mersenne31;
  using Batch = simd::BatchU32<Arch>;
  using Wide = simd::BatchU64<Arch>;
  static constexpr std::size_t lanes = Batch::lanes;

  /// Twice the word of a factor.
  struct Multiplier {
    std::uint32_t doubled_word;
    Multiplier() = default;
    PROBATA_DETAIL_INLINE constexpr explicit Multiplier(F factor) : doubled_word(2 * factor.word()) {}
  };

  /// Whether sums of two products with prepared factors have a form of their own.
  static constexpr bool has_pair_products = false;

  /// Tables of multipliers: `multiplier_parts` arrays of words, part k of multiplier i at table[k * stride + i].
  using MultiplierWord = std::uint32_t;
  static constexpr std::size_t multiplier_parts = 1;
  PROBATA_DETAIL_INLINE static Multiplier load_multiplier(const std::uint32_t* table, std::size_t, std::size_t i) {
    Multiplier w;
    w.doubled_word = table[i];
    return w;
  }
  /// Multipliers i .. i + lanes - 1 become the lanes of `factors`; second factors have no use here.
  PROBATA_DETAIL_INLINE static void store_multipliers(std::uint32_t* table, std::size_t, std::size_t i, Packed factors,
                                                      Packed) {
    (factors.words_ + factors.words_).store(table + i);
  }

  Packed() = default;
  PROBATA_DETAIL_INLINE static Packed from_batch(Batch words) { return Packed(words); }
  PROBATA_DETAIL_INLINE Batch batch() const { return words_; }

  PROBATA_DETAIL_INLINE friend Packed operator+(Packed a, Packed b) {
    return Packed(simd::reduce_once(a.words_ + b.words_, p()));
  }
  PROBATA_DETAIL_INLINE friend Packed operator-(Packed a, Packed b) {
    return Packed(simd::add_if_negative(a.words_ - b.words_, p()));
  }
  PROBATA_DETAIL_INLINE friend Packed operator*(Packed a, Packed b) {
    const auto b2 = b.words_ + b.words_;
    return reduce_doubled(simd::mul_even(evens(a.words_), evens(b2)), simd::mul_even(odds(a.words_), odds(b2)));
  }

  /// x / 2: a rotation of 31 bits by one.
  PROBATA_DETAIL_INLINE Packed halved() const {
    return Packed((words_ >> 1) | ((words_ & Batch(std::uint32_t{1})) << 30));
  }

  PROBATA_DETAIL_INLINE static Packed multiply(Packed a, Multiplier w) {
    const auto factor = evens(Batch(w.doubled_word));
    return reduce_doubled(simd::mul_even(evens(a.words_), factor), simd::mul_even(odds(a.words_), factor));
  }
  PROBATA_DETAIL_INLINE static Packed subtract_multiply(Packed a, Packed b, Multiplier w) { return multiply(a - b, w); }

  /// sum_i a_i b_i; a 64-bit lane holds three products below 2^62 beside a folded remainder.
  template <std::size_t N>
  PROBATA_DETAIL_INLINE static Packed dot_product(const std::array<Packed, N>& a, const std::array<Packed, N>& b) {
    Wide even = simd::mul_even(evens(a[0].words_), evens(b[0].words_));
    Wide odd = simd::mul_even(odds(a[0].words_), odds(b[0].words_));
    for (std::size_t i = 1; i < N; ++i) {
      if (i % 3 == 0) {
        even = fold(even);
        odd = fold(odd);
      }
      even = even + simd::mul_even(evens(a[i].words_), evens(b[i].words_));
      odd = odd + simd::mul_even(odds(a[i].words_), odds(b[i].words_));
    }
    even = fold(even);  // < 2^34
    odd = fold(odd);
    return reduce_doubled(even + even, odd + odd);
  }

 private:
  PROBATA_DETAIL_INLINE explicit Packed(Batch words) : words_(words) {}
  PROBATA_DETAIL_INLINE static Batch p() { return Batch(F::modulus); }
  PROBATA_DETAIL_INLINE static Wide evens(Batch a) { return simd::as_u64(a); }
  PROBATA_DETAIL_INLINE static Wide odds(Batch a) { return simd::as_u64(simd::odd_to_even(a)); }
  PROBATA_DETAIL_INLINE static Wide fold(Wide c) { return (c & Wide(std::uint64_t{F::modulus})) + (c >> 31); }

  /// c mod p from 64-bit lanes 2c, c <= (p - 1)^2.
  PROBATA_DETAIL_INLINE static Packed reduce_doubled(Wide even, Wide odd) {
    const auto high = simd::interleave_high(even, odd);
    const auto low = simd::interleave_high(even << 32, odd << 32) >> 1;
    return Packed(simd::reduce_once(high + low, p()));
  }

  Batch words_;
};

#endif

}  // namespace probata::inline v0_1
