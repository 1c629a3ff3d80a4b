// expect-error: static.assert
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Montgomery's reduction needs an odd modulus.
#include <probata/field/montgomery31.hpp>

struct Params {
  static constexpr std::uint32_t modulus = 1U << 30;
  static constexpr std::uint32_t generator = 3;
  static constexpr const char* name = "even";
};
constexpr auto x = probata::Montgomery31<Params>::from_u64(5);
