// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include <probata/field/concepts.hpp>

/// Elements of the small prime fields chosen by the word that holds them, which decides about carries: in a Montgomery
/// field the word of x is x 2^32 mod p, so that the edges of the numbers (field_samples.hpp) are not edges of the
/// words.
namespace probata::testing {

/// The words 0, 1, 2, p - 1, p - 2, (p - 1) / 2, (p + 1) / 2 and the neighbours of every power of two; 64-bit words
/// also from halves that are themselves at an edge.
template <PrimeField F>
std::vector<F> word_edges() {
  using Word = typename F::Canonical;
  constexpr Word p = F::modulus;
  std::vector<Word> words{0, 1, 2, p - 1, p - 2, (p - 1) / 2, (p + 1) / 2};
  for (int bit = 1; bit < std::numeric_limits<Word>::digits; ++bit) {
    const Word power = static_cast<Word>(Word{1} << bit);
    words.insert(words.end(), {power - 1, power, power + 1});
  }
  if constexpr (sizeof(Word) == 8) {
    const std::vector<Word> halves{0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF};
    for (const Word high : halves) {
      for (const Word low : halves) words.push_back(high << 32 | low);
    }
  }
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  std::vector<F> elements;
  for (const Word word : words) {
    if (word < p) elements.push_back(F::from_word(word));
  }
  return elements;
}

}  // namespace probata::testing
