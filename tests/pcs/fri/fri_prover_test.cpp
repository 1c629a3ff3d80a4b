// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <probata/core/usage_error.hpp>
#include <probata/hash/byte_suites.hpp>
#include <probata/parallel/threads.hpp>
#include <probata/pcs/fri/committed_tree.hpp>
#include <probata/pcs/fri/fri_prover.hpp>
#include <probata/pcs/fri/fri_verifier.hpp>
#include <probata/transcript/statement.hpp>
#include <probata/transcript/transcript.hpp>

#include "pcs/fri/fri_cases.hpp"
#include "pcs/fri/reference_prover.hpp"
#include "pcs/fri/toy_fields.hpp"
#include "support/bytes.hpp"
#include "support/fields.hpp"

using namespace probata;

namespace {

using Suite = Blake3Suite;

/// A proof by whoever made it.
template <class EF>
struct Proof {
  FriMessages<Suite, EF> messages;
  std::vector<std::byte> part_b;
};

template <class EF>
std::vector<std::byte> encoding(const Proof<EF>& proof, const OpeningLayout& layout) {
  serial::Writer writer;
  proof.messages.write(writer, layout);
  writer.write_bytes(proof.part_b);
  return std::move(writer).take();
}

template <class EF>
using Digests = std::vector<std::vector<typename Suite::Digest>>;

/// A transcript that has seen the roots.
template <class EF>
Transcript<Suite, EF> transcript_after(const Digests<EF>& roots) {
  const std::vector<std::byte> statement = testing::bytes_of("a statement");
  Transcript<Suite, EF> transcript(PcsStatement{statement});
  for (const auto& root : roots) {
    transcript.absorb_digests(DigestsTag::main_root, std::span<const typename Suite::Digest>(root));
  }
  return transcript;
}

/// The salts of a tree of a reference prover.
template <class F>
class ReferenceSalts {
 public:
  using Function = std::function<std::vector<F>(std::size_t tree, std::size_t level, std::size_t row)>;

  ReferenceSalts(const Function& salt, std::size_t tree) : salt_(&salt), tree_(tree) {}

  static constexpr std::size_t length() { return salt_length<F>; }
  void fill(std::size_t level, std::size_t first_row, MatrixView<F> to) const {
    for (std::size_t row = 0; row < to.rows(); ++row) {
      std::ranges::copy((*salt_)(tree_, level, first_row + row), to.row(row).begin());
    }
  }

 private:
  const Function* salt_;
  std::size_t tree_;
};

/// The real prover for the columns of a reference prover.
template <class EF>
class RealProver {
 public:
  using F = typename EF::Prime;
  using Reference = testing::ReferenceProver<Suite, EF>;
  using Tree = ProverTree<Suite, F, ReferenceSalts<F>>;

  explicit RealProver(const Reference& reference)
      : reference_(reference), layout_(reference.layout()), ntt_(layout_.log_indices()) {}

  Proof<EF> prove(std::size_t num_threads = 1) const {
    const parallel::Threads threads(num_threads);
    std::vector<Tree> trees;
    Digests<EF> roots;
    for (std::size_t t = 0; t < layout_.trees().size(); ++t) {
      trees.push_back(tree(t, threads));
      roots.emplace_back(trees.back().tree().root().begin(), trees.back().tree().root().end());
    }
    Transcript<Suite, EF> transcript = transcript_after<EF>(roots);
    FriProver<Suite, EF, simd::DefaultArch, parallel::Threads> fri(layout_, ntt_, threads);
    const EF point = fri.draw_point(transcript);
    fri.evaluate(std::span<const Tree>(trees), point);
    serial::Writer part_b;
    fri.prove(transcript, std::span<const Tree>(trees), std::span<const Anchor<EF>>(reference_.anchors), part_b);
    return {fri.messages(), std::move(part_b).take()};
  }

