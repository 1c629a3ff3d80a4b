// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/baby_bear.hpp>
#include <probata/field/bigprime/instances.hpp>
#include <probata/field/extension_fields.hpp>
#include <probata/field/goldilocks.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/ntt/batch_ntt.hpp>
#include <probata/ntt/reference_ntt.hpp>
#include <probata/parallel/serial.hpp>
#include <probata/parallel/threads.hpp>

#include "support/field_samples.hpp"
#include "support/json.hpp"
#include "support/random.hpp"

namespace {

using namespace probata;
using probata::testing::Rng;

template <class F>
Matrix<F> random_matrix(Rng& rng, std::size_t rows, std::size_t cols) {
  Matrix<F> matrix(rows, cols);
  for (F& x : matrix.flat()) x = probata::testing::random_element<F>(rng);
  return matrix;
}

template <class F>
Matrix<F> bit_reversed(const Matrix<F>& matrix) {
  Matrix<F> result = matrix.clone();
  bit_reverse_rows(result.view());
  return result;
}

/// The value of column `column`, taken as coefficients, at x.
template <class F>
F horner(const Matrix<F>& coefficients, std::size_t column, F x) {
  F sum = F::zero();
  for (std::size_t i = coefficients.rows(); i-- > 0;) sum = sum * x + coefficients(i, column);
  return sum;
}

/// Shapes on both sides of every switch: one row, fewer rows than lanes, narrow and wide, whole and broken vectors, one
/// and two passes.
struct Shape {
  std::size_t log_rows;
  std::size_t cols;
};
std::vector<Shape> shapes(std::size_t max_cells) {
  std::vector<Shape> result;
  for (std::size_t log_rows = 0; log_rows <= 14; ++log_rows) {
    for (const std::size_t cols : {1u, 2u, 3u, 5u, 8u, 15u, 16u, 17u, 32u, 63u, 64u, 65u, 100u}) {
      if ((cols << log_rows) <= max_cells) result.push_back({log_rows, cols});
    }
  }
  return result;
}

/// Serial or with threads, as one type: everything is compiled once.
class TestExecutor {
 public:
  TestExecutor() = default;
  explicit TestExecutor(std::size_t threads) : threads_(std::make_unique<parallel::Threads>(threads)) {}
  std::size_t concurrency() const { return threads_ ? threads_->concurrency() : 1; }
  template <class Body>
  void parallel_for(std::size_t n, std::size_t grain, Body&& body) const {
    const std::function<void(std::size_t, std::size_t)> call = std::ref(body);
    if (threads_) {
      threads_->parallel_for(n, grain, call);
    } else {
      parallel::Serial{}.parallel_for(n, grain, call);
    }
  }

 private:
  std::unique_ptr<parallel::Threads> threads_;
};
static_assert(Executor<TestExecutor>);

/// Everything at one shape against the plain transform, under one executor.
template <class F>
void agree_with_reference(Rng& rng, const BatchNtt<F>& ntt, Shape shape, const TestExecutor& executor) {
  CAPTURE(F::name);
  CAPTURE(shape.log_rows);
  CAPTURE(shape.cols);
  CAPTURE(executor.concurrency());
  const Matrix<F> coefficients = random_matrix<F>(rng, std::size_t{1} << shape.log_rows, shape.cols);
  const F shift = probata::testing::random_nonzero<F>(rng);
  for (const F& x : {F::one(), shift}) {
    Matrix<F> values = coefficients.clone();
    reference_forward(values.view(), x);
    const Matrix<F> reversed = bit_reversed(values);

    Matrix<F> work = coefficients.clone();
    ntt.forward(work.view(), {.shift = x}, executor);
    REQUIRE(work == reversed);
    ntt.inverse(work.view(), {.shift = x}, executor);
    REQUIRE(work == coefficients);
    ntt.forward(work.view(), {.shift = x, .order = RowOrder::natural}, executor);
    REQUIRE(work == values);
    ntt.inverse(work.view(), {.shift = x, .order = RowOrder::natural}, executor);
    REQUIRE(work == coefficients);
  }
  for (const std::size_t log_blowup : {0u, 1u, 3u}) {
    if (shape.log_rows + log_blowup > ntt.max_log_rows()) continue;
    const Matrix<F> expected = bit_reversed(reference_extend<F>(coefficients.view(), log_blowup, shift));
    REQUIRE(ntt.extend(coefficients.view(), log_blowup, shift, executor) == expected);
  }
}

}  // namespace

