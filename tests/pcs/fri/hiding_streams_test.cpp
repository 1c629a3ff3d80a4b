// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/extension_fields.hpp>
#include <probata/pcs/fri/hiding_streams.hpp>
#include <probata/prf/deterministic_random.hpp>
#include <probata/serial/writer.hpp>

#include "support/bytes.hpp"
#include "support/fields.hpp"

namespace probata::testing {

/// Gives the bytes 0, 1, 2, ...: a seed that hiding_streams_vectors.py knows.
class CountingRandom {
 public:
  CountingRandom() = default;
  CountingRandom(CountingRandom&&) = default;
  CountingRandom& operator=(CountingRandom&&) = default;
  CountingRandom(const CountingRandom&) = delete;
  CountingRandom& operator=(const CountingRandom&) = delete;
  ~CountingRandom() = default;

  void fill(std::span<std::byte> out) {
    for (std::byte& byte : out) byte = static_cast<std::byte>(next_++);
  }
  CountingRandom fork(std::string_view) { return {}; }

 private:
  unsigned next_ = 0;
};

}  // namespace probata::testing

namespace probata::inline v0_1 {
template <>
inline constexpr bool hides_secrets<testing::CountingRandom> = true;
}  // namespace probata::inline v0_1

using namespace probata;

static_assert(!std::copyable<HidingStreams> && !std::movable<HidingStreams>);

namespace {

Sha256::Digest identity() { return Sha256::hash(testing::bytes_of("identity of a proof")); }

/// The streams of the seed 0, 1, 2, ..., 31.
struct KnownStreams : testing::CountingRandom, HidingStreams {
  KnownStreams() : HidingStreams(static_cast<testing::CountingRandom&>(*this), identity()) {}
};

template <class F, class Arch = simd::DefaultArch>
std::vector<F> elements(const HidingStreams& streams, std::size_t a, std::size_t b, std::size_t count) {
  std::vector<F> result;
  streams.elements<F, Arch>(HidingPurpose::column_mask, a, b, count,
                            [&](const F& element) { result.push_back(element); });
  return result;
}

struct KnownKey {
  int purpose;
  std::size_t a;
  std::size_t b;
  std::string_view key;
};
// From hiding_streams_vectors.py.
constexpr std::array<KnownKey, 7> known_keys{{
    {1, 0U, 0U, "a56bd2b75284220fb4ea38cc09961877429a33f476b2f80412359a7a7e3af905"},
    {1, 0U, 1U, "427764ad55ad2d179a64063579796686b7494c8694c0a17e6882f4d55e86443c"},
    {2, 3U, 7U, "a2cee9ac27dc3e283dd30dc1aaea55710072e3911292579a2c8766238a0c8efc"},
    {3, 20U, 5U, "2f2986e8e4d5d06542ae026d61352e9e6b3ec4831da00d41908d0480b46bed8d"},
    {4, 1U, 8U, "1014c600947fa7fe3e2bb69657b0b2493143674f6ad9e238b6ec10b0ed324a4c"},
    {5, 65537U, 0U, "271aa34649a02aac004730ef0253ca7e27beef946e6c8cb9cb8589e638f3c515"},
    {1, 4294967295U, 2147483648U, "3996e5eccb1afe1b8e38b4651c6c135b7844e01f486c02c94e3e367da6ea50c7"},
}};

/// The first two elements and the last of a stream, and SHA-256 of all of them, eight bytes each.
struct KnownElements {
  std::size_t count;
  std::uint64_t first;
  std::uint64_t second;
  std::uint64_t last;
  std::string_view digest;
};
constexpr std::array<KnownElements, 3> known_elements{{
    // KoalaBear: 1 words rejected
    {200, 428848458U, 1104408958U, 1805809444U, "6c47482b28bef48e165eff1d05a72234a7af29334d60d1d880ab29f92dec6bef"},
    // BabyBear: 12 words rejected
    {200, 428848458U, 1104408958U, 1433654151U, "613825656532e7ae4971d8eea1facb06d98a13487c80ef7d24c7e9517d5bb2c1"},
    // Goldilocks: 0 words rejected
    {20, 13966772393303061834U, 16027233953124460651U, 16808511280345327903U,
     "94d1bc93fa1f62e686d258cae1a19ebe6df8e4d3db716e94dec2475a36f4f714"},
}};

template <class F, class Arch>
void check_known(const KnownElements& known) {
  const KnownStreams streams;
  const std::vector<F> stream = elements<F, Arch>(streams, 2, 3, known.count);
  REQUIRE(stream.size() == known.count);
  CHECK(stream[0].value() == known.first);
  CHECK(stream[1].value() == known.second);
  CHECK(stream.back().value() == known.last);
  serial::Writer writer;
  for (const F& element : stream) writer.write_u64(element.value());
  CHECK(testing::hex_of(Sha256::hash(writer.bytes())) == known.digest);
}

}  // namespace

