// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <span>

#include <probata/core/inline.hpp>

namespace probata::inline v0_1::detail {

/// Inputs that lie anywhere.
struct ListedInputs {
  std::span<const std::byte* const> addresses;
  std::size_t count() const { return addresses.size(); }
  PROBATA_DETAIL_INLINE const std::byte* operator()(std::size_t i) const { return addresses[i]; }
};

/// Inputs at equal distances.
struct StridedInputs {
  const std::byte* first;
  std::size_t stride;
  std::size_t number;
  std::size_t count() const { return number; }
  PROBATA_DETAIL_INLINE const std::byte* operator()(std::size_t i) const { return first + i * stride; }
};

/// Where the lanes of one group of inputs are read and where their digests go.
template <std::size_t lanes>
struct LaneGroup {
  std::array<const std::byte*, lanes> from;
  std::array<std::byte*, lanes> to;

  /// What load_words() asks for: row i, from byte `offset` on.
  PROBATA_DETAIL_INLINE auto rows_at(std::size_t offset) const {
    return [this, offset](std::size_t i) { return from[i] + offset; };
  }
  PROBATA_DETAIL_INLINE auto digests() const {
    return [this](std::size_t i) { return to[i]; };
  }
};

/// Calls hash(group) for the inputs in groups of `lanes`. In the last group surplus lanes repeat the last input and
/// write to a place that is thrown away.
template <std::size_t lanes, class Inputs, class Hash>
void for_each_lane_group(const Inputs& inputs, std::byte* digests, const Hash& hash) {
  constexpr std::size_t digest_bytes = 32;
  std::array<std::byte, digest_bytes> discarded;
  const std::size_t count = inputs.count();
  for (std::size_t begin = 0; begin < count; begin += lanes) {
    LaneGroup<lanes> group;
    for (std::size_t i = 0; i < lanes; ++i) {
      group.from[i] = inputs(std::min(begin + i, count - 1));
      group.to[i] = begin + i < count ? digests + digest_bytes * (begin + i) : discarded.data();
    }
    hash(group);
  }
}

/// The last bytes of every input and zeros after them: a row of `size` bytes for each lane, to which padding is added.
template <std::size_t lanes, std::size_t size>
struct LaneTails {
  alignas(64) std::array<std::byte, lanes * size> bytes;

  /// @param length  bytes taken from each input, at most `size`; the rest becomes zero.
  LaneTails(const LaneGroup<lanes>& group, std::size_t offset, std::size_t length) : bytes{} {
    if (length == 0) return;
    for (std::size_t i = 0; i < lanes; ++i) std::memcpy(row(i), group.from[i] + offset, length);
  }

  std::byte* row(std::size_t i) { return bytes.data() + i * size; }
  const std::byte* row(std::size_t i) const { return bytes.data() + i * size; }
  PROBATA_DETAIL_INLINE auto rows_at(std::size_t offset) const {
    return [this, offset](std::size_t i) { return row(i) + offset; };
  }
};

}  // namespace probata::inline v0_1::detail
