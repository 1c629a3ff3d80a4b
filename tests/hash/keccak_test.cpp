// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include <doctest/doctest.h>

#include <probata/hash/keccak.hpp>

#include "hash/byte_hash_cases.hpp"
#include "support/bytes.hpp"
#include "support/json.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

KeccakF1600::State state_from_json(const Json& json) {
  KeccakF1600::State state{};
  for (std::size_t i = 0; i < 25; ++i) state[i] = std::stoull(json.at(i).get<std::string>(), nullptr, 16);
  return state;
}

}  // namespace

TEST_CASE("keccak: permuted states printed by Plonky3") {
  const Json vectors = read_vectors("p3_hashes.json");
  std::size_t count = 0;
  for (const Json& row : vectors["data"]["keccak_f"]) {
    KeccakF1600::State state = state_from_json(row["in"]);
    KeccakF1600::permute(state);
    CHECK(state == state_from_json(row["out"]));
    ++count;
  }
  CHECK(count == 6);
}

TEST_CASE("keccak: the examples of NIST and the empty message") {
  // SHA3-256 of "abc" and of the empty message: NIST, "Examples with intermediate values" for FIPS 202.
  CHECK(hex_of(Sha3_256::hash(bytes_of("abc"))) == "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532");
  CHECK(hex_of(Sha3_256::hash({})) == "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a");
  // 200 bytes 0xA3, the 1600-bit message of the same page.
  CHECK(hex_of(Sha3_256::hash(Bytes(200, std::byte{0xA3}))) ==
        "79f38adec5c20307a98ef76e8324afbfd46cfd81b22e3973c65fa1bd9de31787");
  // Ethereum's hash of nothing.
  CHECK(hex_of(Keccak256::hash({})) == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
}

TEST_CASE("keccak: digests printed by Plonky3") { p3_digests_agree("keccak256", Keccak256::hash); }

TEST_CASE("keccak: every length up to 300 bytes and around larger powers of two, against Python") {
  digests_agree("sha3_256", Sha3_256::hash);
  digests_agree("keccak256", Keccak256::hash);
}

TEST_CASE("keccak: a message in pieces has the digest of the whole") {
  pieces_agree([] { return Sha3_256(); }, Sha3_256::hash);
  pieces_agree([] { return Keccak256(); }, Keccak256::hash);
}

TEST_CASE("keccak: round constants and rotations of FIPS 202") {
  // Table 2 of section 3.2.2, read mod 64, and the ends of the round constants' list.
  const std::array<std::array<int, 5>, 5> rows{
      {{0, 1, 62, 28, 27}, {36, 44, 6, 55, 20}, {3, 10, 43, 25, 39}, {41, 45, 15, 21, 8}, {18, 2, 61, 56, 14}}};
  for (std::size_t y = 0; y < 5; ++y) {
    for (std::size_t x = 0; x < 5; ++x) CHECK(detail::keccak_rotations[x + 5 * y] == rows[y][x]);
  }
  CHECK(detail::keccak_constants[0] == 0x0000000000000001);
  CHECK(detail::keccak_constants[1] == 0x0000000000008082);
  CHECK(detail::keccak_constants[2] == 0x800000000000808A);
  CHECK(detail::keccak_constants[23] == 0x8000000080008008);
}

TEST_CASE("keccak: digests are constant expressions") {
  static constexpr std::array<std::byte, 3> message{std::byte{0}, std::byte{1}, std::byte{2}};
  static constexpr auto digest = Sha3_256::hash(message);
  CHECK(digest == Sha3_256::hash(counting_bytes(3)));
}
