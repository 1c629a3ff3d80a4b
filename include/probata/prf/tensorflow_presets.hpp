// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <probata/core/bits.hpp>
#include <probata/core/usage_error.hpp>
#include <probata/prf/check_mask_spec.hpp>
#include <probata/prf/mask_spec.hpp>
#include <probata/prf/philox.hpp>
#include <probata/prf/threshold.hpp>

/// Masks of tf.nn.experimental.stateless_dropout(x, rate, seed, rng_alg). Kept is what is at least the rate. `type` is
/// the dtype of x. Checked against TensorFlow 2.21 on a CPU, eager and under XLA.
namespace probata::inline v0_1 {

/// The two 64-bit numbers of a stateless seed.
using TensorflowSeed = std::array<std::uint64_t, 2>;

/// Philox key and counter (words, low first) to which TensorFlow scrambles a stateless seed.
struct TensorflowPhiloxState {
  std::array<std::uint32_t, 2> key;
  std::array<std::uint64_t, 4> counter;
};
[[nodiscard]] constexpr TensorflowPhiloxState tensorflow_philox_state(const TensorflowSeed& seed) noexcept {
  const auto low = [](std::uint64_t x) { return static_cast<std::uint32_t>(x); };
  const auto high = [](std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); };
  const auto m = philox4x32({low(seed[0]), high(seed[0]), low(seed[1]), high(seed[1])}, {0x3EC8F720, 0x02461E29});
  return {{m[0], m[1]}, {0, 0, m[2], m[3]}};
}

/// rng_alg="philox", eager or compiled, and the default algorithm in eager mode.
[[nodiscard]] inline MaskSpec tensorflow_philox(const TensorflowSeed& seed, std::uint64_t elements, Probability rate,
                                                FloatType type = FloatType::f32) {
  const TensorflowPhiloxState state = tensorflow_philox_state(seed);
  MaskSpec spec{.cipher = Cipher::philox4x32, .rounds = 10, .elements = elements};
  spec.key = {state.key[0], state.key[1]};
  spec.counters = ConsecutiveBlocks{state.counter};
  spec.comparison = Comparison::at_least;
  switch (type) {
    case FloatType::f32:
      spec.window = {.shift = 0, .bits = 23};
      break;
    case FloatType::bf16:
      spec.window = {.shift = 0, .bits = 7};
      break;
    case FloatType::f16:
      spec.window = {.shift = 0, .bits = 10};
      break;
    case FloatType::f64:
      spec.window = {.shift = 0, .bits = 52};
      spec.selection = WordSelection::two_words;
      break;
  }
  spec.threshold = uniform_threshold(rate, type, spec.window.bits);
  check_mask_spec(spec);
  return spec;
}

/// The default algorithm under jit_compile=True: the words of tensorflow_philox, but their high bits. float32 only.
[[nodiscard]] inline MaskSpec tensorflow_auto_xla(const TensorflowSeed& seed, std::uint64_t elements,
                                                  Probability rate) {
  MaskSpec spec = tensorflow_philox(seed, elements, rate);
  spec.window.shift = 9;
  return spec;
}

/// rng_alg="threefry" under jit_compile=True (there is no eager kernel on a CPU). float32 only.
///
/// @param seed   two 32-bit integers.
/// @param shape  of the tensor: XLA splits its first even dimension, or else the largest one, in two.
/// @throws UsageError if a part of the seed exceeds 32 bits, or the shape is empty, has a zero or 2^64 elements.
[[nodiscard]] inline MaskSpec tensorflow_threefry_xla(const TensorflowSeed& seed, std::span<const std::uint64_t> shape,
                                                      Probability rate) {
  for (const std::uint64_t part : seed) {
    if (part > 0xFFFFFFFF) throw_usage("tensorflow_threefry_xla", "seed", part, "below 2^32 in both parts");
  }
  if (shape.empty()) throw_usage("tensorflow_threefry_xla", "shape", "empty", "a list of extents");
  std::uint64_t elements = 1;
  std::size_t split = shape.size();
  std::size_t largest = 0;
  for (std::size_t d = 0; d < shape.size(); ++d) {
    if (shape[d] == 0) throw_usage("tensorflow_threefry_xla", "shape", shape[d], "at least 1 in every dimension");
    const auto product = checked_mul(elements, shape[d]);
    if (!product) throw_usage("tensorflow_threefry_xla", "shape", shape[d], "of less than 2^64 elements in all");
    elements = *product;
    if (split == shape.size() && shape[d] % 2 == 0) split = d;
    if (shape[d] > shape[largest]) largest = d;
  }
  if (split == shape.size()) split = largest;
  SplitDimension map{.outer = 1, .extent = shape[split], .inner = 1};
  for (std::size_t d = 0; d < split; ++d) map.outer *= shape[d];
  for (std::size_t d = split + 1; d < shape.size(); ++d) map.inner *= shape[d];

  MaskSpec spec{.cipher = Cipher::threefry2x32, .rounds = 20, .elements = elements};
  spec.key = {seed[0], seed[1]};
  spec.counters = map;
  spec.window = {.shift = 9, .bits = 23};
  spec.comparison = Comparison::at_least;
  spec.threshold = uniform_threshold(rate, FloatType::f32, spec.window.bits);
  check_mask_spec(spec);
  return spec;
}

}  // namespace probata::inline v0_1
