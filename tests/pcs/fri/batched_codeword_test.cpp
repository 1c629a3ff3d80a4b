// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/extension_fields.hpp>
#include <probata/parallel/threads.hpp>
#include <probata/pcs/fri/batched_codeword.hpp>
#include <probata/poly/polynomial.hpp>

#include "pcs/fri/reference_prover.hpp"
#include "support/fields.hpp"

using namespace probata;

namespace {

/// The values of a polynomial on a level's domain, bit-reversed.
template <class EF>
std::vector<EF> word_on_coset(const std::vector<EF>& coefficients, std::size_t log_size) {
  using F = typename EF::Prime;
  std::vector<EF> word;
  for (std::size_t row = 0; row < std::size_t{1} << log_size; ++row) {
    const EF x = EF::from_base(testing::domain_point<F>(log_size, row));
    word.push_back(evaluate_polynomial<EF, EF>(std::span<const EF>(coefficients), x));
  }
  return word;
}

}  // namespace

TEST_CASE_TEMPLATE("batched codeword: the first 2^k + t values determine all others", EF, KoalaBear4, BabyBear5,
                   Goldilocks2) {
  using F = typename EF::Prime;
  testing::Rng rng{0xba7c};
  INFO("seed ", rng.seed());
  const BatchNtt<F> ntt(8);
  for (const std::size_t level : {0U, 1U, 2U, 5U}) {
    const std::size_t size = std::size_t{1} << level;
    for (const std::size_t log_blowup : {1U, 2U, 3U}) {
      std::vector<std::size_t> tops{0};
      for (std::size_t top = 1; top <= size; top *= 2) tops.push_back(top);
      for (const std::size_t num_top : tops) {
        CAPTURE(level);
        CAPTURE(log_blowup);
        CAPTURE(num_top);
        const auto coefficients = testing::random_elements<EF>(rng, size + num_top);
        const std::vector<EF> expected = word_on_coset(coefficients, level + log_blowup);
        Matrix<EF> codeword(expected.size(), 1);
        for (std::size_t i = 0; i < expected.size(); ++i) {
          codeword(i, 0) = i < size + num_top ? expected[i] : testing::random_element<EF>(rng);
        }
        const EF highest = complete_codeword<EF>(ntt, codeword.view(), level, num_top);
        CHECK(highest == coefficients.back());
        CHECK(std::vector<EF>(codeword.data(), codeword.data() + codeword.rows()) == expected);
      }
    }
  }
}

TEST_CASE("batched codeword: threads change nothing") {
  using EF = KoalaBear4;
  testing::Rng rng{0xba7c2};
  const BatchNtt<KoalaBear> ntt(17);
  const auto values = testing::random_elements<EF>(rng, std::size_t{1} << 17);
  Matrix<EF> one = Matrix<EF>::from_flat(values, 1);
  Matrix<EF> three = one.clone();
  CHECK(complete_codeword<EF>(ntt, one.view(), 15, 512) ==
        complete_codeword<EF>(ntt, three.view(), 15, 512, parallel::Threads(3)));
  CHECK(one == three);
}
