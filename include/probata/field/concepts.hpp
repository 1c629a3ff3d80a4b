// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>

/// What the rest of the library asks of numbers. The laws are checked by the suites in tests/support/laws/.
namespace probata::inline v0_1 {

/// A commutative ring with one, held by value.
///
/// Laws: (R, +) is an abelian group with `zero()`; (R, *) is a commutative monoid with `one()`; * distributes over +;
/// `square()` is x * x; `doubled()` is x + x; == is equality of the mathematical values.
/// A default-constructed value is zero. Operations have no preconditions and never throw.
template <class R>
concept Ring = std::regular<R> && requires(R a, const R b) {
  { R::zero() } -> std::same_as<R>;
  { R::one() } -> std::same_as<R>;
  { b + b } -> std::same_as<R>;
  { b - b } -> std::same_as<R>;
  { b * b } -> std::same_as<R>;
  { -b } -> std::same_as<R>;
  { a += b } -> std::same_as<R&>;
  { a -= b } -> std::same_as<R&>;
  { a *= b } -> std::same_as<R&>;
  { b.square() } -> std::same_as<R>;
  { b.doubled() } -> std::same_as<R>;
};

/// A ring in which every element but zero has an inverse.
///
/// Laws: x * x.inverse() is one for x != 0; zero().inverse() is zero, so that inversion is total;
/// x.halved().doubled() is x (the characteristic is odd); x.pow(n) is the product of n factors x, x.pow(0) is one.
template <class F>
concept Field = Ring<F> && requires(const F a, std::uint64_t n) {
  { a.inverse() } -> std::same_as<F>;
  { a.halved() } -> std::same_as<F>;
  { a.pow(n) } -> std::same_as<F>;
};

/// The integers modulo a prime.
///
/// Laws: `value()` is the representative in [0, modulus); from_canonical(x.value()) is x; from_u64(v) is v mod p.
/// `generator()` generates the multiplicative group.
template <class F>
concept PrimeField = Field<F> && requires(const F a, std::uint64_t n, typename F::Canonical c) {
  { F::modulus } -> std::convertible_to<typename F::Canonical>;
  { F::name } -> std::convertible_to<const char*>;
  { F::from_u64(n) } -> std::same_as<F>;
  { F::from_canonical(c) } -> std::same_as<F>;
  { a.value() } -> std::same_as<typename F::Canonical>;
  { F::generator() } -> std::same_as<F>;
};

/// A field with a multiplicative subgroup of order 2^two_adicity.
///
/// Laws: w = two_adic_generator(m) has order exactly 2^m for 0 <= m <= two_adicity, and
/// two_adic_generator(m).square() is two_adic_generator(m - 1).
template <class F>
concept TwoAdicField = Field<F> && requires(std::size_t log_order) {
  { F::two_adicity } -> std::convertible_to<std::size_t>;
  { F::two_adic_generator(log_order) } -> std::same_as<F>;
};

/// A ring E = F[X]/(f), deg f = `degree`, whose value is an array of `degree` coefficients, constant term first.
///
/// Laws: `from_base` is a ring homomorphism; e * f is e * from_base(f) for f in F; e[i] is the coefficient of X^i.
template <class E, class F>
concept ExtensionOf = Ring<E> && requires(const E e, const F f, std::size_t i) {
  { E::degree } -> std::convertible_to<std::size_t>;
  { E::from_base(f) } -> std::same_as<E>;
  { e[i] } -> std::convertible_to<F>;
  { e * f } -> std::same_as<E>;
};

/// `lanes` elements of F side by side in one vector.
///
/// Laws: every operation acts on each lane as the operation of F does; store(load(p)) copies `lanes` elements;
/// broadcast(x) has x in every lane. `load` and `store` need no alignment beyond that of F. A `Multiplier` is a factor
/// prepared once for many products: P::multiply(x, P::Multiplier(w)) is x * broadcast(w), and
/// P::subtract_multiply(x, y, P::Multiplier(w)) is (x - y) * broadcast(w).
template <class P, class F>
concept PackedOf = requires(P a, const P b, const F* from, F* to, F x, const typename P::Multiplier w) {
  requires std::same_as<typename P::Scalar, F>;
  { P::lanes } -> std::convertible_to<std::size_t>;
  { P::load(from) } -> std::same_as<P>;
  b.store(to);
  { P::broadcast(x) } -> std::same_as<P>;
  { b + b } -> std::same_as<P>;
  { b - b } -> std::same_as<P>;
  { b * b } -> std::same_as<P>;
  { -b } -> std::same_as<P>;
  { b.square() } -> std::same_as<P>;
  { P::multiply(b, w) } -> std::same_as<P>;
  { P::subtract_multiply(b, b, w) } -> std::same_as<P>;
};

}  // namespace probata::inline v0_1
