// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <doctest/doctest.h>

#include <probata/hash/sha256.hpp>
#include <probata/prf/generate_mask.hpp>
#include <probata/prf/mask_words.hpp>
#include <probata/prf/mt19937.hpp>

#include "prf/mask_json.hpp"

/// Checks of the files tests/vectors/masks_*.json and edges_*.json.
namespace probata::testing {

/// The words of all elements, `bits` of each.
inline std::vector<std::uint64_t> all_words(const MaskSpec& spec, unsigned bits) {
  const std::uint64_t kept_bits = bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
  std::vector<std::uint64_t> words(spec.elements);
  if (spec.cipher == Cipher::mt19937) {  // one pass: mask_word draws all earlier words each time
    Mt19937 generator(static_cast<std::uint32_t>(spec.key[0]));
    generator.discard(2 * std::get<Sequence>(spec.counters).skipped);
    for (auto& word : words) word = generator.next64() & kept_bits;
  } else {
    for (std::uint64_t i = 0; i < spec.elements; ++i) words[i] = mask_word(spec, i) & kept_bits;
  }
  return words;
}

/// SHA-256 in hex of numbers of `size` bytes each, low byte first.
inline std::string sha256_of_numbers(std::span<const std::uint64_t> numbers, unsigned size) {
  std::vector<std::byte> bytes;
  for (const std::uint64_t number : numbers) {
    for (unsigned k = 0; k < size; ++k) bytes.push_back(static_cast<std::byte>(number >> (8 * k) & 0xFF));
  }
  std::vector<std::uint8_t> digest;
  for (const std::byte byte : Sha256::hash(bytes)) digest.push_back(std::to_integer<std::uint8_t>(byte));
  return hex(digest);
}

/// Compares everything that a mask vector states: window, threshold, words, uniforms, mask and the number of ones.
inline void check_mask_vector(const Json& v) {
  CAPTURE(v.at("id").get<std::string>());
  const MaskSpec spec = mask_spec_from(v);
  const auto& value = v.at("value");
  CHECK(spec.window ==
        MaskWindow{value.at("shift").get<unsigned>(), value.at("bits").get<unsigned>(), value.value("fold", false)});
  CHECK((spec.comparison == Comparison::less) == (v.at("compare") == "lt"));
  CHECK(spec.threshold == std::stoull(v.at("threshold").get<std::string>()));
  CHECK(spec.elements == v.at("n").get<std::uint64_t>());
  const unsigned bits = v.at("word_bits").get<unsigned>();
  const auto words = all_words(spec, bits);  // JAX: of bf16 words the low byte counts
  REQUIRE(v.at("words").size() <= words.size());
  for (std::size_t i = 0; i < v.at("words").size(); ++i) REQUIRE(words[i] == hex_number(v.at("words")[i]));
  CHECK(mask_word(spec, 0) % 256 == words[0] % 256);
  CHECK(sha256_of_numbers(words, bits / 8) == v.at("words_sha256").get<std::string>());
  if (v.contains("uniform_f32_sha256")) {  // the framework's uniforms, which are exactly draw / 2^bits
    std::vector<std::uint64_t> uniforms;
    for (const std::uint64_t word : words) {
      const auto draw = static_cast<float>(draw_of(spec, word));
      uniforms.push_back(std::bit_cast<std::uint32_t>(std::ldexp(draw, -static_cast<int>(spec.window.bits))));
    }
    CHECK(sha256_of_numbers(uniforms, 4) == v.at("uniform_f32_sha256").get<std::string>());
  }
  const auto mask = mask_bits(spec);
  CHECK(hex(mask) == v.at("mask").get<std::string>());
  std::uint64_t kept = 0;
  for (const std::uint8_t byte : mask) kept += static_cast<std::uint64_t>(std::popcount(byte));
  CHECK(kept == v.at("kept").get<std::uint64_t>());
}

/// All vectors of a file; there must be `count`, so that none is lost unnoticed.
inline void check_mask_file(const std::string& name, std::size_t count) {
  CAPTURE(name);
  const Json file = read_vectors(name);
  REQUIRE(file.at("vectors").size() == count);
  for (const auto& v : file.at("vectors")) check_mask_vector(v);
}

/// Elements of large masks that lie at a threshold: [index, word, kept].
inline void check_edge_file(const std::string& name, std::size_t count) {
  CAPTURE(name);
  const Json file = read_vectors(name);
  REQUIRE(file.at("vectors").size() == count);
  for (const auto& v : file.at("vectors")) {
    CAPTURE(v.at("id").get<std::string>());
    const MaskSpec spec = mask_spec_from(v);
    CHECK(spec.threshold == std::stoull(v.at("threshold").get<std::string>()));
    for (const auto& at : v.at("at")) {
      const auto i = at[0].get<std::uint64_t>();
      const std::uint64_t word = mask_word(spec, i);
      CHECK(word == hex_number(at[1]));
      CHECK(keeps(spec, word) == at[2].get<bool>());
      std::array<std::uint8_t, 1> bit{};
      generate_mask_bits(spec, {i, i + 1}, bit);
      CHECK(bit[0] == (at[2].get<bool>() ? 1 : 0));
    }
  }
}

}  // namespace probata::testing
