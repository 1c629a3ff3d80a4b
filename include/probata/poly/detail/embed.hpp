// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <concepts>

#include <probata/core/inline.hpp>

namespace probata::inline v0_1::detail {

/// c as an element of X: itself, or the constant polynomial where X is an extension.
template <class X, class C>
PROBATA_DETAIL_INLINE constexpr X embed(const C& c) {
  if constexpr (std::same_as<X, C>) {
    return c;
  } else {
    return X::from_base(c);
  }
}

}  // namespace probata::inline v0_1::detail
