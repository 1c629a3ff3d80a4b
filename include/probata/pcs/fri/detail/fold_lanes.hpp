// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <probata/core/bits.hpp>
#include <probata/core/inline.hpp>
#include <probata/field/concepts.hpp>
#include <probata/field/packed.hpp>
#include <probata/field/powers.hpp>
#include <probata/parallel/serial.hpp>
#include <probata/pcs/fri/fold.hpp>
#include <probata/poly/packed_rows.hpp>
#include <probata/poly/reversed_powers.hpp>
#include <probata/simd/arch.hpp>

namespace probata::inline v0_1::detail {

/// Folds all fibres of a codeword, as many at once as a vector has lanes: what fold_fibre does one by one.
///
/// In a lane: an inverse transform of the fibre gives x^c f_c, c < 2^a, where x is the fibre's first point; then one
/// sum of products with beta^c, of which only the sum is reduced.
template <class EF, simd::ArchTag Arch>
class FoldLanes {
 public:
  using F = typename EF::Prime;
  using P = Packed<F, Arch>;
  using V = typename EF::template Over<P>;
  static constexpr std::size_t lanes = P::lanes;

  /// The inverses of the fibres' first points, in bit-reversed order, for rounds of 2^log_arity on codewords of up to
  /// 2^log_size points.
  static std::vector<F> inverse_points(std::size_t log_size, std::size_t log_arity) {
    std::vector<F> points(std::size_t{1} << (log_size - log_arity));
    fill_reversed_powers<F, Arch>(std::span<F>(points), log_arity, F::one(), true);
    return points;
  }

  /// out[j] = the fold of codeword[j 2^a], ..., codeword[(j + 1) 2^a - 1].
  /// @param points  inverse_points for this arity, of at least out.size() fibres
  template <std::size_t log_arity, Executor Ex>
  static void fold(std::span<const EF> codeword, std::span<const F> points, const EF& beta, std::span<EF> out,
                   const Ex& executor) {
    constexpr std::size_t arity = std::size_t{1} << log_arity;
    const std::size_t log_size = log2_exact(codeword.size());
    if (out.size() < lanes) {
      std::array<EF, arity> fibre;
      for (std::size_t j = 0; j < out.size(); ++j) {
        std::copy_n(codeword.begin() + static_cast<std::ptrdiff_t>(j * arity), arity, fibre.begin());
        out[j] = fold_fibre(std::span<EF>(fibre), j, log_size, beta);
      }
      return;
    }
    const Kernel<log_arity> kernel(beta);
    executor.parallel_for(out.size() / lanes, std::size_t{1} << 7, [&](std::size_t begin, std::size_t end) {
      for (std::size_t j = begin * lanes; j < end * lanes; j += lanes) {
        kernel.fold(codeword.data() + j * arity, P::load(points.data() + j)).store(out.data() + j);
      }
    });
  }

 private:
  template <std::size_t log_arity>
  class Kernel {
   public:
    static constexpr std::size_t arity = std::size_t{1} << log_arity;

    explicit Kernel(const EF& beta) {
      EF power = EF::from_base(F::from_u64(arity).inverse());
      for (std::size_t c = 0; c < arity; ++c) {
        powers_[c] = V::broadcast(power);
        power = power * beta;
      }
      for (std::size_t i = 0; i < arity / 2; ++i) {
        roots_[i] = typename P::Multiplier(
            F::two_adic_generator(log_arity).inverse().pow(std::uint64_t{reverse_bits(2 * i, log_arity)}));
      }
    }

    V fold(const EF* fibres, const P& inverse_point) const {
      constexpr std::size_t columns = arity * EF::degree;
      constexpr std::size_t padded = (columns + lanes - 1) / lanes * lanes;
      std::array<P, padded> words;
      LaneRows<F, Arch> rows;
      for (std::size_t i = 0; i < lanes; ++i) rows[i] = reinterpret_cast<const F*>(fibres + i * arity);
      load_packed_rows(words, columns, rows);
      std::array<V, arity> values;
      for (std::size_t i = 0; i < arity; ++i) {
        for (std::size_t c = 0; c < EF::degree; ++c) values[i][c] = words[i * EF::degree + c];
      }
      // Values in bit-reversed order to coefficients in natural order: each step splits even and odd coefficients,
      // which stay where the two values of a pair were. Pair number m of a step is at the point w^(rev(2 m)), w of
      // order 2^log_arity, in every step.
      for (std::size_t distance = 1; distance < arity; distance *= 2) {
        for (std::size_t start = 0; start < arity; start += 2 * distance) {
          const typename P::Multiplier& root = roots_[start / (2 * distance)];
          for (std::size_t k = 0; k < distance; ++k) {
            const V low = values[start + k];
            const V high = values[start + k + distance];
            values[start + k] = low + high;
            values[start + k + distance] = scale(low - high, root);
          }
        }
      }
      P factor = inverse_point;
      for (std::size_t c = 1; c < arity; ++c) {
        values[c] = values[c] * factor;
        factor = factor * inverse_point;
      }
      if constexpr (arity <= 8) {
        return V::template dot_product<arity>(values, powers_);
      } else {
        return half<0>(values) + half<1>(values);
      }
    }

   private:
    static V scale(V x, const typename P::Multiplier& w) {
      for (std::size_t c = 0; c < EF::degree; ++c) x[c] = P::multiply(x[c], w);
      return x;
    }
    template <std::size_t which>
    V half(const std::array<V, arity>& values) const {
      std::array<V, arity / 2> a;
      std::array<V, arity / 2> b;
      for (std::size_t c = 0; c < arity / 2; ++c) {
        a[c] = values[which * arity / 2 + c];
        b[c] = powers_[which * arity / 2 + c];
      }
      return V::template dot_product<arity / 2>(a, b);
    }

    std::array<V, arity> powers_;                          // beta^c / arity
    std::array<typename P::Multiplier, arity / 2> roots_;  // w^(-rev(2 m))
  };
};

}  // namespace probata::inline v0_1::detail
