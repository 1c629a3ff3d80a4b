// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "dispatch_kernel.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

#include <probata/simd/batch.hpp>

namespace probata::testing {

template <class Arch>
std::uint32_t MixedSum<Arch>::run(std::span<const std::uint32_t> values) {
  const auto mixed = [](auto x) { return x ^ (x << 13) ^ (x >> 7); };

  using Batch = simd::BatchU32<Arch>;
  Batch lane_sums(0);
  std::size_t i = 0;
  for (; i + Batch::lanes <= values.size(); i += Batch::lanes) {
    lane_sums = lane_sums + mixed(Batch::load(&values[i]));
  }

  std::uint32_t lanes[Batch::lanes];
  lane_sums.store(lanes);
  std::uint32_t sum = 0;
  for (std::uint32_t lane : lanes) sum += lane;
  for (; i < values.size(); ++i) sum += mixed(values[i]);
  return sum;
}

template struct MixedSum<PROBATA_DISPATCH_ARCH>;

}  // namespace probata::testing