TEST_CASE_TEMPLATE("ntt: transforms of every shape agree with the plain ones", F, KoalaBear, BabyBear, Goldilocks) {
  Rng rng{11};
  INFO("seed ", rng.seed());
  const BatchNtt<F> ntt(15);
  for (const Shape& shape : shapes(std::size_t{1} << 15)) {
    agree_with_reference(rng, ntt, shape, TestExecutor{});
  }
}

TEST_CASE_TEMPLATE("ntt: results do not depend on the number of threads", F, KoalaBear, Goldilocks) {
  Rng rng{12};
  INFO("seed ", rng.seed());
  const BatchNtt<F> ntt(16);
  for (const std::size_t threads : {2u, 3u, 7u}) {
    const TestExecutor executor(threads);
    for (const Shape& shape : {Shape{4, 3}, Shape{9, 1}, Shape{12, 1}, Shape{13, 5}, Shape{11, 16}, Shape{10, 33}}) {
      agree_with_reference(rng, ntt, shape, executor);
    }
  }
}

TEST_CASE("ntt: large matrices, past the thresholds of the caches") {
  Rng rng{13};
  INFO("seed ", rng.seed());
  const BatchNtt<KoalaBear> ntt(21);
  const TestExecutor two(2);
  agree_with_reference(rng, ntt, {18, 1}, TestExecutor{});
  agree_with_reference(rng, ntt, {18, 1}, two);
  agree_with_reference(rng, ntt, {16, 5}, two);
  agree_with_reference(rng, ntt, {16, 16}, two);
  agree_with_reference(rng, ntt, {14, 64}, TestExecutor{});
}

TEST_CASE_TEMPLATE("ntt: a blinded extension is the extension plus multiples of the vanishing polynomial", F, KoalaBear,
                   Goldilocks) {
  Rng rng{0xb11d};
  const F shift = F::generator();
  for (const std::size_t log_rows : {0U, 3U, 6U, 10U, 13U}) {
    for (const std::size_t cols : {1U, 3U, 17U, 40U}) {
      for (const std::size_t log_blowup : {0U, 1U, 2U}) {
        const std::size_t rows = std::size_t{1} << log_rows;
        const BatchNtt<F> ntt(log_rows + log_blowup);
        const Matrix<F> values = random_matrix<F>(rng, rows, cols);
        for (const std::size_t num_masks : {std::size_t{1}, rows / 3, rows}) {
          if (num_masks == 0 || (num_masks > 200 && cols > 3)) continue;
          const Matrix<F> masks = random_matrix<F>(rng, num_masks, cols);
          INFO(rows, " x ", cols, ", blowup 2^", log_blowup, ", ", num_masks, " masks");
          Matrix<F> expected = ntt.extend(values.view(), log_blowup, shift);
          const std::vector<F> points = Coset<F>(shift, log_rows + log_blowup).elements(RowOrder::bit_reversed);
          Matrix<F> blinds(rows << log_blowup, cols);
          for (std::size_t i = 0; i < num_masks; ++i) std::ranges::copy(masks.row(i), blinds.row(i).begin());
          ntt.forward(blinds.view(), {.shift = shift});
          for (std::size_t i = 0; i < points.size(); ++i) {
            const F vanishing = points[i].pow(rows) - F::one();
            for (std::size_t j = 0; j < cols; ++j) expected(i, j) += vanishing * blinds(i, j);
          }
          Matrix<F> blinded(rows << log_blowup, cols);
          ntt.extend_blinded(values.view(), masks.view(), log_blowup, shift, blinded.view());
          CHECK(std::ranges::equal(blinded.flat(), expected.flat()));
        }
      }
    }
  }
}

