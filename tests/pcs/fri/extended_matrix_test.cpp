// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <probata/core/usage_error.hpp>
#include <probata/field/extension_fields.hpp>
#include <probata/parallel/threads.hpp>
#include <probata/pcs/fri/extended_matrix.hpp>
#include <probata/poly/domain.hpp>

#include "pcs/fri/fri_cases.hpp"
#include "pcs/fri/reference_prover.hpp"
#include "support/fields.hpp"

using namespace probata;

namespace {

template <class F>
std::vector<F> column_of(const Matrix<F>& matrix, std::size_t j) {
  std::vector<F> column;
  for (std::size_t i = 0; i < matrix.rows(); ++i) column.push_back(matrix(i, j));
  return column;
}

template <class F>
Matrix<F> random_matrix(testing::Rng& rng, std::size_t rows, std::size_t cols) {
  if (rows * cols == 0) return Matrix<F>(rows, cols);
  return Matrix<F>::from_flat(testing::random_elements<F>(rng, rows * cols), cols);
}

/// Whether the matrix holds these polynomials: values by Horner's rule, and the coefficients from 2^level on.
template <class F>
void check_holds(const ExtendedMatrix<F>& matrix, const std::vector<std::vector<F>>& polynomials, std::size_t level,
                 std::size_t log_blowup) {
  const std::size_t size = std::size_t{1} << level;
  REQUIRE(matrix.level == level);
  REQUIRE(matrix.values.rows() == size << log_blowup);
  REQUIRE(matrix.values.cols() == polynomials.size());
  for (std::size_t j = 0; j < polynomials.size(); ++j) {
    const testing::ReferenceColumn<F> expected(polynomials[j], level + log_blowup);
    REQUIRE(column_of(matrix.values, j) == expected.word);
    for (std::size_t i = size; i < polynomials[j].size(); ++i) {
      const F top = i - size < matrix.top.rows() ? matrix.top(i - size, j) : F::zero();
      REQUIRE(top == polynomials[j][i]);
    }
    for (std::size_t i = polynomials[j].size(); i < size + matrix.top.rows(); ++i) {
      if (i >= size) REQUIRE(matrix.top(i - size, j) == F::zero());
    }
  }
}

template <class Call>
void check_usage_error(Call&& call, std::string_view where, std::string_view argument, std::string_view value) {
  try {
    call();
    FAIL("nothing was thrown");
  } catch (const UsageError& error) {
    CHECK(error.where() == where);
    CHECK(error.argument() == argument);
    CHECK(error.value() == value);
  }
}

}  // namespace

TEST_CASE_TEMPLATE("extended matrix: coefficients below and above 2^k, by Horner's rule", F, KoalaBear, Goldilocks) {
  testing::Rng rng{0xec0ef};
  INFO("seed ", rng.seed());
  const BatchNtt<F> ntt(8);
  for (const std::size_t level : {0U, 1U, 3U, 5U}) {
    const std::size_t size = std::size_t{1} << level;
    for (const std::size_t log_blowup : {1U, 3U}) {
      for (const std::size_t num_top : {std::size_t{0}, std::size_t{1}, size / 2 + 1, size}) {
        if (num_top > size) continue;
        CAPTURE(level);
        CAPTURE(log_blowup);
        CAPTURE(num_top);
        const Matrix<F> low = random_matrix<F>(rng, size, 3);
        const Matrix<F> top = random_matrix<F>(rng, num_top, 3);
        std::vector<std::vector<F>> polynomials;
        for (std::size_t j = 0; j < 3; ++j) {
          polynomials.push_back(column_of(low, j));
          for (const F& coefficient : column_of(top, j)) polynomials.back().push_back(coefficient);
        }
        check_holds(extend_coefficients(ntt, CoefficientMatrix<F>{level, low.clone(), top.clone()}, log_blowup),
                    polynomials, level, log_blowup);
      }
    }
  }
}

