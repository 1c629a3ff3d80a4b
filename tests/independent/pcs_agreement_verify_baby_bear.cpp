// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <probata/field/extension_fields.hpp>

#include "independent/pcs_agreement_verdict.hpp"

namespace probata::testing {

std::optional<Bytes> verify_baby_bear(const Request& request) {
  return verify_as_named<BabyBear4, BabyBear5, BabyBear6>(request);
}

}  // namespace probata::testing
