// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

#include <probata/simd/arch.hpp>
#include <probata/simd/dispatch.hpp>

#include "dispatch_kernel.hpp"
#include "support/random.hpp"

namespace {

using namespace probata;
using CompiledArchs = simd::ArchList<PROBATA_DISPATCH_ARCHS>;

std::uint32_t mixed_sum_by_definition(std::span<const std::uint32_t> values) {
  std::uint32_t sum = 0;
  for (std::uint32_t x : values) sum += x ^ (x << 13) ^ (x >> 7);
  return sum;
}

std::vector<std::uint32_t> random_values(testing::Rng& rng, std::size_t size) {
  std::vector<std::uint32_t> values(size);
  for (std::uint32_t& value : values) value = rng.u32();
  return values;
}

TEST_CASE("dispatch: this program itself was compiled for the baseline") {
  CHECK((std::is_same_v<simd::DefaultArch, simd::BaselineArch> || std::is_same_v<simd::DefaultArch, simd::Scalar>));
}

TEST_CASE("dispatch: every instruction set of the processor computes the same") {
  testing::Rng rng{41};
  INFO("seed ", rng.seed());
  for (std::size_t size : {0U, 1U, 3U, 4U, 7U, 8U, 15U, 16U, 17U, 63U, 1000U}) {
    const auto values = random_values(rng, size);
    const std::uint32_t expected = mixed_sum_by_definition(values);
    simd::for_each_supported(CompiledArchs{}, [&](auto arch) {
      INFO(arch.name, " on ", size, " values");
      CHECK(testing::MixedSum<decltype(arch)>::run(values) == expected);
    });
  }
}

TEST_CASE("dispatch: calls the kernel of the widest supported instruction set") {
  std::string_view widest;
  std::size_t width = 0;
  simd::for_each_supported(CompiledArchs{}, [&](auto arch) {
    if (widest.empty() || arch.width_bytes >= width) {
      widest = arch.name;
      width = arch.width_bytes;
    }
  });
  CHECK(simd::dispatch<CompiledArchs>([](auto arch) { return std::string_view(arch.name); }) == widest);

  testing::Rng rng{42};
  INFO("seed ", rng.seed());
  const auto values = random_values(rng, 500);
  const auto run = [&](auto arch) { return testing::MixedSum<decltype(arch)>::run(values); };
  CHECK(simd::dispatch<CompiledArchs>(run) == mixed_sum_by_definition(values));
}

TEST_CASE("dispatch: the order of the list does not matter") {
  const auto name = [](auto arch) { return std::string_view(arch.name); };
  using Rising = simd::ArchList<simd::Scalar, simd::Sse2, simd::Sse41, simd::Avx2, simd::Avx512, simd::Neon>;
  using Falling = simd::ArchList<simd::Neon, simd::Avx512, simd::Avx2, simd::Sse41, simd::Sse2, simd::Scalar>;
  CHECK(simd::dispatch<Rising>(name) == simd::dispatch<Falling>(name));
  CHECK(simd::dispatch<Rising>(name) == simd::best_supported_isa());
  CHECK(simd::dispatch<simd::ArchList<simd::Scalar>>(name) == "scalar");
}

TEST_CASE("dispatch: passes results through, references included") {
  int target = 0;
  int& reference = simd::dispatch<simd::AllArchs>([&](auto) -> int& { return target; });
  CHECK(&reference == &target);
}

TEST_CASE("dispatch: an instruction set of another processor family is not supported") {
#if defined(__x86_64__)
  CHECK(simd::is_supported<simd::Sse2>());
  CHECK_FALSE(simd::is_supported<simd::Neon>());
#elif defined(__aarch64__)
  CHECK(simd::is_supported<simd::Neon>());
  CHECK_FALSE(simd::is_supported<simd::Sse2>());
#endif
  CHECK(simd::is_supported<simd::Scalar>());
}

}  // namespace
