// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Once per instruction set.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <set>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/baby_bear.hpp>
#include <probata/field/goldilocks.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/merkle/salts.hpp>

#include "support/random.hpp"

using namespace probata;

static_assert(SaltSource<NoSalts, KoalaBear>);

namespace {

ChaCha20::Key key_of_level(std::size_t level) {
  ChaCha20::Key key{};
  key[0] = static_cast<std::byte>(level);
  key[31] = std::byte{0xA5};
  return key;
}

/// The salt of one row, word by word as the protocol words it.
template <class F>
std::vector<F> salt_of(std::size_t level, std::size_t j) {
  std::vector<std::byte> block(64);
  const ChaCha20 stream(key_of_level(level), ChaCha20::Nonce{});
  std::vector<F> salt;
  if constexpr (sizeof(F) == 4) {
    stream.keystream(64 * (j / 3), block);
    for (std::size_t i = 0; i < 5; ++i) {
      std::uint32_t word = serial::load_little_endian<std::uint32_t>(block.data() + 4 * (5 * (j % 3) + i));
      word %= std::uint32_t{1} << 31;
      salt.push_back(F::from_u64(word >= F::modulus ? word - F::modulus : word));
    }
  } else {
    stream.keystream(64 * (j / 2), block);
    for (std::size_t i = 0; i < 3; ++i) {
      const std::uint64_t word = serial::load_little_endian<std::uint64_t>(block.data() + 8 * (3 * (j % 2) + i));
      salt.push_back(F::from_u64(word >= F::modulus ? word - F::modulus : word));
    }
  }
  return salt;
}

}  // namespace

TEST_CASE_TEMPLATE("salts: stand at their places of the stream, however many are asked for", F, KoalaBear, BabyBear,
                   Goldilocks) {
  using Salts = StreamSalts<F, ChaCha20::Key (*)(std::size_t)>;
  static_assert(SaltSource<Salts, F> && Salts::length() == salt_length<F>);
  const Salts salts(key_of_level);
  testing::Rng rng{0x5a17};
  INFO("seed ", rng.seed());
  for (const std::size_t count : {1U, 2U, 3U, 7U, 64U, 191U, 192U, 193U, 400U}) {
    for (int turn = 0; turn < 6; ++turn) {
      const std::size_t first = turn < 3 ? static_cast<std::size_t>(turn) : rng.index(1U << 24);
      const std::size_t level = rng.index(25);
      Matrix<F> filled(count, salt_length<F> + 1);
      salts.fill(level, first, filled.cols(0, salt_length<F>));
      for (std::size_t i = 0; i < count; ++i) {
        REQUIRE(std::ranges::equal(filled.cols(0, salt_length<F>).row(i), salt_of<F>(level, first + i)));
        REQUIRE(filled(i, salt_length<F>) == F::zero());
      }
    }
  }
}

TEST_CASE("salts: of rows and levels differ") {
  const StreamSalts<KoalaBear, ChaCha20::Key (*)(std::size_t)> salts(key_of_level);
  std::set<std::vector<std::uint32_t>> seen;
  for (const std::size_t level : {6U, 7U}) {
    Matrix<KoalaBear> filled(1000, 5);
    salts.fill(level, 0, filled);
    for (std::size_t i = 0; i < 1000; ++i) {
      std::vector<std::uint32_t> salt;
      for (const KoalaBear x : filled.row(i)) salt.push_back(x.value());
      seen.insert(salt);
    }
  }
  CHECK(seen.size() == 2000);
}

TEST_CASE("salts: a row beyond the end of the stream is refused") {
  const StreamSalts<KoalaBear, ChaCha20::Key (*)(std::size_t)> salts(key_of_level);
  Matrix<KoalaBear> filled(2, 5);
  const std::size_t last = 3 * (std::size_t{1} << 32) - 1;
  salts.fill(0, last - 1, filled);
  CHECK(std::ranges::equal(filled.row(1), salt_of<KoalaBear>(0, last)));
  CHECK_THROWS_AS(salts.fill(0, last, filled), UsageError);
}
