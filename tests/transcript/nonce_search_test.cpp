// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include <probata/transcript/nonce_search.hpp>
#include <probata/transcript/transcript.hpp>

#include "support/bytes.hpp"
#include "support/random.hpp"
#include "transcript/transcript_cases.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

// Each instruction set has a program of its own.
using Arch = simd::DefaultArch;

/// A transcript with a random past: in sponges every position within a block occurs, in byte suites several numbers of
/// squeezes since the last message.
template <class Tr>
Tr random_transcript(Rng& rng) {
  Tr transcript{NoStatement{}};
  transcript.absorb_bytes(BytesTag::key_digest, random_bytes(rng, rng.index(60)));
  for (std::size_t draws = rng.index(12); draws > 0; --draws) static_cast<void>(transcript.sample_bits(20));
  return transcript;
}

/// The lanes give every nonce of the vector that works, and no other works.
template <class Tr>
void agree_at(const NonceSearch<Tr, Arch>& search, const NonceLanes<Tr, Arch>& lanes, std::uint64_t first) {
  const std::uint32_t candidates = lanes.candidates(first);
  CAPTURE(first);
  for (std::uint32_t i = 0; i < lanes.lanes; ++i) {
    CAPTURE(i);
    REQUIRE(((candidates >> i) & 1) == (search.works(first + i) ? 1 : 0));
  }
}

}  // namespace

TEST_CASE_TEMPLATE("nonce_search: vectors of nonces as one by one, anywhere below 2^48", Tr,
                   Transcript<Blake3Suite, KoalaBear4>, Transcript<Sha256Suite, BabyBear5>,
                   Transcript<Sha3Suite, Goldilocks2>, Transcript<SuiteP16<KoalaBear>, KoalaBear4>,
                   Transcript<SuiteP24<KoalaBear>, KoalaBear6>) {
  constexpr std::size_t lanes = NonceSearch<Tr, Arch>::lanes;
  Rng rng{0x905};
  for (int run = 0; run < 24; ++run) {
    const Tr transcript = random_transcript<Tr>(rng);
    const std::size_t bits = 1 + rng.index(3);
    const auto tag = PowTag{static_cast<std::uint8_t>(0xF1 + rng.index(6))};
    const NonceSearch<Tr, Arch> search(transcript, tag, bits);
    const NonceLanes<Tr, Arch> in_lanes(transcript, tag, bits);
    CAPTURE(bits);
    agree_at<Tr>(search, in_lanes, 0);
    for (const int power : {8, 16, 24, 32, 40, 47}) {
      agree_at<Tr>(search, in_lanes, (std::uint64_t{1} << power) - lanes);
      agree_at<Tr>(search, in_lanes, std::uint64_t{1} << power);
    }
    agree_at<Tr>(search, in_lanes, pow_nonce_bound - lanes);
    agree_at<Tr>(search, in_lanes, rng.below(pow_nonce_bound / lanes) * lanes);
  }
}

TEST_CASE_TEMPLATE("nonce_search: the smallest of a range as one by one", Tr, Transcript<Blake3Suite, KoalaBear4>,
                   Transcript<Sha256Suite, BabyBear5>, Transcript<Sha3Suite, Goldilocks2>,
                   Transcript<SuiteP16<KoalaBear>, KoalaBear4>, Transcript<SuiteP24<KoalaBear>, KoalaBear6>) {
  constexpr std::size_t lanes = NonceSearch<Tr, Arch>::lanes;
  Rng rng{0x906};
  std::size_t num_found = 0;
  for (int run = 0; run < 30; ++run) {
    const Tr transcript = random_transcript<Tr>(rng);
    const NonceSearch<Tr, Arch> search(transcript, PowTag::deep, 1 + rng.index(7));
    const std::uint64_t begin = rng.below(1000) * lanes;
    for (const std::uint64_t length : {0U, 1U, 2U, 5U, 16U, 33U, 100U}) {
      const auto expected = search.smallest_in_one_by_one(begin, begin + length);
      CHECK(search.smallest_in(begin, begin + length) == expected);
      if (expected) ++num_found;
    }
  }
  CHECK(num_found > 50);
}

namespace {

/// Words that are squeezed depend on the nonce in a way that a test can see: the first four bytes are zero, the next
/// four the low 16 bits of the nonce plus 200.
struct PlainTagged {
  using Digest = std::array<std::byte, 32>;

