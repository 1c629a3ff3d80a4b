// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/extension_fields.hpp>
#include <probata/parallel/threads.hpp>
#include <probata/poly/barycentric.hpp>
#include <probata/poly/bit_reverse.hpp>
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
Matrix<F> random_matrix(testing::Rng& rng, std::size_t rows, std::size_t cols) {
  return Matrix<F>::from_flat(testing::random_elements<F>(rng, rows * cols), cols);
}

// By Lagrange's formula, one column and one product at a time.
template <class F, class E>
std::vector<E> by_interpolation(std::type_identity_t<MatrixView<const F>> values, const Coset<F>& domain, const E& z) {
  const std::vector<F> points = domain.elements();
  std::vector<E> result;
  for (std::size_t j = 0; j < values.cols(); ++j) {
    std::vector<F> column;
    for (std::size_t i = 0; i < values.rows(); ++i) column.push_back(values(i, j));
    const auto f = interpolate(std::span<const F>(points), std::span<const F>(column));
    result.push_back(evaluate_polynomial(std::span<const F>(f), z));
  }
  return result;
}

// Columns are random polynomials with few coefficients, evaluated on the domain: cheap to check on large domains.
template <class F>
struct Sparse {
  std::vector<std::vector<F>> polynomials;
  Matrix<F> values;
};
template <class F>
Sparse<F> sparse_columns(testing::Rng& rng, const Coset<F>& domain, std::size_t cols) {
  Sparse<F> result{{}, Matrix<F>(domain.size(), cols)};
  const auto points = domain.elements();
  for (std::size_t j = 0; j < cols; ++j) {
    result.polynomials.push_back(testing::random_elements<F>(rng, std::min<std::size_t>(3, domain.size())));
    for (std::size_t i = 0; i < points.size(); ++i) {
      result.values(i, j) = evaluate_polynomial(std::span<const F>(result.polynomials[j]), points[i]);
    }
  }
  return result;
}

}  // namespace

TEST_CASE("barycentric: in the field of 97 elements, at every point of the field, on the domain or off it") {
  testing::Rng rng{61};
  INFO("seed ", rng.seed());
  for (std::size_t log_size = 0; log_size <= TinyField::two_adicity; ++log_size) {
    for (std::uint32_t s : {1U, 5U, 96U}) {
      const Coset<TinyField> domain(TinyField::from_canonical(s), log_size);
      const auto values = random_matrix<TinyField>(rng, domain.size(), 3);
      for (std::uint32_t v = 0; v < TinyField::modulus; ++v) {
        const TinyField z = TinyField::from_canonical(v);
        REQUIRE(evaluate_columns(values.view(), domain, RowOrder::natural, z) ==
                by_interpolation(values.view(), domain, z));
      }
    }
  }
}

TEST_CASE("barycentric: at points of the quadratic extension, in both orders") {
  testing::Rng rng{62};
  INFO("seed ", rng.seed());
  const Coset<TinyField> domain(TinyField::from_canonical(11), 4);
  Matrix<TinyField> values = random_matrix<TinyField>(rng, 16, 2);
  Matrix<TinyField> reversed = values.clone();
  bit_reverse_rows(reversed);
  for (int i = 0; i < 200; ++i) {
    const auto z = testing::random_element<TinyField2>(rng);
    const auto expected = by_interpolation(values.view(), domain, z);
    REQUIRE(evaluate_columns(values, domain, RowOrder::natural, z) == expected);
    REQUIRE(evaluate_columns(reversed, domain, RowOrder::bit_reversed, z) == expected);
  }
}

TEST_CASE_TEMPLATE("barycentric: every number of columns around the vector lengths agrees with interpolation", E,
                   KoalaBear, KoalaBear4, KoalaBear5, KoalaBear6, BabyBear4, Goldilocks2, Goldilocks3) {
  testing::Rng rng{63};
  INFO("seed ", rng.seed());
  using F = std::conditional_t<std::same_as<E, KoalaBear> || ExtensionOf<E, KoalaBear>, KoalaBear,
                               std::conditional_t<ExtensionOf<E, BabyBear>, BabyBear, Goldilocks>>;
  for (std::size_t log_size : {0U, 1U, 2U, 3U, 5U}) {
    const Coset<F> domain(F::generator(), log_size);
    for (std::size_t cols : {1U, 2U, 3U, 4U, 7U, 8U, 9U, 15U, 16U, 17U, 31U, 32U, 33U, 50U}) {
      CAPTURE(log_size);
      CAPTURE(cols);
      const auto values = random_matrix<F>(rng, domain.size(), cols);
      const E z = testing::random_element<E>(rng);
      CHECK(evaluate_columns(values.view(), domain, RowOrder::natural, z) ==
            by_interpolation(values.view(), domain, z));
    }
  }
}

