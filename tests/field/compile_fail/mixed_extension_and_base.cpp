// expect-error: no match for .operator\*.|invalid operands to binary expression
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// An extension multiplies by elements of its own prime field only.
#include <probata/field/extension_fields.hpp>

auto f(probata::KoalaBear4 a, probata::Goldilocks b) { return a * b; }
