// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Once per instruction set: the permutation in scalars and in lanes against published values and against its oracle.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include <doctest/doctest.h>

#include <probata/hash/concepts.hpp>
#include <probata/hash/grain_lfsr.hpp>
#include <probata/hash/poseidon2.hpp>
#include <probata/hash/poseidon2_reference.hpp>

#include "support/archs.hpp"
#include "support/poseidon2.hpp"
#include "support/random.hpp"
#include "support/word_samples.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

/// All states at once, P::lanes per call, the last call filled up with copies of the last state.
template <class P, class Instance>
std::vector<typename Instance::State> permuted_in_lanes(const std::vector<typename Instance::State>& states) {
  using F = typename Instance::F;
  auto results = states;
  for (std::size_t begin = 0; begin < states.size(); begin += P::lanes) {
    std::array<P, Instance::width> packed;
    std::array<F, P::lanes> lanes;
    const auto index = [&](std::size_t lane) { return std::min(begin + lane, states.size() - 1); };
    for (std::size_t i = 0; i < Instance::width; ++i) {
      for (std::size_t lane = 0; lane < P::lanes; ++lane) lanes[lane] = states[index(lane)][i];
      packed[i] = P::load(lanes.data());
    }
    Instance::Permutation::permute(packed);
    for (std::size_t i = 0; i < Instance::width; ++i) {
      packed[i].store(lanes.data());
      for (std::size_t lane = 0; lane < P::lanes; ++lane) results[index(lane)][i] = lanes[lane];
    }
  }
  return results;
}

/// In every vector type that the flags enable, each state in every lane.
template <class Instance, class Check>
void for_each_vector_type(const std::vector<typename Instance::State>& states, const Check& check) {
  const auto one = [&]<class Arch>(Arch) {
    using P = Packed<typename Instance::F, Arch>;
    CAPTURE(Arch::name);
    for (std::size_t turn = 0; turn < P::lanes; ++turn) {
      auto rotated = states;
      std::rotate(rotated.begin(), rotated.begin() + static_cast<std::ptrdiff_t>(turn % states.size()), rotated.end());
      auto results = permuted_in_lanes<P, Instance>(rotated);
      std::rotate(results.begin(), results.end() - static_cast<std::ptrdiff_t>(turn % states.size()), results.end());
      check(results);
    }
  };
  std::apply([&](auto... archs) { (one(archs), ...); }, EnabledArchs{});
}

/// States whose slots are edges of the representation: all equal, alternating, one different; and mixtures.
template <class Instance>
std::vector<typename Instance::State> extreme_states(Rng& rng, std::size_t mixtures) {
  using F = typename Instance::F;
  const std::vector<F> edges = word_edges<F>();
  std::vector<typename Instance::State> states;
  for (const F& x : edges) {
    for (const F& y : {edges[0], -F::one()}) {
      typename Instance::State all;
      all.fill(x);
      states.push_back(all);
      for (std::size_t i = 0; i < Instance::width; i += 2) all[i] = y;
      states.push_back(all);
      all.fill(y);
      all[rng.index(Instance::width)] = x;
      states.push_back(all);
    }
  }
  for (std::size_t n = 0; n < mixtures; ++n) {
    typename Instance::State state;
    for (F& x : state) x = edges[rng.index(edges.size())];
    states.push_back(state);
  }
  return states;
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("poseidon2: published values, in scalars and in every lane", Instance, published_cases) {
  const Json entry = Instance::published();
  std::vector<typename Instance::State> inputs;
  std::vector<typename Instance::State> outputs;
  for (const Json& sample : entry["cases"]) {
    inputs.push_back(Instance::state(sample["in"]));
    outputs.push_back(Instance::state(sample["out"]));
  }
  REQUIRE(inputs.size() == 20);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    auto state = inputs[i];
    Instance::Permutation::permute(state);
    CHECK(state == outputs[i]);
    auto plain = inputs[i];
    Instance::Oracle::permute(plain);
    CHECK(plain == outputs[i]);
  }
  for_each_vector_type<Instance>(inputs, [&](const auto& results) { REQUIRE(results == outputs); });
}
TEST_CASE_TEMPLATE_APPLY(published_cases, Poseidon2Instances);

