// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>

#include <probata/core/inline.hpp>
#include <probata/ntt/detail/twiddles.hpp>

/// Butterfly layers over rows of vectors.
///
/// The two formulas everything is made of, with w = factor(s, t) of the node:
///   split  (a, b) -> (a + w b, a - w b)        node modulo X^2h - w^2 to its two children
///   merge  (a, b) -> (a + b, (a - b) w^-1)     twice the way back
/// Rows are `stride` elements apart and `vectors` vectors wide. Two layers are done per pass over the rows; they are
/// worked depth first once a node fits the L1 cache.
namespace probata::inline v0_1::detail {

/// Fetches the rows of the next column block into the caches, a line or two per butterfly, while the present block is
/// worked on: rows far apart defeat the hardware's own prefetching.
class RowPrefetcher {
 public:
  /// Nothing to fetch.
  RowPrefetcher() = default;
  /// `rows` rows of `row_bytes` bytes, `step_bytes` apart.
  RowPrefetcher(const void* first, std::size_t rows, std::size_t row_bytes, std::size_t step_bytes)
      : row_(static_cast<const char*>(first)), row_bytes_(row_bytes), step_bytes_(step_bytes), rows_left_(rows) {}

  PROBATA_DETAIL_INLINE void step() {
    if (rows_left_ == 0) return;
    __builtin_prefetch(row_ + offset_, 0, 2);
    offset_ += 64;
    if (offset_ >= row_bytes_) {
      offset_ = 0;
      row_ += step_bytes_;
      --rows_left_;
    }
  }

 private:
  const char* row_ = nullptr;
  std::size_t row_bytes_ = 0;
  std::size_t step_bytes_ = 0;
  std::size_t rows_left_ = 0;
  std::size_t offset_ = 0;
};

template <class P>
PROBATA_DETAIL_INLINE void split(P& a, P& b, typename P::Multiplier w) {
  const P t = P::multiply(b, w);
  b = a - t;
  a = a + t;
}

template <class P>
PROBATA_DETAIL_INLINE void merge(P& a, P& b, typename P::Multiplier w) {
  const P t = a + b;
  b = P::subtract_multiply(a, b, w);
  a = t;
}

template <class P>
PROBATA_DETAIL_INLINE void add_subtract(P& a, P& b) {
  const P t = a + b;
  b = a - b;
  a = t;
}

/// Two layers at a node and its children, whose factors have heap indices `index`, 2 index and 2 index + 1: w1, w2, w3.
/// `unit`: w1 = w2 = 1.
///
/// As w2^2 = w1 and w3^2 = -w1, the products of the second layer are
///   w2 (a1 + w1 a3) = w2 a1 + w2^3 a3,   w3 (a1 - w1 a3) = w3 a1 + w3^3 a3:
/// sums of two products under one reduction each, so that four butterflies cost five products but three reductions.
template <class P, bool unit>
PROBATA_DETAIL_INLINE void split4(P& a0, P& a1, P& a2, P& a3, const TwiddleView<P>& twiddles, std::size_t index) {
  if constexpr (unit) {
    add_subtract(a0, a2);
    add_subtract(a1, a3);
    add_subtract(a0, a1);
    split(a2, a3, twiddles[2 * index + 1]);
  } else if constexpr (P::has_pair_products) {
    auto [s, t] = P::multiply_pairs(a1, a3, twiddles.pair(2 * index), twiddles.pair(2 * index + 1));
    split(a0, a2, twiddles[index]);
    a1 = a0 - s;
    a0 = a0 + s;
    a3 = a2 - t;
    a2 = a2 + t;
  } else {
    split(a0, a2, twiddles[index]);
    split(a1, a3, twiddles[index]);
    split(a0, a1, twiddles[2 * index]);
    split(a2, a3, twiddles[2 * index + 1]);
  }
}

/// The way back, with inverse factors: w1 (w2 (a0 - a1)) = w2^3 (a0 - a1) and -w1 (w3 (a2 - a3)) = w3^3 (a2 - a3).
template <class P, bool unit>
PROBATA_DETAIL_INLINE void merge4(P& a0, P& a1, P& a2, P& a3, const TwiddleView<P>& twiddles, std::size_t index) {
  if constexpr (unit) {
    merge(a2, a3, twiddles[2 * index + 1]);
    add_subtract(a0, a1);
    add_subtract(a0, a2);
    add_subtract(a1, a3);
  } else if constexpr (P::has_pair_products) {
    auto [s, t] = P::multiply_differences(a0, a1, a2, a3, twiddles.pair(2 * index), twiddles.pair(2 * index + 1));
    a0 = a0 + a1;
    a2 = a2 + a3;
    merge(a0, a2, twiddles[index]);
    a1 = s;
    a3 = t;
  } else {
    merge(a2, a3, twiddles[2 * index + 1]);
    merge(a0, a1, twiddles[2 * index]);
    merge(a0, a2, twiddles[index]);
    merge(a1, a3, twiddles[index]);
  }
}

/// Layers of a tree of 2^log_rows rows. `forward` splits from the root down, otherwise leaves are merged upwards.
template <class P, bool forward>
struct ButterflyLayers {
  using F = typename P::Scalar;
  using W = typename P::Multiplier;
  static constexpr std::size_t l1_bytes = 32 * 1024;

