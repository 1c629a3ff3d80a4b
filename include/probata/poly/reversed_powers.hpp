// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <span>

#include <probata/field/concepts.hpp>
#include <probata/field/packed.hpp>
#include <probata/simd/arch.hpp>

namespace probata::inline v0_1 {

/// out[i] = start * w^(rev_k(i)) for i < 2^k = out.size(), where w has order 2^(k + skip): points of a coset in
/// bit-reversed order (skip = 0, start the shift), or one point of each of 2^k fibres of 2^skip points. With
/// `inverted`, the inverse of w takes its place.
///
/// The value at i does not depend on k: a prefix of the table is the table of a smaller coset, and out may have any
/// length.
/// @cost  2^k products
template <TwoAdicField F, simd::ArchTag Arch = simd::DefaultArch>
void fill_reversed_powers(std::span<F> out, std::size_t skip, F start, bool inverted = false) {
  using P = Packed<F, Arch>;
  if (out.empty()) return;
  out[0] = start;
  // Bit b of the index adds w^(2^(k-1-b)), an element of order 2^(b + 1 + skip).
  for (std::size_t bit = 0, filled = 1; filled < out.size(); ++bit, filled *= 2) {
    F root = F::two_adic_generator(bit + 1 + skip);
    if (inverted) root = root.inverse();
    const typename P::Multiplier factor(root);
    const std::size_t count = filled < out.size() - filled ? filled : out.size() - filled;
    std::size_t i = 0;
    for (; i + P::lanes <= count; i += P::lanes) P::multiply(P::load(&out[i]), factor).store(&out[filled + i]);
    for (; i < count; ++i) out[filled + i] = out[i] * root;
  }
}

}  // namespace probata::inline v0_1
