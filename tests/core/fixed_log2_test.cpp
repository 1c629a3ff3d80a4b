// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cmath>
#include <cstdint>

#include <doctest/doctest.h>

#include <probata/core/fixed_log2.hpp>

#include "support/random.hpp"

using namespace probata;

static_assert(log2_lower(3) == 405 && log2_lower(65) == 1541);
static_assert(log2_upper(71) == 1576 && log2_upper(41) == 1373);
static_assert(log2_lower(2130706433) == 7933 && log2_lower(2013265921) == 7912);
static_assert(log2_lower(0xFFFFFFFF00000001U) == 16383);

TEST_CASE("fixed_log2: powers of two are exact, over 128 bits") {
  for (std::uint32_t k = 0; k < 128; ++k) {
    CHECK(log2_floor(UInt128{1} << k) == k);
    CHECK(log2_lower(UInt128{1} << k) == 256 * k);
    CHECK(log2_upper(UInt128{1} << k) == 256 * k);
  }
}

TEST_CASE("fixed_log2: lower and upper enclose the logarithm, two units apart") {
  testing::Rng rng{0x106'2};
  const auto check = [](UInt128 x) {
    const long double exact = 256 * std::log2(static_cast<long double>(x));
    CHECK(static_cast<long double>(log2_lower(x)) <= exact + 1e-12L);
    CHECK(static_cast<long double>(log2_upper(x)) >= exact - 1e-12L);
    CHECK(log2_upper(x) - log2_lower(x) <= 2);
  };
  for (std::uint64_t x = 1; x < 5000; ++x) check(x);
  for (int i = 0; i < 20000; ++i) {
    const UInt128 x = (UInt128{rng.u64()} << 64 | rng.u64()) >> rng.below(128);
    if (x != 0) check(x);
  }
  check(~UInt128{0});
}
