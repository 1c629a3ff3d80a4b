// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include <probata/field/concepts.hpp>

#include "support/laws/law.hpp"

/// The laws of the concepts Field and PrimeField beyond those of Ring, on samples.
namespace probata::testing {

/// Inverses, halves and powers.
template <Field F>
void field_laws(std::span<const F> samples) {
  LAW(F::zero().inverse() == F::zero());
  LAW(F::zero().pow(0) == F::one());
  LAW(F::zero().pow(3) == F::zero());
  for (const F& a : samples) {
    LAW(a.halved().doubled() == a, a);
    LAW(a.doubled().halved() == a, a);
    if (a != F::zero()) {
      LAW(a * a.inverse() == F::one(), a);
      LAW(a.inverse().inverse() == a, a);
    }
    F power = F::one();
    for (std::uint64_t n = 0; n < 20; ++n, power = power * a) {
      LAW(a.pow(n) == power, a, n);
    }
    // Exponents with high bits: a^(2^63 - 1) a^(2^63) a = a^(2^64 - 1) a, and (a^m)^n = (a^n)^m.
    constexpr std::uint64_t top = std::uint64_t{1} << 63;
    LAW(a.pow(top - 1) * a.pow(top) == a.pow(std::numeric_limits<std::uint64_t>::max()), a);
    LAW(a.pow(top).pow(3) == a.pow(3).pow(top), a);
  }
  for (const F& a : samples) {
    for (const F& b : samples) {
      LAW((a * b).inverse() == a.inverse() * b.inverse(), a, b);
      LAW((a * b == F::zero()) == (a == F::zero() || b == F::zero()), a, b);
      LAW((a + b).halved() == a.halved() + b.halved(), a, b);
    }
  }
}

/// Representatives, and Fermat's little theorem.
template <PrimeField F>
void prime_field_laws(std::span<const F> samples) {
  using Canonical = typename F::Canonical;
  const Canonical p = F::modulus;
  LAW(F::zero().value() == Canonical(0U));
  LAW(F::one().value() == Canonical(1U));
  LAW((-F::one()).value() == Canonical(p - 1U));
  LAW(F::from_u64(0) == F::zero());
  LAW(F::from_u64(1) == F::one());
  LAW(F::from_canonical(Canonical(p - 1U)) + F::one() == F::zero());
  for (const F& a : samples) {
    LAW(a.value() < p, a);
    LAW(F::from_canonical(a.value()) == a, a);
    // a.value() + (-a).value() is 0 or p, in integers.
    LAW(((-a).value() == Canonical(a == F::zero() ? Canonical(0U) : Canonical(p - a.value()))), a);
    LAW(a.pow(F::modulus) == a, a);
  }
}

/// from_u64 reduces any 64-bit number: checked against sums of powers of two built by doubling.
template <PrimeField F>
void from_u64_laws(std::span<const std::uint64_t> numbers) {
  for (const std::uint64_t n : numbers) {
    F sum = F::zero();
    for (int bit = 63; bit >= 0; --bit) {
      sum = sum.doubled();
      if ((n >> bit & 1) != 0) sum += F::one();
    }
    LAW(F::from_u64(n) == sum, n);
  }
}

}  // namespace probata::testing
