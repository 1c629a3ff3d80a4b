// expect-error: satisfaction of .Ring<C>|'int' does not satisfy 'Ring'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Coefficients form a Ring with named neutral elements, which int does not.
#include <probata/field/extension_fields.hpp>

probata::Extension<int, probata::PowerOfX<3, 0>> x;
