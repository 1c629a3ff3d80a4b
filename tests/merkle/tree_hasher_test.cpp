// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Once per instruction set: rows and nodes in lanes against the suite's own leaf, node and inject.
#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include <probata/merkle/tree_hasher.hpp>

#include "merkle/tree_cases.hpp"
#include "support/field_samples.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

/// Digests that are different from each other and from those of small trees.
template <class Suite, class F>
std::vector<typename Suite::Digest> some_digests(Rng& rng, std::size_t count) {
  std::vector<typename Suite::Digest> digests(count);
  const typename Suite::template Leaves<F> leaves(4, 77);
  for (auto& digest : digests) digest = leaves.hash(random_elements<F>(rng, 4));
  return digests;
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("tree_hasher: rows in any number and width have the leaves of the suite", Kind, rows) {
  using Suite = typename Kind::Suite;
  using F = typename Kind::F;
  Rng rng{0x40d5};
  INFO("seed ", rng.seed());
  TreeHasher<Suite, F> hasher;
  for (std::size_t width = 1; width <= 70; width += width < 20 || width % 16 > 12 ? 1 : 5) {
    for (const std::size_t count : {1U, 7U, 16U, 21U}) {
      // Pieces of random widths, some without columns, some with gaps between their rows.
      std::vector<std::vector<F>> memory;
      std::vector<MatrixView<const F>> pieces;
      std::vector<std::vector<F>> joined(count);
      for (std::size_t left = width; left > 0;) {
        const std::size_t cols = rng.flip() ? left : rng.index(left + 1);
        const std::size_t stride = cols + rng.index(3);
        const auto& values = memory.emplace_back(random_elements<F>(rng, count * stride));
        pieces.emplace_back(values.data(), count, cols, stride);
        for (std::size_t i = 0; i < count; ++i) {
          const auto begin = values.begin() + static_cast<std::ptrdiff_t>(i * stride);
          joined[i].insert(joined[i].end(), begin, begin + static_cast<std::ptrdiff_t>(cols));
        }
        left -= cols;
      }
      const typename Suite::template Leaves<F> leaves(width, 20);
      std::vector<typename Suite::Digest> digests(count + 1);
      hasher.leaves(leaves, pieces, digests.data());
      for (std::size_t i = 0; i < count; ++i) REQUIRE(digests[i] == leaves.hash(joined[i]));
      REQUIRE(digests[count] == typename Suite::Digest{});
    }
  }
}
TEST_CASE_TEMPLATE_APPLY(rows, Kinds);

TEST_CASE_TEMPLATE_DEFINE("tree_hasher: nodes and injections in any number are those of the suite", Kind, nodes) {
  using Suite = typename Kind::Suite;
  using F = typename Kind::F;
  Rng rng{0x50d5};
  INFO("seed ", rng.seed());
  TreeHasher<Suite, F> hasher;
  for (const std::size_t count : {1U, 2U, 3U, 8U, 15U, 16U, 17U, 32U, 63U, 64U, 65U, 130U}) {
    const auto children = some_digests<Suite, F>(rng, 2 * count);
    std::vector<typename Suite::Digest> made(count + 1);
    hasher.nodes(children.data(), count, made.data());
    for (std::size_t i = 0; i < count; ++i) REQUIRE(made[i] == Suite::node(children[2 * i], children[2 * i + 1]));
    REQUIRE(made[count] == typename Suite::Digest{});

    const auto leaves = some_digests<Suite, F>(rng, count);
    std::ranges::copy(leaves, made.begin());
    hasher.inject(children.data(), count, made.data());
    for (std::size_t i = 0; i < count; ++i) {
      REQUIRE(made[i] == Suite::inject(children[2 * i], children[2 * i + 1], leaves[i]));
    }
    REQUIRE(made[count] == typename Suite::Digest{});
  }
}
TEST_CASE_TEMPLATE_APPLY(nodes, Kinds);
