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

/// Whether the r_i are integers; whether r_i is zero, or a negative integer; whether f = X^d - r_0.
template <class M>
using ReductionTerm = typename decltype(M::reduction)::value_type;
template <class M>
inline constexpr bool over_integers = std::integral<ReductionTerm<M>>;
template <class M, std::size_t i>
inline constexpr bool vanishes = M::reduction[i] == ReductionTerm<M>{};
template <class M, std::size_t i>
inline constexpr bool is_negative = [] {
  if constexpr (over_integers<M>) return M::reduction[i] < 0;
  return false;
}();
template <class M>
inline constexpr bool is_binomial = []<std::size_t... i>(std::index_sequence<i...>) {
  return (vanishes<M, i + 1> && ...);
}
(std::make_index_sequence<M::degree - 1>{});

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
  if constexpr (!over_integers<M>) {
    return x * splat<C>(scalar_of_t<C>::from_integers(M::reduction[i]));
  } else if constexpr (is_negative<M, i>) {
    return -times_integer<-M::reduction[i]>(x);
  } else {
    return times_integer<M::reduction[i]>(x);
  }
}

/// a + r_i * x.
template <class M, std::size_t i, class C>
PROBATA_DETAIL_INLINE constexpr C add_reduction(const C& a, const C& x) {
  if constexpr (vanishes<M, i>) {
    return a;
  } else if constexpr (is_negative<M, i>) {
    return a - times_integer<-M::reduction[i]>(x);
  } else {
    return a + times_reduction<M, i>(x);
  }
}

/// X * a mod f = r_0 a_(d-1) + (a_0 + r_1 a_(d-1)) X + ... : one step of a shift register.
template <class M, class C, std::size_t... i>
PROBATA_DETAIL_INLINE constexpr std::array<C, M::degree> times_x(const std::array<C, M::degree>& a,
                                                                 std::index_sequence<i...>) {
  const C& top = a[M::degree - 1];
  return {times_reduction<M, 0>(top), add_reduction<M, i + 1>(a[i], top)...};
}

/// b, X b, ..., X^(d-1) b: the columns of the matrix of x -> b x. For a binomial that is d - 1 multiples of r_0.
template <class M, class C, std::size_t... i>
PROBATA_DETAIL_INLINE constexpr std::array<std::array<C, M::degree>, M::degree> multiplication_matrix(
    const std::array<C, M::degree>& b, std::index_sequence<i...> rest) {
  std::array<std::array<C, M::degree>, M::degree> column{b};
  ((column[i + 1] = times_x<M>(column[i], rest)), ...);
  return column;
}

/// sum_n a_n b_n mod f. Coefficient k is one dot product of N d terms in C, so C reduces as late as it can: term t has
/// the factors a_n[i] and (X^i b_n)[k], where n = t / d and i = t mod d. Everything is a pack, so that no loop is left
/// to the optimiser: the operands are meant to stay in registers.
template <class M, class C, std::size_t N, std::size_t... n, std::size_t... k, std::size_t... t>
PROBATA_DETAIL_INLINE constexpr std::array<C, M::degree> sum_of_products(
    const std::array<std::array<C, M::degree>, N>& a, const std::array<std::array<C, M::degree>, N>& b,
    std::index_sequence<n...>, std::index_sequence<k...>, std::index_sequence<t...>) {
  constexpr std::size_t d = M::degree;
  constexpr auto rest = std::make_index_sequence<d - 1>{};
  const std::array<std::array<std::array<C, d>, d>, N> column{multiplication_matrix<M>(b[n], rest)...};
  const std::array<C, N * d> left{a[t / d][t % d]...};
  const auto right = [&](auto row) { return std::array<C, N * d>{column[t / d][t % d][row]...}; };
  return {array_dot(left, right(std::integral_constant<std::size_t, k>{}))...};
}

/// The pairs i <= j < d with i + j = s have i = first_of_pairs, ..., floor(s / 2); none when s > 2d - 2.
template <std::size_t d, std::size_t s>
inline constexpr std::size_t first_of_pairs = s < d ? 0 : s - (d - 1);
template <std::size_t d, std::size_t s>
using Pairs = std::make_index_sequence<(s > 2 * d - 2) ? 0 : s / 2 + 1 - first_of_pairs<d, s>>;

