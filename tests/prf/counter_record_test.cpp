// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstdint>
#include <string>

#define DOCTEST_CONFIG_VOID_CAST_EXPRESSIONS  // results are not looked at where an exception is expected
#include <doctest/doctest.h>

#include <probata/core/usage_error.hpp>
#include <probata/prf/counter_record.hpp>

using namespace probata;

TEST_CASE("counter_record: numbers up to the limits of their places are accepted") {
  const CounterRecord record{
      .stream = 255, .step = (std::uint64_t{1} << 48) - 1, .site = 0xFFFFFF, .replica = 0xFFFFFF};
  CHECK_NOTHROW(detail::check_record("here", record, 48));
  CHECK_NOTHROW(detail::check_record("here", {.step = 0xFFFFFFFF}, 32));
}

TEST_CASE("counter_record: numbers beyond are refused and named") {
  CHECK_THROWS_WITH(detail::check_record("here", {.step = std::uint64_t{1} << 48}, 48),
                    "here: record.step = 281474976710656, must be below 2^48");
  CHECK_THROWS_WITH(detail::check_record("here", {.step = std::uint64_t{1} << 32}, 32),
                    "here: record.step = 4294967296, must be below 2^32, with ChaCha20");
  CHECK_THROWS_WITH(detail::check_record("here", {.site = 1U << 24}, 48),
                    "here: record.site = 16777216, must be below 2^24");
  CHECK_THROWS_WITH(detail::check_record("here", {.replica = 1U << 24}, 48),
                    "here: record.replica = 16777216, must be below 2^24");
}
