// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <probata/field/concepts.hpp>
#include <span>
#include <vector>

namespace probata::inline v0_1 {

/// Replaces every value by its inverse; zeros stay zeros.
///
/// `chains` independent running products keep the multiplier busy: one product alone would wait for its predecessor.
/// @cost 3 n multiplications and `chains` inversions; n elements of scratch memory
/// @source P. L. Montgomery, "Speeding the Pollard and elliptic curve methods of factorization", Math. Comp. 48 (1987),
///         section 10.3.1
template <Field F>
void batch_inverse(std::span<F> values) {
  constexpr std::size_t chains = 8;
  const std::size_t n = values.size();
  std::vector<F> prefix(n);  // prefix[i] = product of the non-zero values before i in the chain of i
  std::array<F, chains> product;
  product.fill(F::one());
  for (std::size_t i = 0; i < n; ++i) {
    F& chain = product[i % chains];
    prefix[i] = chain;
    if (values[i] != F::zero()) chain = chain * values[i];
  }
  for (F& chain : product) chain = chain.inverse();
  for (std::size_t i = n; i-- > 0;) {
    if (values[i] == F::zero()) continue;
    F& chain = product[i % chains];
    const F inverse = chain * prefix[i];
    chain = chain * values[i];
    values[i] = inverse;
  }
}

}  // namespace probata::inline v0_1
