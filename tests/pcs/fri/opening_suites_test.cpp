// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every hash suite and every field of proof format 1, from trace to verdict. Without vectors, which
// instruction_sets_test.cpp sees to: this file instantiates eight provers.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include <probata/hash/byte_suites.hpp>
#include <probata/hash/poseidon2_suite.hpp>
#include <probata/pcs/fri/opening_prover.hpp>
#include <probata/pcs/fri/opening_verifier.hpp>
#include <probata/prf/deterministic_random.hpp>

#include "pcs/fri/fri_cases.hpp"

using namespace probata;

namespace {

template <class S, class E>
struct Kind {
  using Suite = S;
  using EF = E;
};

}  // namespace

TEST_CASE_TEMPLATE("openings: every suite and every field of the format proves and verifies, plain and hiding", K,
                   Kind<Poseidon2Suite<KoalaBear, 16>, KoalaBear4>, Kind<Sha256Suite, KoalaBear5>,
                   Kind<Poseidon2Suite<KoalaBear, 24>, KoalaBear6>, Kind<Poseidon2Suite<BabyBear, 16>, BabyBear4>,
                   Kind<Sha3Suite, BabyBear5>, Kind<Poseidon2Suite<BabyBear, 24>, BabyBear6>,
                   Kind<Blake3Suite, Goldilocks2>, Kind<Sha256Suite, Goldilocks3>) {
  using Suite = typename K::Suite;
  using EF = typename K::EF;
  using F = typename EF::Prime;
  testing::Rng rng{0x5417e5};
  INFO("seed ", rng.seed());
  for (FriParameters fri : {testing::plain_parameters(), testing::hiding_parameters()}) {
    fri = testing::with_grinding(fri);
    const OpeningClaim<Suite, EF> claim{fri, {{{7, 3, 2}, {3, 2, 0}}, {{5, 9, 1}}}};
    const testing::Traces<F> traces(rng, claim.trees);
    const auto views = traces.views();
    std::vector<std::byte> proof;
    if (fri.zero_knowledge()) {
      DeterministicRandomForTests random(rng.u64());
      proof = prove_opening<simd::Scalar>(claim, testing::as_span(views), random).bytes;
    } else {
      proof = prove_opening_without_hiding<simd::Scalar>(claim, testing::as_span(views)).bytes;
    }
    const auto result = verify_opening(claim, proof);
    REQUIRE_MESSAGE(result.ok(), result.status());
    CHECK(result->values.size() == 3 + 2 + 2 + 9 + 1);
    // The claim is read back and verifies the same bytes.
    const auto read = OpeningClaim<Suite, EF>::parse(claim.bytes());
    REQUIRE(read.ok());
    CHECK(verify_opening(*read, proof).ok());
    // One wrong byte anywhere near the end, in the middle and at the front.
    for (const std::size_t position : {std::size_t{11}, proof.size() / 2, proof.size() - 1}) {
      std::vector<std::byte> other = proof;
      other[position] ^= std::byte{1};
      CHECK_FALSE(verify_opening(claim, other).ok());
    }
  }
}
