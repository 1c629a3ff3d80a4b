// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <vector>

#include <probata/core/bits.hpp>
#include <probata/core/inline.hpp>
#include <probata/ntt/detail/butterfly_kernel.hpp>
#include <probata/ntt/detail/twiddles.hpp>

namespace probata::inline v0_1::detail {

/// The layers below vectors, for matrices with fewer columns than a vector has lanes.
///
/// Rows are contiguous, so n consecutive rows of w columns are as well n/W rows of W w columns: that view serves all
/// layers but the last m = log2(W), W = lanes. There W consecutive nodes of W rows each are transposed, node b into
/// lane b. Node b has root y w_2m^(rev_m(b)) where y is the root of their common ancestor; the second factor is a fixed
/// table, applied as a twist of the coefficients (X -> v_b X), and y is the same in all lanes.
template <class F, class Arch>
class TailKernel {
 public:
  using P = Packed<F, Arch>;
  static constexpr std::size_t width = P::lanes;                                                  ///< W
  static constexpr std::size_t log_width = static_cast<std::size_t>(std::countr_zero(P::lanes));  ///< m
  using Twiddles = TwiddleBuffer<P, log_width>;

  TailKernel() = default;
  /// @param roots  roots of the direction in which the kernel will be used.
  explicit TailKernel(const Roots<F, Arch>& roots) : twist_(width * width, F::one()) {
    if constexpr (2 * log_width <= F::two_adicity) {
      for (std::size_t b = 0; b < width; ++b) {
        const F v = roots.generator(2 * log_width).pow(reverse_bits(b, log_width));
        F power = F::one();
        for (std::size_t q = 0; q < width; ++q) {
          twist_[q * width + b] = power;
          power = power * v;
        }
      }
    }
  }

  /// `forward`: splits W nodes of W rows each, `columns` elements per row, down to their leaves. Otherwise merges the
  /// leaves (given inverse roots), which undoes it up to a factor W. `twiddles` belong to the tree with root y and W
  /// leaves; `scratch` holds W * columns vectors: vector f is element f of each node.
  template <bool forward>
  void run(F* data, std::size_t columns, TwiddleView<P> twiddles, F* scratch) const {
    RowPrefetcher nothing_to_fetch;
    gather(data, columns, scratch);
    if constexpr (forward) twist(scratch, columns);
    ButterflyLayers<P, forward>::template run<false>(scratch, width * columns, log_width, columns, twiddles,
                                                     nothing_to_fetch);
    if constexpr (!forward) twist(scratch, columns);
    scatter(scratch, columns, data);
  }

 private:
  static void gather(const F* data, std::size_t columns, F* scratch) {
    for (std::size_t tile = 0; tile < columns; ++tile) {
      std::array<P, width> rows;
      for (std::size_t b = 0; b < width; ++b) rows[b] = P::load(data + (b * columns + tile) * width);
      P::transpose(rows);
      for (std::size_t i = 0; i < width; ++i) rows[i].store(scratch + (tile * width + i) * width);
    }
  }
  static void scatter(const F* scratch, std::size_t columns, F* data) {
    for (std::size_t tile = 0; tile < columns; ++tile) {
      std::array<P, width> rows;
      for (std::size_t i = 0; i < width; ++i) rows[i] = P::load(scratch + (tile * width + i) * width);
      P::transpose(rows);
      for (std::size_t b = 0; b < width; ++b) rows[b].store(data + (b * columns + tile) * width);
    }
  }
  void twist(F* scratch, std::size_t columns) const {
    for (std::size_t q = 1; q < width; ++q) {
      const P factor = P::load(twist_.data() + q * width);
      for (std::size_t i = q * columns; i < (q + 1) * columns; ++i) {
        (P::load(scratch + i * width) * factor).store(scratch + i * width);
      }
    }
  }

  std::vector<F> twist_;  ///< entry q W + b = w_2m^(q rev_m(b))
};

}  // namespace probata::inline v0_1::detail
