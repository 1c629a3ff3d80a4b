// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstdint>

#include <doctest/doctest.h>

#include <probata/field/mersenne31.hpp>

#include "support/laws/integer_laws.hpp"
#include "support/laws/two_adic_laws.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

// Usable in constant expressions, four bytes, no padding. Arithmetic only: a transform needs more than one factor two.
static_assert(sizeof(Mersenne31) == 4 && Mersenne31::from_u64(1ULL << 31) == Mersenne31::one());
static_assert(Mersenne31::two_adicity == 1);

TEST_CASE("mersenne31: p = 2^31 - 1, so 2^31 = 1 and a product by two rotates") {
  CHECK(Mersenne31::modulus == (1U << 31) - 1);
  const auto two = Mersenne31::from_u64(2);
  CHECK(two.pow(31) == Mersenne31::one());
  CHECK(two.inverse().value() == 1U << 30);
  CHECK(Mersenne31::from_word(0x40000001).doubled().value() == 3);
  CHECK(Mersenne31::from_word(3).halved().value() == 0x40000001);
  CHECK(Mersenne31::generator().value() == 7);
}

TEST_CASE("mersenne31: zero has one representation") {
  // p itself must never appear, whatever the operation.
  const auto minus_one = -Mersenne31::one();
  CHECK((minus_one + Mersenne31::one()).word() == 0);
  CHECK((-Mersenne31::zero()).word() == 0);
  CHECK((minus_one - minus_one).word() == 0);
  CHECK(Mersenne31::from_u64(Mersenne31::modulus).word() == 0);
  CHECK(Mersenne31::from_u64(std::uint64_t{Mersenne31::modulus} * 0x200000003).word() == 0);
  // 2^15 (2^16 - 2^-15) = 2^31 - 1: a product that folds to p.
  const auto x = Mersenne31::from_u64(1U << 15);
  CHECK((x * (Mersenne31::from_u64(1U << 16) - x.inverse())).word() == 0);
}

TEST_CASE("mersenne31: a million pairs of integers modulo p") {
  Rng rng{430};
  INFO("seed ", rng.seed());
  integer_laws<Mersenne31>(rng, 1000000);
}

TEST_CASE("mersenne31: the laws of a field on edge words") {
  word_edge_laws<Mersenne31>();
  two_adic_laws<Mersenne31>();
  maximal_two_adicity_law<Mersenne31>();
}
