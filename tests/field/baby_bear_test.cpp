// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstdint>

#include <doctest/doctest.h>

#include <probata/field/baby_bear.hpp>

#include "support/laws/integer_laws.hpp"
#include "support/laws/two_adic_laws.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

// Usable in constant expressions, four bytes, no padding.
static_assert(sizeof(BabyBear) == 4 && BabyBear::from_u64(1ULL << 31).value() == (1U << 27) - 1);
static_assert(BabyBear::from_u64(31).pow(BabyBear::modulus - 1) == BabyBear::one());

TEST_CASE("baby_bear: p = 2^31 - 2^27 + 1, so 2^31 = 2^27 - 1 and 2^32 = 2^28 - 2") {
  CHECK(BabyBear::modulus == (1U << 31) - (1U << 27) + 1);
  CHECK(BabyBear::modulus - 1 == 15U << 27);
  const auto two = BabyBear::from_u64(2);
  CHECK(two.pow(31).value() == (1U << 27) - 1);
  CHECK(BabyBear::one().word() == (1U << 28) - 2);
  CHECK(BabyBear::two_adicity == 27);
  CHECK(BabyBear::generator().value() == 31);
}

TEST_CASE("baby_bear: a million pairs of integers modulo p") {
  Rng rng{420};
  INFO("seed ", rng.seed());
  integer_laws<BabyBear>(rng, 1000000);
}

TEST_CASE("baby_bear: the laws of a field on edge words") {
  word_edge_laws<BabyBear>();
  two_adic_laws<BabyBear>();
  maximal_two_adicity_law<BabyBear>();
}
