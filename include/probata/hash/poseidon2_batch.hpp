// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>

#include <probata/field/packed.hpp>
#include <probata/hash/concepts.hpp>
#include <probata/hash/detail/poseidon2_ifma.hpp>
#include <probata/hash/detail/poseidon2_montgomery31.hpp>
#include <probata/hash/detail/poseidon2_rounds.hpp>
#include <probata/hash/poseidon2.hpp>
#include <probata/simd/arch.hpp>

/// Poseidon2 on vectors: with this header, Poseidon2, Poseidon2Sponge and Poseidon2Compression take Packed<F, Arch> in
/// the place of F, one state, row or pair of digests per lane.
///
/// A header of its own, because a verifier hashes one state at a time and must not meet vectors.
namespace probata::inline v0_1 {

namespace detail {

/// The plain sequence of field operations; where the instruction set multiplies signed words, Montgomery fields have a
/// kernel of their own.
template <class F, class Arch, std::size_t width>
struct Poseidon2Kernel<Packed<F, Arch>, width> : Poseidon2Rounds<Packed<F, Arch>, width> {};

#if PROBATA_DETAIL_HAS_XSIMD
template <class Params, VectorArch Arch, std::size_t width>
requires simd::has_signed_multiply<Arch>
struct Poseidon2Kernel<Packed<Montgomery31<Params>, Arch>, width> {
  using F = Montgomery31<Params>;

  static void permute(std::array<Packed<F, Arch>, width>& state) {
#if PROBATA_DETAIL_HAS_IFMA
    if constexpr (std::is_same_v<Arch, simd::Avx512>) {
      if (simd::has_ifma_instructions<Arch>()) return Poseidon2Ifma<F, width, Arch>::permute(state);
    }
#endif
    Poseidon2Montgomery31<F, width, Arch>::permute(state);
  }
};
#endif

}  // namespace detail

static_assert(Permutation<Poseidon2<KoalaBear, 16>, std::array<Packed<KoalaBear>, 16>>);

}  // namespace probata::inline v0_1