TEST_CASE("ntt: a transform with more layers than two passes") {
  // Long, so it runs for one instruction set; the split into passes is the same code in all.
  if (!std::is_same_v<simd::DefaultArch, simd::Avx2>) return;
  Rng rng{14};
  INFO("seed ", rng.seed());
  // 2^25 rows exceed max_layers twice; a spot check by Horner's rule on few points keeps this short.
  const BatchNtt<BabyBear> ntt(25);
  Matrix<BabyBear> matrix(std::size_t{1} << 25, 1);
  const std::size_t degree = 1000;
  Matrix<BabyBear> coefficients = random_matrix<BabyBear>(rng, degree, 1);
  std::ranges::copy(coefficients.flat(), matrix.flat().begin());
  const BabyBear shift = BabyBear::generator();
  ntt.forward(matrix.view(), {.shift = shift}, TestExecutor(2));
  const BabyBear w = BabyBear::two_adic_generator(25);
  for (int i = 0; i < 40; ++i) {
    const std::size_t row = rng.index(matrix.rows());
    REQUIRE(matrix(row, 0) == horner(coefficients, 0, shift * w.pow(reverse_bits(row, 25))));
  }
  ntt.inverse(matrix.view(), {.shift = shift}, TestExecutor(2));
  for (std::size_t i = 0; i < matrix.rows(); ++i) {
    if (matrix(i, 0) != (i < degree ? coefficients(i, 0) : BabyBear::zero())) {
      FAIL("coefficient ", i, " is wrong");
    }
  }
}

TEST_CASE("ntt: values are values of the polynomial") {
  Rng rng{15};
  INFO("seed ", rng.seed());
  const BatchNtt<KoalaBear> ntt(12);
  const Matrix<KoalaBear> coefficients = random_matrix<KoalaBear>(rng, 1 << 10, 3);
  const KoalaBear shift = probata::testing::random_nonzero<KoalaBear>(rng);
  Matrix<KoalaBear> values = coefficients.clone();
  ntt.forward(values.view());
  bit_reverse_rows(values.view());
  const Matrix<KoalaBear> extended = ntt.extend(values.view(), 2, shift);
  const KoalaBear w = KoalaBear::two_adic_generator(12);
  for (std::size_t row = 0; row < extended.rows(); row += 7) {
    const KoalaBear x = shift * w.pow(reverse_bits(row, 12));
    for (std::size_t column = 0; column < 3; ++column)
      REQUIRE(extended(row, column) == horner(coefficients, column, x));
  }
}

TEST_CASE("ntt: any field runs through the same code, one lane at a time") {
  Rng rng{16};
  INFO("seed ", rng.seed());
  const BatchNtt<Bn254Scalar> ntt(9);
  for (const Shape& shape : {Shape{0, 1}, Shape{3, 2}, Shape{6, 1}, Shape{7, 3}}) {
    agree_with_reference(rng, ntt, shape, TestExecutor{});
  }
}

