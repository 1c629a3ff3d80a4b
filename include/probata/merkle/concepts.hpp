// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <concepts>
#include <cstddef>

#include <probata/field/concepts.hpp>
#include <probata/poly/matrix.hpp>

namespace probata::inline v0_1 {

/// The salts of a tree: elements that stand at the end of every row group and hide it.
///
/// `salts.length()` is the number of elements of one salt, zero for a tree that hides nothing. `salts.fill(level,
/// first_row, to)` writes the salts of rows first_row, first_row + 1, ... of that level, to.rows() of them of length()
/// elements each.
/// Laws: the salt of a row is the same in every call, whatever else is asked for with it, because salts are computed
/// once for hashing and again for opening; fill() may be called by several threads at the same time.
template <class S, class F>
concept SaltSource = std::copy_constructible<S> && requires(const S salts, std::size_t n, MatrixView<F> to) {
  { salts.length() } -> std::convertible_to<std::size_t>;
  { salts.fill(n, n, to) } -> std::same_as<void>;
};

}  // namespace probata::inline v0_1
