// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include <probata/simd/batch.hpp>

#include "support/bytes.hpp"
#include "support/random.hpp"

/// What is tested alike for every batch of byte hashes: hash_many, hash_rows, and hashers of words in lanes.
namespace probata::testing {

/// `count` messages of `length` random bytes with odd distances between them.
struct Messages {
  std::size_t length;
  std::size_t stride;
  Bytes memory;
  std::vector<const std::byte*> inputs;

  Messages(std::uint64_t seed, std::size_t count, std::size_t message_length)
      : length(message_length), stride(message_length + 5) {
    Rng rng{seed};
    // Exactly as long as needed, so that an address sanitizer sees a byte too much.
    memory = random_bytes(rng, count == 0 ? 0 : (count - 1) * stride + length);
    for (std::size_t i = 0; i < count; ++i) inputs.push_back(memory.data() + i * stride);
  }
  std::size_t count() const { return inputs.size(); }
  std::span<const std::byte> message(std::size_t i) const { return {inputs[i], length}; }
};

/// write(messages, digests) writes the digests of all messages, and hash(message) agrees with each; the bytes before
/// and after stay as they are.
template <class Write, class HashFunction>
void digests_of_all(const Messages& messages, Write write, HashFunction hash) {
  Bytes digests(32 * messages.count() + 64, std::byte{0xA5});
  write(messages, digests.data() + 32);
  CAPTURE(messages.length);
  CAPTURE(messages.count());
  for (std::size_t i = 0; i < messages.count(); ++i) {
    CAPTURE(i);
    REQUIRE(std::ranges::equal(std::span(digests).subspan(32 * (i + 1), 32), hash(messages.message(i))));
  }
  const auto untouched = [](std::byte byte) { return byte == std::byte{0xA5}; };
  REQUIRE(std::all_of(digests.begin(), digests.begin() + 32, untouched));
  REQUIRE(std::all_of(digests.end() - 32, digests.end(), untouched));
}

/// Every length up to 2100 bytes and some longer ones, and every number of messages up to 40.
template <class Write, class HashFunction>
void all_lengths_and_counts(Write write, HashFunction hash) {
  for (std::size_t length = 0; length <= 2100; ++length) {
    digests_of_all(Messages(length, 1 + length % 17, length), write, hash);
  }
  for (const std::size_t length : Sizes{3071, 3072, 3073, 4096, 5248, 8192, 8193, 20000}) {
    digests_of_all(Messages(length, 3, length), write, hash);
  }
  for (std::size_t count = 0; count <= 40; ++count) {
    for (const std::size_t length : Sizes{0, 31, 64, 100, 1100}) {
      digests_of_all(Messages(count, count, length), write, hash);
    }
  }
}

/// Lanes(start...) fed with the words of messages, in pieces, and with what is left of their bytes, gives the digests
/// of hash(message).
template <class Lanes, class Start, class HashFunction>
void lanes_agree(Start start, HashFunction hash) {
  using Word = typename Lanes::Word;
  constexpr std::size_t lanes = Lanes::lanes;
  Rng rng{7};
  for (std::size_t length = 0; length <= 2400; length += length < 600 ? 1 : 1 + rng.index(160)) {
    const Messages messages(length, lanes, length);
    // The last word has 1 to 3 bytes, if there is such a rest.
    std::vector<Word> words((length + 3) / 4);
    for (std::size_t k = 0; k < words.size(); ++k) {
      std::uint32_t lane[lanes];
      for (std::size_t i = 0; i < lanes; ++i) {
        lane[i] = 0;
        for (std::size_t b = 0; b < 4 && 4 * k + b < length; ++b) {
          lane[i] |= std::to_integer<std::uint32_t>(messages.inputs[i][4 * k + b]) << (8 * b);
        }
      }
      words[k] = Word::load(lane);
    }
    Lanes hasher = start();
    for (std::size_t done = 0; done < length / 4;) {
      const std::size_t size = std::min(1 + rng.index(40), length / 4 - done);
      if (size == 1) {
        hasher.update(words[done]);
      } else {
        hasher.update(std::span<const Word>(words).subspan(done, size));
      }
      done += size;
    }
    const auto digest = length % 4 == 0 ? hasher.finish() : hasher.finish(words.back(), length % 4);
    for (std::size_t k = 0; k < 8; ++k) {
      std::uint32_t lane[lanes];
      digest[k].store(lane);
      for (std::size_t i = 0; i < lanes; ++i) {
        const auto expected = hash(messages.message(i));
        std::uint32_t word = 0;
        for (std::size_t b = 0; b < 4; ++b) word |= std::to_integer<std::uint32_t>(expected[4 * k + b]) << (8 * b);
        CAPTURE(length);
        CAPTURE(k);
        CAPTURE(i);
        REQUIRE(lane[i] == word);
      }
    }
  }
}

}  // namespace probata::testing
