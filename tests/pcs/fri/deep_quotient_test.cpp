// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/extension_fields.hpp>
#include <probata/hash/byte_suites.hpp>
#include <probata/pcs/fri/deep_quotient.hpp>

#include "pcs/fri/fri_cases.hpp"
#include "pcs/fri/reference_prover.hpp"
#include "support/fields.hpp"

using namespace probata;

namespace {

/// Two levels; two heights on the upper one; anchored matrices on both, next columns with gaps.
std::vector<CommittedTree> trees() {
  return {
      {.matrices = {{.log_height = 6, .level = 6, .width = 5, .next_columns = {0, 3}},
                    {.log_height = 3, .level = 4, .width = 2, .next_columns = {1}, .anchored = true}}},
      {.matrices = {{.log_height = 5, .level = 6, .width = 3, .next_columns = {0, 1, 2}, .anchored = true},
                    {.log_height = 6, .level = 6, .width = 1}}},
  };
}

template <class EF>
struct Case {
  using F = typename EF::Prime;
  using Prover = testing::ReferenceProver<Blake3Suite, EF>;

  explicit Case(testing::Rng& rng)
      : layout(*OpeningLayout::make(testing::plain_parameters(), EF::degree, 0, trees())),
        prover(testing::random_reference_prover<Blake3Suite, EF>(rng, layout)),
        point(testing::random_point<EF>(rng)),
        lambda(testing::random_element<EF>(rng)) {
    // Claimed values need not be true, and anchors need not be either.
    prover.messages.opened = testing::random_elements<EF>(rng, layout.num_opened_values());
    prover.anchors.push_back({testing::random_point<EF>(rng), testing::random_elements<EF>(rng, 2)});
    prover.anchors.push_back({testing::random_point<EF>(rng), testing::random_elements<EF>(rng, 3)});
    powers = batching_powers(layout, lambda);
  }

  DeepQuotient<EF> quotient(std::size_t place) const {
    return DeepQuotient<EF>(layout, place, std::span<const EF>(prover.messages.opened), point, prover.anchors, powers);
  }

  /// The row group of a tree at a row of a level.
  std::vector<F> row_group(std::size_t tree, std::size_t level, std::size_t row) const {
    std::vector<F> group;
    for (std::size_t m = 0; m < layout.trees()[tree].matrices.size(); ++m) {
      if (layout.trees()[tree].matrices[m].level != level) continue;
      for (const auto& column : prover.matrices[tree][m]) group.push_back(column.word[row]);
    }
    return group;
  }

  OpeningLayout layout;
  Prover prover;
  EF point;
  EF lambda;
  std::vector<EF> powers;
};

}  // namespace

TEST_CASE_TEMPLATE("deep quotient: is the sum of the protocol, pair by pair", EF, KoalaBear4, BabyBear6, Goldilocks3) {
  using F = typename EF::Prime;
  testing::Rng rng{0xdee9};
  INFO("seed ", rng.seed());
  const Case<EF> c(rng);
  for (std::size_t place = 0; place < 2; ++place) {
    const std::size_t level = c.layout.levels()[place].level;
    const DeepQuotient<EF> quotient = c.quotient(place);
    const std::vector<EF> expected = c.prover.batched(place, c.prover.messages.opened, c.point, c.lambda);
    for (std::size_t row = 0; row < expected.size(); ++row) {
      std::vector<std::vector<F>> groups;
      for (std::size_t t = 0; t < 2; ++t) groups.push_back(c.row_group(t, level, row));
      const EF value = quotient.evaluate(testing::domain_point<F>(level + 1, row),
                                         [&](std::size_t tree) { return std::span<const F>(groups[tree]); });
      REQUIRE(value == expected[row]);
    }
  }
}

TEST_CASE("deep quotient: pairs of one point are one run of a matrix, and one point") {
  using EF = KoalaBear4;
  testing::Rng rng{0xdee92};
  const Case<EF> c(rng);
  const DeepQuotient<EF> top = c.quotient(0);
  // z, w_6 z, w_5 z, and the anchor of the second tree's first matrix.
  REQUIRE(top.points().size() == 4);
  CHECK(top.points()[0].at == c.point);
  CHECK(top.points()[1].at == c.point * KoalaBear::two_adic_generator(6));
  CHECK(top.points()[2].at == c.point * KoalaBear::two_adic_generator(5));
  CHECK(top.points()[3].at == c.prover.anchors[1].point);
  // 5 at z, 2 next; 3 at z, 3 next, 3 at the anchor; 1 at z.
  REQUIRE(top.runs().size() == 6);
  const std::vector<std::size_t> first_powers{1, 6, 8, 11, 14, 17};
  const std::vector<std::size_t> widths{5, 2, 3, 3, 3, 1};
  const std::vector<std::size_t> points{0, 1, 0, 2, 3, 0};
  for (std::size_t i = 0; i < 6; ++i) {
    CAPTURE(i);
    CHECK(top.runs()[i].first_power == first_powers[i]);
    CHECK(top.runs()[i].width == widths[i]);
    CHECK(top.runs()[i].point == points[i]);
    CHECK(top.powers(top.runs()[i]).front() == c.lambda.pow(std::uint64_t{first_powers[i]}));
  }
  CHECK(std::vector<std::uint32_t>(top.runs()[1].columns.begin(), top.runs()[1].columns.end()) ==
        std::vector<std::uint32_t>{0, 3});
  const DeepQuotient<EF> bottom = c.quotient(1);
  REQUIRE(bottom.points().size() == 3);
  CHECK(bottom.points()[2].at == c.prover.anchors[0].point);
}

TEST_CASE("deep quotient: true values leave a polynomial of degree below K - 1, others do not") {
  using EF = KoalaBear4;
  testing::Rng rng{0xdee93};
  INFO("seed ", rng.seed());
  Case<EF> c(rng);
  c.prover.messages.opened = c.prover.values_at(c.point);
  for (std::size_t a = 0; a < 2; ++a) {
    const auto& columns = a == 0 ? c.prover.matrices[0][1] : c.prover.matrices[1][0];
    for (std::size_t i = 0; i < columns.size(); ++i) {
      c.prover.anchors[a].values[i] = columns[i].at(c.prover.anchors[a].point);
    }
  }
  // On the coset, so the coefficients are those of G(g X): the degree is the same.
  const auto degree_bound = [&] {
    const std::vector<EF> coefficients =
        testing::word_coefficients(c.prover.batched(0, c.prover.messages.opened, c.point, c.lambda));
    std::size_t length = coefficients.size();
    while (length > 0 && coefficients[length - 1] == EF::zero()) --length;
    return length;
  };
  CHECK(degree_bound() == 63);
  c.prover.messages.opened[6] += EF::one();
  CHECK(degree_bound() == 128);
}

TEST_CASE("deep quotient: powers of the batching challenge suffice for every level, and one more") {
  testing::Rng rng{0xdee94};
  const Case<KoalaBear4> c(rng);
  const KoalaBear4 lambda = testing::random_element<KoalaBear4>(rng);
  const std::vector<KoalaBear4> powers = batching_powers(c.layout, lambda);
  REQUIRE(powers.size() == 18);
  for (std::size_t i = 0; i < powers.size(); ++i) CHECK(powers[i] == lambda.pow(std::uint64_t{i}));
}
