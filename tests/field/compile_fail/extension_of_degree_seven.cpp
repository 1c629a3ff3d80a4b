// expect-error: degree\)? <= 6.* evaluated to
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Products are written out in registers: the degree is at most 6.
#include <probata/field/extension_fields.hpp>

probata::Extension<probata::KoalaBear, probata::PowerOfX<3, 0, 0, 0, 0, 0, 0>> x;
