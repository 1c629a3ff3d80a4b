// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>

#include <probata/hash/detail/poseidon2_pairs.hpp>
#include <probata/hash/poseidon2_constants.hpp>

namespace probata::inline v0_1::detail {

/// Where the round constants go if the products before a linear layer add them, which costs nothing.
///
/// Before M_E, M_E^-1 c has the effect of c behind it. In the partial rounds the S-box adds e, and slots drift from
/// their values by known amounts delta: with the sum sigma of these over slots i >= 1, slot 0 gains sigma - e, which
/// shall be the next constant c, and slot i drifts to v_i delta_i + sigma + e (and by the excess of its product). What
/// is left behind the last partial round goes into the products that leave them.
/// `Words` has the excess of a product with another addend than the right one.
template <class F, std::size_t width, class Words>
struct Poseidon2Shifts {
  using Parameters = Poseidon2Parameters<F, width>;
  using Row = std::array<F, width>;
  static constexpr std::size_t num_partial = Parameters::partial_rounds;

  Row first{};                           ///< added to the state before all rounds
  std::array<Row, 8> full{};             ///< added by the S-boxes of the full rounds
  std::array<F, num_partial> partial{};  ///< and of the partial rounds
  Row leave{};                           ///< added to slots i >= 1 behind the partial rounds

  static constexpr Poseidon2Shifts make(const Poseidon2Pairs<Parameters, width>& pairs) {
    const auto constant = [](std::size_t i) { return F::from_canonical(Parameters::round_constants[i]); };
    const auto row = [&](std::size_t round) {  // of a full round
      Row c;
      for (std::size_t i = 0; i < width; ++i) c[i] = constant(round * width + (round < 4 ? 0 : num_partial) + i);
      return c;
    };
    Poseidon2Shifts shifts;
    shifts.first = before_external(row(0));
    for (const std::size_t round : {0U, 1U, 2U, 4U, 5U, 6U}) shifts.full[round] = before_external(row(round + 1));
    shifts.full[3] = before_external(Row{constant(4 * width)});
    Row exit;
    exit.fill(-Words::excess_montgomery31);
    shifts.full[7] = before_external(exit);

    Row excess{};  // of the update of each slot
    for (std::size_t j = 0; j < pairs.num_pairs; ++j) {
      excess[pairs.first[j]] = excess[pairs.second[j]] = Words::excess.halved();
    }
    for (std::size_t k = 0; k < pairs.num_singles; ++k) {
      if (!(Parameters::diagonal[pairs.single[k]] == Dyadic{1, 0})) excess[pairs.single[k]] = Words::excess;
    }
    Row delta{};
    for (std::size_t round = 0; round < num_partial; ++round) {
      F sigma = F::zero();
      for (std::size_t i = 1; i < width; ++i) sigma += delta[i];
      const F next = round + 1 < num_partial ? constant(4 * width + round + 1) : row(4)[0];
      shifts.partial[round] = sigma - next;
      for (std::size_t i = 1; i < width; ++i) {
        delta[i] = Parameters::diagonal[i].template in<F>() * delta[i] + sigma + shifts.partial[round] + excess[i];
      }
    }
    for (std::size_t i = 1; i < width; ++i) shifts.leave[i] = row(4)[i] - delta[i];
    return shifts;
  }

  /// M_E^-1 c. Adding the sum over blocks is undone by subtracting its share in the sum of the result, and
  /// circ(2, 3, 1, 1) circ(-4, 3, -11, 17) = 35.
  static constexpr Row before_external(Row c) {
    const F share = F::from_u64(width / 4 + 1).inverse();
    for (std::size_t j = 0; j < 4; ++j) {
      F sum = F::zero();
      for (std::size_t i = j; i < width; i += 4) sum += c[i];
      for (std::size_t i = j; i < width; i += 4) c[i] -= sum * share;
    }
    const std::array<F, 4> row{-F::from_u64(4), F::from_u64(3), -F::from_u64(11), F::from_u64(17)};
    Row result{};
    for (std::size_t i = 0; i < width; ++i) {
      for (std::size_t j = 0; j < 4; ++j) result[i] += row[j] * c[i / 4 * 4 + (i + j) % 4];
      result[i] *= F::from_u64(35).inverse();
    }
    return result;
  }
};

}  // namespace probata::inline v0_1::detail
