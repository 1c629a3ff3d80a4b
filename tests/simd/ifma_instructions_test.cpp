// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <cstdint>

#include <doctest/doctest.h>

#include <probata/core/fixed_log2.hpp>
#include <probata/simd/ifma_instructions.hpp>

#include "support/random.hpp"

#if PROBATA_DETAIL_HAS_IFMA

namespace {

using namespace probata;
using Arch = simd::Avx512;
using Words = std::array<std::uint64_t, simd::BatchU64<Arch>::lanes>;

PROBATA_DETAIL_IFMA void multiply(const Words& addend, const Words& a, const Words& b, Words& low, Words& high) {
  const auto load = [](const Words& words) { return simd::BatchU64<Arch>::load(words.data()); };
  const auto c = load(addend);
  const auto x = load(a);
  const auto y = load(b);
  simd::multiply_add_low_52<Arch>(c, x, y).store(low.data());
  simd::multiply_add_high_52<Arch>(c, x, y).store(high.data());
}

}  // namespace

TEST_CASE("ifma_instructions: halves of products of 52-bit numbers are added, bits above 52 are ignored") {
  if (!simd::has_ifma_instructions<Arch>()) return;
  testing::Rng rng{0x52};
  constexpr std::uint64_t mask = (std::uint64_t{1} << 52) - 1;
  for (int i = 0; i < 2000; ++i) {
    Words addend;
    Words a;
    Words b;
    for (std::size_t k = 0; k < a.size(); ++k) {
      addend[k] = rng.u64();
      a[k] = i == 0 ? mask : rng.u64();
      b[k] = i == 0 ? mask : rng.u64();
    }
    Words low;
    Words high;
    multiply(addend, a, b, low, high);
    for (std::size_t k = 0; k < a.size(); ++k) {
      const UInt128 product = UInt128{a[k] & mask} * (b[k] & mask);
      CHECK(low[k] == addend[k] + static_cast<std::uint64_t>(product & mask));
      CHECK(high[k] == addend[k] + static_cast<std::uint64_t>(product >> 52));
    }
  }
}

#else

TEST_CASE("ifma_instructions: absent without AVX-512") { CHECK(PROBATA_DETAIL_HAS_IFMA == 0); }

#endif
