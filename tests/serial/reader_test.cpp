// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include <probata/serial/little_endian.hpp>
#include <probata/serial/reader.hpp>
#include <probata/serial/writer.hpp>

#include "support/field_samples.hpp"
#include "support/fields.hpp"
#include "support/random.hpp"
#include "support/tiny_field.hpp"

using namespace probata;
using serial::Reader;

namespace {

constexpr Errc truncated = Errc::length_fixed;
constexpr Errc not_canonical = Errc::fixed_encoding;

std::vector<std::byte> bytes_of(std::string_view text) {
  std::vector<std::byte> bytes;
  for (const char c : text) bytes.push_back(static_cast<std::byte>(c));
  return bytes;
}

template <class U>
std::vector<std::byte> encoded(U value) {
  std::vector<std::byte> bytes(sizeof(U));
  serial::store_little_endian(bytes.data(), value);
  return bytes;
}

constexpr std::uint32_t parse_two() {
  constexpr std::array<std::byte, 3> bytes = {std::byte{5}, std::byte{1}, std::byte{2}};
  Reader reader(bytes, truncated);
  const auto a = reader.read_u8();
  const auto b = reader.read_u16();
  return reader.expect_end().ok() ? static_cast<std::uint32_t>(*a + *b) : 0;
}
static_assert(parse_two() == 5 + 0x0201);

}  // namespace

TEST_CASE("reader: integers are little-endian and follow each other without padding") {
  const std::vector<std::byte> bytes = bytes_of("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f");
  Reader reader(bytes, truncated);
  CHECK(*reader.read_u8() == 0x01);
  CHECK(*reader.read_u16() == 0x0302);
  CHECK(*reader.read_u32() == 0x07060504);
  CHECK(*reader.read_u64() == 0x0f0e0d0c0b0a0908);
  CHECK(reader.remaining() == 0);
  CHECK(reader.expect_end().ok());
}

TEST_CASE("reader: bytes are given in place") {
  const std::vector<std::byte> bytes = bytes_of("abcdef");
  Reader reader(bytes, truncated);
  static_cast<void>(reader.read_u8());
  const auto middle = reader.read_bytes(3);
  REQUIRE(middle.ok());
  CHECK(middle->data() == bytes.data() + 1);
  CHECK(middle->size() == 3);
  CHECK(reader.position() == 4);
  CHECK(reader.read_bytes(0)->empty());
}

TEST_CASE("reader: a magic number must match byte by byte") {
  const std::vector<std::byte> bytes = bytes_of("PROBAPRF");
  Reader good(bytes, truncated);
  CHECK(good.expect_bytes(bytes, Errc::header).ok());
  CHECK(good.expect_end().ok());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::vector<std::byte> changed = bytes;
    changed[i] ^= std::byte{1};
    Reader reader(changed, truncated);
    CHECK(reader.expect_bytes(bytes, Errc::header) == Status(Errc::header, 0));
    CHECK(reader.position() == 0);
  }
  Reader cut(std::span<const std::byte>(bytes).first(7), truncated);
  CHECK(cut.expect_bytes(bytes, Errc::header) == Status(truncated, 0));
}

TEST_CASE_TEMPLATE_DEFINE("reader: elements survive writing and reading", F, round_trip) {
  testing::Rng rng{51};
  INFO("seed ", rng.seed());
  const std::vector<F> values = testing::sample_elements<F>(rng, 50);
  serial::Writer writer;
  writer.write_elements(std::span<const F>(values));
  writer.write_element(values[3]);
  REQUIRE(writer.size() == (values.size() + 1) * serial::encoded_size<F>);
  Reader reader(writer.bytes(), truncated);
  std::vector<F> read(values.size());
  CHECK(reader.read_elements(std::span<F>(read), not_canonical).ok());
  CHECK(read == values);
  const auto single = reader.read_element<F>(not_canonical);
  REQUIRE(single.ok());
  CHECK(*single == values[3]);
  CHECK(reader.expect_end().ok());
}
TEST_CASE_TEMPLATE_APPLY(round_trip, testing::AllFields);