 private:
  ExtendedMatrix<F> extended(const typename Reference::Columns& columns, std::size_t level) const {
    const std::size_t size = std::size_t{1} << level;
    Matrix<F> low(size, columns.size());
    Matrix<F> top(columns.front().coefficients.size() - size, columns.size());
    for (std::size_t j = 0; j < columns.size(); ++j) {
      for (std::size_t i = 0; i < columns[j].coefficients.size(); ++i) {
        (i < size ? low(i, j) : top(i - size, j)) = columns[j].coefficients[i];
      }
    }
    return extend_coefficients(ntt_, CoefficientMatrix<F>{level, std::move(low), std::move(top)},
                               layout_.fri().log_blowup);
  }

  Tree tree(std::size_t t, const parallel::Threads& threads) const {
    const CommittedTree& shape = layout_.trees()[t];
    std::vector<ExtendedMatrix<F>> matrices;
    std::vector<ExtendedMatrix<F>> masks;
    for (std::size_t m = 0; m < shape.matrices.size(); ++m) {
      matrices.push_back(extended(reference_.matrices[t][m], shape.matrices[m].level));
    }
    for (std::size_t i = 0; i < layout_.levels().size(); ++i) {
      if (layout_.levels()[i].mask_tree != t) continue;
      masks.push_back(extended(reference_.masks[i], layout_.levels()[i].level));
    }
    return Tree::commit(
        std::move(matrices), std::move(masks), layout_.fri().log_blowup, layout_.fri().log_cap,
        ReferenceSalts<F>(reference_.salt, t), [this, t](std::size_t level) { return layout_.is_salted(t, level); },
        threads);
  }

  const Reference& reference_;
  const OpeningLayout& layout_;
  BatchNtt<F> ntt_;
};

template <class EF>
Proof<EF> reference_proof(testing::ReferenceProver<Suite, EF>& reference, Digests<EF>& roots) {
  const auto trees = reference.trees();
  roots.clear();
  for (const auto& tree : trees) roots.push_back(tree.root());
  Transcript<Suite, EF> transcript = transcript_after<EF>(roots);
  std::vector<std::byte> part_b = reference.prove(transcript, trees);
  return {reference.messages, std::move(part_b)};
}

template <class EF>
Status verify(const OpeningLayout& layout, const Proof<EF>& proof, const Digests<EF>& roots,
              std::span<const Anchor<EF>> anchors) {
  Transcript<Suite, EF> transcript = transcript_after<EF>(roots);
  const FriVerifier<Suite, EF> fri(layout, proof.messages);
  const Result<EF> point = fri.draw_point(transcript);
  if (!point.ok()) return point.status();
  const std::vector<std::span<const typename Suite::Digest>> views(roots.begin(), roots.end());
  serial::Reader reader(proof.part_b, Errc::length_total);
  const Status status = fri.verify(transcript, *point, views, anchors, reader);
  CHECK((!status.ok() || reader.remaining() == 0));
  return status;
}

template <class EF>
void add_true_anchors(testing::Rng& rng, testing::ReferenceProver<Suite, EF>& reference) {
  for (std::size_t t = 0; t < reference.layout().trees().size(); ++t) {
    for (std::size_t m = 0; m < reference.matrices[t].size(); ++m) {
      if (!reference.layout().trees()[t].matrices[m].anchored) continue;
      Anchor<EF>& anchor = reference.anchors.emplace_back();
      anchor.point = testing::random_point<EF>(rng);
      for (const auto& column : reference.matrices[t][m]) anchor.values.push_back(column.at(anchor.point));
    }
  }
}

/// The real prover's proof is the reference's byte for byte, whatever the number of threads, and is accepted.
template <class EF>
void check_layout(testing::Rng& rng, const FriParameters& fri, std::vector<CommittedTree> trees) {
  const Result<OpeningLayout> layout =
      OpeningLayout::make(fri, EF::degree, salt_length<typename EF::Prime>, std::move(trees));
  REQUIRE_MESSAGE(layout.ok(), layout.status());
  auto reference = testing::random_reference_prover<Suite, EF>(rng, *layout);
  add_true_anchors<EF>(rng, reference);
  Digests<EF> roots;
  const Proof<EF> expected = reference_proof<EF>(reference, roots);
  REQUIRE(reference.is_low_degree());
  const RealProver<EF> real(reference);
  REQUIRE(encoding(real.prove(), *layout) == encoding(expected, *layout));
  REQUIRE(encoding(real.prove(3), *layout) == encoding(expected, *layout));
  REQUIRE(verify<EF>(*layout, expected, roots, reference.anchors) == Status());
}

void check_refused(const testing::ReferenceProver<Suite, KoalaBear4>& reference, std::size_t level) {
  try {
    static_cast<void>(RealProver<KoalaBear4>(reference).prove());
    FAIL("nothing was thrown");
  } catch (const UsageError& error) {
    CHECK(error.where() == "FriProver::prove");
    CHECK(error.argument() == "columns of level " + std::to_string(level));
    CHECK(error.expected() == "polynomials of degree below " +
                                  std::to_string(reference.layout().fri().dimension(level)) +
                                  " that take the claimed values");
  }
}

CommittedMatrix matrix(std::size_t level, std::size_t width, std::vector<std::uint32_t> next = {}) {
  return {.log_height = level, .level = level, .width = width, .next_columns = std::move(next)};
}

std::vector<CommittedTree> plain_tree(std::vector<CommittedMatrix> matrices) {
  return {{.matrices = std::move(matrices)}};
}

}  // namespace

