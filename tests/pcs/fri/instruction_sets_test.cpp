// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Once per instruction set: the kernels against their definitions, and whole proofs against digests that are the same
// everywhere.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include <probata/hash/byte_suites.hpp>
#include <probata/hash/sha256.hpp>
#include <probata/parallel/threads.hpp>
#include <probata/pcs/fri/detail/deep_lanes.hpp>
#include <probata/pcs/fri/detail/fold_lanes.hpp>
#include <probata/pcs/fri/opening_prover.hpp>
#include <probata/pcs/fri/opening_verifier.hpp>
#include <probata/poly/domain.hpp>
#include <probata/prf/deterministic_random.hpp>

#include "pcs/fri/fri_cases.hpp"
#include "pcs/fri/reference_prover.hpp"
#include "support/bytes.hpp"
#include "support/fields.hpp"

using namespace probata;

namespace {

template <std::size_t log_arity, class EF>
void check_fold(testing::Rng& rng) {
  using F = typename EF::Prime;
  using Lanes = detail::FoldLanes<EF, simd::DefaultArch>;
  constexpr std::size_t arity = std::size_t{1} << log_arity;
  const std::vector<F> points = Lanes::inverse_points(log_arity + 8, log_arity);
  for (std::size_t log_leaves = 0; log_leaves <= 8; ++log_leaves) {
    CAPTURE(log_leaves);
    const std::size_t num_leaves = std::size_t{1} << log_leaves;
    const auto codeword = testing::random_elements<EF>(rng, num_leaves * arity);
    const EF beta = testing::random_element<EF>(rng);
    std::vector<EF> expected;
    for (std::size_t leaf = 0; leaf < num_leaves; ++leaf) {
      std::vector<EF> fibre(codeword.begin() + static_cast<std::ptrdiff_t>(leaf * arity),
                            codeword.begin() + static_cast<std::ptrdiff_t>((leaf + 1) * arity));
      expected.push_back(fold_fibre(std::span<EF>(fibre), leaf, log_leaves + log_arity, beta));
    }
    std::vector<EF> folded(num_leaves);
    Lanes::template fold<log_arity>(codeword, points, beta, std::span(folded), parallel::Serial());
    REQUIRE(folded == expected);
    std::vector<EF> by_threads(num_leaves);
    Lanes::template fold<log_arity>(codeword, points, beta, std::span(by_threads), parallel::Threads(3));
    REQUIRE(by_threads == expected);
  }
}

struct BlakeKoalaBear {
  using Suite = Blake3Suite;
  using EF = KoalaBear4;
};
struct ShaGoldilocks {
  using Suite = Sha3Suite;
  using EF = Goldilocks2;
};

/// SHA-256 of a proof for a trace that follows from the shape.
template <class Kind>
std::string proof_digest(const FriParameters& fri, const parallel::Threads& executor) {
  using Suite = typename Kind::Suite;
  using EF = typename Kind::EF;
  testing::Rng rng{0x15a};
  const OpeningClaim<Suite, EF> claim{fri, {{{9, 37, 3}, {6, 1, 0}}, {{9, 2, 1}, {3, 5, 5}}}};
  const testing::Traces<typename EF::Prime> traces(rng, claim.trees);
  const auto views = traces.views();
  std::vector<std::byte> proof;
  if (fri.zero_knowledge()) {
    DeterministicRandomForTests random(0x15a);
    proof = prove_opening(claim, testing::as_span(views), random, executor).bytes;
  } else {
    proof = prove_opening_without_hiding(claim, testing::as_span(views), executor).bytes;
  }
  CHECK(verify_opening(claim, proof).ok());
  return testing::hex_of(Sha256::hash(proof));
}

template <class Kind>
void check_digests(std::string_view plain, std::string_view hiding) {
  for (const std::size_t num_threads : {1U, 2U, 7U}) {
    CAPTURE(num_threads);
    const parallel::Threads executor(num_threads);
    FriParameters fri = testing::with_grinding(testing::plain_parameters());
    CHECK(proof_digest<Kind>(fri, executor) == plain);
    fri.log_slack = 3;
    CHECK(proof_digest<Kind>(fri, executor) == hiding);
  }
}

}  // namespace

TEST_CASE_TEMPLATE("instruction sets: fibres in lanes fold as one by one, for every arity and number", EF, KoalaBear4,
                   BabyBear5, Goldilocks2) {
  testing::Rng rng{0xf01d7};
  INFO("seed ", rng.seed());
  check_fold<1, EF>(rng);
  check_fold<2, EF>(rng);
  check_fold<3, EF>(rng);
  check_fold<4, EF>(rng);
}

