// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include <doctest/doctest.h>

#include <probata/core/usage_error.hpp>
#include <probata/field/bigprime/instances.hpp>
#include <probata/field/dot_product.hpp>

#include "support/field_samples.hpp"
#include "support/fields.hpp"
#include "support/laws/integer_laws.hpp"
#include "support/random.hpp"
#include "support/word_samples.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

/// sum_i a_i b_i by the definition.
template <Field F>
F plain(std::span<const F> a, std::span<const F> b) {
  F sum = F::zero();
  for (std::size_t i = 0; i < a.size(); ++i) sum = sum + a[i] * b[i];
  return sum;
}

template <std::size_t N, Field F>
void array_agrees(Rng& rng) {
  std::array<F, N> a;
  std::array<F, N> b;
  for (int round = 0; round < 20; ++round) {
    for (std::size_t i = 0; i < N; ++i) {
      a[i] = random_element<F>(rng);
      b[i] = round == 0 ? -F::one() : random_element<F>(rng);
    }
    LAW(dot_product(a, b) == plain<F>(a, b), N);
  }
}

static_assert(dot_product(std::array{KoalaBear::from_u64(2), KoalaBear::from_u64(3)},
                          std::array{KoalaBear::from_u64(5), KoalaBear::from_u64(7)}) == KoalaBear::from_u64(31));

using SpanFields = std::tuple<KoalaBear, Mersenne31, Goldilocks, KoalaBear4, Bn254Scalar>;

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("dot_product: arrays of one to eight terms", F, array_cases) {
  Rng rng{541};
  INFO("seed ", rng.seed());
  array_agrees<1, F>(rng);
  array_agrees<2, F>(rng);
  array_agrees<8, F>(rng);
}
TEST_CASE_TEMPLATE_APPLY(array_cases, SpanFields);

TEST_CASE_TEMPLATE_DEFINE("dot_product: arrays of the largest words", F, largest_cases) {
  Rng rng{542};
  INFO("seed ", rng.seed());
  integer_dot_product_laws<16, F>(rng, 100);
  integer_dot_product_laws<33, F>(rng, 20);
}
TEST_CASE_TEMPLATE_APPLY(largest_cases, SmallFields);

TEST_CASE_TEMPLATE_DEFINE("dot_product: spans of every length, at every offset", F, span_cases) {
  Rng rng{543};
  INFO("seed ", rng.seed());
  constexpr std::size_t step = 8 * Packed<F>::lanes;  // what one round of the vector loop takes
  const std::vector<F> a = sample_elements<F>(rng, 3 * step + 8);
  std::vector<F> b = sample_elements<F>(rng, 3 * step + 8);
  std::reverse(b.begin(), b.end());
  for (std::size_t n = 0; n <= 2 * step + 5; ++n) {
    const auto x = std::span<const F>(a).subspan(n % 3, n);
    const auto y = std::span<const F>(b).subspan(n % 5, n);
    LAW(dot_product(x, y) == plain<F>(x, y), n);
    LAW(dot_product<simd::Scalar>(x, y) == plain<F>(x, y), n);
  }
}
TEST_CASE_TEMPLATE_APPLY(span_cases, SpanFields);

TEST_CASE_TEMPLATE_DEFINE("dot_product: a long span of the largest words", F, long_cases) {
  // A million squares of the largest word, and the same against zeros at the end.
  const std::vector<F> largest((std::size_t{1} << 20) + 3, F::from_word(F::modulus - 1));
  const F square = largest[0].square();
  CHECK(dot_product(std::span<const F>(largest), std::span<const F>(largest)) == F::from_u64(largest.size()) * square);
  std::vector<F> half = largest;
  std::fill(half.begin() + 1000, half.end(), F::zero());
  CHECK(dot_product(std::span<const F>(half), std::span<const F>(largest)) == F::from_u64(1000) * square);
}
TEST_CASE_TEMPLATE_APPLY(long_cases, SmallFields);

TEST_CASE("dot_product: spans of different lengths are refused") {
  const std::vector<KoalaBear> a(5);
  const std::span<const KoalaBear> x(a);
  std::string message = "no error";
  try {
    static_cast<void>(dot_product(x, x.first(4)));
  } catch (const UsageError& error) {
    message = error.what();
  }
  CHECK(message == "dot_product: b.size() = 4, must be a.size() = 5");
}
