// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <span>

#include <probata/field/concepts.hpp>

#include "support/laws/law.hpp"

/// The laws of the concept Ring, on samples.
namespace probata::testing {

/// Laws of one element: neutral elements, opposites, square, doubled, and the in-place forms against the others.
template <Ring R>
void ring_laws_of(const R& a) {
  LAW(a + R::zero() == a, a);
  LAW(a * R::one() == a, a);
  LAW(a * R::zero() == R::zero(), a);
  LAW(a - a == R::zero(), a);
  LAW(a + (-a) == R::zero(), a);
  LAW(-(-a) == a, a);
  LAW(a.square() == a * a, a);
  LAW(a.doubled() == a + a, a);
}

/// Laws of two elements: commutativity, subtraction, signs of products, the binomial formula, compound assignment.
template <Ring R>
void ring_laws_of(const R& a, const R& b) {
  LAW(a + b == b + a, a, b);
  LAW(a * b == b * a, a, b);
  LAW(a - b == a + (-b), a, b);
  LAW(a - b == -(b - a), a, b);
  LAW((-a) * b == -(a * b), a, b);
  LAW((a + b).square() == a.square() + (a * b).doubled() + b.square(), a, b);
  LAW((a == b) == (a - b == R::zero()), a, b);
  R x = a;
  x += b;
  LAW(x == a + b, a, b);
  x = a;
  x -= b;
  LAW(x == a - b, a, b);
  x = a;
  x *= b;
  LAW(x == a * b, a, b);
  // The operand may be the element itself.
  const R& self = x;
  x = a;
  x += self;
  LAW(x == a.doubled(), a, b);
  x = a;
  x *= self;
  LAW(x == a.square(), a, b);
  x -= self;
  LAW(x == R::zero(), a, b);
}

/// Laws of three elements: associativity and distributivity.
template <Ring R>
void ring_laws_of(const R& a, const R& b, const R& c) {
  LAW((a + b) + c == a + (b + c), a, b, c);
  LAW((a * b) * c == a * (b * c), a, b, c);
  LAW(a * (b + c) == a * b + a * c, a, b, c);
  LAW(a * (b - c) == a * b - a * c, a, b, c);
}

/// All of the above on every element, pair and triple of `samples`.
template <Ring R>
void ring_laws(std::span<const R> samples) {
  LAW(R() == R::zero());
  LAW(R::zero() != R::one());
  for (const R& a : samples) {
    ring_laws_of(a);
    for (const R& b : samples) {
      ring_laws_of(a, b);
      for (const R& c : samples) ring_laws_of(a, b, c);
    }
  }
}

}  // namespace probata::testing
