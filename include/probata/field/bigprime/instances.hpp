// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstdint>

#include <probata/field/bigprime/big_prime_field.hpp>
#include <probata/field/concepts.hpp>

namespace probata::inline v0_1 {

namespace detail {

/// w3 * 2^192 + w2 * 2^128 + w1 * 2^64 + w0: a 256-bit literal in four words, written as it is read.
constexpr Uint256 words256(std::uint64_t w3, std::uint64_t w2, std::uint64_t w1, std::uint64_t w0) {
  return (((((Uint256(w3) << 64U) | w2) << 64U) | w1) << 64U) | w0;
}

}  // namespace detail

struct Stark252Params {
  static constexpr const char* name = "stark252";
  static constexpr Uint256 modulus = detail::words256(0x0800000000000011, 0, 0, 1);
  static constexpr std::uint64_t generator = 3;
};

/// p = 2^251 + 17 * 2^192 + 1, two-adicity 192: the 252-bit field of the first STARK deployments.
///
/// @source  Starknet documentation, "STARK curve": the curve's base field.
using Stark252 = BigPrimeField<Stark252Params>;

static_assert(PrimeField<Stark252> && TwoAdicField<Stark252> && Stark252::two_adicity == 192);

struct Bn254ScalarParams {
  static constexpr const char* name = "bn254_scalar";
  static constexpr Uint256 modulus =
      detail::words256(0x30644e72e131a029, 0xb85045b68181585d, 0x2833e84879b97091, 0x43e1f593f0000001);
  static constexpr std::uint64_t generator = 5;
};

/// r = 36 x^4 + 36 x^3 + 18 x^2 + 6 x + 1 at x = 4965661367192848881: the order of the curve BN254 (alt_bn128), and
/// the native field of circuits over it. Two-adicity 28.
///
/// @source  EIP-196 (the group order), which prints r in decimal.
using Bn254Scalar = BigPrimeField<Bn254ScalarParams>;

static_assert(PrimeField<Bn254Scalar> && TwoAdicField<Bn254Scalar> && Bn254Scalar::two_adicity == 28);

template <PrimeField F>
struct ReferenceParams {
  static constexpr const char* name = F::name;
  static constexpr Uint256 modulus{F::modulus};
  static constexpr std::uint64_t generator = F::generator().value();
};

/// The twin of a small prime field F: same prime, same generator, other arithmetic. Tests compare the two.
template <PrimeField F>
using Reference = BigPrimeField<ReferenceParams<F>>;

}  // namespace probata::inline v0_1
