// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One program that holds the same computations compiled for every instruction set: they must agree. Skipped (77) where
// the processor has fewer than two.
#include <cstddef>
#include <cstdio>

#include <probata/simd/dispatch.hpp>

#include "kernel.hpp"

int main() {
  using namespace probata;
  testing::Checksums expected{};
  int num_isas = 0;
  int num_differences = 0;
  simd::for_each_supported(simd::ArchList<PROBATA_DISPATCH_ARCHS>{}, [&](auto arch) {
    const testing::Checksums checksums = testing::MixedIsaKernel<decltype(arch)>::run();
    if (num_isas++ == 0) expected = checksums;
    for (std::size_t i = 0; i < checksums.size(); ++i) {
      const bool same = checksums[i] == expected[i];
      num_differences += same ? 0 : 1;
      std::printf("%-8s %-28s %016llx%s\n", arch.name, testing::computations[i],
                  static_cast<unsigned long long>(checksums[i]), same ? "" : "  DIFFERS");
    }
  });
  if (num_isas < 2) {
    std::printf("skipped: this processor has one instruction set of those compiled\n");
    return 77;
  }
  return num_differences == 0 ? 0 : 1;
}
