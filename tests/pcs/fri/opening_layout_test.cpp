// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include <probata/pcs/fri/opening_layout.hpp>

#include "pcs/fri/fri_cases.hpp"

using namespace probata;

namespace {

/// Level 9 down to 4 with arity 8, rate 1/2.
FriParameters parameters() { return testing::plain_parameters(); }

/// Three trees over the levels 9, 6 and 4, the first and the last one blinded; the middle one has an anchored matrix.
std::vector<CommittedTree> three_trees() {
  return {
      {.matrices = {{.log_height = 9, .level = 9, .width = 5, .next_columns = {0, 3}},
                    {.log_height = 3, .level = 4, .width = 2},
                    {.log_height = 8, .level = 9, .width = 1, .next_columns = {0}}},
       .blinded = true},
      {.matrices = {{.log_height = 6, .level = 6, .width = 4, .next_columns = {1, 2, 3}, .anchored = true},
                    {.log_height = 9, .level = 9, .width = 3, .next_columns = {2}}},
       .code = Errc::merkle_hid,
       .index = 7},
      {.matrices = {{.log_height = 5, .level = 6, .width = 4}}, .blinded = true},
  };
}

Status status_of(const FriParameters& fri, std::vector<CommittedTree> trees) {
  return OpeningLayout::make(fri, 4, 5, std::move(trees)).status();
}

std::vector<TreeLevel> levels_of(const OpeningLayout& layout, std::size_t tree) {
  const std::span<const TreeLevel> levels = layout.shapes()[tree].levels();
  return {levels.begin(), levels.end()};
}

CommittedTree tree_of(CommittedMatrix matrix) { return {.matrices = {std::move(matrix)}}; }

}  // namespace

TEST_CASE("opening layout: places of all matrices, by hand") {
  const Result<OpeningLayout> made = OpeningLayout::make(parameters(), 4, 5, three_trees());
  REQUIRE(made.ok());
  const OpeningLayout& layout = *made;
  CHECK(layout.top_level() == 9);
  CHECK(layout.log_indices() == 10);
  CHECK(layout.degree() == 4);
  // 5 + 2, 2, 1 + 1 | 4 + 3, 3 + 1 | 4
  CHECK(layout.num_opened_values() == 7 + 2 + 2 + 7 + 4 + 4);
  CHECK(layout.num_anchors() == 1);
  CHECK(layout.final_length() == 16);

  REQUIRE(layout.levels().size() == 3);
  const OpeningLayout::Level& top = layout.levels()[0];
  const OpeningLayout::Level& middle = layout.levels()[1];
  const OpeningLayout::Level& bottom = layout.levels()[2];
  CHECK(top.level == 9);
  CHECK(middle.level == 6);
  CHECK(bottom.level == 4);
  CHECK(top.heights == std::vector<std::size_t>{9, 8});
  CHECK(middle.heights == std::vector<std::size_t>{6});
  CHECK(bottom.heights.empty());
  CHECK(top.num_pairs == 7 + 2 + 4);
  CHECK(middle.num_pairs == 4 + 3 + 4 + 4);
  CHECK(bottom.num_pairs == 2);

  const auto check = [&](const OpeningLayout::Place& place, std::size_t tree, std::size_t matrix,
                         std::size_t row_offset, std::size_t first_opened, std::size_t first_pair) {
    CHECK(place.tree == tree);
    CHECK(place.matrix == matrix);
    CHECK(place.row_offset == row_offset);
    CHECK(place.first_opened == first_opened);
    CHECK(place.first_pair == first_pair);
  };
  REQUIRE(top.matrices.size() == 3);
  check(top.matrices[0], 0, 0, 0, 0, 1);
  check(top.matrices[1], 0, 2, 5, 9, 8);
  check(top.matrices[2], 1, 1, 0, 18, 10);
  REQUIRE(middle.matrices.size() == 2);
  check(middle.matrices[0], 1, 0, 0, 11, 1);
  check(middle.matrices[1], 2, 0, 0, 22, 12);
  CHECK(middle.matrices[0].anchor == 0);
  REQUIRE(bottom.matrices.size() == 1);
  check(bottom.matrices[0], 0, 1, 0, 7, 1);
  CHECK(layout.matrix(bottom.matrices[0]).width == 2);
}

