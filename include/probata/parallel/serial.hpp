// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>

#include <probata/parallel/concepts.hpp>

namespace probata::inline v0_1::parallel {

/// Runs every loop on the calling thread, as one range.
class Serial {
 public:
  constexpr std::size_t concurrency() const noexcept { return 1; }

  template <class F>
  constexpr void parallel_for(std::size_t n, std::size_t grain, F&& f) const {
    detail::require_grain("Serial::parallel_for", grain);
    if (n != 0) f(std::size_t{0}, n);
  }
};

static_assert(Executor<Serial>);

}  // namespace probata::inline v0_1::parallel
