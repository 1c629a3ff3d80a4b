// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

#include <probata/core/inline.hpp>
#include <probata/field/concepts.hpp>
#include <probata/field/detail/extension_kernel.hpp>
#include <probata/field/detail/extension_traits.hpp>
#include <probata/field/detail/frobenius.hpp>

namespace probata::inline v0_1 {

/// The monic polynomial f = X^d - sum_(i < d) r_i X^i of degree d = `degree`, 2 <= d <= 6, given by what X^d equals:
/// `reduction[i]` = r_i, an integer, or an array of integers that are the coefficients of r_i over the prime field.
/// r_0 is not zero: else X divides f.
template <class M>
concept ExtensionModulus = (M::degree >= 2) && (M::degree <= 6) && (M::reduction.size() == M::degree) &&
                           (!detail::vanishes<M, 0>);

/// The residue ring C[X]/(f). It is a field when C is a field and f is irreducible over C (Rabin's test in the law
/// suites proves it for every modulus of extension_fields.hpp).
///
/// C may be a prime field, a packed prime field (then every operation acts lane by lane, by the same source), or an
/// extension (then this is a tower). `degree` counts coefficients over the prime field, and those are what
/// `operator[]`, `from_base` and mixed products see: constant term first, in a tower those of the lower field first.
///
/// @cost  product: d^2 products in C, d reductions of C, and d - 1 multiples by r_0 when f is a binomial; square: about
///        half the products; inverse: about 2 log2(d) + 1 products, as many Frobenius maps, one inverse in C.
template <Ring C, ExtensionModulus M>
class Extension : public detail::ExtensionLanes<C, M>, public detail::ExtensionRoots<C, M> {
 public:
  using Lower = C;
  using Modulus = M;
  /// A coefficient over the prime field, F or a packed F; and F itself.
  using Coefficient = detail::coefficient_of_t<C>;
  using Prime = detail::scalar_of_t<Coefficient>;
  /// This ring over another representation of its coefficients: Extension<F, M>::Over<Packed<F, Arch>>.
  template <class P>
  using Over = Extension<detail::lower_over_t<C, P>, M>;
  using Scalar = Over<Prime>;

  static constexpr std::size_t degree = M::degree * detail::degree_of<C>;

  /// Zero.
  constexpr Extension() = default;

  PROBATA_DETAIL_INLINE static constexpr Extension from_lower(const C& x) {
    Extension e = zero();
    e.c_[0] = x;
    return e;
  }
  /// The constant polynomial x.
  PROBATA_DETAIL_INLINE static constexpr Extension from_base(const Coefficient& x) {
    Extension e = zero();
    e[0] = x;
    return e;
  }
  static constexpr Extension from_u64(std::uint64_t v) {
    return from_base(detail::splat<Coefficient>(Prime::from_u64(v)));
  }
  /// sum_i c_i X^i.
  PROBATA_DETAIL_INLINE static constexpr Extension from_coefficients(const std::array<Coefficient, degree>& c) {
    Extension e;
    for (std::size_t i = 0; i < degree; ++i) e[i] = c[i];
    return e;
  }
  /// sum_i n_i X^i for integers n_i, which may be negative.
  static constexpr Extension from_integers(const std::array<std::int32_t, degree>& n) {
    Extension e;
    for (std::size_t i = 0; i < degree; ++i) {
      const Prime size = Prime::from_u64(static_cast<std::uint64_t>(n[i] < 0 ? -std::int64_t{n[i]} : n[i]));
      e[i] = detail::splat<Coefficient>(n[i] < 0 ? -size : size);
    }
    return e;
  }

  PROBATA_DETAIL_INLINE static constexpr Extension zero() {
    Extension e;
    e.c_.fill(C::zero());
    return e;
  }
  PROBATA_DETAIL_INLINE static constexpr Extension one() { return from_lower(C::one()); }
  /// The class of the variable.
  static constexpr Extension x() {
    Extension e = zero();
    e.c_[1] = C::one();
    return e;
  }
  /// The element of order 2^log_order of the prime field. Requires log_order <= two_adicity.
  static constexpr Extension two_adic_generator(std::size_t log_order) requires TwoAdicField<Prime> {
    return from_base(detail::splat<Coefficient>(Prime::two_adic_generator(log_order)));
  }

