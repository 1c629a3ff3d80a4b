// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

#include <probata/core/inline.hpp>
#include <probata/hash/detail/poseidon2_pairs.hpp>
#include <probata/hash/detail/poseidon2_rounds.hpp>
#include <probata/hash/poseidon2_constants.hpp>

namespace probata::inline v0_1::detail {

/// Residues modulo p = 2^31 - 2^a + 1, a >= 24, in signed 64-bit words: sums wait for their reduction. All sizes below
/// are absolute values; a product of two Montgomery forms is one.
///
/// Integer: std::int64_t, or a vector of these, so that each lane holds a residue.
template <class F, class Integer = std::int64_t>
class LazyWords {
 public:
  using Word = Integer;
  static constexpr bool is_scalar = std::is_same_v<Integer, std::int64_t>;
  static constexpr std::int64_t p = F::modulus;

  /// Takes p out of sight of the compiler, which would make three shifts of each product by p. Multiplications are the
  /// scarcer resource, but not by that much.
  constexpr LazyWords() {
#if defined(__GNUC__) || defined(__clang__)
    if (is_scalar && !std::is_constant_evaluated()) __asm__("" : "+r"(modulus_));
#endif
  }

  /// The word next to zero, at most p / 2, of the Montgomery form of x.
  static constexpr std::int32_t centred(F x) {
    const std::int64_t word = x.word();
    return static_cast<std::int32_t>(word > p / 2 ? word - p : word);
  }

  /// x - p round(x / p), but for an error of 2^-18 in the quotient, for |x| <= 64 p. The result is below 0.51 p.
  PROBATA_DETAIL_INLINE constexpr Word nearest(Word x) const {
    constexpr std::int64_t reciprocal = ((one << 55) + p / 2) / p;
    return x - times_modulus((x * reciprocal + (one << 54)) >> 55);
  }
  /// At most 2^31 <= 1.008 p, for |x| <= 63 p; below 0.56 p for |x| <= 3 p. If p is next to 2^31, then rounding
  /// x / 2^31 errs by few multiples of 2^24.
  PROBATA_DETAIL_INLINE constexpr Word fold(Word x) const {
    if constexpr (F::two_adicity == 24) {
      return x - times_modulus((x + (one << 30)) >> 31);
    } else {
      return nearest(x);
    }
  }
  /// The word in [0, p), for |x| <= 64 p.
  PROBATA_DETAIL_INLINE constexpr Word canonical(Word x) const {
    const Word r = nearest(x);
    return r + (p & (r >> 63));
  }

  /// x y / 2^32, at most |x y| / 2^32 + p / 2, for |x y| <= 2 p^2.
  PROBATA_DETAIL_INLINE constexpr Word product(Word x, Word y) const {
    const Word c = x * y;
    return reduce(c, over_modulus(c));
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
    if constexpr (is_scalar) {
      const auto quotient = static_cast<std::uint32_t>(x) * p_inverse;
      const Word x2 = reduce(x * x, low_product(x, quotient));
      return last_product<alpha>(x2, reduce(x2 * x, low_product(x2, quotient)));
    } else {
      return power<alpha>(x);
    }
  }

  /// x odd 2^exponent + addend; at most max(1.008 p, |x| + |addend|) for the odd and exponents of internal diagonals
  /// and their squares, if |x odd 2^exponent + addend| <= 63 p where exponent >= 0, and |x| / 2 + p + |addend|
  /// otherwise.
  template <int odd, int exponent>
  PROBATA_DETAIL_INLINE constexpr Word times_plus(Word x, Word addend) const {
    if constexpr (odd == 1 && exponent == 0) {
      return x + addend;
    } else if constexpr (exponent >= 0) {
      return fold(x * std::int64_t{odd * (1 << exponent)} + addend);
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
    if constexpr (bits > a) {
      return divided<bits - a>(divided<a>(x));
    } else {
      const Word l = x & ((one << bits) - 1);
      return (x >> bits) - (((l << (31 - a)) - l) << (a - bits));
    }
  }

 private:
  static constexpr std::uint32_t p_inverse = F::Constants::p_inverse;
  static constexpr std::int64_t one = 1;
  static constexpr int a = static_cast<int>(F::two_adicity);
  static_assert(p == (one << 31) - (one << a) + 1 && a >= 24);
  static_assert(p_inverse == (std::uint32_t{1} << 31) + (std::uint32_t{1} << a) + 1);

  PROBATA_DETAIL_INLINE constexpr Word times_modulus(Word x) const {
    if constexpr (is_scalar) {
      return x * modulus_;
    } else {
      return (x << 31) - (x << a) + x;
    }
  }
  /// c / p mod 2^32, read as signed.
  PROBATA_DETAIL_INLINE static constexpr Word over_modulus(Word c) {
    if constexpr (is_scalar) {
      return low_product(c, p_inverse);
    } else {
      return ((c << 32) + (c << (32 + a)) + (c << 63)) >> 32;
    }
  }
  PROBATA_DETAIL_INLINE static constexpr std::int64_t low_product(std::int64_t x, std::uint32_t y) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(x) * y);
  }
  /// c / 2^32 for q = c / p mod 2^32: the low words cancel.
  PROBATA_DETAIL_INLINE constexpr Word reduce(Word c, Word q) const { return (c - times_modulus(q)) >> 32; }

