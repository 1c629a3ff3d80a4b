// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>

#include <probata/hash/poseidon2_constants.hpp>

namespace probata::inline v0_1::detail {

/// Slots 1, 2, ... of an instance in pairs with opposite entries v, -v on the internal diagonal, and the rest.
///
/// In the partial rounds let T be the sum of all slots but the first, z the output of the S-box and S = T + z; slot
/// i >= 1 becomes v_i s_i + S, and slot 0 becomes v_0 z + S = T - z, since v_0 = -2. Two slots with v_k = -v_i count
/// for T only by their sum a, and with their difference d
///     a' = v d + 2 S,   d' = v a,   so   a'' = v^2 a + 2 S':
/// one variable of every pair is updated per round, the sums of even and of odd rounds in turn, and differences are
/// needed at the ends only. That halves the work of a round. T and the new variables are ready while the next S-box
/// still runs, which needs only z and the T before.
template <class Parameters, std::size_t width>
struct Poseidon2Pairs {
  static_assert(Parameters::diagonal[0] == Dyadic{-1, 1});

  std::size_t num_pairs = 0;
  std::size_t num_singles = 0;
  std::array<std::size_t, width> first{};   ///< with the entry that stands first in the diagonal
  std::array<std::size_t, width> second{};  ///< with the opposite entry
  std::array<std::size_t, width> single{};

  static constexpr Poseidon2Pairs make() {
    constexpr auto diagonal = Parameters::diagonal;
    Poseidon2Pairs pairs;
    std::array<bool, width> taken{};
    for (std::size_t i = 1; i < width; ++i) {
      if (taken[i]) continue;
      std::size_t k = i + 1;
      while (k < width && !(diagonal[k] == Dyadic{-diagonal[i].odd, diagonal[i].exponent})) ++k;
      if (k < width) {
        taken[k] = true;
        pairs.first[pairs.num_pairs] = i;
        pairs.second[pairs.num_pairs++] = k;
      } else {
        pairs.single[pairs.num_singles++] = i;
      }
    }
    return pairs;
  }
};

}  // namespace probata::inline v0_1::detail
