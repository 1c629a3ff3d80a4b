// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <probata/core/usage_error.hpp>
#include <probata/field/concepts.hpp>
#include <probata/poly/detail/embed.hpp>

/// Polynomials as lists of coefficients, constant term first. Plain algorithms: for short polynomials and as the
/// reference of fast code.
namespace probata::inline v0_1 {

/// sum_i c_i x^i by Horner's rule; x may be in an extension of the coefficients' field. No coefficients give zero.
/// @cost n products in the field of x
template <Ring X, Ring C>
constexpr X evaluate_polynomial(std::span<const C> coefficients, const X& x) {
  X result = X::zero();
  for (std::size_t i = coefficients.size(); i-- > 0;) result = result * x + detail::embed<X>(coefficients[i]);
  return result;
}

/// f = (X - root) q + r: q has one coefficient less than f, and r = f(root).
template <Ring R>
struct LinearDivision {
  std::vector<R> quotient;
  R remainder;
};

/// Divides by X - root. The zero polynomial without coefficients gives an empty quotient and zero.
/// @cost n products
template <Ring R>
constexpr LinearDivision<R> divide_by_linear(std::span<const R> coefficients, const R& root) {
  std::vector<R> quotient(coefficients.empty() ? 0 : coefficients.size() - 1);
  R carry = R::zero();
  for (std::size_t i = coefficients.size(); i-- > 0;) {
    carry = carry * root + coefficients[i];
    if (i > 0) quotient[i - 1] = carry;
  }
  return {std::move(quotient), carry};
}

/// prod_i (X - x_i): n + 1 coefficients, the last one is one.
/// @cost n^2 / 2 products
template <Ring R>
constexpr std::vector<R> vanishing_polynomial(std::span<const R> points) {
  std::vector<R> product{R::one()};
  for (const R& point : points) {
    product.push_back(R::zero());
    for (std::size_t i = product.size(); i-- > 0;) {
      product[i] = (i > 0 ? product[i - 1] : R::zero()) - product[i] * point;
    }
  }
  return product;
}

/// The polynomial of degree below n with f(x_i) = y_i, by Lagrange's formula; n coefficients.
///
/// @throws UsageError if there are not as many values as points, or if two points are equal.
/// @cost   about 5 n^2 / 2 products and n inversions; for subgroups and cosets there are transforms
template <Field F>
constexpr std::vector<F> interpolate(std::span<const F> points, std::span<const F> values) {
  if (values.size() != points.size()) {
    throw_usage("interpolate", "values.size()", values.size(), "points.size() = " + std::to_string(points.size()));
  }
  const std::vector<F> vanishing = vanishing_polynomial(points);
  std::vector<F> result(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::vector<F> others = divide_by_linear<F>(vanishing, points[i]).quotient;  // zero at all points but x_i
    const F scale = evaluate_polynomial<F, F>(others, points[i]);
    if (scale == F::zero()) {
      throw_usage("interpolate", "points", "a list with a repetition of element " + std::to_string(i),
                  "pairwise different");
    }
    const F factor = values[i] * scale.inverse();
    for (std::size_t j = 0; j < others.size(); ++j) result[j] += factor * others[j];
  }
  return result;
}

}  // namespace probata::inline v0_1
