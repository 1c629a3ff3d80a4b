// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <probata/core/inline.hpp>
#include <probata/field/detail/packed_base.hpp>
#include <probata/field/goldilocks.hpp>
#include <probata/field/packed.hpp>

namespace probata::inline v0_1 {

#if PROBATA_DETAIL_HAS_XSIMD

/// Lanes of Goldilocks, words in [0, p) between operations.
///
/// A product takes four 32 x 32 -> 64 multiplications; the 128-bit result is reduced as in the scalar type.
template <detail::VectorArch Arch>
class Packed<Goldilocks, Arch> : public detail::PackedBase<Packed<Goldilocks, Arch>, Goldilocks, Arch> {
 public:
  using F = Goldilocks;
  using Batch = simd::BatchU64<Arch>;
  static constexpr std::size_t lanes = Batch::lanes;

  /// The word of a factor.
  struct Multiplier {
    std::uint64_t word;
    Multiplier() = default;
    PROBATA_DETAIL_INLINE constexpr explicit Multiplier(F factor) : word(factor.word()) {}
  };

  /// Whether sums of two products with prepared factors have a form of their own.
  static constexpr bool has_pair_products = false;

  /// Tables of multipliers: `multiplier_parts` arrays of words, part k of multiplier i at table[k * stride + i].
  using MultiplierWord = std::uint64_t;
  static constexpr std::size_t multiplier_parts = 1;
  PROBATA_DETAIL_INLINE static Multiplier load_multiplier(const std::uint64_t* table, std::size_t, std::size_t i) {
    Multiplier w;
    w.word = table[i];
    return w;
  }
  /// Multipliers i .. i + lanes - 1 become the lanes of `factors`; second factors have no use here.
  PROBATA_DETAIL_INLINE static void store_multipliers(std::uint64_t* table, std::size_t, std::size_t i, Packed factors,
                                                      Packed) {
    factors.words_.store(table + i);
  }

  Packed() = default;
  PROBATA_DETAIL_INLINE static Packed from_batch(Batch words) { return Packed(words); }
  PROBATA_DETAIL_INLINE Batch batch() const { return words_; }

  PROBATA_DETAIL_INLINE friend Packed operator+(Packed a, Packed b) {
    const auto negated = p() - b.words_;  // in (0, p]; a >= p - b exactly when a + b >= p
    return Packed(simd::add_if_less(a.words_ - negated, a.words_, negated, p()));
  }
  PROBATA_DETAIL_INLINE friend Packed operator-(Packed a, Packed b) {
    return Packed(simd::add_if_less(a.words_ - b.words_, a.words_, b.words_, p()));
  }
  PROBATA_DETAIL_INLINE friend Packed operator*(Packed a, Packed b) { return multiply_words(a.words_, b.words_); }

  /// x / 2: x is shifted, and an odd x gets (p + 1) / 2.
  PROBATA_DETAIL_INLINE Packed halved() const {
    const auto odd_mask = Batch(std::uint64_t{0}) - (words_ & Batch(std::uint64_t{1}));
    return Packed((words_ >> 1) + (odd_mask & Batch((F::modulus >> 1) + 1)));
  }

  PROBATA_DETAIL_INLINE static Packed multiply(Packed a, Multiplier w) {
    return multiply_words(a.words_, Batch(w.word));
  }
  PROBATA_DETAIL_INLINE static Packed subtract_multiply(Packed a, Packed b, Multiplier w) { return multiply(a - b, w); }

  template <std::size_t N>
  PROBATA_DETAIL_INLINE static Packed dot_product(const std::array<Packed, N>& a, const std::array<Packed, N>& b) {
    Packed sum = a[0] * b[0];
    for (std::size_t i = 1; i < N; ++i) sum = sum + a[i] * b[i];
    return sum;
  }

 private:
  PROBATA_DETAIL_INLINE explicit Packed(Batch words) : words_(words) {}
  PROBATA_DETAIL_INLINE static Batch p() { return Batch(F::modulus); }

  PROBATA_DETAIL_INLINE static Packed multiply_words(Batch a, Batch b) {
    const Batch low_mask(F::epsilon);
    const auto a_high = a >> 32;
    const auto b_high = b >> 32;
    const auto low_low = simd::mul_even(a, b);
    const auto low_high = simd::mul_even(a, b_high);
    const auto high_low = simd::mul_even(a_high, b);
    const auto high_high = simd::mul_even(a_high, b_high);
    const auto middle = high_low + (low_low >> 32);       // <= (2^32 - 1)^2 + 2^32 - 1: no carry
    const auto middle2 = low_high + (middle & low_mask);  // likewise
    const auto high = high_high + (middle >> 32) + (middle2 >> 32);
    const auto low = (middle2 << 32) | (low_low & low_mask);
    return Packed(reduce(high, low));
  }

  /// (high 2^64 + low) mod p; the steps and bounds of Goldilocks::reduce.
  PROBATA_DETAIL_INLINE static Batch reduce(Batch high, Batch low) {
    const Batch epsilon(F::epsilon);
    const auto high_high = high >> 32;
    const auto t = simd::add_if_less(low - high_high, low, high_high, p());  // - epsilon = + p modulo 2^64
    const auto high_low = high & epsilon;
    const auto middle = (high_low << 32) - high_low;
    const auto sum = t + middle;
    const auto reduced = simd::add_if_less(sum, sum, middle, epsilon);
    // reduced - p modulo 2^64, and p back where reduced < p.
    return simd::add_if_less(reduced - p(), reduced, p(), p());
  }

  Batch words_;
};

#endif

}  // namespace probata::inline v0_1
