// expect-error: no match for .operator\+.|invalid operands to binary expression
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Elements of different fields do not add.
#include <probata/field/baby_bear.hpp>
#include <probata/field/koala_bear.hpp>

auto f(probata::KoalaBear a, probata::BabyBear b) { return a + b; }
