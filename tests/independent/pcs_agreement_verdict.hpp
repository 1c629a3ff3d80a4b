// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <optional>
#include <string>

#include <probata/core/errc.hpp>
#include <probata/core/result.hpp>
#include <probata/hash/byte_suites.hpp>
#include <probata/hash/poseidon2_suite.hpp>
#include <probata/pcs/fri/opening_claim.hpp>
#include <probata/pcs/fri/opening_verifier.hpp>

#include "independent/pcs_agreement.hpp"

namespace probata::testing {

inline Bytes verdict(const Status& status) {
  if (status.ok()) return bytes_of("accepted");
  return bytes_of(std::string(name(status.code())) + ' ' + std::to_string(status.index()));
}

template <class Suite, class EF>
Bytes verify_as(const Request& request) {
  const Result<OpeningClaim<Suite, EF>> claim = OpeningClaim<Suite, EF>::parse(request.claim);
  if (!claim.ok()) return verdict(claim.status());
  if (claim->bytes() != request.claim) return bytes_of("the claim has other bytes when it is written again");
  return verdict(verify_opening(*claim, request.body).status());
}

/// With the degree and suite that the claim names, if EFs has them.
template <class... EFs>
std::optional<Bytes> verify_as_named(const Request& request) {
  const ClaimIds ids = claim_ids(request.claim);
  std::optional<Bytes> result;
  const auto attempt = [&]<class Suite, class EF>() {
    if (is_named<Suite, EF>(ids)) result = verify_as<Suite, EF>(request);
  };
  const auto attempt_all = [&]<class EF>() {
    attempt.template operator()<Blake3Suite, EF>();
    attempt.template operator()<Sha256Suite, EF>();
    attempt.template operator()<Sha3Suite, EF>();
    if constexpr (sizeof(typename EF::Prime) == 4) {
      attempt.template operator()<Poseidon2Suite<typename EF::Prime, 16>, EF>();
      attempt.template operator()<Poseidon2Suite<typename EF::Prime, 24>, EF>();
    }
  };
  (attempt_all.template operator()<EFs>(), ...);
  return result;
}

}  // namespace probata::testing
