// expect-error: c\.inverse\(\).* (is|would be) invalid
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Vectors have no inverse; many inverses at once go through batch_inverse.
#include <probata/field/extension_fields.hpp>
#include <probata/field/packed.hpp>

using P = probata::Packed<probata::KoalaBear>;
probata::KoalaBear4::Over<P> f(const probata::KoalaBear4::Over<P>& a) { return a.inverse(); }
