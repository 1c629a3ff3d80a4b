// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <probata/core/assert.hpp>
#include <probata/field/concepts.hpp>
#include <probata/field/montgomery31.hpp>
#include <probata/field/packed.hpp>
#include <probata/simd/arch.hpp>

namespace probata::inline v0_1 {

namespace detail {

template <class F>
inline constexpr bool in_montgomery_form = false;
template <class Params>
inline constexpr bool in_montgomery_form<Montgomery31<Params>> = true;

}  // namespace detail

/// to[i] = the element with the representative words[i]: F::from_canonical of many. Requires words[i] < p, and as many
/// elements as words.
/// @cost  one product for each element of a field in Montgomery form
template <PrimeField F, simd::ArchTag Arch = simd::DefaultArch>
void from_canonical_words(std::span<const typename F::Canonical> words, std::span<F> to) {
  PROBATA_ASSERT(words.size() == to.size(), "an element for every word");
  std::size_t i = 0;
  if constexpr (detail::in_montgomery_form<F>) {
    using P = Packed<F, Arch>;
    if constexpr (P::lanes > 1) {
      // A word x that is taken for an element's own word is the element x / 2^32.
      const P factor = P::broadcast(F::from_u64(std::uint64_t{1} << 32));
      for (; i + P::lanes <= words.size(); i += P::lanes) {
        (P::from_batch(P::Batch::load(&words[i])) * factor).store(&to[i]);
      }
    }
  }
  for (; i < words.size(); ++i) to[i] = F::from_canonical(words[i]);
}

}  // namespace probata::inline v0_1
