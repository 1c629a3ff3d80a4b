// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/baby_bear.hpp>
#include <probata/field/canonical_words.hpp>
#include <probata/field/goldilocks.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/field/mersenne31.hpp>

#include "support/random.hpp"

using namespace probata;

TEST_CASE_TEMPLATE("canonical_words: many words become the elements that each of them becomes", F, KoalaBear, BabyBear,
                   Mersenne31, Goldilocks) {
  testing::Rng rng{11};
  INFO("seed ", rng.seed());
  for (std::size_t count = 0; count < 70; ++count) {
    std::vector<typename F::Canonical> words(count);
    for (auto& word : words) word = static_cast<typename F::Canonical>(rng.below(F::modulus));
    if (count > 3) {
      words[0] = 0;
      words[1] = static_cast<typename F::Canonical>(F::modulus - 1);
      words[count - 1] = words[1];
    }
    std::vector<F> elements(count);
    from_canonical_words<F>(words, elements);
    for (std::size_t i = 0; i < count; ++i) {
      CHECK(elements[i] == F::from_canonical(words[i]));
      CHECK(elements[i].value() == words[i]);
    }
  }
}
