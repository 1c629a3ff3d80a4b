// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/concepts.hpp>
#include <probata/simd/batch.hpp>

#include "support/laws/packed_laws.hpp"
#include "support/random.hpp"
#include "support/word_samples.hpp"

/// The laws of packed_laws.hpp where the words of a small prime field are at an edge, and what its vector forms have
/// beyond the concept: tables of multipliers, words as batches, streaming stores.
namespace probata::testing {

/// Every ordered pair of edge words, and random pairs up to whole vectors, sixteen at least.
template <class P>
PackedOperands<P> word_edge_operands(Rng& rng) {
  using F = typename P::Scalar;
  PackedOperands<P> in(rng, 0, false);
  const std::vector<F> edges = word_edges<F>();
  for (const F& x : edges) {
    for (const F& y : edges) {
      in.a.push_back(x);
      in.b.push_back(y);
    }
  }
  while (in.a.size() % P::lanes != 0 || in.a.size() < 16 * P::lanes) {
    in.a.push_back(random_element<F>(rng));
    in.b.push_back(random_element<F>(rng));
  }
  return in;
}

/// A prepared factor, for both products it is made for.
template <class P>
void prepared_factor_laws(const typename P::Scalar& w, const PackedOperands<P>& in) {
  using F = typename P::Scalar;
  const typename P::Multiplier factor(w);
  CAPTURE(w);
  lanes_agree<P>(
      "a w", in, [&](P a, P) { return P::multiply(a, factor); }, [&](F a, F) { return a * w; });
  lanes_agree<P>(
      "(a - b) w", in, [&](P a, P b) { return P::subtract_multiply(a, b, factor); },
      [&](F a, F b) { return (a - b) * w; });
}

/// Sums of two products under one reduction: (w1, w2) and (v1, v2) are the factors that the pairs w and v hold.
template <class P, class F = typename P::Scalar>
void pair_product_laws(const P& a, const P& b, typename P::FactorPair w, F w1, F w2, typename P::FactorPair v, F v1,
                       F v2) {
  const auto times = [](const P& x, F y) { return x * P::broadcast(y); };
  const auto sums = P::multiply_pairs(a, b, w, v);
  REQUIRE(sums[0] == times(a, w1) + times(b, w2));
  REQUIRE(sums[1] == times(a, v1) + times(b, v2));
  for (const P& c : {P::zero(), b}) {
    const P d = b - a;
    const auto of_differences = P::multiply_differences(a, b, c, d, w, v);
    REQUIRE(of_differences[0] == times(a - b, w1) + times(c - d, v1));
    REQUIRE(of_differences[1] == times(a - b, w2) + times(c - d, v2));
  }
}

/// Pairs of every two edge words times vectors of edge words: the largest sums and differences are among them.
template <class P>
void pair_product_edge_laws(Rng& rng) {
  using F = typename P::Scalar;
  const std::vector<F> edges = word_edges<F>();
  const auto vector = [&] {
    std::array<F, P::lanes> lanes;
    for (F& x : lanes) x = rng.flip() ? edges[rng.index(edges.size())] : random_element<F>(rng);
    return P::load(lanes.data());
  };
  std::vector<typename P::MultiplierWord> table(P::multiplier_parts * P::lanes);
  const auto pair = [&](F first, F second) {
    P::store_multipliers(table.data(), P::lanes, 0, P::broadcast(first), P::broadcast(second));
    return P::load_pair(table.data(), P::lanes, P::lanes - 1);
  };
  const P largest = P::broadcast(F::from_word(F::modulus - 1));
  for (const F& w1 : edges) {
    for (const F& w2 : edges) {
      CAPTURE(w1);
      CAPTURE(w2);
      const F v1 = edges[rng.index(edges.size())];
      const auto w = pair(w1, w2);
      const auto v = pair(v1, w1);
      pair_product_laws<P>(largest, largest, w, w1, w2, v, v1, w1);
      pair_product_laws<P>(largest, P::zero(), w, w1, w2, v, v1, w1);
      pair_product_laws<P>(P::zero(), largest, w, w1, w2, v, v1, w1);
      pair_product_laws<P>(vector(), vector(), w, w1, w2, v, v1, w1);
    }
  }
}

/// A table of multipliers holds what the constructor would prepare, at any stride, and second factors for pairs.
template <class P>
void multiplier_table_laws(Rng& rng) {
  using F = typename P::Scalar;
  using Word = typename P::MultiplierWord;
  constexpr std::size_t count = 4 * P::lanes;
  std::vector<F> factors = word_edges<F>();
  factors.resize(count, F::one());
  for (std::size_t i = count / 2; i < count; ++i) factors[i] = random_element<F>(rng);
  // The second factors run through the same numbers from the other end, so that extremes meet.
  const std::vector<F> seconds(factors.rbegin(), factors.rend());
  const P a = P::load(random_elements<F>(rng, P::lanes).data());
  const P b = P::load(random_elements<F>(rng, P::lanes).data());
  for (const std::size_t stride : {count, count + 3}) {
    std::vector<Word> table((P::multiplier_parts - 1) * stride + count + 1);
    const Word mark = table.back();
    for (std::size_t i = 0; i < count; i += P::lanes) {
      P::store_multipliers(table.data(), stride, i, P::load(factors.data() + i), P::load(seconds.data() + i));
    }
    REQUIRE(table.back() == mark);
    for (std::size_t i = 0; i < count; ++i) {
      CAPTURE(i);
      const auto w = P::load_multiplier(table.data(), stride, i);
      REQUIRE(P::multiply(a, w) == a * P::broadcast(factors[i]));
      REQUIRE(P::subtract_multiply(a, b, w) == (a - b) * P::broadcast(factors[i]));
      if constexpr (P::has_pair_products) {
        const auto pair = P::load_pair(table.data(), stride, i);
        pair_product_laws<P>(a, b, pair, factors[i], seconds[i], pair, factors[i], seconds[i]);
      }
    }
  }
}

/// The largest words that sums of N products can be made of, and the largest against zeros.
template <class P, std::size_t N>
void largest_words_dot_product_law() {
  using F = typename P::Scalar;
  const P largest = P::broadcast(F::from_word(F::modulus - 1));
  const F square = F::from_word(F::modulus - 1).square();
  std::array<P, N> a;
  std::array<P, N> b;
  a.fill(largest);
  b.fill(largest);
  CAPTURE(N);
  REQUIRE(P::template dot_product<N>(a, b) == P::broadcast(F::from_u64(N) * square));
  for (std::size_t zero = 0; zero < N; ++zero) {
    a[zero] = P::zero();
    REQUIRE(P::template dot_product<N>(a, b) == P::broadcast(F::from_u64(N - zero - 1) * square));
  }
}

/// Everything above, with every edge word as a prepared factor.
template <class P>
void packed_word_laws(Rng& rng) {
  using F = typename P::Scalar;
  const PackedOperands<P> in = word_edge_operands<P>(rng);
  packed_ring_laws<P>(in);
  packed_dot_product_law<P, 2>(in);
  packed_dot_product_law<P, 3>(in);
  packed_dot_product_law<P, 4>(in);
  packed_dot_product_law<P, 9>(in);
  largest_words_dot_product_law<P, 1>();
  largest_words_dot_product_law<P, 2>();
  largest_words_dot_product_law<P, 3>();
  largest_words_dot_product_law<P, 4>();
  largest_words_dot_product_law<P, 5>();
  largest_words_dot_product_law<P, 16>();
  for (const F& w : word_edges<F>()) prepared_factor_laws<P>(w, in);
  multiplier_table_laws<P>(rng);
  if constexpr (P::has_pair_products) pair_product_edge_laws<P>(rng);
}

/// Words as a batch and back, streaming, and what only vector forms have.
template <class P>
void packed_batch_laws(Rng& rng) {
  using F = typename P::Scalar;
  using Word = typename F::Canonical;
  static_assert(sizeof(P) == P::lanes * sizeof(F));
  const std::vector<F> from = random_elements<F>(rng, P::lanes);
  const P a = P::load(from.data());
  std::array<Word, P::lanes> words;
  a.batch().store(words.data());
  for (std::size_t i = 0; i < P::lanes; ++i) REQUIRE(words[i] == from[i].word());
  REQUIRE(P::from_batch(a.batch()) == a);
  alignas(64) std::array<F, 2 * P::lanes> to;
  to.fill(F::zero());
  a.stream(to.data() + P::lanes);
  simd::stream_fence();
  for (std::size_t i = 0; i < P::lanes; ++i) {
    REQUIRE(to[i] == F::zero());
    REQUIRE(to[P::lanes + i] == from[i]);
  }
}

}  // namespace probata::testing
