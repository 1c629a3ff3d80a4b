// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include <doctest/doctest.h>

#include <probata/hash/grain_lfsr.hpp>

#include "support/fields.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

/// The register as its paper draws it: a queue of 80 bits.
class QueueRegister {
 public:
  QueueRegister(std::size_t prime_bits, std::size_t width, std::size_t full_rounds, std::size_t partial_rounds) {
    const std::size_t fields[6][2] = {
        {1, 2}, {0, 4}, {prime_bits, 12}, {width, 12}, {full_rounds, 10}, {partial_rounds, 10}};
    for (const auto& [value, count] : fields) {
      for (std::size_t i = 0; i < count; ++i) bits_.push_back(((value >> (count - 1 - i)) & 1) == 1);
    }
    bits_.resize(80, true);
    for (int i = 0; i < 160; ++i) clock();
  }

  bool clock() {
    int ones = 0;
    for (const std::size_t tap : taps) ones += bits_[tap] ? 1 : 0;
    bits_.pop_front();
    bits_.push_back(ones % 2 == 1);
    return bits_.back();
  }

  bool next_bit() {
    while (!clock()) clock();
    return clock();
  }

 private:
  static constexpr std::size_t taps[] = {0, 13, 23, 38, 51, 62};
  std::deque<bool> bits_;
};

}  // namespace

TEST_CASE("grain_lfsr: bits are those of a queue of 80 bits") {
  for (const std::size_t width : {std::size_t{2}, std::size_t{16}, std::size_t{24}, std::size_t{4095}}) {
    for (const std::size_t rounds : {std::size_t{13}, std::size_t{22}, std::size_t{1023}}) {
      GrainLfsr lfsr(31, width, 8, rounds);
      QueueRegister queue(31, width, 8, rounds);
      for (int i = 0; i < 2000; ++i) {
        CAPTURE(i);
        REQUIRE(lfsr.next_bit() == queue.next_bit());
      }
    }
  }
}

TEST_CASE_TEMPLATE_DEFINE("grain_lfsr: an element is the first number below p that the bits spell", F, element_cases) {
  GrainLfsr elements(20, 8, 8, 10);
  GrainLfsr bits(20, 8, 8, 10);
  std::size_t rejected = 0;
  for (int i = 0; i < 300; ++i) {
    std::uint64_t v = 0;
    for (bool first = true; first || v >= F::modulus; first = false) {
      rejected += first ? 0 : 1;
      v = 0;
      for (std::size_t bit = 0; bit < sizeof(typename F::Canonical) * 8 - (sizeof(typename F::Canonical) == 4); ++bit) {
        v = 2 * v + (bits.next_bit() ? 1 : 0);
      }
    }
    REQUIRE(elements.next_element<F>() == F::from_u64(v));
  }
  // Of 300 words of 31 bits, (2^31 - p) / 2^31 are too large: about 2 for KoalaBear, 19 for BabyBear, none for the
  // rest.
  CHECK(rejected <= 60);
  if (F::modulus == BabyBear::modulus) CHECK(rejected > 0);
}
TEST_CASE_TEMPLATE_APPLY(element_cases, SmallFields);

TEST_CASE("grain_lfsr: every parameter changes the output, at compile time too") {
  const auto first_bits = [](std::size_t bits, std::size_t width, std::size_t full, std::size_t partial) {
    GrainLfsr lfsr(bits, width, full, partial);
    std::uint64_t word = 0;
    for (int i = 0; i < 64; ++i) word = 2 * word + (lfsr.next_bit() ? 1 : 0);
    return word;
  };
  const std::vector<std::uint64_t> words{first_bits(31, 16, 8, 20), first_bits(64, 16, 8, 20),
                                         first_bits(31, 24, 8, 20), first_bits(31, 16, 6, 20),
                                         first_bits(31, 16, 8, 21)};
  for (std::size_t i = 0; i < words.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) CHECK(words[i] != words[j]);
  }
  constexpr KoalaBear first = [] {
    GrainLfsr lfsr(31, 16, 8, 20);
    return lfsr.next_element<KoalaBear>();
  }();
  static_assert(first.value() == 2128964168);
  CHECK(first.value() == 2128964168);
}
