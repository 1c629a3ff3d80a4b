// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <probata/field/concepts.hpp>
#include <span>

namespace probata::inline v0_1 {

/// out[i] = start * base^i.
///
/// After the first `stride` elements each is the one `stride` places before times base^stride, so that products do not
/// wait for each other.
/// @cost out.size() + O(1) multiplications
template <Ring R>
void fill_powers(std::span<R> out, R base, R start = R::one()) {
  constexpr std::size_t stride = 16;
  R power = start;
  R step = R::one();
  for (std::size_t i = 0; i < stride && i < out.size(); ++i) {
    out[i] = power;
    power = power * base;
    step = step * base;
  }
  for (std::size_t i = stride; i < out.size(); ++i) out[i] = out[i - stride] * step;
}

/// x^(2^k). @cost k squarings
template <Ring R>
constexpr R exp_power_of_two(R x, std::size_t k) {
  for (; k > 0; --k) x = x.square();
  return x;
}

}  // namespace probata::inline v0_1
