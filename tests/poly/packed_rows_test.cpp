// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include <probata/poly/packed_rows.hpp>

#include "support/archs.hpp"
#include "support/field_samples.hpp"
#include "support/fields.hpp"

using namespace probata;

namespace {

template <class F, class A>
struct Lanes {
  using Scalar = F;
  using Arch = A;
};
template <class F>
using OfArchs = decltype([]<class... Archs>(std::tuple<Archs...>) {
  return std::tuple<Lanes<F, Archs>...>{};
}(testing::EnabledArchs{}));
using AllLanes =
    decltype(std::tuple_cat(OfArchs<KoalaBear>{}, OfArchs<BabyBear>{}, OfArchs<Mersenne31>{}, OfArchs<Goldilocks>{}));

template <class F, class Arch>
std::vector<F> lanes_of(const Packed<F, Arch>& packed) {
  std::vector<F> lanes(Packed<F, Arch>::lanes);
  packed.store(lanes.data());
  return lanes;
}

/// Loads `count` of n columns from rows that end exactly where their memory ends, so that a sanitizer sees a read
/// behind one.
template <std::size_t n, class F, class Arch>
void check_load(testing::Rng& rng, std::size_t count) {
  using P = Packed<F, Arch>;
  std::vector<std::vector<F>> memory;
  LaneRows<F, Arch> rows;
  for (std::size_t i = 0; i < P::lanes; ++i) {
    memory.push_back(testing::random_elements<F>(rng, count));
    memory.back().shrink_to_fit();
    rows[i] = memory[i].data();
  }
  std::array<P, n> columns;
  load_packed_rows(columns, count, rows);
  for (std::size_t k = 0; k < count; ++k) {
    const std::vector<F> lanes = lanes_of(columns[k]);
    for (std::size_t i = 0; i < P::lanes; ++i) REQUIRE(lanes[i] == memory[i][k]);
  }
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("packed rows: lane i of vector k is element k of row i, for every number of columns", L,
                          loads) {
  using F = typename L::Scalar;
  using Arch = typename L::Arch;
  constexpr std::size_t lanes = Packed<F, Arch>::lanes;
  testing::Rng rng{0x9ac4};
  INFO("seed ", rng.seed());
  for (std::size_t count = 1; count <= lanes; ++count) check_load<lanes, F, Arch>(rng, count);
  for (std::size_t count = 1; count <= 3 * lanes; ++count) check_load<3 * lanes, F, Arch>(rng, count);
}
TEST_CASE_TEMPLATE_APPLY(loads, AllLanes);

TEST_CASE_TEMPLATE_DEFINE("packed rows: tiles visit every column of a matrix once, in order, whatever the stride", L,
                          tiles) {
  using F = typename L::Scalar;
  using Arch = typename L::Arch;
  using P = Packed<F, Arch>;
  constexpr std::size_t lanes = P::lanes;
  testing::Rng rng{0x9ac42};
  INFO("seed ", rng.seed());
  for (std::size_t cols = 1; cols <= 2 * lanes + 3; ++cols) {
    for (const std::size_t gap : {0U, 1U, 5U}) {
      const std::size_t rows = 2 * lanes + 1;
      // The last row has no gap behind it.
      const auto memory = testing::random_elements<F>(rng, rows * (cols + gap) - gap);
      const MatrixView<const F> matrix(memory.data(), rows, cols, cols + gap);
      for (const std::size_t first_row : {std::size_t{0}, std::size_t{1}, rows - lanes}) {
        std::size_t next = 0;
        for_each_packed_tile<Arch>(matrix, first_row, [&](std::size_t column, std::span<const P> tile) {
          REQUIRE(column == next);
          REQUIRE(tile.size() == std::min(lanes, cols - column));
          for (std::size_t k = 0; k < tile.size(); ++k) {
            const std::vector<F> of_tile = lanes_of(tile[k]);
            for (std::size_t i = 0; i < lanes; ++i) REQUIRE(of_tile[i] == matrix(first_row + i, column + k));
          }
          next += tile.size();
        });
        REQUIRE(next == cols);
      }
    }
  }
}
TEST_CASE_TEMPLATE_APPLY(tiles, AllLanes);
