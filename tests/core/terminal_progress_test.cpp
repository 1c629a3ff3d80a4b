// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstdio>
#include <string>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <probata/core/terminal_progress.hpp>

using namespace probata;

TEST_CASE("terminal_progress: a file stays empty") {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  {
    TerminalProgress progress(file);
    CHECK(!progress.shown());
    ProgressSink(progress).report("commit", 1, 2);
  }
  CHECK(std::ftell(file) == 0);
  std::fclose(file);
}

TEST_CASE("terminal_progress: a terminal shows stage and percentage on one line") {
  const int controller = ::posix_openpt(O_RDWR | O_NOCTTY);
  if (controller < 0 || ::grantpt(controller) != 0 || ::unlockpt(controller) != 0) {
    MESSAGE("no pseudo-terminal here; the terminal case is not exercised");
    return;
  }
  const int terminal = ::open(::ptsname(controller), O_RDWR | O_NOCTTY);
  REQUIRE(terminal >= 0);
  std::FILE* stream = ::fdopen(terminal, "w");
  {
    TerminalProgress progress(stream);
    CHECK(progress.shown());
    ProgressSink(progress).report("commit", 1, 4);
    ProgressSink(progress).report("query", 0, 0);
  }
  std::fflush(stream);
  char text[256] = {};
  const auto length = ::read(controller, text, sizeof text - 1);
  REQUIRE(length > 0);
  CHECK(std::string(text) == "\r\x1b[Kcommit 25 %\r\x1b[Kquery\r\n");
  std::fclose(stream);
  ::close(controller);
}
