// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <bit>
#include <cstddef>
#include <cstdint>

#include <doctest/doctest.h>

#include <probata/prf/generate_mask.hpp>
#include <probata/prf/presets.hpp>

using namespace probata;

TEST_CASE("presets: at the ends of the range a mask keeps all or nothing, as each framework's comparison says") {
  const JaxKey key = JaxKey::from_seed(9);
  const auto count = [](const MaskSpec& spec) {
    std::size_t kept = 0;
    for (const auto byte : mask_bits(spec)) kept += static_cast<std::size_t>(std::popcount(byte));
    return kept;
  };
  constexpr std::uint64_t n = 3000;
  for (const double keep : {0.0, 1.0}) {
    const std::size_t expected = keep == 1.0 ? n : 0;
    CHECK(count(jax_threefry_partitionable(key, n, keep)) == expected);
    CHECK(count(jax_threefry_original(key, n, keep, FloatType::bf16)) == expected);
    CHECK(count(tensorflow_philox({1, 2}, n, 1.0 - keep)) == expected);
    CHECK(count(numpy_philox({}, n, keep)) == expected);
    CHECK(count(numpy_philox({}, n, keep, FloatType::f32)) == expected);
    CHECK(count(torch_cpu_mt19937(1, 0, n, 1.0 - keep)) == expected);
    CHECK(count(torch_func_random({1, 0}, n, keep)) == expected);
    CHECK(count(triton(1, 0, n, 1.0)) == 0);
  }
  // FlashAttention keeps a byte of zero even at rate 1.
  const MaskSpec flash = flash_attention({.seed = 1, .rows = 64, .cols = 64}, 1.0);
  CHECK(flash.threshold == 1);
}
