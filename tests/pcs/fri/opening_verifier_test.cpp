// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One hostile proof for every check: the prover does everything right but for one thing, and goes on as a verifier
// without the check would. So each of these proofs is refused under exactly one code, and a verifier without that check
// accepts it (delete_checks.py) wherever bytes alone do not say it.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <probata/hash/byte_suites.hpp>
#include <probata/pcs/fri/opening_verifier.hpp>

#include "pcs/fri/fri_cases.hpp"
#include "pcs/fri/hostile_proofs.hpp"
#include "pcs/fri/proof_sections.hpp"
#include "pcs/fri/reference_prover.hpp"
#include "support/fields.hpp"

using namespace probata;
using testing::ClaimedTrees;

namespace {

using Bytes = testing::Hostile<Blake3Suite, KoalaBear4>;

/// A matrix of two columns and one level, in plain mode: no masks that could hide what a test looks at.
Bytes::Claim plain_claim(std::uint8_t log_height = 6) { return {testing::plain_parameters(4), {{{log_height, 2, 1}}}}; }

/// The first query whose index at a level satisfies a condition, or nothing.
template <class Condition>
std::optional<std::uint32_t> first_query(const std::vector<std::size_t>& indices, std::size_t shift, Condition holds) {
  for (std::size_t n = 0; n < indices.size(); ++n) {
    if (holds(indices[n] >> shift)) return static_cast<std::uint32_t>(n);
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("opening verifier: an honest proof shows its roots and values") { testing::check_honest_proof<Bytes>(); }

TEST_CASE("opening verifier: an honest proof without masks, of one level and without a round of folding") {
  for (const auto log_height : std::initializer_list<std::uint8_t>{4, 6}) {
    Bytes plain(0xacce98, plain_claim(log_height));
    const std::vector<std::byte> proof = plain.prove();
    REQUIRE(plain.verify(proof) == Status());
    const auto result = verify_opening(plain.claim, proof);
    CHECK(result->roots.size() == 1);
    CHECK(result->values.size() == 3);
  }
}

TEST_CASE("opening verifier: the proof of one claim is none of another") {
  Bytes hostile(0x07e4);
  const std::vector<std::byte> proof = hostile.prove();
  const auto refused = [&](auto change) {
    Bytes::Claim other = hostile.claim;
    change(other);
    const Status status = testing::verdict(other, proof);
    CHECK_FALSE(status.ok());
    return status.code();
  };
  // Shapes of the same length: the header tells them apart.
  CHECK(refused([](auto& c) { std::swap(c.trees[0], c.trees[1]); }) == Errc::header);
  CHECK(refused([](auto& c) { c.fri.grinding.query += 1; }) == Errc::header);
  CHECK(refused([](auto& c) { c.fri.regime = ProximityRegime::johnson, c.fri.multiplicity = 3; }) == Errc::header);
  // Other lengths.
  CHECK(refused([](auto& c) { c.trees[0][0].num_next = 2; }) == Errc::header);
  CHECK(refused([](auto& c) { c.trees[0][0].width = 1000; }) == Errc::length_fixed);
}

// V13, V18: a claim that no format has, a table too small, shapes too large. The proof is not looked at.
TEST_CASE("opening verifier: C03, C09 and C13 refuse the claim") {
  const auto refused = [](auto change, const OpeningLimits& limits = {}) {
    Bytes::Claim claim = testing::hiding_claim<Blake3Suite, KoalaBear4>();
    change(claim);
    return testing::verdict(claim, {}, limits);
  };
  CHECK(refused([](auto&) {}) == Status(Errc::length_fixed, 0));
  CHECK(refused([](auto& c) { c.trees[0][0].width = 0; }) == Status(Errc::key_format, 0));
  CHECK(refused([](auto& c) { c.fri.num_queries = 0; }) == Status(Errc::params, 0));
  CHECK(refused([](auto& c) { c.fri.log_blowup = 0; }) == Status(Errc::params, 0));
  CHECK(refused([](auto& c) { c.trees[1][0].log_height = 2; }) == Status(Errc::table, 0));
  CHECK(refused([](auto& c) { c.trees[1][0].log_height = 24; }) == Status(Errc::too_large, 0));
  // Row groups: 2 columns and a salt of 5; 5 columns and R_5; 1 column, R_7 and a salt.
  CHECK(refused([](auto&) {}, {.max_row_length = 25}) == Status(Errc::too_large, 0));
  CHECK(refused([](auto&) {}, {.max_row_length = 26}) == Status(Errc::length_fixed, 0));
  CHECK(refused([](auto&) {}, {.max_opened_values = 9}) == Status(Errc::too_large, 0));
  CHECK(refused([](auto&) {}, {.max_opened_values = 10}) == Status(Errc::length_fixed, 0));
}

// V13, V32: a short proof whose loops would run over nothing; a long one that asks for memory.
TEST_CASE("opening verifier: C16 refuses what is shorter than the fixed part or longer than any proof") {
  Bytes hostile(0xc16);
  INFO("seed ", hostile.rng.seed());
  const std::vector<std::byte> proof = hostile.prove();
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, std::size_t{42}, hostile.fixed_bytes() - 1}) {
    CHECK(hostile.verify(std::span(proof).first(length)) == Status(Errc::length_fixed, 0));
  }
  std::vector<std::byte> longest = proof;
  longest.resize(hostile.max_bytes());
  CHECK(hostile.verify(longest).code() == Errc::length_total);
  longest.push_back(std::byte{0});
  CHECK(hostile.verify(longest) == Status(Errc::length_fixed, 0));
  CHECK(hostile.verify(std::span(proof).first(hostile.fixed_bytes())).code() == Errc::length_total);
}

// V06, V31: another format, another claim.
TEST_CASE("opening verifier: C17 refuses every other byte of the header") {
  Bytes hostile(0xc17);
  const std::vector<std::byte> proof = hostile.prove();
  for (std::size_t i = 0; i < 42; ++i) {
    std::vector<std::byte> other = proof;
    other[i] ^= std::byte{1};
    CHECK(hostile.verify(other) == Status(Errc::header, 0));
  }
}

TEST_CASE("opening verifier: C18 refuses elements of the fixed part that are not below the modulus") {
  testing::check_fixed_encodings<Bytes>();
}

// V10: a nonce beyond 48 bits would be more tries than the calculator counts.
TEST_CASE("opening verifier: C18 refuses nonces of more than 48 bits") {
  Bytes hostile(0xc18b);
  const std::vector<std::byte> proof = hostile.prove();
  std::size_t num_nonces = 0;
  for (const testing::ProofSection& section : hostile.sections()) {
    if (section.kind != testing::ProofSection::Kind::nonce) continue;
    ++num_nonces;
    const std::size_t position = section.begin;
    for (const std::uint64_t nonce : {std::uint64_t{1} << 48, ~std::uint64_t{0}}) {
      std::vector<std::byte> other = proof;
      serial::store_little_endian(other.data() + position, nonce);
      CHECK(hostile.verify(other).code() == Errc::fixed_encoding);
    }
    std::vector<std::byte> other = proof;
    serial::store_little_endian(other.data() + position, (std::uint64_t{1} << 48) - 1);
    CHECK(hostile.verify(other).code() != Errc::fixed_encoding);
    CHECK(hostile.verify(other).code() != Errc::ok);
  }
  CHECK(num_nonces == 5);
}

TEST_CASE("opening verifier: C22, C24, C25 and C26 refuse a nonce that proves no work") {
  testing::check_work<Bytes>();
}

// V13, V31: bytes that nobody reads, or too few.
TEST_CASE("opening verifier: C27 refuses every other length") {
  Bytes hostile(0xc27);
  INFO("seed ", hostile.rng.seed());
  std::vector<std::byte> proof = hostile.prove();
  CHECK(hostile.verify(std::span(proof).first(proof.size() - 1)) == Status(Errc::length_total, 0));
  CHECK(hostile.verify(std::span(proof).first(hostile.fixed_bytes())) == Status(Errc::length_total, 0));
  proof.push_back(std::byte{0});
  CHECK(hostile.verify(proof) == Status(Errc::length_total, 0));
}

TEST_CASE("opening verifier: C28 refuses opened elements that are not below the modulus") {
  testing::check_opening_encodings<Bytes>();
}

TEST_CASE("opening verifier: C31 refuses rows of another tree, and say which") {
  testing::check_rows_of_other_trees<Bytes>();
}

TEST_CASE("opening verifier: C31 and C33 refuse every changed element and sibling of the openings") {
  Bytes hostile(0xc31b);
  const std::vector<std::byte> proof = hostile.prove();
  std::set<Errc> codes;
  for (const testing::ProofSection& section : hostile.sections()) {
    if (!section.opening) continue;
    for (std::size_t position = section.begin; position < section.end; position += 4) {
      std::vector<std::byte> other = proof;
      other[position] ^= std::byte{1};
      const Status status = hostile.verify(other);
      codes.insert(status.code());
    }
  }
  CHECK(codes == std::set<Errc>{Errc::merkle_stage, Errc::merkle_fri});
}

TEST_CASE("opening verifier: C33 refuses leaves of another layer, and says of which round") {
  testing::check_leaves_of_other_layers<Bytes>();
}

// V02, V12, V13: the first layer is a codeword, but not that of the opened columns.
TEST_CASE("opening verifier: C34 refuses a first layer that is not the batched quotient") {
  using EF = Bytes::EF;
  Bytes hostile(0xc34);
  INFO("seed ", hostile.rng.seed());
  hostile.prover.cheat.layer = [](std::size_t round, std::vector<EF>& word) {
    if (round == 0) {
      for (EF& value : word) value += EF::one();
    }
  };
  CHECK(hostile.prove_and_verify() == Status(Errc::fri_input, 0));
}

// V03: a value that the column does not take, and the quotient of the value that it does.
TEST_CASE("opening verifier: C34 refuses a claimed value that is not the column's") {
  using EF = Bytes::EF;
  for (std::size_t changed = 0; changed < 3; ++changed) {
    Bytes hostile(0xc34b, plain_claim());
    hostile.prover.cheat.opened = [&](std::vector<EF>& opened, const EF&) { opened[changed] += EF::one(); };
    hostile.prover.cheat.batched = [&](std::size_t place, std::vector<EF>& word, const EF& lambda) {
      const EF point = hostile.prover.point;
      word = hostile.prover.batched(place, hostile.prover.values_at(point), point, lambda);
    };
    CHECK(hostile.prove_and_verify() == Status(Errc::fri_input, 0));
    CHECK(hostile.prover.is_low_degree());
  }
}

// V14: wrong in a quarter of the leaves, which fold to what they should. Whoever looks at one query misses it.
TEST_CASE("opening verifier: C34 and C35 name the query that found a wrong leaf") {
  using EF = Bytes::EF;
  // Level 7 folds to 4 in one round or, with arity 2, in two: 7 -> 6 -> 5 -> 4 in three.
  for (std::size_t wrong_round = 0; wrong_round < 3; ++wrong_round) {
    std::set<std::uint32_t> found;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      Bytes hostile(0xc34c00 + seed, plain_claim(7));
      hostile.claim.fri.log_arity = 1;
      hostile.prover = hostile.make();
      std::vector<EF> right;
      const auto is_wrong = [](std::size_t leaf) { return leaf % 4 == 1; };
      hostile.prover.cheat.layer = [&](std::size_t round, std::vector<EF>& word) {
        if (round != wrong_round) return;
        right = word;
        for (std::size_t row = 0; row < word.size(); ++row) {
          if (is_wrong(row / 2)) word[row] += EF::one();
        }
      };
      hostile.prover.cheat.folded = [&](std::size_t round, std::vector<EF>& word, const EF& beta) {
        if (round == wrong_round) word = testing::fold_word(right, 1, beta);
      };
      const Status status = hostile.prove_and_verify();
      const auto query = first_query(hostile.prover.indices, wrong_round + 1, is_wrong);
      if (query) {
        CHECK(status == Status(wrong_round == 0 ? Errc::fri_input : Errc::fri_fold, *query));
        found.insert(*query);
      } else {
        CHECK(status == Status());
      }
    }
    CHECK(found.size() >= 2);
  }
}

