// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <probata/field/concepts.hpp>
#include <probata/field/detail/array_dot.hpp>

#include "support/field_samples.hpp"
#include "support/laws/field_laws.hpp"
#include "support/laws/law.hpp"
#include "support/laws/ring_laws.hpp"
#include "support/random.hpp"
#include "support/word_samples.hpp"

/// A small prime field against the integers modulo p, by the processor's own division: fast enough for millions of
/// operands. The slower oracle on Boost's integers is oracle_laws.hpp.
namespace probata::testing {

__extension__ using Wide = unsigned __int128;

/// c mod p.
template <PrimeField F>
typename F::Canonical residue(Wide c) {
  return static_cast<typename F::Canonical>(c % F::modulus);
}

template <PrimeField F>
void integer_laws_of(const F& x) {
  const Wide p = F::modulus;
  const Wide a = x.value();
  LAW(a < p, x);
  LAW((-x).value() == residue<F>(p - a), x);
  LAW(x.doubled().value() == residue<F>(2 * a), x);
  LAW(x.square().value() == residue<F>(a * a), x);
  LAW(x.halved().value() == residue<F>(a % 2 == 0 ? a / 2 : (a + p) / 2), x);
  LAW(F::from_canonical(x.value()) == x, x);
  LAW(F::from_word(x.word()) == x, x);
}

template <PrimeField F>
void integer_laws_of(const F& x, const F& y) {
  const Wide p = F::modulus;
  const Wide a = x.value();
  const Wide b = y.value();
  LAW((x + y).value() == residue<F>(a + b), x, y);
  LAW((x - y).value() == residue<F>(a + p - b), x, y);
  LAW((x * y).value() == residue<F>(a * b), x, y);
  LAW((x == y) == (a == b), x, y);
}

/// Any 64 bits: around multiples of p, around powers of two, and at random.
template <PrimeField F>
void integer_from_u64_laws(Rng& rng, std::size_t count) {
  const auto agrees = [](std::uint64_t v) { LAW(F::from_u64(v).value() == residue<F>(v), v); };
  constexpr std::uint64_t p = F::modulus;
  constexpr std::uint64_t last = ~std::uint64_t{0} / p;  // last p <= 2^64 - 1 < (last + 1) p
  for (const std::uint64_t multiple : {std::uint64_t{1}, last / 2 + 1, last}) {
    for (std::uint64_t distance = 0; distance < 3; ++distance) {
      agrees(multiple * p + distance);
      agrees(multiple * p - distance);
    }
  }
  for (int bit = 0; bit < 64; ++bit) {
    for (std::uint64_t distance = 0; distance < 3; ++distance) {
      agrees((std::uint64_t{1} << bit) + distance);
      agrees((std::uint64_t{1} << bit) - distance);
    }
  }
  for (std::size_t i = 0; i < count; ++i) agrees(rng.u64());
}

/// sum_(i < N) a_i b_i where all words are the largest, alternate between the largest and zero, and are random.
template <std::size_t N, PrimeField F>
void integer_dot_product_laws(Rng& rng, std::size_t count) {
  std::array<F, N> a;
  std::array<F, N> b;
  const auto agrees = [&] {
    typename F::Canonical sum = 0;
    for (std::size_t i = 0; i < N; ++i) sum = residue<F>(Wide{a[i].value()} * b[i].value() + sum);
    LAW(detail::array_dot(a, b).value() == sum, N, sum);
  };
  const F largest = F::from_word(F::modulus - 1);
  a.fill(largest);
  b.fill(largest);
  agrees();
  for (std::size_t parity = 0; parity < 2; ++parity) {
    for (std::size_t i = 0; i < N; ++i) a[i] = i % 2 == parity ? largest : F::zero();
    agrees();
  }
  for (std::size_t zeros = 0; zeros < N; ++zeros) {
    for (std::size_t i = 0; i < N; ++i) a[i] = i < zeros ? F::zero() : largest;
    agrees();
  }
  const std::vector<F> edges = word_edges<F>();
  for (std::size_t round = 0; round < count; ++round) {
    for (std::size_t i = 0; i < N; ++i) {
      a[i] = rng.flip() ? edges[rng.index(edges.size())] : random_element<F>(rng);
      b[i] = rng.flip() ? edges[rng.index(edges.size())] : random_element<F>(rng);
    }
    agrees();
  }
}

template <PrimeField F, std::size_t... N>
void integer_dot_product_laws(Rng& rng, std::size_t count, std::index_sequence<N...>) {
  (integer_dot_product_laws<N + 1, F>(rng, count), ...);
}

/// All of the above: every pair of edge words, `count` random pairs, dot products of 1 to 9 terms.
template <PrimeField F>
void integer_laws(Rng& rng, std::size_t count) {
  const std::vector<F> edges = word_edges<F>();
  for (const F& a : edges) {
    integer_laws_of(a);
    for (const F& b : edges) integer_laws_of(a, b);
  }
  for (std::size_t i = 0; i < count; ++i) {
    const F a = random_element<F>(rng);
    integer_laws_of(a);
    integer_laws_of(a, random_element<F>(rng));
  }
  integer_from_u64_laws<F>(rng, count);
  integer_dot_product_laws<F>(rng, count / 100, std::make_index_sequence<9>{});
}

/// The abstract laws on edge words, where the other suites use edge numbers.
template <PrimeField F>
void word_edge_laws() {
  const std::vector<F> edges = word_edges<F>();
  field_laws<F>(edges);
  prime_field_laws<F>(edges);
  // All triples would be a million: blocks of neighbours, then every seventh.
  for (std::size_t start = 0; start < edges.size(); start += 16) {
    ring_laws<F>(std::span(edges).subspan(start, std::min<std::size_t>(16, edges.size() - start)));
  }
  std::vector<F> sparse;
  for (std::size_t i = 0; i < edges.size(); i += 7) sparse.push_back(edges[i]);
  sparse.push_back(edges.back());
  ring_laws<F>(sparse);
}

}  // namespace probata::testing
