// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>

#include <probata/field/concepts.hpp>
#include <probata/poly/matrix.hpp>

namespace probata::inline v0_1 {

/// Fast evaluation and interpolation of all columns of a matrix on cosets of two-adic subgroups.
///
/// Laws: `inverse` undoes `forward` under the same options; `forward` agrees with reference_forward up to the order of
/// rows; `extend` agrees with reference_extend, rows bit-reversed; results do not depend on the instruction set or the
/// executor; a matrix without columns is left alone.
template <class T, class F>
concept Transform = TwoAdicField<F> &&
    requires(const T transform, MatrixView<F> matrix, MatrixView<const F> values, std::size_t log_blowup, F shift) {
  transform.forward(matrix);
  transform.inverse(matrix);
  transform.extend(values, log_blowup, shift, matrix);
};

}  // namespace probata::inline v0_1
