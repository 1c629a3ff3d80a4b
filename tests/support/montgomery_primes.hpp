// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstdint>
#include <tuple>

#include <probata/field/montgomery31.hpp>

/// Montgomery31 over more primes than the library names: small ones, where a test can look at every pair, and the
/// extremes of what the template accepts, where its bounds are tightest.
namespace probata::testing {

template <std::uint32_t p, std::uint32_t g>
struct MontgomeryPrimeParams {
  static constexpr const char* name = "montgomery31";
  static constexpr std::uint32_t modulus = p;
  static constexpr std::uint32_t generator = g;
};
/// The integers modulo the prime p with primitive root g.
template <std::uint32_t p, std::uint32_t g>
using MontgomeryPrime = Montgomery31<MontgomeryPrimeParams<p, g>>;

using SmallMontgomeryPrimes = std::tuple<MontgomeryPrime<3, 2>, MontgomeryPrime<5, 2>, MontgomeryPrime<7, 3>,
                                         MontgomeryPrime<17, 3>, MontgomeryPrime<73, 5>>;
/// A Fermat prime, the least prime above 2^30, and the two largest primes below 2^31.
using LargeMontgomeryPrimes = std::tuple<MontgomeryPrime<65537, 3>, MontgomeryPrime<1073741827, 2>,
                                         MontgomeryPrime<2147483629, 2>, MontgomeryPrime<2147483647, 7>>;
using MontgomeryPrimes = decltype(std::tuple_cat(SmallMontgomeryPrimes{}, LargeMontgomeryPrimes{}));

}  // namespace probata::testing