TEST_CASE("barycentric: large domains, both orders, with and without threads") {
  testing::Rng rng{64};
  INFO("seed ", rng.seed());
  const parallel::Threads threads(3);
  for (std::size_t log_size : {9U, 10U, 11U, 13U}) {
    for (std::size_t cols : {1U, 5U, 16U, 37U}) {
      CAPTURE(log_size);
      CAPTURE(cols);
      const Coset<KoalaBear> domain(KoalaBear::generator(), log_size);
      Sparse<KoalaBear> sparse = sparse_columns(rng, domain, cols);
      const auto z = testing::random_element<KoalaBear4>(rng);
      std::vector<KoalaBear4> expected;
      for (const auto& f : sparse.polynomials) {
        expected.push_back(evaluate_polynomial(std::span<const KoalaBear>(f), z));
      }
      const MatrixView<const KoalaBear> values = sparse.values.view();
      CHECK(evaluate_columns(values, domain, RowOrder::natural, z) == expected);
      CHECK(evaluate_columns(values, domain, RowOrder::natural, z, threads) == expected);
      bit_reverse_rows(sparse.values);
      CHECK(evaluate_columns(values, domain, RowOrder::bit_reversed, z) == expected);
      CHECK(evaluate_columns(values, domain, RowOrder::bit_reversed, z, threads) == expected);
    }
  }
}

TEST_CASE("barycentric: one set of weights serves several matrices and blocks of columns") {
  testing::Rng rng{65};
  INFO("seed ", rng.seed());
  const auto domain = Coset<KoalaBear>::subgroup(5);
  const auto z = testing::random_element<KoalaBear4>(rng);
  const BarycentricWeights<KoalaBear, KoalaBear4> weights(domain, RowOrder::natural, z);
  CHECK(weights.size() == 32);
  for (int i = 0; i < 3; ++i) {
    const auto values = random_matrix<KoalaBear>(rng, 32, 40);
    const auto all = weights.evaluate_columns(values.view());
    CHECK(all == by_interpolation(values.view(), domain, z));
    const auto some = weights.evaluate_columns(values.cols(3, 21));
    CHECK(some == std::vector<KoalaBear4>(all.begin() + 3, all.begin() + 24));
    const BarycentricWeights<KoalaBear, KoalaBear4, simd::Scalar> scalar(domain, RowOrder::natural, z);
    CHECK(scalar.evaluate_columns(values.view()) == all);
    CHECK(evaluate_columns<simd::Scalar>(values.view(), domain, RowOrder::natural, z) == all);
  }
  CHECK(weights.evaluate_columns(Matrix<KoalaBear>(32, 0)).empty());
}

TEST_CASE("barycentric: at a point of the domain the result is that row, in both orders") {
  testing::Rng rng{66};
  INFO("seed ", rng.seed());
  const Coset<KoalaBear> domain(KoalaBear::generator(), 13);
  const auto values = random_matrix<KoalaBear>(rng, domain.size(), 18);
  for (std::size_t i : {0U, 1U, 4095U, 4096U, 8191U}) {
    const auto z = KoalaBear4::from_base(domain.element(i));
    const auto natural = evaluate_columns(values.view(), domain, RowOrder::natural, z);
    const auto reversed = evaluate_columns(values.view(), domain, RowOrder::bit_reversed, z);
    for (std::size_t j = 0; j < 18; ++j) {
      CHECK(natural[j] == KoalaBear4::from_base(values(i, j)));
      CHECK(reversed[j] == KoalaBear4::from_base(values(reverse_bits(i, 13), j)));
    }
  }
}

TEST_CASE("barycentric: a matrix with the wrong number of rows is a usage error") {
  const BarycentricWeights<KoalaBear, KoalaBear> weights(Coset<KoalaBear>::subgroup(3), RowOrder::natural,
                                                         KoalaBear::generator());
  CHECK_THROWS_WITH_AS(weights.evaluate_columns(Matrix<KoalaBear>(7, 2)),
                       "BarycentricWeights::evaluate_columns: values.rows() = 7, must be the size of the domain, 8",
                       UsageError);
}
