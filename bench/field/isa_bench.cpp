// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The product of field_bench.cpp compiled for every instruction set in one program, so that one run shows them all.
#include <array>
#include <cstddef>
#include <string>

#include <probata/field/koala_bear.hpp>
#include <probata/simd/arch.hpp>
#include <probata/simd/dispatch.hpp>

#include "field/isa_bench_kernel.hpp"
#include "field/register_loops.hpp"
#include "support/bench.hpp"
#include "support/random_matrix.hpp"

namespace {

using namespace probata;

constexpr std::size_t num_products = std::size_t{1} << 14;

const bench::Rows rows([] {
  simd::for_each_supported(simd::ArchList<PROBATA_DISPATCH_ARCHS>{}, [](auto arch) {
    using Arch = decltype(arch);
    constexpr std::size_t lanes = simd::lanes_of<Arch, KoalaBear>;
    bench::add(std::string("field/mul/koala_bear/isa=") + Arch::name,
               {.items = static_cast<double>(num_products * lanes), .lanes = lanes}, [](bench::Counters&) {
                 return [samples = bench::random_matrix<KoalaBear>(bench::num_samples, 1)] {
                   std::array<KoalaBear, lanes> result;
                   bench::MultiplyLoop<Arch>::run(num_products, samples->data(), result.data());
                   bench::DoNotOptimize(result);
                 };
               });
  });
});

}  // namespace