/// The left factor of the pair (i, s - i) in a square: a_i, doubled off the diagonal.
template <std::size_t s, std::size_t i, class C, std::size_t d>
PROBATA_DETAIL_INLINE constexpr const C& square_factor(const std::array<C, d>& a, const std::array<C, d>& twice_a) {
  return (2 * i == s ? a : twice_a)[i];
}

/// sum_(i + j = s) a_i a_j + sum_(i + j = s + d) a_i b_j in floor(d / 2) + 1 products; the second sum is over `m`,
/// which may be empty.
template <std::size_t s, class C, std::size_t d, std::size_t... n, std::size_t... m>
PROBATA_DETAIL_INLINE constexpr C square_coefficient(const std::array<C, d>& a, const std::array<C, d>& twice_a,
                                                     const std::array<C, d>& b, std::index_sequence<n...>,
                                                     std::index_sequence<m...>) {
  constexpr std::size_t i = first_of_pairs<d, s>;
  constexpr std::size_t j = first_of_pairs<d, s + d>;
  return array_dot(std::array<C, sizeof...(n) + sizeof...(m)>{square_factor<s, i + n>(a, twice_a)...,
                                                              square_factor<s + d, j + m>(a, twice_a)...},
                   std::array<C, sizeof...(n) + sizeof...(m)>{a[s - i - n]..., b[s + d - j - m]...});
}

/// a^2 mod X^d - r_0: X^(s + d) = r_0 X^s, so every coefficient is one dot product.
template <class M, class C, std::size_t... s>
PROBATA_DETAIL_INLINE constexpr std::array<C, M::degree> binomial_square(const std::array<C, M::degree>& a,
                                                                         std::index_sequence<s...>) {
  constexpr std::size_t d = M::degree;
  const std::array<C, d> twice_a{a[s].doubled()...};
  const std::array<C, d> reduced{times_reduction<M, 0>(a[s])...};
  return {square_coefficient<s>(a, twice_a, reduced, Pairs<d, s>{}, Pairs<d, s + d>{})...};
}

/// One step of the division by f: replaces t_(d+n) X^(d+n) by t_(d+n) sum_i r_i X^(n+i).
template <class M, std::size_t n, class C, std::size_t size, std::size_t... i>
PROBATA_DETAIL_INLINE constexpr void reduce_term(std::array<C, size>& t, std::index_sequence<i...>) {
  ((t[n + i] = add_reduction<M, i>(t[n + i], t[M::degree + n])), ...);
}

/// a^2 mod f: the 2d - 1 coefficients of the square, then d - 1 steps of the division.
template <class M, class C, std::size_t... i, std::size_t... n>
PROBATA_DETAIL_INLINE constexpr std::array<C, M::degree> general_square(const std::array<C, M::degree>& a,
                                                                        std::index_sequence<i...>,
                                                                        std::index_sequence<n...>) {
  constexpr std::size_t d = M::degree;
  const std::array<C, d> twice_a{a[i].doubled()...};
  std::array<C, 2 * d - 1> t{square_coefficient<i>(a, twice_a, a, Pairs<d, i>{}, std::index_sequence<>{})...,
                             square_coefficient<d + n>(a, twice_a, a, Pairs<d, d + n>{}, std::index_sequence<>{})...};
  (reduce_term<M, d - 2 - n>(t, std::make_index_sequence<d>{}), ...);
  return {t[i]...};
}

template <class M, class C>
PROBATA_DETAIL_INLINE constexpr std::array<C, M::degree> square(const std::array<C, M::degree>& a) {
  constexpr auto all = std::make_index_sequence<M::degree>{};
  if constexpr (is_binomial<M>) {
    return binomial_square<M>(a, all);
  } else {
    return general_square<M>(a, all, std::make_index_sequence<M::degree - 1>{});
  }
}

}  // namespace probata::inline v0_1::detail
