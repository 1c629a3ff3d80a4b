// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Once per instruction set.
#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/extension_fields.hpp>
#include <probata/merkle/tree_builder.hpp>
#include <probata/parallel/serial.hpp>
#include <probata/parallel/threads.hpp>

#include "merkle/tree_cases.hpp"
#include "support/random.hpp"
#include "support/reference_tree.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

/// All digests, not only the root.
template <class Suite, class F>
void check_equal(const MerkleTree<Suite, F>& tree, const ReferenceTree<Suite, F>& reference) {
  REQUIRE(tree.shape() == reference.shape());
  for (std::size_t layer = tree.shape().cap(); layer <= tree.shape().top_layer(); ++layer) {
    CAPTURE(layer);
    const auto nodes = tree.layer(layer);
    REQUIRE(nodes.size() == std::size_t{1} << layer);
    std::size_t wrong = 0;
    for (std::size_t j = 0; j < nodes.size(); ++j) wrong += nodes[j] == reference.node(layer, j) ? 0U : 1U;
    CHECK(wrong == 0);
  }
  CHECK(std::ranges::equal(tree.root(), reference.root()));
}

std::vector<TreeShape> all_shapes(std::size_t extra_width) {
  std::vector<TreeShape> shapes = large_shapes(extra_width);
  for (const TreeShape& shape : sample_shapes()) {
    std::vector<TreeLevel> levels(shape.levels().begin(), shape.levels().end());
    for (TreeLevel& level : levels) level.row_length += extra_width;
    shapes.emplace_back(levels, shape.cap());
  }
  return shapes;
}

/// The difference of layer and level, which TreeRows takes for all levels.
std::size_t log_blowup_of(const TreeShape& shape) { return shape.level(0).log_rows - shape.level(0).level; }
bool is_layer_of_fibres(const TreeShape& shape) { return shape.level(0).level > shape.level(0).log_rows; }

struct Block {
  std::size_t level;
  std::size_t first;
  std::size_t count;
};

/// All rows of all levels in blocks, long and short, in random order.
std::vector<Block> random_blocks(Rng& rng, const TreeShape& shape) {
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < shape.num_levels(); ++i) {
    const std::size_t rows = std::size_t{1} << shape.level(i).log_rows;
    const std::size_t limit = rng.flip() ? rows : 1 + rng.index(rows);
    for (std::size_t first = 0; first < rows;) {
      const std::size_t count = std::min(rows - first, 1 + rng.index(limit));
      blocks.push_back({i, first, count});
      first += count;
    }
  }
  std::shuffle(blocks.begin(), blocks.end(), rng);
  return blocks;
}

const parallel::Threads threads(3);

// One kind of each suite: what kinds differ in is the hasher, which has a test of its own.
using BuilderKinds = std::tuple<Kind<Blake3Suite, KoalaBear>, Kind<Sha256Suite, BabyBear>, Kind<Sha3Suite, Goldilocks>,
                                Kind<Poseidon2Suite<KoalaBear, 16>, KoalaBear>>;

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("tree_builder: rows, whole or in blocks of any order, have the tree of the definition", Kind,
                          built) {
  using Suite = typename Kind::Suite;
  using F = typename Kind::F;
  using View = MatrixView<const F>;
  Rng rng{0xc0317};
  INFO("seed ", rng.seed());
  bool is_salted = false;
  const auto check = [&](const TreeShape& shape, std::size_t salt, const auto& salts_of) {
    const auto reference = random_tree<Suite, F>(rng, shape);
    const TreeMatrices<Suite, F> matrices(rng, reference, salt);
    const auto commit = [&](const auto& executor) {
      const TreeRows rows(std::span<const View>(matrices.shuffled(rng)), log_blowup_of(shape), salts_of(matrices));
      check_equal(commit_rows<Suite>(rows, shape.cap(), executor), reference);
    };
    const auto stream = [&](const auto& executor) {
      TreeBuilder<Suite, F> builder(shape);
      for (const Block& block : random_blocks(rng, shape)) {
        std::vector<View> pieces;
        for (const View& matrix : matrices.level(block.level)) pieces.push_back(matrix.rows(block.first, block.count));
        builder.add_rows(block.level, block.first, pieces, salts_of(matrices), executor);
      }
      check_equal(std::move(builder).finish(executor), reference);
    };
    if (!is_layer_of_fibres(shape)) {
      commit(parallel::Serial{});
      commit(threads);
    }
    stream(parallel::Serial{});
    stream(threads);
  };
  for (std::size_t i = 0; i < all_shapes(0).size(); ++i) {
    CAPTURE(i);
    if (is_salted) {
      check(all_shapes(salt_length<F>)[i], salt_length<F>, [](const auto& matrices) { return matrices.salts(); });
    } else {
      check(all_shapes(0)[i], 0, [](const auto&) { return NoSalts{}; });
    }
    is_salted = !is_salted;
  }
}
TEST_CASE_TEMPLATE_APPLY(built, BuilderKinds);

