// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <probata/core/inline.hpp>
#include <probata/field/detail/array_dot.hpp>

/// Products in C[X]/(f) on arrays of coefficients, constant term first.
///
/// Notation: f = X^d - sum_i r_i X^i with d = M::degree and r_i = M::reduction[i], an integer, or the coefficients of
/// an element of C when C is itself an extension. So X^d = sum_i r_i X^i.
namespace probata::inline v0_1::detail {

/// C as one lane of it: F for a packed F, C itself when it is not packed.
template <class C>
struct ScalarOf {
  using type = C;
};
template <class C>
  requires requires { typename C::Scalar; }
struct ScalarOf<C> {
  using type = typename C::Scalar;
};
template <class C>
using scalar_of_t = typename ScalarOf<C>::type;

template <class C>
inline constexpr bool is_packed = !std::same_as<C, scalar_of_t<C>>;

/// x in every lane of C.
template <class C>
PROBATA_DETAIL_INLINE constexpr C splat(const scalar_of_t<C>& x) {
  if constexpr (is_packed<C>) {
    return C::broadcast(x);
  } else {
    return x;
  }
}

/// Whether f = X^d - r_0.
template <class M>
consteval bool is_binomial() {
  for (std::size_t i = 1; i < M::degree; ++i) {
    if (M::reduction[i] != decltype(M::reduction[i]){}) return false;
  }
  return true;
}

/// n * x for an integer n > 0 known at compile time: at most three additions, else one product.
template <std::int32_t n, class C>
PROBATA_DETAIL_INLINE constexpr C times_integer(const C& x) {
  static_assert(n > 0);
  if constexpr (n == 1) {
    return x;
  } else if constexpr (n == 2 || n == 4 || n == 8) {
    return times_integer<n / 2>(x).doubled();
  } else if constexpr (n == 3 || n == 5) {
    return times_integer<n - 1>(x) + x;
  } else {
    return x * splat<C>(scalar_of_t<C>::from_u64(n));
  }
}

/// r_i * x for r_i != 0.
template <class M, std::size_t i, class C>
PROBATA_DETAIL_INLINE constexpr C times_reduction(const C& x) {
  if constexpr (!std::integral<typename decltype(M::reduction)::value_type>) {
    return x * splat<C>(scalar_of_t<C>::from_integers(M::reduction[i]));
  } else if constexpr (M::reduction[i] > 0) {
    return times_integer<M::reduction[i]>(x);
  } else {
    return -times_integer<-M::reduction[i]>(x);
  }
}

/// a + r_i * x.
template <class M, std::size_t i, class C>
PROBATA_DETAIL_INLINE constexpr C add_reduction(const C& a, const C& x) {
  if constexpr (M::reduction[i] == decltype(M::reduction[i]){}) {
    return a;
  } else if constexpr (M::reduction[i] == -1) {
    return a - x;
  } else {
    return a + times_reduction<M, i>(x);
  }
}
