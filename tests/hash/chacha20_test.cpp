// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <probata/core/usage_error.hpp>
#include <probata/hash/chacha20.hpp>

#include "support/bytes.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

ChaCha20 cipher(std::string_view key_hex, std::string_view nonce_hex) {
  ChaCha20::Key key{};
  ChaCha20::Nonce nonce{};
  std::ranges::copy(bytes_from_hex(key_hex), key.begin());
  std::ranges::copy(bytes_from_hex(nonce_hex), nonce.begin());
  return ChaCha20(key, nonce);
}

std::string block_hex(const ChaCha20& stream, std::uint64_t counter) {
  Bytes bytes(64);
  stream.keystream(64 * counter, bytes);
  return hex_of(bytes);
}

constexpr std::string_view counting_key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
constexpr std::string_view zero_key = "0000000000000000000000000000000000000000000000000000000000000000";
constexpr std::string_view zero_nonce = "000000000000000000000000";

}  // namespace

TEST_CASE("chacha20: the block function of RFC 8439, section 2.3.2") {
  const ChaCha20::Block words = cipher(counting_key, "00:00:00:09:00:00:00:4a:00:00:00:00").block(1);
  CHECK(words == ChaCha20::Block{0xe4e7f110, 0x15593bd1, 0x1fdd0f50, 0xc47120a3, 0xc7f4d1c7, 0x0368c033, 0x9aaa2204,
                                 0x4e6cd4c3, 0x466482d2, 0x09aa9f07, 0x05d7c214, 0xa2028bd9, 0xd19c12b5, 0xb94e16de,
                                 0xe883d0cb, 0x4e3c50a2});
}

TEST_CASE("chacha20: the encryption of RFC 8439, section 2.4.2") {
  Bytes text = bytes_of(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be "
      "it.");
  Bytes stream(text.size());
  cipher(counting_key, "00:00:00:00:00:00:00:4a:00:00:00:00").keystream(64, stream);
  for (std::size_t i = 0; i < text.size(); ++i) text[i] ^= stream[i];
  CHECK(hex_of(text) ==
        "6e2e359a2568f98041ba0728dd0d6981e97e7aec1d4360c20a27afccfd9fae0bf91b65c5524733ab8f593dabcd62b357"
        "1639d624e65152ab8f530c359f0861d807ca0dbf500d6a6156a38e088a22b65e52bc514d16ccf806818ce91ab7793736"
        "5af90bbf74a35be6b40b8eedf2785e42874d");
}

TEST_CASE("chacha20: the keystreams of RFC 8439, appendix A.1") {
  CHECK(block_hex(cipher(zero_key, zero_nonce), 0) ==
        "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
        "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586");
  CHECK(block_hex(cipher(zero_key, zero_nonce), 1) ==
        "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed"
        "29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f");
  std::string key(zero_key);
  key.back() = '1';
  CHECK(block_hex(cipher(key, zero_nonce), 1) ==
        "3aeb5224ecf849929b9d828db1ced4dd832025e8018b8160b82284f3c949aa5a"
        "8eca00bbb4a73bdad192b5c42f73f2fd4e273644c8b36125a64addeb006c13a0");
  key = zero_key;
  key[2] = key[3] = 'f';
  CHECK(block_hex(cipher(key, zero_nonce), 2) ==
        "72d54dfbf12ec44b362692df94137f328fea8da73990265ec1bbbea1ae9af0ca"
        "13b25aa26cb4a648cb9b9d1be65b2c0924a66c54d545ec1b7374f4872e99f096");
  CHECK(block_hex(cipher(zero_key, "000000000000000000000002"), 0) ==
        "c2c64d378cd536374ae204b9ef933fcd1a8b2288b3dfa49672ab765b54ee27c7"
        "8a970e0e955c14f3a88e741b97c286f75f8fc299e8148362fa198a39531bed6d");
}

TEST_CASE("chacha20: any part of the stream equals that part of the blocks") {
  Rng rng{1};
  const ChaCha20 stream = cipher(counting_key, "0102030405060708090a0b0c");
  Bytes whole(4096);
  for (std::uint32_t counter = 0; counter < 64; ++counter) {
    const ChaCha20::Block words = stream.block(counter);
    for (std::size_t i = 0; i < 64; ++i) {
      whole[64 * counter + i] = static_cast<std::byte>(words[i / 4] >> (8 * (i % 4)) & 0xFF);
    }
  }
  for (int round = 0; round < 1000; ++round) {
    const std::size_t offset = rng.index(4096);
    const std::size_t size = rng.index(std::min<std::size_t>(4096 - offset, 300) + 1);
    Bytes part(size + 2, std::byte{0x5A});
    stream.keystream(offset, std::span(part).subspan(1, size));
    CAPTURE(offset);
    CAPTURE(size);
    REQUIRE(std::ranges::equal(std::span(part).subspan(1, size), std::span(whole).subspan(offset, size)));
    REQUIRE(part.front() == std::byte{0x5A});
    REQUIRE(part.back() == std::byte{0x5A});
  }
}

TEST_CASE("chacha20: the stream ends after 2^32 blocks and says so") {
  const ChaCha20 stream = cipher(counting_key, zero_nonce);
  Bytes last(64);
  stream.keystream(ChaCha20::stream_bytes - 64, last);
  CHECK(hex_of(last) == block_hex(stream, 0xFFFFFFFF));
  CHECK(hex_of(last) != block_hex(stream, 0));
  stream.keystream(ChaCha20::stream_bytes, std::span<std::byte>{});
  CHECK_THROWS_AS(stream.keystream(ChaCha20::stream_bytes - 63, last), UsageError);
  CHECK_THROWS_AS(stream.keystream(ChaCha20::stream_bytes + 1, std::span<std::byte>{}), UsageError);
  CHECK_THROWS_AS(stream.keystream(~std::uint64_t{0}, last), UsageError);
}

TEST_CASE("chacha20: every bit of key, nonce and counter counts") {
  const ChaCha20::Key key{};
  const ChaCha20::Nonce nonce{};
  const auto block = ChaCha20(key, nonce).block(0);
  for (std::size_t bit = 0; bit < 256; ++bit) {
    auto other = key;
    other[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
    CHECK(ChaCha20(other, nonce).block(0) != block);
  }
  for (std::size_t bit = 0; bit < 96; ++bit) {
    auto other = nonce;
    other[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
    CHECK(ChaCha20(key, other).block(0) != block);
  }
  for (std::uint32_t bit = 0; bit < 32; ++bit) CHECK(ChaCha20(key, nonce).block(std::uint32_t{1} << bit) != block);
}

TEST_CASE("chacha20: blocks are constant expressions") {
  static constexpr auto block = ChaCha20(ChaCha20::Key{}, ChaCha20::Nonce{}).block(0);
  CHECK(block[0] == 0xade0b876);
}