TEST_CASE("ntt: columns over an extension are transformed coordinate by coordinate") {
  Rng rng{17};
  INFO("seed ", rng.seed());
  const BatchNtt<KoalaBear> ntt(10);
  const Matrix<KoalaBear4> coefficients = random_matrix<KoalaBear4>(rng, 1 << 8, 2);
  const KoalaBear shift = probata::testing::random_nonzero<KoalaBear>(rng);
  Matrix<KoalaBear4> values = coefficients.clone();
  ntt.forward(values.view(), {.shift = shift});
  const KoalaBear w = KoalaBear::two_adic_generator(8);
  for (std::size_t row = 0; row < values.rows(); row += 5) {
    const KoalaBear x = shift * w.pow(reverse_bits(row, 8));
    for (std::size_t column = 0; column < 2; ++column) {
      REQUIRE(values(row, column) == horner(coefficients, column, KoalaBear4::from_base(x)));
    }
  }
  ntt.inverse(values.view(), {.shift = shift});
  CHECK(values == coefficients);

  Matrix<KoalaBear4> on_h = coefficients.clone();
  ntt.forward(on_h.view(), {.order = RowOrder::natural});
  Matrix<KoalaBear4> extended(1 << 10, 2);
  ntt.extend(MatrixView<const KoalaBear4>(on_h.view()), 2, shift, extended.view());
  const KoalaBear v = KoalaBear::two_adic_generator(10);
  for (std::size_t row = 0; row < extended.rows(); row += 37) {
    const KoalaBear x = shift * v.pow(reverse_bits(row, 10));
    REQUIRE(extended(row, 1) == horner(coefficients, 1, KoalaBear4::from_base(x)));
  }
}

TEST_CASE("ntt: a matrix without columns is left alone") {
  const BatchNtt<KoalaBear> ntt(4);
  Matrix<KoalaBear> none(8, 0);
  ntt.forward(none.view());
  ntt.inverse(none.view());
  CHECK(ntt.extend(none.view(), 1, KoalaBear::generator()).rows() == 16);
}

namespace {

template <class F>
void agree_with_vectors(const probata::testing::Json& field) {
  const BatchNtt<F> ntt(16);
  std::size_t samples = 0;
  for (const auto& sample : field["samples"]) {
    const std::size_t log_rows = sample["log"].get<std::size_t>();
    CAPTURE(log_rows);
    CHECK(F::two_adic_generator(log_rows) == probata::testing::field_from_json<F>(sample["generator"]));
    const auto column = [&](const char* name) {
      Matrix<F> result(sample[name].size(), 1);
      for (std::size_t i = 0; i < result.rows(); ++i) {
        result(i, 0) = probata::testing::field_from_json<F>(sample[name][i]);
      }
      return result;
    };
    const Matrix<F> values = column("evals");
    Matrix<F> matrix = column("coeffs");
    ntt.forward(matrix.view(), {.order = RowOrder::natural});
    CHECK(matrix == values);
    ntt.inverse(matrix.view(), {.order = RowOrder::natural});
    CHECK(matrix == column("coeffs"));
    CHECK(F::two_adic_generator(log_rows + 1) == probata::testing::field_from_json<F>(sample["lde_generator"]));
    const F shift = probata::testing::field_from_json<F>(sample["lde_shift"]);
    CHECK(bit_reversed(ntt.extend(values.view(), 1, shift)) == column("lde"));
    ++samples;
  }
  CHECK(samples > 0);
}

}  // namespace

TEST_CASE("ntt: known transforms and extensions of another implementation") {
  const auto vectors = probata::testing::read_vectors("p3_ntt.json");
  std::size_t fields = 0;
  for (const auto& field : vectors["data"]) {
    const std::string name = field["field"].get<std::string>();
    CAPTURE(name);
    if (name == "koalabear") agree_with_vectors<KoalaBear>(field);
    if (name == "babybear") agree_with_vectors<BabyBear>(field);
    if (name == "goldilocks") agree_with_vectors<Goldilocks>(field);
    ++fields;
  }
  CHECK(fields == 3);
}