TEST_CASE_TEMPLATE_DEFINE("tree_builder: levels with and without salts are hashed like rows of their own length", Kind,
                          some_salted) {
  using Suite = typename Kind::Suite;
  using F = typename Kind::F;
  using View = MatrixView<const F>;
  Rng rng{0x5a175};
  INFO("seed ", rng.seed());
  const auto salt_element = [](std::size_t level, std::size_t row, std::size_t i) {
    return F::from_u64(1000003 * level + 101 * row + i);
  };
  const auto fill = [&](std::size_t level, std::size_t first_row, MatrixView<F> to) {
    for (std::size_t row = 0; row < to.rows(); ++row) {
      for (std::size_t i = 0; i < to.cols(); ++i) to(row, i) = salt_element(level, first_row + row, i);
    }
  };
  const SaltsBy<F, decltype(fill)> salts(fill);
  // Levels 9, 6 and 3 at rate 1/4, with one and two matrices; every choice of those with salts.
  struct Piece {
    std::size_t level;
    std::size_t width;
  };
  const std::array<Piece, 4> pieces{{{9, 3}, {6, 17}, {9, 2}, {3, 1}}};
  std::vector<Matrix<F>> matrices;
  std::vector<View> views;
  for (const Piece& piece : pieces) {
    const auto elements = random_elements<F>(rng, (std::size_t{4} << piece.level) * piece.width);
    views.push_back(matrices.emplace_back(Matrix<F>::from_flat(elements, piece.width)).view());
  }
  for (std::size_t choice = 0; choice < 8; ++choice) {
    CAPTURE(choice);
    const auto is_salted = [&](std::size_t level) { return (choice >> (level / 3 - 1)) % 2 == 1; };
    std::vector<TreeLevel> levels;
    std::vector<typename ReferenceTree<Suite, F>::Rows> groups;
    for (const std::size_t level : {9U, 6U, 3U}) {
      auto& of_level = groups.emplace_back();
      for (std::size_t row = 0; row < std::size_t{4} << level; ++row) {
        std::vector<F>& group = of_level.emplace_back();
        for (std::size_t m = 0; m < views.size(); ++m) {
          if (pieces[m].level != level) continue;
          for (const F& element : views[m].row(row)) group.push_back(element);
        }
        for (std::size_t i = 0; is_salted(level) && i < salt_length<F>; ++i) {
          group.push_back(salt_element(level, row, i));
        }
      }
      levels.push_back({level, level + 2, of_level.front().size()});
    }
    const ReferenceTree<Suite, F> reference(TreeShape(levels, 2), std::move(groups));
    const TreeRows rows(std::span<const View>(views), 2, salts, is_salted);
    const auto tree = commit_rows<Suite>(rows, 2);
    check_equal(tree, reference);
    check_equal(commit_rows<Suite>(rows, 2, threads), reference);
    const std::vector<std::size_t> indices = random_indices(rng, 11, 9);
    CHECK(tree.open(OpeningPlan(tree.shape(), 11, indices), rows) == reference.open(11, indices));
  }
}
// Salts of five elements and of three.
using SaltKinds = std::tuple<Kind<Blake3Suite, KoalaBear>, Kind<Sha3Suite, Goldilocks>>;
TEST_CASE_TEMPLATE_APPLY(some_salted, SaltKinds);

