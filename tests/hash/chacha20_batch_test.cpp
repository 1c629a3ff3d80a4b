// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include <doctest/doctest.h>

#include <probata/core/usage_error.hpp>
#include <probata/hash/chacha20_batch.hpp>

#include "support/bytes.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

// Each instruction set has a program of its own.
using Arch = simd::DefaultArch;

ChaCha20 random_cipher() {
  Rng rng{2};
  ChaCha20::Key key;
  ChaCha20::Nonce nonce;
  for (std::byte& byte : key) byte = static_cast<std::byte>(rng.u8());
  for (std::byte& byte : nonce) byte = static_cast<std::byte>(rng.u8());
  return ChaCha20(key, nonce);
}

/// Both write the same `size` bytes from `offset` on, and nothing else.
void streams_agree(const ChaCha20& stream, std::uint64_t offset, std::size_t size) {
  Bytes expected(size + 2, std::byte{0x5A});
  Bytes written = expected;
  stream.keystream(offset, std::span(expected).subspan(1, size));
  ChaCha20Batch<Arch>(stream).keystream(offset, std::span(written).subspan(1, size));
  CAPTURE(offset);
  CAPTURE(size);
  REQUIRE(written == expected);
}

}  // namespace

TEST_CASE("chacha20_batch: words of consecutive blocks") {
  using Batch = ChaCha20Batch<Arch>;
  const ChaCha20 stream = random_cipher();
  for (const std::uint32_t counter : {0U, 1U, 1000U, 0x7FFFFFFFU, 0xFFFFFFFAU}) {
    const auto blocks = Batch(stream).blocks(counter);
    for (std::size_t k = 0; k < ChaCha20::block_words; ++k) {
      std::uint32_t lane[Batch::lanes];
      blocks[k].store(lane);
      for (std::size_t i = 0; i < Batch::lanes; ++i) {
        REQUIRE(lane[i] == stream.block(counter + static_cast<std::uint32_t>(i))[k]);
      }
    }
  }
}

TEST_CASE("chacha20_batch: any part of the stream") {
  const ChaCha20 stream = random_cipher();
  Rng rng{4};
  for (std::size_t size = 0; size <= 2100; ++size) streams_agree(stream, 64 * (size % 7), size);
  for (int round = 0; round < 1000; ++round) streams_agree(stream, rng.below(1 << 20), rng.index(3000));
  // Across the place where the counter's low half overflows, and up to the end.
  streams_agree(stream, (std::uint64_t{0xFFFF} << 6) + 3, 3000);
  for (std::size_t size = 0; size <= 1100; size += 11) {
    streams_agree(stream, ChaCha20::stream_bytes - size, size);
  }
}

TEST_CASE("chacha20_batch: the stream does not start again") {
  const ChaCha20Batch<Arch> batch(random_cipher());
  Bytes out(100);
  CHECK_THROWS_AS(batch.keystream(ChaCha20::stream_bytes - 99, out), UsageError);
  CHECK_THROWS_AS(batch.keystream(ChaCha20::stream_bytes + 1, std::span<std::byte>{}), UsageError);
}
