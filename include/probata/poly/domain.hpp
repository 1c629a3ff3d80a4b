// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <probata/core/bits.hpp>
#include <probata/core/usage_error.hpp>
#include <probata/field/concepts.hpp>
#include <probata/field/powers.hpp>
#include <probata/poly/detail/embed.hpp>

namespace probata::inline v0_1 {

/// Which point of a domain of 2^k points row i belongs to: point i, or point rev_k(i), the k-bit reversal.
enum class RowOrder { natural, bit_reversed };

/// The coset sH = {s w^i : 0 <= i < N}, where H is the subgroup of order N = 2^log_size, w its generator
/// two_adic_generator(log_size) and s != 0 the shift. A trace lives on the subgroup (s = 1), a codeword on a coset.
///
/// Functions of a point x take it from F or from an extension of F.
template <TwoAdicField F>
class Coset {
 public:
  /// @throws UsageError if log_size > F::two_adicity, or if the shift is zero.
  constexpr Coset(F shift, std::size_t log_size) : shift_(shift), log_size_(log_size) {
    if (log_size > F::two_adicity) {
      throw_usage("Coset", "log_size", log_size,
                  "at most the field's two-adicity, " + std::to_string(std::size_t{F::two_adicity}));
    }
    if (shift == F::zero()) throw_usage("Coset", "shift", "zero", "an element with an inverse");
    generator_ = F::two_adic_generator(log_size);
    shift_power_ = exp_power_of_two(shift, log_size);
  }
  /// H itself. Error as above.
  static constexpr Coset subgroup(std::size_t log_size) { return Coset(F::one(), log_size); }

  constexpr std::size_t log_size() const noexcept { return log_size_; }
  constexpr std::size_t size() const noexcept { return std::size_t{1} << log_size_; }
  constexpr F shift() const noexcept { return shift_; }
  /// w.
  constexpr F generator() const noexcept { return generator_; }

  /// s w^i; i counts modulo N. @cost up to 2 log_size products; all at once: elements
  constexpr F element(std::size_t i) const { return shift_ * generator_.pow(std::uint64_t{i & (size() - 1)}); }
  constexpr F first() const { return shift_; }
  constexpr F last() const { return element(size() - 1); }

  /// All N points, in natural or bit-reversed order. @cost N products
  std::vector<F> elements(RowOrder order = RowOrder::natural) const {
    std::vector<F> points(size());
    fill_powers(std::span<F>(points), generator_, shift_);
    if (order == RowOrder::natural) return points;
    std::vector<F> reversed(size());
    for (std::size_t i = 0; i < size(); ++i) reversed[reverse_bits(i, log_size_)] = points[i];
    return reversed;
  }

  /// w x: the point of the next row.
  template <Ring X>
  constexpr X next(const X& x) const {
    return x * generator_;
  }

  /// Z(x) = x^N - s^N = prod_i (x - s w^i), zero exactly on the coset. @cost log_size squarings
  template <Ring X>
  constexpr X vanishing_at(const X& x) const {
    return exp_power_of_two(x, log_size_) - detail::embed<X>(shift_power_);
  }
  template <Ring X>
  constexpr bool contains(const X& x) const {
    return vanishing_at(x) == X::zero();
  }

  /// L_i(x), where L_i is the polynomial of degree N - 1 that is 1 at point i and 0 at the others:
  /// x_i Z(x) / (N s^N (x - x_i)), x_i = s w^i.
  template <Field X>
  constexpr X lagrange_at(std::size_t i, const X& x) const {
    const F point = element(i);
    const X distance = x - detail::embed<X>(point);
    if (distance == X::zero()) return X::one();
    return vanishing_at(x) * distance.inverse() * (point * lagrange_scale());
  }
  /// The indicator of the first row: 1 at s, 0 at the other points.
  template <Field X>
  constexpr X is_first(const X& x) const {
    return lagrange_at(0, x);
  }
  /// The indicator of the last row: 1 at s w^-1, 0 at the other points.
  template <Field X>
  constexpr X is_last(const X& x) const {
    return lagrange_at(size() - 1, x);
  }
  /// x - s w^-1: zero on the last row only.
  template <Ring X>
  constexpr X is_transition(const X& x) const {
    return x - detail::embed<X>(last());
  }

  /// 1 / (N s^N), the constant of Lagrange's formula on this coset.
  constexpr F lagrange_scale() const {
    F scale = shift_power_ == F::one() ? F::one() : shift_power_.inverse();
    for (std::size_t i = 0; i < log_size_; ++i) scale = scale.halved();
    return scale;
  }

  /// {x^2 : x in this coset}, N / 2 points: where the fold of a codeword lives.
  /// @throws UsageError if this is a single point.
  constexpr Coset squared() const {
    if (log_size_ == 0) throw_usage("Coset::squared", "log_size()", log_size_, "at least 1");
    return Coset(shift_.square(), log_size_ - 1);
  }
  /// {factor x : x in this coset}.
  /// @throws UsageError if the factor is zero.
  constexpr Coset scaled(F factor) const { return Coset(shift_ * factor, log_size_); }

  /// Same shift and size: the same points in the same order.
  friend constexpr bool operator==(const Coset& a, const Coset& b) {
    return a.log_size_ == b.log_size_ && a.shift_ == b.shift_;
  }

 private:
  F shift_;
  std::size_t log_size_;
  F generator_{};
  F shift_power_{};  // s^N
};

}  // namespace probata::inline v0_1