  /// All layers. `unit_root`: x = 1, so that the leftmost node of every layer has factor 1.
  template <bool unit_root>
  static void run(F* data, std::size_t stride, std::size_t log_rows, std::size_t vectors, TwiddleView<P> twiddles,
                  RowPrefetcher& prefetcher) {
    if (log_rows > 0) node<unit_root>(data, stride, log_rows, vectors, twiddles, 1, prefetcher);
  }

 private:
  /// The subtree of 2^log_rows rows below heap index `index`.
  template <bool unit>
  static void node(F* data, std::size_t stride, std::size_t log_rows, std::size_t vectors, TwiddleView<P> twiddles,
                   std::size_t index, RowPrefetcher& prefetcher) {
    const bool fits = ((vectors * P::lanes * sizeof(F)) << log_rows) <= l1_bytes;
    if (fits || log_rows <= 2) {
      layers<unit>(data, stride, log_rows, vectors, twiddles, index, prefetcher);
      return;
    }
    const std::size_t quarter = std::size_t{1} << (log_rows - 2);
    if constexpr (forward) two_layers<unit>(data, stride, quarter, vectors, twiddles, index, prefetcher);
    node<unit>(data, stride, log_rows - 2, vectors, twiddles, 4 * index, prefetcher);
    for (std::size_t i = 1; i < 4; ++i) {
      node<false>(data + i * quarter * stride, stride, log_rows - 2, vectors, twiddles, 4 * index + i, prefetcher);
    }
    if constexpr (!forward) two_layers<unit>(data, stride, quarter, vectors, twiddles, index, prefetcher);
  }

  /// The same, layer by layer.
  template <bool unit>
  static void layers(F* data, std::size_t stride, std::size_t log_rows, std::size_t vectors, TwiddleView<P> twiddles,
                     std::size_t index, RowPrefetcher& prefetcher) {
    if constexpr (forward) {
      std::size_t s = 0;
      if (log_rows % 2 != 0) {
        one_layer<unit>(data, stride, std::size_t{1} << (log_rows - 1), vectors, twiddles[index], prefetcher);
        s = 1;
      }
      for (; s < log_rows; s += 2) layer_pair<unit>(data, stride, log_rows, vectors, twiddles, index, s, prefetcher);
    } else {
      std::size_t s = log_rows;
      for (; s >= 2; s -= 2) layer_pair<unit>(data, stride, log_rows, vectors, twiddles, index, s - 2, prefetcher);
      if (s == 1) one_layer<unit>(data, stride, std::size_t{1} << (log_rows - 1), vectors, twiddles[index], prefetcher);
    }
  }

  template <bool unit>
  PROBATA_DETAIL_INLINE static void layer_pair(F* data, std::size_t stride, std::size_t log_rows, std::size_t vectors,
                                               TwiddleView<P> twiddles, std::size_t index, std::size_t s,
                                               RowPrefetcher& prefetcher) {
    const std::size_t quarter = std::size_t{1} << (log_rows - s - 2);
    const std::size_t first = index << s;
    two_layers<unit>(data, stride, quarter, vectors, twiddles, first, prefetcher);
    const std::size_t nodes = std::size_t{1} << s;
    for (std::size_t t = 1; t < nodes; ++t) {
      two_layers<false>(data + 4 * t * quarter * stride, stride, quarter, vectors, twiddles, first + t, prefetcher);
    }
  }

  template <bool unit>
  PROBATA_DETAIL_INLINE static void one_layer(F* data, std::size_t stride, std::size_t half, std::size_t vectors, W w,
                                              RowPrefetcher& prefetcher) {
    RowPrefetcher fetch = prefetcher;  // a copy that stays in registers
    for (std::size_t j = 0; j < half; ++j) {
      F* row0 = data + j * stride;
      F* row1 = row0 + half * stride;
      for (std::size_t v = 0; v < vectors * P::lanes; v += P::lanes) {
        fetch.step();
        P a = P::load(row0 + v);
        P b = P::load(row1 + v);
        if constexpr (unit) {
          add_subtract(a, b);
        } else if constexpr (forward) {
          split(a, b, w);
        } else {
          merge(a, b, w);
        }
        a.store(row0 + v);
        b.store(row1 + v);
      }
    }
    prefetcher = fetch;
  }

  template <bool unit>
  PROBATA_DETAIL_INLINE static void two_layers(F* data, std::size_t stride, std::size_t quarter, std::size_t vectors,
                                               TwiddleView<P> twiddles, std::size_t index, RowPrefetcher& prefetcher) {
    const std::size_t step = quarter * stride;
    RowPrefetcher fetch = prefetcher;
    for (std::size_t j = 0; j < quarter; ++j) {
      F* row = data + j * stride;
      for (std::size_t v = 0; v < vectors * P::lanes; v += P::lanes) {
        fetch.step();
        fetch.step();
        P a0 = P::load(row + v);
        P a1 = P::load(row + v + step);
        P a2 = P::load(row + v + 2 * step);
        P a3 = P::load(row + v + 3 * step);
        if constexpr (forward) {
          split4<P, unit>(a0, a1, a2, a3, twiddles, index);
        } else {
          merge4<P, unit>(a0, a1, a2, a3, twiddles, index);
        }
        a0.store(row + v);
        a1.store(row + v + step);
        a2.store(row + v + 2 * step);
        a3.store(row + v + 3 * step);
      }
    }
    prefetcher = fetch;
  }
};

}  // namespace probata::inline v0_1::detail
