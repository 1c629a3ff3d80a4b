// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <thread>

#include <probata/parallel/concepts.hpp>
#include <probata/parallel/detail/thread_pool.hpp>

namespace probata::inline v0_1::parallel {

/// A fixed number of threads, made once: the calling thread and count - 1 workers of std::thread, which sleep between
/// loops. Make one and pass it everywhere.
///
/// A loop is cut into up to four chunks per thread, claimed one at a time, so that a thread that was held up by another
/// program does not hold up the loop. A loop that would be a single chunk, and a loop started from inside a loop, run
/// in place. Loops of several calling threads take turns.
///
/// @cost  a loop costs a few microseconds; the destructor waits for the workers to end.
class Threads {
 public:
  static constexpr std::size_t max_count = 1024;

  /// As many threads as the machine runs at the same time.
  Threads() : Threads(default_count()) {}

  /// @throws UsageError         if count is 0 or above max_count.
  /// @throws std::system_error  if the system refuses a thread.
  explicit Threads(std::size_t count) : pool_(std::make_unique<detail::ThreadPool>(checked(count) - 1)) {}

  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

  std::size_t concurrency() const noexcept { return pool_->num_workers() + 1; }

  template <class F>
  void parallel_for(std::size_t n, std::size_t grain, F&& f) const {
    detail::require_grain("Threads::parallel_for", grain);
    if (n == 0) return;
    const detail::ChunkedRange range(n, grain, chunks_per_thread * concurrency());
    if (range.num_chunks() == 1 || concurrency() == 1 || detail::inside_parallel_loop()) {
      f(std::size_t{0}, n);
    } else {
      pool_->run(range, f);
    }
  }

 private:
  static constexpr std::size_t chunks_per_thread = 4;

  static std::size_t default_count() noexcept {
    return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, max_count);
  }
  static std::size_t checked(std::size_t count) {
    if (count == 0 || count > max_count) {
      throw_usage("Threads", "count", count, "between 1 and " + std::to_string(max_count));
    }
    return count;
  }

  std::unique_ptr<detail::ThreadPool> pool_;
};

static_assert(Executor<Threads>);

}  // namespace probata::inline v0_1::parallel
