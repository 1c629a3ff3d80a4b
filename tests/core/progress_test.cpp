// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <string>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

#include <probata/core/progress.hpp>

using namespace probata;

TEST_CASE("progress: a default sink is silent") {
  const ProgressSink sink;
  CHECK(!sink.enabled());
  sink.report("nothing listens", 1, 2);
}

TEST_CASE("progress: a sink passes every report to the callable in order") {
  std::vector<std::string> seen;
  auto record = [&seen](const Progress& p) {
    seen.push_back(std::string(p.stage) + " " + std::to_string(p.done) + "/" + std::to_string(p.total));
  };
  const ProgressSink sink = record;
  CHECK(sink.enabled());
  const ProgressSink copy = sink;
  sink.report("extend", 0, 3);
  copy.report("commit", 3, 3);
  CHECK(seen == std::vector<std::string>{"extend 0/3", "commit 3/3"});
}

TEST_CASE("progress: a temporary callable, gone before the first report, is refused") {
  auto callable = [](const Progress&) {};
  using Callable = decltype(callable);
  CHECK(std::is_constructible_v<ProgressSink, Callable&>);
  CHECK(!std::is_constructible_v<ProgressSink, Callable>);
}
