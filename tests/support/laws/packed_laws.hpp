// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/concepts.hpp>

#include "support/field_samples.hpp"
#include "support/random.hpp"

/// The laws of the concept PackedOf: each lane does what the scalar type does.
///
/// Operations are compared over arrays with one check per array, so that 10^7 inputs per operation take seconds; a
/// failure names the operation and the operands of the first lane that differs.
namespace probata::testing {

/// Operand arrays of whole vectors: every ordered pair of edge elements where `with_edges`, then random pairs.
template <class P>
struct PackedOperands {
  using F = typename P::Scalar;
  std::vector<F> a;
  std::vector<F> b;

  PackedOperands(Rng& rng, std::size_t random_pairs, bool with_edges) {
    if (with_edges) {
      const std::vector<F> edges = edge_elements<F>();
      for (const F& x : edges) {
        for (const F& y : edges) push(x, y);
      }
    }
    for (std::size_t i = 0; i < random_pairs || a.size() % P::lanes != 0; ++i) {
      const F x = random_element<F>(rng);
      push(x, random_element<F>(rng));
    }
  }

 private:
  void push(const F& x, const F& y) {
    a.push_back(x);
    b.push_back(y);
  }
};

/// Fails with the first place where the results of an operation on a and b differ. Kept out of the functions below, of
/// which there is one for each operation, so that each of those compiles to two loops and a call.
template <class F>
[[gnu::noinline]] void require_same(const char* operation, const std::vector<F>& a, const std::vector<F>& b,
                                    const std::vector<F>& result, const std::vector<F>& expected) {
  const auto difference = std::mismatch(result.begin(), result.end(), expected.begin());
  if (difference.first == result.end()) {
    CHECK(result.size() == expected.size());  // counts as an assertion that was made
    return;
  }
  const auto wrong = static_cast<std::size_t>(difference.first - result.begin());
  CAPTURE(operation);
  CAPTURE(a[wrong]);
  CAPTURE(b[wrong]);
  REQUIRE(result[wrong] == expected[wrong]);
}

/// packed(P, P) in each lane is scalar(F, F).
template <class P, class PackedOperation, class ScalarOperation>
void lanes_agree(const char* operation, const PackedOperands<P>& in, PackedOperation packed, ScalarOperation scalar) {
  using F = typename P::Scalar;
  const std::size_t n = in.a.size();
  std::vector<F> result(n);
  std::vector<F> expected(n);
  for (std::size_t i = 0; i < n; i += P::lanes) {
    packed(P::load(in.a.data() + i), P::load(in.b.data() + i)).store(result.data() + i);
  }
  for (std::size_t i = 0; i < n; ++i) expected[i] = scalar(in.a[i], in.b[i]);
  require_same(operation, in.a, in.b, result, expected);
}

/// The ring operations, lane by lane.
template <class P>
void packed_ring_laws(const PackedOperands<P>& in) {
  using F = typename P::Scalar;
  lanes_agree<P>(
      "a + b", in, [](P a, P b) { return a + b; }, [](F a, F b) { return a + b; });
  lanes_agree<P>(
      "a - b", in, [](P a, P b) { return a - b; }, [](F a, F b) { return a - b; });
  lanes_agree<P>(
      "a * b", in, [](P a, P b) { return a * b; }, [](F a, F b) { return a * b; });
  lanes_agree<P>(
      "-a", in, [](P a, P) { return -a; }, [](F a, F) { return -a; });
  lanes_agree<P>(
      "a^2", in, [](P a, P) { return a.square(); }, [](F a, F) { return a.square(); });
  lanes_agree<P>(
      "2 a", in, [](P a, P) { return a.doubled(); }, [](F a, F) { return a.doubled(); });
  lanes_agree<P>(
      "a / 2", in, [](P a, P) { return a.halved(); }, [](F a, F) { return a.halved(); });
}

/// Assignments, and results that feed the next operation: what one operation leaves must be what the next one takes.
template <class P>
void packed_chain_laws(const PackedOperands<P>& in) {
  using F = typename P::Scalar;
  lanes_agree<P>(
      "a += b", in, [](P a, P b) { return a += b; }, [](F a, F b) { return a + b; });
  lanes_agree<P>(
      "a -= b", in, [](P a, P b) { return a -= b; }, [](F a, F b) { return a - b; });
  lanes_agree<P>(
      "a *= b", in, [](P a, P b) { return a *= b; }, [](F a, F b) { return a * b; });
  lanes_agree<P>(
      "(a - b) (a + b) - 2 a", in, [](P a, P b) { return (a - b) * (a + b) - a.doubled(); },
      [](F a, F b) { return a.square() - b.square() - a - a; });
}

/// Products with a prepared factor: every edge element and some random ones.
template <class P>
void packed_multiplier_laws(Rng& rng, const PackedOperands<P>& in) {
  using F = typename P::Scalar;
  for (const F& w : sample_elements<F>(rng, 4)) {
    CAPTURE(w);
    const typename P::Multiplier factor(w);
    lanes_agree<P>(
        "a w", in, [&](P a, P) { return P::multiply(a, factor); }, [&](F a, F) { return a * w; });
    lanes_agree<P>(
        "(a - b) w", in, [&](P a, P b) { return P::subtract_multiply(a, b, factor); },
        [&](F a, F b) { return (a - b) * w; });
  }
}

/// dot_product of N pairs of vectors, against N products of scalars.
template <class P, std::size_t N>
void packed_dot_product_law(const PackedOperands<P>& in) {
  using F = typename P::Scalar;
  const std::size_t step = P::lanes;
  std::size_t wrong = 0;
  std::size_t groups = 0;
  for (std::size_t start = 0; start + N * step <= in.a.size(); start += N * step, ++groups) {
    std::array<P, N> a;
    std::array<P, N> b;
    for (std::size_t i = 0; i < N; ++i) {
      a[i] = P::load(in.a.data() + start + i * step);
      b[i] = P::load(in.b.data() + start + i * step);
    }
    std::array<F, P::lanes> sums;
    P::template dot_product<N>(a, b).store(sums.data());
    for (std::size_t lane = 0; lane < step; ++lane) {
      F sum = F::zero();
      for (std::size_t i = 0; i < N; ++i) sum += in.a[start + i * step + lane] * in.b[start + i * step + lane];
      if (sums[lane] != sum) ++wrong;
    }
  }
  CAPTURE(N);
  REQUIRE(groups > 0);
  REQUIRE(wrong == 0);
}

/// The largest sums that delayed reduction can meet: all 2 N factors are p - 1.
template <class P, std::size_t N>
void packed_dot_product_extreme_law() {
  using F = typename P::Scalar;
  std::array<P, N> factors;
  factors.fill(P::broadcast(-F::one()));
  REQUIRE(P::template dot_product<N>(factors, factors) == P::broadcast(F::from_u64(N)));
}

/// Loads and stores at any element, broadcasts, constants, equality of vectors, transposition.
template <class P>
void packed_memory_laws(Rng& rng) {
  using F = typename P::Scalar;
  const std::vector<F> from = random_elements<F>(rng, 3 * P::lanes);
  for (std::size_t offset = 0; offset < P::lanes; ++offset) {
    CAPTURE(offset);
    std::vector<F> to(from.size(), F::zero());
    P::load(from.data() + offset).store(to.data() + P::lanes - offset);
    for (std::size_t i = 0; i < to.size(); ++i) {
      const std::size_t lane = i - (P::lanes - offset);  // wraps below the vector
      REQUIRE(to[i] == (lane < P::lanes ? from[offset + lane] : F::zero()));
    }
    // One lane is enough to make vectors differ.
    to.assign(from.begin(), from.begin() + P::lanes);
    REQUIRE(P::load(to.data()) == P::load(from.data()));
    to[offset] += F::one();
    REQUIRE(!(P::load(to.data()) == P::load(from.data())));
  }
  for (const F& x : {F::zero(), F::one(), from[0]}) {
    std::array<F, P::lanes> lanes;
    P::broadcast(x).store(lanes.data());
    for (const F& lane : lanes) REQUIRE(lane == x);
  }
  REQUIRE(P::zero() == P::broadcast(F::zero()));
  REQUIRE(P::one() == P::broadcast(F::one()));
  if constexpr (requires(std::array<P, P::lanes> rows) { P::transpose(rows); }) {
    const std::vector<F> square = random_elements<F>(rng, P::lanes * P::lanes);
    std::array<P, P::lanes> rows;
    for (std::size_t i = 0; i < P::lanes; ++i) rows[i] = P::load(square.data() + i * P::lanes);
    P::transpose(rows);
    for (std::size_t i = 0; i < P::lanes; ++i) {
      std::array<F, P::lanes> row;
      rows[i].store(row.data());
      for (std::size_t j = 0; j < P::lanes; ++j) REQUIRE(row[j] == square[j * P::lanes + i]);
    }
  }
}

/// Everything above for a packed prime field, with at least `inputs` random pairs per ring operation.
template <class P>
  requires PackedOf<P, typename P::Scalar>
void packed_laws(Rng& rng, std::size_t inputs) {
  constexpr std::size_t chunk = std::size_t{1} << 16;
  packed_memory_laws<P>(rng);
  packed_dot_product_extreme_law<P, 1>();
  packed_dot_product_extreme_law<P, 2>();
  packed_dot_product_extreme_law<P, 3>();
  packed_dot_product_extreme_law<P, 4>();
  packed_dot_product_extreme_law<P, 7>();
  packed_dot_product_extreme_law<P, 32>();
  for (std::size_t done = 0; done == 0 || done < inputs; done += chunk) {
    const PackedOperands<P> in(rng, std::min(chunk, inputs - std::min(done, inputs)), done == 0);
    packed_ring_laws<P>(in);
    if (done == 0) {
      packed_chain_laws<P>(in);
      packed_multiplier_laws<P>(rng, in);
      packed_dot_product_law<P, 1>(in);
      packed_dot_product_law<P, 2>(in);
      packed_dot_product_law<P, 3>(in);
      packed_dot_product_law<P, 4>(in);
      packed_dot_product_law<P, 5>(in);
      packed_dot_product_law<P, 8>(in);
    }
  }
}

}  // namespace probata::testing
