// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include <probata/core/bits.hpp>
#include <probata/field/powers.hpp>
#include <probata/ntt/detail/bit_reverse_copy.hpp>
#include <probata/ntt/detail/subtree_kernel.hpp>
#include <probata/parallel/concepts.hpp>
#include <probata/simd/batch.hpp>

namespace probata::inline v0_1::detail {

/// Passes over contiguous row-major matrices, without argument checks.
///
/// 2^k rows of w columns are C = 2^c times R = 2^r rows, k = c + r. The top c layers of the tree work on rows R apart
/// and have factors that do not depend on the place within R: they are one transform of a C x (R w) matrix, done
/// column block by column block in a local buffer (*strided pass*). The lower r layers work within R contiguous rows,
/// one subtree each (*block pass*). Either pass reads and writes the matrix once.
template <class F, class Arch>
class TransformEngine {
 public:
  using P = Packed<F, Arch>;
  using Forward = SubtreeKernel<F, Arch, true>;
  using Inverse = SubtreeKernel<F, Arch, false>;
  using Buffer = LocalBuffer<F, Arch>;
  using Twiddles = TwiddleBuffer<P, max_layers>;
  static constexpr std::size_t lanes = P::lanes;
  static constexpr std::size_t strided_bytes = 32 * 1024;
  static constexpr std::size_t stream_threshold = 2 * 1024 * 1024;

  /// Tables for transforms of up to 2^max_log_rows rows.
  explicit TransformEngine(std::size_t max_log_rows) : forward_(max_log_rows), inverse_(max_log_rows) {}

  /// Coefficients in natural order to values at x w_k^(rev_k(i)), i = 0, 1, ..., in place.
  template <Executor Ex>
  void forward(F* data, std::size_t log_rows, std::size_t columns, F x, const Ex& executor) const {
    const Split split = choose_split(log_rows, columns, executor.concurrency());
    if (split.strided > 0) {
      strided_pass(forward_, data, split, columns,
                   Table(forward_.roots(), split.strided, exp_power_of_two(x, split.block)), executor);
    }
    block_pass(forward_, in_place(data, split, columns), data, split, columns, x, executor);
  }

  /// The inverse of `forward`, times 2^log_rows; `x_inverse` is the inverse of its x.
  template <Executor Ex>
  void inverse(F* data, std::size_t log_rows, std::size_t columns, F x_inverse, const Ex& executor) const {
    const Split split = choose_split(log_rows, columns, executor.concurrency());
    block_pass(inverse_, in_place(data, split, columns), data, split, columns, x_inverse, executor);
    if (split.strided > 0) {
      strided_pass(inverse_, data, split, columns,
                   Table(inverse_.roots(), split.strided, exp_power_of_two(x_inverse, split.block)), executor);
    }
  }

  /// Multiplies `count` elements by `factor`.
  template <Executor Ex>
  static void scale(F* data, std::size_t count, F factor, const Ex& executor) {
    executor.parallel_for(count, std::size_t{1} << 14, [&](std::size_t begin, std::size_t end) {
      scale_row(data + begin, end - begin, typename P::Multiplier(factor), factor);
    });
  }

