// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>

#include <probata/field/koala_bear.hpp>

namespace probata::bench {

/// Products of independent vectors in registers. Compiled once per instruction set.
template <class Arch>
struct MultiplyLoop {
  /// `count` products of vectors, a multiple of 8, starting from `samples`; writes one vector that depends on them all.
  static void run(std::size_t count, const KoalaBear* samples, KoalaBear* result);
};

}  // namespace probata::bench
