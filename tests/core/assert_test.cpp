// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Assertions are on in this translation unit whatever the build type says.
#undef NDEBUG
#include <doctest/doctest.h>

#include <csignal>
#include <cstdlib>
#include <string>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <probata/core/assert.hpp>

namespace {

constexpr int checked_half(int n) {
  PROBATA_ASSERT(n % 2 == 0, "only even numbers have a half");
  return n / 2;
}
static_assert(checked_half(6) == 3);

struct Outcome {
  int signal = 0;
  std::string error_text;
};

// Runs f in a child process; what it wrote to standard error and the signal that ended it come back.
template <class F>
Outcome run_in_child(F f) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    std::signal(SIGABRT, SIG_DFL);
    ::dup2(ends[1], 2);
    f();
    ::_exit(0);
  }
  ::close(ends[1]);
  Outcome outcome;
  char piece[256];
  for (auto n = ::read(ends[0], piece, sizeof piece); n > 0; n = ::read(ends[0], piece, sizeof piece)) {
    outcome.error_text.append(piece, static_cast<std::size_t>(n));
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  outcome.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  return outcome;
}

}  // namespace

TEST_CASE("assert: a condition that holds does nothing") { CHECK(checked_half(10) == 5); }

TEST_CASE("assert: a condition that fails prints file, expression and sentence, and aborts") {
  volatile int odd = 7;
  const Outcome outcome = run_in_child([&odd] { static_cast<void>(checked_half(odd)); });
  CHECK(outcome.signal == SIGABRT);
  CHECK(outcome.error_text.find("assert_test.cpp:") != std::string::npos);
  CHECK(outcome.error_text.find("n % 2 == 0") != std::string::npos);
  CHECK(outcome.error_text.find("only even numbers have a half") != std::string::npos);
}
