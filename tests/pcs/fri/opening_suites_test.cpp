// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every hash suite and, with opening_prover_test.cpp, every field of proof format 1, from trace to verdict. Without
// vectors, which instruction_sets_test.cpp sees to; each pair of suite and field is a prover to compile.
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

template <bool hiding, class Suite, class EF>
void check_openings() {
  using F = typename EF::Prime;
  testing::Rng rng{0x5417e5};
  INFO("seed ", rng.seed());
  const FriParameters fri = hiding ? testing::hiding_parameters() : testing::plain_parameters();
  const OpeningClaim<Suite, EF> claim{testing::with_grinding(fri), {{{7, 3, 2}, {3, 2, 0}}, {{5, 9, 1}}}};
  const testing::Traces<F> traces(rng, claim.trees);
  const auto views = traces.views();
  std::vector<std::byte> proof;
  if constexpr (hiding) {
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
  // One wrong byte near the end, in the middle and at the front.
  for (const std::size_t position : {std::size_t{11}, proof.size() / 2, proof.size() - 1}) {
    std::vector<std::byte> other = proof;
    other[position] ^= std::byte{1};
    CHECK_FALSE(verify_opening(claim, other).ok());
  }
}

}  // namespace

TEST_CASE_TEMPLATE("openings: every suite of the format proves and verifies, over fields of all degrees", K,
                   Kind<Blake3Suite, Goldilocks3>, Kind<Sha256Suite, BabyBear4>, Kind<Sha3Suite, KoalaBear6>,
                   Kind<Poseidon2Suite<KoalaBear, 16>, KoalaBear5>, Kind<Poseidon2Suite<BabyBear, 24>, BabyBear6>) {
  check_openings<true, typename K::Suite, typename K::EF>();
}

TEST_CASE("openings: an algebraic suite proves and verifies without hiding") {
  check_openings<false, Poseidon2Suite<BabyBear, 16>, BabyBear5>();
}
