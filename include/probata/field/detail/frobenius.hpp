// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>

#include <probata/field/detail/extension_kernel.hpp>

/// The maps a -> a^(p^k) of an extension E = C[X]/(f), not packed: sum_i c_i X^i goes to sum_i c_i^(p^k) X^(i p^k).
namespace probata::inline v0_1::detail {

/// The modulus of a prime field as little-endian words.
template <class F>
constexpr auto modulus_limbs() {
  if constexpr (std::unsigned_integral<typename F::Canonical>) {
    return std::array<std::uint64_t, 1>{F::modulus};
  } else {
    using Integer = typename F::Canonical;
    std::array<std::uint64_t, 4> limbs{};
    for (unsigned i = 0; i < 4; ++i) {
      limbs[i] = static_cast<std::uint64_t>(Integer(F::modulus >> (64U * i)) & Integer(~std::uint64_t{0}));
    }
    return limbs;
  }
}

/// c^(p^k) in the coefficient ring: nothing changes in the prime field.
template <class C>
constexpr C lower_frobenius(const C& c, std::size_t k) {
  if constexpr (requires { c.frobenius(k); }) {
    return c.frobenius(k);
  } else {
    return c;
  }
}

/// Row k holds X^(i p^k) for i < deg f.
template <class E>
using FrobeniusTable = std::array<std::array<E, E::Modulus::degree>, E::degree>;

/// The table, from x = E::x().
template <class E>
constexpr FrobeniusTable<E> make_frobenius_table(const E& x) {
  constexpr std::size_t d = E::Modulus::degree;
  constexpr auto p = modulus_limbs<typename E::Prime>();
  FrobeniusTable<E> table;
  table[0][0] = E::one();
  for (std::size_t i = 1; i < d; ++i) table[0][i] = table[0][i - 1] * x;
  table[1][0] = E::one();
  table[1][1] = x.pow(p);
  for (std::size_t i = 2; i < d; ++i) table[1][i] = table[1][i - 1] * table[1][1];
  for (std::size_t k = 2; k < E::degree; ++k) {
    for (std::size_t i = 0; i < d; ++i) {
      table[k][i] = E::zero();
      for (std::size_t j = 0; j < d; ++j) {
        table[k][i] += E::from_lower(lower_frobenius(table[k - 1][i].lower()[j], 1)) * table[1][j];
      }
    }
  }
  return table;
}

/// Computed by the compiler for word-sized fields, and on first use for the large ones, where that would take it
/// seconds: there `x` must not look like a constant.
template <class E>
inline constexpr FrobeniusTable<E> frobenius_table = make_frobenius_table(E::x());
template <class E>
const FrobeniusTable<E>& lazy_frobenius_table(const E& x) {
  static const FrobeniusTable<E> table = make_frobenius_table(x);
  return table;
}

/// sum_i c_i^(p^k) row_i, row_i = X^(i p^k). C may be packed; a binomial's X^(i p^k) is a multiple of X^i.
template <class E, class C>
constexpr std::array<C, E::Modulus::degree> apply_frobenius(const std::array<E, E::Modulus::degree>& row,
                                                            const std::array<C, E::Modulus::degree>& c, std::size_t k) {
  constexpr std::size_t d = E::Modulus::degree;
  std::array<C, d> result;
  for (std::size_t i = 0; i < d; ++i) {
    const C image = lower_frobenius(c[i], k);
    if constexpr (is_binomial<typename E::Modulus>) {
      result[i] = image * splat<C>(row[i].lower()[i]);
    } else {
      for (std::size_t j = 0; j < d; ++j) {
        const C term = image * splat<C>(row[i].lower()[j]);
        result[j] = i == 0 ? term : result[j] + term;
      }
    }
  }
  return result;
}

template <class E, class C>
constexpr std::array<C, E::Modulus::degree> frobenius(const std::array<C, E::Modulus::degree>& c, std::size_t k) {
  if constexpr (std::unsigned_integral<typename E::Prime::Canonical>) {
    return apply_frobenius<E>(frobenius_table<E>[k], c, k);
  } else {
    return apply_frobenius<E>(lazy_frobenius_table(E::x())[k], c, k);
  }
}

}  // namespace probata::inline v0_1::detail
