// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#define DOCTEST_CONFIG_VOID_CAST_EXPRESSIONS  // results are not looked at where an exception is expected
#include <doctest/doctest.h>

#include <probata/core/usage_error.hpp>
#include <probata/prf/counter_presets.hpp>

#include "prf/mask_vectors.hpp"

using namespace probata;

namespace {

constexpr std::uint32_t p = KoalaBear::modulus;

}  // namespace

TEST_CASE("counter_presets: every vector of the Python oracle, also at the ends of counters") {
  const auto document = testing::read_vectors("counter_modes.json");
  REQUIRE(document.at("vectors").size() == 35);
  for (const auto& v : document.at("vectors")) {
    CAPTURE(v.dump());
    const std::uint64_t first = v.value("first", std::uint64_t{0});
    const auto n = v.at("n").get<std::uint64_t>();
    const MaskSpec spec = testing::counter_spec_from(v, first + n);
    CHECK(spec.threshold == std::stoull(v.at("threshold").get<std::string>()));
    CHECK(word_bits(spec) == v.at("word_bits").get<unsigned>());
    std::vector<std::uint64_t> words;
    for (std::uint64_t i = 0; i < n; ++i) words.push_back(mask_word(spec, first + i));
    CHECK(testing::sha256_of_numbers(words, 4) == v.at("words_sha256").get<std::string>());
    for (std::size_t i = 0; i < v.at("words").size(); ++i) REQUIRE(words[i] == v.at("words")[i].get<std::uint64_t>());
    std::vector<std::uint8_t> mask((n + 7) / 8);
    generate_mask_bits(spec, {first, first + n}, mask);
    CHECK(testing::hex(mask) == v.at("mask").get<std::string>());
    std::size_t kept = 0;
    for (std::uint64_t i = 0; i < n; ++i) kept += keeps(spec, words[i]) ? 1U : 0U;
    CHECK(kept == v.at("kept").get<std::size_t>());
  }
}

TEST_CASE("counter_presets: thresholds of the design's table") {
  const auto n31 = [](double keep) { return poseidon2_n31({}, {}, 1, keep).threshold; };
  CHECK(n31(0.9) == 1917635790);
  CHECK(n31(0.8) == 1704565146);
  CHECK(n31(0.75) == 1598029825);
  CHECK(n31(0.5) == 1065353216);
  CHECK(n31(0.95) == 2024171111);
  CHECK(n31(0.0) == 0);
  CHECK(n31(1.0) == p);
  const auto n8 = [](double keep) { return poseidon2_n8({}, {}, 1, keep).threshold; };
  CHECK(n8(0.9) == 230);
  CHECK(n8(0.8) == 205);
  CHECK(n8(0.75) == 192);
  CHECK(n8(0.95) == 243);
  CHECK(n8(1.0) == 256);
  CHECK(chacha20_w8({}, {}, 1, 0.9).threshold == 230);
  CHECK(chacha20_w32({}, {}, 1, 0.5).threshold == std::uint64_t{1} << 31);
  CHECK(chacha20_w32({}, {}, 1, 1.0).threshold == std::uint64_t{1} << 32);
  CHECK(chacha20_w32({}, {}, 1, 0.9).threshold == 3865470566);
}

TEST_CASE("counter_presets: p - 1 has no bytes and no ones") {
  const MaskSpec bytes = poseidon2_n8({}, {}, 48, 1.0);
  const MaskSpec bits = poseidon2_half({}, {}, 384);
  for (std::uint64_t part = 0; part < 3; ++part) {
    CHECK_FALSE(keeps(bytes, detail::part_of_word(bytes, p - 1, part)));
    CHECK(keeps(bytes, detail::part_of_word(bytes, p - 2, part)));
    CHECK_FALSE(keeps(bits, detail::part_of_word(bits, p - 1, part)));
  }
  std::array<std::uint32_t, 16> elements{};
  elements[1] = p - 1;
  elements[2] = p - 2;
  elements[3] = 0x00FF0001;
  elements[15] = 0x01000200;
  // Bytes 0 0 0, none of p - 1, ff ff ff, 1 0 ff, zeros, 0 2 0; those below 2.
  std::uint64_t below_2 = 0b111 | (std::uint64_t{0b011} << 9);
  for (unsigned k = 4; k < 15; ++k) below_2 |= std::uint64_t{0b111} << (3 * k);
  below_2 |= std::uint64_t{0b101} << 45;
  CHECK(detail::byte_verdicts<simd::Scalar>(elements.data(), 2) == below_2);
  CHECK(detail::byte_verdicts<simd::DefaultArch>(elements.data(), 2) == below_2);
  std::uint64_t all = (std::uint64_t{1} << 48) - 1;
  all &= ~(std::uint64_t{0b111} << 3);
  CHECK(detail::byte_verdicts<simd::DefaultArch>(elements.data(), 256) == all);
  CHECK(detail::byte_verdicts<simd::DefaultArch>(elements.data(), 0) == 0);
}

TEST_CASE("counter_presets: the ends of the range") {
  const auto kept = [](const MaskSpec& spec) {
    std::size_t count = 0;
    for (const auto byte : mask_bits(spec)) count += static_cast<std::size_t>(std::popcount(byte));
    return count;
  };
  for (const double keep : {0.0, 1.0}) {
    const std::size_t expected = keep == 1.0 ? 3000 : 0;
    CHECK(kept(poseidon2_n31({}, {}, 3000, keep)) == expected);
    CHECK(kept(poseidon2_n8({}, {}, 3000, keep)) == expected);  // p - 1 does not come up
    CHECK(kept(chacha20_w32({}, {}, 3000, keep)) == expected);
    CHECK(kept(chacha20_w8({}, {}, 3000, keep)) == expected);
  }
}

TEST_CASE("counter_presets: more elements than blocks serve, and records that do not fit, are refused") {
  constexpr std::uint64_t blocks = std::uint64_t{1} << 48;
  CHECK_NOTHROW(poseidon2_n31({}, {}, 16 * blocks, 0.5));
  CHECK_THROWS_AS(poseidon2_n31({}, {}, 16 * blocks + 1, 0.5), UsageError);
  CHECK_NOTHROW(poseidon2_n8({}, {}, 48 * blocks, 0.5));
  CHECK_THROWS_AS(poseidon2_n8({}, {}, 48 * blocks + 1, 0.5), UsageError);
  CHECK_NOTHROW(poseidon2_half({}, {}, 384 * blocks));
  CHECK_THROWS_AS(poseidon2_half({}, {}, 384 * blocks + 1), UsageError);
  CHECK_NOTHROW(chacha20_w32({}, {}, std::uint64_t{1} << 36, 0.5));
  CHECK_THROWS_AS(chacha20_w32({}, {}, (std::uint64_t{1} << 36) + 1, 0.5), UsageError);
  CHECK_NOTHROW(chacha20_w8({}, {}, std::uint64_t{1} << 38, 0.5));
  CHECK_THROWS_AS(chacha20_w8({}, {}, (std::uint64_t{1} << 38) + 1, 0.5), UsageError);
  CHECK_THROWS_WITH(chacha20_w8({}, {.step = std::uint64_t{1} << 32}, 1, 0.5),
                    "MaskSpec: record.step = 4294967296, must be below 2^32, with ChaCha20");
  CHECK_THROWS_AS(poseidon2_half({}, {.replica = 1U << 24}, 1), UsageError);
}
