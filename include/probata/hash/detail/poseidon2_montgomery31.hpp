// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <probata/core/inline.hpp>
#include <probata/field/packed.hpp>
#include <probata/hash/detail/poseidon2_pairs.hpp>
#include <probata/hash/detail/poseidon2_residues.hpp>
#include <probata/hash/detail/poseidon2_rounds.hpp>
#include <probata/hash/poseidon2_constants.hpp>

namespace probata::inline v0_1::detail {

#if PROBATA_DETAIL_HAS_XSIMD

/// Poseidon2 over vectors of a Montgomery31 field, one state per lane.
///
/// Full rounds are the plain ones, partial rounds go by pairs of slots (Poseidon2Pairs).
template <class F, std::size_t width, class Arch>
class Poseidon2Montgomery31 {
 public:
  static void permute(std::array<Packed<F, Arch>, width>& state) {
    State x;
    for (std::size_t i = 0; i < width; ++i) x[i] = state[i].batch();
    external_layer(x);
    four_rounds(x, tables.full.data());
    partial_rounds(x);
    four_rounds(x, tables.full.data() + 4 * width);
    for (std::size_t i = 0; i < width; ++i) state[i] = Packed<F, Arch>::from_batch(x[i]);
  }

 private:
  using Parameters = Poseidon2Parameters<F, width>;
  using R = Poseidon2Residues<F, Arch>;
  using Batch = typename R::Batch;
  using Multiplier = typename R::Multiplier;
  using State = std::array<Batch, width>;  // positive between layers

  static constexpr std::size_t num_partial = Parameters::partial_rounds;
  static constexpr auto pairs = Poseidon2Pairs<Parameters, width>::make();
  static constexpr auto pair_indices = std::make_index_sequence<pairs.num_pairs>{};
  static constexpr auto single_indices = std::make_index_sequence<pairs.num_singles>{};
  using Sums = std::array<Batch, pairs.num_pairs>;
  using Singles = std::array<Batch, pairs.num_singles>;

  /// Words of the round constants c. A full round takes c - p, so that adding it to a positive residue gives an open
  /// one. A partial round takes c; the zero behind the last stands for the round constant that slot 0 has no use for.
  struct Tables {
    std::array<std::uint32_t, 8 * width> full{};
    std::array<std::uint32_t, num_partial + 1> partial{};
  };
  static constexpr Tables tables = [] {
    Tables t;
    const auto word = [](std::size_t i) { return F::from_canonical(Parameters::round_constants[i]).word(); };
    for (std::size_t i = 0; i < 4 * width; ++i) {
      t.full[i] = word(i) - F::modulus;
      t.full[4 * width + i] = word(4 * width + num_partial + i) - F::modulus;
    }
    for (std::size_t i = 0; i < num_partial; ++i) t.partial[i] = word(4 * width + i);
    return t;
  }();

  PROBATA_DETAIL_INLINE static void external_layer(State& x) {
    poseidon2_external_layer(
        x, [](Batch a, Batch b) __attribute__((always_inline)) { return R::add_positive(a, b); });
  }

  // Out of line, as the partial rounds are: one copy, and functions that gcc can still plan the inlining of in time.
  PROBATA_DETAIL_OUTLINE static void four_rounds(State& x, const std::uint32_t* constants) {
    for (std::size_t round = 0; round < 4; ++round, constants += width) full_round(x, constants);
  }

  PROBATA_DETAIL_INLINE static void full_round(State& x, const std::uint32_t* constants) {
    [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) {
      ((x[i] = R::positive(R::template power<Parameters::alpha>(x[i] + Batch(constants[i])))), ...);
    }
    (std::make_index_sequence<width>{});
    external_layer(x);
  }

  /// The variables of the partial rounds; all negative, but `input`.
  struct Partial {
    Sums even;  ///< sums of pairs after an even number of rounds
    Sums odd;   ///< and after an odd number
    Singles singles;
    Batch total;  ///< T
    Batch input;  ///< of the next S-box: open
  };

  PROBATA_DETAIL_OUTLINE static void partial_rounds(State& x) {
    Partial s = enter(x, pair_indices, single_indices);
    for (std::size_t round = 0; round + 1 < num_partial; round += 2) {
      partial_round(s, s.odd, tables.partial[round + 1], pair_indices, single_indices);
      partial_round(s, s.even, tables.partial[round + 2], pair_indices, single_indices);
    }
    if constexpr (num_partial % 2 == 1) {
      partial_round(s, s.odd, tables.partial[num_partial], pair_indices, single_indices);
      leave(x, s, s.odd, s.even, pair_indices, single_indices);
    } else {
      leave(x, s, s.even, s.odd, pair_indices, single_indices);
    }
  }

