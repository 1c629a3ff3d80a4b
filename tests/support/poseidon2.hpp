// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

#include <probata/hash/poseidon2.hpp>
#include <probata/hash/poseidon2_reference.hpp>

#include "support/field_samples.hpp"
#include "support/fields.hpp"
#include "support/json.hpp"
#include "support/random.hpp"
#include "support/word_samples.hpp"

namespace probata::testing {

/// One instance of Poseidon2 with its oracle and its published values.
template <class Field, std::size_t num_slots>
struct Poseidon2Instance {
  using F = Field;
  static constexpr std::size_t width = num_slots;
  using State = std::array<F, width>;
  using Permutation = Poseidon2<F, width>;
  using Oracle = Poseidon2Reference<F, width>;
  using Parameters = Poseidon2Parameters<F, width>;

  /// The entry of p3_poseidon2.json.
  static Json published() {
    const std::string name = std::is_same_v<F, KoalaBear>    ? "koalabear"
                             : std::is_same_v<F, BabyBear>   ? "babybear"
                             : std::is_same_v<F, Mersenne31> ? "mersenne31"
                                                             : "goldilocks";
    const Json all = read_vectors("p3_poseidon2.json");
    for (const Json& entry : all["data"]) {
      if (entry["field"] == name && entry["width"] == width) return entry;
    }
    throw std::runtime_error("p3_poseidon2.json has no entry for " + name);
  }

  static State state(const Json& numbers) {
    if (numbers.size() != width) throw std::runtime_error("a state of a wrong width");
    State result;
    for (std::size_t i = 0; i < width; ++i) result[i] = field_from_json<F>(numbers[i]);
    return result;
  }

  static State random_state(Rng& rng) {
    State result;
    for (F& x : result) x = random_element<F>(rng);
    return result;
  }

  /// States whose slots are edges of the representation (all equal, alternating, one different, mixed), and as many
  /// random ones as asked for.
  static std::vector<State> extreme_and_random_states(Rng& rng, std::size_t num_random) {
    const std::vector<F> edges = word_edges<F>();
    std::vector<State> states;
    for (const F& x : edges) {
      for (const F& y : {edges[0], -F::one()}) {
        State state;
        state.fill(x);
        states.push_back(state);
        for (std::size_t i = 0; i < width; i += 2) state[i] = y;
        states.push_back(state);
        state.fill(y);
        state[rng.index(width)] = x;
        states.push_back(state);
      }
    }
    for (int n = 0; n < 200; ++n) {
      State state;
      for (F& x : state) x = edges[rng.index(edges.size())];
      states.push_back(state);
    }
    for (std::size_t n = 0; n < num_random; ++n) states.push_back(random_state(rng));
    return states;
  }
};

using Poseidon2Instances =
    std::tuple<Poseidon2Instance<KoalaBear, 16>, Poseidon2Instance<KoalaBear, 24>, Poseidon2Instance<BabyBear, 16>,
               Poseidon2Instance<BabyBear, 24>, Poseidon2Instance<Mersenne31, 16>, Poseidon2Instance<Mersenne31, 24>,
               Poseidon2Instance<Goldilocks, 8>, Poseidon2Instance<Goldilocks, 12>>;

}  // namespace probata::testing
