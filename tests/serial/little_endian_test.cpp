// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <cstdint>

#include <doctest/doctest.h>

#include <probata/serial/little_endian.hpp>

#include "support/random.hpp"

using namespace probata;

namespace {

constexpr std::array<std::byte, 8> counting = {std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4},
                                               std::byte{5}, std::byte{6}, std::byte{7}, std::byte{8}};
static_assert(serial::load_little_endian<std::uint8_t>(counting.data()) == 0x01);
static_assert(serial::load_little_endian<std::uint16_t>(counting.data()) == 0x0201);
static_assert(serial::load_little_endian<std::uint32_t>(counting.data()) == 0x04030201);
static_assert(serial::load_little_endian<std::uint64_t>(counting.data()) == 0x0807060504030201);

}  // namespace

TEST_CASE_TEMPLATE("little_endian: storing and loading are inverse, at any address", U, std::uint8_t, std::uint16_t,
                   std::uint32_t, std::uint64_t) {
  testing::Rng rng{41};
  INFO("seed ", rng.seed());
  std::array<std::byte, 16> bytes{};
  for (std::size_t offset = 0; offset < 8; ++offset) {
    for (int i = 0; i < 100; ++i) {
      const U value = static_cast<U>(rng.u64());
      serial::store_little_endian(bytes.data() + offset, value);
      REQUIRE(serial::load_little_endian<U>(bytes.data() + offset) == value);
      REQUIRE(bytes[offset] == static_cast<std::byte>(value & 0xFFU));
    }
  }
}
