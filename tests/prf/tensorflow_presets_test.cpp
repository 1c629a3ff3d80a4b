// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <variant>

#define DOCTEST_CONFIG_VOID_CAST_EXPRESSIONS  // results are not looked at where an exception is expected
#include <doctest/doctest.h>

#include <probata/core/usage_error.hpp>
#include <probata/prf/tensorflow_presets.hpp>

#include "prf/mask_vectors.hpp"

using namespace probata;

TEST_CASE("tensorflow_presets: Philox in four types, every vector") {
  testing::check_mask_file("masks_tf_philox.json", 36);
}

TEST_CASE("tensorflow_presets: the scrambled keys and counters that TensorFlow uses") {
  const auto document = testing::read_vectors("masks_tf_philox.json");
  std::size_t states = 0;
  for (const auto& v : document.at("vectors")) {
    if (!v.contains("key")) continue;
    ++states;
    const TensorflowSeed seed{v.at("seed")[0].get<std::uint64_t>(), v.at("seed")[1].get<std::uint64_t>()};
    const auto state = tensorflow_philox_state(seed);
    for (std::size_t i = 0; i < 2; ++i) CHECK(state.key[i] == testing::hex_number(v.at("key")[i]));
    for (std::size_t i = 0; i < 4; ++i) CHECK(state.counter[i] == testing::hex_number(v.at("counter")[i]));
  }
  CHECK(states == 24);
}

TEST_CASE("tensorflow_presets: the default algorithm under XLA, every vector") {
  testing::check_mask_file("masks_tf_auto_xla.json", 12);
}

TEST_CASE("tensorflow_presets: Threefry under XLA, every vector") {
  testing::check_mask_file("masks_tf_threefry_xla.json", 30);
}

TEST_CASE("tensorflow_presets: elements of a mask of 2^25 at the threshold and beside it") {
  testing::check_edge_file("edges_tf.json", 4);
}

TEST_CASE("tensorflow_presets: XLA splits the first even extent, else the first of the largest ones") {
  const auto split = [](std::initializer_list<std::uint64_t> shape) {
    const std::span<const std::uint64_t> extents(shape.begin(), shape.size());
    return std::get<SplitDimension>(tensorflow_threefry_xla({1, 2}, extents, 0.5).counters);
  };
  CHECK(split({3, 4, 5, 2}) == SplitDimension{3, 4, 10});
  CHECK(split({3, 7, 5}) == SplitDimension{3, 7, 5});
  CHECK(split({5, 3, 5}) == SplitDimension{1, 5, 15});
  CHECK(split({3, 5, 5}) == SplitDimension{3, 5, 5});
}

TEST_CASE("tensorflow_presets: seeds and shapes that XLA cannot have are refused") {
  const std::array<std::uint64_t, 2> shape{4, 5};
  CHECK_THROWS_AS(tensorflow_threefry_xla({std::uint64_t{1} << 32, 0}, shape, 0.5), UsageError);
  CHECK_THROWS_AS(tensorflow_threefry_xla({1, 2}, {}, 0.5), UsageError);
  CHECK_THROWS_AS(tensorflow_threefry_xla({1, 2}, std::array<std::uint64_t, 2>{3, 0}, 0.5), UsageError);
  // Odd extents whose product is 1 modulo 2^64.
  constexpr std::array<std::uint64_t, 3> wrapping{0xFFFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF, 2};
  CHECK_THROWS_AS(tensorflow_threefry_xla({1, 2}, wrapping, 0.5), UsageError);
  CHECK_NOTHROW(tensorflow_threefry_xla({1, 2}, shape, 0.5));
}
