// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <probata/field/bigprime/instances.hpp>
#include <probata/field/concepts.hpp>
#include <probata/field/detail/array_dot.hpp>

#include "support/laws/law.hpp"

/// Every operation of a small field against its reference twin on Boost.Multiprecision.
namespace probata::testing {

/// The same number in the twin, and whether an element of each is the same number.
template <PrimeField F>
Reference<F> twin(const F& x) {
  return Reference<F>::from_canonical(Uint256(x.value()));
}
template <PrimeField F>
bool same(const F& x, const Reference<F>& y) {
  return Uint256(x.value()) == y.value();
}

template <PrimeField F>
void oracle_laws_of(const F& a) {
  LAW(same(-a, -twin(a)), a);
  LAW(same(a.square(), twin(a).square()), a);
  LAW(same(a.doubled(), twin(a).doubled()), a);
  LAW(same(a.halved(), twin(a).halved()), a);
}

template <PrimeField F>
void oracle_laws_of(const F& a, const F& b) {
  LAW(same(a + b, twin(a) + twin(b)), a, b);
  LAW(same(a - b, twin(a) - twin(b)), a, b);
  LAW(same(a * b, twin(a) * twin(b)), a, b);
}

/// Inverse and powers, the slow ones.
template <PrimeField F>
void oracle_power_laws(std::span<const F> samples, std::span<const std::uint64_t> exponents) {
  for (const F& a : samples) {
    LAW(same(a.inverse(), twin(a).inverse()), a);
    for (const std::uint64_t n : exponents) {
      LAW(same(a.pow(n), twin(a).pow(n)), a, n);
    }
  }
}

/// The dot product of N consecutive samples with the N samples before them.
template <std::size_t N, PrimeField F>
void oracle_dot_product_law(std::span<const F> samples) {
  for (std::size_t start = 0; start + 2 * N <= samples.size(); ++start) {
    std::array<F, N> a;
    std::array<F, N> b;
    auto sum = Reference<F>::zero();
    for (std::size_t i = 0; i < N; ++i) {
      a[i] = samples[start + i];
      b[i] = samples[start + N + i];
      sum += twin(a[i]) * twin(b[i]);
    }
    LAW(same(detail::array_dot(a, b), sum), start);
  }
}

/// Constants that the two derive in different ways.
template <PrimeField F>
void oracle_constant_laws(std::span<const std::uint64_t> numbers) {
  LAW(same(F::zero(), Reference<F>::zero()));
  LAW(same(F::one(), Reference<F>::one()));
  LAW(same(F::generator(), Reference<F>::generator()));
  LAW(F::two_adicity == Reference<F>::two_adicity);
  for (std::size_t m = 0; m <= F::two_adicity; ++m) {
    LAW(same(F::two_adic_generator(m), Reference<F>::two_adic_generator(m)), m);
  }
  for (const std::uint64_t n : numbers) {
    LAW(same(F::from_u64(n), Reference<F>::from_u64(n)), n);
  }
}

}  // namespace probata::testing
