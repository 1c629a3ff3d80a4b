// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The permutation of one state against published values and against its oracle.
#include "support/poseidon2.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

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

TEST_CASE_TEMPLATE_DEFINE("poseidon2: many states, each for itself", Instance, many_cases) {
  using Permutation = typename Instance::Permutation;
  Rng rng{17};
  INFO("seed ", rng.seed());
  const auto samples = Instance::extreme_and_random_states(rng, 40);
  for (const std::size_t count : {0U, 1U, 2U, 3U, 4U, 7U, 8U, 9U, 10U, 11U, 16U, 24U, 27U}) {
    for (std::size_t first = 0; first + count <= samples.size(); first += 5) {
      std::vector states(samples.begin() + static_cast<std::ptrdiff_t>(first),
                         samples.begin() + static_cast<std::ptrdiff_t>(first + count));
      auto expected = states;
      for (auto& state : expected) Instance::Oracle::permute(state);
      Permutation::permute_each(states);
      REQUIRE(states == expected);
    }
  }
}
TEST_CASE_TEMPLATE_APPLY(many_cases, Poseidon2Instances);

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

namespace {

/// Permutes 0, 1, 2, ..., or p - 1 in all slots.
template <class P, class F, std::size_t width>
constexpr std::array<F, width> permuted(bool extreme) {
  std::array<F, width> state{};
  for (std::size_t i = 0; i < width; ++i) state[i] = extreme ? -F::one() : F::from_u64(i);
  P::permute(state);
  return state;
}

/// At compile time a sum or product that overflows, or a shift that is not defined, is an error.
template <class F, std::size_t width>
void check_at_compile_time() {
  constexpr auto counting = permuted<Poseidon2<F, width>, F, width>(false);
  CHECK(counting == permuted<Poseidon2Reference<F, width>, F, width>(false));
  constexpr auto extreme = permuted<Poseidon2<F, width>, F, width>(true);
  CHECK(extreme == permuted<Poseidon2Reference<F, width>, F, width>(true));
}

}  // namespace

TEST_CASE("poseidon2: at compile time") {
  check_at_compile_time<Goldilocks, 8>();
  check_at_compile_time<KoalaBear, 16>();
  check_at_compile_time<KoalaBear, 24>();
  check_at_compile_time<BabyBear, 16>();
  check_at_compile_time<BabyBear, 24>();
}

TEST_CASE_TEMPLATE("poseidon2: late reductions at the ends of the ranges that they are stated for", F, KoalaBear,
                   BabyBear) {
  using Words = detail::LazyWords<F>;
  using Word = typename Words::Word;
  constexpr Word p = F::modulus;
  constexpr Word two_31 = Word{1} << 31;
  const Words words;
  const auto residue = [](Word x) { return F::from_canonical(static_cast<std::uint32_t>((x % p + p) % p)); };
  // Words are Montgomery forms; products divide by 2^32.
  const F radix = residue(Word{1} << 32);
  const auto magnitude = [](Word x) { return x < 0 ? -x : x; };

  Rng rng{31};
  INFO("seed ", rng.seed());
  for (int sample = 0; sample < 20000; ++sample) {
    const Word below = static_cast<Word>(rng() % 1000);
    const Word sign = sample % 2 == 0 ? 1 : -1;
    // Near both ends, near multiples of p and of 2^31, and anywhere.
    const Word multiple = static_cast<Word>(rng() % 62);
    const std::array<Word, 4> wide{63 * p - below, multiple * p + below, multiple * two_31 + two_31 / 2 - below,
                                   static_cast<Word>(rng() % static_cast<std::uint64_t>(63 * p))};
    for (const Word size : wide) {
      const Word x = sign * size;
      REQUIRE(residue(words.fold(x)) == residue(x));
      REQUIRE(magnitude(words.fold(x)) <= two_31);
      REQUIRE(residue(words.nearest(x)) == residue(x));
      REQUIRE(magnitude(words.nearest(x)) * 100 < 51 * p);
      REQUIRE(words.canonical(x) == (x % p + p) % p);
    }
    const std::array<Word, 2> narrow{two_31 - below, static_cast<Word>(rng() % static_cast<std::uint64_t>(two_31))};
    for (const Word size : narrow) {
      const Word x = sign * size;
      const F element = residue(x);
      const F square = element * element * radix.inverse();
      REQUIRE(residue(words.product(x, x)) == square);
      constexpr std::uint64_t alpha = Poseidon2Parameters<F, 16>::alpha;
      const F cube = square * element * radix.inverse();
      const F power = alpha == 3 ? cube : square * square * radix.inverse() * cube * radix.inverse();
      REQUIRE(residue(words.template power<alpha>(x)) == power);
      REQUIRE(residue(words.template power_soon<alpha>(x)) == power);
      REQUIRE(magnitude(words.template power<alpha>(x)) * 100 <= 101 * p);
      REQUIRE(magnitude(words.template power_soon<alpha>(x)) * 100 <= 101 * p);
      REQUIRE(residue(words.template divided<1>(x)) == element.halved());
      REQUIRE(residue(words.template divided<54>(x)) == element * Dyadic{1, -54}.in<F>());
      REQUIRE(magnitude(words.template divided<54>(x)) <= p + 1);
    }
  }
}