namespace {

/// The message of the UsageError that `call` throws.
template <class Call>
std::string usage_message(Call call) {
  try {
    call();
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("ntt: wrong arguments are named, with their value and what would be right") {
  using F = KoalaBear;
  const BatchNtt<F> ntt(4);
  Matrix<F> good(8, 2);
  Matrix<F> odd(6, 2);
  Matrix<F> tall(32, 2);
  const F g = F::generator();
  CHECK(usage_message([] { BatchNtt<F>{25}; }) ==
        "BatchNtt: max_log_rows = 25, must be at most the field's two_adicity = 24");
  CHECK(usage_message([&] { ntt.forward(odd.view()); }) == "BatchNtt::forward: rows = 6, must be a power of two");
  CHECK(usage_message([&] { ntt.inverse(odd.view()); }) == "BatchNtt::inverse: rows = 6, must be a power of two");
  CHECK(usage_message([&] { ntt.forward(MatrixView<F>()); }) == "BatchNtt::forward: rows = 0, must be a power of two");
  CHECK(usage_message([&] { ntt.forward(tall.view()); }) ==
        "BatchNtt::forward: rows = 32, must be at most 2^max_log_rows = 2^4");
  CHECK(usage_message([&] { ntt.forward(good.view(), {.shift = F::zero()}); }) ==
        "BatchNtt::forward: shift = 0, must be not zero, or all points of the coset coincide");
  CHECK(usage_message([&] { ntt.inverse(good.view(), {.shift = F::zero()}); }) ==
        "BatchNtt::inverse: shift = 0, must be not zero, or all points of the coset coincide");
  CHECK(usage_message([&] { ntt.forward(good.cols(0, 1)); }) ==
        "BatchNtt::forward: row_stride() = 2, must be cols() = 1 (rows without gaps)");
  Matrix<F> blinded(16, 2);
  CHECK(usage_message([&] { ntt.extend_blinded(good.view(), Matrix<F>(3, 1).view(), 1, g, blinded.view()); }) ==
        "BatchNtt::extend_blinded: masks.cols() = 1, must be values.cols() = 2");
  CHECK(usage_message([&] { ntt.extend_blinded(good.view(), tall.view(), 1, g, blinded.view()); }) ==
        "BatchNtt::extend_blinded: masks.rows() = 32, must be at most values.rows() = 8");
  CHECK(usage_message([&] { ntt.extend_blinded(good.view(), Matrix<F>(4, 3).cols(0, 2), 1, g, blinded.view()); }) ==
        "BatchNtt::extend_blinded: masks.row_stride() = 3, must be cols() = 2 (rows without gaps)");
  CHECK(usage_message([&] { ntt.extend(good.view(), 2, g); }) ==
        "BatchNtt::extend: rows << log_blowup = 8 << 2, must be at most 2^max_log_rows = 2^4");
  CHECK(usage_message([&] { ntt.extend(good.view(), ~std::size_t{0}, g); }) ==
        "BatchNtt::extend: rows << log_blowup = 8 << 18446744073709551615, must be at most 2^max_log_rows = 2^4");
  CHECK(usage_message([&] { ntt.extend(odd.view(), 1, g); }) == "BatchNtt::extend: rows = 6, must be a power of two");
  CHECK(usage_message([&] { ntt.extend(good.view(), 1, F::zero()); }) ==
        "BatchNtt::extend: shift = 0, must be not zero, or all points of the coset coincide");
  Matrix<F> out(16, 2);
  Matrix<F> wide(16, 3);
  CHECK(usage_message([&] { ntt.extend(good.view(), 1, g, good.view()); }) ==
        "BatchNtt::extend: out.rows() = 8, must be values.rows() << log_blowup = 16");
  CHECK(usage_message([&] { ntt.extend(good.view(), 1, g, wide.view()); }) ==
        "BatchNtt::extend: out.cols() = 3, must be values.cols() = 2");
  CHECK(usage_message([&] { ntt.extend(good.view(), 1, g, wide.cols(0, 2)); }) ==
        "BatchNtt::extend: out.row_stride() = 3, must be cols() = 2 (rows without gaps)");
  CHECK(usage_message([&] { ntt.extend(out.rows(0, 8), 1, g, out.view()); }) ==
        "BatchNtt::extend: out = memory of values, must be a matrix that does not overlap values");
}
