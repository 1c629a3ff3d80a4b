// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>

#include <doctest/doctest.h>

#include <probata/simd/lane_operations.hpp>

#include "support/archs.hpp"
#include "support/random.hpp"

using namespace probata;

#if PROBATA_DETAIL_HAS_XSIMD

namespace {

template <class T, class Arch>
void check_zip(testing::Rng& rng) {
  using B = simd::Batch<T, Arch>;
  constexpr std::size_t per_group = 16 / sizeof(T);
  std::array<T, B::lanes> a;
  std::array<T, B::lanes> b;
  for (auto& x : a) x = static_cast<T>(rng.u64());
  for (auto& x : b) x = static_cast<T>(rng.u64());
  std::array<T, B::lanes> low;
  std::array<T, B::lanes> high;
  simd::zip_low(B::load(a.data()), B::load(b.data())).store(low.data());
  simd::zip_high(B::load(a.data()), B::load(b.data())).store(high.data());
  for (std::size_t i = 0; i < B::lanes; ++i) {
    const std::size_t from = i / per_group * per_group + i % per_group / 2;
    const auto& source = i % 2 == 0 ? a : b;
    REQUIRE(low[i] == source[from]);
    REQUIRE(high[i] == source[from + per_group / 2]);
  }
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("lane_operations: zipping takes lanes of both operands by turns within 16 bytes", Arch,
                          zip_cases) {
  testing::Rng rng{451};
  INFO("seed ", rng.seed());
  for (int i = 0; i < 50; ++i) {
    check_zip<std::uint32_t, Arch>(rng);
    check_zip<std::uint64_t, Arch>(rng);
  }
}
TEST_CASE_TEMPLATE_APPLY(zip_cases, testing::EnabledVectorArchs);

namespace {

// Unsigned numbers of all sizes: equal ones, neighbours, and both sides of the sign bit come up often.
template <class T>
void fill_pairs(testing::Rng& rng, std::span<T> a, std::span<T> b) {
  constexpr T top = std::numeric_limits<T>::max() / 2 + 1;
  constexpr std::array<T, 8> edges{0, 1, 2, top - 1, top, top + 1, static_cast<T>(~T{1}), static_cast<T>(~T{0})};
  for (std::size_t l = 0; l < a.size(); ++l) {
    a[l] = rng.flip() ? edges[rng.index(8)] : static_cast<T>(rng.u64());
    b[l] = rng.flip() ? edges[rng.index(8)] : rng.flip() ? a[l] : static_cast<T>(rng.u64());
    if constexpr (sizeof(T) == 8) {
      if (rng.flip()) b[l] = (a[l] >> 32) << 32 | (b[l] & 0xFFFFFFFF);  // equal upper halves
    }
  }
}

template <class T, class Arch>
void check_less_bits(testing::Rng& rng) {
  using B = simd::Batch<T, Arch>;
  std::array<T, B::lanes> a;
  std::array<T, B::lanes> b;
  fill_pairs<T>(rng, a, b);
  std::uint32_t expected = 0;
  for (std::size_t l = 0; l < B::lanes; ++l) expected |= (a[l] < b[l] ? 1U : 0U) << l;
  REQUIRE(simd::less_bits(B::load(a.data()), B::load(b.data())) == expected);
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("lane_operations: comparison is of unsigned numbers, a bit for each lane", Arch, less_cases) {
  testing::Rng rng{452};
  INFO("seed ", rng.seed());
  for (int i = 0; i < 2000; ++i) {
    check_less_bits<std::uint32_t, Arch>(rng);
    check_less_bits<std::uint64_t, Arch>(rng);
  }
}
TEST_CASE_TEMPLATE_APPLY(less_cases, testing::EnabledVectorArchs);

TEST_CASE_TEMPLATE_DEFINE("lane_operations: comparison of bytes, a bit for each", Arch, less_byte_cases) {
  using B = simd::BatchU32<Arch>;
  constexpr std::size_t num_bytes = 4 * B::lanes;
  testing::Rng rng{453};
  INFO("seed ", rng.seed());
  for (int i = 0; i < 2000; ++i) {
    std::array<std::uint8_t, num_bytes> a;
    std::array<std::uint8_t, num_bytes> b;
    fill_pairs<std::uint8_t>(rng, a, b);
    std::uint64_t expected = 0;
    std::array<std::uint32_t, B::lanes> words_a{};
    std::array<std::uint32_t, B::lanes> words_b{};
    for (std::size_t k = 0; k < num_bytes; ++k) {
      expected |= std::uint64_t{a[k] < b[k] ? 1U : 0U} << k;
      words_a[k / 4] |= std::uint32_t{a[k]} << (8 * (k % 4));
      words_b[k / 4] |= std::uint32_t{b[k]} << (8 * (k % 4));
    }
    REQUIRE(simd::less_byte_bits(B::load(words_a.data()), B::load(words_b.data())) == expected);
  }
}
TEST_CASE_TEMPLATE_APPLY(less_byte_cases, testing::EnabledVectorArchs);

#else

TEST_CASE("lane_operations: without vectors the header declares nothing and compiles") {
  CHECK(std::is_same_v<simd::DefaultArch, simd::Scalar>);
}

#endif
