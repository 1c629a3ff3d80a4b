// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/extension_fields.hpp>

#include "support/fields.hpp"
#include "support/polynomial.hpp"
#include "support/small_primes.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

/// sum_i n_i X^i over K.
template <class K>
Polynomial<K> polynomial(const std::vector<int>& n) {
  Polynomial<K> f;
  for (const int c : n) {
    const K size = K::from_u64(static_cast<std::uint64_t>(c < 0 ? -c : c));
    f.push_back(c < 0 ? -size : size);
  }
  return f;
}

/// The polynomials of the protocol page (section 0.2) and of the vectors, constant term first.
template <class E>
const std::vector<int> published{};
template <>
const std::vector<int> published<KoalaBear4>{-3, 0, 0, 0, 1};
template <>
const std::vector<int> published<KoalaBear5>{-1, 0, 1, 0, 0, 1};
template <>
const std::vector<int> published<KoalaBear6>{1, 0, 0, 1, 0, 0, 1};
template <>
const std::vector<int> published<BabyBear4>{-11, 0, 0, 0, 1};
template <>
const std::vector<int> published<BabyBear5>{-2, 0, 0, 0, 0, 1};
template <>
const std::vector<int> published<BabyBear6>{-31, 0, 0, 0, 0, 0, 1};
template <>
const std::vector<int> published<Goldilocks2>{-7, 0, 1};
template <>
const std::vector<int> published<Goldilocks3>{-1, -1, 0, 1};
template <>
const std::vector<int> published<Goldilocks5>{-3, 0, 0, 0, 0, 1};
template <>
const std::vector<int> published<Mersenne31x2>{1, 0, 1};
template <>
const std::vector<int> published<Mersenne31x3>{-5, 0, 0, 1};

template <class F>
bool is_irreducible_over(const std::vector<int>& n) {
  return is_irreducible(polynomial<F>(n), F::modulus, 1);
}

/// Monic polynomials of degree d over the tiny field K that pass Rabin's test.
template <class K>
std::size_t count_irreducible(std::size_t d) {
  const std::vector<K> elements = all_elements<K>();
  const auto p = static_cast<std::uint64_t>(K::modulus);
  std::size_t total = 1;
  for (std::size_t i = 0; i < d; ++i) total *= elements.size();
  std::size_t count = 0;
  for (std::size_t n = 0; n < total; ++n) {
    Polynomial<K> f;
    for (std::size_t i = 0, digits = n; i < d; ++i, digits /= elements.size()) {
      f.push_back(elements[digits % elements.size()]);
    }
    f.push_back(K::one());
    if (is_irreducible(f, p, 1)) ++count;
  }
  return count;
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("extension fields: the modulus is the published polynomial and is irreducible", E, cases) {
  using K = typename E::Lower;
  const Polynomial<K> f = modulus_polynomial<E>();
  REQUIRE(f.size() == E::Modulus::degree + 1);
  if constexpr (E::degree == E::Modulus::degree) {
    CHECK(f == polynomial<K>(published<E>));
    CHECK(is_irreducible(f, E::Prime::modulus, 1));
  } else {
    CHECK(is_irreducible(f, E::Prime::modulus, K::degree));
  }
}
TEST_CASE_TEMPLATE_APPLY(cases, ExtensionFields);

TEST_CASE("extension fields: the tower of Mersenne31 is u^2 = 2 + i over i^2 = -1") {
  const auto i = Mersenne31x4::from_integers({0, 1, 0, 0});
  const auto u = Mersenne31x4::from_integers({0, 0, 1, 0});
  CHECK(i * i == -Mersenne31x4::one());
  CHECK(u * u == i + Mersenne31::from_u64(2));
  CHECK(i * u == Mersenne31x4::from_integers({0, 0, 0, 1}));
  // The minimal polynomial of u over the prime field, which names the same field without a tower.
  const auto minimal = u.pow(4) - u.square() * Mersenne31::from_u64(4) + Mersenne31::from_u64(5);
  CHECK(minimal == Mersenne31x4::zero());
  CHECK(is_irreducible_over<Mersenne31>({5, 0, -4, 0, 1}));
}

TEST_CASE("extension fields: Rabin's test refuses reducible polynomials") {
  CHECK_FALSE(is_irreducible_over<KoalaBear>({-4, 0, 0, 0, 1}));                   // (X^2 - 2) (X^2 + 2)
  CHECK_FALSE(is_irreducible_over<KoalaBear>({1, 0, 1}));                          // p = 1 mod 4: -1 is a square
  CHECK_FALSE(is_irreducible_over<KoalaBear>({-1, 0, 0, 0, 0, 1}));                // X = 1 is a root
  CHECK_FALSE(is_irreducible_over<KoalaBear>({9, 0, -6, 0, 1}));                   // (X^2 - 3)^2: a square
  CHECK_FALSE(is_irreducible_over<KoalaBear>({0, 0, 0, 1, 0, 0, 1}));              // X^3 (X^3 + 1)
  CHECK_FALSE(is_irreducible_over<Goldilocks>({-2, 0, 1}));                        // 2 has the square root 2^24 - 2^72
  CHECK_FALSE(is_irreducible_over<Mersenne31>({-2, 0, 1}));                        // 2 = (2^16)^2
  CHECK_FALSE(is_irreducible_over<BabyBear>({-11 * 11, 0, 0, 0, 0, 0, 0, 0, 1}));  // (X^4 - 11) (X^4 + 11)
  // The product of the irreducible X^2 - 3 and X^4 - 3: no root, and factors of different degrees.
  const auto f = product(polynomial<KoalaBear>({-3, 0, 1}), polynomial<KoalaBear>({-3, 0, 0, 0, 1}));
  CHECK_FALSE(is_irreducible(f, KoalaBear::modulus, 1));
  // Over the field of 2^62 or so elements, what is irreducible over the prime field may split.
  const auto g = polynomial<Mersenne31x2>({5, 0, -4, 0, 1});
  CHECK_FALSE(is_irreducible(g, Mersenne31::modulus, 2));
}

TEST_CASE("extension fields: Rabin's test counts irreducible polynomials right over tiny fields") {
  // Gauss: sum over e | d of e * (number of degree e) is q^d.
  CHECK(count_irreducible<F3>(1) == 3);
  CHECK(count_irreducible<F3>(2) == 3);
  CHECK(count_irreducible<F3>(3) == 8);
  CHECK(count_irreducible<F3>(4) == 18);
  CHECK(count_irreducible<F3>(6) == 116);
  CHECK(count_irreducible<F5>(2) == 10);
  CHECK(count_irreducible<F5>(3) == 40);
  CHECK(count_irreducible<F5>(4) == 150);
}
