// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Assertions are on in this translation unit whatever the build type says.
#undef NDEBUG
#include <csignal>
#include <string>

#include <doctest/doctest.h>

#include <probata/core/assert.hpp>

#include "support/child_process.hpp"

namespace {

constexpr int checked_half(int n) {
  PROBATA_ASSERT(n % 2 == 0, "only even numbers have a half");
  return n / 2;
}
static_assert(checked_half(6) == 3);

}  // namespace

TEST_CASE("assert: a condition that holds does nothing") { CHECK(checked_half(10) == 5); }

TEST_CASE("assert: a condition that fails prints file, expression and sentence, and aborts") {
  volatile int odd = 7;
  const auto outcome = probata::testing::run_in_child([&odd] { static_cast<void>(checked_half(odd)); });
  CHECK(outcome.signal == SIGABRT);
  CHECK(outcome.error_text.find("assert_test.cpp:") != std::string::npos);
  CHECK(outcome.error_text.find("n % 2 == 0") != std::string::npos);
  CHECK(outcome.error_text.find("only even numbers have a half") != std::string::npos);
}