  /// Values on H = <w_k> in natural order to values on the 2^log_blowup cosets x_e H, x_e = shift w_(k+b)^(rev_b(e)):
  /// coset e at rows e 2^k, ... of `out`, each in bit-reversed order. `in` and `out` must not overlap.
  ///
  /// The coefficients live in the last coset's rows of `out`: the inverse block pass writes them there, the strided
  /// pass finishes the inverse in its local buffer, starts every coset from the same buffer and overwrites them last.
  ///
  /// `masks`, row-major like the matrix, are the coefficients of polynomials r: what is evaluated is w + (X^N - 1) r,
  /// N = 2^log_rows. X^N - 1 is constant on a coset, so r joins the lowest coefficients times that.
  template <Executor Ex>
  void extend(const F* in, std::size_t log_rows, std::size_t columns, F shift, std::size_t log_blowup, F* out,
              std::span<const F> masks, const Ex& executor) const {
    const Split split = choose_split(log_rows, columns, executor.concurrency());
    const std::size_t cosets = std::size_t{1} << log_blowup;
    const std::size_t coset_size = columns << log_rows;
    F* work = out + (cosets - 1) * coset_size;
    std::vector<F> roots(cosets);
    for (std::size_t e = 0; e < cosets; ++e) {
      roots[e] = shift * forward_.roots().power_of_reversed(log_rows + log_blowup, log_blowup, e);
    }

    // Values to partial coefficients: leaves are merged up to the roots of the blocks.
    if (Inverse::is_narrow(split.block, columns) || split.block > Inverse::max_rows(columns)) {
      bit_reverse_copy<F, Arch>(in, log_rows, columns, work, executor);
      block_pass(inverse_, in_place(work, split, columns), work, split, columns, F::one(), executor);
    } else {
      const auto source = [&](std::size_t block) {
        return RowSource<F>{in + reverse_bits(block, split.strided) * columns, columns << split.strided, true};
      };
      block_pass(inverse_, source, work, split, columns, F::one(), executor);
    }

    const F size_inverse = F::from_u64(std::uint64_t{1} << log_rows).inverse();
    if (split.strided > 0) {
      std::vector<Table> tables;
      for (std::size_t e = 0; e < cosets; ++e) {
        tables.emplace_back(forward_.roots(), split.strided, exp_power_of_two(roots[e], split.block));
      }
      strided_extend(work, out, split, columns, tables, size_inverse, masks, mask_factors(roots, log_rows), executor);
    } else {
      scale(work, coset_size, size_inverse, executor);
      const std::vector<F> factors = mask_factors(roots, log_rows);
      for (std::size_t e = 0; e < cosets; ++e) {
        F* const coset = out + e * coset_size;
        if (coset != work) {
          executor.parallel_for(coset_size, std::size_t{1} << 16, [&](std::size_t begin, std::size_t end) {
            std::copy(work + begin, work + end, coset + begin);
          });
        }
        add_scaled(coset, masks, factors[e]);
      }
    }
    for (std::size_t e = 0; e < cosets; ++e) {
      F* coset = out + e * coset_size;
      block_pass(forward_, in_place(coset, split, columns), coset, split, columns, roots[e], executor);
    }
  }

 private:
  /// log2 of C and R.
  struct Split {
    std::size_t strided;
    std::size_t block;
  };

  /// The factors of a strided pass: shared by all threads, so made once.
  class Table {
   public:
    Table(const Roots<F, Arch>& roots, std::size_t log_leaves, F x) : unit_(x == F::one()), unit_view_(roots.unit()) {
      if (unit_) return;
      buffer_.resize(1);
      roots.fill(buffer_.front(), log_leaves, x);
    }
    TwiddleView<P> view() const { return unit_ ? unit_view_ : buffer_.front().view(); }
    bool unit() const { return unit_; }

   private:
    bool unit_;
    TwiddleView<P> unit_view_;
    std::vector<Twiddles> buffer_;  // none or one, where it stays when the table moves
  };

  /// Narrow matrices: blocks of half an L1 cache. Wide ones: both passes alike, one vector of columns fits the L1
  /// cache.
  static Split choose_split(std::size_t log_rows, std::size_t columns, std::size_t concurrency) {
    std::size_t block = log_rows;
    if (Forward::is_narrow(log_rows, columns)) {
      const std::size_t whole = concurrency > 1 ? 64 * 1024 : 512 * 1024;
      if (((columns * sizeof(F)) << log_rows) > whole || log_rows > max_layers + Forward::log_lanes) {
        const std::size_t rows = std::max<std::size_t>(lanes * lanes, 32 * 1024 / (columns * sizeof(F)));
        block = std::min(log_rows, log2_floor(rows));
      }
    } else if (((lanes * sizeof(F)) << log_rows) > 64 * 1024 || log_rows > max_layers) {
      block = (log_rows + 1) / 2;
    }
    block = std::max(block, log_rows > max_layers ? log_rows - max_layers : 0);
    return {log_rows - block, block};
  }

  /// Sources of a block pass that reads what it overwrites.
  static auto in_place(const F* data, Split split, std::size_t columns) {
    return [data, split, columns](std::size_t block) {
      return RowSource<F>{data + (block << split.block) * columns, columns, false};
    };
  }