TEST_CASE_TEMPLATE("instruction sets: batched quotients in lanes are those of single rows", EF, KoalaBear4,
                   Goldilocks3) {
  using F = typename EF::Prime;
  using Lanes = detail::DeepLanes<EF, simd::DefaultArch>;
  testing::Rng rng{0xdee97};
  INFO("seed ", rng.seed());
  // Widths around those of tiles; next columns with gaps, first and last among them; one matrix anchored.
  std::vector<CommittedTree> trees{
      {.matrices = {{.log_height = 5, .level = 5, .width = 1},
                    {.log_height = 4, .level = 5, .width = 35, .next_columns = {0, 7, 8, 15, 16, 17, 31, 32, 34}}}},
      {.matrices = {{.log_height = 5, .level = 5, .width = 16, .next_columns = {15}, .anchored = true}}}};
  const OpeningLayout layout = *OpeningLayout::make(testing::plain_parameters(), EF::degree, 0, trees);
  const auto opened = testing::random_elements<EF>(rng, layout.num_opened_values());
  const std::vector<Anchor<EF>> anchors{{testing::random_point<EF>(rng), testing::random_elements<EF>(rng, 16)}};
  const std::vector<EF> powers = batching_powers(layout, testing::random_element<EF>(rng));
  const EF point = testing::random_point<EF>(rng);
  const DeepQuotient<EF> quotient(layout, 0, std::span<const EF>(opened), point, anchors, powers);

  const std::size_t num_rows = 64;
  const std::vector<std::size_t> widths{1, 35, 16};
  std::vector<Matrix<F>> matrices;
  for (const std::size_t width : widths) {
    matrices.push_back(Matrix<F>::from_flat(testing::random_elements<F>(rng, num_rows * width), width));
  }
  const Matrix<F> masks = Matrix<F>::from_flat(testing::random_elements<F>(rng, num_rows * EF::degree), EF::degree);
  typename Lanes::Rows rows;
  for (const auto& run : quotient.runs()) {
    rows.matrices.push_back(matrices[run.tree == 1 ? 2 : run.row_offset == 0 ? 0 : 1].view());
  }
  const Coset<F> coset(F::generator(), 6);
  const std::vector<F> x = coset.elements(RowOrder::bit_reversed);
  std::vector<Matrix<F>> weights;
  for (const auto& u : quotient.points()) {
    Matrix<F>& of_point = weights.emplace_back(EF::degree, num_rows);
    for (std::size_t i = 0; i < num_rows; ++i) {
      const EF weight = (u.at - EF::from_base(x[i])).inverse() * x[i];
      for (std::size_t c = 0; c < EF::degree; ++c) of_point(c, i) = weight[c];
    }
  }
  for (const Matrix<F>& of_point : weights) rows.weights.push_back(of_point.view());
  std::vector<F> minus_inverse_x;
  for (const F& element : x) minus_inverse_x.push_back(-element.inverse());
  rows.minus_inverse_x = minus_inverse_x;

  for (const bool with_masks : {false, true}) {
    if (with_masks) rows.masks = masks.view();
    std::vector<EF> expected;
    for (std::size_t i = 0; i < num_rows; ++i) {
      std::vector<std::vector<F>> groups(2);
      for (std::size_t m = 0; m < 3; ++m) {
        const auto row = matrices[m].row(i);
        auto& group = groups[m / 2];
        group.insert(group.end(), row.begin(), row.end());
      }
      expected.push_back(quotient.evaluate(x[i], [&](std::size_t tree) { return std::span<const F>(groups[tree]); }));
      for (std::size_t c = 0; with_masks && c < EF::degree; ++c) expected.back()[c] += masks(i, c);
    }
    std::vector<EF> computed(num_rows);
    Lanes(quotient).compute(rows, std::span(computed), parallel::Serial());
    CHECK(computed == expected);
  }
}

// The digests are those of the scalar build (PROBATA_NO_SIMD, one thread): what they pin is that no other build proves
// anything else, and that proofs of format 1 change only when somebody means them to. That they are right is not said
// here but where proofs are compared with the reference prover's, in opening_prover_test.cpp.
TEST_CASE("instruction sets: proofs are the same everywhere") {
  check_digests<BlakeKoalaBear>("96ba32118e890704489eb217ceb2e1fc69b4f0d708c4457e750b55ce185be0ec",
                                "caf19695c8241b026f72f3f751e48d9749528c7fef4129ae776d7f5289bac40e");
  check_digests<ShaGoldilocks>("c51a2089e6c961c073495e77268fa49dc1f4de268b1bcc5c4f60bbd8d801e05f",
                               "b2c846b1850e0a22e956833ad9b6d25865f8104ab7573bd378dced71c202a3f8");
}
