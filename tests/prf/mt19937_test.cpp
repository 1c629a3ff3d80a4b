// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstdint>
#include <random>

#include <doctest/doctest.h>

#include <probata/prf/mt19937.hpp>

#include "support/random.hpp"

using namespace probata;

TEST_CASE("mt19937: the standard library's generator, for several seeds and past several refills") {
  testing::Rng rng{401};
  INFO("seed ", rng.seed());
  for (const std::uint32_t seed : {0U, 1U, 5489U, 0xFFFFFFFFU, rng.u32(), rng.u32()}) {
    Mt19937 generator(seed);
    std::mt19937 reference(seed);
    for (int i = 0; i < 3000; ++i) REQUIRE(generator.next() == reference());
  }
}

TEST_CASE("mt19937: the 10000th output that the C++ standard states") {
  Mt19937 generator(std::mt19937::default_seed);
  generator.discard(9999);
  CHECK(generator.next() == 4123659995U);
}

TEST_CASE("mt19937: discarding is drawing without looking, across refills") {
  testing::Rng rng{402};
  INFO("seed ", rng.seed());
  for (int i = 0; i < 200; ++i) {
    const std::uint32_t seed = rng.u32();
    Mt19937 skipping(seed);
    Mt19937 drawing(seed);
    for (int part = 0; part < 4; ++part) {
      const std::uint64_t count = rng.flip() ? rng.below(5) + 622 * rng.below(3) : rng.below(2000);
      skipping.discard(count);
      for (std::uint64_t k = 0; k < count; ++k) drawing.next();
      REQUIRE(skipping.next() == drawing.next());
    }
  }
}

TEST_CASE("mt19937: two outputs as one number, the first one high") {
  Mt19937 pairs(7);
  Mt19937 single(7);
  const std::uint64_t high = single.next();
  const std::uint64_t low = single.next();
  CHECK(pairs.next64() == (high << 32 | low));
}
