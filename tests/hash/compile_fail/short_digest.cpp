// expect-error: too short for the bits asked for
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <probata/field/koala_bear.hpp>
#include <probata/hash/poseidon2_suite.hpp>

using Suite = probata::RequireCollisionBits<probata::Poseidon2Suite<probata::KoalaBear, 16>, 128>::Suite;