  /// Sums a of the pairs, and as the sums of the round before the first d / v, because a = v^2 (d / v) / v + ... would
  /// have led to them: the first round then is like the others.
  template <std::size_t... j, std::size_t... k>
  PROBATA_DETAIL_OUTLINE static Partial enter(const State& x, std::index_sequence<j...>, std::index_sequence<k...>) {
    Partial s;
    ((s.even[j] = R::negative(x[pairs.first[j]] + x[pairs.second[j]] - R::p())), ...);
    ((s.odd[j] = R::negative(R::multiply(x[pairs.first[j]] - x[pairs.second[j]], inverse_entry<pairs.first[j]>))), ...);
    ((s.singles[k] = x[pairs.single[k]] - R::p()), ...);
    s.total = total(s.even, s.singles);
    s.input = x[0] + Batch(tables.partial[0] - F::modulus);
    return s;
  }

  /// `sums` are those of the round before, and become those of the round after.
  template <std::size_t... j, std::size_t... k>
  PROBATA_DETAIL_INLINE static void partial_round(Partial& s, Sums& sums, std::uint32_t next_constant,
                                                  std::index_sequence<j...>, std::index_sequence<k...>) {
    const Batch z = R::positive(R::template power<Parameters::alpha>(s.input));
    s.input = R::positive(s.total + Batch(next_constant)) - z;  // in (-p, p)
    const Batch sum = R::positive(s.total + z);
    const Batch twice = R::add_positive(sum, sum);
    ((sums[j] = R::negative(times_square<pairs.first[j]>(sums[j]) + twice)), ...);
    ((s.singles[k] = update<pairs.single[k]>(s.singles[k], sum)), ...);
    s.total = total(sums, s.singles);
  }

  /// From sums a and the sums before, d / v, to the slots (a + d) / 2 and (a - d) / 2.
  template <std::size_t... j, std::size_t... k>
  PROBATA_DETAIL_OUTLINE static void leave(State& x, const Partial& s, const Sums& sums, const Sums& before,
                                           std::index_sequence<j...>, std::index_sequence<k...>) {
    const auto split = [&x](std::size_t i, std::size_t opposite, Batch half_sum, Batch half_difference)
        __attribute__((always_inline)) {
      x[i] = R::add_positive(half_sum, half_difference);
      x[opposite] = R::positive(half_sum - half_difference);
    };
    (split(pairs.first[j], pairs.second[j], R::positive(R::multiply(sums[j], half)),
           R::positive(R::multiply(before[j], half_entry<pairs.first[j]>))),
     ...);
    ((x[pairs.single[k]] = s.singles[k] + R::p()), ...);
    x[0] = R::positive(s.input);
  }

  template <std::size_t i>
  static constexpr Multiplier inverse_entry{Parameters::diagonal[i].template in<F>().inverse()};
  template <std::size_t i>
  static constexpr Multiplier half_entry{Parameters::diagonal[i].template in<F>().halved()};
  static constexpr Multiplier half{F::one().halved()};

  /// v^2 x.
  template <std::size_t i>
  PROBATA_DETAIL_INLINE static Batch times_square(Batch x) {
    constexpr Dyadic v = Parameters::diagonal[i];
    return R::template multiply<v.odd * v.odd, 2 * v.exponent>(x);
  }

  /// v x + sum, negative, for negative x and positive sum.
  template <std::size_t i>
  PROBATA_DETAIL_INLINE static Batch update(Batch x, Batch sum) {
    constexpr Dyadic v = Parameters::diagonal[i];
    if constexpr (v.odd > 0) {
      return R::negative(R::template multiply<v.odd, v.exponent>(x) + sum);
    } else {
      return R::negative((sum - R::p()) - R::template multiply<-v.odd, v.exponent>(x));
    }
  }

  /// The sum of all sums and singles, as a tree.
  PROBATA_DETAIL_INLINE static Batch total(const Sums& sums, const Singles& singles) {
    return total<0, pairs.num_pairs + pairs.num_singles>(sums, singles);
  }
  template <std::size_t begin, std::size_t count>
  PROBATA_DETAIL_INLINE static Batch total(const Sums& sums, const Singles& singles) {
    if constexpr (count > 1) {
      return R::add_negative(total<begin, count / 2>(sums, singles),
                             total<begin + count / 2, count - count / 2>(sums, singles));
    } else if constexpr (begin < pairs.num_pairs) {
      return sums[begin];
    } else {
      return singles[begin - pairs.num_pairs];
    }
  }
};

#endif

}  // namespace probata::inline v0_1::detail
