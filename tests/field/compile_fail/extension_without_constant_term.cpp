// expect-error: vanishes.* evaluated to
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// X^2 = X: the polynomial X^2 - X is a multiple of X, so the ring has zero divisors.
#include <probata/field/extension_fields.hpp>

probata::Extension<probata::KoalaBear, probata::PowerOfX<0, 1>> x;
