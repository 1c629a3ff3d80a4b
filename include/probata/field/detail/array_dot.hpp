// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>

#include <probata/core/inline.hpp>

namespace probata::inline v0_1::detail {

/// sum_(i < N) a_i b_i in registers; with delayed reduction where the ring offers `dot_product`. Needs no vectors, so
/// that extension fields, and the verifier with them, include none.
template <std::size_t N, class C>
PROBATA_DETAIL_INLINE constexpr C array_dot(const std::array<C, N>& a, const std::array<C, N>& b) {
  static_assert(N >= 1);
  if constexpr (requires { C::template dot_product<N>(a, b); }) {
    return C::template dot_product<N>(a, b);
  } else {
    C sum = a[0] * b[0];
    for (std::size_t i = 1; i < N; ++i) sum = sum + a[i] * b[i];
    return sum;
  }
}

}  // namespace probata::inline v0_1::detail
