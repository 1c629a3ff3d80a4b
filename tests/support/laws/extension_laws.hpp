// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <probata/field/concepts.hpp>

#include "support/laws/law.hpp"
#include "support/polynomial.hpp"

/// The laws of the concept ExtensionOf, and of Frobenius maps and norms, on samples of E over its prime field.
namespace probata::testing {

/// from_base is a ring homomorphism, and mixed operations agree with it.
template <class E>
void base_embedding_laws(std::span<const typename E::Prime> bases, std::span<const E> samples) {
  using F = typename E::Prime;
  LAW(E::from_base(F::zero()) == E::zero());
  LAW(E::from_base(F::one()) == E::one());
  LAW(E::from_u64(12345) == E::from_base(F::from_u64(12345)));
  for (const F& f : bases) {
    for (const F& g : bases) {
      LAW(E::from_base(f) + E::from_base(g) == E::from_base(f + g), f, g);
      LAW(E::from_base(f) * E::from_base(g) == E::from_base(f * g), f, g);
    }
    for (const E& a : samples) {
      const E b = E::from_base(f);
      LAW(a + f == a + b, f, a);
      LAW(a - f == a - b, f, a);
      LAW(a * f == a * b, f, a);
      LAW(f + a == b + a, f, a);
      LAW(f - a == b - a, f, a);
      LAW(f * a == b * a, f, a);
      E x = a;
      x += f;
      LAW(x == a + b, f, a);
      x -= f;
      LAW(x == a, f, a);
      x *= f;
      LAW(x == a * b, f, a);
    }
  }
}

/// Coefficients: what goes in comes out, and a = sum_i a_i basis_i, basis_i the element with coefficient i alone.
template <class E>
void coefficient_laws(std::span<const E> samples) {
  using F = typename E::Prime;
  for (const E& a : samples) {
    std::array<F, E::degree> coefficients;
    E sum = E::zero();
    for (std::size_t i = 0; i < E::degree; ++i) {
      coefficients[i] = a[i];
      E basis = E::zero();
      basis[i] = F::one();
      sum += basis * a[i];
    }
    LAW(sum == a, a);
    LAW(E::from_coefficients(coefficients) == a, a);
  }
  std::array<std::int32_t, E::degree> integers{};
  for (std::size_t i = 0; i < E::degree; ++i) integers[i] = i % 2 == 0 ? -static_cast<std::int32_t>(i + 1) : 7;
  const E e = E::from_integers(integers);
  for (std::size_t i = 0; i < E::degree; ++i) {
    LAW(e[i] == (i % 2 == 0 ? -F::from_u64(i + 1) : F::from_u64(7)));
  }
}

/// The product and the square against long multiplication and long division by f over the lower field.
template <class E>
void residue_laws(std::span<const E> samples) {
  using K = typename E::Lower;
  const Polynomial<K> f = modulus_polynomial<E>();
  const auto polynomial = [](const E& a) { return Polynomial<K>(a.lower().begin(), a.lower().end()); };
  const auto reduced_product = [&](const E& a, const E& b) {
    Polynomial<K> c = remainder(product(trimmed(polynomial(a)), trimmed(polynomial(b))), f);
    c.resize(E::Modulus::degree, K::zero());
    return c;
  };
  Polynomial<K> x(E::Modulus::degree, K::zero());
  x[1] = K::one();
  LAW(polynomial(E::x()) == x);
  for (const E& a : samples) {
    LAW(polynomial(a.square()) == reduced_product(a, a), a);
    for (const E& b : samples) {
      LAW(polynomial(a * b) == reduced_product(a, b), a, b);
    }
  }
}

/// dot_product of N terms against N products.
template <class E, std::size_t N>
void dot_product_law(std::span<const E> samples) {
  for (std::size_t start = 0; start < samples.size(); ++start) {
    std::array<E, N> a;
    std::array<E, N> b;
    E sum = E::zero();
    for (std::size_t i = 0; i < N; ++i) {
      a[i] = samples[(start + i) % samples.size()];
      b[i] = samples[(start + 5 * i + 3) % samples.size()];
      sum += a[i] * b[i];
    }
    LAW(E::template dot_product<N>(a, b) == sum, start);
  }
}

/// a.frobenius(k) = a^(p^k) is a field automorphism that fixes the prime field and has order `degree`.
template <class E>
void frobenius_laws(std::span<const E> samples) {
  using F = typename E::Prime;
  constexpr auto p = detail::modulus_limbs<F>();
  for (const E& a : samples) {
    E power = a;
    for (std::size_t k = 0; k < E::degree; ++k) {
      LAW(a.frobenius(k) == power, a, k);
      LAW(a.frobenius(k + E::degree) == power, a, k);
      LAW(a.frobenius(k).frobenius(1) == a.frobenius(k + 1), a, k);
      power = power.pow(p);
    }
    LAW(power == a, a);
    for (const E& b : samples) {
      LAW((a + b).frobenius(1) == a.frobenius(1) + b.frobenius(1), a, b);
      LAW((a * b).frobenius(1) == a.frobenius(1) * b.frobenius(1), a, b);
    }
  }
  LAW(E::from_base(F::generator()).frobenius(1) == E::from_base(F::generator()));
  // X lies in no proper subfield of the form that frobenius(k), 0 < k < degree, would fix.
  for (std::size_t k = 1; k < E::Modulus::degree; ++k) {
    LAW(E::x().frobenius(k * (E::degree / E::Modulus::degree)) != E::x());
  }
}

/// The norm to the lower field is the product of the conjugates over it, and is multiplicative.
template <class E>
void norm_laws(std::span<const E> samples) {
  constexpr std::size_t d = E::Modulus::degree;
  for (const E& a : samples) {
    E conjugates = E::one();
    for (std::size_t i = 0; i < d; ++i) conjugates *= a.frobenius(i * (E::degree / d));
    LAW(conjugates == E::from_lower(a.norm()), a);
    for (const E& b : samples) LAW((a * b).norm() == a.norm() * b.norm(), a, b);
  }
}

/// Powers with exponents of several words: a^(2^64) by squarings, and a^(p^degree - 1) = 1 through a^(p^degree) = a.
template <class E>
void limb_power_laws(std::span<const E> samples) {
  constexpr std::array<std::uint64_t, 3> two_to_64_plus_3{3, 1, 0};
  constexpr std::array<std::uint64_t, 2> five{5, 0};
  for (const E& a : samples) {
    E power = a;
    for (int i = 0; i < 64; ++i) power = power.square();
    LAW(a.pow(two_to_64_plus_3) == power * a * a * a, a);
    LAW(a.pow(five) == a.pow(5), a);
    LAW(a.pow(std::span<const std::uint64_t>{}) == E::one(), a);
  }
}

template <class E>
void extension_laws(std::span<const typename E::Prime> bases, std::span<const E> samples) {
  base_embedding_laws<E>(bases, samples);
  coefficient_laws<E>(samples);
  residue_laws<E>(samples);
  dot_product_law<E, 3>(samples);
  frobenius_laws<E>(samples);
  norm_laws<E>(samples);
  limb_power_laws<E>(samples);
}

}  // namespace probata::testing
