// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>

#include <probata/field/concepts.hpp>

#include "support/laws/law.hpp"

/// The laws of the concept TwoAdicField: w_m = two_adic_generator(m) has order 2^m, and w_m^2 = w_(m-1).
namespace probata::testing {

template <TwoAdicField F>
void two_adic_laws() {
  LAW(F::two_adicity >= 1);
  LAW(F::two_adic_generator(0) == F::one());
  // An order that divides 2^m and not 2^(m-1) is 2^m: w_m^(2^(m-1)) = -1 says so, because (-1)^2 = 1 and -1 != 1.
  LAW(F::two_adic_generator(1) == -F::one());
  for (std::size_t m = 1; m <= F::two_adicity; ++m) {
    LAW(F::two_adic_generator(m).square() == F::two_adic_generator(m - 1), m);
  }
}

/// T = two_adicity is as large as p allows: w_T is no square, by Euler's criterion.
template <class F>
  requires PrimeField<F> && TwoAdicField<F>
void maximal_two_adicity_law() {
  using Canonical = typename F::Canonical;
  LAW(F::two_adic_generator(F::two_adicity).pow(Canonical((F::modulus - 1U) >> 1U)) == -F::one());
}

}  // namespace probata::testing
