// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include <doctest/doctest.h>

#include <probata/hash/sha256.hpp>

#include "hash/byte_hash_cases.hpp"
#include "support/bytes.hpp"

using namespace probata;
using namespace probata::testing;

TEST_CASE("sha256: the examples of NIST") {
  // "Examples with intermediate values" for FIPS 180-4: one block, two blocks. Then a million times 'a', of FIPS 180-2.
  CHECK(hex_of(Sha256::hash(bytes_of("abc"))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex_of(Sha256::hash(bytes_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(hex_of(Sha256::hash(bytes_of(std::string(1000000, 'a')))) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("sha256: digests printed by Plonky3") { p3_digests_agree("sha256", Sha256::hash); }

TEST_CASE("sha256: every length up to 300 bytes and around larger powers of two, against Python's hashlib") {
  digests_agree("sha256", Sha256::hash);
}

TEST_CASE("sha256: a message in pieces has the digest of the whole") {
  pieces_agree([] { return Sha256(); }, Sha256::hash);
}

TEST_CASE("sha256: the state between blocks is that of the blocks before") {
  Sha256 hasher;
  CHECK(hasher.length() == 0);
  CHECK(hasher.chaining()[0] == 0x6A09E667);
  const Bytes message = counting_bytes(128);
  hasher.update(message);
  CHECK(hasher.length() == 128);
  Sha256 other;
  other.update(std::span(message).first(64)).update(std::span(message).subspan(64));
  CHECK(other.chaining() == hasher.chaining());
  CHECK(other.chaining() != Sha256().chaining());
}

TEST_CASE("sha256: round constants are the fractional parts of cube roots of primes") {
  // k = floor(2^32 frac(p^(1/3))): the integer r = floor(2^32 p^(1/3)) satisfies r^3 <= 2^96 p < (r + 1)^3.
  __extension__ using Wide = unsigned __int128;
  std::size_t index = 0;
  for (std::uint64_t p = 2; index < 64; ++p) {
    bool prime = true;
    for (std::uint64_t d = 2; d * d <= p; ++d) prime = prime && p % d != 0;
    if (!prime) continue;
    std::uint64_t whole = 1;  // the integer part of the root
    while ((whole + 1) * (whole + 1) * (whole + 1) <= p) ++whole;
    const std::uint64_t r = (whole << 32) + detail::sha256_constants[index];
    // r has at most 35 bits, its cube 105.
    const Wide cube = Wide(r) * r * r;
    const Wide next = Wide(r + 1) * (r + 1) * (r + 1);
    CAPTURE(p);
    CHECK(cube <= Wide(p) << 96);
    CHECK(next > Wide(p) << 96);
    ++index;
  }
}

TEST_CASE("sha256: digests are constant expressions") {
  static constexpr std::array<std::byte, 3> message{std::byte{0}, std::byte{1}, std::byte{2}};
  static constexpr auto digest = Sha256::hash(message);
  CHECK(digest == Sha256::hash(counting_bytes(3)));
}
