// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <doctest/doctest.h>

#include <probata/field/extension_fields.hpp>
#include <probata/poly/coordinates.hpp>

#include "support/field_samples.hpp"
#include "support/random.hpp"

using namespace probata;

TEST_CASE_TEMPLATE("coordinates: entry (i, j) is columns e j to e j + e - 1 of row i", E, KoalaBear4, BabyBear5,
                   Goldilocks3, Mersenne31x4) {
  probata::testing::Rng rng{31};
  INFO("seed ", rng.seed());
  Matrix<E> matrix(3, 4);
  for (E& x : matrix.flat()) x = probata::testing::random_element<E>(rng);
  const auto all = coordinates(matrix.view());
  CHECK(all.rows() == 3);
  CHECK(all.cols() == 4 * E::degree);
  const auto part = coordinates(MatrixView<const E>(matrix.view()).cols(1, 2));
  CHECK(part.cols() == 2 * E::degree);
  CHECK(part.row_stride() == 4 * E::degree);
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      for (std::size_t c = 0; c < E::degree; ++c) {
        CHECK(all(i, j * E::degree + c) == matrix(i, j)[c]);
        if (j == 1 || j == 2) CHECK(part(i, (j - 1) * E::degree + c) == matrix(i, j)[c]);
      }
    }
  }
  all(2, E::degree) += E::Coefficient::one();  // the same memory
  CHECK(all(2, E::degree) == matrix(2, 1)[0]);
}
