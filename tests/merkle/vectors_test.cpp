// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The trees of vectors/merkle_trees.json, which reference_tree.py writes.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/baby_bear.hpp>
#include <probata/field/goldilocks.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/hash/byte_suites.hpp>
#include <probata/hash/poseidon2_suite.hpp>
#include <probata/merkle/salts.hpp>
#include <probata/merkle/tree_builder.hpp>

#include "support/bytes.hpp"
#include "support/json.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

ChaCha20::Key key_of_level(std::size_t level) {
  ChaCha20::Key key;
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::byte>(7 * i + level);
  return key;
}

template <class F>
std::vector<Matrix<F>> matrices_of(const Json& tree) {
  std::vector<Matrix<F>> matrices;
  for (const Json& level : tree["levels"]) {
    const std::size_t number = level[0];
    const std::size_t log_rows = level[1];
    auto& matrix = matrices.emplace_back(std::size_t{1} << log_rows, level[2].get<std::size_t>());
    for (std::size_t i = 0; i < matrix.rows(); ++i) {
      for (std::size_t j = 0; j < matrix.cols(); ++j) {
        matrix(i, j) = F::from_u64(1000003 * number + 65599 * i + 40503 * j + 1).square();
      }
    }
  }
  return matrices;
}

template <class Suite, class F, class Salts>
void check_tree(const Json& json, const Salts& salts) {
  const std::vector<Matrix<F>> matrices = matrices_of<F>(json);
  std::vector<TreeLevel> levels;
  for (const Json& level : json["levels"]) {
    levels.push_back({level[0], level[1], level[2].get<std::size_t>() + salts.length()});
  }
  const TreeShape shape(levels, json["cap"]);
  TreeBuilder<Suite, F> builder(shape);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const MatrixView<const F> rows = matrices[i];
    builder.add_rows(i, 0, std::span(&rows, 1), salts);
  }
  const auto tree = std::move(builder).finish();
  const std::vector<std::string> root = json["root"];
  REQUIRE(root.size() == tree.root().size());
  for (std::size_t i = 0; i < root.size(); ++i) {
    serial::Writer writer;
    Suite::write_digest(writer, tree.root()[i]);
    CHECK(hex_of(writer.bytes()) == root[i]);
  }

  // Rows for the opening: the matrices level by level, whatever their numbers.
  struct Rows {
    const std::vector<Matrix<F>>* matrices;
    const TreeShape* shape;
    const Salts* salts;
    void copy_row(std::size_t i, std::size_t row, std::span<F> to) const {
      const std::span<const F> from = (*matrices)[i].row(row);
      std::ranges::copy(from, to.begin());
      const std::span<F> salt = to.subspan(from.size());
      if (!salt.empty()) salts->fill(shape->level(i).level, row, MatrixView<F>(salt.data(), 1, salt.size()));
    }
  };
  const std::vector<std::size_t> indices = json["indices"];
  const OpeningPlan plan(shape, json["log_indices"], indices);
  serial::Writer writer;
  tree.open(plan, Rows{&matrices, &shape, &salts}).write(writer);
  CHECK(hex_of(writer.bytes()) == json["proof"].get<std::string>());

  const Bytes proof = bytes_from_hex(json["proof"].get<std::string>());
  serial::Reader reader(proof, Errc::length_total);
  const auto opening = Multiproof<Suite, F>::parse(reader, plan);
  REQUIRE(opening.ok());
  CHECK(reader.expect_end().ok());
  CHECK(opening->verify(plan, tree.root(), Errc::merkle_stage).ok());
}

template <class Suite, class F>
std::size_t check_trees(const std::string& field) {
  static const Json vectors = read_vectors("merkle_trees.json");
  std::size_t count = 0;
  for (const Json& tree : vectors["trees"]) {
    if (tree["field"] != field || tree["suite"] != Suite::id) continue;
    CAPTURE(tree["levels"].dump());
    if (tree["salted"].get<bool>()) {
      check_tree<Suite, F>(tree, StreamSalts<F, ChaCha20::Key (*)(std::size_t)>(key_of_level));
    } else {
      check_tree<Suite, F>(tree, NoSalts{});
    }
    ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("merkle vectors: roots and openings of the byte suites are those of the oracle") {
  CHECK(check_trees<Blake3Suite, KoalaBear>("koala_bear") == 8);
  CHECK(check_trees<Blake3Suite, Goldilocks>("goldilocks") == 8);
  CHECK(check_trees<Sha256Suite, BabyBear>("baby_bear") == 8);
  CHECK(check_trees<Sha256Suite, Goldilocks>("goldilocks") == 8);
  CHECK(check_trees<Sha3Suite, KoalaBear>("koala_bear") == 8);
}

TEST_CASE("merkle vectors: roots and openings of the algebraic suites are those of the oracle") {
  CHECK(check_trees<Poseidon2Suite<KoalaBear, 16>, KoalaBear>("koala_bear") == 8);
  CHECK(check_trees<Poseidon2Suite<BabyBear, 16>, BabyBear>("baby_bear") == 8);
  CHECK(check_trees<Poseidon2Suite<KoalaBear, 24>, KoalaBear>("koala_bear") == 8);
  CHECK(check_trees<Poseidon2Suite<BabyBear, 24>, BabyBear>("baby_bear") == 8);
}
