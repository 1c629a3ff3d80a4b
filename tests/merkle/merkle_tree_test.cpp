// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/koala_bear.hpp>
#include <probata/hash/byte_suites.hpp>
#include <probata/merkle/merkle_tree.hpp>

#include "support/random.hpp"
#include "support/reference_tree.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

using Suite = Blake3Suite;
using F = KoalaBear;
using Tree = MerkleTree<Suite, F>;

/// The tree whose digests are those of the reference, laid out by hand: layers from the cap up.
Tree copy_of(const ReferenceTree<Suite, F>& reference) {
  AlignedBuffer<Suite::Digest> digests(Tree::num_digests(reference.shape()));
  std::size_t next = 0;
  for (std::size_t layer = reference.shape().cap(); layer <= reference.shape().top_layer(); ++layer) {
    for (std::size_t j = 0; j < std::size_t{1} << layer; ++j) digests[next++] = reference.node(layer, j);
  }
  REQUIRE(next == digests.size());
  return Tree(reference.shape(), std::move(digests));
}

/// Rows that nobody keeps in matrices.
struct ReferenceRows {
  const ReferenceTree<Suite, F>* tree;
  void copy_row(std::size_t i, std::size_t row, std::span<F> to) const {
    REQUIRE(to.size() == tree->shape().level(i).row_length);
    std::ranges::copy(tree->rows()[i][row], to.begin());
  }
};

}  // namespace

TEST_CASE("merkle_tree: opens what the definition opens") {
  Rng rng{0x09e4};
  INFO("seed ", rng.seed());
  for (const TreeShape& shape : sample_shapes()) {
    const auto reference = random_tree<Suite, F>(rng, shape);
    const Tree tree = copy_of(reference);
    CHECK(std::ranges::equal(tree.root(), reference.root()));
    for (const std::size_t count : {1U, 2U, 7U, 50U}) {
      const auto indices = random_indices(rng, shape.top_layer() + 1, count);
      const OpeningPlan plan(shape, shape.top_layer() + 1, indices);
      CHECK(tree.open(plan, ReferenceRows{&reference}) == reference.open(shape.top_layer() + 1, indices));
    }
  }
}

TEST_CASE("merkle_tree: says what is wrong with a buffer or a plan") {
  Rng rng{0xbad};
  const TreeShape shape(std::array{TreeLevel{3, 3, 2}}, 1);
  const auto reference = random_tree<Suite, F>(rng, shape);
  CHECK(Tree::num_digests(shape) == 14);
  const auto message = [](const auto& action) -> std::string {
    try {
      action();
    } catch (const UsageError& error) {
      return error.what();
    }
    return "";
  };
  CHECK(message([&] { static_cast<void>(Tree(shape, AlignedBuffer<Suite::Digest>(13))); }) ==
        "MerkleTree: digests.size() = 13, must be at least 14");
  const Tree tree = copy_of(reference);
  const std::array<std::size_t, 1> indices{5};
  for (const TreeShape& other :
       {TreeShape(std::array{TreeLevel{3, 3, 3}}, 1), TreeShape(std::array{TreeLevel{3, 3, 2}}, 0)}) {
    CHECK(message([&] { static_cast<void>(tree.open(OpeningPlan(other, 3, indices), ReferenceRows{&reference})); }) ==
          "MerkleTree::open: plan.shape() = another, must be the shape of the tree");
  }
  CHECK(message([&] {
          static_cast<void>(tree.open(OpeningPlan(shape, 4, indices), ReferenceRows{&reference}));
        }).empty());
}
