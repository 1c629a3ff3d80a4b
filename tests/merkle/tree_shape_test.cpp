// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/baby_bear.hpp>
#include <probata/field/goldilocks.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/merkle/tree_shape.hpp>

using namespace probata;

static_assert(salt_length<KoalaBear> == 5 && salt_length<BabyBear> == 5 && salt_length<Goldilocks> == 3);

namespace {

constexpr std::array three{TreeLevel{20, 23, 69}, TreeLevel{18, 21, 5}, TreeLevel{6, 9, 12}};

std::string mistake(const std::vector<TreeLevel>& levels, std::size_t cap) {
  // The two ways to make a shape refuse the same arguments.
  const Result<TreeShape> made = TreeShape::make(levels, cap, Errc::too_large);
  try {
    static_cast<void>(TreeShape(levels, cap));
  } catch (const UsageError& error) {
    CHECK(made.status() == Status(Errc::too_large));
    CHECK(made.status().detail() == error.expected());
    return error.what();
  }
  CHECK(made.ok());
  return "";
}

}  // namespace

TEST_CASE("tree_shape: is made from its levels, also at compile time") {
  constexpr TreeShape shape(three, 4);
  static_assert(shape.num_levels() == 3 && shape.top_layer() == 23 && shape.cap() == 4);
  CHECK(shape.level_at(23) == std::optional<std::size_t>(0));
  CHECK(shape.level_at(9) == std::optional<std::size_t>(2));
  CHECK(shape.level_at(10) == std::nullopt);
  CHECK(shape.level(1) == three[1]);
  CHECK(std::ranges::equal(shape.levels(), three));
  CHECK(*TreeShape::make(three, 4, Errc::too_large) == shape);
  CHECK_FALSE(*TreeShape::make(three, 3, Errc::too_large) == shape);
  CHECK_FALSE(TreeShape(std::span(three).first(2), 4) == shape);
}

TEST_CASE("tree_shape: takes as many levels as there are layers") {
  std::vector<TreeLevel> levels;
  for (std::size_t log_rows = 41; log_rows-- > 0;) levels.push_back({log_rows, log_rows, 1});
  CHECK(mistake(levels, 0).empty());
  CHECK(TreeShape(levels, 0).num_levels() == 41);
}

TEST_CASE("tree_shape: says what is wrong with levels and cap") {
  CHECK(mistake({}, 0) == "TreeShape: levels.size() = 0, must be at least 1");
  CHECK(mistake({{20, 41, 1}}, 0) == "TreeShape: log_rows = 41, must be at most 40");
  CHECK(mistake({{20, static_cast<std::size_t>(-1), 1}}, 0) ==
        "TreeShape: log_rows = 18446744073709551615, must be at most 40");
  CHECK(mistake({{100, 20, 1}}, 0) == "TreeShape: level = 100, must be at most 99");
  CHECK(mistake({{20, 20, 0}}, 0) == "TreeShape: row_length = 0, must be between 1 and 2^24");
  CHECK(mistake({{20, 20, (1U << 24) + 1}}, 0) == "TreeShape: row_length = 16777217, must be between 1 and 2^24");
  CHECK(mistake({{9, 9, 1}, {8, 9, 1}}, 0) == "TreeShape: log_rows = 9, must be below that of the level before it");
  CHECK(mistake({{8, 9, 1}, {8, 7, 1}}, 0) == "TreeShape: level = 8, must be below that of the level before it");
  CHECK(mistake({{9, 9, 1}, {6, 6, 1}}, 7) == "TreeShape: cap = 7, must be at most log_rows of the lowest level");
  CHECK(mistake({{9, 9, 1}, {6, 6, 1}}, 6).empty());
}
