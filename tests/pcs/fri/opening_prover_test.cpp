// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <probata/core/usage_error.hpp>
#include <probata/hash/byte_suites.hpp>
#include <probata/parallel/threads.hpp>
#include <probata/pcs/fri/opening_prover.hpp>
#include <probata/prf/deterministic_random.hpp>

#include "pcs/fri/fri_cases.hpp"
#include "pcs/fri/reference_prover.hpp"
#include "support/fields.hpp"

using namespace probata;
using testing::as_span;
using testing::ClaimedTrees;
using testing::Traces;

namespace {

/// The mode of a claim decides which of the two functions proves it. Every executor would be a prover to compile.
template <class Suite, class EF>
std::vector<std::byte> prove(const OpeningClaim<Suite, EF>& claim, const Traces<typename EF::Prime>& traces,
                             std::uint64_t seed, std::size_t num_threads = 1) {
  const auto views = traces.views();
  const parallel::Threads executor(num_threads);
  if (!claim.fri.zero_knowledge()) return prove_opening_without_hiding(claim, as_span(views), executor).bytes;
  DeterministicRandomForTests random(seed);
  return prove_opening(claim, as_span(views), random, executor).bytes;
}

/// The salt of a row, word by word as the protocol words it.
template <class F>
std::vector<F> salt_of(const HidingStreams& streams, std::size_t tree, std::size_t level, std::size_t row) {
  constexpr std::size_t length = salt_length<F>;
  constexpr std::size_t per_block = length == 5 ? 3 : 2;
  const ChaCha20 stream(streams.key(HidingPurpose::salts, tree, level), ChaCha20::Nonce{});
  std::array<std::byte, 64> block;
  stream.keystream(64 * (row / per_block), block);
  std::vector<F> salt;
  for (std::size_t i = 0; i < length; ++i) {
    const std::byte* from = block.data() + (row % per_block * length + i) * sizeof(F);
    std::uint64_t word = 0;
    if constexpr (length == 5) {
      word = serial::load_little_endian<std::uint32_t>(from) & 0x7FFFFFFF;
    } else {
      word = serial::load_little_endian<std::uint64_t>(from);
    }
    salt.push_back(F::from_u64(word >= F::modulus ? word - F::modulus : word));
  }
  return salt;
}

/// The proof by its definition, from the streams of a seed.
template <class Suite, class EF>
std::vector<std::byte> reference_proof(const OpeningClaim<Suite, EF>& claim, const Traces<typename EF::Prime>& traces,
                                       std::uint64_t seed) {
  using F = typename EF::Prime;
  const OpeningLayout layout = *claim.layout();
  testing::ReferenceProver<Suite, EF> prover(layout);
  serial::Writer header;
  header.write_text("PROBAPFR");
  header.write_u16(1);
  header.write_bytes(OpeningClaim<Suite, EF>::digest(claim.bytes()));
  DeterministicRandomForTests random(seed);
  const HidingStreams streams(random, Sha256::hash(header.bytes()));
  const auto read = [&](HidingPurpose purpose, std::size_t a, std::size_t b, std::size_t count) {
    std::vector<F> elements;
    streams.elements<F>(purpose, a, b, count, [&](const F& element) { elements.push_back(element); });
    return elements;
  };
  for (std::size_t t = 0; t < layout.trees().size(); ++t) {
    prover.matrices.emplace_back();
    std::size_t column_of_tree = 0;
    for (std::size_t m = 0; m < layout.trees()[t].matrices.size(); ++m) {
      auto& columns = prover.matrices.back().emplace_back();
      for (std::size_t j = 0; j < layout.trees()[t].matrices[m].width; ++j, ++column_of_tree) {
        std::vector<F> values;
        for (std::size_t i = 0; i < traces(t, m).rows(); ++i) values.push_back(traces(t, m)(i, j));
        const std::size_t num_masks =
            claim.fri.zero_knowledge() ? 2 * (std::size_t{claim.fri.num_queries} + EF::degree) + 1 : 0;
        const std::vector<F> mask = read(HidingPurpose::column_mask, t, column_of_tree, num_masks);
        columns.emplace_back(testing::blinded_polynomial<F>(values, mask),
                             layout.trees()[t].matrices[m].level + claim.fri.log_blowup);
      }
    }
  }
  if (claim.fri.zero_knowledge()) {
    for (const OpeningLayout::Level& level : layout.levels()) {
      auto& columns = prover.masks.emplace_back();
      const std::size_t length =
          (std::size_t{1} << level.level) + (std::size_t{1} << (level.level - claim.fri.log_slack));
      for (std::size_t c = 0; c < EF::degree; ++c) {
        columns.emplace_back(read(HidingPurpose::mask_polynomial, level.level, c, length),
                             level.level + claim.fri.log_blowup);
      }
    }
  }
  prover.salt = [&](std::size_t tree, std::size_t level, std::size_t row) {
    return salt_of<F>(streams, tree, level, row);
  };
  return prover.prove_bare(claim);
}

struct BlakeKoalaBear {
  using Suite = Blake3Suite;
  using EF = KoalaBear4;
};
struct ShaGoldilocks {
  using Suite = Sha3Suite;
  using EF = Goldilocks2;
};

/// Plain and hiding; one matrix, mixed levels, lifted ones, several trees, a level that joins at the very end, caps.
std::vector<std::pair<FriParameters, ClaimedTrees>> cases() {
  FriParameters wide = testing::with_grinding(testing::plain_parameters());
  wide.log_blowup = 2;
  wide.log_arity = 4;
  wide.log_cap = 4;
  FriParameters hiding_wide = wide;
  hiding_wide.log_slack = 3;
  FriParameters narrow = testing::hiding_parameters(1);
  narrow.log_arity = 1;
  FriParameters by_four = testing::plain_parameters();
  by_four.log_arity = 2;
  return {
      {testing::plain_parameters(), {{{6, 3, 1}}}},
      {testing::plain_parameters(), {{{4, 1, 0}}}},
      {by_four, {{{7, 2, 2}, {4, 5, 0}}, {{3, 1, 1}}, {{5, 17, 3}, {7, 1, 0}}}},
      {wide, {{{8, 3, 1}, {5, 2, 0}}}},
      {testing::hiding_parameters(), {{{6, 3, 1}}}},
      {hiding_wide, {{{6, 2, 2}, {3, 18, 5}}, {{4, 1, 1}, {6, 1, 0}}}},
      {narrow, {{{3, 2, 1}}}},
      // Levels 7 and 6; 6 and 7; 5: masks of two levels in the second tree, of one in the third; salts here and there.
      {testing::hiding_parameters(), {{{6, 5, 5}, {5, 4, 0}}, {{5, 5, 1}, {6, 4, 4}}, {{4, 3, 0}}}},
  };
}

template <class Call>
void check_usage_error(Call&& call, std::string_view what) {
  try {
    call();
    FAIL("nothing was thrown");
  } catch (const UsageError& error) {
    CHECK(std::string_view(error.what()) == what);
  }
}

using Claim = OpeningClaim<Blake3Suite, KoalaBear4>;

}  // namespace

