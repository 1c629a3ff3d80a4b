// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The permutation of one state against published values and against its oracle.
#include "support/poseidon2.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <doctest/doctest.h>

#include <probata/hash/concepts.hpp>
#include <probata/hash/poseidon2.hpp>
#include <probata/hash/poseidon2_reference.hpp>

#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

TEST_CASE_TEMPLATE_DEFINE("poseidon2: published values", Instance, published_cases) {
  const Json entry = Instance::published();
  REQUIRE(entry["cases"].size() == 20);
  for (const Json& sample : entry["cases"]) {
    const auto expected = Instance::state(sample["out"]);
    auto state = Instance::state(sample["in"]);
    auto plain = state;
    Instance::Permutation::permute(state);
    CHECK(state == expected);
    Instance::Oracle::permute(plain);
    CHECK(plain == expected);
  }
}
TEST_CASE_TEMPLATE_APPLY(published_cases, Poseidon2Instances);

TEST_CASE_TEMPLATE_DEFINE("poseidon2: the oracle on random and extreme states", Instance, oracle_cases) {
  Rng rng{16};
  INFO("seed ", rng.seed());
  for (auto state : Instance::extreme_and_random_states(rng, 500)) {
    auto expected = state;
    Instance::Oracle::permute(expected);
    Instance::Permutation::permute(state);
    REQUIRE(state == expected);
  }
}
TEST_CASE_TEMPLATE_APPLY(oracle_cases, Poseidon2Instances);

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
