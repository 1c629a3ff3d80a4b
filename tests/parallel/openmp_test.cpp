// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <doctest/doctest.h>

#include <probata/parallel/openmp.hpp>

#include "support/laws/executor_laws.hpp"

using namespace probata;

#if defined(_OPENMP)

TEST_CASE("openmp: obeys the laws of an executor for several numbers of threads") {
  const int before = omp_get_max_threads();
  for (int count : {1, 2, 4}) {
    CAPTURE(count);
    omp_set_num_threads(count);
    CHECK(parallel::OpenMp{}.concurrency() == static_cast<std::size_t>(count));
    testing::check_executor_laws(parallel::OpenMp{}, "OpenMp");
  }
  omp_set_num_threads(before);
}

#else

TEST_CASE("openmp: without OpenMP the type is an executor by name, with one thread") {
  CHECK(Executor<parallel::OpenMp>);
  CHECK(parallel::OpenMp{}.concurrency() == 1);
}

#endif
