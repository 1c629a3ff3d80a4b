// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>

#include <doctest/doctest.h>

#include <probata/simd/transpose.hpp>

#include "support/archs.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

template <class Element, class Tag>
struct Case {
  using T = Element;
  using Arch = Tag;
};
template <class Archs>
struct CasesOf;
template <class... Archs>
struct CasesOf<std::tuple<Archs...>> {
  using type = std::tuple<Case<std::uint32_t, Archs>..., Case<std::uint64_t, Archs>...>;
};
using Cases = CasesOf<EnabledArchs>::type;

template <class T, class Arch>
struct Square {
  using B = simd::Batch<T, Arch>;
  static constexpr std::size_t n = B::lanes;
  using Rows = std::array<B, n>;

  std::array<std::array<T, n>, n> at;

  Rows rows() const {
    Rows result;
    for (std::size_t i = 0; i < n; ++i) result[i] = B::load(at[i].data());
    return result;
  }
  static Square of(const Rows& rows) {
    Square square;
    for (std::size_t i = 0; i < n; ++i) rows[i].store(square.at[i].data());
    return square;
  }
  bool operator==(const Square&) const = default;
};

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("transpose: lane j of row i and lane i of row j change places", C, position_cases) {
  using T = typename C::T;
  using S = Square<T, typename C::Arch>;
  S square;
  for (std::size_t i = 0; i < S::n; ++i) {
    // Every byte tells its row and column, so that a move of parts of an element shows.
    for (std::size_t j = 0; j < S::n; ++j) square.at[i][j] = static_cast<T>((16 * i + j) * 0x0101010101010101);
  }
  auto rows = square.rows();
  simd::transpose<T, typename C::Arch>(rows);
  const S transposed = S::of(rows);
  for (std::size_t i = 0; i < S::n; ++i) {
    for (std::size_t j = 0; j < S::n; ++j) {
      CAPTURE(i);
      CAPTURE(j);
      CHECK(transposed.at[i][j] == square.at[j][i]);
    }
  }
  simd::transpose<T, typename C::Arch>(rows);
  CHECK(S::of(rows) == square);
}
TEST_CASE_TEMPLATE_APPLY(position_cases, Cases);

TEST_CASE_TEMPLATE_DEFINE("transpose: random squares against exchanged indices", C, memory_cases) {
  using T = typename C::T;
  using Arch = typename C::Arch;
  using S = Square<T, Arch>;
  Rng rng{1};
  INFO("seed ", rng.seed());
  for (int round = 0; round < 200; ++round) {
    S square;
    for (auto& row : square.at) {
      for (T& word : row) word = static_cast<T>(rng.u64());
    }
    auto rows = square.rows();
    simd::transpose<T, Arch>(rows);
    S expected;
    for (std::size_t i = 0; i < S::n; ++i) {
      for (std::size_t j = 0; j < S::n; ++j) expected.at[i][j] = square.at[j][i];
    }
    REQUIRE(S::of(rows) == expected);
  }
}
TEST_CASE_TEMPLATE_APPLY(memory_cases, Cases);
