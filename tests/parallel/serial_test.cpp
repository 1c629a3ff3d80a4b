// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>

#include <doctest/doctest.h>

#include <probata/parallel/serial.hpp>

#include "support/laws/executor_laws.hpp"

using namespace probata;

namespace {

constexpr std::size_t sum_below(std::size_t n) {
  std::size_t sum = 0;
  parallel::Serial{}.parallel_for(n, 4, [&sum](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) sum += i;
  });
  return sum;
}
static_assert(sum_below(10) == 45);

}  // namespace

TEST_CASE("serial: obeys the laws of an executor") { testing::check_executor_laws(parallel::Serial{}, "Serial"); }

TEST_CASE("serial: a loop is one range on the calling thread") {
  CHECK(testing::ranges_of(parallel::Serial{}, 1000, 3) == std::vector<testing::Range>{{0, 1000}});
  CHECK(parallel::Serial{}.concurrency() == 1);
}
