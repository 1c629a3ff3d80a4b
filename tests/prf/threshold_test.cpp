// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The exact integer derivation against the floating-point arithmetic of the processor, which the frameworks use.
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#define DOCTEST_CONFIG_VOID_CAST_EXPRESSIONS  // results are not looked at where an exception is expected
#include <doctest/doctest.h>

#include <probata/core/usage_error.hpp>
#include <probata/prf/threshold.hpp>

#include "support/random.hpp"

using namespace probata;

namespace {

using Table = std::vector<std::pair<double, std::uint64_t>>;

// The rules as frameworks evaluate them. volatile keeps every intermediate result in its own format.
bool triton_exceeds(std::uint64_t v, double rate) {
  volatile float x = static_cast<float>(v);
  volatile float u = x * 4.6566127342e-10F;
  return u > static_cast<float>(rate);
}
bool curand_below(std::uint64_t w, double keep) {
  volatile float x = static_cast<float>(w);
  volatile float product = x * 0x1p-32F;
  volatile float u = product + 0x1p-33F;
  return u < static_cast<float>(keep);
}
bool mkl_below(std::uint64_t v, double keep) {
  volatile float x = static_cast<float>(v);
  volatile float u = x * 0x1p-31F;
  return u < static_cast<float>(keep);
}
bool flash_keeps(std::uint64_t byte, double keep) {
  return static_cast<double>(byte) <= std::floor(double{static_cast<float>(keep)} * 255.0);
}

// Rates people write, and rates at which roundings are close: random bits, neighbours of short fractions, tiny ones.
std::vector<double> probabilities(std::uint64_t seed, int count) {
  testing::Rng rng{seed};
  std::vector<double> result{0.0, 1.0,  0.1, 0.2, 0.25, 0.3,     0.5,     0.6,
                             0.7, 0.75, 0.8, 0.9, 0.95, 0x1p-31, 0x1p-33, 0x1p-149};
  for (int i = 0; i < count; ++i) {
    double p = static_cast<double>(rng.u64() >> 11) * 0x1p-53;
    switch (rng.below(5)) {
      case 0:
        break;
      case 1:
        p = std::ldexp(p, -static_cast<int>(rng.below(60)));
        break;
      case 2:
        p = static_cast<double>(rng.below(1001)) / 1000;
        break;
      case 3:
        p = std::nextafter(static_cast<double>(rng.below(257)) / 256, rng.flip() ? 0.0 : 1.0);
        break;
      default: {  // halfway between two floats, or its neighbour
        const double f = static_cast<double>(static_cast<float>(p * 0.9));
        p = (f + static_cast<double>(std::nextafter(static_cast<float>(f), 1.0F))) / 2;
        if (rng.flip()) p = std::nextafter(p, rng.flip() ? 0.0 : 1.0);
      }
    }
    result.push_back(p);
  }
  return result;
}

// rule(v) holds for v >= threshold only: tried at the threshold, its neighbours and random places.
template <class Rule>
void check_boundary(std::uint64_t threshold, std::uint64_t top, testing::Rng& rng, Rule rule) {
  REQUIRE(threshold <= top);
  for (std::uint64_t distance = 1; distance <= 3; ++distance) {
    if (threshold >= distance) REQUIRE_FALSE(rule(threshold - distance));
    if (threshold + distance - 1 < top) REQUIRE(rule(threshold + distance - 1));
  }
  for (int i = 0; i < 20; ++i) {
    const std::uint64_t v = rng.below(top);
    REQUIRE(rule(v) == (v >= threshold));
  }
}

}  // namespace