TEST_CASE_TEMPLATE_DEFINE("poseidon2: scalars and lanes are the oracle on random and extreme states", Instance,
                          oracle_cases) {
  Rng rng{16};
  INFO("seed ", rng.seed());
  auto states = extreme_states<Instance>(rng, 200);
  for (int i = 0; i < 100; ++i) states.push_back(Instance::random_state(rng));
  auto expected = states;
  for (auto& state : expected) Instance::Oracle::permute(state);
  for (std::size_t i = 0; i < states.size(); ++i) {
    auto state = states[i];
    Instance::Permutation::permute(state);
    REQUIRE(state == expected[i]);
  }
  for_each_vector_type<Instance>(states, [&](const auto& results) { REQUIRE(results == expected); });
}
TEST_CASE_TEMPLATE_APPLY(oracle_cases, Poseidon2Instances);

TEST_CASE_TEMPLATE_DEFINE("poseidon2: lanes are the scalar permutation over many states", Instance, many_cases) {
  Rng rng{17};
  INFO("seed ", rng.seed());
  using P = Packed<typename Instance::F>;
  std::vector<typename Instance::State> states;
  for (int i = 0; i < 4000; ++i) states.push_back(Instance::random_state(rng));
  const auto results = permuted_in_lanes<P, Instance>(states);
  for (std::size_t i = 0; i < states.size(); ++i) {
    auto state = states[i];
    Instance::Permutation::permute(state);
    REQUIRE(state == results[i]);
  }
}
TEST_CASE_TEMPLATE_APPLY(many_cases, Poseidon2Instances);

TEST_CASE_TEMPLATE_DEFINE("poseidon2: one lane does not see another", Instance, lane_cases) {
  Rng rng{18};
  INFO("seed ", rng.seed());
  using P = Packed<typename Instance::F>;
  std::vector<typename Instance::State> states;
  for (std::size_t i = 0; i < P::lanes; ++i) states.push_back(Instance::random_state(rng));
  const auto before = permuted_in_lanes<P, Instance>(states);
  for (std::size_t changed = 0; changed < P::lanes; ++changed) {
    auto others = states;
    others[changed][rng.index(Instance::width)] += Instance::F::one();
    const auto after = permuted_in_lanes<P, Instance>(others);
    for (std::size_t lane = 0; lane < P::lanes; ++lane) CHECK((after[lane] == before[lane]) == (lane != changed));
  }
}
TEST_CASE_TEMPLATE_APPLY(lane_cases, Poseidon2Instances);

TEST_CASE("poseidon2: the first outputs on 0, 1, 2, ... that the protocol page states") {
  const auto first_three = []<class F, std::size_t width>(F, std::integral_constant<std::size_t, width>) {
    std::array<F, width> state;
    for (std::size_t i = 0; i < width; ++i) state[i] = F::from_u64(i);
    Poseidon2<F, width>::permute(state);
    return std::array{state[0].value(), state[1].value(), state[2].value()};
  };
  constexpr std::integral_constant<std::size_t, 16> w16;
  constexpr std::integral_constant<std::size_t, 24> w24;
  using Three = std::array<std::uint32_t, 3>;
  CHECK(first_three(KoalaBear{}, w16) == Three{1259554834, 663463928, 1989430097});
  CHECK(first_three(KoalaBear{}, w24) == Three{723511737, 87131171, 587052829});
  CHECK(first_three(BabyBear{}, w16) == Three{1906786279, 1737026427, 1959749225});
  CHECK(first_three(BabyBear{}, w24) == Three{57973606, 1742549659, 409441332});
}

TEST_CASE("poseidon2: at compile time") {
  constexpr std::array<Goldilocks, 8> permuted = [] {
    std::array<Goldilocks, 8> state;
    for (std::size_t i = 0; i < 8; ++i) state[i] = Goldilocks::from_u64(i);
    Poseidon2<Goldilocks, 8>::permute(state);
    return state;
  }();
  std::array<Goldilocks, 8> state;
  for (std::size_t i = 0; i < 8; ++i) state[i] = Goldilocks::from_u64(i);
  Poseidon2Reference<Goldilocks, 8>::permute(state);
  CHECK(permuted == state);
}
