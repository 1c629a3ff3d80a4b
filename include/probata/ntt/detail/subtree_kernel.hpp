// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <probata/core/bits.hpp>
#include <probata/core/inline.hpp>
#include <probata/field/powers.hpp>
#include <probata/ntt/detail/butterfly_kernel.hpp>
#include <probata/ntt/detail/tail_kernel.hpp>
#include <probata/ntt/detail/twiddles.hpp>

namespace probata::inline v0_1::detail {

/// Layers per pass at most, and the depth of the tables of roots.
inline constexpr std::size_t max_layers = 12;

/// Local buffers of one thread, on its stack; a tree of max_layers layers on one vector per row fits.
template <class F, class Arch>
struct LocalBuffer {
  static constexpr std::size_t vector_bytes = Packed<F, Arch>::lanes * sizeof(F);
  static constexpr std::size_t bytes = std::max<std::size_t>(128 * 1024, vector_bytes << max_layers);
  alignas(64) std::byte storage[bytes];
  F* data() { return reinterpret_cast<F*>(storage); }
  /// Vectors per row for 2^log_rows rows: as many as fit `budget` bytes, at least one.
  static constexpr std::size_t vectors(std::size_t log_rows, std::size_t budget) {
    return std::max<std::size_t>(1, budget / (vector_bytes << log_rows));
  }
};

/// 2^k rows, `step` elements apart, in order or in bit-reversed order.
template <class F>
struct RowSource {
  const F* first;
  std::size_t step;
  bool bit_reversed;
};

/// Copies `count` elements into whole vectors, the last one filled up with zeros.
template <class P>
PROBATA_DETAIL_INLINE void load_row(const typename P::Scalar* from, std::size_t count, typename P::Scalar* to) {
  std::size_t i = 0;
  for (; i + P::lanes <= count; i += P::lanes) P::load(from + i).store(to + i);
  if (i < count) {
    P::zero().store(to + i);
    std::copy_n(from + i, count - i, to + i);
  }
}

/// Copies `count` elements out of whole vectors. `streaming`: past the caches; `to` is aligned and `count` whole
/// vectors.
template <class P, bool streaming>
PROBATA_DETAIL_INLINE void store_row(const typename P::Scalar* from, std::size_t count, typename P::Scalar* to) {
  std::size_t i = 0;
  for (; i + P::lanes <= count; i += P::lanes) {
    if constexpr (streaming) {
      P::load(from + i).stream(to + i);
    } else {
      P::load(from + i).store(to + i);
    }
  }
  if (i < count) std::copy_n(from + i, count - i, to + i);
}

/// Gathers 2^log_rows rows of `count` elements into `local`, rows of whole vectors.
template <class P>
void load_rows(const RowSource<typename P::Scalar>& source, std::size_t log_rows, std::size_t count,
               typename P::Scalar* local) {
  const std::size_t width = div_ceil(count, P::lanes) * P::lanes;
  for (std::size_t i = 0; i < (std::size_t{1} << log_rows); ++i) {
    const std::size_t row = source.bit_reversed ? reverse_bits(i, log_rows) : i;
    load_row<P>(source.first + row * source.step, count, local + i * width);
  }
}

/// The way back, in order; `to` has rows `step` elements apart.
template <class P>
void store_rows(const typename P::Scalar* local, std::size_t log_rows, std::size_t count, typename P::Scalar* to,
                std::size_t step, bool streaming) {
  const std::size_t width = div_ceil(count, P::lanes) * P::lanes;
  const std::size_t bytes = P::lanes * sizeof(typename P::Scalar);
  const bool aligned = reinterpret_cast<std::uintptr_t>(to) % bytes == 0 && step % P::lanes == 0;
  for (std::size_t i = 0; i < (std::size_t{1} << log_rows); ++i) {
    if (streaming && aligned) {
      store_row<P, true>(local + i * width, count, to + i * step);
    } else {
      store_row<P, false>(local + i * width, count, to + i * step);
    }
  }
}

/// One subtree on contiguous rows: 2^log_rows rows of `columns` elements, root x; forward or inverse (unscaled, with
/// inverse roots and the inverse of x).
template <class F, class Arch, bool forward>
class SubtreeKernel {
 public:
  using P = Packed<F, Arch>;
  using Layers = ButterflyLayers<P, forward>;
  using Buffer = LocalBuffer<F, Arch>;
  using Twiddles = TwiddleBuffer<P, max_layers>;
  static constexpr bool is_forward = forward;
  static constexpr std::size_t lanes = P::lanes;
  static constexpr std::size_t log_lanes = TailKernel<F, Arch>::log_width;
  /// Bytes of a column block: half an L1 cache beside what the tables and the matrix itself take.
  static constexpr std::size_t block_bytes = 64 * 1024;

