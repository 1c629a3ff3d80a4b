// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstdint>

namespace probata::testing {

/// The computations whose results must not depend on the instruction set.
inline constexpr std::array computations{"packed koala_bear", "packed baby_bear", "packed mersenne31",
                                         "packed goldilocks"};

using Checksums = std::array<std::uint64_t, computations.size()>;

/// A checksum of the result of each computation. Declared here for main.cpp, compiled in kernel.cpp once per
/// instruction set.
template <class Arch>
struct MixedIsaKernel {
  static Checksums run();
};

}  // namespace probata::testing
