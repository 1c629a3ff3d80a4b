// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <probata/field/extension_fields.hpp>

#include "independent/pcs_agreement_verdict.hpp"

namespace probata::testing {

std::optional<Bytes> verify_koala_bear(const Request& request) {
  return verify_as_named<KoalaBear4, KoalaBear5, KoalaBear6>(request);
}

Bytes verify_unnamed(const Request& request) { return verify_as<Blake3Suite, KoalaBear4>(request); }

}  // namespace probata::testing
