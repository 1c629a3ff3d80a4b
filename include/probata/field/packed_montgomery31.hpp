// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <probata/core/inline.hpp>
#include <probata/field/detail/packed_base.hpp>
#include <probata/field/montgomery31.hpp>
#include <probata/field/packed.hpp>

namespace probata::inline v0_1 {

#if PROBATA_DETAIL_HAS_XSIMD

/// Lanes of a Montgomery31 field. All lanes are words in [0, p) between operations.
///
/// A product costs 13 instructions of AVX-512: the vector unit multiplies 32 x 32 -> 64 bits in even lanes only, so odd
/// lanes are moved down and worked on apart, and the two halves meet again in the high words. With a prepared factor
/// the reduction multiplier does not wait for the product, and 12 instructions remain.
template <class Params, detail::VectorArch Arch>
class Packed<Montgomery31<Params>, Arch>
    : public detail::PackedBase<Packed<Montgomery31<Params>, Arch>, Montgomery31<Params>, Arch> {
 public:
  using F = Montgomery31<Params>;
  using Batch = simd::BatchU32<Arch>;
  using Wide = simd::BatchU64<Arch>;
  using Constants = typename F::Constants;
  static constexpr std::size_t lanes = Batch::lanes;

  /// Whether multiply_pair is cheaper than two products and a sum.
  static constexpr bool has_pair_products = simd::has_signed_multiply<Arch>;

  /// The word w of a factor, and w p^-1 mod 2^32. With a signed multiply w is centred, |w| < p / 2: products of any
  /// two's complement numbers with |x| <= 2^31 then reduce to less than p, and so do sums of two products if |x| < p.
  struct Multiplier {
    std::uint32_t word;
    std::uint32_t word_times_p_inverse;
    Multiplier() = default;
    PROBATA_DETAIL_INLINE constexpr explicit Multiplier(F factor)
        : word(centred(factor.word())), word_times_p_inverse(word * Constants::p_inverse) {}
  };

  /// Tables of multipliers: `multiplier_parts` arrays of words, part k of multiplier i at table[k * stride + i]. The
  /// third part is the word of a second factor, for multiply_pair.
  using MultiplierWord = std::uint32_t;
  static constexpr std::size_t multiplier_parts = 3;
  PROBATA_DETAIL_INLINE static Multiplier load_multiplier(const std::uint32_t* table, std::size_t stride,
                                                          std::size_t i) {
    Multiplier w;
    w.word = table[i];
    w.word_times_p_inverse = table[stride + i];
    return w;
  }
  /// Multipliers i .. i + lanes - 1 become the lanes of `factors`, their second factors those of `second`.
  PROBATA_DETAIL_INLINE static void store_multipliers(std::uint32_t* table, std::size_t stride, std::size_t i,
                                                      Packed factors, Packed second) {
    const auto words = centred(factors.words_);
    words.store(table + i);
    const auto p_inverse = evens(Batch(Constants::p_inverse));
    const auto even = simd::mul_even(evens(words), p_inverse);
    const auto odd = simd::mul_even(odds(words), p_inverse);
    simd::interleave_high(even << 32, odd << 32).store(table + stride + i);
    centred(second.words_).store(table + 2 * stride + i);
  }

  /// Two factors without their reduction multipliers: enough for multiply_pair, which reduces a sum.
  struct FactorPair {
    std::uint32_t first;
    std::uint32_t second;
  };
  PROBATA_DETAIL_INLINE static FactorPair load_pair(const std::uint32_t* table, std::size_t stride, std::size_t i) {
    return {table[i], table[2 * stride + i]};
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
    const auto even = simd::mul_even(evens(a.words_), evens(b.words_));
    const auto odd = simd::mul_even(odds(a.words_), odds(b.words_));
    return reduce(even, odd);
  }

  /// x / 2: x is shifted, and an odd x gets (p + 1) / 2.
  PROBATA_DETAIL_INLINE Packed halved() const {
    const auto odd_mask = Batch(std::uint32_t{0}) - (words_ & Batch(std::uint32_t{1}));
    return Packed((words_ >> 1) + (odd_mask & Batch((F::modulus + 1) / 2)));
  }

  PROBATA_DETAIL_INLINE static Packed multiply(Packed a, Multiplier w) { return multiply_words(a.words_, w); }

  /// (a - b) w. The difference is not reduced: a signed multiply takes it as it is.
  PROBATA_DETAIL_INLINE static Packed subtract_multiply(Packed a, Packed b, Multiplier w) {
    if constexpr (simd::has_signed_multiply<Arch>) {
      return multiply_words(a.words_ - b.words_, w);
    } else {
      return multiply_words(a.words_ - b.words_ + p(), w);  // in (0, 2p); any 32-bit word may be multiplied
    }
  }

  /// Both a w.first + b w.second and a v.first + b v.second, one reduction each.
  PROBATA_DETAIL_INLINE static std::array<Packed, 2> multiply_pairs(Packed a, Packed b, FactorPair w,
                                                                    FactorPair v) requires has_pair_products {
    return pairs_of_words(a.words_, b.words_, w.first, w.second, v.first, v.second);
  }
  /// Both (a - b) w.first + (c - d) v.first and (a - b) w.second + (c - d) v.second; differences are not reduced.
  PROBATA_DETAIL_INLINE static std::array<Packed, 2> multiply_differences(Packed a, Packed b, Packed c, Packed d,
                                                                          FactorPair w,
                                                                          FactorPair v) requires has_pair_products {
    return pairs_of_words(a.words_ - b.words_, c.words_ - d.words_, w.first, v.first, w.second, v.second);
  }

  /// sum_i a_i b_i; bounds as in Montgomery31::dot_product. The low words of p 2^32 are zero, so one 32-bit minimum
  /// restores the bound of a 64-bit accumulator.
  template <std::size_t N>
  PROBATA_DETAIL_INLINE static Packed dot_product(const std::array<Packed, N>& a, const std::array<Packed, N>& b) {
    const auto bound = simd::as_u32(Wide(std::uint64_t{F::modulus} << 32));
    Wide even = simd::mul_even(evens(a[0].words_), evens(b[0].words_));
    Wide odd = simd::mul_even(odds(a[0].words_), odds(b[0].words_));
    for (std::size_t i = 1; i < N; ++i) {
      even = even + simd::mul_even(evens(a[i].words_), evens(b[i].words_));
      odd = odd + simd::mul_even(odds(a[i].words_), odds(b[i].words_));
      if (i >= 2 && (i % 2 == 1 || i + 1 == N)) {
        even = simd::as_u64(simd::reduce_once(simd::as_u32(even), bound));
        odd = simd::as_u64(simd::reduce_once(simd::as_u32(odd), bound));
      }
    }
    return reduce(even, odd);
  }

 private:
  PROBATA_DETAIL_INLINE explicit Packed(Batch words) : words_(words) {}
  PROBATA_DETAIL_INLINE static Batch p() { return Batch(F::modulus); }
  PROBATA_DETAIL_INLINE static Wide evens(Batch a) { return simd::as_u64(a); }
  PROBATA_DETAIL_INLINE static Wide odds(Batch a) { return simd::as_u64(simd::odd_to_even(a)); }

  /// c / 2^32 mod p for 64-bit lanes c < p 2^32: low words cancel in c - q p, high words differ by less than p.
  PROBATA_DETAIL_INLINE static Packed reduce(Wide even, Wide odd) {
    const auto p_inverse = evens(Batch(Constants::p_inverse));
    const auto modulus = evens(p());
    const auto q_even = simd::opaque(simd::mul_even(even, p_inverse));
    const auto q_odd = simd::opaque(simd::mul_even(odd, p_inverse));
    const auto d_even = even - simd::opaque(simd::mul_even(q_even, modulus));
    const auto d_odd = odd - simd::opaque(simd::mul_even(q_odd, modulus));
    return Packed(simd::add_if_negative(simd::interleave_high(d_even, d_odd), p()));
  }

  PROBATA_DETAIL_INLINE static constexpr std::uint32_t centred(std::uint32_t word) {
    return has_pair_products && word > F::modulus / 2 ? word - F::modulus : word;
  }
  PROBATA_DETAIL_INLINE static Batch centred(Batch words) {
    if constexpr (!has_pair_products) return words;
    const Batch half(F::modulus / 2);
    return simd::reduce_once(words + half, p()) - half;
  }

  /// Per 64-bit lane the product of the low halves, signed where the instruction set can.
  PROBATA_DETAIL_INLINE static Wide product(Wide a, Wide b) {
    if constexpr (simd::has_signed_multiply<Arch>) {
      return simd::mul_even_signed(a, b);
    } else {
      return simd::mul_even(a, b);
    }
  }

  PROBATA_DETAIL_INLINE static Packed multiply_words(Batch x, Multiplier w) {
    const auto x_even = evens(x);
    const auto x_odd = odds(x);
    const auto factor = evens(Batch(w.word));
    const auto q_factor = evens(Batch(w.word_times_p_inverse));
    const auto q_even = simd::opaque(simd::mul_even(x_even, q_factor));
    const auto q_odd = simd::opaque(simd::mul_even(x_odd, q_factor));
    const auto even = product(x_even, factor) - simd::opaque(product(q_even, evens(p())));
    const auto odd = product(x_odd, factor) - simd::opaque(product(q_odd, evens(p())));
    return Packed(simd::add_if_negative(simd::interleave_high(even, odd), p()));
  }

  /// a w1 + b w2 and a v1 + b v2 for centred words w1, w2, v1, v2 and |a|, |b| < p: sums below p^2 < p 2^31 reduce to
  /// less than p^2 / 2^32 + p / 2 < p.
  PROBATA_DETAIL_INLINE static std::array<Packed, 2> pairs_of_words(Batch a, Batch b, std::uint32_t w1,
                                                                    std::uint32_t w2, std::uint32_t v1,
                                                                    std::uint32_t v2) {
    const auto a_even = evens(a);
    const auto b_even = evens(b);
    const auto a_odd = odds(a);
    const auto b_odd = odds(b);
    const auto sum = [&](std::uint32_t first, std::uint32_t second) __attribute__((always_inline)) {
      const auto f = evens(Batch(first));
      const auto g = evens(Batch(second));
      return reduce_signed(product(a_even, f) + product(b_even, g), product(a_odd, f) + product(b_odd, g));
    };
    return {sum(w1, w2), sum(v1, v2)};
  }

  PROBATA_DETAIL_INLINE static Packed reduce_signed(Wide even, Wide odd) {
    const auto p_inverse = evens(Batch(Constants::p_inverse));
    const auto q_even = simd::opaque(simd::mul_even(even, p_inverse));
    const auto q_odd = simd::opaque(simd::mul_even(odd, p_inverse));
    const auto d_even = even - simd::opaque(product(q_even, evens(p())));
    const auto d_odd = odd - simd::opaque(product(q_odd, evens(p())));
    return Packed(simd::add_if_negative(simd::interleave_high(d_even, d_odd), p()));
  }

  Batch words_;
};

#endif

}  // namespace probata::inline v0_1
