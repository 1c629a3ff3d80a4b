// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <probata/core/usage_error.hpp>
#include <probata/parallel/concepts.hpp>

/// The laws of the concept Executor, as checks. Bodies run on other threads, so they record and the caller checks.
namespace probata::testing {

using Range = std::pair<std::size_t, std::size_t>;

/// The ranges of one loop, in the order in which they were begun.
template <Executor Ex>
std::vector<Range> ranges_of(const Ex& executor, std::size_t n, std::size_t grain) {
  std::mutex mutex;
  std::vector<Range> ranges;
  executor.parallel_for(n, grain, [&](std::size_t begin, std::size_t end) {
    const std::lock_guard lock(mutex);
    ranges.emplace_back(begin, end);
  });
  return ranges;
}

template <Executor Ex>
void check_every_index_once(const Ex& executor) {
  for (std::size_t n : {1U, 2U, 3U, 7U, 8U, 9U, 63U, 64U, 65U, 1000U, 4097U}) {
    for (std::size_t grain : {1U, 2U, 3U, 8U, 64U, 1000U, 5000U}) {
      CAPTURE(n);
      CAPTURE(grain);
      std::vector<int> visits(n, 0);
      bool well_formed = true;
      for (const auto& [begin, end] : ranges_of(executor, n, grain)) {
        well_formed = well_formed && begin < end && end <= n && begin % grain == 0;
        well_formed = well_formed && (end == n || (end - begin) % grain == 0);
        for (std::size_t i = begin; i < end && i < n; ++i) ++visits[i];
      }
      CHECK(well_formed);
      CHECK(visits == std::vector<int>(n, 1));
    }
  }
}

template <Executor Ex>
void check_extreme_sizes(const Ex& executor) {
  CHECK(ranges_of(executor, 0, 1).empty());
  CHECK(ranges_of(executor, 0, 1000).empty());
  CHECK(ranges_of(executor, 5, 6) == std::vector<Range>{{0, 5}});
  const std::size_t huge = ~std::size_t{0};
  std::size_t covered = 0;
  for (const auto& [begin, end] : ranges_of(executor, huge, huge / 3)) covered += end - begin;
  CHECK(covered == huge);
  CHECK(ranges_of(executor, huge, huge) == std::vector<Range>{{0, huge}});
}

template <Executor Ex>
void check_grain_zero(const Ex& executor, const std::string& type_name) {
  const std::string message = type_name + "::parallel_for: grain = 0, must be at least 1";
  CHECK_THROWS_WITH_AS(executor.parallel_for(1, 0, [](std::size_t, std::size_t) {}), message.c_str(), UsageError);
}

template <Executor Ex>
void check_effects_are_visible(const Ex& executor) {
  // Plain, unsynchronised writes: a race here is an error under the thread sanitizer, a lost one a wrong sum.
  std::vector<std::uint64_t> values(10000);
  for (std::uint64_t round = 1; round <= 50; ++round) {
    executor.parallel_for(values.size(), 16, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) values[i] += i * round;
    });
  }
  bool right = true;
  for (std::size_t i = 0; i < values.size(); ++i) right = right && values[i] == i * 1275;
  CHECK(right);
}

template <Executor Ex>
void check_exceptions(const Ex& executor) {
  for (std::size_t bad : {0U, 500U, 999U}) {
    CAPTURE(bad);
    CHECK_THROWS_WITH_AS(executor.parallel_for(1000, 1,
                                               [&](std::size_t begin, std::size_t end) {
                                                 if (begin <= bad && bad < end) throw std::runtime_error("this one");
                                               }),
                         "this one", std::runtime_error);
    // All bodies throw: one exception comes out.
    CHECK_THROWS_AS(executor.parallel_for(1000, 1, [](std::size_t, std::size_t) { throw std::logic_error("all"); }),
                    std::logic_error);
    std::atomic<std::size_t> count = 0;
    executor.parallel_for(1000, 1, [&](std::size_t begin, std::size_t end) { count += end - begin; });
    CHECK(count == 1000);
  }
}

template <Executor Ex>
void check_nested_loops(const Ex& executor) {
  std::vector<std::uint32_t> cells(40 * 50);
  executor.parallel_for(40, 1, [&](std::size_t row_begin, std::size_t row_end) {
    for (std::size_t row = row_begin; row < row_end; ++row) {
      executor.parallel_for(50, 4, [&, row](std::size_t begin, std::size_t end) {
        for (std::size_t column = begin; column < end; ++column) ++cells[row * 50 + column];
      });
    }
  });
  CHECK(cells == std::vector<std::uint32_t>(40 * 50, 1));
  // An exception in an inner loop reaches the outermost caller.
  CHECK_THROWS_AS(executor.parallel_for(8, 1,
                                        [&](std::size_t, std::size_t) {
                                          executor.parallel_for(8, 1, [](std::size_t, std::size_t) {
                                            throw std::runtime_error("inner");
                                          });
                                        }),
                  std::runtime_error);
}

template <Executor Ex>
void check_several_callers(const Ex& executor) {
  constexpr std::size_t num_callers = 4;
  constexpr std::size_t n = 2000;
  std::vector<std::vector<std::uint32_t>> cells(num_callers, std::vector<std::uint32_t>(n, 0));
  std::vector<std::thread> callers;
  for (std::size_t caller = 0; caller < num_callers; ++caller) {
    callers.emplace_back([&, caller] {
      for (int round = 0; round < 50; ++round) {
        executor.parallel_for(n, 7, [&](std::size_t begin, std::size_t end) {
          for (std::size_t i = begin; i < end; ++i) ++cells[caller][i];
        });
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  for (const auto& row : cells) CHECK(row == std::vector<std::uint32_t>(n, 50));
}

/// All laws. `type_name` is the executor's name as its messages spell it.
template <Executor Ex>
void check_executor_laws(const Ex& executor, const std::string& type_name) {
  CHECK(executor.concurrency() >= 1);
  check_every_index_once(executor);
  check_extreme_sizes(executor);
  check_grain_zero(executor, type_name);
  check_effects_are_visible(executor);
  check_exceptions(executor);
  check_nested_loops(executor);
  check_several_callers(executor);
}

}  // namespace probata::testing
