// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/extension_fields.hpp>
#include <probata/hash/byte_suites.hpp>
#include <probata/pcs/fri/committed_tree.hpp>

#include "support/fields.hpp"
#include "support/reference_tree.hpp"

using namespace probata;

namespace {

using F = KoalaBear;

ExtendedMatrix<F> random_extended(testing::Rng& rng, std::size_t level, std::size_t log_blowup, std::size_t width) {
  const std::size_t rows = std::size_t{1} << (level + log_blowup);
  return {level, Matrix<F>::from_flat(testing::random_elements<F>(rng, rows * width), width), Matrix<F>()};
}

/// The salt of row j of a level.
F salt_element(std::size_t level, std::size_t row, std::size_t i) { return F::from_u64(1000 * level + 10 * row + i); }

}  // namespace

TEST_CASE("committed tree: rows of matrices, of masks and of salts, for the levels that have them") {
  testing::Rng rng{0xc077};
  INFO("seed ", rng.seed());
  constexpr std::size_t log_blowup = 1;
  std::vector<ExtendedMatrix<F>> matrices;
  matrices.push_back(random_extended(rng, 5, log_blowup, 3));
  matrices.push_back(random_extended(rng, 3, log_blowup, 2));
  matrices.push_back(random_extended(rng, 5, log_blowup, 1));
  matrices.push_back(random_extended(rng, 4, log_blowup, 9));
  std::vector<ExtendedMatrix<F>> masks;
  masks.push_back(random_extended(rng, 5, log_blowup, 4));
  masks.push_back(random_extended(rng, 4, log_blowup, 4));

  // Level 5 with mask and salt, level 4 with a mask alone, level 3 with a salt alone.
  const std::size_t salt = salt_length<F>;
  const TreeShape shape(std::vector<TreeLevel>{{5, 6, 3 + 1 + 4 + salt}, {4, 5, 9 + 4}, {3, 4, 2 + salt}}, 2);
  std::vector<testing::ReferenceTree<Blake3Suite, F>::Rows> rows(3);
  const std::vector<std::vector<const ExtendedMatrix<F>*>> of_level{
      {&matrices[0], &matrices[2], &masks[0]}, {&matrices[3], &masks[1]}, {&matrices[1]}};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t row = 0; row < std::size_t{1} << shape.level(i).log_rows; ++row) {
      auto& group = rows[i].emplace_back();
      for (const ExtendedMatrix<F>* matrix : of_level[i]) {
        for (const F& element : matrix->values.row(row)) group.push_back(element);
      }
      for (std::size_t s = 0; i != 1 && s < salt; ++s) group.push_back(salt_element(shape.level(i).level, row, s));
    }
  }
  const testing::ReferenceTree<Blake3Suite, F> reference(shape, rows);

  const auto fill = [](std::size_t level, std::size_t first_row, MatrixView<F> to) {
    for (std::size_t row = 0; row < to.rows(); ++row) {
      for (std::size_t i = 0; i < to.cols(); ++i) to(row, i) = salt_element(level, first_row + row, i);
    }
  };
  using Salts = SaltsBy<F, decltype(fill)>;
  auto made = ProverTree<Blake3Suite, F, Salts>::commit(std::move(matrices), std::move(masks), log_blowup, 2,
                                                        Salts(fill), [](std::size_t level) { return level != 4; });
  // Moving a tree leaves its views where they point to.
  const ProverTree<Blake3Suite, F, Salts> tree = std::move(made);
  CHECK(std::ranges::equal(tree.tree().root(), reference.root()));
  CHECK(tree.tree().shape() == shape);
  REQUIRE(tree.matrices().size() == 4);
  CHECK(tree.matrices()[1].level == 3);
  CHECK(tree.matrices()[3].values.cols() == 9);
  for (const std::size_t level : {5U, 4U}) {
    REQUIRE(tree.mask(level) != nullptr);
    CHECK(tree.mask(level)->level == level);
    CHECK(tree.mask(level)->values.rows() == std::size_t{2} << level);
  }
  CHECK(tree.mask(3) == nullptr);
  CHECK(tree.mask(6) == nullptr);

  const std::vector<std::size_t> indices{0, 17, 18, 63};
  const OpeningPlan plan(shape, 6, indices);
  CHECK(tree.tree().open(plan, tree.rows()) == reference.open(6, indices));
}

TEST_CASE("committed tree: without salts and masks the row groups are the rows") {
  testing::Rng rng{0xc0772};
  std::vector<ExtendedMatrix<F>> matrices;
  matrices.push_back(random_extended(rng, 4, 2, 7));
  testing::ReferenceTree<Sha256Suite, F>::Rows rows;
  for (std::size_t row = 0; row < 64; ++row) {
    const auto from = matrices[0].values.row(row);
    rows.emplace_back(from.begin(), from.end());
  }
  const testing::ReferenceTree<Sha256Suite, F> reference(TreeShape(std::vector<TreeLevel>{{4, 6, 7}}, 0), {rows});
  const auto tree =
      ProverTree<Sha256Suite, F>::commit(std::move(matrices), {}, 2, 0, NoSalts{}, [](std::size_t) { return true; });
  CHECK(std::ranges::equal(tree.tree().root(), reference.root()));
  CHECK(tree.mask(4) == nullptr);
}
