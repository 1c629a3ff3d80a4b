// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/extension_fields.hpp>
#include <probata/serial/writer.hpp>

#include "support/fields.hpp"

using namespace probata;

namespace {

std::string hex(std::span<const std::byte> bytes) {
  std::string text;
  for (const std::byte b : bytes) {
    text += "0123456789abcdef"[static_cast<unsigned>(b) >> 4];
    text += "0123456789abcdef"[static_cast<unsigned>(b) & 15U];
  }
  return text;
}

constexpr std::size_t constant_message_size() {
  std::array<std::byte, 8> room{};
  serial::FixedWriter writer(room);
  writer.write_text("ab");
  writer.write_u32(1);
  return writer.overflowed() ? 0 : writer.size();
}
static_assert(constant_message_size() == 6);

}  // namespace

static_assert(serial::encoded_size<KoalaBear> == 4 && serial::encoded_size<Goldilocks> == 8);
static_assert(serial::encoded_size<KoalaBear5> == 20 && serial::encoded_size<Goldilocks3> == 24);
static_assert(serial::encoded_size<Mersenne31x4> == 16);

TEST_CASE("writer: integers little-endian, text as it is, nothing in between") {
  serial::Writer writer;
  writer.write_u8(0x01);
  writer.write_u16(0x0203);
  writer.write_u32(0x04050607);
  writer.write_u64(0x08090a0b0c0d0e0f);
  writer.write_text("PROBA");
  writer.write_text("");
  writer.write_bytes({});
  CHECK(hex(writer.bytes()) == "010302070605040f0e0d0c0b0a090850524f4241");
}

TEST_CASE("writer: elements are written by their representatives, constant term first") {
  serial::Writer writer;
  writer.write_element(KoalaBear::from_u64(2));
  writer.write_element(-KoalaBear::one());   // p - 1 = 0x7f000000
  writer.write_element(-Goldilocks::one());  // p - 1 = 0xffffffff00000000
  writer.write_element(Goldilocks2::from_coefficients({Goldilocks::one(), Goldilocks::from_u64(16)}));
  CHECK(hex(writer.bytes()) ==
        "02000000"
        "0000007f"
        "00000000ffffffff"
        "0100000000000000"
        "1000000000000000");
}

TEST_CASE("writer: a tower is written as its coefficients over the prime field, lower field first") {
  serial::Writer writer;
  writer.write_element(Mersenne31x4::from_integers({1, 2, 3, 4}));
  CHECK(hex(writer.bytes()) == "01000000020000000300000004000000");
}

TEST_CASE("writer: continues behind given bytes and hands them over") {
  serial::Writer writer(std::vector<std::byte>{std::byte{0xaa}});
  writer.reserve(100);
  writer.write_u8(0xbb);
  CHECK(writer.size() == 2);
  const std::vector<std::byte> taken = std::move(writer).take();
  CHECK(hex(taken) == "aabb");
  CHECK(writer.size() == 0);  // NOLINT: the moved-from state is documented
}

TEST_CASE("writer: the fixed writer writes what fits, and nothing of what does not") {
  std::array<std::byte, 7> memory;
  memory.fill(std::byte{0xee});
  const auto room = std::span(memory).first(6);
  serial::FixedWriter writer(room);
  writer.write_u32(0x01020304);
  CHECK(!writer.overflowed());
  writer.write_u32(5);
  CHECK(writer.overflowed());
  CHECK(writer.size() == 4);
  CHECK(hex(memory) == "04030201eeeeee");
  // It would fit, but the message already has a hole.
  writer.write_u8(6);
  CHECK(writer.size() == 4);
  CHECK(hex(writer.bytes()) == "04030201");

  serial::FixedWriter full(room);
  full.write_text("123456");
  CHECK(!full.overflowed());
  full.write_bytes({});
  CHECK(!full.overflowed());
  full.write_elements(std::span<const KoalaBear>());
  CHECK(!full.overflowed());
  full.write_u8(0);
  CHECK(full.overflowed());
  CHECK(memory[6] == std::byte{0xee});
}

TEST_CASE("writer: both writers give the same bytes") {
  const auto write = [](auto& writer) {
    writer.write_text("probata");
    writer.write_u16(1);
    const std::array<KoalaBear4, 2> values = {KoalaBear4::one(), KoalaBear4::x()};
    writer.write_elements(std::span<const KoalaBear4>(values));
  };
  serial::Writer growing;
  write(growing);
  std::array<std::byte, 64> memory;
  serial::FixedWriter fixed(memory);
  write(fixed);
  CHECK(hex(growing.bytes()) == hex(fixed.bytes()));
}
