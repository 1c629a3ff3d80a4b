// expect-error: Params::generator.* (is|would be) invalid
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A field's parameters must name a generator.
#include <probata/field/bigprime/big_prime_field.hpp>

struct Params {
  static constexpr const char* name = "seven";
  static constexpr probata::Uint256 modulus{7U};
};
probata::BigPrimeField<Params> x;
