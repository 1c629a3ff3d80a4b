// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How challenges are made of squeezed bytes, with bytes that the tests choose. Laws: transcript_test.cpp; known
// answers: vectors_test.cpp.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include <probata/hash/byte_suites.hpp>
#include <probata/serial/little_endian.hpp>
#include <probata/transcript/byte_transcript.hpp>

#include "support/bytes.hpp"
#include "support/field_samples.hpp"
#include "support/random.hpp"
#include "support/tiny_field.hpp"
#include "transcript/transcript_cases.hpp"

using namespace probata;
using namespace probata::testing;

template <>
inline constexpr std::uint8_t probata::format_field_id<TinyField2> = 200;

namespace {

/// Bytes that are squeezed from a fresh transcript, whatever its state is.
Bytes chosen_bytes;

/// A tagged hash whose digest for the message state || le64(counter) is the counter-th 32 chosen bytes.
struct ChosenTagged {
  using Digest = std::array<std::byte, 32>;
  struct Hasher {
    constexpr Hasher& update(std::span<const std::byte>) { return *this; }
    constexpr Digest digest() const { return {}; }
  };

  constexpr explicit ChosenTagged(std::string_view tag) : squeezes(tag == "probata/1/squeeze") {}
  Hasher start() const { return {}; }
  Digest hash(std::span<const std::byte> message) const {
    Digest digest{};
    if (!squeezes) return digest;
    const auto counter = serial::load_little_endian<std::uint64_t>(message.data() + 32);
    for (std::size_t i = 0; i < 32; ++i) digest[i] = chosen_bytes.at(32 * counter + i);
    return digest;
  }
  bool squeezes;
};

struct ChosenSuite {
  using Tagged = ChosenTagged;
  using Digest = ChosenTagged::Digest;
  static constexpr std::uint8_t id = 99;
  static constexpr bool algebraic = false;
};

/// Makes these words, and ones behind them, what is squeezed.
template <class Word>
void choose(const std::vector<Word>& words) {
  chosen_bytes.clear();
  for (const Word word : words) {
    for (std::size_t i = 0; i < sizeof(Word); ++i)
      chosen_bytes.push_back(static_cast<std::byte>((word >> (8 * i)) & 0xFF));
  }
  chosen_bytes.resize((chosen_bytes.size() + 31) / 32 * 32 + 64, std::byte{1});
}

}  // namespace

TEST_CASE("byte_transcript: a 31-bit field takes four bytes without their top bit, if they are below p") {
  constexpr std::uint32_t top = 0x80000000;
  constexpr std::uint32_t p = KoalaBear::modulus;
  choose<std::uint32_t>({5, 5 | top, p - 1, p, p | top, p + 1, 0x7FFFFFFF, 0xFFFFFFFF, top, (p - 1) | top, 0, 77});
  ByteTranscript<ChosenSuite, KoalaBear4> transcript{NoStatement{}};
  for (const std::uint32_t v : {5U, 5U, p - 1, 0U, p - 1, 0U, 77U}) CHECK(transcript.sample_base().value() == v);
  // Twelve words, five of them refused.
  CHECK(transcript.num_squeezed() == 2);
}

TEST_CASE("byte_transcript: Goldilocks takes eight bytes, if they are below p") {
  constexpr std::uint64_t p = Goldilocks::modulus;
  choose<std::uint64_t>({5, p - 1, p, p + 1, ~std::uint64_t{0}, 0, 8});
  ByteTranscript<ChosenSuite, Goldilocks2> transcript{NoStatement{}};
  for (const std::uint64_t v : {std::uint64_t{5}, p - 1, std::uint64_t{0}, std::uint64_t{8}}) {
    CHECK(transcript.sample_base().value() == v);
  }
}

TEST_CASE("byte_transcript: every element of a field comes from equally many words") {
  // All words of seven bits, with anything above them.
  std::vector<std::uint32_t> words;
  Rng rng{0xb7};
  for (std::uint32_t v = 0; v < 128; ++v) words.push_back(v | (rng.u32() << 7));
  std::shuffle(words.begin(), words.end(), rng);
  choose(words);
  ByteTranscript<ChosenSuite, TinyField2> transcript{NoStatement{}};
  std::array<int, TinyField::modulus> counts{};
  for (std::uint32_t i = 0; i < TinyField::modulus; ++i) ++counts[transcript.sample_base().value()];
  CHECK(std::ranges::all_of(counts, [](int count) { return count == 1; }));
}

