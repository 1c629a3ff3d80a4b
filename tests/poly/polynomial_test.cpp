// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cstddef>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/koala_bear.hpp>
#include <probata/poly/polynomial.hpp>

#include "support/field_samples.hpp"
#include "support/fields.hpp"
#include "support/random.hpp"
#include "support/tiny_field.hpp"

using namespace probata;
using testing::TinyField;
using testing::TinyField2;

namespace {

template <class F>
std::span<const F> view(const std::vector<F>& values) {
  return values;
}

}  // namespace

TEST_CASE("polynomial: evaluation is the sum of coefficients times powers, in the field and above it") {
  testing::Rng rng{31};
  INFO("seed ", rng.seed());
  for (std::size_t n : {0U, 1U, 2U, 3U, 10U, 33U}) {
    const auto f = testing::random_elements<KoalaBear>(rng, n);
    const auto x = testing::random_element<KoalaBear>(rng);
    const auto z = testing::random_element<KoalaBear4>(rng);
    KoalaBear sum = KoalaBear::zero();
    KoalaBear4 sum_above = KoalaBear4::zero();
    for (std::size_t i = 0; i < n; ++i) {
      sum += f[i] * x.pow(i);
      sum_above += z.pow(i) * f[i];
    }
    CHECK(evaluate_polynomial(view(f), x) == sum);
    CHECK(evaluate_polynomial(view(f), z) == sum_above);
    CHECK(evaluate_polynomial(view(f), KoalaBear4::from_base(x)) == KoalaBear4::from_base(sum));
  }
}

TEST_CASE("polynomial: evaluation with coefficients in the extension") {
  testing::Rng rng{32};
  const auto f = testing::random_elements<TinyField2>(rng, 3);
  const auto z = testing::random_element<TinyField2>(rng);
  CHECK(evaluate_polynomial(view(f), z) == f[0] + f[1] * z + f[2] * z * z);
}

TEST_CASE("polynomial: division by a linear factor gives quotient and value") {
  testing::Rng rng{33};
  for (std::size_t n = 0; n <= 9; ++n) {
    const auto f = testing::random_elements<KoalaBear>(rng, n);
    const auto root = testing::random_element<KoalaBear>(rng);
    const auto [quotient, remainder] = divide_by_linear(view(f), root);
    CHECK(quotient.size() == (n == 0 ? 0 : n - 1));
    CHECK(remainder == evaluate_polynomial(view(f), root));
    const auto x = testing::random_element<KoalaBear>(rng);
    CHECK((x - root) * evaluate_polynomial(view(quotient), x) + remainder == evaluate_polynomial(view(f), x));
  }
}

TEST_CASE("polynomial: the vanishing polynomial is monic and zero exactly at its points") {
  testing::Rng rng{34};
  for (std::size_t n = 0; n <= 12; ++n) {
    const auto points = testing::random_elements<TinyField>(rng, n);
    const auto f = vanishing_polynomial(view(points));
    CHECK(f.size() == n + 1);
    CHECK(f.back() == TinyField::one());
    for (std::uint32_t v = 0; v < TinyField::modulus; ++v) {
      const TinyField x = TinyField::from_canonical(v);
      TinyField product = TinyField::one();
      for (const TinyField& point : points) product *= x - point;
      REQUIRE(evaluate_polynomial(view(f), x) == product);
    }
  }
}

TEST_CASE("polynomial: interpolation returns the coefficients that made the values") {
  testing::Rng rng{35};
  for (std::size_t n = 0; n <= 20; ++n) {
    const auto f = testing::random_elements<KoalaBear>(rng, n);
    const auto points = testing::random_elements<KoalaBear>(rng, n);
    std::vector<KoalaBear> values;
    for (const auto& x : points) values.push_back(evaluate_polynomial(view(f), x));
    CHECK(interpolate(view(points), view(values)) == f);
  }
}

TEST_CASE("polynomial: interpolation through all points of the smallest field") {
  std::vector<TinyField> points;
  std::vector<TinyField> values;
  for (std::uint32_t v = 0; v < TinyField::modulus; ++v) {
    points.push_back(TinyField::from_canonical(v));
    values.push_back(points.back().pow(96));
  }
  // x^96 is 1 except at 0: that is the polynomial X^96 itself.
  const auto f = interpolate(view(points), view(values));
  for (std::size_t i = 0; i < 97; ++i) CHECK(f[i] == (i == 96 ? TinyField::one() : TinyField::zero()));
}

TEST_CASE("polynomial: interpolation refuses unequal lists and repeated points") {
  const std::vector<TinyField> points = {TinyField::one(), TinyField::zero(), TinyField::one()};
  const std::vector<TinyField> two = {TinyField::one(), TinyField::zero()};
  CHECK_THROWS_WITH_AS(interpolate(view(points), view(two)),
                       "interpolate: values.size() = 2, must be points.size() = 3", UsageError);
  CHECK_THROWS_WITH_AS(interpolate(view(points), view(points)),
                       "interpolate: points = a list with a repetition of element 0, must be pairwise different",
                       UsageError);
}
