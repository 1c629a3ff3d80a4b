// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstdint>
#include <utility>

#include <doctest/doctest.h>

#include <probata/prf/mask_spec.hpp>

using namespace probata;

TEST_CASE("mask_spec: windows cut bit fields") {
  MaskSpec spec;
  spec.window = {.shift = 9, .bits = 23};
  CHECK(draw_of(spec, 0xFFFFFFFF) == 0x7FFFFF);
  CHECK(draw_of(spec, 0x000003FF) == 1);
  spec.window = {.shift = 0, .bits = 7};
  CHECK(draw_of(spec, 0x1234567F) == 0x7F);
  CHECK(draw_of(spec, 0x12345680) == 0);
  spec.window = {.shift = 11, .bits = 53};
  CHECK(draw_of(spec, ~std::uint64_t{0}) == (std::uint64_t{1} << 53) - 1);
}

TEST_CASE("mask_spec: folding complements words with the top bit") {
  MaskSpec spec;
  spec.window = {.shift = 0, .bits = 31, .fold = true};
  CHECK(draw_of(spec, 0) == 0);
  CHECK(draw_of(spec, 0x7FFFFFFF) == 0x7FFFFFFF);
  CHECK(draw_of(spec, 0x80000000) == 0x7FFFFFFF);
  CHECK(draw_of(spec, 0xFFFFFFFF) == 0);
}

TEST_CASE("mask_spec: both comparisons at the threshold and its neighbours") {
  MaskSpec spec;
  spec.window = {.shift = 0, .bits = 32};
  spec.threshold = 1000;
  for (const auto& [word, below] : {std::pair{999U, true}, {1000U, false}, {1001U, false}}) {
    spec.comparison = Comparison::less;
    CHECK(keeps(spec, word) == below);
    spec.comparison = Comparison::at_least;
    CHECK(keeps(spec, word) == !below);
  }
  spec.comparison = Comparison::less;
  spec.threshold = std::uint64_t{1} << 32;
  CHECK(keeps(spec, 0xFFFFFFFF));
  spec.threshold = 0;
  CHECK_FALSE(keeps(spec, 0));
}

TEST_CASE("mask_spec: counter modes follow cipher and selection") {
  MaskSpec spec;
  spec.cipher = Cipher::poseidon2_24;
  CHECK(counter_mode(spec) == CounterMode::n31);
  CHECK(elements_per_block(spec) == 16);
  CHECK(word_bits(spec) == 31);
  spec.selection = WordSelection::byte_of_element;
  CHECK(counter_mode(spec) == CounterMode::n8);
  CHECK(elements_per_block(spec) == 48);
  CHECK(word_bits(spec) == 9);
  spec.selection = WordSelection::bit_of_element;
  CHECK(counter_mode(spec) == CounterMode::half);
  CHECK(elements_per_block(spec) == 384);
  CHECK(word_bits(spec) == 1);
  spec.cipher = Cipher::chacha20;
  spec.selection = WordSelection::word;
  CHECK(counter_mode(spec) == CounterMode::w32);
  CHECK(elements_per_block(spec) == 16);
  spec.selection = WordSelection::quarter_of_word;
  CHECK(counter_mode(spec) == CounterMode::w8);
  CHECK(elements_per_block(spec) == 64);
}

TEST_CASE("mask_spec: the width of words follows the selection") {
  MaskSpec spec;
  CHECK(word_bits(spec) == 32);
  spec.selection = WordSelection::two_words;
  CHECK(word_bits(spec) == 64);
  spec.selection = WordSelection::quarter_of_word;
  CHECK(word_bits(spec) == 8);
  spec.cipher = Cipher::philox4x64;
  spec.selection = WordSelection::half_of_word;
  CHECK(word_bits(spec) == 32);
  spec.selection = WordSelection::word;
  CHECK(word_bits(spec) == 64);
}
