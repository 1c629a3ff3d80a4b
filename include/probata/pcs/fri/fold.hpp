// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <probata/core/assert.hpp>
#include <probata/core/bits.hpp>
#include <probata/field/concepts.hpp>

namespace probata::inline v0_1 {

namespace detail {

/// The inverses of w^(rev(i)) for a root of unity w of order 2^(a + 1) and i < 2^a: pair i of a fibre of 2^(a + 1)
/// points lies at the first point times w^(rev(i)). The same for every a with 2^a > i.
template <class F>
struct FibreRoots {
  static constexpr std::size_t max_log_arity = 4;
  std::array<F, std::size_t{1} << (max_log_arity - 1)> inverse{};

  constexpr FibreRoots() {
    inverse[0] = F::one();
    for (std::size_t bit = 0, filled = 1; filled < inverse.size(); ++bit, filled *= 2) {
      const F root = F::two_adic_generator(bit + 2).inverse();
      for (std::size_t i = 0; i < filled; ++i) inverse[filled + i] = inverse[i] * root;
    }
  }
};

}  // namespace detail

/// Folds one fibre: with f = sum_c Y^c f_c(Y^(2^a)), c < 2^a, the value of sum_c beta^c f_c at the fibre's image.
///
/// Values lie in bit-reversed order, so that f(y) and f(-y) are neighbours. A step by two is
/// (f(y) + f(-y)) / 2 + beta (f(y) - f(-y)) / (2 y); steps follow with beta^2, beta^4, ...
///
/// @param fibre    the 2^a values of leaf `leaf`; overwritten
/// @param log_size  m: the values are part of a codeword on the subgroup of order 2^m
/// @cost   2^a - 1 products in EF and as many by the base field, and a power in the base field
/// @source protocol, section 7.6
template <class EF>
EF fold_fibre(std::span<EF> fibre, std::size_t leaf, std::size_t log_size, EF beta) {
  using F = typename EF::Prime;
  const std::size_t log_arity = log2_exact(fibre.size());
  PROBATA_ASSERT(log_arity <= detail::FibreRoots<F>::max_log_arity, "fibres of at most 16 points");
  PROBATA_ASSERT(log_arity <= log_size && leaf < std::size_t{1} << (log_size - log_arity), "a leaf of the codeword");
  static constexpr detail::FibreRoots<F> roots;
  const std::size_t rest = log_size - log_arity;
  // The first point of the fibre is w^(rev(leaf)), w of order 2^m; the others are it times powers of a root of unity.
  const std::uint64_t order = std::uint64_t{1} << log_size;
  F inverse_point = F::two_adic_generator(log_size).pow((order - reverse_bits(leaf, rest)) % order);
  for (std::size_t step = 0; step < log_arity; ++step) {
    const std::size_t num_pairs = fibre.size() >> (step + 1);
    for (std::size_t i = 0; i < num_pairs; ++i) {
      const EF low = fibre[2 * i];
      const EF high = fibre[2 * i + 1];
      const EF odd = (low - high).halved() * (inverse_point * roots.inverse[i]);
      fibre[i] = (low + high).halved() + beta * odd;
    }
    beta = beta.square();
    inverse_point = inverse_point.square();
  }
  return fibre[0];
}

}  // namespace probata::inline v0_1
