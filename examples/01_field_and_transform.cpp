// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What you learn: computing in a prime field; going from the values of a polynomial to its coefficients and back; and
// the low-degree extension, with which a STARK begins: the same polynomial at more points than its degree needs.
#include <cstddef>
#include <cstdio>
#include <span>

#include <probata/probata.hpp>

using namespace probata;
using F = KoalaBear;  // the integers modulo 2^31 - 2^24 + 1

int main() {
  const F third = F::from_u64(3).inverse();
  std::printf("1/3 = %u, and three of them are %u\n", third.value(), (third + third + third).value());

  // One column of eight values: Fibonacci numbers at the points 1, w, w^2, ..., where w has order 8.
  Matrix<F> column(8, 1);
  column(0, 0) = column(1, 0) = F::one();
  for (std::size_t i = 2; i < 8; ++i) column(i, 0) = column(i - 1, 0) + column(i - 2, 0);

  // The polynomial of degree below 8 with these values, at four times as many points g, g v, g v^2, ...; v^32 = 1.
  const Coset<F> points(F::generator(), 5);
  const BatchNtt<F> ntt(5);
  const Matrix<F> extended = ntt.extend(column.view(), 2, points.shift());

  ntt.inverse(column.view(), {.order = RowOrder::natural});
  const std::span<const F> coefficients = column.flat();

  // Row i of the extension belongs to point rev(i), where rev reverses the five bits of i.
  const std::size_t row = 6;
  const F point = points.element(reverse_bits(row, 5));
  const F expected = evaluate_polynomial(coefficients, point);
  std::printf("at %u: %u in the extension, %u by Horner's rule\n", point.value(), extended(row, 0).value(),
              expected.value());

  ntt.forward(column.view(), {.order = RowOrder::natural});
  std::printf("back to values:");
  for (const F value : column.flat()) std::printf(" %u", value.value());
  std::printf("\n");
  return extended(row, 0) == expected && column(7, 0) == F::from_u64(21) ? 0 : 1;
}
