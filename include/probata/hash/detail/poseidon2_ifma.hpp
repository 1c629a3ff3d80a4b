// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <probata/core/inline.hpp>
#include <probata/field/packed.hpp>
#include <probata/hash/detail/poseidon2_pairs.hpp>
#include <probata/hash/detail/poseidon2_shifts.hpp>
#include <probata/hash/detail/poseidon2_words52.hpp>
#include <probata/hash/poseidon2_constants.hpp>
#include <probata/simd/batch.hpp>
#include <probata/simd/ifma_instructions.hpp>

namespace probata::inline v0_1::detail {

#if PROBATA_DETAIL_HAS_IFMA

/// Poseidon2 over vectors of a Montgomery31 field by 52-bit multiplications, one state per lane.
///
/// Lanes of even and of odd number are two vectors of 64-bit lanes. Linear layers are sums without reductions: what an
/// S-box gives is below 2^32.1, which M_E makes at most 49 times larger, and the sum of a state in the partial rounds
/// is reduced once per round. No word reaches 2^43, and products of two are below 2^86, far from 2^104.
template <class F, std::size_t width, class Arch>
class Poseidon2Ifma {
 public:
  PROBATA_DETAIL_IFMA static void permute(std::array<Packed<F, Arch>, width>& state) { permute(state, slots); }

 private:
  using Parameters = Poseidon2Parameters<F, width>;
  using W = Poseidon2Words52<F, Arch>;
  using Factor = typename W::Factor;
  using Wide = simd::BatchU64<Arch>;
  using State = std::array<Wide, width>;

  static constexpr std::size_t num_partial = Parameters::partial_rounds;
  static constexpr auto pairs = Poseidon2Pairs<Parameters, width>::make();
  static constexpr auto slots = std::make_index_sequence<width>{};
  static constexpr auto blocks = std::make_index_sequence<width / 4>{};
  static constexpr auto pair_indices = std::make_index_sequence<pairs.num_pairs>{};
  static constexpr auto single_indices = std::make_index_sequence<pairs.num_singles>{};
  using Sums = std::array<Wide, pairs.num_pairs>;
  using Singles = std::array<Wide, pairs.num_singles>;

  /// Addends of the products that add what Poseidon2Shifts says; `single` is added as it is.
  struct Tables {
    std::array<std::uint64_t, width> first;
    std::array<std::array<std::uint64_t, width>, 8> full;
    std::array<std::uint64_t, num_partial> partial;
    std::array<std::uint64_t, pairs.num_pairs> half_sum;
    std::array<std::uint64_t, pairs.num_pairs> half_difference;
    std::array<std::uint64_t, pairs.num_singles> single;
  };
  static constexpr Tables tables = [] {
    const auto shifts = Poseidon2Shifts<F, width, W>::make(pairs);
    Tables t{};
    for (std::size_t i = 0; i < width; ++i) t.first[i] = W::addend(shifts.first[i]);
    for (std::size_t round = 0; round < 8; ++round) {
      for (std::size_t i = 0; i < width; ++i) t.full[round][i] = W::addend(shifts.full[round][i]);
    }
    for (std::size_t round = 0; round < num_partial; ++round) t.partial[round] = W::addend(shifts.partial[round]);
    for (std::size_t j = 0; j < pairs.num_pairs; ++j) {
      const F first = shifts.leave[pairs.first[j]];
      const F second = shifts.leave[pairs.second[j]];
      t.half_sum[j] = W::addend((first + second).halved()) + 4 * W::p;
      t.half_difference[j] = W::addend((first - second).halved());
    }
    for (std::size_t k = 0; k < pairs.num_singles; ++k) t.single[k] = W::word(shifts.leave[pairs.single[k]]);
    return t;
  }();

