// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <tuple>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/bigprime/instances.hpp>
#include <probata/field/powers.hpp>

#include "support/field_samples.hpp"
#include "support/fields.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

using PowerFields =
    std::tuple<KoalaBear, BabyBear, Mersenne31, Goldilocks, KoalaBear5, Goldilocks2, Mersenne31x4, Stark252>;

static_assert(exp_power_of_two(KoalaBear::from_u64(3), 3) == KoalaBear::from_u64(6561));
static_assert(exp_power_of_two(KoalaBear::from_u64(3), 0) == KoalaBear::from_u64(3));

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("powers: every length, with a start and without", F, length_cases) {
  Rng rng{561};
  INFO("seed ", rng.seed());
  for (const F& base : {F::zero(), F::one(), -F::one(), random_element<F>(rng)}) {
    const F start = random_element<F>(rng);
    for (const std::size_t n : std::initializer_list<std::size_t>{0, 1, 2, 15, 16, 17, 31, 32, 33, 100}) {
      CAPTURE(n);
      // One element more than asked for, which must stay.
      std::vector<F> plain(n + 1, start);
      std::vector<F> scaled(n + 1, start);
      fill_powers(std::span<F>(plain).first(n), base);
      fill_powers(std::span<F>(scaled).first(n), base, start);
      F power = F::one();
      for (std::size_t i = 0; i < n; ++i, power = power * base) {
        CAPTURE(i);
        REQUIRE(plain[i] == power);
        REQUIRE(scaled[i] == start * power);
      }
      REQUIRE(plain[n] == start);
      REQUIRE(scaled[n] == start);
    }
  }
}
TEST_CASE_TEMPLATE_APPLY(length_cases, PowerFields);

TEST_CASE("powers: the powers of a root of unity are all different and come back to one") {
  const auto w = Goldilocks::two_adic_generator(10);
  std::vector<Goldilocks> powers(1025);
  fill_powers(std::span<Goldilocks>(powers), w);
  CHECK(powers[1024] == Goldilocks::one());
  CHECK(powers[512] == -Goldilocks::one());
  for (std::size_t i = 1; i < 1024; ++i) REQUIRE(powers[i] != Goldilocks::one());
}

TEST_CASE_TEMPLATE_DEFINE("powers: x^(2^k) by squarings", F, exponent_cases) {
  Rng rng{562};
  INFO("seed ", rng.seed());
  for (const F& x : sample_elements<F>(rng, 5)) {
    for (const std::size_t k : std::initializer_list<std::size_t>{0, 1, 2, 5, 31, 63}) {
      REQUIRE(exp_power_of_two(x, k) == x.pow(std::uint64_t{1} << k));
    }
    REQUIRE(exp_power_of_two(x, 65) == x.pow(std::uint64_t{1} << 63).pow(4));
  }
}
TEST_CASE_TEMPLATE_APPLY(exponent_cases, PowerFields);