TEST_CASE("byte_transcript: an out-of-domain point is drawn again while it lies in the base field") {
  choose<std::uint32_t>({9, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 1, 3});
  ByteTranscript<ChosenSuite, KoalaBear4> transcript{NoStatement{}};
  const KoalaBear4 z = transcript.sample_out_of_domain();
  CHECK(z[0].value() == 5);
  CHECK(z[1].value() == 0);
  CHECK(z[2].value() == 0);
  CHECK(z[3].value() == 1);
  CHECK(transcript.sample_base().value() == 3);
}

TEST_CASE("byte_transcript: bits are the low ones of eight bytes") {
  choose<std::uint64_t>({~std::uint64_t{0}, 0x123456789ABCDEF0, ~std::uint64_t{0}, 0xFFFFFF0000000001, 7});
  ByteTranscript<ChosenSuite, KoalaBear4> transcript{NoStatement{}};
  CHECK(transcript.sample_bits(40) == 0xFFFFFFFFFF);
  CHECK(transcript.sample_bits(40) == 0x789ABCDEF0);
  CHECK(transcript.sample_bits(0) == 0);
  CHECK(transcript.sample_bits(33) == 0x100000001 % (std::uint64_t{1} << 32));
  CHECK(transcript.sample_bits(3) == 7);
}

TEST_CASE("byte_transcript: bytes are read in order and none is lost between reads of four and of eight") {
  Rng rng{0xb8};
  chosen_bytes = random_bytes(rng, 32 * 200);
  ByteTranscript<ChosenSuite, KoalaBear4> transcript{NoStatement{}};
  std::size_t read = 0;
  for (int i = 0; i < 500; ++i) {
    if (rng.flip()) {
      const auto expected = serial::load_little_endian<std::uint64_t>(chosen_bytes.data() + read);
      CHECK(transcript.sample_bits(40) == (expected & 0xFFFFFFFFFF));
      read += 8;
    } else {
      std::uint32_t expected = KoalaBear::modulus;
      while (expected >= KoalaBear::modulus) {
        expected = serial::load_little_endian<std::uint32_t>(chosen_bytes.data() + read) & 0x7FFFFFFF;
        read += 4;
      }
      CHECK(transcript.sample_base().value() == expected);
    }
    CHECK(transcript.num_squeezed() == (read + 31) / 32);
  }
}

TEST_CASE_TEMPLATE("byte_transcript: its state is the chain of tagged hashes of the protocol", Suite, Blake3Suite,
                   Sha256Suite, Sha3Suite) {
  using Tagged = typename Suite::Tagged;
  const auto append = [](Bytes& to, std::span<const std::byte> from) { to.insert(to.end(), from.begin(), from.end()); };
  ByteTranscript<Suite, BabyBear5> transcript{NoStatement{}};
  Bytes message = bytes_of("probata proof format 1");
  append(message, Bytes{std::byte{Suite::id}, std::byte{2}, std::byte{5}});
  auto state = Tagged("probata/1/init").hash(message);
  CHECK(transcript.state() == state);
  // Four draws of eight bytes and one more: two squeezes.
  Bytes squeezed;
  for (std::uint8_t counter = 0; counter < 2; ++counter) {
    Bytes input(state.begin(), state.end());
    append(input, Bytes{std::byte{counter}, {}, {}, {}, {}, {}, {}, {}});
    append(squeezed, Tagged("probata/1/squeeze").hash(input));
  }
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(transcript.sample_bits(40) ==
          (serial::load_little_endian<std::uint64_t>(squeezed.data() + 8 * i) & 0xFFFFFFFFFF));
  }
  static_cast<void>(transcript.sample_bits(1));
  CHECK(transcript.num_squeezed() == 2);
  CHECK(transcript.state() == state);
  transcript.absorb_bytes(BytesTag{0x31}, bytes_of("message"));
  Bytes absorbed(state.begin(), state.end());
  append(absorbed, Bytes{std::byte{2}, {}, {}, {}, {}, {}, {}, {}, std::byte{0x31}, std::byte{7}, {}, {}, {}});
  append(absorbed, bytes_of("message"));
  state = Tagged("probata/1/absorb").hash(absorbed);
  CHECK(transcript.state() == state);
  CHECK(transcript.num_squeezed() == 0);
}

namespace {

constexpr std::uint32_t first_challenge() {
  ByteTranscript<Sha256Suite, KoalaBear4> transcript{NoStatement{}};
  transcript.absorb_bytes(BytesTag::key_digest, std::array<std::byte, 32>{});
  return transcript.sample_base().value();
}
constexpr std::uint32_t at_compile_time = first_challenge();

}  // namespace

TEST_CASE("byte_transcript: runs at compile time") { CHECK(first_challenge() == at_compile_time); }