  template <std::size_t... i>
  PROBATA_DETAIL_IFMA_INLINE static void permute(std::array<Packed<F, Arch>, width>& state, std::index_sequence<i...>) {
    std::array<State, 2> halves;
    const Wide low(std::uint64_t{0xFFFFFFFF});
    ((halves[0][i] = simd::as_u64(state[i].batch()) & low), ...);
    ((halves[1][i] = simd::as_u64(state[i].batch()) >> 32), ...);
    for (State& x : halves) {
      ((x[i] = W::multiply(x[i], W::from_montgomery31, Wide(tables.first[i]))), ...);
      external_layer(x, blocks);
      four_rounds(x, 0);
    }
    partial_rounds(halves[0], halves[1]);
    for (State& x : halves) {
      four_rounds(x, 4);
      ((x[i] = W::multiply(x[i], W::to_montgomery31, Wide(std::uint64_t{0}))), ...);  // p at most, and a little
    }
    ((state[i] = Packed<F, Arch>::from_batch(
          simd::reduce_once(simd::as_u32(halves[0][i] | (halves[1][i] << 32)), simd::BatchU32<Arch>(F::modulus)))),
     ...);
  }

  // Out of line, as the partial rounds are: one copy, and functions that gcc plans the inlining of in reasonable time.
  PROBATA_DETAIL_OUTLINE PROBATA_DETAIL_IFMA static void four_rounds(State& x, std::size_t first) {
    for (std::size_t round = first; round < first + 4; ++round) full_round(x, tables.full[round].data(), slots);
  }

  template <std::size_t... i>
  PROBATA_DETAIL_IFMA_INLINE static void full_round(State& x, const std::uint64_t* addends, std::index_sequence<i...>) {
    ((x[i] = W::template power<Parameters::alpha>(x[i], Wide(addends[i]))), ...);
    external_layer(x, blocks);
  }

  template <std::size_t... b>
  PROBATA_DETAIL_IFMA_INLINE static void external_layer(State& x, std::index_sequence<b...>) {
    (mix_four(x[4 * b], x[4 * b + 1], x[4 * b + 2], x[4 * b + 3]), ...);
    const std::array<Wide, 4> sums{(x[4 * b] + ...), (x[4 * b + 1] + ...), (x[4 * b + 2] + ...), (x[4 * b + 3] + ...)};
    ((x[4 * b] = x[4 * b] + sums[0], x[4 * b + 1] = x[4 * b + 1] + sums[1], x[4 * b + 2] = x[4 * b + 2] + sums[2],
      x[4 * b + 3] = x[4 * b + 3] + sums[3]),
     ...);
  }
  /// circ(2, 3, 1, 1) times (x0, x1, x2, x3).
  PROBATA_DETAIL_IFMA_INLINE static void mix_four(Wide& x0, Wide& x1, Wide& x2, Wide& x3) {
    const Wide sum01 = x0 + x1;
    const Wide sum23 = x2 + x3;
    const Wide all = sum01 + sum23;
    const Wide all_and_1 = all + x1;
    const Wide all_and_3 = all + x3;
    x3 = W::plus_twice(all_and_3, x0);
    x1 = W::plus_twice(all_and_1, x2);
    x0 = all_and_1 + sum01;
    x2 = all_and_3 + sum23;
  }

  /// The variables of the partial rounds; see Poseidon2Pairs.
  struct Partial {
    Sums even;  ///< sums of pairs after an even number of rounds
    Sums odd;   ///< and after an odd number
    Singles singles;
    Wide total;  ///< T, at least 4 p
    Wide input;  ///< of the next S-box
  };

  PROBATA_DETAIL_OUTLINE PROBATA_DETAIL_IFMA static void partial_rounds(State& x, State& y) {
    Partial s = enter(x, pair_indices, single_indices);
    Partial t = enter(y, pair_indices, single_indices);
    for (std::size_t round = 0; round + 1 < num_partial; round += 2) {
      partial_round(s, s.odd, tables.partial[round], pair_indices, single_indices);
      partial_round(t, t.odd, tables.partial[round], pair_indices, single_indices);
      partial_round(s, s.even, tables.partial[round + 1], pair_indices, single_indices);
      partial_round(t, t.even, tables.partial[round + 1], pair_indices, single_indices);
    }
    if constexpr (num_partial % 2 == 1) {
      partial_round(s, s.odd, tables.partial[num_partial - 1], pair_indices, single_indices);
      partial_round(t, t.odd, tables.partial[num_partial - 1], pair_indices, single_indices);
      leave(x, s, s.odd, s.even, pair_indices, single_indices);
      leave(y, t, t.odd, t.even, pair_indices, single_indices);
    } else {
      leave(x, s, s.even, s.odd, pair_indices, single_indices);
      leave(y, t, t.even, t.odd, pair_indices, single_indices);
    }
  }