TEST_CASE_TEMPLATE("extended matrix: traces of height 2^k and below, with few masks and more than rows", F, KoalaBear,
                   Goldilocks) {
  testing::Rng rng{0x7ace};
  INFO("seed ", rng.seed());
  const BatchNtt<F> ntt(8);
  struct Shape {
    std::size_t log_height;
    std::size_t num_masks;
    std::size_t level;
  };
  // k = h with 0, few and N masks; lifted: within 2^k, beyond it, more masks than rows, up to 2^(k + 1) coefficients.
  for (const Shape s : {Shape{5, 0, 5}, Shape{5, 1, 5}, Shape{5, 13, 5}, Shape{5, 32, 5}, Shape{3, 0, 5},
                        Shape{4, 16, 5}, Shape{4, 19, 5}, Shape{3, 21, 4}, Shape{3, 24, 4}, Shape{3, 40, 5},
                        Shape{0, 5, 2}, Shape{0, 7, 2}, Shape{2, 7, 3}, Shape{1, 2, 1}, Shape{0, 1, 0}}) {
    CAPTURE(s.log_height);
    CAPTURE(s.num_masks);
    CAPTURE(s.level);
    for (const std::size_t log_blowup : {1U, 2U}) {
      const Matrix<F> values = random_matrix<F>(rng, std::size_t{1} << s.log_height, 4);
      const Matrix<F> masks = random_matrix<F>(rng, s.num_masks, s.num_masks == 0 ? 0 : 4);
      std::vector<std::vector<F>> polynomials;
      for (std::size_t j = 0; j < 4; ++j) {
        const std::vector<F> mask = s.num_masks == 0 ? std::vector<F>{} : column_of(masks, j);
        polynomials.push_back(testing::blinded_polynomial<F>(column_of(values, j), mask));
        // What the name says: the values on the subgroup are those of the trace, whatever the mask.
        for (std::size_t i = 0; i < values.rows(); ++i) {
          const F x = F::two_adic_generator(s.log_height).pow(std::uint64_t{i});
          REQUIRE(evaluate_polynomial<F, F>(std::span<const F>(polynomials.back()), x) == values(i, j));
        }
      }
      check_holds(extend_trace(ntt, values.view(), masks.clone(), s.level, log_blowup), polynomials, s.level,
                  log_blowup);
    }
  }
}

TEST_CASE_TEMPLATE("extended matrix: coefficients of blinded traces, and one coset there and back", F, KoalaBear,
                   Goldilocks) {
  testing::Rng rng{0xc0e5};
  INFO("seed ", rng.seed());
  const BatchNtt<F> ntt(8);
  struct Shape {
    std::size_t log_height;
    std::size_t num_masks;
    std::size_t level;
    std::size_t room;
  };
  for (const Shape s : {Shape{5, 0, 5, 0}, Shape{5, 13, 5, 3}, Shape{5, 32, 5, 32}, Shape{3, 9, 5, 1},
                        Shape{3, 40, 5, 0}, Shape{0, 7, 2, 4}}) {
    CAPTURE(s.log_height);
    CAPTURE(s.num_masks);
    CAPTURE(s.level);
    const std::size_t size = std::size_t{1} << s.level;
    const Matrix<F> values = random_matrix<F>(rng, std::size_t{1} << s.log_height, 3);
    const Matrix<F> masks = random_matrix<F>(rng, s.num_masks, s.num_masks == 0 ? 0 : 3);
    CoefficientMatrix<F> made = blinded_coefficients(ntt, values.view(), masks, s.level, s.room);
    REQUIRE(made.level == s.level);
    REQUIRE(made.low.rows() == size + s.room);
    REQUIRE(made.coefficients().rows() == size);
    for (std::size_t j = 0; j < 3; ++j) {
      std::vector<F> expected = testing::blinded_polynomial<F>(
          column_of(values, j), s.num_masks == 0 ? std::vector<F>{} : column_of(masks, j));
      expected.resize(size + made.top.rows(), F::zero());
      for (std::size_t i = 0; i < expected.size(); ++i) {
        REQUIRE(expected[i] == (i < size ? made.low(i, j) : made.top(i - size, j)));
      }
      // The last of four cosets, point by point.
      Matrix<F> coset = Matrix<F>::copy_of(made.coefficients());
      const F shift = coset_shift<F>(s.level, 2, 3);
      coefficients_to_coset(ntt, coset.view(), made.top, shift);
      for (std::size_t i = 0; i < size; ++i) {
        const F x = testing::domain_point<F>(s.level + 2, 3 * size + i);
        REQUIRE(coset(i, j) == evaluate_polynomial<F, F>(std::span<const F>(expected), x));
      }
      coset_to_coefficients(ntt, coset.view(), made.top, shift);
      REQUIRE(coset == Matrix<F>::copy_of(made.coefficients()));
    }
    // What follows the coefficients does not matter.
    for (std::size_t i = size; i < made.low.rows(); ++i) made.low(i, 1) = testing::random_element<F>(rng);
    CHECK(extend_coefficients(ntt, std::move(made), 1).values ==
          extend_trace(ntt, values.view(), masks.clone(), s.level, 1).values);
  }
}

