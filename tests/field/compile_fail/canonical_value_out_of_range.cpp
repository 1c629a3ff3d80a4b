// expect-error: assertion_failed
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A representative is below the modulus; during constant evaluation the assertion stops the compilation.
#undef NDEBUG
#include <probata/field/koala_bear.hpp>

constexpr auto x = probata::KoalaBear::from_canonical(probata::KoalaBear::modulus);
