// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <cstdint>

#include <doctest/doctest.h>

#include <probata/simd/sha256_instructions.hpp>

using namespace probata;

namespace {

/// First 32 bits of the fractional parts of the cube roots of the first 64 primes, by bisection.
std::array<std::uint32_t, 64> round_constants() {
  __extension__ using Wide = unsigned __int128;
  std::array<std::uint32_t, 64> constants{};
  std::size_t index = 0;
  for (std::uint64_t p = 2; index < constants.size(); ++p) {
    bool prime = true;
    for (std::uint64_t d = 2; d * d <= p; ++d) prime = prime && p % d != 0;
    if (!prime) continue;
    std::uint64_t root = 0;  // floor(2^32 p^(1/3)), below 2^35
    for (std::uint64_t bit = std::uint64_t{1} << 35; bit != 0; bit >>= 1) {
      const Wide candidate = root | bit;
      if (candidate * candidate * candidate <= Wide(p) << 96) root |= bit;
    }
    constants[index++] = static_cast<std::uint32_t>(root);
  }
  return constants;
}

}  // namespace

TEST_CASE("sha256_instructions: the one-block and the two-block example of NIST, where the processor has them") {
  if (!simd::has_sha256_instructions()) {
    MESSAGE("this processor has no SHA-256 instructions");
    return;
  }
  // FIPS 180-4, 5.3.3; "Examples with intermediate values": "abc" and "abcdbcde...nopq", padded.
  constexpr std::array<std::uint32_t, 8> initial{0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
                                                 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19};
  std::array<std::byte, 64> one{std::byte{'a'}, std::byte{'b'}, std::byte{'c'}, std::byte{0x80}};
  one[63] = std::byte{24};
  auto chaining = initial;
  simd::sha256_blocks(chaining, one.data(), 1, round_constants());
  CHECK(chaining == std::array<std::uint32_t, 8>{0xba7816bf, 0x8f01cfea, 0x414140de, 0x5dae2223, 0xb00361a3, 0x96177a9c,
                                                 0xb410ff61, 0xf20015ad});

  std::array<std::byte, 128> two{};
  for (std::size_t i = 0; i < 56; ++i) two[i] = static_cast<std::byte>('a' + i / 4 + i % 4);
  two[56] = std::byte{0x80};
  two[126] = std::byte{1};
  two[127] = std::byte{0xC0};  // 448 bits
  chaining = initial;
  simd::sha256_blocks(chaining, two.data(), 2, round_constants());
  CHECK(chaining == std::array<std::uint32_t, 8>{0x248d6a61, 0xd20638b8, 0xe5c02693, 0x0c3e6039, 0xa33ce459, 0x64ff2167,
                                                 0xf6ecedd4, 0x19db06c1});
  const auto before = chaining;
  simd::sha256_blocks(chaining, nullptr, 0, round_constants());
  CHECK(chaining == before);
}
