// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstdint>

#include <doctest/doctest.h>

#include <probata/prf/mcg31.hpp>

#include "support/random.hpp"

using namespace probata;

TEST_CASE("mcg31: x, a x, a^2 x modulo 2^31 - 1 in plain integers") {
  testing::Rng rng{411};
  INFO("seed ", rng.seed());
  constexpr std::uint64_t p = 0x7FFFFFFF;
  for (int k = 0; k < 50; ++k) {
    const std::uint32_t seed = rng.u32();
    std::uint64_t x = seed % p == 0 ? 1 : seed % p;
    Mcg31 generator(seed);
    for (int i = 0; i < 100; ++i) {
      REQUIRE(generator.next() == x);
      x = x * 1132489760 % p;
    }
  }
}

TEST_CASE("mcg31: seeds that are zero in the field start at one") {
  for (const std::uint32_t seed : {0U, 0x7FFFFFFFU, 0xFFFFFFFEU}) CHECK(Mcg31(seed).next() == 1);
  CHECK(Mcg31(0x80000000).next() == 1);
  CHECK(Mcg31(0xFFFFFFFF).next() == 1);
  CHECK(Mcg31(2).next() == 2);
}

TEST_CASE("mcg31: discarding is drawing without looking") {
  testing::Rng rng{412};
  INFO("seed ", rng.seed());
  for (int k = 0; k < 50; ++k) {
    const std::uint32_t seed = rng.u32();
    Mcg31 skipping(seed);
    Mcg31 drawing(seed);
    const std::uint64_t count = rng.below(1000);
    skipping.discard(count);
    for (std::uint64_t i = 0; i < count; ++i) drawing.next();
    REQUIRE(skipping.next() == drawing.next());
  }
  Mcg31 once_around(12345);
  once_around.discard(0x7FFFFFFE);  // the order of the multiplicative group
  CHECK(once_around.next() == 12345);
}
