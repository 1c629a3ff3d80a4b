// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <cstdint>
#include <limits>

#include <doctest/doctest.h>

#include <probata/core/bits.hpp>

using namespace probata;

static_assert(reverse_bits(0b0011, 4) == 0b1100);
static_assert(log2_exact(std::size_t{1} << 20) == 20);

TEST_CASE("bits: powers of two are recognised") {
  CHECK(!is_power_of_two(0U));
  for (unsigned k = 0; k < 64; ++k) {
    const std::uint64_t n = std::uint64_t{1} << k;
    CHECK(is_power_of_two(n));
    if (k > 1) CHECK(!is_power_of_two(n - 1));
    if (k > 0) CHECK(!is_power_of_two(n + 1));
  }
}

TEST_CASE("bits: logarithms satisfy their definitions") {
  for (std::uint64_t n = 1; n <= 5000; ++n) {
    const std::size_t down = log2_floor(n);
    const std::size_t up = log2_ceil(n);
    CHECK((std::uint64_t{1} << down) <= n);
    CHECK(n < (std::uint64_t{1} << (down + 1)));
    CHECK(n <= (std::uint64_t{1} << up));
    if (up > 0) CHECK((std::uint64_t{1} << (up - 1)) < n);
  }
  CHECK(log2_ceil(std::uint8_t{255}) == 8);
  CHECK(log2_floor(std::numeric_limits<std::uint64_t>::max()) == 63);
  CHECK(log2_ceil(std::numeric_limits<std::uint64_t>::max()) == 64);
  for (std::size_t k = 0; k < 64; ++k) CHECK(log2_exact(std::uint64_t{1} << k) == k);
}

TEST_CASE("bits: reverse_bits sends bit j to bit num_bits - 1 - j") {
  CHECK(reverse_bits(0, 0) == 0);
  for (std::size_t num_bits = 1; num_bits <= 12; ++num_bits) {
    for (std::size_t i = 0; i < (std::size_t{1} << num_bits); ++i) {
      std::size_t expected = 0;
      for (std::size_t j = 0; j < num_bits; ++j) expected |= ((i >> j) & 1U) << (num_bits - 1 - j);
      REQUIRE(reverse_bits(i, num_bits) == expected);
      REQUIRE(reverse_bits(reverse_bits(i, num_bits), num_bits) == i);
    }
  }
  CHECK(reverse_bits(1, 64) == std::uint64_t{1} << 63);
  CHECK(reverse_bits(0x0123456789ABCDEF, 64) == 0xF7B3D591E6A2C480);
}

TEST_CASE("bits: div_ceil rounds up and does not overflow") {
  CHECK(div_ceil(0U, 7U) == 0);
  CHECK(div_ceil(7U, 7U) == 1);
  CHECK(div_ceil(8U, 7U) == 2);
  const auto max = std::numeric_limits<std::uint64_t>::max();
  CHECK(div_ceil(max, std::uint64_t{2}) == std::uint64_t{1} << 63);
  CHECK(div_ceil(max, max) == 1);
}

TEST_CASE("bits: checked arithmetic agrees with wide arithmetic on all pairs of bytes") {
  for (unsigned a = 0; a < 256; ++a) {
    for (unsigned b = 0; b < 256; ++b) {
      const auto sum = checked_add(static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b));
      const auto product = checked_mul(static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b));
      REQUIRE(sum.has_value() == (a + b < 256));
      REQUIRE(product.has_value() == (a * b < 256));
      if (sum) REQUIRE(*sum == a + b);
      if (product) REQUIRE(*product == a * b);
    }
  }
}

TEST_CASE("bits: checked arithmetic at the edge of 64 bits") {
  const auto max = std::numeric_limits<std::uint64_t>::max();
  CHECK(checked_add(max, std::uint64_t{0}) == max);
  CHECK(!checked_add(max, std::uint64_t{1}));
  CHECK(checked_mul(std::uint64_t{1} << 32, (std::uint64_t{1} << 32) - 1).has_value());
  CHECK(!checked_mul(std::uint64_t{1} << 32, std::uint64_t{1} << 32));
  CHECK(checked_mul(std::uint64_t{0}, max) == 0);
  CHECK(checked_mul(max, std::uint64_t{0}) == 0);
}

TEST_CASE("bits: checked_cast refuses what would change the value") {
  CHECK(checked_cast<std::uint8_t>(255) == 255);
  CHECK(!checked_cast<std::uint8_t>(256));
  CHECK(!checked_cast<std::uint32_t>(-1));
  CHECK(!checked_cast<std::int32_t>(std::uint32_t{1} << 31));
  CHECK(checked_cast<std::int64_t>(std::uint32_t{1} << 31) == (std::int64_t{1} << 31));
}
