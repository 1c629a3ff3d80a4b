// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/bigprime/big_prime_field.hpp>

/// Fields so small that a test can look at every element.
namespace probata::testing {

template <std::uint64_t p, std::uint64_t g>
struct TinyPrimeParams {
  static constexpr const char* name = "tiny";
  static constexpr Uint256 modulus{p};
  static constexpr std::uint64_t generator = g;
};
using F3 = BigPrimeField<TinyPrimeParams<3, 2>>;
using F5 = BigPrimeField<TinyPrimeParams<5, 2>>;
using F17 = BigPrimeField<TinyPrimeParams<17, 3>>;
using TinyFields = std::tuple<F3, F5, F17>;

template <class F>
std::vector<F> all_elements() {
  std::vector<F> elements;
  for (std::uint64_t v = 0; v < F::modulus; ++v) elements.push_back(F::from_u64(v));
  return elements;
}

}  // namespace probata::testing

TYPE_TO_STRING_AS("F3", probata::testing::F3);
TYPE_TO_STRING_AS("F5", probata::testing::F5);
TYPE_TO_STRING_AS("F17", probata::testing::F17);
