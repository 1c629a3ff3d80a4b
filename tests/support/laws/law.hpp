// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <stdexcept>
#include <string>

#include "support/fields.hpp"

/// LAW(a + b == b + a, a, b) throws a BrokenLaw, which fails the test case, with the law and its operands when the
/// condition is false.
///
/// It says less than REQUIRE (no values of the two sides) and compiles several times faster, which counts: the suites
/// hold some hundred laws for each of twenty types. And a test can check that a suite refuses what breaks a law.
#define LAW(condition, ...) ::probata::testing::law((condition), #condition __VA_OPT__(, ) __VA_ARGS__)

namespace probata::testing {

struct BrokenLaw : std::runtime_error {
  using std::runtime_error::runtime_error;
};

template <class T>
std::string operand_text(const T& x) {
  if constexpr (Field<T>) {
    return to_text(x);
  } else {
    return std::to_string(x);
  }
}

template <class... Operands>
[[noreturn]] void law_broken(const char* text, const Operands&... operands) {
  std::string message = text;
  ((message += "\n  with " + operand_text(operands)), ...);
  throw BrokenLaw(message);
}

template <class... Operands>
inline void law(bool holds, const char* text, const Operands&... operands) {
  if (!holds) law_broken(text, operands...);
}

}  // namespace probata::testing
