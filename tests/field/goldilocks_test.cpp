// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstdint>

#include <doctest/doctest.h>

#include <probata/field/goldilocks.hpp>

#include "support/laws/integer_laws.hpp"
#include "support/laws/two_adic_laws.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

// Usable in constant expressions, eight bytes, no padding.
static_assert(sizeof(Goldilocks) == 8 && Goldilocks::from_u64(~std::uint64_t{0}).value() == 0xFFFFFFFE);
static_assert(Goldilocks::from_u64(7).pow(Goldilocks::modulus - 1) == Goldilocks::one());

TEST_CASE("goldilocks: p = 2^64 - 2^32 + 1, so 2^64 = 2^32 - 1, 2^96 = -1, and 2 has order 192") {
  CHECK(Goldilocks::modulus == 0 - (std::uint64_t{1} << 32) + 1);
  const auto two = Goldilocks::from_u64(2);
  CHECK(two.pow(64).value() == 0xFFFFFFFF);
  CHECK(two.pow(96) == -Goldilocks::one());
  CHECK(two.pow(192) == Goldilocks::one());
  CHECK(two.pow(64) != Goldilocks::one());
  CHECK(Goldilocks::two_adicity == 32);
  CHECK(Goldilocks::generator().value() == 7);
}

TEST_CASE("goldilocks: from_u64 takes all numbers from p to 2^64 - 1") {
  constexpr std::uint64_t p = Goldilocks::modulus;
  CHECK(Goldilocks::from_u64(p) == Goldilocks::zero());
  CHECK(Goldilocks::from_u64(p + 1) == Goldilocks::one());
  CHECK(Goldilocks::from_u64(p - 1) == -Goldilocks::one());
  CHECK(Goldilocks::from_u64(~std::uint64_t{0}).value() == 0xFFFFFFFE);
}

TEST_CASE("goldilocks: products that borrow, carry, and reduce once more") {
  // 2^32 2^64 = -1: the low word is zero and what is taken from it is not.
  const auto two = Goldilocks::from_u64(2);
  CHECK((two.pow(48) * two.pow(48)).value() == Goldilocks::modulus - 1);
  // (2^32 - 1) 2^32 = p - 1 exactly; one more than that is zero.
  CHECK((Goldilocks::from_u64(0xFFFFFFFF) * Goldilocks::from_u64(std::uint64_t{1} << 32)).value() ==
        Goldilocks::modulus - 1);
  CHECK((-Goldilocks::one()).square() == Goldilocks::one());
}

TEST_CASE("goldilocks: a dot product whose 128-bit sum overflows many times") {
  Rng rng{449};
  INFO("seed ", rng.seed());
  integer_dot_product_laws<64, Goldilocks>(rng, 200);
  integer_dot_product_laws<257, Goldilocks>(rng, 20);
}

TEST_CASE("goldilocks: a million pairs of integers modulo p") {
  Rng rng{440};
  INFO("seed ", rng.seed());
  integer_laws<Goldilocks>(rng, 1000000);
}

TEST_CASE("goldilocks: the laws of a field on edge words") {
  word_edge_laws<Goldilocks>();
  two_adic_laws<Goldilocks>();
  maximal_two_adicity_law<Goldilocks>();
}
