// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <probata/core/bits.hpp>
#include <probata/field/packed.hpp>
#include <probata/field/powers.hpp>
#include <probata/ntt/batch_ntt.hpp>
#include <probata/parallel/serial.hpp>
#include <probata/pcs/fri/extended_matrix.hpp>
#include <probata/poly/coordinates.hpp>
#include <probata/poly/matrix.hpp>
#include <probata/simd/arch.hpp>

namespace probata::inline v0_1 {

namespace detail {

/// to = factor to + terms, coordinate by coordinate.
template <class Arch, class EF>
void multiply_add_coordinates(std::span<EF> to, typename EF::Prime factor, std::span<const EF> terms) {
  using F = typename EF::Prime;
  using P = Packed<F, Arch>;
  F* const out = reinterpret_cast<F*>(to.data());
  const F* const in = reinterpret_cast<const F*>(terms.data());
  const std::size_t count = to.size() * EF::degree;
  const typename P::Multiplier multiplier(factor);
  std::size_t i = 0;
  for (; i + P::lanes <= count; i += P::lanes) {
    (P::multiply(P::load(out + i), multiplier) + P::load(in + i)).store(out + i);
  }
  for (; i < count; ++i) out[i] = out[i] * factor + in[i];
}

}  // namespace detail

/// Completes a codeword: from the values of a polynomial of degree below 2^k + t in its first 2^k + t rows to all
/// 2^(k + b), where t = 0 or a power of two up to 2^k.
///
/// Rows are those of a level's domain in bit-reversed order: the first 2^k are a coset of the subgroup of order 2^k on
/// which X^(2^k) is a constant c, the next t a coset of the subgroup of order t. With v_0 of degree below 2^k from the
/// first, the polynomial is v_0 + (X^(2^k) - c) v_1, and v_1 follows from the second.
///
/// @param codeword  2^(k + b) x 1; the rows from 2^k + t on are overwritten
/// @return  the polynomial's coefficient of X^(2^k + t - 1), its highest
/// @cost  (2^b - 1 forward and one inverse) transform of 2^k rows over EF
/// @source protocol, section 10.1
template <class EF, simd::ArchTag Arch = simd::DefaultArch, Executor Ex = parallel::Serial>
EF complete_codeword(const BatchNtt<typename EF::Prime, Arch>& ntt, MatrixView<EF> codeword, std::size_t level,
                     std::size_t num_top, const Ex& executor = {}) {
  using F = typename EF::Prime;
  const std::size_t size = std::size_t{1} << level;
  const std::size_t log_blowup = log2_exact(codeword.rows()) - level;
  const F shift = F::generator();
  Matrix<EF> low(size, 1, for_overwrite);
  std::copy(codeword.data(), codeword.data() + size, low.data());
  ntt.inverse(low.view(), {.shift = shift}, executor);
  const F constant = exp_power_of_two(shift, level);

  Matrix<EF> top(num_top, 1);
  if (num_top != 0) {
    const F second = coset_shift<F>(level, log_blowup, 1);
    const F step = exp_power_of_two(second, log2_exact(num_top));
    // v_0 on the second coset: coefficients modulo X^t - step first.
    for (std::size_t chunk = size / num_top; chunk-- > 0;) {
      detail::multiply_add_coordinates<Arch>(top.flat(), step,
                                             std::span<const EF>(low.flat()).subspan(chunk * num_top, num_top));
    }
    ntt.forward(top.view(), {.shift = second}, executor);
    const F scale = (exp_power_of_two(second, level) - constant).inverse();
    for (std::size_t i = 0; i < num_top; ++i) top(i, 0) = (codeword(size + i, 0) - top(i, 0)) * scale;
    ntt.inverse(top.view(), {.shift = second}, executor);
  }
  for (std::size_t c = 1; c < std::size_t{1} << log_blowup; ++c) {
    const MatrixView<EF> coset = codeword.rows(c * size, size);
    executor.parallel_for(size, std::size_t{1} << 14, [&](std::size_t begin, std::size_t end) {
      std::copy(low.data() + begin, low.data() + end, coset.data() + begin);
    });
    const F x = coset_shift<F>(level, log_blowup, c);
    const F factor = exp_power_of_two(x, level) - constant;
    for (std::size_t i = 0; i < num_top; ++i) coset(i, 0) += top(i, 0) * factor;
    ntt.forward(coset, {.shift = x}, executor);
  }
  return num_top == 0 ? low(size - 1, 0) : top(num_top - 1, 0);
}

}  // namespace probata::inline v0_1
