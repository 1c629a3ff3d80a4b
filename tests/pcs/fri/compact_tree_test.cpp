// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/extension_fields.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/hash/byte_suites.hpp>
#include <probata/merkle/salts.hpp>
#include <probata/pcs/fri/committed_tree.hpp>
#include <probata/pcs/fri/compact_tree.hpp>
#include <probata/pcs/fri/opening_prover.hpp>
#include <probata/pcs/fri/opening_verifier.hpp>
#include <probata/prf/deterministic_random.hpp>

#include "support/random.hpp"

using namespace probata;

namespace {

using F = KoalaBear;
using EF = KoalaBear4;
using Suite = Blake3Suite;
using testing::Rng;

Matrix<F> random_matrix(Rng& rng, std::size_t rows, std::size_t cols) {
  Matrix<F> matrix(rows, cols);
  for (F& element : matrix.flat()) element = F::from_u64(rng.u64());
  return matrix;
}

/// Salts that name their level, row and place.
const auto counted_salts = SaltsBy<F, void (*)(std::size_t, std::size_t, MatrixView<F>)>(
    +[](std::size_t level, std::size_t first_row, MatrixView<F> to) {
      for (std::size_t i = 0; i < to.rows(); ++i) {
        for (std::size_t j = 0; j < to.cols(); ++j) to(i, j) = F::from_u64((level << 32) + (first_row + i) * 8 + j);
      }
    });

}  // namespace

TEST_CASE("compact_tree: root, rows, siblings and first rows are those of the tree that keeps all") {
  Rng rng{41};
  INFO("seed ", rng.seed());
  constexpr std::size_t num_top = 4;  // rows of the second coset
  const BatchNtt<F> ntt(10);
  for (const std::size_t log_blowup : {1U, 2U, 3U}) {
    for (const std::size_t cap : {0U, 1U, 3U, 5U}) {
      CAPTURE(log_blowup);
      CAPTURE(cap);
      std::vector<ExtendedMatrix<F>> matrices;
      std::vector<ExtendedMatrix<F>> masks;
      std::vector<CoefficientMatrix<F>> compact_matrices;
      std::vector<CoefficientMatrix<F>> compact_masks;
      for (const auto& [log_height, level, cols] :
           {std::array<std::size_t, 3>{6, 6, 3}, {5, 5, 2}, {3, 5, 1}, {6, 6, 1}}) {
        const Matrix<F> trace = random_matrix(rng, std::size_t{1} << log_height, cols);
        const Matrix<F> r = random_matrix(rng, 3, cols);
        matrices.push_back(extend_trace(ntt, trace.view(), r.clone(), level, log_blowup));
        compact_matrices.push_back(blinded_coefficients(ntt, trace.view(), r, level, num_top));
      }
      const Matrix<F> low = random_matrix(rng, 32, 4);
      const Matrix<F> top = random_matrix(rng, num_top, 4);
      masks.push_back(extend_coefficients(ntt, CoefficientMatrix<F>{5, low.clone(), top.clone()}, log_blowup));
      CoefficientMatrix<F> mask{5, Matrix<F>(32 + num_top, 4), top.clone()};
      std::ranges::copy(low.flat(), mask.low.data());
      compact_masks.push_back(std::move(mask));

      const auto is_salted = [](std::size_t level) { return level == 5; };
      using Salts = std::remove_const_t<decltype(counted_salts)>;
      const auto tree = ProverTree<Suite, F, Salts>::commit(std::move(matrices), std::move(masks), log_blowup, cap,
                                                            counted_salts, is_salted);
      auto compact = CompactTree<Suite, F, Salts>::commit(ntt, std::move(compact_matrices), std::move(compact_masks),
                                                          log_blowup, cap, counted_salts, is_salted);
      CHECK(std::ranges::equal(compact.root(), tree.root()));

      const TreeShape shape = tree.tree().shape();
      for (const std::size_t num_indices : {1U, 5U, 60U}) {
        std::vector<std::size_t> indices(num_indices);
        for (std::size_t& index : indices) index = rng.index(std::size_t{1} << (shape.top_layer() + 2));
        const OpeningPlan plan(shape, shape.top_layer() + 2, indices);
        serial::Writer expected;
        serial::Writer actual;
        tree.open(plan).write(expected);
        compact.open(plan, ntt).write(actual);
        CHECK(std::ranges::equal(actual.bytes(), expected.bytes()));
      }
      // Back at rest, also after openings.
      for (std::size_t m = 0; m < tree.matrices().size(); ++m) {
        const ExtendedMatrix<F>& full = tree.matrices()[m];
        const ExtendedMatrix<F>& part = compact.matrices()[m];
        CHECK(part.values.rows() == (std::size_t{1} << full.level) + num_top);
        CHECK(part.level == full.level);
        CHECK(part.top == full.top);
        CHECK(equal(part.values.view(), full.values.view().rows(0, part.values.rows())));
      }
      REQUIRE(compact.mask(5) != nullptr);
      CHECK(compact.mask(6) == nullptr);
      CHECK(equal(compact.mask(5)->values.view(), tree.mask(5)->values.view().rows(0, 32 + num_top)));
    }
  }
}

TEST_CASE("compact_tree: proofs are the same bytes, with masks and without") {
  for (const bool hiding : {false, true}) {
    FriParameters fri{.log_blowup = 2, .log_final = 4, .log_arity = 3, .log_cap = 1, .num_queries = 12};
    if (hiding) fri.log_slack = 3;
    const OpeningClaim<Suite, EF> claim{fri, {{{8, 3, 1}, {6, 2, 0}, {8, 7, 7}}, {{7, 1, 1}, {4, 6, 0}}}};
    Rng rng{42};
    std::vector<std::vector<Matrix<F>>> traces;
    std::vector<std::vector<MatrixView<const F>>> views;
    for (const auto& tree : claim.trees) {
      traces.emplace_back();
      views.emplace_back();
      for (const ClaimedMatrix& matrix : tree) {
        traces.back().push_back(random_matrix(rng, std::size_t{1} << matrix.log_height, matrix.width));
      }
      for (const Matrix<F>& matrix : traces.back()) views.back().push_back(matrix.view());
    }
    const std::span<const std::vector<MatrixView<const F>>> all(views);
    const auto prove = [&](auto storage) {
      DeterministicRandomForTests random(7);
      const parallel::Serial serial;
      return hiding ? prove_opening(claim, all, random, serial, storage).bytes
                    : prove_opening_without_hiding(claim, all, serial, storage).bytes;
    };
    const std::vector<std::byte> proof = prove(RecomputeRows{});
    CHECK(proof == prove(KeepRows{}));
    CHECK(verify_opening(claim, proof).ok());
  }
}
