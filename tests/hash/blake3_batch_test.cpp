// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>

#include <doctest/doctest.h>

#include <probata/hash/blake3_batch.hpp>

#include "hash/batch_cases.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

// Each instruction set has a program of its own.
using Arch = simd::DefaultArch;

Blake3::Key random_key() {
  Rng rng{11};
  Blake3::Key key;
  for (std::byte& byte : key) byte = static_cast<std::byte>(rng.u8());
  return key;
}

}  // namespace

TEST_CASE("blake3_batch: every length and number of messages as one by one") {
  using Batch = Blake3Batch<Arch>;
  all_lengths_and_counts([](const Messages& m, std::byte* to) { Batch::hash_many(m.inputs, m.length, to); },
                         Blake3::hash);
}

TEST_CASE("blake3_batch: keyed, and rows of a matrix") {
  using Batch = Blake3Batch<Arch>;
  const auto key = random_key();
  const auto keyed = [&](std::span<const std::byte> message) { return Blake3::keyed_hash(key, message); };
  for (const std::size_t length : Sizes{0, 1, 32, 63, 64, 65, 96, 256, 1023, 1024, 1025, 2049, 5248}) {
    for (const std::size_t count : Sizes{0, 1, 2, 15, 16, 17, 33}) {
      const Messages messages(length + count, count, length);
      digests_of_all(
          messages, [&](const Messages& m, std::byte* to) { Batch::keyed_hash_many(key, m.inputs, m.length, to); },
          keyed);
      digests_of_all(
          messages,
          [&](const Messages& m, std::byte* to) {
            Batch::keyed_hash_rows(key, m.memory.data(), m.stride, m.count(), m.length, to);
          },
          keyed);
      digests_of_all(
          messages,
          [&](const Messages& m, std::byte* to) {
            Batch::hash_rows(m.memory.data(), m.stride, m.count(), m.length, to);
          },
          Blake3::hash);
    }
  }
}

TEST_CASE("blake3_batch: words in lanes") {
  using Lanes = Blake3Lanes<Arch>;
  const auto key = random_key();
  lanes_agree<Lanes>([] { return Lanes(); }, Blake3::hash);
  lanes_agree<Lanes>([&] { return Lanes(key); },
                     [&](std::span<const std::byte> message) { return Blake3::keyed_hash(key, message); });
}
