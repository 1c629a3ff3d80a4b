// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The operations of simd/word_operations.hpp against plain integers, for every instruction set that the flags enable
// and that has them: SSE2 does not.
#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <type_traits>

#include <doctest/doctest.h>

#include <probata/simd/word_operations.hpp>

#include "support/archs.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

template <class Archs>
struct WithoutSse2;
template <class... Archs>
struct WithoutSse2<std::tuple<Archs...>> {
  using type = decltype(std::tuple_cat(
      std::conditional_t<std::is_same_v<Archs, simd::Sse2>, std::tuple<>, std::tuple<Archs>>{}...));
};
using Archs = WithoutSse2<EnabledArchs>::type;

std::uint32_t sample(Rng& rng) {
  constexpr std::array<std::uint32_t, 8> edges{0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFF, 0x10000, 0xFFFF0000};
  return rng.below(3) == 0 ? edges[rng.index(edges.size())] : rng.u32();
}

/// vector(B, B) in each lane is scalar(word, word).
template <class Arch, class VectorOperation, class ScalarOperation>
void lanes_agree(VectorOperation vector, ScalarOperation scalar) {
  using B = simd::BatchU32<Arch>;
  Rng rng{471};
  INFO("seed ", rng.seed());
  for (int round = 0; round < 200; ++round) {
    std::array<std::array<std::uint32_t, B::lanes>, 3> words;
    for (auto& lanes : words) {
      for (std::uint32_t& word : lanes) word = sample(rng);
    }
    vector(B::load(words[0].data()), B::load(words[1].data())).store(words[2].data());
    for (std::size_t i = 0; i < B::lanes; ++i) {
      CAPTURE(words[0][i]);
      CAPTURE(words[1][i]);
      REQUIRE(words[2][i] == scalar(words[0][i], words[1][i]));
    }
  }
}

template <class Arch, int bits>
void check_shift() {
  lanes_agree<Arch>([](auto a, auto) { return simd::shift_right_signed<bits>(a); },
                    [](std::uint32_t a, std::uint32_t) {
                      const std::int64_t value = a < 0x80000000 ? std::int64_t{a} : std::int64_t{a} - (1LL << 32);
                      const std::int64_t unit = std::int64_t{1} << bits;
                      const std::int64_t floor = value / unit - (value % unit < 0 ? 1 : 0);
                      return static_cast<std::uint32_t>(floor);
                    });
}

template <class Arch, int bits, std::uint32_t factor>
void check_product() {
  CAPTURE(bits);
  CAPTURE(factor);
  lanes_agree<Arch>([](auto a, auto) { return simd::multiply_low_bits<bits, factor>(a); },
                    [](std::uint32_t a, std::uint32_t) {
                      return static_cast<std::uint32_t>(a % (std::uint64_t{1} << bits) * factor);
                    });
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("word_operations: the greater of unsigned words", Arch, max_cases) {
  lanes_agree<Arch>([](auto a, auto b) { return simd::max(a, b); },
                    [](std::uint32_t a, std::uint32_t b) { return a > b ? a : b; });
}
TEST_CASE_TEMPLATE_APPLY(max_cases, Archs);

TEST_CASE_TEMPLATE_DEFINE("word_operations: shifts of two's complement are divisions rounded down", Arch, shift_cases) {
  check_shift<Arch, 1>();
  check_shift<Arch, 7>();
  check_shift<Arch, 16>();
  check_shift<Arch, 24>();
  check_shift<Arch, 31>();
}
TEST_CASE_TEMPLATE_APPLY(shift_cases, Archs);

TEST_CASE_TEMPLATE_DEFINE("word_operations: products of the low bits, with factors of every kind", Arch,
                          product_cases) {
  // Products of halves: the greatest factor and the greatest number of bits, and others.
  check_product<Arch, 1, 0x7FFF0000>();
  check_product<Arch, 8, 0x007F0000>();
  check_product<Arch, 8, 0x00FF0000>();
  check_product<Arch, 15, 0x00010000>();
  check_product<Arch, 3, 0x00070000>();
  // Factors or bits beyond, which take whole products.
  check_product<Arch, 16, 0x00010000>();
  check_product<Arch, 17, 0x00010000>();
  check_product<Arch, 8, 0x01000000>();
  check_product<Arch, 8, 0x00FF0001>();
  check_product<Arch, 31, 0xFFFFFFFF>();
  check_product<Arch, 24, 0x7F000001>();
}
TEST_CASE_TEMPLATE_APPLY(product_cases, Archs);
