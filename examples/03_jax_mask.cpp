// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What you learn: a dropout mask is a deterministic function of a seed, and this library computes the same bits as the
// framework. Here Flax's nn.Dropout(rate=0.1), in a module Block_0 of a model called with rngs={"dropout": key(3)}:
//
//   class Block(nn.Module):                                # JAX 0.10.2, Flax 0.12.8
//     @nn.compact
//     def __call__(self, x): return nn.Dropout(0.1, deterministic=False)(x)
//
// and what changes the mask without a warning.
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include <probata/prf/generate_mask.hpp>
#include <probata/prf/presets.hpp>

using namespace probata;

namespace {

std::string hex(std::span<const std::uint8_t> bytes) {
  std::string text;
  char digits[3];
  for (const std::uint8_t byte : bytes) {
    std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned>(byte));
    text += digits;
  }
  return text;
}

unsigned differing_bits(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
  unsigned count = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    count += static_cast<unsigned>(std::popcount(static_cast<unsigned>(a[i] ^ b[i])));
  }
  return count;
}

}  // namespace

int main() {
  // What Flax printed for activations of shape (2, 96): element i is bit i mod 8 of byte i / 8.
  const std::string by_flax = "ffb3fdfffffffffdff7eeffffdffff7ff6feffffffffffff";

  // Flax folds a hash of the module's path and the number of the call into the root key.
  const JaxKey root = JaxKey::from_seed(3);
  const JaxKey key = root.fold_in(flax_path_hash({"Block_0", "Dropout_0", std::uint64_t{1}}));
  const MaskSpec spec = jax_threefry_partitionable(key, 2 * 96, 0.9);
  const std::vector<std::uint8_t> mask = mask_bits(spec);
  std::printf("Flax      %s\nprobata   %s\n", by_flax.c_str(), hex(mask).c_str());

  // One element on its own: its word, the number cut out of it, the threshold.
  const std::uint64_t element = 10;
  const std::uint64_t word = mask_word(spec, element);
  std::printf("element %u: word %08x, draw %u, threshold %u: %s\n", static_cast<unsigned>(element),
              static_cast<unsigned>(word), static_cast<unsigned>(draw_of(spec, word)),
              static_cast<unsigned>(spec.threshold), keeps(spec, word) ? "kept" : "dropped");

  // The second row alone: a part of a mask costs only its own elements.
  std::vector<std::uint8_t> second_row(96 / 8);
  generate_mask_bits(spec, {96, 192}, second_row);
  std::printf("row 1     %s\n", hex(second_row).c_str());

  // The same seed and rate, another mask: a second call, 64-bit mode, the splitting of older versions.
  const JaxKey second_call = root.fold_in(flax_path_hash({"Block_0", "Dropout_0", std::uint64_t{2}}));
  const auto other = [&](const char* what, const MaskSpec& changed) {
    std::printf("%-32s %3u of 192 bits differ\n", what, differing_bits(mask, mask_bits(changed)));
  };
  other("second call", jax_threefry_partitionable(second_call, 192, 0.9));
  other("jax_enable_x64", jax_threefry_partitionable(key, 192, 0.9, FloatType::f64));
  other("jax_threefry_partitionable=False", jax_threefry_original(key, 192, 0.9));

  return hex(mask) == by_flax && hex(second_row) == by_flax.substr(24) ? 0 : 1;
}
