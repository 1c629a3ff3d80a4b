// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <concepts>
#include <cstddef>

#include <probata/core/usage_error.hpp>

namespace probata::inline v0_1 {

namespace detail {

/// The least a loop body has to be: callable with two indices; not copyable, not movable.
struct LoopBodyArchetype {
  LoopBodyArchetype() = delete;
  LoopBodyArchetype(const LoopBodyArchetype&) = delete;
  LoopBodyArchetype& operator=(const LoopBodyArchetype&) = delete;
  void operator()(std::size_t begin, std::size_t end);
};

}  // namespace detail

/// Runs the iterations of a loop, possibly at the same time.
///
/// `ex.parallel_for(n, grain, f)` calls f(begin, end) on disjoint ranges that cover [0, n), each begin and each length
/// a multiple of `grain`, except that the last range ends at n. `ex.concurrency()` is the number of threads that may
/// run bodies at the same time.
///
/// Laws:
/// - every index of [0, n) is in exactly one range; f is not called when n = 0; no range is empty;
/// - all that f did happens before parallel_for returns;
/// - which ranges there are, and who runs them in which order, may differ from call to call: results must not depend on
/// it;
/// - an exception thrown by f reaches the caller (the first one, if there are several) after all running bodies ended;
///   ranges not yet begun may be skipped then, and the executor can be used again;
/// - f may call parallel_for on the same executor; it is allowed to run that loop serially;
/// - several threads may call parallel_for on one executor; the loops may be run one after the other;
/// - grain = 0 is a UsageError.
///
/// Executors are passed as `const Ex&`, with `const Ex& executor = {}` and Ex = parallel::Serial as the default.
template <class E>
concept Executor = requires(const E& executor, std::size_t n, detail::LoopBodyArchetype& body) {
  { executor.concurrency() } -> std::same_as<std::size_t>;
  { executor.parallel_for(n, n, body) } -> std::same_as<void>;
};

namespace detail {

constexpr void require_grain(const char* where, std::size_t grain) {
  if (grain == 0) throw_usage(where, "grain", grain, "at least 1");
}

}  // namespace detail

}  // namespace probata::inline v0_1
