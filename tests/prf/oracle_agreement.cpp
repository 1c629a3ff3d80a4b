// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads descriptions of masks, one JSON object in the manner of tests/vectors/masks_*.json on each line, and answers
// each with a line: threshold, first word, last word, mask. oracle_agreement.py compares the answers with its own.
#include <cstdint>
#include <exception>
#include <iostream>
#include <string>

#include <probata/prf/generate_mask.hpp>
#include <probata/prf/mask_words.hpp>

#include "prf/mask_json.hpp"

int main() {
  using namespace probata;
  std::ios::sync_with_stdio(false);
  std::string line;
  while (std::getline(std::cin, line)) {
    try {
      const MaskSpec spec = testing::mask_spec_from(testing::Json::parse(line));
      std::cout << spec.threshold << ' ' << mask_word(spec, 0) << ' ' << mask_word(spec, spec.elements - 1) << ' '
                << testing::hex(mask_bits(spec)) << '\n';
    } catch (const std::exception& error) {
      std::cout << "refused: " << error.what() << '\n';
    }
  }
  return 0;
}
