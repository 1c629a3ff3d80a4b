// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/extension_fields.hpp>
#include <probata/field/goldilocks.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/hash/byte_suites.hpp>

#include "support/field_samples.hpp"
#include "support/random.hpp"

using namespace probata;

static_assert(HashSuite<Blake3Suite, KoalaBear> && HashSuite<Sha256Suite, Goldilocks> &&
              HashSuite<Sha3Suite, KoalaBear4>);
static_assert(Blake3Suite::collision_bits_256 == 32768 && Sha256Suite::collision_bits_256 == 32768 &&
              Sha3Suite::collision_bits_256 == 32768);
static_assert(Blake3Suite::id == 1 && Sha256Suite::id == 2 && Sha3Suite::id == 3);

namespace {

template <class F>
std::vector<F> random_row(testing::Rng& rng, std::size_t length) {
  std::vector<F> row;
  for (std::size_t i = 0; i < length; ++i) row.push_back(testing::random_element<F>(rng));
  return row;
}

template <class F>
std::vector<std::byte> encoding(const std::vector<F>& row) {
  serial::Writer writer;
  writer.write_elements(std::span<const F>(row));
  return std::move(writer).take();
}

}  // namespace

TEST_CASE_TEMPLATE("byte_suites: leaves, nodes and injections are the tagged hashes of the protocol", S, Blake3Suite,
                   Sha256Suite, Sha3Suite) {
  using Tagged = typename S::Tagged;
  using Digest = typename S::Digest;
  testing::Rng rng{0x5417e};
  const auto both = [](const Digest& a, const Digest& b) {
    std::vector<std::byte> bytes(a.begin(), a.end());
    bytes.insert(bytes.end(), b.begin(), b.end());
    return bytes;
  };
  for (const std::size_t level : {0U, 6U, 10U, 24U, 99U}) {
    const std::string tag = std::string("probata/1/leaf/") + (level < 10 ? "0" : "") + std::to_string(level);
    for (const std::size_t length : {1U, 7U, 16U, 63U, 64U, 65U, 200U}) {
      const auto small = random_row<KoalaBear>(rng, length);
      CHECK(typename S::template Leaves<KoalaBear>(length, level).hash(small) == Tagged(tag).hash(encoding(small)));
      const auto large = random_row<Goldilocks>(rng, length);
      CHECK(typename S::template Leaves<Goldilocks>(length, level).hash(large) == Tagged(tag).hash(encoding(large)));
    }
  }
  const Digest left = Tagged("left").hash({});
  const Digest right = Tagged("right").hash({});
  const Digest leaf = Tagged("leaf").hash({});
  CHECK(S::node(left, right) == Tagged("probata/1/node").hash(both(left, right)));
  std::vector<std::byte> three = both(left, right);
  three.insert(three.end(), leaf.begin(), leaf.end());
  CHECK(S::inject(left, right, leaf) == Tagged("probata/1/inject").hash(three));
  CHECK(S::node(left, right) != S::node(right, left));
}

TEST_CASE_TEMPLATE("byte_suites: a row in pieces has the digest of the row", S, Blake3Suite, Sha256Suite, Sha3Suite) {
  testing::Rng rng{0x91ece5};
  const auto row = random_row<KoalaBear>(rng, 150);
  const typename S::template Leaves<KoalaBear> leaves(row.size(), 12);
  for (int i = 0; i < 20; ++i) {
    auto pieces = leaves.start();
    std::span<const KoalaBear> rest(row);
    while (!rest.empty()) {
      const std::size_t taken = rng.below(rest.size() + 1);
      pieces.update(rest.first(taken));
      rest = rest.subspan(taken);
    }
    CHECK(pieces.finish() == leaves.hash(row));
  }
}

TEST_CASE("byte_suites: extension elements are hashed as their coordinates") {
  testing::Rng rng{0xe};
  std::vector<KoalaBear> coordinates = random_row<KoalaBear>(rng, 32);
  std::vector<KoalaBear4> elements(8);
  for (std::size_t i = 0; i < 32; ++i) elements[i / 4][i % 4] = coordinates[i];
  CHECK(Blake3Suite::Leaves<KoalaBear4>(8, 9).hash(elements) ==
        Blake3Suite::Leaves<KoalaBear>(32, 9).hash(coordinates));
}

TEST_CASE_TEMPLATE("byte_suites: a digest reads back, and a short one is refused", S, Blake3Suite, Sha256Suite,
                   Sha3Suite) {
  const auto digest = S::node(typename S::Digest{}, typename S::Digest{});
  serial::Writer writer;
  S::write_digest(writer, digest);
  REQUIRE(writer.size() == S::digest_bytes);
  serial::Reader reader(writer.bytes(), Errc::length_total);
  typename S::Digest back{};
  CHECK(S::read_digest(reader, back, Errc::opening_encoding).ok());
  CHECK(back == digest);
  serial::Reader shorter(writer.bytes().first(S::digest_bytes - 1), Errc::length_total);
  CHECK(S::read_digest(shorter, back, Errc::opening_encoding).code() == Errc::length_total);
}
