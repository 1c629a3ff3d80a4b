// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Trees over matrices: items are elements of the rows, bytes those of the rows and of all digests, read or written
// once. The memory of digests is reused, except in the rows named `fresh`. Openings and their verification: items are
// query indices.
#include <array>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <probata/field/baby_bear.hpp>
#include <probata/field/extension_fields.hpp>
#include <probata/field/goldilocks.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/hash/byte_suites.hpp>
#include <probata/hash/poseidon2_suite.hpp>
#include <probata/merkle/salts.hpp>
#include <probata/merkle/tree_builder.hpp>
#include <probata/merkle/tree_rows.hpp>
#include <probata/parallel/serial.hpp>
#include <probata/parallel/threads.hpp>
#include <probata/serial/writer.hpp>

#include "support/bench.hpp"
#include "support/random_matrix.hpp"

namespace {

using namespace probata;

struct CommitRow {
  std::size_t log_rows;
  std::size_t cols;
  std::size_t threads = 1;
};

/// "<suite>/<field>/log=18/cols=64"
std::string shape_name(const std::string& suite, const std::string& field, std::size_t log_rows, std::size_t cols) {
  return suite + "/" + field + "/log=" + std::to_string(log_rows) + "/cols=" + std::to_string(cols);
}

template <class Suite, class F>
bench::Shape commit_shape(std::size_t log_rows, std::size_t cols) {
  const auto rows = static_cast<double>(std::size_t{1} << log_rows);
  return {.items = rows * static_cast<double>(cols),
          .bytes = rows * static_cast<double>(cols * sizeof(F) + 2 * sizeof(typename Suite::Digest))};
}

/// Commits the same rows again and again, into the same memory.
template <class Suite, class F, class Rows, class Ex>
bench::Work commit_again(std::shared_ptr<Rows> rows, Ex executor) {
  auto memory = std::make_shared<AlignedBuffer<typename Suite::Digest>>();
  const auto commit = [=] {
    auto tree = commit_rows<Suite>(*rows, 0, *executor, std::move(*memory));
    bench::DoNotOptimize(tree.root().data());
    *memory = std::move(tree).release();
  };
  commit();
  return commit;
}

template <class F>
std::shared_ptr<TreeRows<F>> rows_of(const Matrix<F>& matrix) {
  const std::array<MatrixView<const F>, 1> matrices{matrix.view()};
  return std::make_shared<TreeRows<F>>(matrices, 0);
}

template <class Suite, class F>
void add_commit(const std::string& suite, const std::string& field, const CommitRow& row) {
  bench::add(
      "merkle/commit/" + shape_name(suite, field, row.log_rows, row.cols) + "/threads=" + std::to_string(row.threads),
      commit_shape<Suite, F>(row.log_rows, row.cols), [row](bench::Counters&) -> bench::Work {
        const auto matrix = bench::random_matrix<F>(std::size_t{1} << row.log_rows, row.cols);
        const auto rows = rows_of(*matrix);
        const auto hold = [matrix](bench::Work work) { return [matrix, work] { work(); }; };
        if (row.threads == 1) return hold(commit_again<Suite, F>(rows, std::make_shared<parallel::Serial>()));
        return hold(commit_again<Suite, F>(rows, std::make_shared<parallel::Threads>(row.threads)));
      });
}

/// Memory from the system for every tree.
template <class Suite, class F>
void add_fresh(const std::string& suite, const std::string& field, std::size_t log_rows, std::size_t cols) {
  bench::add("merkle/commit_fresh/" + shape_name(suite, field, log_rows, cols) + "/threads=1",
             commit_shape<Suite, F>(log_rows, cols), [=](bench::Counters&) -> bench::Work {
               const auto matrix = bench::random_matrix<F>(std::size_t{1} << log_rows, cols);
               const auto rows = rows_of(*matrix);
               return [matrix, rows] {
                 const auto tree = commit_rows<Suite>(*rows, 0);
                 bench::DoNotOptimize(tree.root().data());
               };
             });
}

ChaCha20::Key key_of_level(std::size_t level) {
  ChaCha20::Key key{};
  key[0] = static_cast<std::byte>(level);
  return key;
}

/// With a salt from a stream behind every row.
template <class Suite, class F>
void add_salted(const std::string& suite, const std::string& field, std::size_t log_rows, std::size_t cols) {
  bench::add("merkle/commit_salted/" + shape_name(suite, field, log_rows, cols) + "/threads=1",
             commit_shape<Suite, F>(log_rows, cols), [=](bench::Counters&) -> bench::Work {
               using Salts = StreamSalts<F, ChaCha20::Key (*)(std::size_t)>;
               const auto matrix = bench::random_matrix<F>(std::size_t{1} << log_rows, cols);
               const std::array<MatrixView<const F>, 1> matrices{matrix->view()};
               const auto rows = std::make_shared<TreeRows<F, Salts>>(matrices, 0, Salts(key_of_level));
               return [matrix, work = commit_again<Suite, F>(rows, std::make_shared<parallel::Serial>())] { work(); };
             });
}

/// Fibres of eight elements of an extension.
template <class Suite, class E>
void add_fibres(const std::string& suite, const std::string& field, std::size_t log_values) {
  using F = typename E::Prime;
  constexpr std::size_t log_arity = 3;
  bench::add(
      "merkle/commit_fibres/" + suite + "/" + field + "/log=" + std::to_string(log_values) + "/arity=8/threads=1",
      commit_shape<Suite, F>(log_values - log_arity, E::degree << log_arity), [=](bench::Counters&) -> bench::Work {
        const auto values = bench::random_matrix<E>(std::size_t{1} << log_values, 1);
        const auto fibres = fibre_rows(std::span<const E>(values->flat()), log_arity);
        const auto rows = std::make_shared<TreeRows<F>>(TreeRows<F>::single(fibres, log_values));
        return [values, work = commit_again<Suite, F>(rows, std::make_shared<parallel::Serial>())] { work(); };
      });
}

/// Opening and verifying 75 indices of a tree of 2^log_rows rows.
template <class Suite, class F>
void add_openings(const std::string& suite, const std::string& field, std::size_t log_rows, std::size_t cols) {
  constexpr std::size_t num_queries = 75;
  const auto indices = [=] {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < num_queries; ++i) {
      result.push_back((i * 0x9e3779b97f4a7c15) >> (64 - log_rows));
    }
    return result;
  }();
  const std::string shape = shape_name(suite, field, log_rows, cols) + "/queries=75";
  const auto prepare = [=](bench::Counters& counters) {
    const auto matrix = bench::random_matrix<F>(std::size_t{1} << log_rows, cols);
    const auto rows = rows_of(*matrix);
    const auto tree = std::make_shared<MerkleTree<Suite, F>>(commit_rows<Suite>(*rows, 0));
    counters["proof_bytes"] =
        static_cast<double>(Multiproof<Suite, F>::encoded_bytes(OpeningPlan(tree->shape(), log_rows, indices)));
    return std::tuple(matrix, rows, tree);
  };
  bench::add("merkle/open/" + shape, {.items = num_queries}, [=](bench::Counters& counters) -> bench::Work {
    return [=, parts = prepare(counters)] {
      const auto& [matrix, rows, tree] = parts;
      const auto opening = tree->open(OpeningPlan(tree->shape(), log_rows, indices), *rows);
      bench::DoNotOptimize(opening.siblings().data());
    };
  });
  bench::add("merkle/verify/" + shape, {.items = num_queries}, [=](bench::Counters& counters) -> bench::Work {
    const auto [matrix, rows, tree] = prepare(counters);
    const OpeningPlan plan(tree->shape(), log_rows, indices);
    serial::Writer writer;
    tree->open(plan, *rows).write(writer);
    const std::vector<typename Suite::Digest> root(tree->root().begin(), tree->root().end());
    return [=, shape_of_tree = tree->shape(), bytes = std::move(writer).take()] {
      const OpeningPlan again(shape_of_tree, log_rows, indices);
      serial::Reader reader(bytes, Errc::length_total);
      const auto opening = Multiproof<Suite, F>::parse(reader, again);
      if (!opening.ok() || !opening->verify(again, root, Errc::merkle_stage).ok()) std::abort();
    };
  });
}

