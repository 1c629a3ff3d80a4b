// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/baby_bear.hpp>
#include <probata/field/goldilocks.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/security/calculator.hpp>

#include "security/random_configuration.hpp"
#include "support/random.hpp"

using namespace probata;
using testing::RandomConfiguration;

namespace {

std::int64_t whole_bits(const SecurityReport& report, SecurityTerm term) {
  return report.term(term).value_or(-1) / units_per_bit;
}

FriParameters plain(std::uint8_t log_blowup, std::uint16_t multiplicity, std::uint16_t num_queries) {
  return {.log_blowup = log_blowup,
          .log_final = 0,
          .log_arity = 1,
          .regime = multiplicity == 0 ? ProximityRegime::unique_decoding : ProximityRegime::johnson,
          .multiplicity = multiplicity,
          .num_queries = num_queries};
}

FriParameters blinded(std::uint8_t log_blowup, std::uint16_t multiplicity) {
  FriParameters fri = plain(log_blowup, multiplicity, 1);
  fri.log_slack = 6;
  return fri;
}

}  // namespace

// The constants that the protocol gives to check an implementation, section 8.2.
static_assert(
    detail::CodeBounds({.log_blowup = 3, .log_slack = 6, .regime = ProximityRegime::johnson, .multiplicity = 35})
        .list_size() == 1702);
static_assert(
    detail::CodeBounds({.log_blowup = 4, .log_slack = 6, .regime = ProximityRegime::johnson, .multiplicity = 20})
        .list_size() == 1627);

TEST_CASE("calculator: the protocol's constants for the radius") {
  CHECK(detail::CodeBounds(blinded(2, 0)).one_minus_theta() == 2692743168U);
  CHECK(detail::CodeBounds(blinded(3, 35)).one_minus_theta() == 1552179231U);
  CHECK(detail::CodeBounds(blinded(4, 20)).one_minus_theta() == 1109150366U);
  CHECK(detail::CodeBounds(plain(1, 0, 1)).one_minus_theta() == 3221225472U);
  CHECK(detail::CodeBounds(plain(1, 67, 1)).one_minus_theta() == 3059664683U);
}

// Published figures: OpenVM 1.5 "app" and ZisK 0.16 "Dma", protocol section 8.5.
TEST_CASE("calculator: the published figures of other systems, to the bit") {
  FriParameters openvm = plain(1, 0, 193);
  openvm.grinding = {.deep = 5, .batch = 20, .query = 20};
  const std::array<LevelPairs, 1> openvm_levels{{{23, 79999}}};
  const auto app = compute_security(
      {BabyBear::modulus, 4, openvm, 256 * 124},
      {.levels = openvm_levels, .num_constraints = 15000, .deep_factor = 4 * ((std::uint64_t{1} << 23) + 1)});
  REQUIRE(app.ok());
  CHECK(whole_bits(*app, SecurityTerm::ali) == 109);
  CHECK(whole_bits(*app, SecurityTerm::deep) == 103);
  CHECK(whole_bits(*app, SecurityTerm::batch) == 105);
  CHECK(whole_bits(*app, SecurityTerm::fold) == 102);
  CHECK(whole_bits(*app, SecurityTerm::query) == 100);
  CHECK(app->bits() == 100);
  CHECK(app->weakest() == SecurityTerm::query);

  FriParameters zisk = plain(1, 67, 229);
  zisk.log_arity = 3;
  zisk.grinding = {.query = 16};
  const std::array<LevelPairs, 1> zisk_levels{{{21, 45}}};
  const auto dma = compute_security(
      {Goldilocks::modulus, 3, zisk, 256 * 128},
      {.levels = zisk_levels, .num_constraints = 49, .deep_factor = 4 * ((std::uint64_t{1} << 21) + 1)});
  REQUIRE(dma.ok());
  CHECK(whole_bits(*dma, SecurityTerm::ali) == 179);
  CHECK(whole_bits(*dma, SecurityTerm::deep) >= 161);
  CHECK(whole_bits(*dma, SecurityTerm::deep) <= 162);
  CHECK(whole_bits(*dma, SecurityTerm::batch) == 133);
  CHECK(whole_bits(*dma, SecurityTerm::fold) == 138);
  CHECK(whole_bits(*dma, SecurityTerm::query) == 128);
}

TEST_CASE("calculator: the least number of queries for 80 bits in unique decoding") {
  const std::array<LevelPairs, 1> levels{{{10, 1}}};
  const auto reaches = [&](std::uint8_t log_blowup, std::uint16_t num_queries) {
    const auto report =
        compute_security({KoalaBear::modulus, 6, plain(log_blowup, 0, num_queries), 32768}, {.levels = levels});
    return whole_bits(*report, SecurityTerm::query) >= 80;
  };
  for (const auto& [log_blowup, num_queries] : {std::pair<int, int>{1, 193}, {2, 118}, {3, 97}, {4, 88}}) {
    CHECK(reaches(static_cast<std::uint8_t>(log_blowup), static_cast<std::uint16_t>(num_queries)));
    CHECK_FALSE(reaches(static_cast<std::uint8_t>(log_blowup), static_cast<std::uint16_t>(num_queries - 1)));
  }
}

