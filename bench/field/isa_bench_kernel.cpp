// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "field/isa_bench_kernel.hpp"

#include <cstddef>

#include <probata/field/packed.hpp>

#include "field/register_loops.hpp"

namespace probata::bench {

template <class Arch>
void MultiplyLoop<Arch>::run(std::size_t count, const KoalaBear* samples, KoalaBear* result) {
  if constexpr (simd::lanes_of<Arch, KoalaBear> == 1) {
    *result = multiply_chains<KoalaBear>(count, samples);
  } else {
    multiply_chains<Packed<KoalaBear, Arch>>(count, samples).store(result);
  }
}

template struct MultiplyLoop<PROBATA_DISPATCH_ARCH>;

}  // namespace probata::bench
