// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include <doctest/doctest.h>

#include <probata/hash/blake3.hpp>

#include "hash/byte_hash_cases.hpp"
#include "support/bytes.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

/// The key of the authors' test vectors and of byte_hashes.json.
Blake3::Key test_key() {
  Blake3::Key key{};
  std::ranges::copy(bytes_of("whats the Elvish word for friend"), key.begin());
  return key;
}

Blake3::Digest keyed(std::span<const std::byte> message) { return Blake3::keyed_hash(test_key(), message); }

}  // namespace

TEST_CASE("blake3: digests of the authors' test vectors") {
  // test_vectors.json of https://github.com/BLAKE3-team/BLAKE3: hash and keyed_hash, first 32 bytes.
  struct Case {
    std::size_t length;
    std::string_view hash;
    std::string_view keyed_hash;
  };
  constexpr std::array<Case, 9> cases{{
      {0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
       "92b2b75604ed3c761f9d6f62392c8a9227ad0ea3f09573e783f1498a4ed60d26"},
      {1, "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213",
       "6d7878dfff2f485635d39013278ae14f1454b8c0a3a2d34bc1ab38228a80c95b"},
      {1024, "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7",
       "75c46f6f3d9eb4f55ecaaee480db732e6c2105546f1e675003687c31719c7ba4"},
      {1025, "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444",
       "357dc55de0c7e382c900fd6e320acc04146be01db6a8ce7210b7189bd664ea69"},
      {2049, "5f4d72f40d7a5f82b15ca2b2e44b1de3c2ef86c426c95c1af0b6879522563030",
       "9f29700902f7c86e514ddc4df1e3049f258b2472b6dd5267f61bf13983b78dd5"},
      {6145, "f1323a8631446cc50536a9f705ee5cb619424d46887f3c376c695b70e0f0507f",
       "9ac301e9e39e45e3250a7e3b3df701aa0fb6889fbd80eeecf28dbc6300fbc539"},
      {16384, "f875d6646de28985646f34ee13be9a576fd515f76b5b0a26bb324735041ddde4",
       "9e9fc4eb7cf081ea7c47d1807790ed211bfec56aa25bb7037784c13c4b707b0d"},
      {31744, "62b6960e1a44bcc1eb1a611a8d6235b6b4b78f32e7abc4fb4c6cdcce94895c47",
       "efa53b389ab67c593dba624d898d0f7353ab99e4ac9d42302ee64cbf9939a419"},
      {102400, "bc3e3d41a1146b069abffad3c0d44860cf664390afce4d9661f7902e7943e085",
       "1c35d1a5811083fd7119f5d5d1ba027b4d01c0c6c49fb6ff2cf75393ea5db4a7"},
  }};
  for (const Case& c : cases) {
    CAPTURE(c.length);
    const Bytes message = counting_bytes(c.length);
    CHECK(hex_of(Blake3::hash(message)) == c.hash);
    CHECK(hex_of(keyed(message)) == c.keyed_hash);
  }
}

TEST_CASE("blake3: digests printed by Plonky3") { p3_digests_agree("blake3", Blake3::hash); }

TEST_CASE("blake3: every length up to 300 bytes and around chunks, against the recursive definition in Python") {
  digests_agree("blake3", Blake3::hash);
  digests_agree("blake3_keyed", keyed);
}

TEST_CASE("blake3: a message in pieces has the digest of the whole") {
  pieces_agree([] { return Blake3(); }, Blake3::hash);
  pieces_agree([] { return Blake3(test_key()); }, keyed);
}

TEST_CASE("blake3: every bit of the key and of the message counts") {
  Bytes message = counting_bytes(1100);
  const auto digest = keyed(message);
  for (std::size_t bit = 0; bit < 256; ++bit) {
    Blake3::Key key = test_key();
    key[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
    CHECK(Blake3::keyed_hash(key, message) != digest);
  }
  for (std::byte& byte : message) {
    byte ^= std::byte{0x10};
    CHECK(keyed(message) != digest);
    byte ^= std::byte{0x10};
  }
  CHECK(keyed(message) == digest);
}

TEST_CASE("blake3: digests are constant expressions") {
  static constexpr std::array<std::byte, 3> message{std::byte{0}, std::byte{1}, std::byte{2}};
  static constexpr auto digest = Blake3::hash(message);
  CHECK(digest == Blake3::hash(counting_bytes(3)));
  static constexpr auto keyed_digest = Blake3::keyed_hash(Blake3::Key{}, message);
  CHECK(keyed_digest == Blake3::keyed_hash(Blake3::Key{}, counting_bytes(3)));
}
