// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <cstddef>
#include <string>

#include <doctest/doctest.h>

#include <probata/hash/tagged_hash.hpp>

#include "hash/byte_hash_cases.hpp"
#include "support/bytes.hpp"
#include "support/json.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

template <class Tagged>
void tagged_agree(const char* suite) {
  const Json vectors = read_vectors("byte_hashes.json");
  std::size_t count = 0;
  for (const Json& row : vectors["tagged"]) {
    const auto tag = row["tag"].get<std::string>();
    const auto length = row["length"].get<std::size_t>();
    CAPTURE(tag);
    CAPTURE(length);
    CHECK(hex_of(Tagged(tag).hash(counting_bytes(length))) == row[suite].get<std::string>());
    ++count;
  }
  CHECK(count == 81);
}

template <class Tagged>
void tagged_pieces_agree() {
  const Tagged tagged("probata/1/absorb");
  pieces_agree([&] { return tagged.start(); }, [&](std::span<const std::byte> m) { return tagged.hash(m); });
}

}  // namespace

TEST_CASE("tagged_hash: the formulas of the protocol, computed in Python") {
  tagged_agree<TaggedBlake3>("blake3");
  tagged_agree<TaggedSha256>("sha256");
  tagged_agree<TaggedSha3>("sha3");
}

TEST_CASE("tagged_hash: a message in pieces has the digest of the whole") {
  tagged_pieces_agree<TaggedBlake3>();
  tagged_pieces_agree<TaggedSha256>();
  tagged_pieces_agree<TaggedSha3>();
}

TEST_CASE("tagged_hash: what the tag decides is kept") {
  CHECK(TaggedBlake3("tag").key() == Blake3::hash(bytes_of("tag")));
  CHECK(TaggedSha256("tag").start().length() == 64);
  CHECK(TaggedSha3("tag").prefix() == Sha3_256::hash(bytes_of("tag")));
}

TEST_CASE("tagged_hash: tags can be prepared by the compiler") {
  static constexpr TaggedBlake3 blake3("probata/1/node");
  static constexpr TaggedSha256 sha256("probata/1/node");
  static constexpr TaggedSha3 sha3("probata/1/node");
  const Bytes message = counting_bytes(64);
  CHECK(blake3.hash(message) == TaggedBlake3(std::string("probata/1/node")).hash(message));
  CHECK(sha256.hash(message) == TaggedSha256(std::string("probata/1/node")).hash(message));
  CHECK(sha3.hash(message) == TaggedSha3(std::string("probata/1/node")).hash(message));
}