// V12, V14: a later layer is a codeword, but not what the layer before it folds to.
TEST_CASE("opening verifier: C35 refuses a layer that is not the fold of the one before") {
  using EF = Bytes::EF;
  Bytes hostile(0xc35);
  INFO("seed ", hostile.rng.seed());
  hostile.prover.cheat.folded = [](std::size_t round, std::vector<EF>& word, const EF&) {
    if (round == 0) {
      for (EF& value : word) value += EF::one();
    }
  };
  CHECK(hostile.prove_and_verify() == Status(Errc::fri_fold, 0));
}

// V12: another function joins than the one that is committed at that level.
TEST_CASE("opening verifier: C35 refuses a level that joins with another function") {
  using EF = Bytes::EF;
  Bytes hostile(0xc35b);
  INFO("seed ", hostile.rng.seed());
  hostile.prover.cheat.batched = [](std::size_t place, std::vector<EF>& word, const EF&) {
    if (place == 1) {
      for (EF& value : word) value += EF::one();
    }
  };
  CHECK(hostile.prove_and_verify() == Status(Errc::fri_fold, 0));
}

// V12: a level joins with beta^(2^a - 1), of which the fold has made use already.
TEST_CASE("opening verifier: C35 refuses a level that joins without a power of its own") {
  using EF = Bytes::EF;
  Bytes hostile(0xc35c);
  std::vector<EF> joining;
  hostile.prover.cheat.batched = [&](std::size_t place, std::vector<EF>& word, const EF&) {
    if (place == 1) joining = word;
  };
  hostile.prover.cheat.folded = [&](std::size_t round, std::vector<EF>& word, const EF& beta) {
    if (round != 0) return;
    // 7 -> 5 folds by 4.
    for (std::size_t i = 0; i < word.size(); ++i) word[i] += (beta.pow(3) - beta.pow(4)) * joining[i];
  };
  CHECK(hostile.prove_and_verify() == Status(Errc::fri_fold, 0));
  CHECK(hostile.prover.is_low_degree());
}

