// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <type_traits>

#include <probata/field/concepts.hpp>
#include <probata/poly/matrix.hpp>

namespace probata::inline v0_1 {

/// The coordinates of a matrix over an extension E of degree e as a matrix over the base field, rows x (e cols):
/// entry (i, j) of `matrix` is columns e j, ..., e j + e - 1 of row i, constant term first. The same memory, no copy.
///
/// Whatever is linear over the base field (transforms, sums, random combinations with base coefficients) may be done on
/// the coordinates.
template <class E>
  requires ExtensionOf < std::remove_const_t<E>,
typename std::remove_const_t<E>::Coefficient > auto coordinates(MatrixView<E> matrix) {
  using F = typename std::remove_const_t<E>::Coefficient;
  static_assert(sizeof(E) == E::degree * sizeof(F) && std::is_standard_layout_v<std::remove_const_t<E>>);
  using Coordinate = std::conditional_t<std::is_const_v<E>, const F, F>;
  return MatrixView<Coordinate>(reinterpret_cast<Coordinate*>(matrix.data()), matrix.rows(), E::degree * matrix.cols(),
                                E::degree * matrix.row_stride());
}

}  // namespace probata::inline v0_1
