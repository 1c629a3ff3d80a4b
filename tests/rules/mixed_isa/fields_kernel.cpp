// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "fields_kernel.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

#include <probata/field/baby_bear.hpp>
#include <probata/field/goldilocks.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/field/mersenne31.hpp>
#include <probata/field/packed.hpp>

#include "compare.hpp"

namespace probata::testing {
namespace {

constexpr std::size_t num_elements = 96;  // a multiple of every number of lanes
constexpr int num_rounds = 200;

// Iterates (x, y) <- (x y + x^2 - y, y - x - (x y + x^2 - y)) on every element, a vector at a time.
template <class F, class Arch>
std::uint64_t iterate() {
  using P = Packed<F, Arch>;
  std::array<F, num_elements> x;
  std::array<F, num_elements> y;
  for (std::size_t i = 0; i < num_elements; ++i) {
    x[i] = F::from_u64(0x123456789abcdef1 * (i + 1));
    y[i] = F::from_u64(0xfedcba9876543211 * (i + 3));
  }
  for (std::size_t i = 0; i < num_elements; i += P::lanes) {
    P a = P::load(&x[i]);
    P b = P::load(&y[i]);
    for (int round = 0; round < num_rounds; ++round) {
      const P next = a * b + a.square() - b;
      b = (b - a) + -next;
      a = next;
    }
    a.store(&x[i]);
    b.store(&y[i]);
  }
  std::uint64_t sum = 0;
  for (const auto& values : {x, y}) {
    for (const F& value : values) sum = checksum_step(sum, value.value());
  }
  return sum;
}

}  // namespace

template <class Arch>
std::array<std::uint64_t, field_computations.size()> FieldsKernel<Arch>::run() {
  return {iterate<KoalaBear, Arch>(), iterate<BabyBear, Arch>(), iterate<Mersenne31, Arch>(),
          iterate<Goldilocks, Arch>()};
}

template struct FieldsKernel<PROBATA_DISPATCH_ARCH>;

}  // namespace probata::testing
