// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>

#include <doctest/doctest.h>

#include <probata/prf/generate_mask.hpp>
#include <probata/prf/mask_words.hpp>

#include "prf/mask_json.hpp"

/// Checks of the files tests/vectors/masks_*.json and edges_*.json.
namespace probata::testing {

/// Compares everything that a mask vector states: window, threshold, first words, mask and the number of ones.
inline void check_mask_vector(const Json& v) {
  CAPTURE(v.at("id").get<std::string>());
  const MaskSpec spec = mask_spec_from(v);
  const auto& value = v.at("value");
  CHECK(spec.window ==
        MaskWindow{value.at("shift").get<unsigned>(), value.at("bits").get<unsigned>(), value.value("fold", false)});
  CHECK((spec.comparison == Comparison::less) == (v.at("compare") == "lt"));
  CHECK(spec.threshold == std::stoull(v.at("threshold").get<std::string>()));
  const unsigned bits = v.at("word_bits").get<unsigned>();
  const std::uint64_t word_mask = bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
  std::uint64_t i = 0;
  for (const auto& word : v.at("words")) {
    REQUIRE((mask_word(spec, i) & word_mask) == hex_number(word));  // JAX: of bf16 words the low byte counts
    ++i;
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
