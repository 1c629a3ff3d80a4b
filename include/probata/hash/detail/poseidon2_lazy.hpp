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
#include <probata/hash/detail/poseidon2_lazy_words.hpp>
#include <probata/hash/detail/poseidon2_pairs.hpp>
#include <probata/hash/detail/poseidon2_rounds.hpp>
#include <probata/hash/poseidon2_constants.hpp>

namespace probata::inline v0_1::detail {

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

/// States that are permuted together: as many as the compiler's own vectors have lanes of 64 bits, where these vectors
/// outdo the scalar multiplier.
#if defined(__AVX512DQ__) && !defined(PROBATA_NO_SIMD)
inline constexpr std::size_t poseidon2_group = 8;
using Poseidon2GroupWord __attribute__((vector_size(64))) = std::int64_t;
#elif defined(__AVX2__) && !defined(PROBATA_NO_SIMD)
inline constexpr std::size_t poseidon2_group = 4;
using Poseidon2GroupWord __attribute__((vector_size(32))) = std::int64_t;
#else
inline constexpr std::size_t poseidon2_group = 1;
using Poseidon2GroupWord = std::array<std::int64_t, 1>;  // not used
#endif

/// Poseidon2 on many states, each for itself: in groups, and one by one.
template <class F, std::size_t width>
class Poseidon2Groups {
 public:
  static constexpr void permute_each(std::span<std::array<F, width>> states) {
    if constexpr (poseidon2_group > 1) {
      while (states.size() >= worth_a_group && !std::is_constant_evaluated()) {
        const auto group = states.first(std::min(poseidon2_group, states.size()));
        permute_group(group);
        states = states.subspan(group.size());
      }
    }
    for (auto& state : states) Poseidon2Lazy<F, width>::permute(state);
  }

 private:
  static constexpr std::size_t worth_a_group = 3;

  /// At most poseidon2_group states; the other lanes permute zeros.
  static void permute_group(std::span<std::array<F, width>> group) {
    std::array<Poseidon2GroupWord, width> x{};
    for (std::size_t lane = 0; lane < group.size(); ++lane) {
      for (std::size_t i = 0; i < width; ++i) x[i][lane] = group[lane][i].word();
    }
    Poseidon2Lazy<F, width, Poseidon2GroupWord>::permute(x);
    for (std::size_t lane = 0; lane < group.size(); ++lane) {
      for (std::size_t i = 0; i < width; ++i) group[lane][i] = F::from_word(static_cast<std::uint32_t>(x[i][lane]));
    }
  }
};

}  // namespace probata::inline v0_1::detail