TEST_CASE("extended matrix: a view of columns with gaps is lifted like a matrix of its own") {
  using F = KoalaBear;
  testing::Rng rng{0x6a9};
  const BatchNtt<F> ntt(8);
  const Matrix<F> wide = random_matrix<F>(rng, 8, 5);
  const Matrix<F> masks = random_matrix<F>(rng, 6, 2);
  const Matrix<F> narrow = Matrix<F>::copy_of(wide.cols(1, 2));
  CHECK(extend_trace(ntt, wide.cols(1, 2), masks.clone(), 4, 1).values ==
        extend_trace(ntt, narrow.view(), masks.clone(), 4, 1).values);
}

TEST_CASE_TEMPLATE("extended matrix: values at a point outside the domain, by Horner's rule", EF, KoalaBear4, BabyBear6,
                   Goldilocks3) {
  using F = typename EF::Prime;
  testing::Rng rng{0xe7a1};
  INFO("seed ", rng.seed());
  const BatchNtt<F> ntt(8);
  for (const std::size_t level : {0U, 2U, 5U}) {
    const std::size_t size = std::size_t{1} << level;
    for (const std::size_t num_top : {std::size_t{0}, std::size_t{1}, size}) {
      const Matrix<F> low = random_matrix<F>(rng, size, 6);
      const Matrix<F> top = random_matrix<F>(rng, num_top, num_top == 0 ? 0 : 6);
      const ExtendedMatrix<F> matrix =
          extend_coefficients(ntt, CoefficientMatrix<F>{level, low.clone(), top.clone()}, 1);
      const EF z = testing::random_point<EF>(rng);
      const BarycentricWeights<F, EF> weights(Coset<F>(F::generator(), level), RowOrder::bit_reversed, z);
      for (std::size_t first = 0; first < 6; ++first) {
        for (std::size_t count = 1; first + count <= 6; ++count) {
          const std::vector<EF> values = evaluate_extended(matrix, weights, z, first, count);
          REQUIRE(values.size() == count);
          for (std::size_t j = 0; j < count; ++j) {
            std::vector<F> polynomial = column_of(low, first + j);
            if (num_top != 0) {
              for (const F& coefficient : column_of(top, first + j)) polynomial.push_back(coefficient);
            }
            REQUIRE(values[j] == evaluate_polynomial<EF, F>(std::span<const F>(polynomial), z));
          }
        }
      }
    }
  }
}

TEST_CASE("extended matrix: threads change nothing") {
  using F = KoalaBear;
  testing::Rng rng{0x7157};
  const BatchNtt<F> ntt(12);
  const Matrix<F> values = random_matrix<F>(rng, 1024, 40);
  const Matrix<F> masks = random_matrix<F>(rng, 100, 40);
  const KoalaBear4 z = testing::random_point<KoalaBear4>(rng);
  const BarycentricWeights<F, KoalaBear4> weights(Coset<F>(F::generator(), 11), RowOrder::bit_reversed, z);
  const parallel::Threads threads(5);
  for (const std::size_t level : {10U, 11U}) {
    const ExtendedMatrix<F> one = extend_trace(ntt, values.view(), masks.clone(), level, 1);
    const ExtendedMatrix<F> five = extend_trace(ntt, values.view(), masks.clone(), level, 1, threads);
    CHECK(one.values == five.values);
    CHECK(one.top == five.top);
    if (level == 11) {
      CHECK(evaluate_extended(one, weights, z, 3, 30) == evaluate_extended(five, weights, z, 3, 30, threads));
    }
  }
}

TEST_CASE("extended matrix: what does not fit the level is refused") {
  using F = KoalaBear;
  const BatchNtt<F> ntt(8);
  const Matrix<F> values(16, 2);
  check_usage_error([&] { static_cast<void>(extend_trace(ntt, values.view(), Matrix<F>(), 3, 1)); }, "extend_trace",
                    "values.rows()", "16");
  check_usage_error([&] { static_cast<void>(extend_trace(ntt, values.view(), Matrix<F>(17, 2), 4, 1)); },
                    "extend_trace", "masks.rows()", "17");
  check_usage_error([&] { static_cast<void>(extend_trace(ntt, values.view(), Matrix<F>(49, 2), 5, 1)); },
                    "extend_trace", "masks.rows()", "49");
  for (const std::size_t level : {4U, 5U}) {
    check_usage_error([&] { static_cast<void>(extend_trace(ntt, values.view(), Matrix<F>(3, 1), level, 1)); },
                      "extend_trace", "masks.cols()", "1");
  }
}