  /// Sums a of the pairs, and as the sums of the round before the first d / v, which would have led to them.
  template <std::size_t... j, std::size_t... k>
  PROBATA_DETAIL_OUTLINE PROBATA_DETAIL_IFMA static Partial enter(const State& x, std::index_sequence<j...>,
                                                                  std::index_sequence<k...>) {
    Partial s;
    ((s.even[j] = x[pairs.first[j]] + x[pairs.second[j]]), ...);
    ((s.odd[j] = W::multiply(x[pairs.first[j]] + Wide(W::p << 8) - x[pairs.second[j]], inverse_entry<pairs.first[j]>,
                             Wide(W::unchanged))),
     ...);
    ((s.singles[k] = x[pairs.single[k]]), ...);
    s.total = total(s.even, s.singles) + Wide(4 * W::p);
    s.input = x[0];
    return s;
  }

  /// `sums` are those of the round before, and become those of the round after.
  template <std::size_t... j, std::size_t... k>
  PROBATA_DETAIL_IFMA_INLINE static void partial_round(Partial& s, Sums& sums, std::uint64_t addend,
                                                       std::index_sequence<j...>, std::index_sequence<k...>) {
    const Wide z = W::template power<Parameters::alpha>(s.input, Wide(addend));
    s.input = s.total - z;
    const Wide sum = W::multiply(s.total + z, one, Wide(W::unchanged + 4 * W::p));
    const Wide twice = sum + sum;
    ((sums[j] = W::multiply(sums[j], squared_entry<pairs.first[j]>, twice)), ...);
    ((s.singles[k] = update<pairs.single[k]>(s.singles[k], sum)), ...);
    s.total = total(sums, s.singles);
  }

  /// From sums a and the sums before, d / v, to the slots (a + d) / 2 and (a - d) / 2.
  template <std::size_t... j, std::size_t... k>
  PROBATA_DETAIL_OUTLINE PROBATA_DETAIL_IFMA static void leave(State& x, const Partial& s, const Sums& sums,
                                                               const Sums& before, std::index_sequence<j...>,
                                                               std::index_sequence<k...>) {
    x[0] = s.input;
    (split(x[pairs.first[j]], x[pairs.second[j]], W::multiply(sums[j], half, Wide(tables.half_sum[j])),
           W::multiply(before[j], half_entry<pairs.first[j]>, Wide(tables.half_difference[j]))),
     ...);
    ((x[pairs.single[k]] = s.singles[k] + Wide(tables.single[k])), ...);
  }
  PROBATA_DETAIL_IFMA_INLINE static void split(Wide& first, Wide& second, Wide half_sum, Wide half_difference) {
    first = half_sum + half_difference;
    second = half_sum - half_difference;
  }

  template <std::size_t i>
  static constexpr F entry = Parameters::diagonal[i].template in<F>();
  template <std::size_t i>
  static constexpr Factor plain_entry = W::factor(entry<i>);
  template <std::size_t i>
  static constexpr Factor squared_entry = W::factor(entry<i>.square());
  template <std::size_t i>
  static constexpr Factor inverse_entry = W::factor(entry<i>.inverse());
  template <std::size_t i>
  static constexpr Factor half_entry = W::factor(entry<i>.halved());
  static constexpr Factor half = W::factor(F::one().halved());
  static constexpr Factor one = W::factor(F::one());

  /// v x + sum.
  template <std::size_t i>
  PROBATA_DETAIL_IFMA_INLINE static Wide update(Wide x, Wide sum) {
    if constexpr (Parameters::diagonal[i] == Dyadic{1, 0}) {
      return x + sum;
    } else {
      return W::multiply(x, plain_entry<i>, sum);
    }
  }

  /// The sum of all sums and singles, as a tree.
  template <std::size_t begin = 0, std::size_t count = pairs.num_pairs + pairs.num_singles>
  PROBATA_DETAIL_IFMA_INLINE static Wide total(const Sums& sums, const Singles& singles) {
    if constexpr (count > 1) {
      return total<begin, count / 2>(sums, singles) + total<begin + count / 2, count - count / 2>(sums, singles);
    } else if constexpr (begin < pairs.num_pairs) {
      return sums[begin];
    } else {
      return singles[begin - pairs.num_pairs];
    }
  }
};

#endif

}  // namespace probata::inline v0_1::detail
