// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <string>

#include <doctest/doctest.h>

#include "support/fields.hpp"

/// LAW(a + b == b + a, a, b) ends the test case with the broken law and its operands when the condition is false.
///
/// It says less than REQUIRE (no values of the two sides) and compiles an order of magnitude faster, which counts: the
/// suites hold some hundred laws for each of twenty types.
#define LAW(condition, ...) ::probata::testing::law((condition), #condition __VA_OPT__(, ) __VA_ARGS__)

namespace probata::testing {

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
  std::string values;
  ((values += "\n  operand " + operand_text(operands)), ...);
  FAIL(text << values);
  throw text;  // FAIL throws; the compiler is not told so
}

template <class... Operands>
inline void law(bool holds, const char* text, const Operands&... operands) {
  if (!holds) law_broken(text, operands...);
}

}  // namespace probata::testing
