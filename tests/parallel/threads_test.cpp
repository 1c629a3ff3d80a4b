// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include <probata/parallel/threads.hpp>

#include "support/laws/executor_laws.hpp"

using namespace probata;

TEST_CASE("threads: obeys the laws of an executor for every number of threads, also more than the machine has") {
  for (std::size_t count : {1U, 2U, 3U, 8U}) {
    CAPTURE(count);
    const parallel::Threads threads(count);
    CHECK(threads.concurrency() == count);
    testing::check_executor_laws(threads, "Threads");
  }
}

TEST_CASE("threads: by default there are as many as the machine runs at the same time") {
  const parallel::Threads threads;
  CHECK(threads.concurrency() == std::max(1U, std::thread::hardware_concurrency()));
}

TEST_CASE("threads: refuses no threads and absurdly many, and says what would be right") {
  CHECK_THROWS_WITH_AS(parallel::Threads(0), "Threads: count = 0, must be between 1 and 1024", UsageError);
  CHECK_THROWS_WITH_AS(parallel::Threads(1025), "Threads: count = 1025, must be between 1 and 1024", UsageError);
}

TEST_CASE("threads: bodies run at the same time, one of them on the calling thread") {
  const parallel::Threads threads(3);
  // Every body waits until three have begun: this ends only if three threads take part.
  std::mutex mutex;
  std::condition_variable arrived;
  std::set<std::thread::id> ids;
  bool together = true;
  threads.parallel_for(3, 1, [&](std::size_t, std::size_t) {
    std::unique_lock lock(mutex);
    ids.insert(std::this_thread::get_id());
    arrived.notify_all();
    together = arrived.wait_for(lock, std::chrono::seconds(60), [&] { return ids.size() == 3; }) && together;
  });
  CHECK(together);
  CHECK(ids.count(std::this_thread::get_id()) == 1);
}

TEST_CASE("threads: a body that throws does not let the call return while another body still runs") {
  const parallel::Threads threads(2);
  for (int round = 0; round < 20; ++round) {
    std::atomic<int> running = 0;
    std::atomic<bool> both = false;
    CHECK_THROWS_AS(threads.parallel_for(2, 1,
                                         [&](std::size_t begin, std::size_t) {
                                           ++running;
                                           while (!both && running < 2) std::this_thread::yield();
                                           both = true;
                                           if (begin == 0) {
                                             --running;
                                             throw std::runtime_error("first");
                                           }
                                           std::this_thread::sleep_for(std::chrono::milliseconds(2));
                                           --running;
                                         }),
                    std::runtime_error);
    CHECK(running == 0);
  }
}

TEST_CASE("threads: a loop inside a loop runs on the thread that started it") {
  const parallel::Threads outer(2);
  const parallel::Threads inner(2);
  std::atomic<bool> same_thread = true;
  for (const parallel::Threads* pool : {&outer, &inner}) {
    outer.parallel_for(8, 1, [&](std::size_t, std::size_t) {
      const auto id = std::this_thread::get_id();
      pool->parallel_for(8, 1, [&](std::size_t, std::size_t) {
        if (std::this_thread::get_id() != id) same_thread = false;
      });
    });
  }
  CHECK(same_thread);
}

TEST_CASE("threads: sleeping workers wake for later loops, and pools come and go") {
  for (int pool = 0; pool < 20; ++pool) {
    const parallel::Threads threads(4);
    for (int round = 0; round < 4; ++round) {
      if (round == 2) std::this_thread::sleep_for(std::chrono::milliseconds(2));
      std::atomic<std::size_t> count = 0;
      threads.parallel_for(64, 1, [&](std::size_t begin, std::size_t end) { count += end - begin; });
      REQUIRE(count == 64);
    }
  }
}

TEST_CASE("threads: many short loops in a row lose nothing") {
  const parallel::Threads threads(4);
  std::vector<std::uint32_t> cells(64, 0);
  for (int round = 0; round < 20000; ++round) {
    threads.parallel_for(cells.size(), 4, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) ++cells[i];
    });
  }
  CHECK(cells == std::vector<std::uint32_t>(64, 20000));
}
