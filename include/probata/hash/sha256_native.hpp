// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <probata/hash/detail/sha256_rounds.hpp>
#include <probata/hash/sha256.hpp>
#include <probata/hash/tagged_hash.hpp>
#include <probata/simd/sha256_instructions.hpp>

namespace probata::inline v0_1 {

/// The compression function of SHA-256 by the processor's own instructions, or in portable code where it has none.
struct Sha256Native {
  static void absorb(std::array<std::uint32_t, 8>& chaining, std::span<const std::byte> blocks) {
    if (simd::has_sha256_instructions()) {
      simd::sha256_blocks(chaining, blocks.data(), blocks.size() / 64, detail::sha256_constants);
    } else {
      Sha256Portable::absorb(chaining, blocks);
    }
  }
};

/// SHA-256 for long messages and for many short ones that depend on each other; the digests are those of Sha256.
/// @cost  about 2 cycles a byte with the instructions, 10 without
using NativeSha256 = BasicSha256<Sha256Native>;
using TaggedNativeSha256 = BasicTaggedSha256<NativeSha256>;

}  // namespace probata::inline v0_1
