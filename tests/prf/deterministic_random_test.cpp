// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

#include <probata/hash/blake3.hpp>
#include <probata/hash/chacha20.hpp>
#include <probata/prf/deterministic_random.hpp>
#include <probata/prf/system_random.hpp>
#include <probata/serial/little_endian.hpp>

using namespace probata;

namespace {

// The generator as its description says it, without buffers: 992 bytes from each key, the next key before them.
std::vector<std::byte> by_definition(ChaCha20::Key key, std::size_t size) {
  std::vector<std::byte> bytes;
  while (bytes.size() < size) {
    std::vector<std::byte> stream(1024);
    ChaCha20(key, ChaCha20::Nonce{}).keystream(0, stream);
    std::copy_n(stream.begin(), key.size(), key.begin());
    bytes.insert(bytes.end(), stream.begin() + 32, stream.end());
  }
  bytes.resize(size);
  return bytes;
}

ChaCha20::Key key_of(std::uint64_t seed) {
  ChaCha20::Key key{};
  serial::store_little_endian(key.data(), seed);
  return key;
}

}  // namespace

TEST_CASE("deterministic_random: the same seed gives the bytes of its definition, however they are asked for") {
  const auto expected = by_definition(key_of(7), 5000);
  std::vector<std::byte> whole(5000);
  DeterministicRandomForTests(7).fill(whole);
  CHECK(whole == expected);
  DeterministicRandomForTests pieces(7);
  std::vector<std::byte> joined;
  for (std::size_t size = 0; joined.size() + size <= 5000; ++size) {
    std::vector<std::byte> piece(size);
    pieces.fill(piece);
    joined.insert(joined.end(), piece.begin(), piece.end());
  }
  CHECK(std::equal(joined.begin(), joined.end(), expected.begin()));
  DeterministicRandomForTests words(7);
  CHECK(words.u64() == serial::load_little_endian<std::uint64_t>(expected.data()));
  CHECK(words.bytes<3>() == std::array<std::byte, 3>{expected[8], expected[9], expected[10]});
}

TEST_CASE("deterministic_random: a fork is keyed by its domain and fresh bytes of its parent") {
  const auto parent_bytes = by_definition(key_of(9), 40);
  Blake3::Key secret;
  std::copy_n(parent_bytes.begin(), 32, secret.begin());
  const std::array<std::byte, 3> domain{std::byte{'a'}, std::byte{'b'}, std::byte{'c'}};
  const auto expected = by_definition(Blake3::keyed_hash(secret, domain), 16);

  DeterministicRandomForTests parent(9);
  auto fork = parent.fork("abc");
  CHECK(fork.u64() == serial::load_little_endian<std::uint64_t>(expected.data()));
  CHECK(parent.u64() == serial::load_little_endian<std::uint64_t>(parent_bytes.data() + 32));
  CHECK(DeterministicRandomForTests(9).fork("abd").u64() != DeterministicRandomForTests(9).fork("abc").u64());
}

TEST_CASE("deterministic_random: is another type than SystemRandom and does not turn into it") {
  static_assert(!std::is_constructible_v<SystemRandom, DeterministicRandomForTests>);
  static_assert(!std::is_copy_constructible_v<DeterministicRandomForTests>);
  CHECK(SecureRandom<DeterministicRandomForTests>);
}
