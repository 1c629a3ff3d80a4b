// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>

#include <doctest/doctest.h>

#include "support/bytes.hpp"
#include "support/json.hpp"
#include "support/random.hpp"

/// What is tested alike for every byte hash.
namespace probata::testing {

/// Calls hash(message) for each case of byte_hashes.json and compares with its digest called `name`.
template <class HashFunction>
void digests_agree(const char* name, HashFunction hash) {
  const Json vectors = read_vectors("byte_hashes.json");
  std::size_t count = 0;
  for (const Json& row : vectors["digests"]) {
    const auto length = row["length"].get<std::size_t>();
    CAPTURE(length);
    REQUIRE(hex_of(hash(counting_bytes(length))) == row[name].get<std::string>());
    ++count;
  }
  CHECK(count > 320);
}

/// The same for p3_hashes.json.
template <class HashFunction>
void p3_digests_agree(const char* name, HashFunction hash) {
  const Json vectors = read_vectors("p3_hashes.json");
  std::size_t count = 0;
  for (const Json& row : vectors["data"]["digests"]) {
    const auto length = row["length"].get<std::size_t>();
    CAPTURE(length);
    CHECK(hex_of(hash(counting_bytes(length))) == row[name].get<std::string>());
    ++count;
  }
  CHECK(count == 9);
}

/// A hasher made by start() gives what hash(message) gives, however the message is cut, also when digests are taken in
/// between, and copies go their own ways.
template <class Start, class HashFunction>
void pieces_agree(Start start, HashFunction hash) {
  Rng rng{1};
  for (int round = 0; round < 300; ++round) {
    const Bytes message = random_bytes(rng, rng.index(round < 200 ? 300 : 5000));
    const std::size_t longest = 1 + rng.index(round % 2 == 0 ? 20 : 2500);
    auto hasher = start();
    std::size_t done = 0;
    while (done < message.size()) {
      const std::size_t size = std::min(rng.index(longest + 1), message.size() - done);
      hasher.update(std::span(message).subspan(done, size));
      done += size;
      if (rng.below(8) == 0) REQUIRE(hasher.digest() == hash(std::span(message).first(done)));
    }
    CAPTURE(round);
    CAPTURE(message.size());
    REQUIRE(hasher.digest() == hash(message));
    auto copy = start();
    copy = hasher;
    copy.update(message);
    REQUIRE(hasher.digest() == hash(message));
    REQUIRE((copy.digest() == hash(message)) == message.empty());
  }
  // Nothing appended, in every way.
  auto hasher = start();
  hasher.update({}).update(std::span<const std::byte>{});
  CHECK(hasher.digest() == hash({}));
}

}  // namespace probata::testing