TEST_CASE("fri prover: the proof is that of the definition, without masks") {
  using EF = KoalaBear4;
  testing::Rng rng{0xf41b};
  INFO("seed ", rng.seed());
  for (const auto log_arity : std::initializer_list<std::uint8_t>{1, 2, 3, 4}) {
    CAPTURE(int{log_arity});
    FriParameters fri = testing::plain_parameters();
    fri.log_arity = log_arity;
    // One level; the final level alone; several levels with steps of 1, 2 and 3, the last one the final level.
    check_layout<EF>(rng, fri, plain_tree({matrix(7, 3, {0, 2})}));
    check_layout<EF>(rng, fri, plain_tree({matrix(4, 2)}));
    check_layout<EF>(rng, fri, plain_tree({matrix(8, 1), matrix(7, 17, {3, 9, 16}), matrix(4, 9, {8})}));
  }
  FriParameters fri = testing::with_grinding(testing::plain_parameters());
  fri.log_blowup = 3;
  fri.log_cap = 2;
  check_layout<EF>(rng, fri, plain_tree({matrix(7, 40, {0, 15, 16, 17, 39}), matrix(5, 1, {0})}));
}

TEST_CASE("fri prover: the proof is that of the definition, with masks and salts") {
  using EF = KoalaBear4;
  testing::Rng rng{0xf41b2};
  INFO("seed ", rng.seed());
  constexpr std::size_t few = salt_length<KoalaBear> - 1;
  for (const auto log_slack : std::initializer_list<std::uint8_t>{2, 4}) {
    CAPTURE(int{log_slack});
    FriParameters fri = testing::with_grinding(testing::hiding_parameters());
    fri.log_slack = log_slack;
    fri.log_cap = log_slack == 2 ? 0 : 3;
    // Masks of level 7 in the second tree, of level 5 in the first; row groups of nine columns have no salt.
    check_layout<EF>(rng, fri,
                     {{.matrices = {matrix(7, 9, {1, 8}), matrix(5, 3)}, .blinded = true},
                      {.matrices = {matrix(7, 2, {0})}, .blinded = true}});
    // As few columns as need a salt, and one more; a tree that is not blinded has no mask, though it is the level's
    // last.
    check_layout<EF>(rng, fri,
                     {{.matrices = {matrix(6, few, {0}), matrix(5, few + 1)}, .blinded = true},
                      {.matrices = {matrix(4, 2), matrix(6, 1)}, .blinded = true},
                      {.matrices = {matrix(5, 1)}}});
    // A level that no blinded tree has, and coordinates that one mask blinds together: a salt for nine columns.
    std::vector<CommittedTree> trees{{.matrices = {matrix(6, 2), matrix(5, 1)}},
                                     {.matrices = {matrix(6, 9, {3})}, .blinded = true}};
    trees[1].matrices[0].num_blinded = few;
    check_layout<EF>(rng, fri, trees);
  }
}

