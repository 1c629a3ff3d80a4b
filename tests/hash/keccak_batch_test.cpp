// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <cstdint>

#include <doctest/doctest.h>

#include <probata/hash/keccak_batch.hpp>

#include "hash/batch_cases.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

// Each instruction set has a program of its own.
using Arch = simd::DefaultArch;

}  // namespace

TEST_CASE("keccak_batch: the permutation in lanes") {
  using Word = simd::BatchU64<Arch>;
  Rng rng{3};
  for (int round = 0; round < 20; ++round) {
    std::array<KeccakF1600::State, Word::lanes> states;
    std::array<Word, 25> words;
    for (std::size_t k = 0; k < 25; ++k) {
      std::uint64_t lane[Word::lanes];
      for (std::size_t i = 0; i < Word::lanes; ++i) lane[i] = states[i][k] = rng.u64();
      words[k] = Word::load(lane);
    }
    detail::keccak_f1600(words);
    for (KeccakF1600::State& state : states) KeccakF1600::permute(state);
    for (std::size_t k = 0; k < 25; ++k) {
      std::uint64_t lane[Word::lanes];
      words[k].store(lane);
      for (std::size_t i = 0; i < Word::lanes; ++i) REQUIRE(lane[i] == states[i][k]);
    }
  }
}

TEST_CASE("keccak_batch: every length and number of messages as one by one") {
  using Batch = KeccakBatch<Sha3_256, Arch>;
  all_lengths_and_counts([](const Messages& m, std::byte* to) { Batch::hash_many(m.inputs, m.length, to); },
                         Sha3_256::hash);
}

TEST_CASE("keccak_batch: a common beginning, the older padding, and rows of a matrix") {
  using Batch = KeccakBatch<Sha3_256, Arch>;
  using Older = KeccakBatch<Keccak256, Arch>;
  const Sha3_256::Digest prefix = Sha3_256::hash(bytes_of("prefix"));
  const auto prefixed = [&](std::span<const std::byte> message) {
    return Sha3_256().update(prefix).update(message).digest();
  };
  for (std::size_t length = 0; length < 280; ++length) {
    for (const std::size_t count : Sizes{0, 1, 7, 9, 17}) {
      const Messages messages(length + count, count, length);
      digests_of_all(
          messages, [&](const Messages& m, std::byte* to) { Batch::hash_many(m.inputs, m.length, to, prefix); },
          prefixed);
      digests_of_all(
          messages,
          [&](const Messages& m, std::byte* to) {
            Batch::hash_rows(m.memory.data(), m.stride, m.count(), m.length, to, prefix);
          },
          prefixed);
      digests_of_all(
          messages,
          [&](const Messages& m, std::byte* to) {
            Older::hash_rows(m.memory.data(), m.stride, m.count(), m.length, to);
          },
          Keccak256::hash);
    }
  }
}

TEST_CASE("keccak_batch: words in lanes") {
  using Lanes = KeccakLanes<Sha3_256, Arch>;
  using Older = KeccakLanes<Keccak256, Arch>;
  lanes_agree<Lanes>([] { return Lanes(); }, Sha3_256::hash);
  lanes_agree<Older>([] { return Older(); }, Keccak256::hash);
  const Sha3_256::Digest prefix = Sha3_256::hash(bytes_of("prefix"));
  lanes_agree<Lanes>(
      [&] { return Lanes(prefix); },
      [&](std::span<const std::byte> message) { return Sha3_256().update(prefix).update(message).digest(); });
}