TEST_CASE_TEMPLATE("opening prover: the proof is that of the definition, and is accepted", Kind, BlakeKoalaBear,
                   ShaGoldilocks) {
  using Suite = typename Kind::Suite;
  using EF = typename Kind::EF;
  testing::Rng rng{0x09e4};
  INFO("seed ", rng.seed());
  for (const auto& [fri, trees] : cases()) {
    const OpeningClaim<Suite, EF> claim{fri, trees};
    const Traces<typename EF::Prime> traces(rng, trees);
    const std::uint64_t seed = rng.u64();
    const std::vector<std::byte> proof = prove(claim, traces, seed);
    REQUIRE(proof == reference_proof(claim, traces, seed));
    const auto result = verify_opening(claim, proof);
    REQUIRE_MESSAGE(result.ok(), result.status());
    CHECK(result->roots.size() == trees.size());
    CHECK(result->values.size() == claim.layout()->num_opened_values());
  }
}

TEST_CASE("opening prover: without masks the values are those of the trace's own polynomials") {
  testing::Rng rng{0x09e5};
  INFO("seed ", rng.seed());
  const Claim claim{testing::plain_parameters(), {{{6, 3, 2}, {3, 1, 1}}}};
  const Traces<KoalaBear> traces(rng, claim.trees);
  const auto result = verify_opening(claim, prove(claim, traces, 0));
  REQUIRE(result.ok());
  std::vector<KoalaBear4> expected;
  for (std::size_t m = 0; m < 2; ++m) {
    const std::size_t log_height = claim.trees[0][m].log_height;
    const auto domain = Coset<KoalaBear>::subgroup(log_height);
    const auto at_point = evaluate_columns(traces(0, m).view(), domain, RowOrder::natural, result->point);
    const auto at_next = evaluate_columns(traces(0, m).view(), domain, RowOrder::natural, domain.next(result->point));
    expected.insert(expected.end(), at_point.begin(), at_point.end());
    expected.insert(expected.end(), at_next.begin(),
                    at_next.begin() + static_cast<std::ptrdiff_t>(claim.trees[0][m].num_next));
  }
  CHECK(result->values == expected);
}

