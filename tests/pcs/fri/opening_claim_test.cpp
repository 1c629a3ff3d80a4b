// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include <probata/hash/byte_suites.hpp>
#include <probata/hash/poseidon2_suite.hpp>
#include <probata/pcs/fri/opening_claim.hpp>

#include "pcs/fri/fri_cases.hpp"
#include "support/bytes.hpp"

using namespace probata;
using testing::bytes_from_hex;
using testing::ClaimedTrees;

namespace {

using Claim = OpeningClaim<Blake3Suite, KoalaBear4>;
using AlgebraicClaim = OpeningClaim<Poseidon2Suite<KoalaBear, 16>, KoalaBear4>;

FriParameters parameters() {
  return {.log_blowup = 3,
          .log_slack = 4,
          .log_final = 5,
          .log_arity = 2,
          .log_cap = 1,
          .regime = ProximityRegime::johnson,
          .multiplicity = 35,
          .num_queries = 75,
          .grinding = {.deep = 1, .batch = 14, .fold = 8, .query = 20}};
}

ClaimedTrees trees() { return {{{10, 300, 7}, {3, 1, 1}}, {{8, 2, 0}}}; }

Claim claim() { return {parameters(), trees()}; }

/// The bytes of claim(), field by field as the protocol lists them.
constexpr std::string_view claim_hex =
    "50524f4241504353"  // PROBAPCS
    "0100"              // format
    "01 04 01 01"       // KoalaBear, degree 4, BLAKE3, zero knowledge
    "03 04 05 02 01"    // b, s, l, a, cap
    "01 2300 4b00"      // regime, m = 35, q = 75
    "01 0e 08 14"       // grinding
    "02"                // trees
    "0200 0a 2c01 0700 03 0100 0100"
    "0100 08 0200 0000";

Status parsed(const std::vector<std::byte>& bytes) { return Claim::parse(bytes).status(); }

/// The bytes with one replaced.
std::vector<std::byte> with_byte(std::size_t position, std::uint8_t value) {
  std::vector<std::byte> bytes = bytes_from_hex(claim_hex);
  bytes[position] = static_cast<std::byte>(value);
  return bytes;
}

constexpr std::size_t field_at = 10;
constexpr std::size_t flags_at = 13;
constexpr std::size_t blowup_at = 14;
constexpr std::size_t slack_at = 15;
constexpr std::size_t num_queries_at = 22;
constexpr std::size_t num_trees_at = 28;
constexpr std::size_t first_matrix_at = 31;

template <class Change>
Status changed(Change change) {
  Claim other = claim();
  change(other);
  return other.layout().status();
}

}  // namespace

TEST_CASE("opening claim: bytes are those of the protocol") {
  CHECK(testing::hex_of(claim().bytes()) == testing::hex_of(bytes_from_hex(claim_hex)));
  // Plain mode: the flag is clear and the slack is 0xFF.
  Claim plain = claim();
  plain.fri.log_slack = FriParameters::no_slack;
  const std::vector<std::byte> bytes = plain.bytes();
  CHECK(bytes[flags_at] == std::byte{0});
  CHECK(bytes[slack_at] == std::byte{0xFF});
}

TEST_CASE("opening claim: field, degree and suite have their numbers") {
  const auto numbers = [](const auto& claim) {
    const std::vector<std::byte> bytes = claim.bytes();
    return testing::hex_of(std::span(bytes).subspan(field_at, 3));
  };
  CHECK(numbers(OpeningClaim<Blake3Suite, KoalaBear6>{}) == "010601");
  CHECK(numbers(OpeningClaim<Sha256Suite, BabyBear5>{}) == "020502");
  CHECK(numbers(OpeningClaim<Sha3Suite, Goldilocks3>{}) == "030303");
  CHECK(numbers(OpeningClaim<Poseidon2Suite<KoalaBear, 16>, KoalaBear4>{}) == "010404");
  CHECK(numbers(OpeningClaim<Poseidon2Suite<BabyBear, 24>, BabyBear6>{}) == "020605");
}

