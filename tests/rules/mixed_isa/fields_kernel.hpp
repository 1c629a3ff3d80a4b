// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstdint>

namespace probata::testing {

/// The computations whose results must not depend on the instruction set.
inline constexpr std::array field_computations{"packed koala_bear", "packed baby_bear", "packed mersenne31",
                                               "packed goldilocks"};

/// A checksum of the result of each computation. Declared here for fields_main.cpp, compiled in fields_kernel.cpp once
/// per instruction set.
template <class Arch>
struct FieldsKernel {
  static std::array<std::uint64_t, field_computations.size()> run();
};

}  // namespace probata::testing
