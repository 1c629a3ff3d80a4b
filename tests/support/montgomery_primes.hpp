// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
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

using SmallMontgomeryPrimes = std::tuple<MontgomeryPrime<3, 2>, MontgomeryPrime<5, 2>, MontgomeryPrime<17, 3>>;
/// A Fermat prime, the least prime above 2^30, and the two largest primes below 2^31.
using LargeMontgomeryPrimes = std::tuple<MontgomeryPrime<65537, 3>, MontgomeryPrime<1073741827, 2>,
                                         MontgomeryPrime<2147483629, 2>, MontgomeryPrime<2147483647, 7>>;
using MontgomeryPrimes = decltype(std::tuple_cat(SmallMontgomeryPrimes{}, LargeMontgomeryPrimes{}));

/// Factors of N products whose words, as integers, add up to exactly `total`: `zeros` zeros, then the largest possible
/// ones. `total` must be below about (N - zeros - 2) p^2.
template <class F, std::size_t N>
struct ExactSum {
  std::array<F, N> a{};
  std::array<F, N> b{};

  ExactSum(std::uint64_t total, std::size_t zeros) {
    constexpr std::uint64_t largest = F::modulus - 1;
    for (std::size_t i = zeros; i + 1 < N; ++i) {
      const std::uint64_t factor = std::min(largest, total / largest);
      a[i] = F::from_word(static_cast<std::uint32_t>(largest));
      b[i] = F::from_word(static_cast<std::uint32_t>(factor));
      total -= largest * factor;
    }
    a[N - 1] = F::from_word(static_cast<std::uint32_t>(total));
    b[N - 1] = F::from_word(1);
  }
};

/// Calls `check(a, b)` for sums of products on both sides of p 2^32, where delayed reduction takes its decision.
template <class F, class Check>
void for_each_sum_at_the_bound(Check check) {
  for (std::uint64_t total = (std::uint64_t{F::modulus} << 32) - 2; total <= (std::uint64_t{F::modulus} << 32) + 2;
       ++total) {
    for (std::size_t zeros = 0; zeros < 3; ++zeros) {
      const ExactSum<F, 8> sum(total, zeros);
      check(sum.a, sum.b);
    }
  }
}

}  // namespace probata::testing
