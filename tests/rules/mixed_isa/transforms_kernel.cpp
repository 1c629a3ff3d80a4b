// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "transforms_kernel.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

#include <probata/field/koala_bear.hpp>
#include <probata/ntt/batch_ntt.hpp>
#include <probata/poly/matrix.hpp>

#include "compare.hpp"

namespace probata::testing {
namespace {

constexpr std::size_t log_rows = 11;

std::uint64_t checksum(MatrixView<const KoalaBear> matrix) {
  std::uint64_t sum = 0;
  for (std::size_t row = 0; row < matrix.rows(); ++row) {
    for (const KoalaBear& x : matrix.row(row)) sum = checksum_step(sum, x.value());
  }
  return sum;
}

}  // namespace

template <class Arch>
std::array<std::uint64_t, transform_computations.size()> TransformsKernel<Arch>::run() {
  const BatchNtt<KoalaBear, Arch> ntt(log_rows + 1);
  std::array<std::uint64_t, transform_computations.size()> checksums{};
  std::size_t next = 0;
  for (std::size_t cols : {std::size_t{1}, std::size_t{5}}) {
    Matrix<KoalaBear> matrix(std::size_t{1} << log_rows, cols);
    for (std::size_t row = 0; row < matrix.rows(); ++row) {
      for (std::size_t col = 0; col < cols; ++col) matrix(row, col) = KoalaBear::from_u64(row * row * 77 + col * 13);
    }
    ntt.forward(matrix.view());
    checksums[next++] = checksum(matrix.view());
    ntt.inverse(matrix.view(), {.shift = KoalaBear::generator(), .order = RowOrder::natural});
    checksums[next++] = checksum(matrix.view());
    checksums[next++] = checksum(ntt.extend(matrix.view(), 1, KoalaBear::generator()).view());
  }
  return checksums;
}

template <class Arch>
void TransformsKernel<Arch>::misuse() {
  const BatchNtt<KoalaBear, Arch> ntt(KoalaBear::two_adicity + 1);
}

template struct TransformsKernel<PROBATA_DISPATCH_ARCH>;

}  // namespace probata::testing
