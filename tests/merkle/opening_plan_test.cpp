// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <probata/merkle/opening_plan.hpp>

#include "support/random.hpp"
#include "support/reference_tree.hpp"

using namespace probata;

namespace {

std::string mistake(const TreeShape& shape, std::size_t log_indices, std::span<const std::size_t> indices) {
  const Result<OpeningPlan> made = OpeningPlan::make(shape, log_indices, indices, Errc::merkle_fri);
  try {
    static_cast<void>(OpeningPlan(shape, log_indices, indices));
  } catch (const UsageError& error) {
    CHECK(made.status() == Status(Errc::merkle_fri));
    CHECK(made.status().detail() == error.expected());
    return error.what();
  }
  CHECK(made.ok());
  return "";
}

}  // namespace

TEST_CASE("opening_plan: a small tree, node by node") {
  // Layers of 8, 4, 2 nodes; a second level at the layer of 4.
  const std::array levels{TreeLevel{3, 3, 10}, TreeLevel{2, 2, 7}};
  const std::array<std::size_t, 4> indices{11, 2, 3, 11};  // below 16: rows 5, 1, 1, 5 of 8
  const OpeningPlan plan(TreeShape(levels, 1), 4, indices);
  const auto nodes = [&](std::size_t layer) { return std::vector(plan.nodes(layer).begin(), plan.nodes(layer).end()); };
  CHECK(nodes(3) == std::vector<std::size_t>{1, 5});
  CHECK(nodes(2) == std::vector<std::size_t>{0, 2});
  CHECK(nodes(1) == std::vector<std::size_t>{0, 1});
  CHECK(std::ranges::equal(plan.rows(1), plan.nodes(2)));
  CHECK(plan.num_row_elements() == 2 * 10 + 2 * 7);
  CHECK(plan.num_siblings() == 2 + 2);
  CHECK(plan.row_offset(0, 2) == 0);
  CHECK(plan.row_offset(0, 11) == 10);
  CHECK(plan.row_offset(1, 3) == 20);
  CHECK(plan.row_offset(1, 11) == 27);
  std::vector<std::array<std::size_t, 3>> visits;
  plan.for_each_parent(2, [&](std::size_t parent, bool left, bool right) { visits.push_back({parent, left, right}); });
  CHECK(visits == std::vector<std::array<std::size_t, 3>>{{0, 0, 1}, {2, 0, 1}});
}

TEST_CASE("opening_plan: knows the nodes that sets of indices know") {
  testing::Rng rng{0x91a7};
  INFO("seed ", rng.seed());
  for (const TreeShape& shape : testing::sample_shapes()) {
    for (const std::size_t extra : {0U, 1U, 3U}) {
      const std::size_t log_indices = shape.top_layer() + extra;
      for (const std::size_t count : {1U, 2U, 5U, 30U, 200U}) {
        const std::vector<std::size_t> indices = testing::random_indices(rng, log_indices, count);
        const OpeningPlan plan(shape, log_indices, indices);
        std::size_t siblings = 0;
        for (std::size_t layer = shape.top_layer() + 1; layer-- > shape.cap();) {
          std::set<std::size_t> known;
          for (const std::size_t index : indices) known.insert(index >> (log_indices - layer));
          REQUIRE(std::ranges::equal(plan.nodes(layer), known));
          if (layer == shape.top_layer()) continue;
          plan.for_each_parent(layer, [&](std::size_t parent, bool left, bool right) {
            const std::span<const std::size_t> children = plan.nodes(layer + 1);
            CHECK(left == std::ranges::binary_search(children, 2 * parent));
            CHECK(right == std::ranges::binary_search(children, 2 * parent + 1));
            CHECK((left || right));
            siblings += left && right ? 0 : 1;
          });
        }
        CHECK(plan.num_siblings() == siblings);
        std::size_t elements = 0;
        for (std::size_t i = 0; i < shape.num_levels(); ++i) {
          for (const std::size_t index : indices) {
            const std::size_t row = index >> (log_indices - shape.level(i).log_rows);
            const auto place = std::ranges::lower_bound(plan.rows(i), row) - plan.rows(i).begin();
            CHECK(plan.row_offset(i, index) == elements + static_cast<std::size_t>(place) * shape.level(i).row_length);
          }
          elements += plan.rows(i).size() * shape.level(i).row_length;
        }
        CHECK(plan.num_row_elements() == elements);
      }
    }
  }
}

TEST_CASE("opening_plan: does not depend on order and repetition of the indices") {
  const TreeShape shape(std::array{TreeLevel{6, 6, 3}}, 0);
  const OpeningPlan sorted(shape, 6, std::array<std::size_t, 3>{4, 17, 60});
  const OpeningPlan shuffled(shape, 6, std::array<std::size_t, 6>{60, 4, 60, 17, 4, 60});
  for (std::size_t layer = 0; layer <= 6; ++layer)
    CHECK(std::ranges::equal(sorted.nodes(layer), shuffled.nodes(layer)));
  CHECK(sorted.num_siblings() == shuffled.num_siblings());
}

TEST_CASE("opening_plan: says what is wrong with indices") {
  const TreeShape shape(std::array{TreeLevel{6, 6, 3}}, 0);
  const std::vector<std::size_t> none;
  CHECK(mistake(shape, 6, none) == "OpeningPlan: indices.size() = 0, must be between 1 and 2^24");
  CHECK(mistake(shape, 6, std::vector<std::size_t>((1U << 24) + 1)) ==
        "OpeningPlan: indices.size() = 16777217, must be between 1 and 2^24");
  CHECK(mistake(shape, 6, std::array<std::size_t, 2>{63, 64}) ==
        "OpeningPlan: index = 64, must be below 2^log_indices");
  CHECK(mistake(shape, 6, std::array<std::size_t, 1>{static_cast<std::size_t>(-1)}) ==
        "OpeningPlan: index = 18446744073709551615, must be below 2^log_indices");
  CHECK(mistake(shape, 5, std::array<std::size_t, 1>{1}) ==
        "OpeningPlan: log_indices = 5, must be at least log_rows of the tallest level");
  CHECK(mistake(shape, 41, std::array<std::size_t, 1>{1}) == "OpeningPlan: log_indices = 41, must be at most 40");
  CHECK(mistake(shape, 40, std::array<std::size_t, 1>{(std::size_t{1} << 40) - 1}).empty());
}
