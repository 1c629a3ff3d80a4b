// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <probata/core/bits.hpp>
#include <probata/core/inline.hpp>
#include <probata/ntt/detail/butterfly_kernel.hpp>
#include <probata/ntt/detail/twiddles.hpp>
#include <utility>
#include <vector>

/// The layers below vectors, for matrices with fewer columns than a vector has lanes.
///
/// Rows are contiguous, so n consecutive rows of w columns are as well n/W rows of W w columns: that view serves all
/// layers but the last m = log2(W). There W consecutive nodes of W rows each are transposed, node b into lane b. Node b
/// has root y w_2m^(rev_m(b)) where y is the root of their common ancestor; the second factor is a fixed table, applied
/// as a twist of the coefficients (X -> v_b X), and y is the same in all lanes.
namespace probata::inline v0_1::detail {

/// Calls f with 0, ..., n-1 as constants.
template <std::size_t n, class Body>
PROBATA_DETAIL_INLINE void unrolled(Body&& f) {
  [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) {
    (f(std::integral_constant<std::size_t, i>{}), ...);
  }(std::make_index_sequence<n>{});
}

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
  /// leaves; `scratch` holds W * columns vectors.
  template <bool forward>
  void run(F* data, std::size_t columns, TwiddleView<P> twiddles, F* scratch) const {
    if (columns == 1) {
      std::array<P, width> v = load_transposed(data, width);
      nodes<forward>(v, twiddles);
      store_transposed(v, data, width);
      return;
    }
    gather(data, columns, scratch);
    for (std::size_t column = 0; column < columns; ++column) {
      std::array<P, width> v;
      for (std::size_t q = 0; q < width; ++q) v[q] = P::load(scratch + (q * columns + column) * width);
      nodes<forward>(v, twiddles);
      for (std::size_t q = 0; q < width; ++q) v[q].store(scratch + (q * columns + column) * width);
    }
    scatter(scratch, columns, data);
  }

 private:
  PROBATA_DETAIL_INLINE static std::array<P, width> load_transposed(const F* from, std::size_t stride) {
    std::array<P, width> v;
    unrolled<width>([&](auto i) __attribute__((always_inline)) { v[i] = P::load(from + i * stride); });
    P::transpose(v);
    return v;
  }
  PROBATA_DETAIL_INLINE static void store_transposed(std::array<P, width>& v, F* to, std::size_t stride) {
    P::transpose(v);
    unrolled<width>([&](auto i) __attribute__((always_inline)) { v[i].store(to + i * stride); });
  }

  /// Vector f of `scratch` = lane b: element f of node b, for the W * columns elements of a node.
  static void gather(const F* data, std::size_t columns, F* scratch) {
    for (std::size_t tile = 0; tile < columns; ++tile) {
      const std::array<P, width> v = load_transposed(data + tile * width, width * columns);
      for (std::size_t i = 0; i < width; ++i) v[i].store(scratch + (tile * width + i) * width);
    }
  }
  static void scatter(const F* scratch, std::size_t columns, F* data) {
    for (std::size_t tile = 0; tile < columns; ++tile) {
      std::array<P, width> v;
      for (std::size_t i = 0; i < width; ++i) v[i] = P::load(scratch + (tile * width + i) * width);
      store_transposed(v, data + tile * width, width * columns);
    }
  }

  PROBATA_DETAIL_INLINE void twist(std::array<P, width>& v) const {
    unrolled<width>([&](auto q) __attribute__((always_inline)) {
      if constexpr (q > 0) v[q] = v[q] * P::load(twist_.data() + q * width);
    });
  }

  template <bool forward>
  PROBATA_DETAIL_INLINE void nodes(std::array<P, width>& v, TwiddleView<P> twiddles) const {
    if constexpr (forward) twist(v);
    unrolled<log_width>([&](auto s) __attribute__((always_inline)) {
      layer<forward, forward ? s() : log_width - 1 - s()>(v, twiddles);
    });
    if constexpr (!forward) twist(v);
  }

  template <bool forward, std::size_t s>
  PROBATA_DETAIL_INLINE static void layer(std::array<P, width>& v, TwiddleView<P> twiddles) {
    constexpr std::size_t half = width >> (s + 1);
    unrolled<(std::size_t{1} << s)>([&](auto t) __attribute__((always_inline)) {
      const auto w = twiddles[(std::size_t{1} << s) + t];
      unrolled<half>([&](auto j) __attribute__((always_inline)) {
        constexpr std::size_t row = 2 * half * t + j;
        if constexpr (forward) {
          split(v[row], v[row + half], w);
        } else {
          merge(v[row], v[row + half], w);
        }
      });
    });
  }

  std::vector<F> twist_;  ///< entry q W + b = w_2m^(q rev_m(b))
};

}  // namespace probata::inline v0_1::detail
