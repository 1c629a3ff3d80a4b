// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>

#include <probata/parallel/concepts.hpp>
#include <probata/parallel/detail/chunked_range.hpp>

#if __has_include(<oneapi/tbb/parallel_for.h>)
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>
#define PROBATA_DETAIL_HAS_TBB 1
#else
#define PROBATA_DETAIL_HAS_TBB 0
#endif

namespace probata::inline v0_1::parallel {

#if PROBATA_DETAIL_HAS_TBB

/// Loops on the threads of oneTBB, for programs that already use it (link TBB::tbb). Nested loops are oneTBB's own, and
/// share its threads.
class Tbb {
 public:
  std::size_t concurrency() const noexcept {
    const int threads = oneapi::tbb::this_task_arena::max_concurrency();
    return threads > 0 ? static_cast<std::size_t>(threads) : 1;
  }

  template <class F>
  void parallel_for(std::size_t n, std::size_t grain, F&& f) const {
    detail::require_grain("Tbb::parallel_for", grain);
    if (n == 0) return;
    const detail::ChunkedRange range(n, grain, chunks_per_thread * concurrency());
    using Chunks = oneapi::tbb::blocked_range<std::size_t>;
    oneapi::tbb::parallel_for(
        Chunks(0, range.num_chunks(), 1),
        [&](const Chunks& chunks) {
          for (std::size_t chunk = chunks.begin(); chunk != chunks.end(); ++chunk) {
            f(range.begin(chunk), range.end(chunk));
          }
        },
        oneapi::tbb::simple_partitioner());
  }

 private:
  static constexpr std::size_t chunks_per_thread = 4;
};

#else

/// Without oneTBB the name exists and says, where a loop is started, what is missing.
class Tbb {
 public:
  std::size_t concurrency() const noexcept { return 1; }

  template <class F>
  void parallel_for(std::size_t, std::size_t, F&&) const {
    static_assert(sizeof(F) == 0, "parallel::Tbb needs oneTBB: install its headers (Debian: libtbb-dev)");
  }
};

#endif

static_assert(Executor<Tbb>);

}  // namespace probata::inline v0_1::parallel