  /// Coefficient i over the prime field, i < degree.
  PROBATA_DETAIL_INLINE constexpr const Coefficient& operator[](std::size_t i) const {
    if constexpr (std::same_as<C, Coefficient>) {
      return c_[i];
    } else {
      return c_[i / C::degree][i % C::degree];
    }
  }
  PROBATA_DETAIL_INLINE constexpr Coefficient& operator[](std::size_t i) {
    if constexpr (std::same_as<C, Coefficient>) {
      return c_[i];
    } else {
      return c_[i / C::degree][i % C::degree];
    }
  }
  /// `lanes` elements side by side: lane j is from[j], or x in every lane.
  static Extension load(const Scalar* from) requires detail::is_packed<Coefficient> {
    Extension e;
    for (std::size_t i = 0; i < degree; ++i) {
      std::array<Prime, Coefficient::lanes> row;
      for (std::size_t j = 0; j < row.size(); ++j) row[j] = from[j][i];
      e[i] = Coefficient::load(row.data());
    }
    return e;
  }
  void store(Scalar* to) const requires detail::is_packed<Coefficient> {
    for (std::size_t i = 0; i < degree; ++i) {
      std::array<Prime, Coefficient::lanes> row;
      (*this)[i].store(row.data());
      for (std::size_t j = 0; j < row.size(); ++j) to[j][i] = row[j];
    }
  }
  static constexpr Extension broadcast(const Scalar& x) requires detail::is_packed<Coefficient> {
    Extension e;
    for (std::size_t i = 0; i < degree; ++i) e[i] = Coefficient::broadcast(x[i]);
    return e;
  }

  /// The coefficients over C.
  constexpr const std::array<C, M::degree>& lower() const { return c_; }

  PROBATA_DETAIL_INLINE friend constexpr Extension operator+(const Extension& a, const Extension& b) {
    Extension sum;
    for (std::size_t i = 0; i < M::degree; ++i) sum.c_[i] = a.c_[i] + b.c_[i];
    return sum;
  }
  PROBATA_DETAIL_INLINE friend constexpr Extension operator-(const Extension& a, const Extension& b) {
    Extension difference;
    for (std::size_t i = 0; i < M::degree; ++i) difference.c_[i] = a.c_[i] - b.c_[i];
    return difference;
  }
  PROBATA_DETAIL_INLINE friend constexpr Extension operator*(const Extension& a, const Extension& b) {
    return dot_product<1>({a}, {b});
  }
  PROBATA_DETAIL_INLINE constexpr Extension operator-() const {
    return map([](const C& c) { return -c; });
  }

  PROBATA_DETAIL_INLINE friend constexpr Extension operator+(Extension a, const Coefficient& b) {
    a[0] += b;
    return a;
  }
  PROBATA_DETAIL_INLINE friend constexpr Extension operator-(Extension a, const Coefficient& b) {
    a[0] -= b;
    return a;
  }
  PROBATA_DETAIL_INLINE friend constexpr Extension operator*(Extension a, const Coefficient& b) {
    for (std::size_t i = 0; i < degree; ++i) a[i] = a[i] * b;
    return a;
  }
  PROBATA_DETAIL_INLINE friend constexpr Extension operator+(const Coefficient& a, const Extension& b) { return b + a; }
  PROBATA_DETAIL_INLINE friend constexpr Extension operator-(const Coefficient& a, const Extension& b) {
    return -b + a;
  }
  PROBATA_DETAIL_INLINE friend constexpr Extension operator*(const Coefficient& a, const Extension& b) { return b * a; }

  template <class T>
  requires std::same_as<T, Extension> || std::same_as<T, Coefficient> PROBATA_DETAIL_INLINE constexpr Extension&
  operator+=(const T& b) {
    return *this = *this + b;
  }
  template <class T>
  requires std::same_as<T, Extension> || std::same_as<T, Coefficient> PROBATA_DETAIL_INLINE constexpr Extension&
  operator-=(const T& b) {
    return *this = *this - b;
  }
  template <class T>
  requires std::same_as<T, Extension> || std::same_as<T, Coefficient> PROBATA_DETAIL_INLINE constexpr Extension&
  operator*=(const T& b) {
    return *this = *this * b;
  }

  friend constexpr bool operator==(const Extension& a, const Extension& b) { return a.c_ == b.c_; }

  PROBATA_DETAIL_INLINE constexpr Extension square() const {
    if constexpr (detail::is_packed<Coefficient>) {
      return Extension(detail::square<M>(c_));
    } else {
      return scalar_square(*this);
    }
  }
  PROBATA_DETAIL_INLINE constexpr Extension doubled() const {
    return map([](const C& c) { return c.doubled(); });
  }
  PROBATA_DETAIL_INLINE constexpr Extension halved() const {
    return map([](const C& c) { return c.halved(); });
  }

