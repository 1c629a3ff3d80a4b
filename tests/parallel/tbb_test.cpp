// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <doctest/doctest.h>

// PROBATA_TEST_TBB is defined where the build found oneTBB and links it; its headers alone are not enough to run loops.
#if defined(PROBATA_TEST_TBB) || !__has_include(<oneapi/tbb/parallel_for.h>)

#include <probata/parallel/tbb.hpp>

#include "support/laws/executor_laws.hpp"

using namespace probata;

#if PROBATA_DETAIL_HAS_TBB

TEST_CASE("tbb: obeys the laws of an executor") { testing::check_executor_laws(parallel::Tbb{}, "Tbb"); }

TEST_CASE("tbb: the number of threads follows the arena") {
  oneapi::tbb::task_arena arena(2);
  std::size_t inside = 0;
  arena.execute([&] {
    inside = parallel::Tbb{}.concurrency();
    testing::check_every_index_once(parallel::Tbb{});
  });
  CHECK(inside == 2);
}

#else

TEST_CASE("tbb: without oneTBB the type is an executor by name, with one thread") {
  CHECK(Executor<parallel::Tbb>);
  CHECK(parallel::Tbb{}.concurrency() == 1);
}

#endif

#endif
