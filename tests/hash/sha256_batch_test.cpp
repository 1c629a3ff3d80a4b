// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>

#include <doctest/doctest.h>

#include <probata/hash/sha256_batch.hpp>

#include "hash/batch_cases.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

// Each instruction set has a program of its own.
using Arch = simd::DefaultArch;

}  // namespace

TEST_CASE("sha256_batch: every length and number of messages as one by one") {
  using Batch = Sha256Batch<Arch>;
  all_lengths_and_counts([](const Messages& m, std::byte* to) { Batch::hash_many(m.inputs, m.length, to); },
                         Sha256::hash);
}

TEST_CASE("sha256_batch: a common beginning, and rows of a matrix") {
  using Batch = Sha256Batch<Arch>;
  for (const std::size_t prefix_length : Sizes{0, 64, 192}) {
    const Bytes prefix = counting_bytes(prefix_length);
    Sha256 start;
    start.update(prefix);
    const auto prefixed = [&](std::span<const std::byte> message) { return Sha256(start).update(message).digest(); };
    for (std::size_t length = 0; length < 130; ++length) {
      for (const std::size_t count : Sizes{0, 1, 15, 17, 33}) {
        const Messages messages(length + count, count, length);
        digests_of_all(
            messages, [&](const Messages& m, std::byte* to) { Batch::hash_many(m.inputs, m.length, to, start); },
            prefixed);
        digests_of_all(
            messages,
            [&](const Messages& m, std::byte* to) {
              Batch::hash_rows(m.memory.data(), m.stride, m.count(), m.length, to, start);
            },
            prefixed);
      }
    }
  }
}

TEST_CASE("sha256_batch: words in lanes") {
  using Lanes = Sha256Lanes<Arch>;
  lanes_agree<Lanes>([] { return Lanes(); }, Sha256::hash);
  Sha256 start;
  start.update(counting_bytes(64));
  lanes_agree<Lanes>([&] { return Lanes(start); },
                     [&](std::span<const std::byte> message) { return Sha256(start).update(message).digest(); });
}
