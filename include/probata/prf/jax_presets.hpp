// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <probata/core/bits.hpp>
#include <probata/core/usage_error.hpp>
#include <probata/prf/check_mask_spec.hpp>
#include <probata/prf/jax_key.hpp>
#include <probata/prf/mask_spec.hpp>
#include <probata/prf/threshold.hpp>

/// Masks of jax.random.bernoulli(key, keep, shape), and so of flax's Dropout. `keep` is one minus the rate as the
/// framework computes it; `type` is the dtype of the probability, not of the activations: float32 by default, float64
/// under jax_enable_x64 (another mask). Checked against JAX 0.10.2 and Flax 0.12.8 on a CPU.
namespace probata::inline v0_1 {

namespace detail {

struct JaxPreset {
  const char* where;
  JaxImpl impl;
  Cipher cipher;
  unsigned rounds;
};

inline MaskSpec jax_mask(const JaxPreset& preset, const JaxKey& key, std::uint64_t elements, Probability keep,
                         FloatType type) {
  if (key.impl != preset.impl) {
    throw_usage(preset.where, "key.impl", static_cast<unsigned>(key.impl),
                "the implementation that the preset is named after");
  }
  MaskSpec spec{.cipher = preset.cipher, .rounds = preset.rounds, .elements = elements};
  for (std::size_t i = 0; i < key.size(); ++i) spec.key[i] = key.words[i];
  spec.selection = WordSelection::xor_of_block;
  switch (type) {
    case FloatType::f32:
      spec.window = {.shift = 9, .bits = 23};
      break;
    case FloatType::bf16:
      spec.window = {.shift = 1, .bits = 7};
      break;  // of the low byte of the word
    case FloatType::f64:
      spec.window = {.shift = 12, .bits = 52};
      break;
    case FloatType::f16:
      throw_usage(preset.where, "type", "f16", "f32, bf16 or, for partitionable threefry2x32, f64");
  }
  spec.threshold = uniform_threshold(keep, type, spec.window.bits);
  return spec;
}

inline void require_not_f64(const char* where, FloatType type) {
  if (type == FloatType::f64) {
    throw_usage(where, "type", "f64", "f32 or bf16; words of 64 bits are defined for partitionable threefry2x32 only");
  }
}

/// A preset's description, which is right by construction unless the caller's shape is not.
inline MaskSpec checked(MaskSpec spec) {
  check_mask_spec(spec);
  return spec;
}

}  // namespace detail

/// Threefry2x32, one block per element: the default of JAX.
/// @throws UsageError if the key is of another implementation or the type is f16.
[[nodiscard]] inline MaskSpec jax_threefry_partitionable(const JaxKey& key, std::uint64_t elements, Probability keep,
                                                         FloatType type = FloatType::f32) {
  MaskSpec spec = detail::jax_mask({"jax_threefry_partitionable", JaxImpl::threefry2x32, Cipher::threefry2x32, 20}, key,
                                   elements, keep, type);
  spec.counters = BlockPerElement{};
  if (type == FloatType::f64) spec.selection = WordSelection::two_words;
  return detail::checked(spec);
}

/// Threefry2x32 with jax_threefry_partitionable = False. The mask of a part is not a part of the mask.
/// @throws UsageError if the key is of another implementation, the type neither f32 nor bf16, or the mask needs more
///         than 2^32 - 2 words (an element takes one, with bf16 a quarter): there JAX goes on with other keys.
[[nodiscard]] inline MaskSpec jax_threefry_original(const JaxKey& key, std::uint64_t elements, Probability keep,
                                                    FloatType type = FloatType::f32) {
  detail::require_not_f64("jax_threefry_original", type);
  MaskSpec spec = detail::jax_mask({"jax_threefry_original", JaxImpl::threefry2x32, Cipher::threefry2x32, 20}, key,
                                   elements, keep, type);
  spec.counters = SplitHalves{};
  const bool is_byte = type == FloatType::bf16;
  spec.selection = is_byte ? WordSelection::quarter_of_word : WordSelection::word;
  if (div_ceil(elements, std::uint64_t{is_byte ? 4U : 1U}) > 0xFFFFFFFE) {
    throw_usage("jax_threefry_original", "elements", elements, "at most what 2^32 - 2 words serve");
  }
  return detail::checked(spec);
}

/// impl="rbg" on a CPU: XLA's RngBitGenerator, which is Philox4x32 there. Other devices may differ.
[[nodiscard]] inline MaskSpec jax_rbg(const JaxKey& key, std::uint64_t elements, Probability keep,
                                      FloatType type = FloatType::f32) {
  detail::require_not_f64("jax_rbg", type);
  MaskSpec spec = detail::jax_mask({"jax_rbg", JaxImpl::rbg, Cipher::philox4x32, 10}, key, elements, keep, type);
  spec.key = {key.words[0], key.words[1]};
  spec.counters = ConsecutiveBlocks{{key.words[2], key.words[3], key.words[0], key.words[1]}};
  spec.selection = WordSelection::word;
  return detail::checked(spec);
}

/// impl="philox4x32", new in JAX 0.10.
[[nodiscard]] inline MaskSpec jax_philox4x32(const JaxKey& key, std::uint64_t elements, Probability keep,
                                             FloatType type = FloatType::f32) {
  detail::require_not_f64("jax_philox4x32", type);
  return detail::checked(
      detail::jax_mask({"jax_philox4x32", JaxImpl::philox4x32, Cipher::philox4x32, 10}, key, elements, keep, type));
}

/// impl="philox2x32", new in JAX 0.10.
[[nodiscard]] inline MaskSpec jax_philox2x32(const JaxKey& key, std::uint64_t elements, Probability keep,
                                             FloatType type = FloatType::f32) {
  detail::require_not_f64("jax_philox2x32", type);
  return detail::checked(
      detail::jax_mask({"jax_philox2x32", JaxImpl::philox2x32, Cipher::philox2x32, 10}, key, elements, keep, type));
}

/// impl="threefry4x32", new in JAX 0.10.
[[nodiscard]] inline MaskSpec jax_threefry4x32(const JaxKey& key, std::uint64_t elements, Probability keep,
                                               FloatType type = FloatType::f32) {
  detail::require_not_f64("jax_threefry4x32", type);
  return detail::checked(detail::jax_mask({"jax_threefry4x32", JaxImpl::threefry4x32, Cipher::threefry4x32, 20}, key,
                                          elements, keep, type));
}

}  // namespace probata::inline v0_1