TEST_CASE("tree_builder: what is committed opens") {
  using Suite = Blake3Suite;
  using F = KoalaBear;
  Rng rng{0x09e5};
  INFO("seed ", rng.seed());
  const TreeShape shape(std::array{tree_level(11, 23, 2), tree_level(8, 7, 2), tree_level(3, 60, 2)}, 3);
  const auto reference = random_tree<Suite, F>(rng, shape);
  const TreeMatrices<Suite, F> matrices(rng, reference, salt_length<F>);
  const auto all = matrices.shuffled(rng);
  const TreeRows rows(std::span<const MatrixView<const F>>(all), 2, matrices.salts());
  const auto tree = commit_rows<Suite>(rows, 3);
  for (const std::size_t count : {1U, 3U, 75U}) {
    const auto indices = random_indices(rng, 13, count);
    const OpeningPlan plan(shape, 13, indices);
    const auto opening = tree.open(plan, rows);
    CHECK(opening == reference.open(13, indices));
    CHECK(opening.verify(plan, tree.root(), Errc::merkle_stage).ok());
  }
}

TEST_CASE("tree_builder: a layer of fibres over an extension is committed as it lies") {
  using E = KoalaBear4;
  using Suite = Sha256Suite;
  Rng rng{0xf1b7e};
  const std::vector<E> values = random_elements<E>(rng, 1U << 9);
  const auto rows = TreeRows<KoalaBear>::single(fibre_rows(std::span(values), 3), 7);
  const auto tree = commit_rows<Suite>(rows, 1);
  CHECK(tree.shape() == TreeShape(std::array{TreeLevel{7, 6, 32}}, 1));
  std::vector<std::vector<KoalaBear>> fibres(64);
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t c = 0; c < 4; ++c) fibres[i / 8].push_back(values[i][c]);
  }
  check_equal(tree, ReferenceTree<Suite, KoalaBear>(tree.shape(), {fibres}));
}

TEST_CASE("tree_builder: memory of one tree serves the next") {
  Rng rng{0x3e3};
  const auto reference = random_tree<Blake3Suite, KoalaBear>(rng, TreeShape(std::array{tree_level(11, 4)}, 0));
  const TreeMatrices<Blake3Suite, KoalaBear> matrices(rng, reference, 0);
  const TreeRows<KoalaBear> rows(matrices.level(0), 0);
  auto first = commit_rows<Blake3Suite>(rows, 0);
  const void* const memory = first.root().data();
  const auto second = commit_rows<Blake3Suite>(rows, 0, parallel::Serial{}, std::move(first).release());
  CHECK(second.root().data() == memory);
  check_equal(second, reference);
  // A short buffer is left alone.
  const auto third = commit_rows<Blake3Suite>(rows, 0, parallel::Serial{}, AlignedBuffer<Blake3Suite::Digest>(7));
  check_equal(third, reference);
  TreeBuilder<Blake3Suite, KoalaBear> builder(reference.shape(), AlignedBuffer<Blake3Suite::Digest>(4095));
  builder.add_rows(0, 0, matrices.level(0));
  check_equal(std::move(builder).finish(), reference);
}