TEST_CASE_TEMPLATE_DEFINE("reader: a base element is its representative, and representatives from p on are refused", F,
                          canonical) {
  using U = typename F::Canonical;
  constexpr U p = F::modulus;
  constexpr U max = std::numeric_limits<U>::max();
  for (const U good : {U{0}, U{1}, static_cast<U>(p - 2), static_cast<U>(p - 1)}) {
    const auto bytes = encoded(good);
    Reader reader(bytes, truncated);
    const auto value = reader.read_element<F>(not_canonical);
    REQUIRE(value.ok());
    CHECK(value->value() == good);
  }
  const U top_bit = static_cast<U>(~(max >> 1));
  for (const U bad : {p, static_cast<U>(p + 1), static_cast<U>(max - 1), max, static_cast<U>(p | top_bit)}) {
    const auto bytes = encoded(bad);
    Reader reader(bytes, truncated);
    CHECK(reader.read_element<F>(not_canonical).status() == Status(not_canonical, 0));
    CHECK(reader.position() == 0);
  }
}
TEST_CASE_TEMPLATE_APPLY(canonical, testing::SmallFields);

TEST_CASE("reader: in the field of 97 elements exactly 97 of the low 2^16 words are elements") {
  using testing::TinyField;
  std::size_t accepted = 0;
  for (std::uint32_t word = 0; word < (1U << 16); ++word) {
    const auto bytes = encoded(word);
    Reader reader(bytes, truncated);
    if (const auto value = reader.read_element<TinyField>(not_canonical); value.ok()) {
      ++accepted;
      REQUIRE(value->value() == word);
    }
  }
  CHECK(accepted == 97);
}

TEST_CASE_TEMPLATE_DEFINE("reader: an extension element is its coefficients, constant term first, each canonical", E,
                          coefficients) {
  using F = typename E::Prime;
  using U = typename F::Canonical;
  std::vector<std::byte> bytes;
  for (std::size_t i = 0; i < E::degree; ++i) {
    const auto piece = encoded(static_cast<U>(i + 1));
    bytes.insert(bytes.end(), piece.begin(), piece.end());
  }
  REQUIRE(bytes.size() == serial::encoded_size<E>);
  Reader reader(bytes, truncated);
  const auto value = reader.read_element<E>(not_canonical);
  REQUIRE(value.ok());
  for (std::size_t i = 0; i < E::degree; ++i) CHECK((*value)[i] == F::from_u64(i + 1));

  for (std::size_t i = 0; i < E::degree; ++i) {
    std::vector<std::byte> bad = bytes;
    serial::store_little_endian(bad.data() + i * sizeof(U), F::modulus);
    Reader hostile(bad, truncated);
    CHECK(hostile.read_element<E>(not_canonical).status() == Status(not_canonical, 0));
  }
}
TEST_CASE_TEMPLATE_APPLY(coefficients, testing::ExtensionFields);

TEST_CASE("reader: the index of a failure is the byte where the refused element begins") {
  serial::Writer writer;
  writer.write_u16(7);
  for (std::uint32_t v : {1U, 2U, KoalaBear::modulus, 4U}) writer.write_u32(v);
  Reader reader(writer.bytes(), truncated);
  static_cast<void>(reader.read_u16());
  std::array<KoalaBear, 4> values;
  CHECK(reader.read_elements(std::span<KoalaBear>(values), not_canonical) == Status(not_canonical, 2 + 2 * 4));
  CHECK(reader.position() == 2);
}

TEST_CASE("reader: truncated at every length, the first missing read fails and nothing is read past the end") {
  serial::Writer writer;
  writer.write_u8(1);
  writer.write_u16(2);
  writer.write_u32(3);
  writer.write_u64(4);
  writer.write_text("magic");
  writer.write_element(KoalaBear::from_u64(5));
  writer.write_element(KoalaBear4::one());
  writer.write_element(Goldilocks3::one());
  const auto whole = writer.bytes();
  const std::vector<std::size_t> ends = {1, 3, 7, 15, 20, 24, 40, 64};
  REQUIRE(whole.size() == ends.back());
  const std::vector<std::byte> magic = bytes_of("magic");

  for (std::size_t length = 0; length <= whole.size(); ++length) {
    CAPTURE(length);
    // A copy of exactly this size: the address sanitizer sees any read past it.
    const std::vector<std::byte> bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    Reader reader(bytes, truncated);
    std::vector<Status> statuses;
    statuses.push_back(reader.read_u8().status());
    statuses.push_back(reader.read_u16().status());
    statuses.push_back(reader.read_u32().status());
    statuses.push_back(reader.read_u64().status());
    statuses.push_back(reader.expect_bytes(magic, Errc::header));
    statuses.push_back(reader.read_element<KoalaBear>(not_canonical).status());
    statuses.push_back(reader.read_element<KoalaBear4>(not_canonical).status());
    statuses.push_back(reader.read_element<Goldilocks3>(not_canonical).status());
    std::size_t complete = 0;
    while (complete < ends.size() && ends[complete] <= length) ++complete;
    const std::size_t begin = complete == 0 ? 0 : ends[complete - 1];
    for (std::size_t i = 0; i < ends.size(); ++i) {
      if (i < complete) {
        CHECK(statuses[i].ok());
      } else {
        CHECK(statuses[i] == Status(truncated, static_cast<std::uint32_t>(begin)));
      }
    }
    CHECK(reader.position() == begin);
    CHECK(reader.expect_end().ok() == (length == whole.size()));
  }
}

