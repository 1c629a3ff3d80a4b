// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/baby_bear.hpp>
#include <probata/field/goldilocks.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/field/mersenne31.hpp>
#include <probata/hash/row_pieces.hpp>
#include <probata/hash/tagged_hash_batch.hpp>
#include <probata/serial/little_endian.hpp>

#include "support/bytes.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

// Each instruction set has a program of its own.
using Arch = simd::DefaultArch;

/// Matrices of random words below `bound`, one for each width, with rows at odd distances; each exactly as long as
/// needed, so that an address sanitizer sees a byte too much.
class Matrices {
 public:
  Matrices(std::uint64_t seed, const Sizes& widths, std::size_t num_rows, std::uint32_t bound) : num_rows_(num_rows) {
    Rng rng{seed};
    for (const std::size_t width : widths) {
      const std::size_t stride = 4 * width + rng.index(3) * 7;
      memory_.emplace_back(num_rows == 0 ? 0 : (num_rows - 1) * stride + 4 * width);
      for (std::size_t row = 0; row < num_rows; ++row) {
        for (std::size_t k = 0; k < width; ++k) {
          serial::store_little_endian(memory_.back().data() + row * stride + 4 * k, rng.u32() % bound);
        }
      }
      pieces_.push_back({memory_.back().data(), stride, width});
    }
  }
  std::span<const RowPiece> pieces() const { return pieces_; }
  std::size_t num_rows() const { return num_rows_; }

  /// Message `row` as one string of bytes, each word mapped.
  template <class Map>
  Bytes message(std::size_t row, Map map) const {
    Bytes bytes;
    for (const RowPiece& piece : pieces_) {
      for (std::size_t k = 0; k < piece.words; ++k) {
        const std::byte* const from = piece.first + row * piece.stride + 4 * k;
        std::array<std::byte, 4> word;
        serial::store_little_endian(word.data(), map(serial::load_little_endian<std::uint32_t>(from)));
        bytes.insert(bytes.end(), word.begin(), word.end());
      }
    }
    return bytes;
  }

 private:
  std::size_t num_rows_;
  std::vector<Bytes> memory_;
  std::vector<RowPiece> pieces_;
};

constexpr auto unchanged = [](std::uint32_t word) { return word; };
constexpr auto koala_bear_value = [](std::uint32_t word) { return KoalaBear::from_word(word).value(); };

/// write(pieces, count, digests) writes hash(message) for every message, and nothing before or after.
template <class Write, class HashFunction, class Map>
void pieces_agree(const Matrices& matrices, Write write, HashFunction hash, Map map) {
  const std::size_t count = matrices.num_rows();
  Bytes digests(32 * count + 64, std::byte{0xA5});
  write(matrices.pieces(), count, digests.data() + 32);
  for (std::size_t i = 0; i < count; ++i) {
    CAPTURE(i);
    CAPTURE(count);
    REQUIRE(std::ranges::equal(std::span(digests).subspan(32 * (i + 1), 32), hash(matrices.message(i, map))));
  }
  const auto untouched = [](std::byte byte) { return byte == std::byte{0xA5}; };
  REQUIRE(std::all_of(digests.begin(), digests.begin() + 32, untouched));
  REQUIRE(std::all_of(digests.end() - 32, digests.end(), untouched));
}

/// All widths in one piece, and many divisions into pieces, with and without a map.
template <class Write, class HashFunction>
void all_widths_agree(Write write, HashFunction hash) {
  const auto plain = [&](auto... arguments) { write(arguments..., WordsAsTheyLie{}); };
  const auto canonical = [&](auto... arguments) { write(arguments..., CanonicalWords<KoalaBear>{}); };
  const auto check = [&](std::uint64_t seed, const Sizes& widths, std::size_t num_rows) {
    CAPTURE(seed);
    pieces_agree(Matrices(seed, widths, num_rows, 0xFFFFFFFF), plain, hash, unchanged);
    pieces_agree(Matrices(seed, widths, num_rows, KoalaBear::modulus), canonical, hash, koala_bear_value);
  };
  for (std::size_t width = 0; width <= 90; ++width) check(width, {width}, 1 + width % 19);
  for (std::size_t width = 500; width <= 530; ++width) check(width, {width}, 3);
  for (std::size_t num_rows = 0; num_rows <= 35; ++num_rows) check(1000 + num_rows, {20, 5}, num_rows);
  check(2000, {}, 5);
  check(2001, {1312, 5}, 17);
  check(2002, {16, 8}, 40);
  check(2003, {16, 16, 16, 64}, 16);
  Rng rng{2004};
  for (std::uint64_t round = 0; round < 150; ++round) {
    Sizes widths(1 + rng.index(6));
    for (std::size_t& width : widths) width = rng.index(round % 3 == 0 ? 6 : round % 3 == 1 ? 40 : 150);
    check(3000 + round, widths, 1 + rng.index(20));
  }
}

/// The map of CanonicalWords<F> on the memory of elements against their values.
template <class F>
void map_agrees() {
  using Word = simd::BatchU32<Arch>;
  constexpr std::size_t words = sizeof(F) / 4;
  Rng rng{3};
  std::vector<F> elements{F::zero(), F::one(), -F::one(), F::generator(), -F::generator(), F::one().halved()};
  while (elements.size() < 4096) elements.push_back(F::from_u64(rng.u64()));
  for (std::size_t first = 0; first + Word::lanes <= elements.size() * words; first += Word::lanes) {
    const auto* const memory = reinterpret_cast<const std::byte*>(elements.data()) + 4 * first;
    std::array<std::uint32_t, Word::lanes> mapped;
    CanonicalWords<F>{}(simd::load_bytes<std::uint32_t, Arch>(memory)).store(mapped.data());
    for (std::size_t i = 0; i < Word::lanes; ++i) {
      const std::uint64_t value = elements[(first + i) / words].value();
      CAPTURE(value);
      REQUIRE(mapped[i] == static_cast<std::uint32_t>(value >> (32 * ((first + i) % words))));
    }
  }
}

template <class Tagged>
void tagged_agree() {
  const Tagged tagged("probata/1/leaf/18");
  all_widths_agree([&](auto pieces, std::size_t count, std::byte* digests,
                       auto map) { TaggedBatch<Tagged, Arch>::hash_pieces(tagged, pieces, count, digests, map); },
                   [&](std::span<const std::byte> message) { return tagged.hash(message); });
}

template <class Batch, class HashFunction>
void plain_agree(HashFunction hash) {
  all_widths_agree([](auto pieces, std::size_t count, std::byte* digests,
                      auto map) { Batch::hash_pieces(pieces, count, digests, map); },
                   hash);
}

}  // namespace

TEST_CASE("row_pieces: words in memory become canonical words, in every field") {
  map_agrees<KoalaBear>();
  map_agrees<BabyBear>();
  map_agrees<Mersenne31>();
  map_agrees<Goldilocks>();
}

TEST_CASE("row_pieces: BLAKE3 of rows in pieces as of whole messages") {
  plain_agree<Blake3Batch<Arch>>(Blake3::hash);
  tagged_agree<TaggedBlake3>();
}

TEST_CASE("row_pieces: SHA-256 of rows in pieces as of whole messages") {
  plain_agree<Sha256Batch<Arch>>(Sha256::hash);
  tagged_agree<TaggedSha256>();
}

TEST_CASE("row_pieces: Keccak hashes of rows in pieces as of whole messages") {
  plain_agree<KeccakBatch<Keccak256, Arch>>(Keccak256::hash);
  tagged_agree<TaggedSha3>();
}
