// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The hostile proofs of opening_verifier_test.cpp whose bytes an algebraic suite reads in a way of its own: digests
// that consist of elements, work that is proven by elements.
#include <doctest/doctest.h>

#include <probata/hash/poseidon2_suite.hpp>

#include "pcs/fri/hostile_proofs.hpp"

using namespace probata;

namespace {

using Elements = testing::Hostile<Poseidon2Suite<KoalaBear, 16>, KoalaBear4>;

}  // namespace

TEST_CASE("algebraic verifier: an honest proof of an algebraic suite shows its roots and values") {
  testing::check_honest_proof<Elements>();
}

TEST_CASE("algebraic verifier: C18 refuses elements of the fixed part, digests among them, not below the modulus") {
  testing::check_fixed_encodings<Elements>();
}

TEST_CASE("algebraic verifier: C22, C24, C25 and C26 refuse a nonce that proves no work to an algebraic suite") {
  testing::check_work<Elements>();
}

TEST_CASE("algebraic verifier: C28 refuses opened elements, siblings among them, not below the modulus") {
  testing::check_opening_encodings<Elements>();
}

TEST_CASE("algebraic verifier: C31 refuses rows of another tree of an algebraic suite, and says which") {
  testing::check_rows_of_other_trees<Elements>();
}

TEST_CASE("algebraic verifier: C33 refuses leaves of another layer of an algebraic suite, and says of which round") {
  testing::check_leaves_of_other_layers<Elements>();
}
