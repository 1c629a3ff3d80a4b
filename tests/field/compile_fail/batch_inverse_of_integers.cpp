// expect-error: no matching function for call to .*batch_inverse
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Integers have no inverses: the algorithm asks for a Field.
#include <span>

#include <probata/field/batch_inverse.hpp>

void f(std::span<int> values) { probata::batch_inverse(values); }