TEST_CASE("opening layout: plain row groups are the matrices and salts, layers are fibres") {
  const Result<OpeningLayout> made = OpeningLayout::make(parameters(), 4, 5, three_trees());
  REQUIRE(made.ok());
  const OpeningLayout& layout = *made;
  REQUIRE(layout.shapes().size() == 3);
  // Six columns hide a leaf; two and four do not. The middle tree is not blinded.
  CHECK(levels_of(layout, 0) == std::vector<TreeLevel>{{9, 10, 5 + 1}, {4, 5, 2 + 5}});
  CHECK(levels_of(layout, 1) == std::vector<TreeLevel>{{9, 10, 3}, {6, 7, 4}});
  CHECK(levels_of(layout, 2) == std::vector<TreeLevel>{{6, 7, 4 + 5}});
  for (const OpeningLayout::Level& level : layout.levels()) CHECK_FALSE(level.mask_tree.has_value());

  REQUIRE(layout.schedule().size() == 2);
  CHECK(layout.schedule()[0] == FoldRound{9, 3, true});
  CHECK(layout.schedule()[1] == FoldRound{6, 2, true});
  const TreeShape first = layout.round_shape(layout.schedule()[0]);
  const TreeShape second = layout.round_shape(layout.schedule()[1]);
  CHECK(first == TreeShape(std::vector<TreeLevel>{{9, 7, 32}}, 0));
  CHECK(second == TreeShape(std::vector<TreeLevel>{{6, 5, 16}}, 0));

  const std::vector<LevelPairs> pairs = layout.level_pairs();
  REQUIRE(pairs.size() == 3);
  CHECK(pairs[0].level == 9);
  CHECK(pairs[0].pairs == 13);
  CHECK(pairs[1].level == 6);
  CHECK(pairs[1].pairs == 15);
  CHECK(pairs[2].level == 4);
  CHECK(pairs[2].pairs == 2);
}

TEST_CASE("opening layout: the mask of a level stands in its last blinded tree, between matrices and salt") {
  const Result<OpeningLayout> made = OpeningLayout::make(testing::hiding_parameters(), 4, 5, three_trees());
  REQUIRE(made.ok());
  const OpeningLayout& layout = *made;
  // Level 9 is in the trees 0 and 1, of which the second is not blinded; level 6 in 1 and 2, level 4 in 0 alone.
  REQUIRE(layout.levels().size() == 3);
  CHECK(layout.levels()[0].mask_tree == 0U);
  CHECK(layout.levels()[1].mask_tree == 2U);
  CHECK(layout.levels()[2].mask_tree == 0U);
  CHECK(layout.levels()[0].mask_offset == 6);
  CHECK(layout.levels()[1].mask_offset == 4);
  CHECK(layout.levels()[2].mask_offset == 2);
  CHECK(levels_of(layout, 0) == std::vector<TreeLevel>{{9, 10, 5 + 1 + 4}, {4, 5, 2 + 4 + 5}});
  CHECK(levels_of(layout, 1) == std::vector<TreeLevel>{{9, 10, 3}, {6, 7, 4}});
  CHECK(levels_of(layout, 2) == std::vector<TreeLevel>{{6, 7, 4 + 4 + 5}});
  // Matrices stand before it: their places are those of plain mode.
  CHECK(layout.levels()[0].matrices[2].row_offset == 0);

  // With the second tree blinded, level 9 has its mask there: no tree has them all.
  std::vector<CommittedTree> trees = three_trees();
  trees[1].blinded = true;
  const Result<OpeningLayout> other = OpeningLayout::make(testing::hiding_parameters(), 4, 5, trees);
  REQUIRE(other.ok());
  CHECK(other->levels()[0].mask_tree == 1U);
  CHECK(other->levels()[1].mask_tree == 2U);
  CHECK(other->levels()[2].mask_tree == 0U);
  CHECK(levels_of(*other, 0) == std::vector<TreeLevel>{{9, 10, 5 + 1}, {4, 5, 2 + 4 + 5}});
  CHECK(levels_of(*other, 1) == std::vector<TreeLevel>{{9, 10, 3 + 4 + 5}, {6, 7, 4 + 5}});
}

