// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <span>

#include <probata/field/koala_bear.hpp>

namespace probata::bench {

/// values[i] <- values[i] * factors[i]; the size is a multiple of 16. Compiled once per instruction set.
template <class Arch>
struct MultiplyKernel {
  static void run(std::span<KoalaBear> values, std::span<const KoalaBear> factors);
};

}  // namespace probata::bench
