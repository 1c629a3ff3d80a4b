// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include <doctest/doctest.h>

#include <probata/security/fold_schedule.hpp>

using namespace probata;

namespace {

std::vector<FoldRound> rounds(std::uint8_t log_final, std::uint8_t log_arity,
                              std::initializer_list<std::size_t> levels) {
  LevelSet set;
  for (const std::size_t level : levels) set.insert(level);
  const FoldSchedule schedule({.log_final = log_final, .log_arity = log_arity}, set);
  return {schedule.begin(), schedule.end()};
}

}  // namespace

TEST_CASE("fold_schedule: one level folds by the arity, and less in the last round") {
  CHECK(rounds(6, 3, {14}) == std::vector<FoldRound>{{14, 3, false}, {11, 3, false}, {8, 2, false}});
  CHECK(rounds(6, 3, {12}) == std::vector<FoldRound>{{12, 3, false}, {9, 3, false}});
  CHECK(rounds(6, 3, {6}).empty());
}

TEST_CASE("fold_schedule: every level is met, and rolled in where it is met") {
  CHECK(rounds(6, 3, {14, 13, 8}) ==
        std::vector<FoldRound>{{14, 1, true}, {13, 3, false}, {10, 2, true}, {8, 2, false}});
  CHECK(rounds(6, 4, {10, 6}) == std::vector<FoldRound>{{10, 4, true}});
}

TEST_CASE("fold_schedule: for all sets of levels, rounds lead from the top to the final level and skip none") {
  for (std::uint64_t mask = 1; mask < (1U << 9); ++mask) {
    LevelSet levels;
    for (std::size_t i = 0; i < 9; ++i) {
      if ((mask >> i) & 1) levels.insert(5 + i);
    }
    for (std::uint8_t log_arity = 1; log_arity <= 4; ++log_arity) {
      std::size_t current = levels.top();
      std::size_t met = 1;
      for (const FoldRound& round : FoldSchedule({.log_final = 5, .log_arity = log_arity}, levels)) {
        CHECK(round.from == current);
        CHECK(round.arity >= 1);
        CHECK(round.arity <= log_arity);
        current -= round.arity;
        CHECK(round.to() == current);
        CHECK(round.roll_in == levels.contains(current));
        met += round.roll_in ? 1U : 0U;
      }
      CHECK(current == 5);
      CHECK(met == levels.size());
    }
  }
}

TEST_CASE("fold_schedule: a set of levels") {
  LevelSet levels;
  CHECK(levels.empty());
  levels.insert(63);
  levels.insert(4);
  levels.insert(4);
  CHECK(levels.size() == 2);
  CHECK(levels.top() == 63);
  CHECK(levels.next_below(63, 1) == 4);
  CHECK(levels.next_below(4, 1) == 1);
  CHECK(levels.next_below(64, 1) == 63);
  CHECK_FALSE(levels.contains(64));
  CHECK_FALSE(levels.contains(5));
}