template <class Suite, class F>
void add_shapes(const std::string& suite, const std::string& field) {
  for (const std::size_t threads : {1U, 2U}) {
    add_commit<Suite, F>(suite, field, {18, 64, threads});
    add_commit<Suite, F>(suite, field, {16, 1312, threads});
  }
}

const bench::Rows rows([] {
  using P16 = Poseidon2Suite<KoalaBear, 16>;
  using P24 = Poseidon2Suite<KoalaBear, 24>;
  add_shapes<P16, KoalaBear>("poseidon2_16", "koala_bear");
  add_shapes<P24, KoalaBear>("poseidon2_24", "koala_bear");
  add_shapes<Blake3Suite, KoalaBear>("blake3", "koala_bear");
  add_shapes<Sha256Suite, KoalaBear>("sha256", "koala_bear");
  add_shapes<Sha3Suite, KoalaBear>("sha3", "koala_bear");
  add_commit<Blake3Suite, Goldilocks>("blake3", "goldilocks", {18, 64});
  add_commit<Sha256Suite, KoalaBear>("sha256", "koala_bear", {20, 16});  // leaves of 64 bytes
  add_commit<Blake3Suite, KoalaBear>("blake3", "koala_bear", {20, 16});
  add_fresh<Blake3Suite, KoalaBear>("blake3", "koala_bear", 18, 64);
  add_salted<Blake3Suite, KoalaBear>("blake3", "koala_bear", 18, 64);
  add_salted<P16, KoalaBear>("poseidon2_16", "koala_bear", 18, 64);
  add_fibres<Blake3Suite, KoalaBear4>("blake3", "koala_bear_4", 20);
  add_fibres<P16, KoalaBear4>("poseidon2_16", "koala_bear_4", 20);
  add_openings<Blake3Suite, KoalaBear>("blake3", "koala_bear", 18, 64);
  add_openings<P16, KoalaBear>("poseidon2_16", "koala_bear", 18, 64);
});

}  // namespace
