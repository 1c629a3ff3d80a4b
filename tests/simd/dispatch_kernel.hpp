// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstdint>
#include <span>

namespace probata::testing {

/// The sum modulo 2^32 of x ^ (x << 13) ^ (x >> 7) over all values. Declared here for every caller, compiled in
/// dispatch_kernel.cpp once per instruction set.
template <class Arch>
struct MixedSum {
  static std::uint32_t run(std::span<const std::uint32_t> values);
};

}  // namespace probata::testing
