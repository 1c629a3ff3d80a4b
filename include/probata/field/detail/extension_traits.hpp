// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <concepts>
#include <cstddef>

#include <probata/field/concepts.hpp>
#include <probata/field/detail/extension_kernel.hpp>

/// Types that follow from the coefficients C of an Extension<C, M>: C is a prime field, a packed one, or an extension.
namespace probata::inline v0_1::detail {

template <class C>
concept IsExtension = requires {
  typename C::Lower;
};

/// Coefficients of C over the prime field.
template <class C>
inline constexpr std::size_t degree_of = 1;
template <IsExtension C>
inline constexpr std::size_t degree_of<C> = C::degree;

/// The type of those coefficients.
template <class C>
struct CoefficientOf {
  using type = C;
};
template <IsExtension C>
struct CoefficientOf<C> {
  using type = typename C::Coefficient;
};
template <class C>
using coefficient_of_t = typename CoefficientOf<C>::type;

/// C with P in the place of those coefficients.
template <class C, class P>
struct LowerOver {
  using type = P;
};
template <IsExtension C, class P>
struct LowerOver<C, P> {
  using type = typename C::template Over<P>;
};
template <class C, class P>
using lower_over_t = typename LowerOver<C, P>::type;

/// `lanes`, for an extension of a packed field. M keeps the bases of a tower's floors apart: equal empty bases could
/// not share an address.
template <class C, class M>
struct ExtensionLanes {};
template <class C, class M>
  requires is_packed<coefficient_of_t<C>>
struct ExtensionLanes<C, M> {
  static constexpr std::size_t lanes = coefficient_of_t<C>::lanes;
};

/// `two_adicity`, where the prime field has roots of unity.
template <class C, class M>
struct ExtensionRoots {};
template <class C, class M>
  requires TwoAdicField<scalar_of_t<coefficient_of_t<C>>>
struct ExtensionRoots<C, M> {
  static constexpr std::size_t two_adicity = scalar_of_t<coefficient_of_t<C>>::two_adicity;
};

}  // namespace probata::inline v0_1::detail
