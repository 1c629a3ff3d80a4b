// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/baby_bear.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/hash/poseidon2_reference.hpp>
#include <probata/hash/poseidon2_suite.hpp>

#include "support/field_samples.hpp"
#include "support/random.hpp"

using namespace probata;

static_assert(HashSuite<Poseidon2Suite<KoalaBear, 16>, KoalaBear> && HashSuite<Poseidon2Suite<BabyBear, 24>, BabyBear>);
// floor(8 lo(p) / 2) and floor(9 lo(p) / 2), lo(p) = 7933 and 7912: protocol, section 8.2.
static_assert(Poseidon2Suite<KoalaBear, 16>::collision_bits_256 == 31732);
static_assert(Poseidon2Suite<KoalaBear, 24>::collision_bits_256 == 35698);
static_assert(Poseidon2Suite<BabyBear, 16>::collision_bits_256 == 31648);
static_assert(Poseidon2Suite<BabyBear, 24>::collision_bits_256 == 35604);
static_assert(Poseidon2Suite<KoalaBear, 16>::digest_bytes == 32 && Poseidon2Suite<KoalaBear, 24>::digest_bytes == 36);
static_assert(Poseidon2Suite<KoalaBear, 16>::id == 4 && Poseidon2Suite<KoalaBear, 24>::id == 5);
using Deep = RequireCollisionBits<Poseidon2Suite<KoalaBear, 24>, 128>::Suite;
using Shallow = RequireCollisionBits<Poseidon2Suite<BabyBear, 16>, 123>::Suite;

TEST_CASE_TEMPLATE("poseidon2_suite: leaves and nodes are those of the sponge and the compression", S,
                   Poseidon2Suite<KoalaBear, 16>, Poseidon2Suite<BabyBear, 16>, Poseidon2Suite<KoalaBear, 24>,
                   Poseidon2Suite<BabyBear, 24>) {
  using F = typename S::Field;
  using Digest = typename S::Digest;
  testing::Rng rng{0xb0};
  const auto row_of = [&](std::size_t length) {
    std::vector<F> row;
    for (std::size_t i = 0; i < length; ++i) row.push_back(testing::random_element<F>(rng));
    return row;
  };
  for (const std::size_t length : {1U, 15U, 16U, 17U, 30U, 33U}) {
    const std::vector<F> row = row_of(length);
    const typename S::template Leaves<F> leaves(length, 11);
    auto pieces = leaves.start();
    pieces.update(std::span<const F>(row).first(length / 3));
    pieces.update(std::span<const F>(row).subspan(length / 3));
    CHECK(pieces.finish() == leaves.hash(row));
    // Length and level are part of the hash.
    std::vector<F> longer = row;
    longer.push_back(F::zero());
    CHECK(typename S::template Leaves<F>(length + 1, 11).hash(longer) != leaves.hash(row));
    CHECK(typename S::template Leaves<F>(length, 12).hash(row) != leaves.hash(row));
  }
  const auto digest_of = [&] {
    Digest digest;
    for (F& element : digest) element = testing::random_element<F>(rng);
    return digest;
  };
  const Digest left = digest_of();
  const Digest right = digest_of();
  const Digest leaf = digest_of();
  CHECK(S::node(left, right) == S::Compression::node(left, right));
  CHECK(S::inject(left, right, leaf) == S::Compression::inject(left, right, leaf));
  CHECK(S::node(left, right) != S::node(right, left));
}

TEST_CASE_TEMPLATE("poseidon2_suite: many leaves and nodes at once are those of one after another", S,
                   Poseidon2Suite<KoalaBear, 16>, Poseidon2Suite<BabyBear, 16>, Poseidon2Suite<KoalaBear, 24>,
                   Poseidon2Suite<BabyBear, 24>) {
  using F = typename S::Field;
  using Digest = typename S::Digest;
  testing::Rng rng{0xea4};
  INFO("seed ", rng.seed());
  // Below, at and above the sizes of groups, for lengths around the rate.
  for (const std::size_t count : {0U, 1U, 2U, 3U, 7U, 8U, 9U, 11U, 16U, 27U}) {
    for (const std::size_t length : {1U, 14U, 15U, 16U, 17U, 30U, 32U, 33U}) {
      std::vector<F> rows(count * length);
      for (F& element : rows) element = testing::random_element<F>(rng);
      const typename S::template Leaves<F> leaves(length, 7);
      std::vector<Digest> digests(count);
      leaves.hash_each(rows, digests);
      for (std::size_t i = 0; i < count; ++i) {
        REQUIRE(digests[i] == leaves.hash(std::span<const F>(rows).subspan(i * length, length)));
      }
    }
    std::vector<std::array<Digest, 2>> children(count);
    std::vector<Digest> leaves(count);
    for (std::size_t i = 0; i < count; ++i) {
      for (Digest* digest : {&children[i][0], &children[i][1], &leaves[i]}) {
        for (F& element : *digest) element = testing::random_element<F>(rng);
      }
    }
    std::vector<Digest> nodes(count);
    std::vector<Digest> injections(count);
    S::node_each(children, nodes);
    S::inject_each(children, leaves, injections);
    for (std::size_t i = 0; i < count; ++i) {
      REQUIRE(nodes[i] == S::node(children[i][0], children[i][1]));
      REQUIRE(injections[i] == S::inject(children[i][0], children[i][1], leaves[i]));
    }
  }
}

TEST_CASE("poseidon2_suite: an element that is not canonical is no digest") {
  using S = Poseidon2Suite<KoalaBear, 16>;
  S::Digest digest;
  for (std::size_t i = 0; i < digest.size(); ++i) digest[i] = KoalaBear::from_u64(i + 1);
  serial::Writer writer;
  S::write_digest(writer, digest);
  REQUIRE(writer.size() == S::digest_bytes);
  std::vector<std::byte> bytes(writer.bytes().begin(), writer.bytes().end());
  S::Digest back{};
  serial::Reader reader(bytes, Errc::length_total);
  CHECK(S::read_digest(reader, back, Errc::opening_encoding).ok());
  CHECK(back == digest);
  serial::store_little_endian(bytes.data() + 12, std::uint32_t{KoalaBear::modulus});
  serial::Reader hostile(bytes, Errc::length_total);
  CHECK(S::read_digest(hostile, back, Errc::opening_encoding) == Status(Errc::opening_encoding, 12));
}
