// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <probata/core/inline.hpp>
#include <probata/hash/detail/poseidon2_pairs.hpp>
#include <probata/hash/detail/poseidon2_rounds.hpp>
#include <probata/hash/poseidon2_constants.hpp>

namespace probata::inline v0_1::detail {

/// Residues modulo p = 2^31 - 2^a + 1, a >= 24, in signed 64-bit words: sums wait for their reduction. All sizes below
/// are absolute values; a product of two Montgomery forms is one.
template <class F>
class LazyWords {
 public:
  using Word = std::int64_t;
  static constexpr Word p = F::modulus;

  /// Takes p out of sight of the compiler, which would make three shifts of each product by p. Multiplications are the
  /// scarcer resource, but not by that much.
  constexpr LazyWords() {
#if defined(__GNUC__) || defined(__clang__)
    if (!std::is_constant_evaluated()) __asm__("" : "+r"(modulus_));
#endif
  }

  /// The word next to zero, at most p / 2, of the Montgomery form of x.
  static constexpr std::int32_t centred(F x) {
    const Word word = x.word();
    return static_cast<std::int32_t>(word > p / 2 ? word - p : word);
  }

  /// x - p round(x / p), but for an error of 2^-18 in the quotient, for |x| <= 64 p. The result is below 0.51 p.
  PROBATA_DETAIL_INLINE constexpr Word nearest(Word x) const {
    constexpr Word reciprocal = ((Word{1} << 55) + p / 2) / p;
    return x - ((x * reciprocal + (Word{1} << 54)) >> 55) * modulus_;
  }
  /// At most 2^31 <= 1.008 p, for |x| <= 63 p; below 0.56 p for |x| <= 3 p. If p is next to 2^31, then rounding
  /// x / 2^31 errs by few multiples of 2^24.
  PROBATA_DETAIL_INLINE constexpr Word fold(Word x) const {
    if constexpr (F::two_adicity == 24) {
      return x - ((x + (Word{1} << 30)) >> 31) * modulus_;
    } else {
      return nearest(x);
    }
  }
  /// The word in [0, p), for |x| <= 64 p.
  PROBATA_DETAIL_INLINE constexpr F element(Word x) const {
    const Word r = nearest(x);
    return F::from_word(static_cast<std::uint32_t>(r + (p & (r >> 63))));
  }

  /// x y / 2^32, at most |x y| / 2^32 + p / 2, for |x y| <= 2 p^2.
  PROBATA_DETAIL_INLINE constexpr Word product(Word x, Word y) const {
    return reduce(x * y, low_product(static_cast<std::uint32_t>(x * y), p_inverse));
  }

  /// x^alpha, at most 1.01 p for |x| <= 1.008 p: in few multiplications.
  template <std::uint64_t alpha>
  PROBATA_DETAIL_INLINE constexpr Word power(Word x) const {
    const Word x2 = product(x, x);
    return last_product<alpha>(x2, product(x2, x));
  }
  /// The same, sooner: x^2 / p and x^3 / p modulo 2^32 do not wait for all of x^2 and x^3.
  template <std::uint64_t alpha>
  PROBATA_DETAIL_INLINE constexpr Word power_soon(Word x) const {
    const auto quotient = static_cast<std::uint32_t>(x) * p_inverse;
    const Word x2 = reduce(x * x, low_product(static_cast<std::uint32_t>(x), quotient));
    return last_product<alpha>(x2, reduce(x2 * x, low_product(static_cast<std::uint32_t>(x2), quotient)));
  }

  /// x odd 2^exponent + addend; at most max(1.008 p, |x| + |addend|) for the odd and exponents of internal diagonals
  /// and their squares, if |x odd 2^exponent + addend| <= 63 p where exponent >= 0, and |x| / 2 + p + |addend|
  /// otherwise.
  template <int odd, int exponent>
  PROBATA_DETAIL_INLINE constexpr Word times_plus(Word x, Word addend) const {
    if constexpr (odd == 1 && exponent == 0) {
      return x + addend;
    } else if constexpr (exponent >= 0) {
      return fold(x * (odd * (1 << exponent)) + addend);
    } else if constexpr (odd == 1) {
      return addend + divided<-exponent>(x);
    } else {
      static_assert(odd == -1);
      return addend - divided<-exponent>(x);
    }
  }

