// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Once per instruction set: every lane against published values and against the permutation of one state.
#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/packed.hpp>
#include <probata/hash/poseidon2.hpp>
#include <probata/hash/poseidon2_batch.hpp>

#include "support/poseidon2.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

template <class Instance>
using States = std::vector<typename Instance::State>;

/// All states, as many per call as there are lanes, the last call filled up with copies of the last state.
template <class Instance>
States<Instance> permuted_in_lanes(const States<Instance>& states) {
  using F = typename Instance::F;
  using P = Packed<F>;
  States<Instance> results = states;
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

/// The same with each state in each lane: checks all the results.
template <class Instance>
void check_in_every_lane(const States<Instance>& states, const States<Instance>& expected) {
  for (std::size_t turn = 0; turn < Packed<typename Instance::F>::lanes; ++turn) {
    CAPTURE(turn);
    const auto shift = static_cast<std::ptrdiff_t>(turn % states.size());
    States<Instance> rotated = states;
    std::rotate(rotated.begin(), rotated.begin() + shift, rotated.end());
    States<Instance> results = permuted_in_lanes<Instance>(rotated);
    std::rotate(results.begin(), results.end() - shift, results.end());
    REQUIRE(results == expected);
  }
}

template <class Instance>
States<Instance> permuted_one_by_one(States<Instance> states) {
  for (auto& state : states) Instance::Permutation::permute(state);
  return states;
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("poseidon2_batch: published values, in every lane", Instance, published_cases) {
  const Json entry = Instance::published();
  States<Instance> inputs;
  States<Instance> outputs;
  for (const Json& sample : entry["cases"]) {
    inputs.push_back(Instance::state(sample["in"]));
    outputs.push_back(Instance::state(sample["out"]));
  }
  REQUIRE(inputs.size() == 20);
  check_in_every_lane<Instance>(inputs, outputs);
}
TEST_CASE_TEMPLATE_APPLY(published_cases, Poseidon2Instances);

TEST_CASE_TEMPLATE_DEFINE("poseidon2_batch: extreme states in every lane", Instance, extreme_cases) {
  Rng rng{16};
  INFO("seed ", rng.seed());
  const auto states = Instance::extreme_and_random_states(rng, 0);
  check_in_every_lane<Instance>(states, permuted_one_by_one<Instance>(states));
}
TEST_CASE_TEMPLATE_APPLY(extreme_cases, Poseidon2Instances);

TEST_CASE_TEMPLATE_DEFINE("poseidon2_batch: lanes are the scalar permutation over many states", Instance, many_cases) {
  Rng rng{17};
  INFO("seed ", rng.seed());
  const auto states = Instance::extreme_and_random_states(rng, 8000);
  REQUIRE(permuted_in_lanes<Instance>(states) == permuted_one_by_one<Instance>(states));
}
TEST_CASE_TEMPLATE_APPLY(many_cases, Poseidon2Instances);

TEST_CASE_TEMPLATE_DEFINE("poseidon2_batch: one lane does not see another", Instance, lane_cases) {
  Rng rng{18};
  INFO("seed ", rng.seed());
  using F = typename Instance::F;
  States<Instance> states;
  for (std::size_t i = 0; i < Packed<F>::lanes; ++i) states.push_back(Instance::random_state(rng));
  const auto before = permuted_in_lanes<Instance>(states);
  for (std::size_t changed = 0; changed < states.size(); ++changed) {
    auto others = states;
    others[changed][rng.index(Instance::width)] += F::one();
    const auto after = permuted_in_lanes<Instance>(others);
    for (std::size_t lane = 0; lane < states.size(); ++lane) {
      CHECK((after[lane] == before[lane]) == (lane != changed));
    }
  }
}
TEST_CASE_TEMPLATE_APPLY(lane_cases, Poseidon2Instances);

#if PROBATA_DETAIL_HAS_IFMA
// Where there are 52-bit products the permutation takes them: the other kernel is asked by name.
TEST_CASE_TEMPLATE("poseidon2_batch: the kernel of processors without 52-bit products is the permutation too", Instance,
                   Poseidon2Instance<KoalaBear, 16>, Poseidon2Instance<KoalaBear, 24>, Poseidon2Instance<BabyBear, 16>,
                   Poseidon2Instance<BabyBear, 24>) {
  using F = typename Instance::F;
  using P = Packed<F>;
  Rng rng{19};
  INFO("seed ", rng.seed());
  const auto states = Instance::extreme_and_random_states(rng, 2000);
  const auto expected = permuted_one_by_one<Instance>(states);
  for (std::size_t begin = 0; begin < states.size(); begin += P::lanes) {
    std::array<P, Instance::width> packed;
    std::array<F, P::lanes> lanes;
    const auto index = [&](std::size_t lane) { return std::min(begin + lane, states.size() - 1); };
    for (std::size_t i = 0; i < Instance::width; ++i) {
      for (std::size_t lane = 0; lane < P::lanes; ++lane) lanes[lane] = states[index(lane)][i];
      packed[i] = P::load(lanes.data());
    }
    detail::Poseidon2Montgomery31<F, Instance::width, simd::DefaultArch>::permute(packed);
    for (std::size_t i = 0; i < Instance::width; ++i) {
      packed[i].store(lanes.data());
      for (std::size_t lane = 0; lane < P::lanes; ++lane) REQUIRE(lanes[lane] == expected[index(lane)][i]);
    }
  }
}
#endif
