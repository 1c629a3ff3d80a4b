// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstdint>
#include <string_view>

#include <probata/core/usage_error.hpp>

/// The coordinates of a random word in a run, as the counter modes of counter_modes.hpp take them.
namespace probata::inline v0_1 {

/// How the words of a record's blocks are used up.
enum class CounterMode : std::uint8_t {
  n31 = 0,   ///< Poseidon2: whole elements of the field
  n8 = 1,    ///< Poseidon2: the low three bytes of each
  half = 2,  ///< Poseidon2: the low 24 bits of each
  w16 = 3,   ///< Poseidon2: the low 16 bits of each
  w32 = 4,   ///< ChaCha20: whole words
  w8 = 5,    ///< ChaCha20: the bytes of each
};

/// What random words are for.
struct CounterRecord {
  std::uint8_t stream = 3;    ///< 1 initial weights, 2 data order, 3 dropout, 4 splits, 5 augmentation
  std::uint64_t step = 0;     ///< below 2^48, with ChaCha20 below 2^32
  std::uint32_t site = 0;     ///< below 2^24
  std::uint32_t replica = 0;  ///< or micro-batch, below 2^24
  friend bool operator==(const CounterRecord&, const CounterRecord&) = default;
};

namespace detail {

inline constexpr std::uint64_t two_24 = std::uint64_t{1} << 24;

/// @throws UsageError naming the number that is too large.
constexpr void check_record(std::string_view where, const CounterRecord& record, unsigned step_bits) {
  if (record.step >> step_bits != 0) {
    throw_usage(where, "record.step", record.step, step_bits == 32 ? "below 2^32, with ChaCha20" : "below 2^48");
  }
  if (record.site >= two_24) throw_usage(where, "record.site", record.site, "below 2^24");
  if (record.replica >= two_24) throw_usage(where, "record.replica", record.replica, "below 2^24");
}

}  // namespace detail

}  // namespace probata::inline v0_1
