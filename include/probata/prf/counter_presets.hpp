// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <probata/core/usage_error.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/hash/chacha20.hpp>
#include <probata/prf/check_mask_spec.hpp>
#include <probata/prf/counter_modes.hpp>
#include <probata/prf/counter_record.hpp>
#include <probata/prf/mask_spec.hpp>
#include <probata/prf/threshold.hpp>
#include <probata/serial/little_endian.hpp>

/// Masks of the counter modes of counter_modes.hpp. They are no framework's: thresholds are keep times the number of
/// values, rounded to the nearest integer, ties to even.
namespace probata::inline v0_1 {

namespace detail {

inline MaskSpec poseidon2_mask(const Poseidon2Counter::Key& key, const CounterRecord& record, std::uint64_t elements) {
  MaskSpec spec{.cipher = Cipher::poseidon2_24, .rounds = 31, .elements = elements};
  for (std::size_t i = 0; i < key.size(); ++i) spec.key[i] = key[i].value();
  spec.counters = RecordBlocks{record};
  return spec;
}

inline MaskSpec chacha20_mask(const ChaCha20::Key& key, const CounterRecord& record, std::uint64_t elements) {
  MaskSpec spec{.cipher = Cipher::chacha20, .rounds = 20, .elements = elements};
  for (std::size_t i = 0; i < spec.key.size(); ++i) {
    spec.key[i] = serial::load_little_endian<std::uint32_t>(key.data() + 4 * i);
  }
  spec.counters = RecordBlocks{record};
  return spec;
}

}  // namespace detail

/// Poseidon2, one element of the field for each element: kept with probability T / p, within 2^-31.9 of `keep`.
/// @throws UsageError if a number of the record is too large, or 2^48 blocks of 16 too few.
[[nodiscard]] inline MaskSpec poseidon2_n31(const Poseidon2Counter::Key& key, const CounterRecord& record,
                                            std::uint64_t elements, Probability keep) {
  MaskSpec spec = detail::poseidon2_mask(key, record, elements);
  spec.selection = WordSelection::word;
  spec.window = {.shift = 0, .bits = 31};
  spec.threshold = rounded_threshold(keep, KoalaBear::modulus);
  check_mask_spec(spec);
  return spec;
}

/// Poseidon2, one byte for each element: kept with probability (T / 256) (1 - 1 / p), T = round(256 keep).
/// @throws UsageError if a number of the record is too large, or 2^48 blocks of 48 too few.
[[nodiscard]] inline MaskSpec poseidon2_n8(const Poseidon2Counter::Key& key, const CounterRecord& record,
                                           std::uint64_t elements, Probability keep) {
  MaskSpec spec = detail::poseidon2_mask(key, record, elements);
  spec.selection = WordSelection::byte_of_element;
  spec.window = {.shift = 0, .bits = 9};
  spec.threshold = rounded_threshold(keep, 256);
  check_mask_spec(spec);
  return spec;
}

/// Poseidon2, one bit for each element: kept with probability (1 / 2) (1 - 1 / p).
/// @throws UsageError if a number of the record is too large, or 2^48 blocks of 384 too few.
[[nodiscard]] inline MaskSpec poseidon2_half(const Poseidon2Counter::Key& key, const CounterRecord& record,
                                             std::uint64_t elements) {
  MaskSpec spec = detail::poseidon2_mask(key, record, elements);
  spec.selection = WordSelection::bit_of_element;
  spec.window = {.shift = 0, .bits = 1};
  spec.comparison = Comparison::at_least;
  spec.threshold = 1;
  check_mask_spec(spec);
  return spec;
}

/// ChaCha20, one word for each element: kept with probability T / 2^32, T = round(2^32 keep).
/// @throws UsageError if a number of the record is too large, or 2^32 blocks of 16 too few.
[[nodiscard]] inline MaskSpec chacha20_w32(const ChaCha20::Key& key, const CounterRecord& record,
                                           std::uint64_t elements, Probability keep) {
  MaskSpec spec = detail::chacha20_mask(key, record, elements);
  spec.selection = WordSelection::word;
  spec.window = {.shift = 0, .bits = 32};
  spec.threshold = rounded_threshold(keep, std::uint64_t{1} << 32);
  check_mask_spec(spec);
  return spec;
}

/// ChaCha20, one byte for each element: kept with probability T / 256, T = round(256 keep).
/// @throws UsageError if a number of the record is too large, or 2^32 blocks of 64 too few.
[[nodiscard]] inline MaskSpec chacha20_w8(const ChaCha20::Key& key, const CounterRecord& record, std::uint64_t elements,
                                          Probability keep) {
  MaskSpec spec = detail::chacha20_mask(key, record, elements);
  spec.selection = WordSelection::quarter_of_word;
  spec.window = {.shift = 0, .bits = 8};
  spec.threshold = rounded_threshold(keep, 256);
  check_mask_spec(spec);
  return spec;
}

}  // namespace probata::inline v0_1