TEST_CASE("opening claim: is read back from its bytes") {
  const Result<Claim> read = Claim::parse(bytes_from_hex(claim_hex));
  REQUIRE(read.ok());
  CHECK(*read == claim());
  testing::Rng rng{0xc1a1};
  INFO("seed ", rng.seed());
  for (int turn = 0; turn < 200; ++turn) {
    Claim random;
    random.fri = {.log_blowup = static_cast<std::uint8_t>(1 + rng.below(5)),
                  .log_slack = rng.flip() ? FriParameters::no_slack : static_cast<std::uint8_t>(2 + rng.below(3)),
                  .log_final = static_cast<std::uint8_t>(4 + rng.below(7)),
                  .log_arity = static_cast<std::uint8_t>(1 + rng.below(4)),
                  .log_cap = static_cast<std::uint8_t>(rng.below(5)),
                  .num_queries = static_cast<std::uint16_t>(1 + rng.below(1024))};
    if (rng.flip()) {
      random.fri.regime = ProximityRegime::johnson;
      random.fri.multiplicity = static_cast<std::uint16_t>(3 + rng.below(198));
    }
    random.fri.grinding = {.deep = static_cast<std::uint8_t>(rng.below(41)),
                           .batch = static_cast<std::uint8_t>(rng.below(41)),
                           .fold = static_cast<std::uint8_t>(rng.below(41)),
                           .query = static_cast<std::uint8_t>(rng.below(41))};
    for (std::size_t t = 1 + rng.index(4); t-- > 0;) {
      random.trees.emplace_back();
      for (std::size_t m = 1 + rng.index(4); m-- > 0;) {
        const auto width = static_cast<std::uint16_t>(1 + rng.below(1000));
        random.trees.back().push_back({static_cast<std::uint8_t>(3 + rng.below(10)), width,
                                       static_cast<std::uint16_t>(rng.below(width + std::uint64_t{1}))});
      }
    }
    const std::vector<std::byte> bytes = random.bytes();
    const Result<Claim> again = Claim::parse(bytes);
    REQUIRE_MESSAGE(again.ok(), again.status());
    REQUIRE(*again == random);
    REQUIRE(again->bytes() == bytes);
  }
}

TEST_CASE("opening claim: the layout has the matrices of the claim at the levels of the protocol") {
  const Result<OpeningLayout> made = claim().layout();
  REQUIRE(made.ok());
  // 2 (75 + 4) + 1 = 159 masks; dimension of level k: 2^k + 2^(k - 4).
  CHECK(claim().num_masks() == 159);
  REQUIRE(made->trees().size() == 2);
  const CommittedTree& first = made->trees()[0];
  CHECK(first.matrices[0] ==
        CommittedMatrix{.log_height = 10, .level = 11, .width = 300, .next_columns = {0, 1, 2, 3, 4, 5, 6}});
  CHECK(first.matrices[1] == CommittedMatrix{.log_height = 3, .level = 8, .width = 1, .next_columns = {0}});
  CHECK(made->trees()[1].matrices[0] == CommittedMatrix{.log_height = 8, .level = 9, .width = 2});
  for (std::size_t t = 0; t < 2; ++t) {
    CHECK(made->trees()[t].blinded);
    CHECK(made->trees()[t].code == Errc::merkle_stage);
    CHECK(made->trees()[t].index == t);
  }
  // Levels 11, 9 and 8; the masks are where the levels are, and 300 columns need no salt.
  REQUIRE(made->levels().size() == 3);
  CHECK(made->levels()[0].mask_tree == 0U);
  CHECK(made->levels()[1].mask_tree == 1U);
  CHECK(made->levels()[2].mask_tree == 0U);
  CHECK_FALSE(made->is_salted(0, 11));
  CHECK(made->is_salted(0, 8));
  CHECK(made->is_salted(1, 9));
  CHECK(made->num_opened_values() == 307 + 2 + 2);

  Claim plain = claim();
  plain.fri.log_slack = FriParameters::no_slack;
  const Result<OpeningLayout> plain_layout = plain.layout();
  REQUIRE(plain_layout.ok());
  CHECK(plain.num_masks() == 0);
  CHECK(plain_layout->trees().size() == 2);
  CHECK_FALSE(plain_layout->trees()[0].blinded);
  CHECK(plain_layout->trees()[0].matrices[0].level == 10);
  CHECK(plain_layout->trees()[0].matrices[1].level == 5);  // lifted to the final level
  for (const OpeningLayout::Level& level : plain_layout->levels()) CHECK_FALSE(level.mask_tree.has_value());
}

