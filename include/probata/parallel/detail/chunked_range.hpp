// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>

#include <probata/core/bits.hpp>

namespace probata::inline v0_1::detail {

/// [0, n) cut into chunks whose lengths are multiples of `grain`, except that the last chunk ends at n, and differ by
/// at most one grain (up to that exception). The cut depends on n, grain and max_chunks only. Requires grain >= 1,
/// max_chunks >= 1.
class ChunkedRange {
 public:
  constexpr ChunkedRange() noexcept = default;
  constexpr ChunkedRange(std::size_t n, std::size_t grain, std::size_t max_chunks) noexcept
      : n_(n),
        grain_(grain),
        num_grains_(div_ceil(n, grain)),
        num_chunks_(std::min(num_grains_, max_chunks)),
        short_chunk_(num_chunks_ == 0 ? 0 : num_grains_ / num_chunks_),
        num_long_chunks_(num_chunks_ == 0 ? 0 : num_grains_ % num_chunks_) {}

  constexpr std::size_t num_chunks() const noexcept { return num_chunks_; }
  /// First index of the chunk; chunk < num_chunks().
  constexpr std::size_t begin(std::size_t chunk) const noexcept { return first_grain(chunk) * grain_; }
  /// One past the last index of the chunk.
  constexpr std::size_t end(std::size_t chunk) const noexcept {
    return chunk + 1 == num_chunks_ ? n_ : first_grain(chunk + 1) * grain_;
  }

 private:
  /// The first `num_long_chunks_` chunks are one grain longer than the others.
  constexpr std::size_t first_grain(std::size_t chunk) const noexcept {
    return chunk * short_chunk_ + std::min(chunk, num_long_chunks_);
  }

  std::size_t n_ = 0;
  std::size_t grain_ = 1;
  std::size_t num_grains_ = 0;
  std::size_t num_chunks_ = 0;
  std::size_t short_chunk_ = 0;
  std::size_t num_long_chunks_ = 0;
};

}  // namespace probata::inline v0_1::detail
