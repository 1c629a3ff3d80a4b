// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Proofs in which a persistent matrix takes part beside an ordinary tree: protocol, sections 1.3 and 7.5. Without
// vectors, so as to compile fast.
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <probata/core/usage_error.hpp>
#include <probata/hash/byte_suites.hpp>
#include <probata/pcs/fri/fri_prover.hpp>
#include <probata/pcs/fri/fri_verifier.hpp>
#include <probata/pcs/fri/persistent_commitment.hpp>
#include <probata/prf/deterministic_random.hpp>

#include "pcs/fri/fri_cases.hpp"
#include "support/bytes.hpp"
#include "support/fields.hpp"

using namespace probata;

namespace {

using Suite = Blake3Suite;
using EF = KoalaBear4;
using F = KoalaBear;
using Commitment = PersistentCommitment<Suite, EF, simd::Scalar>;
using Tree = Commitment::Tree;
using View = Commitment::View;

void store_nothing(std::span<const std::byte>) {}

Matrix<F> random_matrix(testing::Rng& rng, std::size_t rows, std::size_t cols) {
  return Matrix<F>::from_flat(testing::random_elements<F>(rng, rows * cols), cols);
}

/// A proof that opens a persistent matrix of three columns beside an ordinary tree with matrices of its level and of
/// another one.
class Opening {
 public:
  explicit Opening(testing::Rng& rng)
      : parameters_{.log_blowup = 1,
                    .log_slack = 2,
                    .log_final = 4,
                    .log_cap = 0,
                    .log_height = 5,
                    .width = 3,
                    .mask = 2 * 20 + 5},
        random_(rng.u64()),
        ntt_(8),
        secret_(random_matrix(rng, 32, 3)),
        table_(random_matrix(rng, 32, 6)),
        short_table_(random_matrix(rng, 8, 2)),
        commitment_(Commitment::commit(ntt_, parameters_, secret_.view(), random_)),
        ledger_(OpeningLedger::begin(commitment_.identity())),
        layout_(make_layout()) {}

  FriParameters fri() const { return testing::hiding_parameters(6); }
  const OpeningLayout& layout() const { return layout_; }
  const PersistentIdentity<Suite, EF>& identity() const { return commitment_.identity(); }
  OpeningLedger& ledger() { return ledger_; }

  struct Proof {
    FriMessages<Suite, EF> messages;
    std::vector<std::byte> part_b;
    std::vector<Suite::Digest> table_root;
  };

  /// @param anchor  what the prover believes the matrix's anchor to be
  Proof prove(const Anchor<EF>& anchor) {
    const View secret = commitment_.open(ledger_.reserve(6, random_, store_nothing), fri());
    const HidingStreams streams(random_, Sha256::Digest{});
    const Tree table = commit_table(streams);
    const std::vector<View> trees{secret, View(table)};
    Proof proof;
    proof.table_root.assign(table.root().begin(), table.root().end());
    auto transcript = transcript_for(identity().anchor(), proof.table_root);
    const parallel::Serial executor;
    FriProver<Suite, EF, simd::Scalar> prover(layout_, ntt_, executor);
    prover.evaluate(std::span<const View>(trees), prover.draw_point(transcript));
    serial::Writer part_b;
    prover.prove(transcript, std::span<const View>(trees), std::span<const Anchor<EF>>(&anchor, 1), part_b);
    proof.messages = prover.messages();
    proof.part_b = std::move(part_b).take();
    return proof;
  }

  /// @param absorbed, checked  the anchors that the verifier's transcript and its equations have
  Status verify(const Proof& proof, const Anchor<EF>& absorbed, const Anchor<EF>& checked,
                std::span<const Suite::Digest> root) const {
    auto transcript = transcript_for(absorbed, proof.table_root);
    const FriVerifier<Suite, EF> verifier(layout_, proof.messages);
    const Result<EF> point = verifier.draw_point(transcript);
    if (!point.ok()) return point.status();
    const std::vector<std::span<const Suite::Digest>> roots{root, proof.table_root};
    serial::Reader reader(proof.part_b, Errc::length_total);
    return verifier.verify(transcript, *point, roots, std::span<const Anchor<EF>>(&checked, 1), reader);
  }
  Status verify(const Proof& proof) const {
    return verify(proof, identity().anchor(), identity().anchor(), identity().root());
  }

 private:
  OpeningLayout make_layout() const {
    CommittedTree table{.matrices = {{.log_height = 5, .level = 6, .width = 6, .next_columns = {0, 5}},
                                     {.log_height = 3, .level = 5, .width = 2, .next_columns = {1}}},
                        .blinded = true};
    auto layout = OpeningLayout::make(fri(), EF::degree, salt_length<F>,
                                      {commitment_.identity().committed_tree({1, 2}, 0), std::move(table)});
    REQUIRE_MESSAGE(layout.ok(), layout.status());
    REQUIRE(layout->levels().size() == 2);
    REQUIRE(layout->is_salted(0, 6));
    return *std::move(layout);
  }

  Transcript<Suite, EF> transcript_for(const Anchor<EF>& anchor, std::span<const Suite::Digest> table_root) const {
    const std::vector<std::byte> statement = testing::bytes_of("a table that binds a persistent matrix");
    Transcript<Suite, EF> transcript(PcsStatement{statement});
    transcript.absorb_digests(DigestsTag::matrix_root, identity().root());
    transcript.absorb_elems(ElementsTag::matrix_anchor, std::span<const EF>(anchor.values));
    transcript.absorb_digests(DigestsTag::main_root, table_root);
    return transcript;
  }

