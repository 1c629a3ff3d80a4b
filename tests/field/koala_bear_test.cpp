// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstdint>

#include <doctest/doctest.h>

#include <probata/field/koala_bear.hpp>

#include "support/laws/integer_laws.hpp"
#include "support/laws/two_adic_laws.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

// Usable in constant expressions, four bytes, no padding.
static_assert(sizeof(KoalaBear) == 4 && KoalaBear::from_u64(1ULL << 31).value() == (1U << 24) - 1);
static_assert(KoalaBear::from_u64(3).pow(KoalaBear::modulus - 1) == KoalaBear::one());

TEST_CASE("koala_bear: p = 2^31 - 2^24 + 1, so 2^31 = 2^24 - 1 and 2^32 = 2^25 - 2") {
  CHECK(KoalaBear::modulus == (1U << 31) - (1U << 24) + 1);
  CHECK(KoalaBear::modulus - 1 == 127U << 24);
  const auto two = KoalaBear::from_u64(2);
  CHECK(two.pow(31).value() == (1U << 24) - 1);
  CHECK(KoalaBear::one().word() == (1U << 25) - 2);
  CHECK(KoalaBear::two_adicity == 24);
  CHECK(KoalaBear::generator().value() == 3);
}

TEST_CASE("koala_bear: a million pairs of integers modulo p") {
  Rng rng{410};
  INFO("seed ", rng.seed());
  integer_laws<KoalaBear>(rng, 1000000);
}

TEST_CASE("koala_bear: the laws of a field on edge words") {
  word_edge_laws<KoalaBear>();
  two_adic_laws<KoalaBear>();
  maximal_two_adicity_law<KoalaBear>();
}