  /// x 2^-bits, at most |x| / 2^bits + p. With p - 1 = m 2^a and x = h 2^bits + l, that is h - l m 2^(a - bits).
  template <int bits>
  PROBATA_DETAIL_INLINE static constexpr Word divided(Word x) {
    constexpr int a = static_cast<int>(F::two_adicity);
    if constexpr (bits > a) {
      return divided<bits - a>(divided<a>(x));
    } else {
      return (x >> bits) - (x & ((Word{1} << bits) - 1)) * ((p - 1) >> bits);
    }
  }

 private:
  static constexpr std::uint32_t p_inverse = F::Constants::p_inverse;
  static_assert(p == (Word{1} << 31) - (Word{1} << F::two_adicity) + 1 && F::two_adicity >= 24);

  /// x y mod 2^32, read as signed.
  PROBATA_DETAIL_INLINE static constexpr std::int32_t low_product(std::uint32_t x, std::uint32_t y) {
    return static_cast<std::int32_t>(x * y);
  }
  /// c / 2^32 for q = c / p mod 2^32: the low words cancel.
  PROBATA_DETAIL_INLINE constexpr Word reduce(Word c, std::int32_t q) const { return (c - q * modulus_) >> 32; }

  template <std::uint64_t alpha>
  PROBATA_DETAIL_INLINE constexpr Word last_product(Word x2, Word x3) const {
    static_assert(alpha == 3 || alpha == 7);
    if constexpr (alpha == 3) {
      return x3;
    } else {
      return product(product(x2, x2), x3);
    }
  }

  Word modulus_ = p;
};

/// Poseidon2 on one state of a Montgomery31 field, in LazyWords: linear layers do not reduce, and the partial rounds
/// keep one variable for each two slots with opposite entries, see Poseidon2Pairs.
///
/// Sizes, in units of p. S-boxes give at most 1.01; the rows of M_E sum up to 49 (24 slots), and a constant makes it
/// 49.9 at most, which `fold` takes. In the partial rounds S is below 0.56; sums of pairs stay below 2.9, since they
/// are divided by at least 4 or folded before 2 S is added; 16 * 2.12 < 63. Single slots stay below 2.2, except the one
/// of entry 1, which grows by S in each of 23 rounds: below 14. The sum of 9 pairs, 4 singles and that one is below 50.
template <class F, std::size_t width>
class Poseidon2Lazy {
 public:
  static constexpr void permute(std::array<F, width>& state) {
    State x{};
    for (std::size_t i = 0; i < width; ++i) x[i] = state[i].word();
    external_layer(x);
    const std::int32_t* constants = round_constants.data();
    for (std::size_t round = 0; round < 4; ++round, constants += width) full_round(x, constants);
    partial_rounds(x, constants);
    constants += num_partial;
    for (std::size_t round = 0; round < 4; ++round, constants += width) full_round(x, constants);
    const Words words;
    for (std::size_t i = 0; i < width; ++i) state[i] = words.element(x[i]);
  }

 private:
  using Parameters = Poseidon2Parameters<F, width>;
  using Words = LazyWords<F>;
  using Word = typename Words::Word;
  using State = std::array<Word, width>;
  static constexpr auto pairs = Poseidon2Pairs<Parameters, width>::make();
  using PairWords = std::array<Word, pairs.num_pairs>;
  static constexpr std::size_t num_partial = Parameters::partial_rounds;

  static constexpr auto round_constants = [] {
    std::array<std::int32_t, Parameters::round_constants.size()> words{};
    for (std::size_t i = 0; i < words.size(); ++i) {
      words[i] = Words::centred(F::from_canonical(Parameters::round_constants[i]));
    }
    return words;
  }();

  /// v and 1 / (2 v) for the first entries v of all pairs.
  struct PairFactor {
    std::int32_t enter;
    std::int32_t leave;
  };
  static constexpr auto pair_factors = [] {
    std::array<PairFactor, pairs.num_pairs> factors{};
    for (std::size_t j = 0; j < factors.size(); ++j) {
      const F v = Parameters::diagonal[pairs.first[j]].template in<F>();
      factors[j] = {Words::centred(v), Words::centred(v.doubled().inverse())};
    }
    return factors;
  }();

  PROBATA_DETAIL_INLINE static constexpr void external_layer(State& x) {
    poseidon2_external_layer(
        x, [](Word a, Word b) __attribute__((always_inline)) { return a + b; });
  }