  PROBATA_DETAIL_INLINE static void scale_row(F* data, std::size_t count, typename P::Multiplier w, F factor) {
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes) P::multiply(P::load(data + i), w).store(data + i);
    for (; i < count; ++i) data[i] = data[i] * factor;
  }

  /// The subtrees below the top `split.strided` layers of the tree with root x. `source(block)(q)` is row q of a block.
  template <class Kernel, class Source, Executor Ex>
  void block_pass(const Kernel& kernel, const Source& source, F* to, Split split, std::size_t columns, F x,
                  const Ex& executor) const {
    const bool streaming =
        source(0).first != to && should_stream((columns * sizeof(F)) << (split.strided + split.block));
    const std::size_t blocks = std::size_t{1} << split.strided;
    const std::size_t size = columns << split.block;
    const std::size_t log_rows = split.strided + split.block;
    const auto root = [&](std::size_t block) {
      return x * kernel.roots().power_of_reversed(log_rows, split.strided, block);
    };
    if (split.block > Kernel::max_rows(columns)) {  // more layers than two passes have: the block is a matrix like ours
      for (std::size_t block = 0; block < blocks; ++block) {
        if constexpr (Kernel::is_forward) {
          forward(to + block * size, split.block, columns, root(block), executor);
        } else {
          inverse(to + block * size, split.block, columns, root(block), executor);
        }
      }
      return;
    }
    if (Kernel::is_narrow(split.block, columns)) {
      const std::size_t grain = std::max<std::size_t>(1, (std::size_t{1} << 13) / size);
      executor.parallel_for(blocks, grain, [&](std::size_t begin, std::size_t end) {
        Buffer buffer;
        Twiddles twiddles;
        for (std::size_t block = begin; block < end; ++block) {
          kernel.run_narrow(to + block * size, split.block, columns, root(block), twiddles, buffer);
        }
      });
      return;
    }
    const std::size_t width = Kernel::columns_per_block(split.block);
    const std::size_t parts = div_ceil(columns, width);
    const std::size_t grain =
        std::max<std::size_t>(1, (std::size_t{1} << 13) / (std::min(columns, width) << split.block));
    executor.parallel_for(blocks * parts, grain, [&](std::size_t begin, std::size_t end) {
      Buffer buffer;
      Twiddles twiddles;
      bool unit = false;
      std::size_t filled = blocks;
      for (std::size_t i = begin; i < end; ++i) {
        const std::size_t block = i / parts;
        const std::size_t first = i % parts * width;
        if (block != filled) {
          const F block_root = root(block);
          unit = block_root == F::one();
          if (!unit) kernel.roots().fill(twiddles, split.block, block_root);
          filled = block;
        }
        const auto part = [&](std::size_t j) {
          RowSource<F> rows = source(j / parts);
          rows.first += j % parts * width;
          return rows;
        };
        RowPrefetcher prefetcher;
        if (i + 1 < end) {
          const RowSource<F> next = part(i + 1);
          const std::size_t count = std::min(width, columns - (i + 1) % parts * width);
          prefetcher =
              RowPrefetcher(next.first, std::size_t{1} << split.block, count * sizeof(F), next.step * sizeof(F));
        }
        kernel.run_columns(part(i), to + block * size + first, split.block, columns, std::min(width, columns - first),
                           unit ? kernel.roots().unit() : twiddles.view(), unit, streaming, prefetcher, buffer);
      }
      if (streaming) simd::stream_fence();
    });
  }

  /// Runs work(data, first, count, prefetcher) on column blocks of the C x (R w) view of `data`, in parallel;
  /// `make_work` makes one for each range of blocks.
  template <Executor Ex, class MakeWork>
  static void for_each_column_block(const F* data, Split split, std::size_t columns, const Ex& executor,
                                    const MakeWork& make_work) {
    const std::size_t total = columns << split.block;
    const std::size_t width = Buffer::vectors(split.strided, strided_bytes) * lanes;
    executor.parallel_for(div_ceil(total, width), 1, [&](std::size_t begin, std::size_t end) {
      make_work([&](auto&& work) {
        for (std::size_t i = begin; i < end; ++i) {
          RowPrefetcher prefetcher;
          if (i + 1 < end) {
            const std::size_t next = std::min(width, total - (i + 1) * width);
            prefetcher = RowPrefetcher(data + (i + 1) * width, std::size_t{1} << split.strided, next * sizeof(F),
                                       total * sizeof(F));
          }
          work(i * width, std::min(width, total - i * width), prefetcher);
        }
      });
    });
  }