// V04, V12: the final polynomial is not what the last layer folds to.
TEST_CASE("opening verifier: C36 refuses another final polynomial") {
  using EF = Bytes::EF;
  Bytes hostile(0xc36);
  INFO("seed ", hostile.rng.seed());
  hostile.prover.cheat.last = [](std::vector<EF>& coefficients) { coefficients[0] += EF::one(); };
  CHECK(hostile.prove_and_verify() == Status(Errc::fri_final, 0));
  // The highest coefficient counts too.
  hostile.prover.cheat.last = [&](std::vector<EF>& coefficients) {
    coefficients[hostile.prover.layout().final_length() - 1] += EF::one();
  };
  CHECK(hostile.prove_and_verify() == Status(Errc::fri_final, 0));
}

TEST_CASE("opening verifier: C36 compares with the batched quotient itself where there is no round") {
  using EF = Bytes::EF;
  Bytes hostile(0xc36b, plain_claim(4));
  REQUIRE(hostile.prover.layout().schedule().size() == 0);
  hostile.prover.cheat.last = [](std::vector<EF>& coefficients) { coefficients[3] += EF::one(); };
  CHECK(hostile.prove_and_verify() == Status(Errc::fri_final, 0));
}

// V12: a level joins at the very end.
TEST_CASE("opening verifier: C36 refuses a final level that joins with another function") {
  using EF = Bytes::EF;
  Bytes hostile(0xc36c, {testing::plain_parameters(4), {{{6, 2, 1}, {4, 1, 0}}}});
  CHECK(hostile.prove_and_verify() == Status());
  hostile.prover.cheat.batched = [](std::size_t place, std::vector<EF>& word, const EF&) {
    if (place == 1) {
      for (EF& value : word) value += EF::one();
    }
  };
  CHECK(hostile.prove_and_verify() == Status(Errc::fri_final, 0));
}

// V14: the final polynomial is right in 15 of 32 points.
TEST_CASE("opening verifier: C36 names the query that found it") {
  using EF = Bytes::EF;
  std::set<std::uint32_t> found;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Bytes hostile(0xc36d00 + seed, plain_claim());
    constexpr std::size_t right = 15;
    hostile.prover.cheat.last = [&](std::vector<EF>& coefficients) {
      std::vector<KoalaBear> points;
      for (std::size_t row = 0; row < right; ++row) {
        points.push_back(testing::domain_point<KoalaBear>(5, row, KoalaBear::one()));
      }
      const std::vector<KoalaBear> added = vanishing_polynomial<KoalaBear>(points);
      for (std::size_t i = 0; i < added.size(); ++i) coefficients[i] += EF::from_base(added[i]);
    };
    const Status status = hostile.prove_and_verify();
    // Level 6 folds to 4: the last row has two bits less.
    const auto query = first_query(hostile.prover.indices, 2, [](std::size_t row) { return row >= right; });
    CHECK(status == (query ? Status(Errc::fri_final, *query) : Status()));
    if (query) found.insert(*query);
  }
  CHECK(found.size() >= 2);
}