  /// The ordinary tree: blinded for one proof, with R_k of both levels.
  Tree commit_table(const HidingStreams& streams) const {
    std::vector<ExtendedMatrix<F>> matrices;
    std::size_t column = 0;
    for (const Matrix<F>* const trace : {&table_, &short_table_}) {
      Matrix<F> masks(2 * (6 + EF::degree) + 1, trace->cols());
      for (std::size_t j = 0; j < masks.cols(); ++j) {
        std::size_t i = 0;
        streams.elements<F, simd::Scalar>(HidingPurpose::column_mask, 1, column++, masks.rows(),
                                          [&](const F& element) { masks(i++, j) = element; });
      }
      const std::size_t level = trace == &table_ ? 6 : 5;
      matrices.push_back(extend_trace(ntt_, MatrixView<const F>(trace->view()), std::move(masks), level, 1));
    }
    std::vector<ExtendedMatrix<F>> mask_polynomials;
    for (const std::size_t level : {6U, 5U}) {
      const std::size_t size = std::size_t{1} << level;
      CoefficientMatrix<F> mask{level, Matrix<F>(size, EF::degree), Matrix<F>(size / 4, EF::degree)};
      for (std::size_t c = 0; c < EF::degree; ++c) {
        std::size_t i = 0;
        streams.elements<F, simd::Scalar>(HidingPurpose::mask_polynomial, level, c, size + size / 4,
                                          [&](const F& element) {
                                            (i < size ? mask.low(i, c) : mask.top(i - size, c)) = element;
                                            ++i;
                                          });
      }
      mask_polynomials.push_back(extend_coefficients(ntt_, std::move(mask), 1));
    }
    return Tree::commit<simd::Scalar>(std::move(matrices), std::move(mask_polynomials), 1, 0,
                                      Commitment::Salts(SaltKeys(streams, 1)),
                                      [this](std::size_t level) { return layout_.is_salted(1, level); });
  }

  PersistentParameters parameters_;
  DeterministicRandomForTests random_;
  BatchNtt<F, simd::Scalar> ntt_;
  Matrix<F> secret_;
  Matrix<F> table_;
  Matrix<F> short_table_;
  Commitment commitment_;
  OpeningLedger ledger_;
  OpeningLayout layout_;
};

}  // namespace

TEST_CASE("persistent opening: it is opened in proof after proof, until the ledger is full") {
  testing::Rng rng{0x9c7};
  INFO("seed ", rng.seed());
  Opening opening(rng);
  CHECK(opening.identity().num_proofs(6) == 2);
  const Anchor<EF> anchor = opening.identity().anchor();
  const Opening::Proof first = opening.prove(anchor);
  CHECK(opening.verify(first) == Status());
  const Opening::Proof second = opening.prove(anchor);
  CHECK(opening.verify(second) == Status());
  CHECK(first.messages.opened != second.messages.opened);
  CHECK_THROWS_AS(opening.prove(anchor), UsageError);
  CHECK(opening.ledger().used() == 40);
}

TEST_CASE("persistent opening: another anchor or another root is refused by the verifier") {
  testing::Rng rng{0x9c8};
  INFO("seed ", rng.seed());
  Opening opening(rng);
  const Anchor<EF> anchor = opening.identity().anchor();
  const auto root = opening.identity().root();
  const Opening::Proof proof = opening.prove(anchor);
  for (std::size_t j = 0; j < 3; ++j) {
    for (std::size_t c = 0; c < EF::degree; ++c) {
      Anchor<EF> wrong = anchor;
      wrong.values[j][c] += F::one();
      // Challenges that do not depend on it, so that only the equation is left: rows do not give what was folded.
      CHECK(opening.verify(proof, anchor, wrong, root) == Status(Errc::fri_input));
      // As a statement absorbs it: other challenges, of which the openings know nothing.
      CHECK_FALSE(opening.verify(proof, wrong, wrong, root).ok());
    }
  }
  Anchor<EF> wrong = anchor;
  wrong.point[1] += F::one();
  CHECK(opening.verify(proof, anchor, wrong, root) == Status(Errc::fri_input));
  wrong = anchor;
  std::swap(wrong.values[0], wrong.values[2]);
  CHECK(opening.verify(proof, anchor, wrong, root) == Status(Errc::fri_input));
  std::vector<Suite::Digest> other_root(root.begin(), root.end());
  other_root[0][0] ^= std::byte{1};
  CHECK(opening.verify(proof, anchor, anchor, other_root) == Status(Errc::merkle_hid));
  CHECK(opening.verify(proof) == Status());
}

TEST_CASE("persistent opening: a prover with another anchor notices") {
  testing::Rng rng{0x9c9};
  INFO("seed ", rng.seed());
  Opening opening(rng);
  Anchor<EF> wrong = opening.identity().anchor();
  wrong.values[1] += EF::one();
  try {
    static_cast<void>(opening.prove(wrong));
    FAIL("nothing was thrown");
  } catch (const UsageError& error) {
    CHECK(error.where() == "FriProver::prove");
    CHECK(error.argument() == "columns of level 6");
  }
  // The attempt counts.
  CHECK(opening.ledger().num_left(6) == 1);
}
