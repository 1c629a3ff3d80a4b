// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <span>

#include <doctest/doctest.h>

#include <probata/hash/sha256_native.hpp>
#include <probata/hash/tagged_hash_batch.hpp>

#include "hash/batch_cases.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

// Each instruction set has a program of its own.
using Arch = simd::DefaultArch;

template <class Tagged>
void batches_agree() {
  using Batch = TaggedBatch<Tagged, Arch>;
  const Tagged tagged("probata/1/leaf/07");
  const auto hash = [&](std::span<const std::byte> message) { return tagged.hash(message); };
  for (const std::size_t length : Sizes{0, 1, 32, 55, 56, 64, 96, 103, 104, 105, 240, 256, 1300}) {
    for (const std::size_t count : Sizes{1, 8, 16, 21}) {
      const Messages messages(length, count, length);
      digests_of_all(
          messages, [&](const Messages& m, std::byte* to) { Batch::hash_many(tagged, m.inputs, m.length, to); }, hash);
      digests_of_all(
          messages,
          [&](const Messages& m, std::byte* to) {
            Batch::hash_rows(tagged, m.memory.data(), m.stride, m.count(), m.length, to);
          },
          hash);
    }
  }
  lanes_agree<typename Batch::Lanes>([&] { return Batch::start(tagged); }, hash);
}

}  // namespace

TEST_CASE("tagged_hash_batch: every suite as one by one") {
  batches_agree<TaggedBlake3>();
  batches_agree<TaggedSha256>();
  batches_agree<TaggedNativeSha256>();
  batches_agree<TaggedSha3>();
}
