// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/extension_fields.hpp>
#include <probata/pcs/fri/fold.hpp>
#include <probata/poly/polynomial.hpp>

#include "pcs/fri/reference_prover.hpp"
#include "support/fields.hpp"

using namespace probata;

namespace {

/// sum_c beta^c f_c with f = sum_c X^c f_c(X^arity).
template <class EF>
std::vector<EF> folded_polynomial(const std::vector<EF>& f, std::size_t arity, const EF& beta) {
  std::vector<EF> result((f.size() + arity - 1) / arity, EF::zero());
  for (std::size_t i = 0; i < f.size(); ++i) result[i / arity] += beta.pow(std::uint64_t{i % arity}) * f[i];
  return result;
}

template <class EF>
std::vector<EF> fold_all(const std::vector<EF>& word, std::size_t log_arity, const EF& beta) {
  const std::size_t arity = std::size_t{1} << log_arity;
  std::vector<EF> result;
  for (std::size_t leaf = 0; leaf < word.size() / arity; ++leaf) {
    std::vector<EF> fibre(word.begin() + static_cast<std::ptrdiff_t>(leaf * arity),
                          word.begin() + static_cast<std::ptrdiff_t>((leaf + 1) * arity));
    result.push_back(fold_fibre(std::span<EF>(fibre), leaf, log2_exact(word.size()), beta));
  }
  return result;
}

}  // namespace

TEST_CASE_TEMPLATE("fold: of a codeword is the codeword of the folded polynomial", EF, KoalaBear4, BabyBear5,
                   Goldilocks2) {
  testing::Rng rng{0xf01d};
  INFO("seed ", rng.seed());
  for (const std::size_t log_size : {1U, 2U, 4U, 6U, 7U}) {
    for (std::size_t log_arity = 1; log_arity <= std::min<std::size_t>(4, log_size); ++log_arity) {
      CAPTURE(log_size);
      CAPTURE(log_arity);
      // Any degree up to that of the whole word.
      for (const std::size_t length :
           {std::size_t{1}, (std::size_t{1} << log_size) / 2 + 1, std::size_t{1} << log_size}) {
        const auto f = testing::random_elements<EF>(rng, length);
        const EF beta = testing::random_element<EF>(rng);
        const std::vector<EF> word = testing::word_of(std::span<const EF>(f), log_size);
        const std::vector<EF> expected = folded_polynomial(f, std::size_t{1} << log_arity, beta);
        CHECK(fold_all(word, log_arity, beta) == testing::word_of(std::span<const EF>(expected), log_size - log_arity));
      }
    }
  }
}

TEST_CASE("fold: by 2^a is a folds by two, with beta, its square, its fourth power") {
  using EF = KoalaBear6;
  testing::Rng rng{0xf01d2};
  INFO("seed ", rng.seed());
  // Words of full degree, so nothing but the formula connects neighbours.
  const auto word = testing::random_elements<EF>(rng, 64);
  const EF beta = testing::random_element<EF>(rng);
  for (std::size_t log_arity = 0; log_arity <= 4; ++log_arity) {
    CAPTURE(log_arity);
    CHECK(fold_all(word, log_arity, beta) == testing::fold_word(word, log_arity, beta));
  }
}

TEST_CASE("fold: beta zero keeps the part of the polynomial in X^arity, beta one adds up the parts") {
  using EF = KoalaBear4;
  testing::Rng rng{0xf01d3};
  const auto f = testing::random_elements<EF>(rng, 16);
  const std::vector<EF> word = testing::word_of(std::span<const EF>(f), 5);
  const std::vector<EF> part{f[0], f[4], f[8], f[12]};
  CHECK(fold_all(word, 2, EF::zero()) == testing::word_of(std::span<const EF>(part), 3));
  std::vector<EF> sum(4, EF::zero());
  for (std::size_t i = 0; i < 16; ++i) sum[i / 4] += f[i];
  CHECK(fold_all(word, 2, EF::one()) == testing::word_of(std::span<const EF>(sum), 3));
}
