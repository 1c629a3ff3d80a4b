// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <csignal>
#include <cstddef>
#include <string>

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/// For what must end the process.
namespace probata::testing {

/// How a child process ended: the signal, 0 for none, and what it wrote to standard error.
struct ChildOutcome {
  int signal = 0;
  std::string error_text;
};

/// Runs f in a child process, which may abort.
template <class F>
ChildOutcome run_in_child(F f) {
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
  ChildOutcome outcome;
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

}  // namespace probata::testing
