// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <probata/field/extension_fields.hpp>
#include <probata/hash/byte_suites.hpp>
#include <probata/simd/arch.hpp>

#include "independent/pcs_agreement_proof.hpp"

namespace probata::testing {

std::optional<Bytes> prove_goldilocks(const Request& request) {
  std::optional<Bytes> proof;
  prove_if_named<Sha3Suite, Goldilocks2, simd::DefaultArch>(request, proof);
  prove_if_named<Blake3Suite, Goldilocks3, simd::Scalar, RecomputeRows>(request, proof);
  return proof;
}

}  // namespace probata::testing