TEST_CASE(
    "opening layout: a row group has a salt if its tree is blinded and its columns are fewer than a salt is long") {
  for (const bool blinded : {false, true}) {
    for (const std::size_t width : {1U, 2U, 4U, 5U, 6U, 40U}) {
      CAPTURE(blinded);
      CAPTURE(width);
      // Level 9 in two matrices, so that their sum counts, and level 6 with one column fewer than a salt.
      CommittedTree tree = tree_of({.log_height = 9, .level = 9, .width = width});
      tree.matrices.push_back({.log_height = 6, .level = 6, .width = 4});
      tree.matrices.push_back({.log_height = 3, .level = 9, .width = 1});
      tree.blinded = blinded;
      // Four columns of the mask do not count.
      const Result<OpeningLayout> made = OpeningLayout::make(testing::hiding_parameters(), 4, 5, {tree, tree});
      REQUIRE(made.ok());
      for (std::size_t t = 0; t < 2; ++t) {
        const bool salted = blinded && width + 1 < 5;
        CHECK(made->is_salted(t, 9) == salted);
        CHECK(made->is_salted(t, 6) == blinded);
        CHECK_FALSE(made->is_salted(t, 4));
        const std::size_t mask = t == 1 && blinded ? 4 : 0;
        CHECK(made->shapes()[t].level(0).row_length == width + 1 + mask + (salted ? 5 : 0));
        CHECK(made->shapes()[t].level(1).row_length == 4 + mask + (blinded ? 5 : 0));
      }
      // Goldilocks: three elements are a salt.
      const Result<OpeningLayout> short_salts = OpeningLayout::make(testing::hiding_parameters(), 2, 3, {tree, tree});
      REQUIRE(short_salts.ok());
      CHECK(short_salts->is_salted(0, 9) == (blinded && width + 1 < 3));
      CHECK_FALSE(short_salts->is_salted(0, 6));
    }
  }
}

TEST_CASE("opening layout: caps belong to every tree and every layer") {
  FriParameters fri = parameters();
  fri.log_cap = 3;
  const Result<OpeningLayout> made = OpeningLayout::make(fri, 2, 3, three_trees());
  REQUIRE(made.ok());
  for (const TreeShape& shape : made->shapes()) CHECK(shape.cap() == 3);
  for (const FoldRound& round : made->schedule()) CHECK(made->round_shape(round).cap() == 3);
}

TEST_CASE("opening layout: the final polynomial has the code's dimension") {
  FriParameters fri = testing::hiding_parameters();
  const Result<OpeningLayout> made = OpeningLayout::make(fri, 4, 5, three_trees());
  REQUIRE(made.ok());
  CHECK(made->final_length() == 20);
}

TEST_CASE("opening layout: equal if parameters and trees are") {
  const Result<OpeningLayout> a = OpeningLayout::make(parameters(), 4, 5, three_trees());
  REQUIRE(a.ok());
  CHECK(*a == *OpeningLayout::make(parameters(), 4, 5, three_trees()));
  CHECK_FALSE(*a == *OpeningLayout::make(parameters(), 5, 5, three_trees()));
  CHECK_FALSE(*a == *OpeningLayout::make(parameters(), 4, 3, three_trees()));
  FriParameters other = parameters();
  other.num_queries = 7;
  CHECK_FALSE(*a == *OpeningLayout::make(other, 4, 5, three_trees()));
  std::vector<CommittedTree> trees = three_trees();
  trees[1].matrices[0].anchored = false;
  CHECK_FALSE(*a == *OpeningLayout::make(parameters(), 4, 5, trees));
  trees = three_trees();
  trees[1].blinded = true;
  CHECK_FALSE(*a == *OpeningLayout::make(parameters(), 4, 5, trees));
}

