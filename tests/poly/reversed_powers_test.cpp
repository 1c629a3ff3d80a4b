// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include <probata/core/bits.hpp>
#include <probata/field/goldilocks.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/poly/domain.hpp>
#include <probata/poly/reversed_powers.hpp>

using namespace probata;

TEST_CASE_TEMPLATE("reversed_powers: the points of a coset, and one of each fibre, in bit-reversed order", F, KoalaBear,
                   Goldilocks) {
  const F shift = F::generator();
  for (std::size_t k = 0; k <= 9; ++k) {
    std::vector<F> powers(std::size_t{1} << k);
    fill_reversed_powers(std::span<F>(powers), 0, shift);
    CHECK(powers == Coset<F>(shift, k).elements(RowOrder::bit_reversed));
    for (const std::size_t skip : {1U, 3U}) {
      fill_reversed_powers(std::span<F>(powers), skip, F::one(), true);
      const F root = F::two_adic_generator(k + skip).inverse();
      for (std::size_t i = 0; i < powers.size(); ++i) CHECK(powers[i] == root.pow(reverse_bits(i, k)));
    }
  }
}

TEST_CASE("reversed_powers: a table of any length is the beginning of a longer one") {
  std::vector<KoalaBear> longer(256);
  fill_reversed_powers(std::span<KoalaBear>(longer), 0, KoalaBear::one());
  for (const std::size_t length : {0U, 1U, 3U, 17U, 100U, 255U}) {
    std::vector<KoalaBear> shorter(length);
    fill_reversed_powers(std::span<KoalaBear>(shorter), 0, KoalaBear::one());
    CHECK(std::equal(shorter.begin(), shorter.end(), longer.begin()));
  }
}
