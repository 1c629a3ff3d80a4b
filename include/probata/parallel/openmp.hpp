// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>

#include <probata/parallel/concepts.hpp>
#include <probata/parallel/detail/chunked_range.hpp>

#if defined(_OPENMP)
#include <exception>

#include <omp.h>
#endif

namespace probata::inline v0_1::parallel {

#if defined(_OPENMP)

/// Loops on the threads of OpenMP, for programs that already use it. Number of threads: OMP_NUM_THREADS or
/// omp_set_num_threads. A loop inside a parallel region of OpenMP runs in place.
class OpenMp {
 public:
  std::size_t concurrency() const noexcept {
    const int threads = omp_in_parallel() != 0 ? 1 : omp_get_max_threads();
    return threads > 0 ? static_cast<std::size_t>(threads) : 1;
  }

  template <class F>
  void parallel_for(std::size_t n, std::size_t grain, F&& f) const {
    detail::require_grain("OpenMp::parallel_for", grain);
    if (n == 0) return;
    const detail::ChunkedRange range(n, grain, chunks_per_thread * concurrency());
    if (range.num_chunks() == 1 || concurrency() == 1) {
      f(std::size_t{0}, n);
      return;
    }
    // An exception must not leave an OpenMP region: carry the first one out.
    std::exception_ptr error;
#pragma omp parallel for schedule(dynamic, 1)
    for (std::size_t chunk = 0; chunk < range.num_chunks(); ++chunk) {
      try {
        f(range.begin(chunk), range.end(chunk));
      } catch (...) {
#pragma omp critical(probata_parallel_openmp)
        if (!error) error = std::current_exception();
      }
    }
    if (error) std::rethrow_exception(error);
  }

 private:
  static constexpr std::size_t chunks_per_thread = 4;
};

#else

/// Without OpenMP the name exists and says, where a loop is started, what is missing.
class OpenMp {
 public:
  std::size_t concurrency() const noexcept { return 1; }

  template <class F>
  void parallel_for(std::size_t, std::size_t, F&&) const {
    static_assert(sizeof(F) == 0, "parallel::OpenMp needs OpenMP: compile this translation unit with -fopenmp");
  }
};

#endif

static_assert(Executor<OpenMp>);

}  // namespace probata::inline v0_1::parallel