TEST_CASE("hiding streams: keys are those of the protocol") {
  const KnownStreams streams;
  for (const KnownKey& known : known_keys) {
    CHECK(testing::hex_of(streams.key(static_cast<HidingPurpose>(known.purpose), known.a, known.b)) == known.key);
  }
}

TEST_CASE("hiding streams: elements are those of the protocol, rejected words left out") {
  check_known<KoalaBear, simd::DefaultArch>(known_elements[0]);
  check_known<KoalaBear, simd::Scalar>(known_elements[0]);
  check_known<BabyBear, simd::DefaultArch>(known_elements[1]);
  check_known<BabyBear, simd::Scalar>(known_elements[1]);
  check_known<Goldilocks, simd::DefaultArch>(known_elements[2]);
  check_known<Goldilocks, simd::Scalar>(known_elements[2]);
}

TEST_CASE_TEMPLATE("hiding streams: a stream is the same, however much of it is read", F, KoalaBear, BabyBear,
                   Goldilocks) {
  const KnownStreams streams;
  const std::vector<F> all = elements<F>(streams, 0, 4, 5000);
  REQUIRE(all.size() == 5000);
  for (const std::size_t count :
       {0U, 1U, 7U, 8U, 9U, 15U, 16U, 17U, 31U, 32U, 33U, 500U, 511U, 512U, 513U, 1023U, 1024U, 1025U, 2049U, 4999U}) {
    CAPTURE(count);
    const std::vector<F> some = elements<F>(streams, 0, 4, count);
    REQUIRE(std::equal(some.begin(), some.end(), all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count)));
  }
}

TEST_CASE("hiding streams: no two streams share a key") {
  const KnownStreams streams;
  std::set<std::string> keys;
  std::size_t count = 0;
  for (int purpose = 1; purpose <= 5; ++purpose) {
    for (std::size_t a = 0; a < 40; ++a) {
      for (std::size_t b = 0; b < 60; ++b) {
        keys.insert(testing::hex_of(streams.key(static_cast<HidingPurpose>(purpose), a, b)));
        ++count;
      }
    }
  }
  CHECK(keys.size() == count);
}

TEST_CASE("hiding streams: other seeds and other identities give other streams") {
  DeterministicRandomForTests random(1);
  const HidingStreams first(random, identity());
  const HidingStreams second(random, identity());  // the same generator, read on
  DeterministicRandomForTests again(1);
  const HidingStreams repeated(again, identity());
  DeterministicRandomForTests once_more(1);
  const HidingStreams other_identity(once_more, Sha256::hash(testing::bytes_of("identity of another proof")));
  const auto read = [](const HidingStreams& streams) { return elements<KoalaBear>(streams, 0, 0, 8); };
  CHECK(read(first) == read(repeated));
  CHECK(read(first) != read(second));
  CHECK(read(first) != read(other_identity));
  CHECK(read(second) != read(other_identity));
}

TEST_CASE("hiding streams: elements of a small field are spread over all of it") {
  // Far from a test of ChaCha20: it would notice a wrong mask or a modulus that is never rejected.
  const KnownStreams streams;
  std::array<std::size_t, 16> high_bits{};
  for (const BabyBear& element : elements<BabyBear>(streams, 7, 7, 16000)) ++high_bits[element.value() >> 27];
  // BabyBear has 15 * 2^27 + 1 elements: all but the last sixteenth.
  CHECK(high_bits[15] <= 1);
  for (std::size_t i = 0; i < 15; ++i) {
    CHECK(high_bits[i] > 900);
    CHECK(high_bits[i] < 1240);
  }
}
