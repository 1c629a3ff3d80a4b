// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One kernel compiled for every instruction set in one program: what each reaches on this processor, and what choosing
// among them at run time costs.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <probata/field/koala_bear.hpp>
#include <probata/simd/dispatch.hpp>

#include "dispatch_bench_kernel.hpp"
#include "support/bench.hpp"

namespace {

using namespace probata;
using CompiledArchs = simd::ArchList<PROBATA_DISPATCH_ARCHS>;

constexpr std::size_t num_elements = 4096;  // two arrays of 16 KiB: first-level cache
const bench::Shape shape{.items = num_elements, .bytes = 3 * num_elements * sizeof(KoalaBear)};

std::vector<KoalaBear> elements(std::uint64_t factor) {
  std::vector<KoalaBear> values(num_elements);
  for (std::size_t i = 0; i < num_elements; ++i) values[i] = KoalaBear::from_u64(factor * (i + 1));
  return values;
}

template <class Multiply>
bench::Work multiplying(Multiply multiply) {
  return [multiply, values = elements(0x9e3779b97f4a7c15), factors = elements(0xbf58476d1ce4e5b9)]() mutable {
    multiply(values, factors);
    bench::ClobberMemory();
  };
}

const bench::Rows rows([] {
  simd::for_each_supported(CompiledArchs{}, [](auto arch) {
    bench::add(std::string("simd/dispatch/koala_bear_mul/isa=") + arch.name, shape, [](bench::Counters&) {
      return multiplying(
          [](auto& values, const auto& factors) { bench::MultiplyKernel<decltype(arch)>::run(values, factors); });
    });
  });
  bench::add("simd/dispatch/koala_bear_mul/isa=chosen", shape, [](bench::Counters&) {
    return multiplying([](auto& values, const auto& factors) {
      simd::dispatch<CompiledArchs>([&](auto arch) { bench::MultiplyKernel<decltype(arch)>::run(values, factors); });
    });
  });
});

}  // namespace