TEST_CASE("threshold: the published values of every rule") {
  for (const auto& [keep, t] : Table{{0.9, 3865470336},
                                     {0.8, 3435973761},
                                     {0.75, 3221225344},
                                     {0.7, 3006476929},
                                     {0.6, 2576980352},
                                     {0.5, 2147483584},
                                     {0.1, 429496721},
                                     {0.95, 4080218753}}) {
    CHECK(curand_threshold(keep) == t);
  }
  for (const auto& [rate, t] : Table{{0.1, 214748393},
                                     {0.2, 429496785},
                                     {0.25, 536871008},
                                     {0.5, 1073742016},
                                     {0.9, 1932735424},
                                     {0.05, 107374197}}) {
    CHECK(triton_threshold(rate) == t);
  }
  for (const auto& [keep, t] : Table{{0.9, 1932735168}, {0.8, 1717986881}, {0.75, 1610612672}, {0.5, 1073741792}}) {
    CHECK(mkl_threshold(keep) == t);
  }
  for (const auto& [keep, t] : Table{{0.9, 7549747}, {0.8, 6710887}, {0.75, 6291456}, {0.5, 4194304}, {0.1, 838861}}) {
    CHECK(uniform_threshold(keep, FloatType::f32, 23) == t);
  }
  for (const auto& [rate, t] : Table{{0.1, 838861}, {0.2, 1677722}, {0.25, 2097152}, {0.3, 2516583}, {0.5, 4194304}}) {
    CHECK(uniform_threshold(rate, FloatType::f32, 23) == t);
  }
  for (const auto& [rate, t] :
       Table{{0.1, 8106479329266893}, {0.2, 7205759403792794}, {0.25, 6755399441055744}, {0.5, 4503599627370496}}) {
    CHECK(uniform_threshold(Probability(rate).complement(), FloatType::f64, 53) == t);
  }
  for (const auto& [keep, t] :
       Table{{0.9, 230}, {0.8, 205}, {0.75, 192}, {0.5, 128}, {0.95, 243}, {1.0, 256}, {0.0, 1}}) {
    CHECK(flash_attention_threshold(keep) == t);
  }
  // 0.1 in bfloat16 is 13/128 rounded to 8 bits: TensorFlow drops 13 of 128 values.
  CHECK(uniform_threshold(0.1, FloatType::bf16, 7) == 13);
}

TEST_CASE("threshold: Triton's rule turns exactly there, by the processor's floats") {
  testing::Rng rng{421};
  INFO("seed ", rng.seed());
  for (const double p : probabilities(422, 3000)) {
    CAPTURE(p);
    check_boundary(triton_threshold(p), std::uint64_t{1} << 31, rng,
                   [p](std::uint64_t v) { return triton_exceeds(v, p); });
  }
}

TEST_CASE("threshold: cuRAND's rule turns exactly there, by the processor's floats") {
  testing::Rng rng{423};
  INFO("seed ", rng.seed());
  for (const double p : probabilities(424, 3000)) {
    CAPTURE(p);
    check_boundary(curand_threshold(p), std::uint64_t{1} << 32, rng,
                   [p](std::uint64_t w) { return !curand_below(w, p); });
  }
}

TEST_CASE("threshold: MKL's rule turns exactly there, by the processor's floats") {
  testing::Rng rng{425};
  INFO("seed ", rng.seed());
  for (const double p : probabilities(426, 3000)) {
    CAPTURE(p);
    check_boundary(mkl_threshold(p), std::uint64_t{1} << 31, rng, [p](std::uint64_t v) { return !mkl_below(v, p); });
  }
}

TEST_CASE("threshold: FlashAttention's rule for every byte") {
  for (const double p : probabilities(427, 3000)) {
    CAPTURE(p);
    for (std::uint64_t byte = 0; byte < 256; ++byte) {
      REQUIRE((byte < flash_attention_threshold(p)) == flash_keeps(byte, p));
    }
  }
}

TEST_CASE("threshold: uniform draws in double and single precision, by the processor's floats") {
  testing::Rng rng{428};
  INFO("seed ", rng.seed());
  for (const double p : probabilities(429, 3000)) {
    CAPTURE(p);
    for (const unsigned bits : {52U, 53U}) {
      check_boundary(uniform_threshold(p, FloatType::f64, bits), std::uint64_t{1} << bits, rng,
                     [=](std::uint64_t v) { return std::ldexp(static_cast<double>(v), -static_cast<int>(bits)) >= p; });
    }
    for (const unsigned bits : {23U, 24U}) {
      check_boundary(uniform_threshold(p, FloatType::f32, bits), std::uint64_t{1} << bits, rng, [=](std::uint64_t v) {
        return std::ldexp(static_cast<float>(v), -static_cast<int>(bits)) >= static_cast<float>(p);
      });
    }
  }
}

TEST_CASE("threshold: keep times a number of values, rounded to the nearest integer, ties to even") {
  __extension__ using Wide = unsigned __int128;
  for (const double p : probabilities(433, 20000)) {
    CAPTURE(p);
    int exponent = 0;
    const auto mantissa = static_cast<std::uint64_t>(std::ldexp(std::frexp(p, &exponent), 53));  // p = m 2^(e - 53)
    const int drop = 53 - exponent;
    for (const std::uint64_t values : {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{256},
                                       std::uint64_t{0x7F000001}, std::uint64_t{0xFFFFFFFF}, std::uint64_t{1} << 32}) {
      std::uint64_t expected = 0;
      if (drop < 100) {
        const Wide product = Wide{mantissa} * values;
        const Wide rest = product & ((Wide{1} << drop) - 1);
        const Wide half = Wide{1} << (drop - 1);
        expected = static_cast<std::uint64_t>(product >> drop);
        if (rest > half || (rest == half && expected % 2 == 1)) ++expected;
      }
      REQUIRE(rounded_threshold(p, values) == expected);
    }
  }
  CHECK(rounded_threshold(0.5, 1) == 0);
  CHECK(rounded_threshold(0.5, 3) == 2);
  CHECK(rounded_threshold(0.5, 5) == 2);
  CHECK(rounded_threshold(std::nextafter(0.5, 1.0), 1) == 1);
  CHECK(rounded_threshold(0.001953125, 256) == 0);  // one half
  CHECK(rounded_threshold(0.005859375, 256) == 2);  // one and a half
}