TEST_CASE("opening prover: 1, 2 and 7 threads make the same proof") {
  testing::Rng rng{0x09e6};
  INFO("seed ", rng.seed());
  for (const FriParameters& fri :
       {testing::with_grinding(testing::plain_parameters()), testing::with_grinding(testing::hiding_parameters())}) {
    // Large enough for every loop to be cut.
    const Claim claim{fri, {{{13, 5, 3}, {10, 3, 0}}, {{13, 40, 2}}}};
    const Traces<KoalaBear> traces(rng, claim.trees);
    const std::vector<std::byte> serial = prove(claim, traces, 3);
    CHECK(verify_opening(claim, serial).ok());
    for (const std::size_t count : {2U, 7U}) {
      CAPTURE(count);
      CHECK(prove(claim, traces, 3, count) == serial);
    }
  }
}

TEST_CASE("opening prover: proofs of one trace share nothing that is hidden") {
  testing::Rng rng{0x09e7};
  INFO("seed ", rng.seed());
  const Claim claim{testing::hiding_parameters(), {{{6, 2, 1}}}};
  const Traces<KoalaBear> traces(rng, claim.trees);
  std::set<std::vector<std::byte>> proofs;
  std::set<std::uint32_t> values;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const std::vector<std::byte> proof = prove(claim, traces, seed);
    const auto result = verify_opening(claim, proof);
    REQUIRE(result.ok());
    proofs.insert(proof);
    for (const KoalaBear4& value : result->values) values.insert(value[0].value());
    CHECK(prove(claim, traces, seed) == proof);
  }
  CHECK(proofs.size() == 20);
  CHECK(values.size() >= 59);
  // A generator that is read on has other streams for the next proof.
  DeterministicRandomForTests random(1);
  const auto views = traces.views();
  const OpeningProof first = prove_opening(claim, as_span(views), random, parallel::Threads(1));
  const OpeningProof second = prove_opening(claim, as_span(views), random, parallel::Threads(1));
  CHECK(first.bytes != second.bytes);
}

TEST_CASE("opening prover: says what is wrong with its arguments") {
  testing::Rng rng{0x09e8};
  const Claim plain{testing::plain_parameters(), {{{4, 2, 0}, {3, 1, 0}}, {{5, 3, 0}}}};
  const Traces<KoalaBear> traces(rng, plain.trees);
  const auto views = traces.views();
  DeterministicRandomForTests random(1);
  const auto prove_plain = [](const Claim& claim, const Traces<KoalaBear>::Views& v) {
    static_cast<void>(prove_opening_without_hiding(claim, as_span(v), parallel::Threads(1)));
  };

  check_usage_error([&] { static_cast<void>(prove_opening(plain, as_span(views), random, parallel::Threads(1))); },
                    "prove_opening: claim.fri.log_slack = no_slack, must be a number: without room for masks nothing "
                    "is hidden; prove_opening_without_hiding says so");
  Claim hiding = plain;
  hiding.fri = testing::hiding_parameters();
  check_usage_error([&] { prove_plain(hiding, views); },
                    "prove_opening_without_hiding: claim.fri.log_slack = 2, must be no_slack: this claim promises to "
                    "hide; call prove_opening");

  Claim wrong = plain;
  wrong.fri.num_queries = 0;
  check_usage_error([&] { prove_plain(wrong, views); },
                    "prove_opening_without_hiding: claim = E_PARAMS, must be num_queries is not in 1..1024");
  wrong = plain;
  wrong.trees[0][1].log_height = 2;
  check_usage_error([&] { prove_plain(wrong, views); },
                    "prove_opening_without_hiding: claim = E_TABLE, must be a matrix has at least 2^3 rows");

  auto other = views;
  other.pop_back();
  check_usage_error([&] { prove_plain(plain, other); },
                    "prove_opening_without_hiding: traces.size() = 1, must be one list of matrices for each of the "
                    "claim's 2 trees");
  other = views;
  other[0].pop_back();
  check_usage_error([&] { prove_plain(plain, other); },
                    "prove_opening_without_hiding: traces[0].size() = 1, must be the tree's number of matrices, 2");
  other = views;
  std::swap(other[0][0], other[0][1]);
  check_usage_error([&] { prove_plain(plain, other); },
                    "prove_opening_without_hiding: traces[0][0].rows() = 8, must be the claim's 2^4");
  other = views;
  other[1][0] = views[1][0].cols(0, 2);
  check_usage_error([&] { prove_plain(plain, other); },
                    "prove_opening_without_hiding: traces[1][0].cols() = 2, must be the claim's 3");
  const Matrix<KoalaBear> wide(32, 4);
  other[1][0] = wide.cols(1, 3);
  check_usage_error([&] { prove_plain(plain, other); },
                    "prove_opening_without_hiding: traces[1][0].row_stride() = 4, must be cols() (rows without gaps)");
  CHECK_NOTHROW(prove_plain(plain, views));
}
