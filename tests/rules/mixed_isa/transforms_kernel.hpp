// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstdint>

namespace probata::testing {

/// The computations whose results must not depend on the instruction set.
inline constexpr std::array transform_computations{"forward, 1 column",  "inverse, 1 column",  "extend, 1 column",
                                                   "forward, 5 columns", "inverse, 5 columns", "extend, 5 columns"};

/// Transforms over KoalaBear, compiled in transforms_kernel.cpp once per instruction set.
template <class Arch>
struct TransformsKernel {
  /// A checksum of the result of each computation.
  static std::array<std::uint64_t, transform_computations.size()> run();

  /// Asks for a transform that cannot be: lets the UsageError through.
  static void misuse();
};

}  // namespace probata::testing