TEST_CASE("opening layout: what does not fit is too large, and says why") {
  const FriParameters fri = parameters();
  const auto refused = [](const Status& status, std::string_view detail) {
    CHECK(status == Status(Errc::too_large, 0));
    CHECK(status.detail() == detail);
  };
  refused(status_of(fri, {}), "no matrix");
  refused(status_of(fri, {CommittedTree{}}), "no matrix");
  refused(status_of(fri, {tree_of({.log_height = 3, .level = 3, .width = 1})}),
          "a level is outside the folding levels");
  CHECK(status_of(fri, {tree_of({.log_height = 4, .level = 4, .width = 1})}).ok());
  refused(status_of(fri, {tree_of({.log_height = 9, .level = 40, .width = 1})}),
          "a level is outside the folding levels");
  CHECK(status_of(fri, {tree_of({.log_height = 9, .level = 39, .width = 1})}).ok());
  refused(status_of(fri, {tree_of({.log_height = 9, .level = 9, .width = 0})}), "width of a matrix");
  refused(status_of(fri, {tree_of({.log_height = 9, .level = 9, .width = (std::size_t{1} << 24) + 1})}),
          "width of a matrix");
  for (const std::vector<std::uint32_t>& next : {std::vector<std::uint32_t>{3}, {1, 1}, {2, 0}}) {
    refused(status_of(fri, {tree_of({.log_height = 9, .level = 9, .width = 3, .next_columns = next})}),
            "next columns of a matrix");
  }
  // Two matrices that fit one by one, and their row group does not.
  CommittedTree wide = tree_of({.log_height = 9, .level = 9, .width = std::size_t{1} << 24});
  CHECK(status_of(fri, {wide}).ok());
  wide.matrices.push_back({.log_height = 9, .level = 9, .width = 1});
  refused(status_of(fri, {wide}), "length of a row group");
  // A row group that fits, and its mask does not.
  wide.matrices.pop_back();
  wide.blinded = true;
  CHECK(status_of(testing::hiding_parameters(), {wide}) == Status(Errc::too_large, 0));
  // A tree without matrices beside one with.
  CHECK(status_of(fri, {tree_of({.log_height = 9, .level = 9, .width = 1}), CommittedTree{}}) ==
        Status(Errc::too_large, 0));
}

TEST_CASE("opening layout: public trees hold no mask, and columns that are not blinded by themselves hide nothing") {
  const FriParameters fri{.log_blowup = 1, .log_slack = 4, .log_final = 5, .log_arity = 3, .num_queries = 10};
  const auto make = [&](std::vector<CommittedTree> trees) {
    return OpeningLayout::make(fri, 4, 5, std::move(trees)).value();
  };
  const OpeningLayout layout =
      make({{.matrices = {{.log_height = 6, .level = 6, .width = 1}}, .blinded = true},
            {.matrices = {{.log_height = 6, .level = 6, .width = 2}, {.log_height = 5, .level = 5, .width = 1}},
             .blinded = false}});
  REQUIRE(layout.levels().size() == 2);
  CHECK(layout.levels()[0].mask_tree == std::size_t{0});
  CHECK(layout.levels()[1].mask_tree == std::nullopt);
  CHECK(layout.shapes()[0].level(0).row_length == 1 + 4 + 5);
  CHECK(layout.shapes()[1].level(0).row_length == 2);
  CHECK_FALSE(layout.is_salted(1, 6));

  // Two chunks of four coordinates, of which one polynomial blinds both.
  for (const std::size_t num_blinded : {4U, 5U}) {
    const OpeningLayout chunks =
        make({{.matrices = {{.log_height = 6, .level = 6, .width = 8, .num_blinded = num_blinded}}, .blinded = true}});
    CHECK(chunks.is_salted(0, 6) == (num_blinded < 5));
    CHECK(chunks.shapes()[0].level(0).row_length == 8U + 4 + (num_blinded < 5 ? 5 : 0));
  }
  CHECK(OpeningLayout::make(fri, 4, 5, {{.matrices = {{.log_height = 6, .level = 6, .width = 3, .num_blinded = 4}}}})
            .status() == Status(Errc::too_large, 0));
}