TEST_CASE("opening claim: magic, format and length have code C01") {
  const std::vector<std::byte> bytes = bytes_from_hex(claim_hex);
  for (std::size_t i = 0; i < 10; ++i) {
    CHECK(parsed(with_byte(i, 0x77)) == Status(Errc::key_format, 0));
  }
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    CAPTURE(length);
    CHECK(Claim::parse(std::span(bytes).first(length)).status().code() == Errc::key_format);
  }
  std::vector<std::byte> longer = bytes;
  longer.push_back(std::byte{0});
  CHECK(parsed(longer) == Status(Errc::key_format, static_cast<std::uint32_t>(bytes.size())));
}

TEST_CASE("opening claim: reserved flags have code C01") {
  for (int flags = 2; flags < 256; ++flags) {
    CHECK(parsed(with_byte(flags_at, static_cast<std::uint8_t>(flags))).code() == Errc::key_format);
  }
}

TEST_CASE("opening claim: a flag that contradicts the slack has code C03") {
  CHECK(parsed(with_byte(flags_at, 0)) == Status(Errc::params, 0));
  CHECK(parsed(with_byte(slack_at, 0xFF)) == Status(Errc::params, 0));
}

TEST_CASE("opening claim: another field, degree or suite has code C02") {
  for (std::size_t i = field_at; i < field_at + 3; ++i) {
    for (int value = 0; value < 256; ++value) {
      const std::vector<std::byte> other = with_byte(i, static_cast<std::uint8_t>(value));
      if (other == bytes_from_hex(claim_hex)) continue;
      CHECK(parsed(other) == Status(Errc::field_suite, 0));
    }
  }
}

TEST_CASE("opening claim: all of C01 comes before C02, and C02 before C03") {
  // Another field, and with it one fault of each kind that has code C01: none of them depends on the field.
  const auto also_field = [](std::vector<std::byte> bytes) {
    bytes[field_at] = std::byte{9};
    return parsed(bytes).code();
  };
  std::vector<std::byte> longer = bytes_from_hex(claim_hex);
  longer.push_back(std::byte{0});
  std::vector<std::byte> shorter = bytes_from_hex(claim_hex);
  shorter.pop_back();
  std::vector<std::byte> no_trees = with_byte(num_trees_at, 0);
  no_trees.resize(num_trees_at + 1);
  for (const std::vector<std::byte>& bytes : {with_byte(0, 0), with_byte(8, 2), with_byte(flags_at, 2), longer, shorter,
                                              no_trees, with_byte(num_trees_at, 3),  // a tree that is not there
                                              with_byte(num_trees_at + 1, 1),        // a matrix less
                                              with_byte(first_matrix_at + 6, 0),     // no column
                                              with_byte(first_matrix_at + 8, 2)}) {  // more next columns than columns
    CHECK(parsed(bytes).code() == Errc::key_format);
    CHECK(also_field(bytes) == Errc::key_format);
  }
  // Another field, and a fault of C03: parameters, or a flag that contradicts the slack.
  for (const std::vector<std::byte>& bytes : {with_byte(blowup_at, 0), with_byte(flags_at, 0),
                                              with_byte(slack_at, 0xFF), with_byte(num_queries_at + 1, 0xFF)}) {
    CHECK(parsed(bytes).code() == Errc::params);
    CHECK(also_field(bytes) == Errc::field_suite);
  }
  // And of C09: fewer than 8 rows.
  CHECK(parsed(with_byte(first_matrix_at + 5, 2)).code() == Errc::table);
  CHECK(also_field(with_byte(first_matrix_at + 5, 2)) == Errc::field_suite);
}

