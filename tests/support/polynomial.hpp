// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <probata/field/concepts.hpp>

/// Polynomials over a field K as plain coefficient lists, constant term first: schoolbook algorithms for tests, with
/// nothing shared with the library's extension fields.
namespace probata::testing {

template <Field K>
using Polynomial = std::vector<K>;

/// Removes leading zeros; the zero polynomial is the empty list.
template <Field K>
Polynomial<K> trimmed(Polynomial<K> f) {
  while (!f.empty() && f.back() == K::zero()) f.pop_back();
  return f;
}

template <Field K>
Polynomial<K> product(const Polynomial<K>& f, const Polynomial<K>& g) {
  if (f.empty() || g.empty()) return {};
  Polynomial<K> result(f.size() + g.size() - 1, K::zero());
  for (std::size_t i = 0; i < f.size(); ++i) {
    for (std::size_t j = 0; j < g.size(); ++j) result[i + j] = result[i + j] + f[i] * g[j];
  }
  return trimmed(std::move(result));
}

template <Field K>
Polynomial<K> difference(Polynomial<K> f, const Polynomial<K>& g) {
  if (f.size() < g.size()) f.resize(g.size(), K::zero());
  for (std::size_t i = 0; i < g.size(); ++i) f[i] = f[i] - g[i];
  return trimmed(std::move(f));
}

/// f mod g by long division; g is not zero.
template <Field K>
Polynomial<K> remainder(Polynomial<K> f, const Polynomial<K>& g) {
  const K lead_inverse = g.back().inverse();
  f = trimmed(std::move(f));
  while (f.size() >= g.size()) {
    const K factor = f.back() * lead_inverse;
    const std::size_t shift = f.size() - g.size();
    for (std::size_t i = 0; i < g.size(); ++i) f[shift + i] = f[shift + i] - factor * g[i];
    f = trimmed(std::move(f));
  }
  return f;
}

/// A greatest common divisor, by Euclid; not made monic.
template <Field K>
Polynomial<K> gcd(Polynomial<K> f, Polynomial<K> g) {
  while (!g.empty()) {
    Polynomial<K> rest = remainder(std::move(f), g);
    f = std::exchange(g, std::move(rest));
  }
  return f;
}

/// f^n mod g.
template <Field K>
Polynomial<K> power_mod(const Polynomial<K>& f, std::uint64_t n, const Polynomial<K>& g) {
  Polynomial<K> result{K::one()};
  for (int bit = 63; bit >= 0; --bit) {
    result = remainder(product(result, result), g);
    if ((n >> bit & 1) != 0) result = remainder(product(result, f), g);
  }
  return result;
}

/// Whether f, of degree at least 1, is irreducible over K with |K| = p^k: Rabin's test. f of degree d is irreducible
/// exactly when f divides X^(|K|^d) - X and is coprime to X^(|K|^(d/q)) - X for every prime q that divides d.
///
/// @source M. O. Rabin, "Probabilistic algorithms in finite fields", SIAM J. Comput. 9 (1980), Lemma 1
template <Field K>
bool is_irreducible(const Polynomial<K>& f, std::uint64_t p, std::size_t k) {
  const std::size_t d = f.size() - 1;
  const Polynomial<K> x = remainder(Polynomial<K>{K::zero(), K::one()}, f);
  Polynomial<K> power = x;  // X^(|K|^i) mod f
  for (std::size_t i = 1; i <= d; ++i) {
    for (std::size_t step = 0; step < k; ++step) power = power_mod(power, p, f);
    const Polynomial<K> h = difference(power, x);
    if (i == d) return h.empty();
    bool is_cofactor_of_a_prime = d % i == 0;
    for (std::size_t q = 2; q < d / i; ++q) is_cofactor_of_a_prime &= d / i % q != 0;
    if (is_cofactor_of_a_prime && gcd(f, h).size() != 1) return false;
  }
  return false;
}

/// The polynomial X^d - sum_i r_i X^i of an extension E over its coefficients K = E::Lower, from E's own constants.
template <class E>
Polynomial<typename E::Lower> modulus_polynomial() {
  using K = typename E::Lower;
  Polynomial<K> f;
  for (const auto& r : E::Modulus::reduction) {
    if constexpr (requires { r.size(); }) {
      f.push_back(-K::from_integers(r));
    } else {
      f.push_back(r < 0 ? K::from_u64(static_cast<std::uint64_t>(-r)) : -K::from_u64(static_cast<std::uint64_t>(r)));
    }
  }
  f.push_back(K::one());
  return f;
}

}  // namespace probata::testing