  PROBATA_DETAIL_OUTLINE static constexpr void full_round(State& x, const std::int32_t* constants) {
    const Words words;
    for (std::size_t i = 0; i < width; ++i) {
      x[i] = words.template power<Parameters::alpha>(words.fold(x[i] + constants[i]));
    }
    external_layer(x);
  }

  /// What the partial rounds keep: slot 0, the sum T of the others, single slots, and for each pair the sum `now` of
  /// its slots and `next` = v times their difference.
  struct Partial {
    Word first;
    Word sum;
    std::array<Word, pairs.num_singles + 1> single;
    PairWords even;
    PairWords odd;
  };

  PROBATA_DETAIL_OUTLINE static constexpr void partial_rounds(State& x, const std::int32_t* constants) {
    const Words words;
    Partial s = enter(words, x);
    for (std::size_t round = 0; round + 1 < num_partial; round += 2) {
      partial_round(words, s, s.even, s.odd, constants[round]);
      partial_round(words, s, s.odd, s.even, constants[round + 1]);
    }
    if constexpr (num_partial % 2 == 1) {
      partial_round(words, s, s.even, s.odd, constants[num_partial - 1]);
      std::swap(s.even, s.odd);
    }
    leave(words, s, x);
  }

  PROBATA_DETAIL_INLINE static constexpr Partial enter(const Words& words, const State& x) {
    Partial s{};
    s.first = x[0];
    for (std::size_t j = 0; j < pairs.num_pairs; ++j) {
      const Word a = words.fold(x[pairs.first[j]]);
      const Word b = words.fold(x[pairs.second[j]]);
      s.even[j] = a + b;
      s.odd[j] = words.product(a - b, pair_factors[j].enter);
      s.sum += s.even[j];
    }
    for (std::size_t k = 0; k < pairs.num_singles; ++k) {
      s.single[k] = words.fold(x[pairs.single[k]]);
      s.sum += s.single[k];
    }
    s.sum = words.fold(s.sum);
    return s;
  }

  /// One round. `next` becomes the sums of pairs by adding 2 S, and `now` is multiplied by v^2: the next differences
  /// are v now.
  PROBATA_DETAIL_INLINE static constexpr void partial_round(const Words& words, Partial& s, PairWords& now,
                                                            PairWords& next, std::int32_t constant) {
    const Word z = words.template power_soon<Parameters::alpha>(words.fold(s.first + constant));
    const Word total = words.fold(s.sum + z);
    s.first = s.sum - z;
    Word sum = 0;
    [&]<std::size_t... j>(std::index_sequence<j...>) __attribute__((always_inline)) {
      ((next[j] += 2 * total, sum += next[j], now[j] = times_square<j>(words, now[j])), ...);
    }
    (std::make_index_sequence<pairs.num_pairs>{});
    [&]<std::size_t... k>(std::index_sequence<k...>) __attribute__((always_inline)) {
      ((s.single[k] = times_single<k>(words, s.single[k], total), sum += s.single[k]), ...);
    }
    (std::make_index_sequence<pairs.num_singles>{});
    s.sum = words.fold(sum);
  }

  /// The slots of a pair are half the sum and half the difference of sum and difference, and s.odd is v differences.
  PROBATA_DETAIL_INLINE static constexpr void leave(const Words& words, const Partial& s, State& x) {
    x[0] = s.first;
    for (std::size_t k = 0; k < pairs.num_singles; ++k) x[pairs.single[k]] = s.single[k];
    for (std::size_t j = 0; j < pairs.num_pairs; ++j) {
      const Word half_sum = Words::template divided<1>(s.even[j]);
      const Word half_difference = words.product(s.odd[j], pair_factors[j].leave);
      x[pairs.first[j]] = half_sum + half_difference;
      x[pairs.second[j]] = half_sum - half_difference;
    }
  }

  template <std::size_t j>
  PROBATA_DETAIL_INLINE static constexpr Word times_square(const Words& words, Word x) {
    constexpr Dyadic v = Parameters::diagonal[pairs.first[j]];
    return words.template times_plus<v.odd * v.odd, 2 * v.exponent>(x, 0);
  }
  template <std::size_t k>
  PROBATA_DETAIL_INLINE static constexpr Word times_single(const Words& words, Word x, Word addend) {
    constexpr Dyadic v = Parameters::diagonal[pairs.single[k]];
    return words.template times_plus<v.odd, v.exponent>(x, addend);
  }
};

}  // namespace probata::inline v0_1::detail
