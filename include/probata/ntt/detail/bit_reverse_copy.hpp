// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include <probata/core/bits.hpp>
#include <probata/field/packed.hpp>
#include <probata/ntt/detail/tail_kernel.hpp>
#include <probata/parallel/concepts.hpp>

namespace probata::inline v0_1::detail {

/// Row i of `in` becomes row rev(i) of `out`; 2^log_rows rows of `columns` elements, contiguous, not overlapping.
///
/// Row indices are read as (a, middle, b) with m = log2(lanes) bits each for a and b: for one middle part the rows form
/// a square that is transposed, so that both sides are touched a cache line at a time.
template <class F, class Arch, Executor Ex>
void bit_reverse_copy(const F* in, std::size_t log_rows, std::size_t columns, F* out, const Ex& executor) {
  using P = Packed<F, Arch>;
  constexpr std::size_t width = P::lanes;
  constexpr std::size_t m = TailKernel<F, Arch>::log_width;
  if (log_rows < 2 * m || width == 1) {
    for (std::size_t i = 0; i < (std::size_t{1} << log_rows); ++i) {
      std::copy_n(in + i * columns, columns, out + reverse_bits(i, log_rows) * columns);
    }
    return;
  }
  const std::size_t middle_bits = log_rows - 2 * m;
  const std::size_t high_step = (std::size_t{1} << (log_rows - m)) * columns;
  executor.parallel_for(std::size_t{1} << middle_bits, 64, [&](std::size_t begin, std::size_t end) {
    for (std::size_t middle = begin; middle < end; ++middle) {
      const F* from = in + (middle << m) * columns;
      F* to = out + (reverse_bits(middle, middle_bits) << m) * columns;
      if (columns == 1) {
        std::array<P, width> rows;
        for (std::size_t i = 0; i < width; ++i) rows[i] = P::load(from + reverse_bits(i, m) * high_step);
        P::transpose(rows);
        for (std::size_t b = 0; b < width; ++b) rows[b].store(to + reverse_bits(b, m) * high_step);
      } else {
        for (std::size_t i = 0; i < width; ++i) {
          const F* source = from + reverse_bits(i, m) * high_step;
          for (std::size_t b = 0; b < width; ++b) {
            std::copy_n(source + b * columns, columns, to + reverse_bits(b, m) * high_step + i * columns);
          }
        }
      }
    }
  });
}

}  // namespace probata::inline v0_1::detail
