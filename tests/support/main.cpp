// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// main() of every doctest program, and the check that the processor has the instruction set a program was compiled for.

#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <cstdio>
#include <string_view>

#include <doctest/doctest.h>
#include <unistd.h>

#include <probata/simd/dispatch.hpp>

// Written by CMake for each program: a name of simd/arch.hpp, or empty for the baseline.
extern const char* const probata_test_isa;

namespace {

constexpr int skip_return_code = 77;  // cmake/ProbataTest.cmake tells ctest

bool processor_runs(std::string_view isa) {
  bool runs = isa.empty();
  probata::simd::for_each_supported(probata::simd::AllArchs{}, [&](auto arch) { runs = runs || isa == arch.name; });
  return runs;
}

// Runs before the constructors of the test's own translation units, which may already use the vectors.
[[gnu::constructor(101)]] void skip_without_instruction_set() {
  if (processor_runs(probata_test_isa)) return;
  std::printf("skipped: this processor does not have %s\n", probata_test_isa);
  std::fflush(stdout);
  _exit(skip_return_code);
}

}  // namespace
