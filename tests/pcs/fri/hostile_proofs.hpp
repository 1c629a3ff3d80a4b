// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <ios>
#include <span>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <probata/core/errc.hpp>
#include <probata/core/result.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/pcs/fri/opening_verifier.hpp>
#include <probata/serial/little_endian.hpp>
#include <probata/serial/writer.hpp>

#include "pcs/fri/fri_cases.hpp"
#include "pcs/fri/proof_sections.hpp"
#include "pcs/fri/reference_prover.hpp"
#include "support/fields.hpp"
#include "support/random.hpp"

/// Provers that do everything right but for one thing, and the verifier's word on what they say.
namespace probata::testing {

/// Two trees, levels 7 and 5, two rounds (7 -> 5 -> 4), a cap, masks, work before every challenge. The row groups of
/// level 7 carry salts; those of level 5, in the first tree, have enough columns to do without.
template <class Suite, class EF>
OpeningClaim<Suite, EF> hiding_claim() {
  OpeningClaim<Suite, EF> claim{with_grinding(hiding_parameters(4)), {{{6, 2, 1}, {3, 5, 0}}, {{6, 1, 1}}}};
  claim.fri.log_cap = 1;
  return claim;
}

/// The verifier's word on a proof. Where the environment names a file in PROBATA_RECORD_PROOFS, claim, limits, proof
/// and verdict are appended to it: delete_checks.py asks verifiers without one of their checks about them again.
template <class Suite, class EF>
Status verdict(const OpeningClaim<Suite, EF>& claim, std::span<const std::byte> proof,
               const OpeningLimits& limits = {}) {
  const Status status = verify_opening(claim, proof, limits).status();
  const char* const path = std::getenv("PROBATA_RECORD_PROOFS");
  if (path == nullptr || !claim.layout().ok()) return status;
  serial::Writer writer;
  const std::vector<std::byte> claim_bytes = claim.bytes();
  for (const std::size_t number : {limits.max_row_length, limits.max_opened_values, claim_bytes.size(), proof.size()}) {
    writer.write_u64(number);
  }
  writer.write_u32(static_cast<std::uint32_t>(status.code()));
  writer.write_u32(status.index());
  writer.write_bytes(claim_bytes);
  writer.write_bytes(proof);
  std::ofstream file(path, std::ios::binary | std::ios::app);
  file.write(reinterpret_cast<const char*>(writer.bytes().data()), static_cast<std::streamsize>(writer.bytes().size()));
  REQUIRE(file.good());
  return status;
}

template <class S, class E>
struct Hostile {
  using Suite = S;
  using EF = E;
  using F = typename EF::Prime;
  using Claim = OpeningClaim<Suite, EF>;
  using Prover = ReferenceProver<Suite, EF>;
  using Digest = typename Suite::Digest;

  explicit Hostile(std::uint64_t seed, Claim c = hiding_claim<Suite, EF>())
      : rng(seed), claim(std::move(c)), prover(make()) {}

  Prover make() { return random_reference_prover<Suite, EF>(rng, *claim.layout()); }
  std::vector<std::byte> prove() { return prover.prove_bare(claim); }
  Status verify(std::span<const std::byte> proof) const { return verdict(claim, proof); }
  Status prove_and_verify() { return verify(prove()); }

  std::size_t fixed_bytes() const {
    const OpeningLayout& layout = prover.layout();
    return 42 + layout.trees().size() * (std::size_t{1} << claim.fri.log_cap) * Suite::digest_bytes +
           FriMessages<Suite, EF>::encoded_bytes(layout);
  }
  std::size_t max_bytes() const { return fixed_bytes() + max_opening_bytes<Suite, F>(prover.layout()); }

  /// What stands where in the last proof.
  std::vector<ProofSection> sections() const { return proof_sections<Suite, EF>(prover.layout(), prover.indices); }
  std::vector<std::size_t> elements(bool openings) const { return element_positions<Suite, EF>(sections(), openings); }

