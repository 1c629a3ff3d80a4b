// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/batch_inverse.hpp>
#include <probata/field/bigprime/instances.hpp>

#include "support/field_samples.hpp"
#include "support/fields.hpp"
#include "support/random.hpp"
#include "support/small_primes.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

using BatchFields =
    std::tuple<KoalaBear, BabyBear, Mersenne31, Goldilocks, KoalaBear4, Goldilocks3, Mersenne31x4, Bn254Scalar>;

template <Field F>
void agrees(const std::vector<F>& values) {
  std::vector<F> inverses = values;
  batch_inverse(std::span<F>(inverses));
  for (std::size_t i = 0; i < values.size(); ++i) {
    CAPTURE(i);
    REQUIRE(inverses[i] == values[i].inverse());
  }
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("batch_inverse: every length, as one by one", F, length_cases) {
  Rng rng{551};
  INFO("seed ", rng.seed());
  for (std::size_t n = 0; n <= 35; ++n) {
    CAPTURE(n);
    std::vector<F> values;
    for (std::size_t i = 0; i < n; ++i) values.push_back(random_nonzero<F>(rng));
    agrees(values);
  }
  agrees(edge_elements<F>());
}
TEST_CASE_TEMPLATE_APPLY(length_cases, BatchFields);

TEST_CASE("batch_inverse: zeros stay zeros wherever they are") {
  using F = KoalaBear;
  Rng rng{552};
  INFO("seed ", rng.seed());
  // All patterns of zeros over two elements of each chain that meet first and last.
  for (unsigned pattern = 0; pattern < 1U << 12; ++pattern) {
    std::vector<F> values;
    for (unsigned i = 0; i < 12; ++i) values.push_back((pattern >> i & 1) != 0 ? F::zero() : random_nonzero<F>(rng));
    agrees(values);
  }
  agrees(std::vector<F>(100, F::zero()));
  // One chain of zeros only.
  std::vector<F> values;
  for (std::size_t i = 0; i < 80; ++i) values.push_back(i % 8 == 3 ? F::zero() : random_nonzero<F>(rng));
  agrees(values);
}

TEST_CASE_TEMPLATE_DEFINE("batch_inverse: all elements of a tiny field, many times", F, tiny_cases) {
  std::vector<F> values;
  for (int times = 0; times < 10; ++times) {
    for (const F& x : all_elements<F>()) values.push_back(x);
  }
  agrees(values);
}
TEST_CASE_TEMPLATE_APPLY(tiny_cases, TinyFields);

TEST_CASE("batch_inverse: inverses of a large batch, inverted again") {
  Rng rng{553};
  INFO("seed ", rng.seed());
  const std::vector<Goldilocks> values = sample_elements<Goldilocks>(rng, 100000);
  std::vector<Goldilocks> inverses = values;
  batch_inverse(std::span<Goldilocks>(inverses));
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto expected = values[i] == Goldilocks::zero() ? Goldilocks::zero() : Goldilocks::one();
    if (values[i] * inverses[i] != expected) ++wrong;
  }
  CHECK(wrong == 0);
  batch_inverse(std::span<Goldilocks>(inverses));
  CHECK(inverses == values);
}