  template <std::uint64_t alpha>
  PROBATA_DETAIL_INLINE constexpr Word last_product(Word x2, Word x3) const {
    static_assert(alpha == 3 || alpha == 7);
    if constexpr (alpha == 3) {
      return x3;
    } else {
      return product(product(x2, x2), x3);
    }
  }

  std::int64_t modulus_ = p;
};

/// Poseidon2 on one state of a Montgomery31 field, in LazyWords: linear layers do not reduce, and the partial rounds
/// keep one variable for each two slots with opposite entries, see Poseidon2Pairs.
///
/// Sizes, in units of p. S-boxes give at most 1.01; the rows of M_E sum up to 49 (24 slots), and a constant makes it
/// 49.9 at most, which `fold` takes. In the partial rounds S is below 0.56; sums of pairs stay below 2.9, since they
/// are divided by at least 4 or folded before 2 S is added; 16 * 2.12 < 63. Single slots stay below 2.2, except the one
/// of entry 1, which grows by S in each of 23 rounds: below 14. The sum of 9 pairs, 4 singles and that one is below 50.
template <class F, std::size_t width, class Integer = std::int64_t>
class Poseidon2Lazy {
 public:
  static constexpr void permute(std::array<F, width>& state) {
    State x{};
    for (std::size_t i = 0; i < width; ++i) x[i] = state[i].word();
    permute(x);
    for (std::size_t i = 0; i < width; ++i) state[i] = F::from_word(static_cast<std::uint32_t>(x[i]));
  }

  /// Words in [0, p) to words in [0, p).
  static constexpr void permute(std::array<Integer, width>& x) {
    external_layer(x);
    const std::int32_t* constants = round_constants.data();
    for (std::size_t round = 0; round < 4; ++round, constants += width) full_round(x, constants);
    partial_rounds(x, constants);
    constants += num_partial;
    for (std::size_t round = 0; round < 4; ++round, constants += width) full_round(x, constants);
    const Words words;
    for (std::size_t i = 0; i < width; ++i) x[i] = words.canonical(x[i]);
  }

 private:
  using Parameters = Poseidon2Parameters<F, width>;
  using Words = LazyWords<F, Integer>;
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
        x, [](const Word& a, const Word& b) __attribute__((always_inline)) { return a + b; });
  }

  PROBATA_DETAIL_OUTLINE static constexpr void full_round(State& x, const std::int32_t* constants) {
    const Words words;
    for (std::size_t i = 0; i < width; ++i) {
      x[i] = words.template power<Parameters::alpha>(words.fold(x[i] + std::int64_t{constants[i]}));
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
      s.odd[j] = words.product(a - b, Word{} + std::int64_t{pair_factors[j].enter});
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
    const Word z = words.template power_soon<Parameters::alpha>(words.fold(s.first + std::int64_t{constant}));
    const Word total = words.fold(s.sum + z);
    s.first = s.sum - z;
    Word sum{};
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
      const Word half_difference = words.product(s.odd[j], Word{} + std::int64_t{pair_factors[j].leave});
      x[pairs.first[j]] = half_sum + half_difference;
      x[pairs.second[j]] = half_sum - half_difference;
    }
  }

  template <std::size_t j>
  PROBATA_DETAIL_INLINE static constexpr Word times_square(const Words& words, Word x) {
    constexpr Dyadic v = Parameters::diagonal[pairs.first[j]];
    return words.template times_plus<v.odd * v.odd, 2 * v.exponent>(x, Word{});
  }
  template <std::size_t k>
  PROBATA_DETAIL_INLINE static constexpr Word times_single(const Words& words, Word x, Word addend) {
    constexpr Dyadic v = Parameters::diagonal[pairs.single[k]];
    return words.template times_plus<v.odd, v.exponent>(x, addend);
  }
};

/// Poseidon2 on many states, each for itself.
///
/// A scalar multiplier is what limits the permutation of one state. Where the compiler's own vectors multiply 64-bit
/// words by one instruction, eight states share it; three states are worth such a group. Elsewhere it is one by one.
template <class F, std::size_t width>
struct Poseidon2Groups {
  static constexpr std::size_t group = 8;

  static constexpr void permute_each(std::span<std::array<F, width>> states) {
#if defined(__AVX512DQ__) && !defined(PROBATA_NO_SIMD)
    for (; states.size() >= 3 && !std::is_constant_evaluated();
         states = states.subspan(std::min(group, states.size()))) {
      permute_group(states.first(std::min(group, states.size())));
    }
#endif
    for (auto& state : states) Poseidon2Lazy<F, width>::permute(state);
  }

#if defined(__AVX512DQ__) && !defined(PROBATA_NO_SIMD)
 private:
  using Vector __attribute__((vector_size(sizeof(std::int64_t) * group))) = std::int64_t;

  /// At most `group` states; the other lanes permute zeros.
  static void permute_group(std::span<std::array<F, width>> states) {
    std::array<Vector, width> x{};
    for (std::size_t lane = 0; lane < states.size(); ++lane) {
      for (std::size_t i = 0; i < width; ++i) x[i][lane] = states[lane][i].word();
    }
    Poseidon2Lazy<F, width, Vector>::permute(x);
    for (std::size_t lane = 0; lane < states.size(); ++lane) {
      for (std::size_t i = 0; i < width; ++i) states[lane][i] = F::from_word(static_cast<std::uint32_t>(x[i][lane]));
    }
  }
#endif
};

}  // namespace probata::inline v0_1::detail
