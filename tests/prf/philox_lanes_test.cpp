// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <doctest/doctest.h>

#include <probata/prf/philox_lanes.hpp>

#include "support/archs.hpp"
#include "support/random.hpp"

using namespace probata;

#if PROBATA_DETAIL_HAS_XSIMD

namespace {

// Random words, often all zeros or all ones, with anything in the upper halves of lanes.
std::uint64_t sample(testing::Rng& rng) {
  const std::uint64_t upper = rng.u64() << 32;
  switch (rng.below(4)) {
    case 0:
      return upper;
    case 1:
      return upper | 0xFFFFFFFF;
    default:
      return rng.u64();
  }
}

template <class Lanes, std::size_t words, class Reference>
void check_lanes(const Lanes& lanes, testing::Rng& rng, Reference reference) {
  using Word = typename Lanes::Word;
  constexpr std::size_t n = Lanes::lanes;
  std::array<typename Lanes::Block, 3> blocks;
  std::array<std::array<std::array<std::uint64_t, n>, words>, 3> counters;
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
      for (std::size_t w = 0; w < words; ++w) counter[w] = static_cast<std::uint32_t>(counters[v][w][l]);
      const auto expected = reference(counter);
      for (std::size_t w = 0; w < words; ++w) {
        std::array<std::uint64_t, n> out;
        blocks[v][w].store(out.data());
        REQUIRE(static_cast<std::uint32_t>(out[l]) == expected[w]);
      }
    }
  }
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("philox_lanes: every lane is the block of its counter", Arch, philox_cases) {
  testing::Rng rng{441};
  INFO("seed ", rng.seed());
  for (int i = 0; i < 200; ++i) {
    const std::array<std::uint32_t, 2> key{rng.u32(), rng.u32()};
    check_lanes<Philox4x32Lanes<10, Arch>, 4>(Philox4x32Lanes<10, Arch>(key), rng,
                                              [&](const auto& c) { return philox4x32(c, key, 10); });
    check_lanes<Philox4x32Lanes<7, Arch>, 4>(Philox4x32Lanes<7, Arch>(key), rng,
                                             [&](const auto& c) { return philox4x32(c, key, 7); });
    check_lanes<Philox2x32Lanes<Arch>, 2>(Philox2x32Lanes<Arch>(key[0]), rng,
                                          [&](const auto& c) { return philox2x32(c, key[0]); });
  }
}
TEST_CASE_TEMPLATE_APPLY(philox_cases, testing::EnabledVectorArchs);

#else

TEST_CASE("philox_lanes: without vectors the header declares nothing and compiles") {
  CHECK(std::is_same_v<simd::DefaultArch, simd::Scalar>);
}

#endif
