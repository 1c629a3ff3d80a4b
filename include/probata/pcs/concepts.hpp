// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <vector>

#include <probata/core/result.hpp>
#include <probata/field/concepts.hpp>
#include <probata/poly/matrix.hpp>

namespace probata::inline v0_1 {

/// A polynomial commitment, seen by verifiers: bytes show which values committed columns take at a random point.
///
///   S::Claim      what prover and verifier agree on beforehand: parameters, and how many columns of which height
///   S::Verified   what accepted bytes have shown: the commitments (`roots`), the point, the values
///   S::verify(claim, proof)   the one or the error code of the first check that failed
///
/// Laws, for bytes from anyone:
/// - verify is noexcept, reads every size from the claim, and allocates no more than the claim implies.
/// - If it accepts, then but for the claim's soundness error there are columns of the claimed shapes, fixed by the
///   roots before the point was drawn, whose polynomials have these values at the point.
/// - No two byte strings are the encoding of one proof object.
template <class S>
concept PolynomialCommitment = PrimeField<typename S::Field> && ExtensionOf<typename S::Extension, typename S::Field> &&
    requires(const typename S::Claim claim, std::span<const std::byte> proof, const typename S::Verified verified) {
  { claim.bytes() } -> std::same_as<std::vector<std::byte>>;
  { S::verify(claim, proof) }
  noexcept->std::same_as<Result<typename S::Verified>>;
  { verified.point } -> std::convertible_to<typename S::Extension>;
  { verified.values[0] } -> std::convertible_to<typename S::Extension>;
  verified.roots;
};

/// The prover's side: for each tree of the claim a list of matrices, row i the values of the columns at w^i, natural
/// order.
///
/// Laws:
/// - Honest proofs are accepted, with the values of the columns' polynomials.
/// - S::prove hides everything but those values, with 32 bytes from `random`; what hides nothing is another function,
/// and
///   its name says so.
template <class S, class Random>
concept HidingCommitment = PolynomialCommitment<S> &&
    requires(const typename S::Claim claim, Random& random,
             std::span<const std::vector<MatrixView<const typename S::Field>>> traces) {
  { S::prove(claim, traces, random).bytes } -> std::convertible_to<std::vector<std::byte>>;
  { S::prove_without_hiding(claim, traces).bytes } -> std::convertible_to<std::vector<std::byte>>;
};

}  // namespace probata::inline v0_1
