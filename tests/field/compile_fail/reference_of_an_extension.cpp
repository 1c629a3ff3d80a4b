// expect-error: satisfaction of .PrimeField|does not satisfy 'PrimeField'|Canonical
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Only prime fields have a reference twin.
#include <probata/field/bigprime/instances.hpp>
#include <probata/field/extension_fields.hpp>

probata::Reference<probata::KoalaBear4> x;
