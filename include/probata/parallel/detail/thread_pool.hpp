// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <probata/core/function_ref.hpp>
#include <probata/parallel/detail/chunked_range.hpp>

namespace probata::inline v0_1::detail {

/// Whether this thread is running a body of some pool's loop. Loops started meanwhile run in place.
inline bool& inside_parallel_loop() noexcept {
  static thread_local bool inside = false;
  return inside;
}

/// Tells the processor that the thread is waiting in a loop.
inline void pause_spinning() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();  // the builtin: the intrinsics header costs every includer half a second
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// Workers that sleep between loops, and the thread that starts a loop and works along.
///
/// A loop is a number of chunks. Whoever lowers `unclaimed_` from k to k - 1 owns chunk num_chunks - k; whoever lowers
/// `unfinished_` to 0 ends the loop. A worker that wakes too late finds nothing unclaimed and touches nothing else, so
/// loops need no identity.
class ThreadPool {
 public:
  explicit ThreadPool(std::size_t num_workers) {
    workers_.reserve(num_workers);
    try {
      for (std::size_t i = 0; i < num_workers; ++i) workers_.emplace_back([this] { worker_loop(); });
    } catch (...) {  // The system gave fewer threads than asked for: join those that run, then report.
      join_workers();
      throw;
    }
  }
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;
  ~ThreadPool() { join_workers(); }

  std::size_t num_workers() const noexcept { return workers_.size(); }

  /// Runs body(begin, end) for every chunk. Several threads may call; they take turns.
  void run(const ChunkedRange& range, FunctionRef<void(std::size_t, std::size_t)> body) {
    std::exception_ptr error;
    {
      const std::lock_guard turn(turn_mutex_);
      range_ = range;
      body_ = body;
      cancelled_.store(false, std::memory_order_relaxed);
      unfinished_.store(range.num_chunks(), std::memory_order_relaxed);
      {
        // Under the lock, so that no worker falls asleep between seeing no work and waiting for it.
        const std::lock_guard lock(mutex_);
        unclaimed_.store(range.num_chunks(), std::memory_order_release);
      }
      work_arrived_.notify_all();
      inside_parallel_loop() = true;
      work();
      inside_parallel_loop() = false;
      wait_until_finished();
      error = std::exchange(error_, nullptr);
    }
    if (error) std::rethrow_exception(error);
  }

 private:
  /// Waiting begins with a few microseconds of looking: a sleeping thread takes much longer to wake.
  static constexpr int num_spins = 400;

  void work() {
    std::size_t left = unclaimed_.load(std::memory_order_relaxed);
    while (left != 0) {
      if (!unclaimed_.compare_exchange_weak(left, left - 1, std::memory_order_acquire, std::memory_order_relaxed)) {
        continue;
      }
      run_chunk(range_.num_chunks() - left);
      left = unclaimed_.load(std::memory_order_relaxed);
    }
  }

  void run_chunk(std::size_t chunk) {
    if (!cancelled_.load(std::memory_order_relaxed)) {
      try {
        body_(range_.begin(chunk), range_.end(chunk));
      } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!error_) error_ = std::current_exception();
        cancelled_.store(true, std::memory_order_relaxed);
      }
    }
    if (unfinished_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
      { const std::lock_guard lock(mutex_); }  // the caller is now either before its last look or asleep
      loop_finished_.notify_one();
    }
  }

  void wait_until_finished() {
    const auto finished = [this] { return unfinished_.load(std::memory_order_acquire) == 0; };
    for (int i = 0; i < num_spins && !finished(); ++i) pause_spinning();
    if (finished()) return;
    std::unique_lock lock(mutex_);
    loop_finished_.wait(lock, finished);
  }

  void worker_loop() {
    inside_parallel_loop() = true;
    const auto has_work = [this] { return unclaimed_.load(std::memory_order_relaxed) != 0; };
    for (;;) {
      for (int i = 0; i < num_spins && !has_work(); ++i) pause_spinning();
      if (!has_work()) {
        std::unique_lock lock(mutex_);
        work_arrived_.wait(lock, [&] { return stopping_ || has_work(); });
        if (stopping_) return;
      }
      work();
    }
  }

  void join_workers() noexcept {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    work_arrived_.notify_all();
    for (std::thread& worker : workers_) worker.join();
  }

  std::mutex turn_mutex_;  // held by the thread whose loop is running

  // The loop: written before unclaimed_ rises above 0, read only by owners of its chunks.
  ChunkedRange range_;
  FunctionRef<void(std::size_t, std::size_t)> body_;

  alignas(64) std::atomic<std::size_t> unclaimed_{0};
  alignas(64) std::atomic<std::size_t> unfinished_{0};
  std::atomic<bool> cancelled_{false};

  alignas(64) std::mutex mutex_;  // for what follows, and for falling asleep
  std::condition_variable work_arrived_;
  std::condition_variable loop_finished_;
  std::exception_ptr error_;
  bool stopping_ = false;

  std::vector<std::thread> workers_;
};

}  // namespace probata::inline v0_1::detail
