// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <probata/core/inline.hpp>
#include <probata/field/concepts.hpp>
#include <probata/hash/poseidon2_constants.hpp>

namespace probata::inline v0_1::detail {

/// The prime field of which T holds elements, and an element of it in every lane of T: T is that field, or a vector.
template <class T>
struct LanesOf {
  using Scalar = typename T::Scalar;
  PROBATA_DETAIL_INLINE static constexpr T broadcast(Scalar x) { return T::broadcast(x); }
};
template <PrimeField F>
struct LanesOf<F> {
  using Scalar = F;
  PROBATA_DETAIL_INLINE static constexpr F broadcast(F x) { return x; }
};

/// x^alpha for alpha = 3, 5, 7 in 2, 3, 4 products.
template <std::uint64_t alpha, class T>
PROBATA_DETAIL_INLINE constexpr T poseidon2_power(const T& x) {
  static_assert(alpha == 3 || alpha == 5 || alpha == 7);
  const T x2 = x.square();
  if constexpr (alpha == 3) return x2 * x;
  if constexpr (alpha == 5) return x2.square() * x;
  if constexpr (alpha == 7) return x2.square() * (x2 * x);
}

/// circ(2, 3, 1, 1) times (x0, x1, x2, x3): nine additions and two doublings. `Sum` adds two elements.
template <class T, class Sum>
PROBATA_DETAIL_INLINE constexpr void poseidon2_mix_four(T& x0, T& x1, T& x2, T& x3, const Sum& sum) {
  const T sum01 = sum(x0, x1);
  const T sum23 = sum(x2, x3);
  const T all = sum(sum01, sum23);
  const T all_and_1 = sum(all, x1);
  const T all_and_3 = sum(all, x3);
  x3 = sum(all_and_3, sum(x0, x0));
  x1 = sum(all_and_1, sum(x2, x2));
  x0 = sum(all_and_1, sum01);
  x2 = sum(all_and_3, sum23);
}

/// M_E: circ(2, 3, 1, 1) on each four slots, then to each slot the sum of all slots of the same index modulo 4.
template <class T, std::size_t width, class Sum>
PROBATA_DETAIL_INLINE constexpr void poseidon2_external_layer(std::array<T, width>& x, const Sum& sum) {
  static_assert(width % 4 == 0 && width >= 8);
  const auto blocks = [&]<std::size_t... b>(std::index_sequence<b...>) __attribute__((always_inline)) {
    (poseidon2_mix_four(x[4 * b], x[4 * b + 1], x[4 * b + 2], x[4 * b + 3], sum), ...);
    const auto column = [&](std::size_t j) __attribute__((always_inline)) {
      T total = x[j];
      ((total = b == 0 ? total : sum(total, x[4 * b + j])), ...);
      ((x[4 * b + j] = sum(x[4 * b + j], total)), ...);
    };
    column(0);
    column(1);
    column(2);
    column(3);
  };
  blocks(std::make_index_sequence<width / 4>{});
}

/// Poseidon2 over any type T with the arithmetic of its field: F, or a vector of F.
template <class T, std::size_t width>
class Poseidon2Rounds {
 public:
  using F = typename LanesOf<T>::Scalar;
  using Parameters = Poseidon2Parameters<F, width>;
  using State = std::array<T, width>;

  static constexpr void permute(State& x) {
    external_layer(x);
    const F* constants = round_constants.data();
    for (std::size_t round = 0; round < 4; ++round, constants += width) full_round(x, constants);
    for (std::size_t round = 0; round < Parameters::partial_rounds; ++round) partial_round(x, *constants++);
    for (std::size_t round = 0; round < 4; ++round, constants += width) full_round(x, constants);
  }

 private:
  static constexpr auto round_constants = [] {
    std::array<F, Parameters::round_constants.size()> elements;
    for (std::size_t i = 0; i < elements.size(); ++i) {
      elements[i] = F::from_canonical(Parameters::round_constants[i]);
    }
    return elements;
  }();

  PROBATA_DETAIL_INLINE static constexpr T sbox(const T& x, F constant) {
    return poseidon2_power<Parameters::alpha>(x + LanesOf<T>::broadcast(constant));
  }

  static constexpr void external_layer(State& x) {
    poseidon2_external_layer(
        x, [](const T& a, const T& b) __attribute__((always_inline)) { return a + b; });
  }

  static constexpr void full_round(State& x, const F* constants) {
    for (std::size_t i = 0; i < width; ++i) x[i] = sbox(x[i], constants[i]);
    external_layer(x);
  }

  static constexpr void partial_round(State& x, F constant) {
    // The sum of the others does not wait for the S-box.
    T sum = x[1];
    for (std::size_t i = 2; i < width; ++i) sum += x[i];
    x[0] = sbox(x[0], constant);
    sum += x[0];
    [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) {
      ((x[i] = times_entry<i>(x[i]) + sum), ...);
    }
    (std::make_index_sequence<width>{});
  }

  /// x times entry i of the diagonal.
  template <std::size_t i>
  PROBATA_DETAIL_INLINE static constexpr T times_entry(const T& x) {
    constexpr Dyadic entry = Parameters::diagonal[i];
    if constexpr (entry.odd < 0 && -2 <= entry.exponent && entry.exponent <= 2) {
      return -times<-entry.odd, entry.exponent>(x);
    } else {
      return times<entry.odd, entry.exponent>(x);
    }
  }
  template <int odd, int exponent>
  PROBATA_DETAIL_INLINE static constexpr T times(const T& x) {
    if constexpr (odd == 3 && exponent == 0) return x.doubled() + x;
    if constexpr (odd == 1 && exponent == 0) return x;
    if constexpr (odd == 1 && (exponent == 1 || exponent == 2)) return times<1, exponent - 1>(x.doubled());
    if constexpr (odd == 1 && (exponent == -1 || exponent == -2)) return times<1, exponent + 1>(x.halved());
    if constexpr (odd < 0 || exponent < -2 || exponent > 2) {
      constexpr F factor = Dyadic{odd, exponent}.template in<F>();
      if constexpr (std::is_same_v<T, F>) {
        return x * factor;
      } else {
        return T::multiply(x, typename T::Multiplier(factor));
      }
    }
  }
};

}  // namespace probata::inline v0_1::detail