  explicit SubtreeKernel(std::size_t log_size) : roots_(std::min(log_size, max_layers), !forward), tail_(roots_) {}
  const Roots<F, Arch>& roots() const { return roots_; }

  /// Whether rows are too narrow for vectors along the columns (some waste is accepted from four vectors on).
  static bool is_narrow(std::size_t log_rows, std::size_t columns) {
    return log_rows >= 2 * log_lanes && columns % lanes != 0 && columns < 4 * lanes;
  }

  /// log2 of the most rows that one call takes.
  static std::size_t max_rows(std::size_t columns) {
    return is_narrow(2 * log_lanes, columns) ? max_layers + log_lanes : max_layers;
  }

  /// Column blocks that `run_columns` works on separately, for matrices that are not narrow.
  static std::size_t columns_per_block(std::size_t log_rows) { return Buffer::vectors(log_rows, block_bytes) * lanes; }

  /// Wide matrices: `count` columns of the subtree, from `source` to rows of `to` that are `columns` apart.
  /// count <= columns_per_block(log_rows).
  void run_columns(const RowSource<F>& source, F* to, std::size_t log_rows, std::size_t columns, std::size_t count,
                   TwiddleView<P> twiddles, bool unit, bool streaming, RowPrefetcher prefetcher, Buffer& buffer) const {
    load_rows<P>(source, log_rows, count, buffer.data());
    const std::size_t vectors = div_ceil(count, lanes);
    run_layers(buffer.data(), vectors * lanes, log_rows, vectors, twiddles, unit, prefetcher);
    store_rows<P>(buffer.data(), log_rows, count, to, columns, streaming);
  }

  static void run_layers(F* data, std::size_t stride, std::size_t log_rows, std::size_t vectors,
                         TwiddleView<P> twiddles, bool unit, RowPrefetcher& prefetcher) {
    if (unit) {
      Layers::template run<true>(data, stride, log_rows, vectors, twiddles, prefetcher);
    } else {
      Layers::template run<false>(data, stride, log_rows, vectors, twiddles, prefetcher);
    }
  }

  /// Narrow matrices, in place: the layers above the last log2(lanes) on rows taken `lanes` at a time, the last ones by
  /// the tail kernel. `twiddles` is scratch.
  void run_narrow(F* data, std::size_t log_rows, std::size_t columns, F x, Twiddles& twiddles, Buffer& buffer) const {
    if constexpr (lanes > 1) {
      const std::size_t upper = log_rows - log_lanes;
      const std::size_t group_bits = log_rows - 2 * log_lanes;
      const std::size_t group = lanes * lanes * columns;
      RowPrefetcher nothing_to_fetch;
      const auto run_upper = [&] {
        const F upper_x = exp_power_of_two(x, log_lanes);
        const bool unit = upper_x == F::one();
        if (!unit) roots_.fill(twiddles, upper, upper_x);
        run_layers(data, lanes * columns, upper, columns, unit ? roots_.unit() : twiddles.view(), unit,
                   nothing_to_fetch);
      };
      if constexpr (forward) run_upper();
      typename TailKernel<F, Arch>::Twiddles tail_twiddles;
      for (std::size_t t = 0; t < (std::size_t{1} << group_bits); ++t) {
        const F y = x * roots_.power_of_reversed(log_rows, group_bits, t);
        roots_.fill(tail_twiddles, log_lanes, y);
        tail_.template run<forward>(data + t * group, columns, tail_twiddles.view(), buffer.data());
      }
      if constexpr (!forward) run_upper();
    }
  }

 private:
  Roots<F, Arch> roots_;
  TailKernel<F, Arch> tail_;
};

}  // namespace probata::inline v0_1::detail