TEST_CASE("opening claim: counts that the protocol does not allow have code C01") {
  const auto refused = [](const Status& status) { CHECK(status == Status(Errc::key_format, 0)); };
  refused(changed([](Claim& c) { c.trees.clear(); }));
  refused(changed([](Claim& c) { c.trees.resize(256, {{8, 1, 0}}); }));
  CHECK(changed([](Claim& c) { c.trees.resize(255, {{8, 1, 0}}); }).ok());
  refused(changed([](Claim& c) { c.trees[1].clear(); }));
  refused(changed([](Claim& c) { c.trees[0][1].width = 0; }));
  refused(changed([](Claim& c) { c.trees[0][1].num_next = 2; }));
  // More matrices than the bytes can count would be another claim's bytes.
  refused(changed([](Claim& c) { c.trees[1].resize(65536, {3, 1, 0}); }));
  // The same in bytes.
  std::vector<std::byte> no_trees = with_byte(num_trees_at, 0);
  no_trees.resize(num_trees_at + 1);
  refused(parsed(no_trees));
  refused(parsed(with_byte(first_matrix_at + 8, 2)));
  CHECK(parsed(with_byte(first_matrix_at + 8, 0)).ok());
}

TEST_CASE("opening claim: parameters out of range have code C03") {
  const auto refused = [](const Status& status, std::string_view detail) {
    CHECK(status == Status(Errc::params, 0));
    CHECK(status.detail() == detail);
  };
  refused(changed([](Claim& c) { c.fri.log_blowup = 0; }), "log_blowup is not in 1..5");
  refused(changed([](Claim& c) { c.fri.num_queries = 0; }), "num_queries is not in 1..1024");
  refused(changed([](Claim& c) { c.fri.log_cap = 6; }), "log_cap is above log_final");
  refused(changed([](Claim& c) { c.fri.multiplicity = 2; }), "multiplicity is not in 3..200");
  refused(changed([](Claim& c) { c.fri.grinding.query = 41; }), "more grinding bits than the suite can sample");
  CHECK(changed([](Claim& c) { c.fri.grinding.query = 40; }).ok());
  refused(parsed(with_byte(blowup_at, 6)), "log_blowup is not in 1..5");
  // Algebraic suites sample fewer bits at once.
  AlgebraicClaim algebraic{parameters(), trees()};
  algebraic.fri.grinding.query = 24;
  CHECK(algebraic.layout().ok());
  algebraic.fri.grinding.query = 25;
  refused(algebraic.layout().status(), "more grinding bits than the suite can sample");
}

TEST_CASE("opening claim: a matrix of fewer than 8 rows has code C09") {
  CHECK(changed([](Claim& c) { c.trees[0][1].log_height = 2; }) == Status(Errc::table, 0));
  CHECK(changed([](Claim& c) { c.trees[0][1].log_height = 3; }).ok());
}

TEST_CASE("opening claim: a domain beyond the two-adic subgroup has code C13") {
  // KoalaBear: 2^24; b = 3.
  CHECK(changed([](Claim& c) { c.trees[0][0].log_height = 21; }).ok());
  CHECK(changed([](Claim& c) { c.trees[0][0].log_height = 22; }) == Status(Errc::too_large, 0));
  CHECK(changed([](Claim& c) { c.trees[0][0].log_height = 25; }) == Status(Errc::too_large, 0));
  // Shifts of 64 bits and more would wrap around to small heights.
  for (int height = 25; height < 256; ++height) {
    CHECK(changed([height](Claim& c) { c.trees[0][0].log_height = static_cast<std::uint8_t>(height); }) ==
          Status(Errc::too_large, 0));
  }
  // A height that fits, and its masks do not: 2^19 + 2^(19 - 8) coefficients have room for 2048 masks, and 2^20 rows
  // with b = 5 pass 2^24.
  Claim tall = claim();
  tall.trees = {{{19, 1, 0}}};
  tall.fri.log_blowup = 5;
  tall.fri.log_slack = 8;
  tall.fri.log_final = 8;
  tall.fri.num_queries = 1019;
  CHECK(tall.num_masks() == 2047);
  CHECK(tall.layout().ok());
  tall.fri.num_queries = 1020;
  CHECK(tall.layout().status() == Status(Errc::too_large, 0));
}

