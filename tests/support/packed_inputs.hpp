// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>

namespace probata::testing {

/// How many inputs of each operation the packed fields are tried on.
#if defined(__x86_64__)
inline constexpr std::size_t packed_inputs = 10'000'000;
#else
inline constexpr std::size_t packed_inputs = 1'000'000;  // on an emulated processor, which takes as long for these
#endif

}  // namespace probata::testing