TEST_CASE("reader: bytes left over are refused") {
  const std::vector<std::byte> bytes(5);
  Reader reader(bytes, Errc::length_total);
  static_cast<void>(reader.read_u32());
  CHECK(reader.expect_end() == Status(Errc::length_total, 4));
}

TEST_CASE("reader: hostile lengths are compared, never added or multiplied") {
  const std::vector<std::byte> bytes(16);
  const std::size_t max = std::numeric_limits<std::size_t>::max();
  for (const std::size_t count : {std::size_t{17}, max, max - 1, max / 2 + 1, max - 15}) {
    Reader reader(bytes, truncated);
    static_cast<void>(reader.read_u8());
    CHECK(reader.read_bytes(count).status() == Status(truncated, 1));
    CHECK(reader.position() == 1);
  }
  // As many elements that their bytes wrap around to 16; the span is never touched.
  KoalaBear one_element;
  Reader reader(bytes, truncated);
  const std::span<KoalaBear> claimed(&one_element, (std::size_t{1} << 62) + 4);
  CHECK(reader.read_elements(claimed, not_canonical) == Status(truncated, 0));
}

TEST_CASE("reader: after a failure every read fails with the first status") {
  const std::vector<std::byte> bytes(12, std::byte{0xFF});
  Reader reader(bytes, truncated);
  CHECK(!reader.read_element<KoalaBear>(not_canonical).ok());
  const Status first(not_canonical, 0);
  CHECK(reader.status() == first);
  CHECK(reader.read_u8().status() == first);
  CHECK(reader.read_u64().status() == first);
  CHECK(reader.read_bytes(1).status() == first);
  CHECK(reader.read_bytes(100).status() == first);
  CHECK(reader.expect_bytes({}, Errc::header) == first);
  CHECK(reader.read_element<Goldilocks2>(Errc::header).status() == first);
  CHECK(reader.fail(Errc::table) == first);
  CHECK(reader.expect_end() == first);
  CHECK(reader.remaining() == 12);
}

TEST_CASE("reader: a parser's own check and the codes of later parts") {
  const std::vector<std::byte> bytes(2);
  Reader reader(bytes, Errc::instance_format);
  static_cast<void>(reader.read_u16());
  reader.set_truncated(Errc::length_total);
  Reader other = reader;
  CHECK(reader.read_u8().status() == Status(Errc::length_total, 2));
  CHECK(other.fail(Errc::table) == Status(Errc::table, 2));
}

TEST_CASE("reader: whatever random bytes it accepts, writing gives them back") {
  testing::Rng rng{52};
  INFO("seed ", rng.seed());
  std::size_t accepted = 0;
  for (int i = 0; i < 20000; ++i) {
    std::array<std::byte, 16> bytes;
    for (std::byte& b : bytes) b = static_cast<std::byte>(rng.u8());
    Reader reader(bytes, truncated);
    if (const auto value = reader.read_element<KoalaBear4>(not_canonical); value.ok()) {
      ++accepted;
      std::array<std::byte, 16> again;
      serial::FixedWriter writer(again);
      writer.write_element(*value);
      REQUIRE(again == bytes);
    }
  }
  // About (p / 2^32)^4 = 6 % are elements.
  CHECK(accepted > 1000);
  CHECK(accepted < 1500);
}
