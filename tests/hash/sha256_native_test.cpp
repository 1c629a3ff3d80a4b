// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <cstdint>

#include <doctest/doctest.h>

#include <probata/hash/sha256_native.hpp>

#include "hash/byte_hash_cases.hpp"
#include "support/bytes.hpp"

using namespace probata;
using namespace probata::testing;

TEST_CASE("sha256_native: digests printed by Plonky3 and computed by Python") {
  INFO("the processor has the instructions: ", simd::has_sha256_instructions());
  p3_digests_agree("sha256", NativeSha256::hash);
  digests_agree("sha256", NativeSha256::hash);
}

TEST_CASE("sha256_native: a message in pieces has the digest of the whole") {
  pieces_agree([] { return NativeSha256(); }, NativeSha256::hash);
}

TEST_CASE("sha256_native: any state and any number of blocks, against the portable code") {
  Rng rng{1};
  for (int round = 0; round < 2000; ++round) {
    std::array<std::uint32_t, 8> portable;
    for (std::uint32_t& word : portable) word = rng.u32();
    auto native = portable;
    const Bytes blocks = random_bytes(rng, 64 * rng.index(5));
    Sha256Portable::absorb(portable, blocks);
    Sha256Native::absorb(native, blocks);
    REQUIRE(native == portable);
  }
}

TEST_CASE("sha256_native: tagged hashes are those of the portable code") {
  for (const std::size_t length : Sizes{0, 1, 55, 56, 64, 1000}) {
    const Bytes message = counting_bytes(length);
    CHECK(TaggedNativeSha256("probata/1/absorb").hash(message) == TaggedSha256("probata/1/absorb").hash(message));
  }
}