  Rng rng;
  Claim claim;
  Prover prover;
};

inline std::vector<std::byte> with_word(std::vector<std::byte> bytes, std::size_t position, std::uint32_t word) {
  serial::store_little_endian(bytes.data() + position, word);
  return bytes;
}

/// Adds the modulus to the element at a position: the same residue, another encoding.
inline std::vector<std::byte> with_modulus_added(std::vector<std::byte> bytes, std::size_t position) {
  const auto word = serial::load_little_endian<std::uint32_t>(bytes.data() + position);
  return with_word(std::move(bytes), position, word + KoalaBear::modulus);
}

/// An honest proof is accepted, and shows its roots and values.
template <class Kind>
void check_honest_proof() {
  Kind hostile(0xacce97);
  INFO("seed ", hostile.rng.seed());
  const std::vector<std::byte> proof = hostile.prove();
  REQUIRE(hostile.verify(proof) == Status());
  const auto result = verify_opening(hostile.claim, proof);
  REQUIRE(result->roots.size() == 2);
  const auto trees = hostile.prover.trees();
  for (std::size_t t = 0; t < 2; ++t) CHECK(result->roots[t] == trees[t].root());
  CHECK(result->values == hostile.prover.messages.opened);
  CHECK(result->values == hostile.prover.values_at(result->point));
  CHECK(result->point[1] != KoalaBear::zero());
  CHECK(proof.size() > hostile.fixed_bytes());
  CHECK(proof.size() <= hostile.max_bytes());
}

/// V30: the same residues in another encoding. Transcripts absorb canonical words, so nothing else would notice.
template <class Kind>
void check_fixed_encodings() {
  Kind hostile(0xc18);
  INFO("seed ", hostile.rng.seed());
  const std::vector<std::byte> proof = hostile.prove();
  const std::vector<std::size_t> elements = hostile.elements(false);
  REQUIRE(elements.size() >=
          4 * (hostile.prover.layout().num_opened_values() + hostile.prover.layout().final_length()));
  for (const std::size_t position : elements) {
    const Status status = hostile.verify(with_modulus_added(proof, position));
    CHECK(status.code() == Errc::fixed_encoding);
    // Where the element begins, of which this is a coordinate.
    CHECK(status.index() <= position);
    CHECK(position < status.index() + 16);
    CHECK(hostile.verify(with_word(proof, position, KoalaBear::modulus)).code() == Errc::fixed_encoding);
    CHECK(hostile.verify(with_word(proof, position, ~std::uint32_t{0})).code() == Errc::fixed_encoding);
    // The largest element is one, and the wrong one.
    const Status largest = hostile.verify(with_word(proof, position, KoalaBear::modulus - 1));
    CHECK(largest.code() != Errc::ok);
    CHECK(largest.code() != Errc::fixed_encoding);
  }
}

/// V10: no work is done, and all that follows is drawn as if it had been.
template <class Kind>
void check_work() {
  Kind hostile(0xc22);
  INFO("seed ", hostile.rng.seed());
  const auto without_work = [&](PowTag tag, std::size_t round) {
    hostile.prover.cheat.no_work = std::pair(tag, round);
    return hostile.prove_and_verify();
  };
  CHECK(without_work(PowTag::deep, 0) == Status(Errc::pow_deep, 0));
  CHECK(without_work(PowTag::batch, 0) == Status(Errc::pow_batch, 0));
  CHECK(without_work(PowTag::fold, 0) == Status(Errc::pow_fold, 0));
  CHECK(without_work(PowTag::fold, 1) == Status(Errc::pow_fold, 1));
  CHECK(without_work(PowTag::query, 0) == Status(Errc::pow_query, 0));
}

/// V30: as C18, in the openings.
template <class Kind>
void check_opening_encodings() {
  Kind hostile(0xc28);
  INFO("seed ", hostile.rng.seed());
  const std::vector<std::byte> proof = hostile.prove();
  const std::vector<std::size_t> elements = hostile.elements(true);
  REQUIRE(!elements.empty());
  for (const std::size_t position : elements) {
    CHECK(hostile.verify(with_modulus_added(proof, position)) ==
          Status(Errc::opening_encoding, static_cast<std::uint32_t>(position)));
  }
}

/// V19, V20: the rows that are opened are not those under the root, and all else fits the rows.
template <class Kind>
void check_rows_of_other_trees() {
  for (std::size_t tree = 0; tree < 2; ++tree) {
    Kind hostile(0xc31);
    auto committed = hostile.prover.trees();
    auto other = hostile.make();
    committed[tree] = other.trees()[tree];
    const std::vector<std::byte> proof = hostile.prover.prove_bare(hostile.claim, &committed);
    CHECK(hostile.verify(proof) == Status(Errc::merkle_stage, static_cast<std::uint32_t>(tree)));
  }
}

/// V14: a layer whose leaves are not those under its root.
template <class Kind>
void check_leaves_of_other_layers() {
  for (std::size_t wrong = 0; wrong < 2; ++wrong) {
    Kind hostile(0xc33);
    hostile.prover.cheat.layer_root = [&](std::size_t round, std::vector<typename Kind::Digest>& root) {
      if (round == wrong) root = hostile.prover.trees()[0].root();
    };
    CHECK(hostile.prove_and_verify() == Status(Errc::merkle_fri, static_cast<std::uint32_t>(wrong)));
  }
}

}  // namespace probata::testing
