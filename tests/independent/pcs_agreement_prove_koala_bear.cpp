// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <probata/field/extension_fields.hpp>
#include <probata/hash/byte_suites.hpp>
#include <probata/hash/poseidon2_suite.hpp>
#include <probata/simd/arch.hpp>

#include "independent/pcs_agreement_proof.hpp"

namespace probata::testing {

std::optional<Bytes> prove_koala_bear(const Request& request) {
  std::optional<Bytes> proof;
  prove_if_named<Blake3Suite, KoalaBear4, simd::DefaultArch>(request, proof);
  prove_if_named<Sha3Suite, KoalaBear5, simd::Scalar>(request, proof);
  prove_if_named<Poseidon2Suite<KoalaBear, 24>, KoalaBear6, simd::Scalar>(request, proof);
  return proof;
}

}  // namespace probata::testing