TEST_CASE("opening claim: the caller's limits have code C13") {
  const Claim c = claim();
  // Row groups: 300, 1 and 2 columns, each with the mask of its level, the short ones with a salt.
  const std::size_t row_length = (300 + 4) + (1 + 4 + 5) + (2 + 4 + 5);
  CHECK(c.layout({.max_row_length = row_length}).ok());
  CHECK(c.layout({.max_row_length = row_length - 1}).status() == Status(Errc::too_large, 0));
  CHECK(c.layout({.max_opened_values = 311}).ok());
  CHECK(c.layout({.max_opened_values = 310}).status() == Status(Errc::too_large, 0));
  CHECK(Claim::parse(c.bytes(), {.max_opened_values = 311}).ok());
  CHECK(Claim::parse(c.bytes(), {.max_opened_values = 310}).status() == Status(Errc::too_large, 0));
  // A million matrices that claim 2^17 values each are refused by adding up, not by trying.
  Claim hostile = c;
  hostile.trees.assign(16, std::vector<ClaimedMatrix>(65535, {3, 65535, 65535}));
  CHECK(hostile.layout().status() == Status(Errc::too_large, 0));
}

TEST_CASE(
    "opening claim: the code is that of the first check in the protocol's order, wherever in the claim it fails") {
  const auto first = [](int from) {
    return changed([from](Claim& c) {
      c.trees[0][0].log_height = 25;                // C13
      if (from <= 9) c.trees[0][1].log_height = 2;  // C09
      if (from <= 3) c.fri.num_queries = 0;         // C03
      if (from <= 1) c.trees[1][0].width = 0;       // C01
    });
  };
  CHECK(first(13).code() == Errc::too_large);
  CHECK(first(9).code() == Errc::table);
  CHECK(first(3).code() == Errc::params);
  CHECK(first(1).code() == Errc::key_format);
}

TEST_CASE("opening claim: the digest is SHA-256 of tag and bytes") {
  std::vector<std::byte> message = testing::bytes_of("probata/1/pcs");
  const std::vector<std::byte> bytes = claim().bytes();
  message.insert(message.end(), bytes.begin(), bytes.end());
  CHECK(Claim::digest(bytes) == Sha256::hash(message));
  // Python: hashlib.sha256(b"probata/1/pcs" + bytes.fromhex(claim_hex)).hexdigest()
  CHECK(testing::hex_of(Claim::digest(bytes)) == "7d8298b86b450596362c6cb37c0dec5f1226422821a9e2701479bca1b5e799bc");
}

TEST_CASE("opening claim: the security calculator gets field, parameters, hash and pairs") {
  const SecurityParameters security = claim().security();
  CHECK(security.modulus == KoalaBear::modulus);
  CHECK(security.degree == 4);
  CHECK(security.fri == parameters());
  CHECK(security.collision_bits_256 == 128 * 256);
  const std::vector<LevelPairs> pairs = claim().layout()->level_pairs();
  REQUIRE(pairs.size() == 3);
  CHECK(pairs[0].pairs == 307);
  const Result<SecurityReport> report = compute_security(security, {.levels = pairs});
  REQUIRE(report.ok());
  CHECK(report->term(SecurityTerm::batch).has_value());
  CHECK(report->weakest() == SecurityTerm::batch);  // e = 4 is too small for this regime
}
