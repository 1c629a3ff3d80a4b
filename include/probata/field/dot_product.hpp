// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <probata/core/inline.hpp>
#include <probata/core/usage_error.hpp>
#include <probata/field/concepts.hpp>
#include <probata/field/detail/array_dot.hpp>
#include <probata/field/packed.hpp>
#include <span>
#include <string>

namespace probata::inline v0_1 {

/// sum_(i < N) a_i b_i for any ring; with delayed reduction where the ring offers `dot_product`.
///
/// N >= 1 is a compile-time constant so that accumulators stay in registers.
/// @cost N multiplications and about N/2 reductions for the 31-bit fields, N full products otherwise
template <std::size_t N, class C>
PROBATA_DETAIL_INLINE constexpr C dot_product(const std::array<C, N>& a, const std::array<C, N>& b) {
  return detail::array_dot(a, b);
}

/// sum_i a_i b_i over two spans of equal length; empty spans give zero.
///
/// Eight vectors at a time go through the delayed-reduction form; the rest is done element by element.
/// @throws UsageError if the lengths differ.
/// @cost n multiplications, about n/2 reductions for the 31-bit fields
template <simd::ArchTag Arch = simd::DefaultArch, Field F>
F dot_product(std::span<const F> a, std::span<const F> b) {
  if (a.size() != b.size()) {
    throw_usage("dot_product", "b.size()", b.size(), "a.size() = " + std::to_string(a.size()));
  }
  using P = Packed<F, Arch>;
  constexpr std::size_t group = 8;
  constexpr std::size_t step = group * P::lanes;
  F sum = F::zero();
  std::size_t i = 0;
  if (a.size() >= step) {
    P total = P::zero();
    for (; i + step <= a.size(); i += step) {
      std::array<P, group> x;
      std::array<P, group> y;
      for (std::size_t j = 0; j < group; ++j) {
        x[j] = P::load(a.data() + i + j * P::lanes);
        y[j] = P::load(b.data() + i + j * P::lanes);
      }
      total = total + dot_product<group>(x, y);
    }
    std::array<F, P::lanes> parts;
    total.store(parts.data());
    for (const F& part : parts) sum = sum + part;
  }
  for (; i < a.size(); ++i) sum = sum + a[i] * b[i];
  return sum;
}

}  // namespace probata::inline v0_1
