// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <probata/field/concepts.hpp>

#include "support/random.hpp"

/// Field elements to test with: the edges of the representation, and random ones.
namespace probata::testing {

/// Uniform in F: a prime field of any size, or an extension (each coefficient uniform).
template <Field F>
F random_element(Rng& rng) {
  if constexpr (!PrimeField<F>) {
    F e;
    for (std::size_t i = 0; i < F::degree; ++i) e[i] = random_element<typename F::Prime>(rng);
    return e;
  } else if constexpr (std::unsigned_integral<typename F::Canonical>) {
    return F::from_canonical(static_cast<typename F::Canonical>(rng.below(F::modulus)));
  } else {
    // Off uniform by at most p / 2^256, which no test could notice.
    typename F::Canonical v = 0;
    for (int limb = 0; limb < 4; ++limb) v = (v << 64U) | rng.u64();
    return F::from_integer(v);
  }
}

/// Uniform in F without zero.
template <Field F>
F random_nonzero(Rng& rng) {
  F x = random_element<F>(rng);
  while (x == F::zero()) x = random_element<F>(rng);
  return x;
}

template <Field F>
std::vector<F> random_elements(Rng& rng, std::size_t count) {
  std::vector<F> values;
  values.reserve(count);
  while (values.size() < count) values.push_back(random_element<F>(rng));
  return values;
}

/// Where carries, borrows and comparisons change sides: 0, 1, 2, p - 1, p - 2, (p - 1) / 2, (p + 1) / 2, the
/// neighbours of 2^31 and 2^32 and of the top bit, the generator. For an extension: each in the constant term, in the
/// top coefficient and in all coefficients, and the powers of X.
template <Field F>
std::vector<F> edge_elements() {
  std::vector<F> edges;
  if constexpr (PrimeField<F>) {
    const F minus_one = -F::one();
    const F half = F::one().halved();
    edges = {F::zero(), F::one(), F::one().doubled(), minus_one, minus_one - F::one(), half, half - F::one()};
    constexpr std::uint64_t bit31 = std::uint64_t{1} << 31;
    constexpr std::uint64_t bit32 = std::uint64_t{1} << 32;
    for (const std::uint64_t v : {bit31 - 1, bit31, bit31 + 1, bit32 - 1, bit32, bit32 + 1, ~std::uint64_t{0}}) {
      edges.push_back(F::from_u64(v));
    }
    edges.push_back(F::generator());
    edges.push_back(F::generator().inverse());
  } else {
    for (const auto& base : edge_elements<typename F::Prime>()) {
      F everywhere;
      for (std::size_t i = 0; i < F::degree; ++i) everywhere[i] = base;
      F top = F::zero();
      top[F::degree - 1] = base;
      edges.insert(edges.end(), {F::from_base(base), top, everywhere});
    }
    F power = F::x();
    for (std::size_t i = 1; i <= F::degree; ++i, power = power * F::x()) edges.push_back(power);
  }
  return edges;
}

/// All edges, then `count` random elements.
template <Field F>
std::vector<F> sample_elements(Rng& rng, std::size_t count) {
  std::vector<F> values = edge_elements<F>();
  for (std::size_t i = 0; i < count; ++i) values.push_back(random_element<F>(rng));
  return values;
}

}  // namespace probata::testing
