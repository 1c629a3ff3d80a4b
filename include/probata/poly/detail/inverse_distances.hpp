// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <vector>

#include <probata/core/inline.hpp>
#include <probata/field/batch_inverse.hpp>
#include <probata/field/packed.hpp>
#include <probata/poly/detail/embed.hpp>

namespace probata::inline v0_1::detail {

/// Degree of E over F: 1 for F itself.
template <class E, class F>
inline constexpr std::size_t degree_over = 1;
template <class E, class F>
  requires(!std::same_as<E, F>)
inline constexpr std::size_t degree_over<E, F> = E::degree;

/// Coefficient c over F of an element of F or of an extension.
template <class F, class E>
PROBATA_DETAIL_INLINE constexpr F& coefficient(E& e, std::size_t c) {
  if constexpr (std::same_as<E, F>) {
    return e;
  } else {
    return e[c];
  }
}

/// E with V in the place of its coefficients; V for F itself.
template <class E, class F, class V>
struct OverVector {
  using type = V;
};
template <class E, class F, class V>
  requires(!std::same_as<E, F>)
struct OverVector<E, F, V> {
  using type = typename E::template Over<V>;
};

/// x / (z - x) for many x in F and one z in E that is none of them.
///
/// Notation: d_i = z - x_i, y_i = d_0 ... d_(i-1). Then 1 / d_i = y_i / y_(i+1) and 1 / y_i = d_i / y_(i+1), so one
/// inversion, of the last product, gives all. Here each vector lane is such a chain.
template <class F, class E, class Arch>
class InverseDistances {
 public:
  using P = Packed<F, Arch>;
  static constexpr std::size_t degree = degree_over<E, F>;
  using Coefficients = std::array<F*, degree>;

  explicit InverseDistances(const E& z) : z_(z), packed_z_(V::broadcast(z)) {}

  /// to[c][i] = coefficient c of x_i / (z - x_i), where each to[c] has room for as many elements as x.
  /// @cost 3 products in E and `degree` in F for each x, a few inversions in E
  void compute(std::span<const F> x, const Coefficients& to) {
    if (x.size() % P::lanes == 0) {
      compute_vectors(x, to);
    } else {
      compute_singly(x, to);
    }
  }

 private:
  using V = typename OverVector<E, F, P>::type;

  void compute_vectors(std::span<const F> x, const Coefficients& to) {
    prefix_.resize(x.size() / P::lanes);
    V product = V::one();
    for (std::size_t i = 0; i < prefix_.size(); ++i) {
      prefix_[i] = product;
      product = product * distance(P::load(x.data() + i * P::lanes));
    }
    std::array<E, P::lanes> ends;
    product.store(ends.data());
    batch_inverse(std::span<E>(ends));
    V inverse = V::load(ends.data());
    for (std::size_t i = prefix_.size(); i-- > 0;) {
      const P xs = P::load(x.data() + i * P::lanes);
      V result = inverse * prefix_[i] * xs;
      inverse = inverse * distance(xs);
      for (std::size_t c = 0; c < degree; ++c) coefficient<P>(result, c).store(to[c] + i * P::lanes);
    }
  }

  /// The same one by one, for fewer elements than lanes.
  void compute_singly(std::span<const F> x, const Coefficients& to) {
    std::vector<E> inverses;
    for (const F& element : x) inverses.push_back(z_ - embed<E>(element));
    batch_inverse(std::span<E>(inverses));
    for (std::size_t i = 0; i < x.size(); ++i) {
      E result = inverses[i] * x[i];
      for (std::size_t c = 0; c < degree; ++c) to[c][i] = coefficient<F>(result, c);
    }
  }

  PROBATA_DETAIL_INLINE V distance(P x) const { return packed_z_ - x; }

  E z_;
  V packed_z_;
  std::vector<V> prefix_;
};

}  // namespace probata::inline v0_1::detail