  template <class Kernel, Executor Ex>
  static void strided_pass(const Kernel&, F* data, Split split, std::size_t columns, const Table& table,
                           const Ex& executor) {
    const std::size_t stride = columns << split.block;
    for_each_column_block(data, split, columns, executor, [&](auto&& for_each) {
      Buffer buffer;
      for_each([&](std::size_t first, std::size_t count, RowPrefetcher& prefetcher) {
        const std::size_t vectors = div_ceil(count, lanes);
        load_rows<P>({data + first, stride, false}, split.strided, count, buffer.data());
        Kernel::run_layers(buffer.data(), vectors * lanes, split.strided, vectors, table.view(), table.unit(),
                           prefetcher);
        store_rows<P>(buffer.data(), split.strided, count, data + first, stride, false);
      });
    });
  }

  /// Finishes the inverse transform of each column block and starts all cosets from it.
  template <Executor Ex>
  void strided_extend(F* work, F* out, Split split, std::size_t columns, const std::vector<Table>& tables,
                      F size_inverse, std::span<const F> masks, const std::vector<F>& factors,
                      const Ex& executor) const {
    const std::size_t stride = columns << split.block;
    const std::size_t coset_size = stride << split.strided;
    const bool streaming = should_stream(coset_size * sizeof(F) * tables.size());
    for_each_column_block(work, split, columns, executor, [&](auto&& for_each) {
      Buffer coefficients;
      Buffer values;
      for_each([&](std::size_t first, std::size_t count, RowPrefetcher& prefetcher) {
        const std::size_t vectors = div_ceil(count, lanes);
        const std::size_t size = (vectors * lanes) << split.strided;
        load_rows<P>({work + first, stride, false}, split.strided, count, coefficients.data());
        Inverse::run_layers(coefficients.data(), vectors * lanes, split.strided, vectors, inverse_.roots().unit(), true,
                            prefetcher);
        scale_row(coefficients.data(), size, typename P::Multiplier(size_inverse), size_inverse);
        for (std::size_t e = 0; e < tables.size(); ++e) {
          F* local = coefficients.data();
          const bool last = e + 1 == tables.size();
          if (!last) {
            local = values.data();
            load_row<P>(coefficients.data(), size, local);
          }
          // Row c of the buffer begins at coefficient c * stride + first of the flat matrix.
          for (std::size_t at = first, row = 0; at < masks.size(); at += stride, ++row) {
            add_scaled(local + row * vectors * lanes, masks.subspan(at, std::min(count, masks.size() - at)),
                       factors[e]);
          }
          Forward::run_layers(local, vectors * lanes, split.strided, vectors, tables[e].view(), tables[e].unit(),
                              prefetcher);
          store_rows<P>(local, split.strided, count, out + e * coset_size + first, stride, streaming && !last);
        }
      });
      if (streaming) simd::stream_fence();
    });
  }

  /// x^N - 1 on the coset of each root.
  static std::vector<F> mask_factors(const std::vector<F>& roots, std::size_t log_rows) {
    std::vector<F> factors;
    for (const F& root : roots) factors.push_back(exp_power_of_two(root, log_rows) - F::one());
    return factors;
  }

  /// to[i] += factor masks[i].
  static void add_scaled(F* to, std::span<const F> masks, F factor) {
    const typename P::Multiplier w(factor);
    std::size_t i = 0;
    for (; i + lanes <= masks.size(); i += lanes) {
      (P::load(to + i) + P::multiply(P::load(masks.data() + i), w)).store(to + i);
    }
    for (; i < masks.size(); ++i) to[i] += factor * masks[i];
  }

  /// Whether a result of so many bytes is written past the caches.
  static bool should_stream(std::size_t bytes) { return bytes > stream_threshold; }

  Forward forward_;
  Inverse inverse_;
};

}  // namespace probata::inline v0_1::detail
