// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstdint>
#include <span>

#define DOCTEST_CONFIG_VOID_CAST_EXPRESSIONS  // results are not looked at where an exception is expected
#include <doctest/doctest.h>

#include <probata/core/usage_error.hpp>
#include <probata/prf/numpy_presets.hpp>

#include "prf/mask_vectors.hpp"

using namespace probata;

TEST_CASE("numpy_presets: doubles and floats, seeded and with key and counter, every vector") {
  testing::check_mask_file("masks_numpy_philox.json", 50);
}

TEST_CASE("numpy_presets: short entropies in both spellings") {
  const std::array<std::uint32_t, 1> words{12345};
  const auto from_words = NumpyPhiloxState::from_entropy(std::span<const std::uint32_t>(words));
  CHECK(from_words.key == NumpyPhiloxState::from_entropy(12345).key);
  CHECK(NumpyPhiloxState::from_entropy(std::uint64_t{1} << 32).key != NumpyPhiloxState::from_entropy(1).key);
}

TEST_CASE("numpy_presets: a counter of all ones goes on at zero") {
  NumpyPhiloxState state{.key = {1, 2}, .counter = {}};
  for (auto& word : state.counter) word = ~std::uint64_t{0};
  const MaskSpec spec = numpy_philox(state, 8, 0.5);
  CHECK(mask_word(spec, 0) == philox4x64({0, 0, 0, 0}, {1, 2})[0]);
}

TEST_CASE("numpy_presets: types that random() does not offer are refused") {
  CHECK_THROWS_WITH(numpy_philox({}, 8, 0.5, FloatType::f16),
                    "numpy_philox: type = f16, must be f64 or f32, as NumPy's random() offers");
  CHECK_THROWS_AS(numpy_philox({}, 8, 0.5, FloatType::bf16), UsageError);
}
