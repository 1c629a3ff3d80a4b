// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One program that holds the same transforms compiled for AVX-512 and for the baseline: they must agree, and an
// exception that leaves one of them is the type that this translation unit knows.
#include <cstdio>

#include <probata/core/usage_error.hpp>

#include "compare.hpp"
#include "transforms_kernel.hpp"

int main() {
  using namespace probata;
  using Compiled = simd::ArchList<PROBATA_DISPATCH_ARCHS>;
  int num_caught = 0;
  int num_isas = 0;
  simd::for_each_supported(Compiled{}, [&](auto arch) {
    ++num_isas;
    try {
      testing::TransformsKernel<decltype(arch)>::misuse();
    } catch (const UsageError& error) {
      num_caught += error.argument() == "max_log_rows" ? 1 : 0;
    }
  });
  if (num_caught != num_isas) {
    std::printf("%d of %d kernels threw the UsageError\n", num_caught, num_isas);
    return 1;
  }
  return testing::compare_isas<Compiled>(testing::transform_computations,
                                         [](auto arch) { return testing::TransformsKernel<decltype(arch)>::run(); });
}
