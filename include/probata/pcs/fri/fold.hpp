// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <probata/core/assert.hpp>
#include <probata/core/bits.hpp>
#include <probata/field/concepts.hpp>

namespace probata::inline v0_1 {

/// Folds one fibre: with f = sum_c Y^c f_c(Y^(2^a)), c < 2^a, the value of sum_c beta^c f_c at the fibre's image.
///
/// Values lie in bit-reversed order, so that f(y) and f(-y) are neighbours. A step by two is
/// (f(y) + f(-y)) / 2 + beta (f(y) - f(-y)) / (2 y); steps follow with beta^2, beta^4, ...
///
/// @param fibre    the 2^a values of leaf `leaf`; overwritten
/// @param log_size  m: the values are part of a codeword on the subgroup of order 2^m
/// @cost   2^a - 1 products in EF and as many by the base field, one inversion and a power in the base field
/// @source protocol, section 7.6
template <class EF>
EF fold_fibre(std::span<EF> fibre, std::size_t leaf, std::size_t log_size, EF beta) {
  using F = typename EF::Prime;
  const std::size_t log_arity = log2_exact(fibre.size());
  PROBATA_ASSERT(log_arity <= log_size && leaf < std::size_t{1} << (log_size - log_arity), "a leaf of the codeword");
  const std::size_t rest = log_size - log_arity;
  // The first point of the fibre is w^(rev(leaf)), w of order 2^m; the others are it times powers of a root of unity.
  F inverse_point = F::two_adic_generator(log_size).pow(std::uint64_t{reverse_bits(leaf, rest)}).inverse();
  for (std::size_t step = 0; step < log_arity; ++step) {
    const std::size_t num_pairs = fibre.size() >> (step + 1);
    const std::size_t log_pairs = log_arity - step - 1;
    // Pair i of this step is at the fibre's point times the root of order 2^(log_pairs + 1) to the rev(i).
    const F inverse_root = F::two_adic_generator(log_pairs + 1).inverse();
    for (std::size_t i = 0; i < num_pairs; ++i) {
      const EF low = fibre[2 * i];
      const EF high = fibre[2 * i + 1];
      const F inverse_y = inverse_point * inverse_root.pow(std::uint64_t{reverse_bits(i, log_pairs)});
      fibre[i] = (low + high).halved() + beta * ((low - high).halved() * inverse_y);
    }
    beta = beta.square();
    inverse_point = inverse_point.square();
  }
  return fibre[0];
}

}  // namespace probata::inline v0_1
