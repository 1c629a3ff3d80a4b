// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <doctest/doctest.h>

#include <cstddef>
#include <probata/field/baby_bear.hpp>
#include <probata/field/goldilocks.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/ntt/reference_ntt.hpp>
#include <string>

#include "support/field_samples.hpp"
#include "support/random.hpp"
#include "support/tiny_field.hpp"

using namespace probata;
using probata::testing::Rng;

TEST_CASE_TEMPLATE("reference ntt: forward evaluates, inverse interpolates, extend does both", F, KoalaBear, BabyBear,
                   Goldilocks) {
  Rng rng{21};
  INFO("seed ", rng.seed());
  for (std::size_t log_rows = 0; log_rows <= 6; ++log_rows) {
    CAPTURE(log_rows);
    Matrix<F> coefficients(std::size_t{1} << log_rows, 2);
    for (F& x : coefficients.flat()) x = probata::testing::random_element<F>(rng);
    const F shift = probata::testing::random_nonzero<F>(rng);
    const auto value = [&](std::size_t column, F x) {
      F sum = F::zero();
      for (std::size_t i = coefficients.rows(); i-- > 0;) sum = sum * x + coefficients(i, column);
      return sum;
    };

    Matrix<F> values = coefficients.clone();
    reference_forward(values.view(), shift);
    F x = shift;
    for (std::size_t i = 0; i < values.rows(); ++i, x = x * F::two_adic_generator(log_rows)) {
      REQUIRE(values(i, 0) == value(0, x));
      REQUIRE(values(i, 1) == value(1, x));
    }
    reference_inverse(values.view(), shift);
    REQUIRE(values == coefficients);

    reference_forward(values.view());
    const Matrix<F> extended = reference_extend<F>(values.view(), 2, shift);
    x = shift;
    for (std::size_t i = 0; i < extended.rows(); ++i, x = x * F::two_adic_generator(log_rows + 2)) {
      REQUIRE(extended(i, 1) == value(1, x));
    }
  }
}

TEST_CASE("reference ntt: wrong numbers of rows are refused") {
  Matrix<KoalaBear> odd(3, 1);
  const auto message = [](auto call) -> std::string {
    try {
      call();
    } catch (const UsageError& error) {
      return error.what();
    }
    return "no error";
  };
  CHECK(message([&] { reference_forward(odd.view()); }) ==
        "reference_forward: rows = 3, must be a power of two, at most 2^24");
  CHECK(message([&] { reference_inverse(odd.view()); }) ==
        "reference_inverse: rows = 3, must be a power of two, at most 2^24");
  Matrix<KoalaBear> good(4, 1);
  CHECK(message([&] { reference_extend<KoalaBear>(good.view(), 23, KoalaBear::generator()); }) ==
        "reference_extend: rows = 4, must be a power of two, at most 2^1");
}