TEST_CASE("tree_builder: says what is wrong with blocks of rows") {
  using F = KoalaBear;
  using View = MatrixView<const F>;
  const std::array levels{tree_level(4, 10), tree_level(2, 3)};
  const std::vector<F> memory(1000);
  const auto view = [&](std::size_t rows, std::size_t cols) { return View(memory.data(), rows, cols); };
  const auto mistake = [&](std::size_t level, std::size_t first, std::vector<View> pieces) -> std::string {
    TreeBuilder<Blake3Suite, F> builder(TreeShape(levels, 0));
    builder.add_rows(0, 4, std::array{view(4, 10)});
    try {
      builder.add_rows(level, first, pieces);
    } catch (const UsageError& error) {
      return error.what();
    }
    return "";
  };
  CHECK(mistake(0, 0, {view(4, 10)}).empty());
  CHECK(mistake(0, 8, {view(8, 4), view(8, 6)}).empty());
  CHECK(mistake(1, 0, {view(4, 3)}).empty());
  CHECK(mistake(2, 0, {view(4, 3)}) == "TreeBuilder::add_rows: i = 2, must be below the number of levels, 2");
  CHECK(mistake(0, 0, {}) == "TreeBuilder::add_rows: pieces.size() = 0, must be at least 1");
  CHECK(mistake(0, 0, {view(4, 5), view(3, 5)}) ==
        "TreeBuilder::add_rows: rows() of a piece = 3, must be 4 like the first piece");
  CHECK(mistake(0, 0, {view(4, 5), view(4, 4)}) ==
        "TreeBuilder::add_rows: width of the pieces and the salt = 9, must be row_length = 10");
  const std::string beyond = ", must be at least 1, and rows of the 16 of the level";
  CHECK(mistake(0, 12, {view(5, 10)}) == "TreeBuilder::add_rows: rows = 5 from 12" + beyond);
  CHECK(mistake(0, 17, {view(1, 10)}) == "TreeBuilder::add_rows: rows = 1 from 17" + beyond);
  CHECK(mistake(0, static_cast<std::size_t>(-1), {view(2, 10)}) ==
        "TreeBuilder::add_rows: rows = 2 from 18446744073709551615" + beyond);
  CHECK(mistake(0, 0, {view(0, 10)}) == "TreeBuilder::add_rows: rows = 0 from 0" + beyond);
  CHECK(mistake(0, 0, {view(5, 10)}) == "TreeBuilder::add_rows: rows = 5 from 0, must be new ones");
  CHECK(mistake(0, 7, {view(5, 10)}) == "TreeBuilder::add_rows: rows = 5 from 7, must be new ones");
  CHECK(mistake(0, 5, {view(1, 10)}) == "TreeBuilder::add_rows: rows = 1 from 5, must be new ones");
  CHECK(mistake(0, 4, {view(12, 10)}) == "TreeBuilder::add_rows: rows = 12 from 4, must be new ones");

  const auto missing = [&](std::vector<Block> blocks) -> std::string {
    TreeBuilder<Blake3Suite, F> builder(TreeShape(levels, 0));
    for (const Block& block : blocks) {
      builder.add_rows(block.level, block.first, std::array{view(block.count, levels[block.level].row_length)});
    }
    try {
      static_cast<void>(std::move(builder).finish());
    } catch (const UsageError& error) {
      return error.what();
    }
    return "";
  };
  CHECK(missing({{0, 0, 16}, {1, 0, 4}}).empty());
  CHECK(missing({{0, 1, 15}, {0, 0, 1}, {1, 2, 1}, {1, 0, 2}, {1, 3, 1}}).empty());
  CHECK(missing({{0, 0, 16}}) ==
        "TreeBuilder::finish: rows of level 2 = without row 0, must be all given to add_rows before");
  CHECK(missing({{1, 0, 4}, {0, 0, 7}, {0, 8, 8}}) ==
        "TreeBuilder::finish: rows of level 4 = without row 7, must be all given to add_rows before");
  CHECK(missing({{1, 0, 4}, {0, 1, 15}}) ==
        "TreeBuilder::finish: rows of level 4 = without row 0, must be all given to add_rows before");
}

TEST_CASE("tree_builder: a function of salts that throws stops the commitment") {
  const std::vector<KoalaBear> memory(1U << 12);
  const MatrixView<const KoalaBear> matrix(memory.data(), 1U << 12, 1);
  const auto fill = [](std::size_t, std::size_t first_row, MatrixView<KoalaBear> to) {
    if (first_row >= 1024) throw UsageError("salts", "first_row", "beyond", "below 1024");
    for (KoalaBear& x : to.flat()) x = KoalaBear::one();
  };
  const TreeRows rows(std::span(&matrix, 1), 0, SaltsBy<KoalaBear, decltype(fill)>(fill));
  CHECK_THROWS_AS(static_cast<void>(commit_rows<Blake3Suite>(rows, 0)), UsageError);
  CHECK_THROWS_AS(static_cast<void>(commit_rows<Blake3Suite>(rows, 0, threads)), UsageError);

  // A builder that was left in the middle does not finish, whatever is added afterwards.
  TreeBuilder<Blake3Suite, KoalaBear> builder(rows.shape(0));
  const std::array<MatrixView<const KoalaBear>, 1> second{matrix.rows(1024, 3072)};
  const std::array<MatrixView<const KoalaBear>, 1> first{matrix.rows(0, 1024)};
  CHECK_THROWS_AS(builder.add_rows(0, 1024, std::span(second), rows.salts()), UsageError);
  builder.add_rows(0, 0, std::span(first), rows.salts());
  CHECK_THROWS_WITH_AS(static_cast<void>(std::move(builder).finish()),
                       "TreeBuilder::finish: rows of the last add_rows = hashed in part, must be hashed: start again "
                       "after an exception",
                       UsageError);
}
