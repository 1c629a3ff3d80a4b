// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What only whole STARK proofs have: trees with codes of their own, and anchored matrices. The checks that bare proofs
// have are in opening_verifier_test.cpp.
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <probata/hash/byte_suites.hpp>
#include <probata/pcs/fri/fri_verifier.hpp>
#include <probata/transcript/transcript.hpp>

#include "pcs/fri/fri_cases.hpp"
#include "pcs/fri/reference_prover.hpp"
#include "support/bytes.hpp"
#include "support/fields.hpp"

using namespace probata;

namespace {

using Suite = Blake3Suite;
using EF = KoalaBear4;
using F = KoalaBear;
using Prover = testing::ReferenceProver<Suite, EF>;
using Digest = Suite::Digest;

/// A public, a persistent (anchored), a stage and a quotient tree over the levels 6 and 5. R_6 is in the stage tree,
/// R_5 in the quotient tree; the widest matrix has no salt.
std::vector<CommittedTree> four_trees() {
  return {
      {.matrices = {{.log_height = 6, .level = 6, .width = 2}}, .code = Errc::merkle_pub, .index = 4},
      {.matrices = {{.log_height = 5, .level = 5, .width = 3, .next_columns = {1}, .anchored = true}},
       .blinded = true,
       .code = Errc::merkle_hid,
       .index = 9},
      {.matrices = {{.log_height = 6, .level = 6, .width = 1, .next_columns = {0}}},
       .blinded = true,
       .code = Errc::merkle_stage,
       .index = 2},
      {.matrices = {{.log_height = 5, .level = 5, .width = 6}}, .blinded = true, .code = Errc::merkle_quotient},
  };
}

class Session {
 public:
  explicit Session(std::uint64_t seed)
      : rng(seed),
        layout(*OpeningLayout::make(testing::with_grinding(testing::hiding_parameters()), EF::degree, 5, four_trees())),
        prover(testing::random_reference_prover<Suite, EF>(rng, layout)) {
    Anchor<EF>& anchor = prover.anchors.emplace_back();
    anchor.point = testing::random_point<EF>(rng);
    for (const auto& column : prover.matrices[1][0]) anchor.values.push_back(column.at(anchor.point));
    known_anchors = prover.anchors;
  }

  Transcript<Suite, EF> start(const std::vector<std::vector<Digest>>& roots) const {
    const std::vector<std::byte> statement = testing::bytes_of("four trees");
    Transcript<Suite, EF> transcript(PcsStatement{statement});
    for (const auto& root : roots) transcript.absorb_digests(DigestsTag::main_root, std::span<const Digest>(root));
    return transcript;
  }

  /// @param committed  the trees whose roots are known
  Status prove_and_verify(const std::vector<Prover::Tree>& committed) {
    std::vector<std::vector<Digest>> roots;
    for (const auto& tree : committed) roots.push_back(tree.root());
    Transcript<Suite, EF> proving = start(roots);
    const std::vector<std::byte> part_b = prover.prove(proving, prover.trees());

    Transcript<Suite, EF> verifying = start(roots);
    const FriVerifier<Suite, EF> fri(layout, prover.messages);
    const Result<EF> point = fri.draw_point(verifying);
    if (!point.ok()) return point.status();
    CHECK(*point == prover.point);
    const std::vector<std::span<const Digest>> views(roots.begin(), roots.end());
    serial::Reader reader(part_b, Errc::length_total);
    const Status status = fri.verify(verifying, *point, views, known_anchors, reader);
    // Both transcripts saw the same: whatever follows is drawn alike.
    if (status.ok()) CHECK(proving.sample_ext() == verifying.sample_ext());
    return status;
  }
  Status prove_and_verify() { return prove_and_verify(prover.trees()); }

  testing::Rng rng;
  OpeningLayout layout;
  Prover prover;
  std::vector<Anchor<EF>> known_anchors;
};

}  // namespace

TEST_CASE("fri verifier: an honest proof with public, persistent and quotient trees is accepted") {
  Session session(0xf1);
  INFO("seed ", session.rng.seed());
  CHECK(session.prove_and_verify() == Status());
}

// V19 to V21: rows of another tree, all else fits them.
TEST_CASE("fri verifier: C29, C30, C31 and C32 refuse rows of another tree, with the code and index of the tree") {
  const std::vector<Status> expected{Status(Errc::merkle_pub, 4), Status(Errc::merkle_hid, 9),
                                     Status(Errc::merkle_stage, 2), Status(Errc::merkle_quotient, 0)};
  for (std::size_t t = 0; t < 4; ++t) {
    Session session(0xc29);
    std::vector<Prover::Tree> committed = session.prover.trees();
    committed[t] = testing::random_reference_prover<Suite, EF>(session.rng, session.layout).trees()[t];
    CHECK(session.prove_and_verify(committed) == expected[t]);
  }
}

// A persistent matrix that is another than the one whose anchor the verifier knows.
TEST_CASE("fri verifier: an anchored column that misses its anchor is refused") {
  for (std::size_t column = 0; column < 3; ++column) {
    // The prover takes the columns' own values for the anchor.
    Session session(0xa4c40);
    session.known_anchors[0].values[column] += EF::one();
    CHECK(session.prove_and_verify() == Status(Errc::fri_fold, 0));
    // The prover takes the anchor that is known: no polynomial is left.
    Session other(0xa4c41);
    other.known_anchors[0].values[column] += EF::one();
    other.prover.anchors = other.known_anchors;
    CHECK(other.prove_and_verify() == Status(Errc::fri_final, 0));
    CHECK_FALSE(other.prover.is_low_degree());
  }
}

TEST_CASE("fri verifier: an anchor at another point is refused") {
  Session session(0xa4c42);
  session.known_anchors[0].point += EF::one();
  CHECK(session.prove_and_verify() == Status(Errc::fri_fold, 0));
}

// V03: values are absorbed before the batching challenge, so they cannot be fitted to it.
TEST_CASE("fri verifier: values that are changed after the batching challenge are refused") {
  Session session(0xf3);
  std::vector<std::vector<Digest>> roots;
  for (const auto& tree : session.prover.trees()) roots.push_back(tree.root());
  Transcript<Suite, EF> proving = session.start(roots);
  const std::vector<std::byte> part_b = session.prover.prove(proving, session.prover.trees());
  for (std::size_t i = 0; i < session.prover.messages.opened.size(); ++i) {
    auto messages = session.prover.messages;
    messages.opened[i] += EF::one();
    Transcript<Suite, EF> verifying = session.start(roots);
    const FriVerifier<Suite, EF> fri(session.layout, messages);
    const Result<EF> point = fri.draw_point(verifying);
    REQUIRE(point.ok());
    const std::vector<std::span<const Digest>> views(roots.begin(), roots.end());
    serial::Reader reader(part_b, Errc::length_total);
    CHECK_FALSE(fri.verify(verifying, *point, views, session.known_anchors, reader).ok());
  }
}