TEST_CASE("threshold: rounding to bfloat16 is the usual one on the bits of a float") {
  for (const double p : probabilities(430, 20000)) {
    const auto word = std::bit_cast<std::uint32_t>(static_cast<float>(p));
    const std::uint32_t rounded = (word + 0x7FFF + ((word >> 16) & 1)) & 0xFFFF0000;
    const double expected = double{std::bit_cast<float>(rounded)};
    CAPTURE(p);
    const detail::BinaryFraction x = Probability(p).rounded(FloatType::bf16);
    REQUIRE(std::ldexp(static_cast<double>(x.mantissa), x.exponent) == expected);
  }
}

TEST_CASE("threshold: rounding to half precision, ties and subnormals included") {
  // All numbers of the format in [0, 1], and the places half way between neighbours.
  const auto half = [](unsigned word) {
    const unsigned fraction = word & 0x3FF;
    return word < 0x400 ? std::ldexp(static_cast<double>(fraction), -24)
                        : std::ldexp(static_cast<double>(fraction | 0x400), static_cast<int>(word >> 10) - 25);
  };
  const auto rounded = [](double p) {
    const detail::BinaryFraction x = Probability(p).rounded(FloatType::f16);
    return std::ldexp(static_cast<double>(x.mantissa), x.exponent);
  };
  REQUIRE(half(0x3C00) == 1.0);
  for (unsigned word = 0; word < 0x3C00; ++word) {
    const double low = half(word);
    const double high = half(word + 1);
    const double middle = (low + high) / 2;
    REQUIRE(rounded(low) == low);
    REQUIRE(rounded(middle) == (word % 2 == 0 ? low : high));
    REQUIRE(rounded(std::nextafter(middle, 0.0)) == low);
    REQUIRE(rounded(std::nextafter(middle, 1.0)) == high);
  }
}

TEST_CASE("threshold: 1 - p is the processor's subtraction in double and in single precision") {
  for (const double p : probabilities(431, 20000)) {
    CAPTURE(p);
    REQUIRE(Probability(p).complement().value() == 1.0 - p);
    volatile float difference = 1.0F - static_cast<float>(p);
    REQUIRE(Probability(p).complement(FloatType::f32).value() == double{difference});
  }
}

TEST_CASE("threshold: decimals are read as the C library reads them") {
  testing::Rng rng{432};
  INFO("seed ", rng.seed());
  for (int i = 0; i < 20000; ++i) {
    std::string text = "0.";
    const std::uint64_t digits = 1 + rng.below(18);
    for (std::uint64_t k = 0; k < digits; ++k) {
      text += static_cast<char>('0' + (k < rng.below(18) && rng.flip() ? 0 : rng.below(10)));
    }
    CAPTURE(text);
    REQUIRE(Probability::from_decimal(text).value() == std::strtod(text.c_str(), nullptr));
  }
  for (const char* text : {"0", "1", "0.0", "1.0", "0.5", "1.00000", "0.000000000000000001", "0.999999999999999999"}) {
    CHECK(Probability::from_decimal(text).value() == std::strtod(text, nullptr));
  }
  static_assert(Probability::from_decimal("0.1") == Probability(0.1));
}

TEST_CASE("threshold: what is no probability is refused with its value") {
  for (const double p : {-0.1, 1.0000000000000002, std::nan(""), HUGE_VAL, -HUGE_VAL}) {
    CHECK_THROWS_AS(Probability{p}, UsageError);
  }
  CHECK_THROWS_WITH(Probability(1.5), "Probability: value = 1.5, must be in [0, 1]");
  CHECK(Probability(-0.0).value() == 0.0);
  for (const char* text : {"", ".", "0.", ".5", "1.1", "2", "-0.1", "0,1", "0.1.1", "1e-1", " 0.1", "0.1 ", "nan",
                           "0.0000000000000000001"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(Probability::from_decimal(text), UsageError);
  }
}