TEST_CASE("fri prover: anchored matrices are opened at their own points too") {
  using EF = KoalaBear4;
  testing::Rng rng{0xf41b3};
  INFO("seed ", rng.seed());
  FriParameters fri = testing::hiding_parameters();
  std::vector<CommittedTree> trees{{.matrices = {matrix(6, 5, {1, 3})}, .blinded = true},
                                   {.matrices = {matrix(6, 3, {2})}, .blinded = true},
                                   {.matrices = {matrix(5, 2)}, .blinded = true}};
  trees[1].matrices[0].anchored = true;
  trees[2].matrices[0].anchored = true;
  check_layout<EF>(rng, fri, trees);
  trees[0].matrices[0].anchored = true;
  check_layout<EF>(rng, testing::with_grinding(fri), trees);
}

TEST_CASE("fri prover: values that are not the columns' own are refused") {
  using EF = KoalaBear4;
  testing::Rng rng{0xf41b4};
  INFO("seed ", rng.seed());
  for (const FriParameters& fri : {testing::plain_parameters(), testing::hiding_parameters()}) {
    std::vector<CommittedTree> trees = plain_tree({matrix(6, 2), matrix(5, 1)});
    trees[0].blinded = fri.zero_knowledge();
    trees[0].matrices[0].anchored = true;
    trees[0].matrices[1].anchored = true;
    const OpeningLayout layout = *OpeningLayout::make(fri, 4, 5, trees);
    auto reference = testing::random_reference_prover<Suite, EF>(rng, layout);
    add_true_anchors<EF>(rng, reference);
    CHECK_NOTHROW(RealProver<EF>(reference).prove());
    for (std::size_t a = 0; a < 2; ++a) {
      auto wrong = reference;
      wrong.anchors[a].values[0] += EF::one();
      check_refused(wrong, a == 0 ? 6 : 5);
    }
  }
}

TEST_CASE("fri prover: columns of too high a degree are refused") {
  using EF = KoalaBear4;
  testing::Rng rng{0xf41b5};
  INFO("seed ", rng.seed());
  // The code of level 6 has dimension K = 2^6, or 2^6 + 2^4 with room for masks.
  for (const FriParameters& fri : {testing::plain_parameters(), testing::hiding_parameters()}) {
    std::vector<CommittedTree> trees = plain_tree({matrix(6, 2)});
    trees[0].blinded = fri.zero_knowledge();
    const OpeningLayout layout = *OpeningLayout::make(fri, 4, 5, trees);
    const auto dimension = static_cast<std::size_t>(fri.dimension(6));
    for (const std::size_t degree : {dimension, dimension + 1, dimension + 7}) {
      auto reference = testing::random_reference_prover<Suite, EF>(rng, layout);
      for (auto& column : reference.matrices[0][0]) column.coefficients.resize(degree + 1, KoalaBear::zero());
      CHECK_NOTHROW(RealProver<EF>(reference).prove());
      reference.matrices[0][0][1].coefficients[degree] = KoalaBear::one();
      check_refused(reference, 6);
    }
  }
}

TEST_CASE("fri prover: a domain of all two-adic points, with a first round that folds by less") {
  using EF = testing::Toy7681x2;
  testing::Rng rng{0xf41b6};
  INFO("seed ", rng.seed());
  FriParameters fri = testing::plain_parameters(2);
  // 2^9 points are all that the field has; level 8 folds by 2 to level 7, which folds by 8.
  check_layout<EF>(rng, fri, plain_tree({matrix(8, 2, {1}), matrix(7, 3)}));
  fri.log_arity = 4;
  check_layout<EF>(rng, fri, plain_tree({matrix(8, 2, {1})}));
  check_layout<EF>(rng, fri, plain_tree({matrix(8, 1), matrix(6, 3)}));
}
