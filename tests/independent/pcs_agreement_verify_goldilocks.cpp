// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <probata/field/extension_fields.hpp>

#include "independent/pcs_agreement_verdict.hpp"

namespace probata::testing {

std::optional<Bytes> verify_goldilocks(const Request& request) {
  return verify_as_named<Goldilocks2, Goldilocks3>(request);
}

}  // namespace probata::testing
