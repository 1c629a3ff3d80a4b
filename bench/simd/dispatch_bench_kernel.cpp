// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "dispatch_bench_kernel.hpp"

#include <cstddef>
#include <span>

#include <probata/field/packed.hpp>

namespace probata::bench {

template <class Arch>
void MultiplyKernel<Arch>::run(std::span<KoalaBear> values, std::span<const KoalaBear> factors) {
  using P = Packed<KoalaBear, Arch>;
  for (std::size_t i = 0; i < values.size(); i += P::lanes) {
    (P::load(&values[i]) * P::load(&factors[i])).store(&values[i]);
  }
}

template struct MultiplyKernel<PROBATA_DISPATCH_ARCH>;

}  // namespace probata::bench
