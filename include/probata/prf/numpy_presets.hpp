// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

#include <probata/core/usage_error.hpp>
#include <probata/prf/check_mask_spec.hpp>
#include <probata/prf/mask_spec.hpp>
#include <probata/prf/numpy_seed_sequence.hpp>
#include <probata/prf/threshold.hpp>

/// Masks of numpy.random.Generator(numpy.random.Philox(...)).random(n, dtype) < keep. Checked against NumPy 2.4.6.
namespace probata::inline v0_1 {

/// State of numpy.random.Philox: 128-bit key and 256-bit counter, low word first. NumPy increments the counter before
/// it draws a block.
struct NumpyPhiloxState {
  std::array<std::uint64_t, 2> key{};
  std::array<std::uint64_t, 4> counter{};

  /// Philox(entropy): an integer of any length, in 32-bit words, low word first.
  static constexpr NumpyPhiloxState from_entropy(std::span<const std::uint32_t> entropy) noexcept {
    const auto state = numpy_seed_sequence<4>(entropy);
    return {{state[0] | std::uint64_t{state[1]} << 32, state[2] | std::uint64_t{state[3]} << 32}, {}};
  }
  static constexpr NumpyPhiloxState from_entropy(std::uint64_t entropy) noexcept {
    const std::array<std::uint32_t, 2> words{static_cast<std::uint32_t>(entropy),
                                             static_cast<std::uint32_t>(entropy >> 32)};
    return from_entropy(std::span<const std::uint32_t>(words));
  }
};

/// One draw of a fresh generator.
/// @param type  f64 (53 bits of a 64-bit word) or f32 (24 bits of a half, the low half first).
/// @throws UsageError for other types.
[[nodiscard]] inline MaskSpec numpy_philox(const NumpyPhiloxState& state, std::uint64_t elements, Probability keep,
                                           FloatType type = FloatType::f64) {
  if (type != FloatType::f64 && type != FloatType::f32) {
    throw_usage("numpy_philox", "type", type == FloatType::f16 ? "f16" : "bf16",
                "f64 or f32, as NumPy's random() offers");
  }
  MaskSpec spec{.cipher = Cipher::philox4x64, .rounds = 10, .elements = elements};
  spec.key = {state.key[0], state.key[1]};
  ConsecutiveBlocks map{state.counter};
  for (std::uint64_t& word : map.first) {
    if (++word != 0) break;
  }
  spec.counters = map;
  const bool is_double = type == FloatType::f64;
  spec.selection = is_double ? WordSelection::word : WordSelection::half_of_word;
  spec.window = {.shift = is_double ? 11U : 8U, .bits = is_double ? 53U : 24U};
  spec.threshold = uniform_threshold(keep, type, spec.window.bits);
  check_mask_spec(spec);
  return spec;
}

}  // namespace probata::inline v0_1
