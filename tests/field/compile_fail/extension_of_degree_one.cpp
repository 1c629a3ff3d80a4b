// expect-error: degree\)? >= 2.* evaluated to
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// X = 3 defines no extension: the degree is at least 2.
#include <probata/field/extension_fields.hpp>

probata::Extension<probata::KoalaBear, probata::PowerOfX<3>> x;
