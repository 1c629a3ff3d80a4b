// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <probata/field/extension_fields.hpp>
#include <probata/hash/byte_suites.hpp>
#include <probata/hash/poseidon2_suite.hpp>
#include <probata/simd/arch.hpp>

#include "independent/pcs_agreement_proof.hpp"

namespace probata::testing {

std::optional<Bytes> prove_baby_bear(const Request& request) {
  std::optional<Bytes> proof;
  prove_if_named<Sha256Suite, BabyBear4, simd::Scalar, RecomputeRows>(request, proof);
  prove_if_named<Poseidon2Suite<BabyBear, 16>, BabyBear5, simd::DefaultArch>(request, proof);
  prove_if_named<Blake3Suite, BabyBear6, simd::Scalar, RecomputeRows>(request, proof);
  return proof;
}

}  // namespace probata::testing
