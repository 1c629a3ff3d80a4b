// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <doctest/doctest.h>

#include <probata/prf/threefry_lanes.hpp>

#include "support/archs.hpp"
#include "support/random.hpp"

using namespace probata;

#if PROBATA_DETAIL_HAS_XSIMD

namespace {

std::uint32_t sample(testing::Rng& rng) {
  const std::uint32_t word = rng.u32();
  return rng.below(3) == 0 ? 0 : rng.below(3) == 0 ? 0xFFFFFFFF : word;
}

template <class Lanes, std::size_t words, class Reference>
void check_lanes(const Lanes& lanes, testing::Rng& rng, Reference reference) {
  using Word = typename Lanes::Word;
  constexpr std::size_t n = Lanes::lanes;
  std::array<typename Lanes::Block, 3> blocks;
  std::array<std::array<std::array<std::uint32_t, n>, words>, 3> counters;
  for (std::size_t v = 0; v < 3; ++v) {
    for (std::size_t w = 0; w < words; ++w) {
      for (auto& x : counters[v][w]) x = sample(rng);
      blocks[v][w] = Word::load(counters[v][w].data());
    }
  }
  lanes.apply(blocks);
  for (std::size_t v = 0; v < 3; ++v) {
    for (std::size_t l = 0; l < n; ++l) {
      std::array<std::uint32_t, words> counter{};
      for (std::size_t w = 0; w < words; ++w) counter[w] = counters[v][w][l];
      const auto expected = reference(counter);
      for (std::size_t w = 0; w < words; ++w) {
        std::array<std::uint32_t, n> out;
        blocks[v][w].store(out.data());
        REQUIRE(out[l] == expected[w]);
      }
    }
  }
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("threefry_lanes: every lane is the block of its counter", Arch, threefry_cases) {
  testing::Rng rng{442};
  INFO("seed ", rng.seed());
  for (int i = 0; i < 200; ++i) {
    const std::array<std::uint32_t, 4> key{sample(rng), sample(rng), sample(rng), sample(rng)};
    const std::array<std::uint32_t, 2> short_key{key[0], key[1]};
    check_lanes<Threefry2x32Lanes<Arch>, 2>(Threefry2x32Lanes<Arch>(short_key), rng,
                                            [&](const auto& c) { return threefry2x32(c, short_key); });
    check_lanes<Threefry4x32Lanes<Arch>, 4>(Threefry4x32Lanes<Arch>(key), rng,
                                            [&](const auto& c) { return threefry4x32(c, key); });
  }
}
TEST_CASE_TEMPLATE_APPLY(threefry_cases, testing::EnabledVectorArchs);

#else

TEST_CASE("threefry_lanes: without vectors the header declares nothing and compiles") {
  CHECK(std::is_same_v<simd::DefaultArch, simd::Scalar>);
}

#endif