  /// sum_n a_n b_n, reduced once per coefficient.
  template <std::size_t N>
  PROBATA_DETAIL_INLINE static constexpr Extension dot_product(const std::array<Extension, N>& a,
                                                               const std::array<Extension, N>& b) {
    if constexpr (detail::is_packed<Coefficient>) {
      return expanded_dot_product(a, b, std::make_index_sequence<N>{});
    } else {
      return scalar_dot_product(a, b);
    }
  }

  /// (*this)^n for n = sum_i limbs[i] 2^(64 i), by binary powering; a^0 is one.
  constexpr Extension pow(std::span<const std::uint64_t> limbs) const {
    Extension result = one();
    for (std::size_t bit = 64 * limbs.size(); bit-- > 0;) {
      result = result.square();
      if ((limbs[bit / 64] >> (bit % 64) & 1) != 0) result = result * *this;
    }
    return result;
  }
  constexpr Extension pow(std::uint64_t n) const { return pow(std::span(&n, 1)); }

  /// (*this)^(p^k): the k-th power of the Frobenius automorphism, k mod `degree`. It is linear over the prime field.
  constexpr Extension frobenius(std::size_t k) const { return Extension(detail::frobenius<Scalar>(c_, k % degree)); }

  /// The product of the conjugates over C: an element of C, multiplicative, zero only at zero.
  constexpr C norm() const { return (*this * conjugates_but_one()).c_[0]; }

  /// The b with a b = 1, by b = (a' / N(a)), where a' is the product of the other conjugates of a over C and
  /// N(a) = a a' is in C. The inverse of zero is zero.
  /// @source T. Itoh, S. Tsujii, "A fast algorithm for computing multiplicative inverses in GF(2^m) using normal
  ///         bases", Information and Computation 78 (1988)
  constexpr Extension inverse() const requires requires(const C& c) { c.inverse(); }
  {
    const Extension conjugates = conjugates_but_one();
    const C scale = (*this * conjugates).c_[0].inverse();
    return conjugates.map([&](const C& c) { return c * scale; });
  }

 private:
  PROBATA_DETAIL_INLINE explicit constexpr Extension(const std::array<C, M::degree>& c) : c_(c) {}

  template <std::size_t... n>
  PROBATA_DETAIL_INLINE static constexpr Extension expanded_dot_product(const std::array<Extension, sizeof...(n)>& a,
                                                                        const std::array<Extension, sizeof...(n)>& b,
                                                                        std::index_sequence<n...> terms) {
    constexpr std::size_t N = sizeof...(n);
    return Extension(detail::sum_of_products<M, C, N>({a[n].c_...}, {b[n].c_...}, terms,
                                                      std::make_index_sequence<M::degree>{},
                                                      std::make_index_sequence<N * M::degree>{}));
  }
  // Vectors must stay in registers, so products of packed elements are always inlined. A product of scalar elements is
  // some hundred instructions, of which the compiler should make one copy if it likes.
  template <std::size_t N>
  static constexpr Extension scalar_dot_product(const std::array<Extension, N>& a, const std::array<Extension, N>& b) {
    return expanded_dot_product(a, b, std::make_index_sequence<N>{});
  }
  static constexpr Extension scalar_square(const Extension& a) { return Extension(detail::square<M>(a.c_)); }

  /// The product of a^(q^i), 0 < i < d, where q = |C|, from n(r) = a^(1 + q + ... + q^(r-1)): n(2r) = n(r) n(r)^(q^r)
  /// and n(r + 1) = a n(r)^q.
  constexpr Extension conjugates_but_one() const {
    constexpr std::size_t q = detail::degree_of<C>;  // in powers of p
    constexpr std::size_t length = M::degree - 1;
    Extension product = *this;
    std::size_t r = 1;
    for (std::size_t bit = std::bit_width(length) - 1; bit-- > 0;) {
      product = product * product.frobenius(q * r);
      r *= 2;
      if ((length >> bit & 1) != 0) {
        product = *this * product.frobenius(q);
        ++r;
      }
    }
    return product.frobenius(q);
  }

  template <class Function>
  PROBATA_DETAIL_INLINE constexpr Extension map(Function function) const {
    Extension result;
    for (std::size_t i = 0; i < M::degree; ++i) result.c_[i] = function(c_[i]);
    return result;
  }

  std::array<C, M::degree> c_{};
};

}  // namespace probata::inline v0_1
