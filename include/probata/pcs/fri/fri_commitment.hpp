// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <probata/core/result.hpp>
#include <probata/pcs/concepts.hpp>
#include <probata/pcs/fri/opening_claim.hpp>
#include <probata/pcs/fri/opening_prover.hpp>
#include <probata/pcs/fri/opening_verifier.hpp>
#include <probata/prf/concepts.hpp>

namespace probata::inline v0_1 {

/// FRI as one type, for code that is written for any polynomial commitment. Each function is the one of its header.
/// @source protocol, section 7.9
template <class Suite, FormatExtension EF>
struct FriCommitment {
  using Field = typename EF::Prime;
  using Extension = EF;
  using Claim = OpeningClaim<Suite, EF>;
  using Verified = VerifiedOpening<Suite, EF>;
  using Traces = std::span<const std::vector<MatrixView<const Field>>>;

  static Result<Verified> verify(const Claim& claim, std::span<const std::byte> proof) noexcept {
    return verify_opening(claim, proof);
  }
  template <SecureRandom Random>
  static OpeningProof prove(const Claim& claim, Traces traces, Random& random) {
    return prove_opening(claim, traces, random);
  }
  static PlainOpeningProof prove_without_hiding(const Claim& claim, Traces traces) {
    return prove_opening_without_hiding(claim, traces);
  }
};

}  // namespace probata::inline v0_1