  struct Hasher {
    constexpr Hasher& update(std::span<const std::byte> bytes) {
      for (const std::byte byte : bytes) {
        if (size < message.size()) message[size] = byte;
        ++size;
      }
      return *this;
    }
    constexpr Digest digest() const {
      Digest digest{};
      if (squeezes) {
        std::copy_n(message.begin(), 32, digest.begin());
      } else {
        const auto nonce = serial::load_little_endian<std::uint16_t>(message.data() + 46);
        serial::store_little_endian(digest.data() + 4, std::uint32_t{nonce} + 200);
      }
      return digest;
    }
    bool squeezes = false;
    std::array<std::byte, 64> message{};
    std::size_t size = 0;
  };

  constexpr explicit PlainTagged(std::string_view tag) : squeezes(tag == "probata/1/squeeze") {}
  constexpr Hasher start() const { return {.squeezes = squeezes}; }
  constexpr Digest hash(std::span<const std::byte> message) const { return start().update(message).digest(); }
  bool squeezes;
};

struct PlainSuite {
  using Tagged = PlainTagged;
  using Digest = PlainTagged::Digest;
  static constexpr std::uint8_t id = 98;
  static constexpr bool algebraic = false;
};

struct PlainLanes {
  using Word = simd::BatchU32<Arch>;
  static constexpr std::size_t lanes = Word::lanes;
  void update(std::span<const Word> more) {
    for (const Word& word : more) words[size++] = word;
  }
  std::array<Word, 8> finish() const {
    std::array<Word, 8> digest;
    for (std::size_t i = 0; i < 8; ++i) digest[i] = words[i];
    return digest;
  }
  std::array<Word, 8> finish(const Word&, std::size_t) const {
    std::array<Word, 8> digest;
    digest.fill(Word(std::uint32_t{0}));
    digest[1] = (words[11] >> 16) + Word(std::uint32_t{200});
    return digest;
  }
  std::array<Word, 16> words;
  std::size_t size = 0;
};

}  // namespace

template <>
struct probata::TaggedBatch<PlainTagged, Arch> {
  using Lanes = PlainLanes;
  static Lanes start(const PlainTagged&) { return {}; }
};

TEST_CASE("nonce_search: more than 32 bits are looked at") {
  using Tr = ByteTranscript<PlainSuite, KoalaBear4>;
  const Tr transcript{NoStatement{}};
  // Bits 32 and above are those of nonce + 200: the next multiple of 2^(bits - 32) from 200 on.
  for (const auto& [num_bits, expected] :
       {std::pair<std::size_t, std::uint64_t>{32, 0}, {33, 0}, {36, 8}, {39, 56}, {40, 56}}) {
    const std::size_t bits = num_bits;  // clang 14 captures no structured binding
    const NonceSearch<Tr, Arch> search(transcript, PowTag::query, bits);
    CAPTURE(bits);
    CHECK(search.smallest_in(0, 1000) == expected);
    CHECK(search.smallest_in_one_by_one(0, 1000) == expected);
  }
}

namespace {

/// After this "permutation" slot 0 is p - 1 for the nonce 37 and smaller by 256 for every further nonce; slot 1 is one.
/// Slot 3 holds the number of bits, 8, plus 256 times the nonce.
struct RefusedPermutation {
  static constexpr std::size_t width = 24;
  template <class T>
  static void permute(std::array<T, width>& x) {
    T constant = T::zero();
    for (int i = 0; i < 8 + 37 * 256 - 1; ++i) constant += T::one();
    x[0] = constant - x[3];
    x[1] = T::one();
  }
};

struct RefusedSuite {
  using Field = KoalaBear;
  using Digest = std::array<KoalaBear, 8>;
  struct Sponge {
    using Permutation = RefusedPermutation;
    static constexpr std::size_t rate = 16;
  };
  static constexpr std::uint8_t id = 97;
  static constexpr std::size_t digest_elements = 8;
  static constexpr bool algebraic = true;
};
static_assert(std::tuple_size_v<RefusedSuite::Digest> == RefusedSuite::digest_elements);

}  // namespace

TEST_CASE("nonce_search: an element that is refused is no success, and one before it is no multiple") {
  using Tr = SpongeTranscript<RefusedSuite, KoalaBear4>;
  const NonceSearch<Tr, Arch> search(Tr{NoStatement{}}, PowTag::query, 8);
  CHECK(!search.works(36));
  CHECK(!search.works(37));  // p - 1, then 1
  CHECK(search.works(38));
  CHECK(search.smallest_in(0, 100) == 38);
}