TEST_CASE("calculator: more queries, more grinding and a larger field never lower the total") {
  testing::Rng rng{0xca1c};
  for (int i = 0; i < 3000; ++i) {
    const RandomConfiguration drawn(rng);
    const std::int64_t total = drawn.report().total_256();
    RandomConfiguration more = drawn;
    more.parameters.fri.num_queries++;
    CHECK(more.report().total_256() >= total);
    more = drawn;
    more.parameters.degree++;
    CHECK(more.report().total_256() >= total);
    more = drawn;
    GrindingBits& grinding = more.parameters.fri.grinding;
    for (std::uint8_t* bits :
         {&grinding.phase, &grinding.ali, &grinding.deep, &grinding.batch, &grinding.fold, &grinding.query}) {
      ++*bits;
      CHECK(more.report().total_256() >= total);
    }
  }
}

TEST_CASE("calculator: larger heights, widths and numbers of interactions never raise the total") {
  testing::Rng rng{0xca1d};
  for (int i = 0; i < 3000; ++i) {
    const RandomConfiguration drawn(rng);
    const std::int64_t total = drawn.report().total_256();
    const auto no_better = [&](auto&& change) {
      RandomConfiguration larger = drawn;
      change(larger);
      CHECK(larger.report().total_256() <= total);
    };
    no_better([](auto& c) {
      for (LevelPairs& entry : c.levels) ++entry.level;
    });
    no_better([](auto& c) { ++c.levels.front().pairs; });
    no_better([](auto& c) { c.shape.num_interaction_rows *= 2; });
    no_better([](auto& c) { ++c.shape.max_tuple_width; });
    no_better([](auto& c) { ++c.shape.num_constraints; });
    no_better([](auto& c) { ++c.shape.stage_error; });
    no_better([](auto& c) { c.shape.deep_factor *= 2; });
    no_better([](auto& c) { c.shape.max_persistent_dimension *= 2; });
  }
}

TEST_CASE("calculator: a further level costs the strict figure one list, the informative one nothing") {
  const std::array<LevelPairs, 2> levels{{{20, 100}, {19, 100}}};
  FriParameters fri = blinded(3, 35);
  fri.log_final = 6;
  const SecurityParameters parameters{KoalaBear::modulus, 6, fri, 32768};
  const SecurityShape one{.levels = std::span(levels).first(1), .num_constraints = 206};
  const SecurityShape two{.levels = levels, .num_constraints = 206};
  const auto ali = [&](const SecurityShape& shape, ListSize size) {
    return *compute_security(parameters, shape, size)->term(SecurityTerm::ali);
  };
  CHECK(ali(one, ListSize::strict) - ali(two, ListSize::strict) == 1702);
  CHECK(ali(one, ListSize::informative) == ali(one, ListSize::strict));
  CHECK(ali(two, ListSize::informative) == ali(one, ListSize::informative));
}

TEST_CASE("calculator: absent terms are absent, and a statement without matrices or beyond 128 bits is refused") {
  const std::array<LevelPairs, 1> levels{{{10, 3}}};
  const SecurityParameters parameters{KoalaBear::modulus, 4, plain(1, 0, 10), 32768};
  const auto report = compute_security(parameters, {.levels = levels});
  REQUIRE(report.ok());
  for (const auto term :
       {SecurityTerm::phase, SecurityTerm::logup, SecurityTerm::ali, SecurityTerm::deep, SecurityTerm::anchor}) {
    CHECK_FALSE(report->term(term).has_value());
  }
  for (const auto term : {SecurityTerm::batch, SecurityTerm::fold, SecurityTerm::query, SecurityTerm::hash}) {
    CHECK(report->term(term).has_value());
  }
  CHECK(compute_security(parameters, {}).status().code() == Errc::security);
  const std::array<LevelPairs, 1> huge{{{62, ~std::uint64_t{0}}}};
  CHECK(compute_security(parameters, {.levels = huge}).ok());
  const std::array<LevelPairs, 1> beyond{{{63, ~std::uint64_t{0}}}};
  FriParameters wide = plain(5, 0, 10);
  CHECK(compute_security({KoalaBear::modulus, 4, wide, 32768}, {.levels = beyond}).status().code() == Errc::security);
}

TEST_CASE("calculator: negative totals are no bits") {
  const std::array<LevelPairs, 1> levels{{{40, 1U << 30}}};
  const auto report = compute_security({KoalaBear::modulus, 1, plain(1, 0, 10), 32768}, {.levels = levels});
  REQUIRE(report.ok());
  CHECK(report->total_256() < 0);
  CHECK(report->bits() == 0);
}
