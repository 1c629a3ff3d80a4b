// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One program that holds the same field arithmetic compiled for every instruction set: all must agree.
#include "compare.hpp"
#include "fields_kernel.hpp"

int main() {
  using namespace probata;
  return testing::compare_isas<simd::ArchList<PROBATA_DISPATCH_ARCHS>>(
      testing::field_computations, [](auto arch) { return testing::FieldsKernel<decltype(arch)>::run(); });
}
