// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstdint>
#include <string>

#include <doctest/doctest.h>

#include <probata/field/koala_bear.hpp>
#include <probata/security/profiles.hpp>
#include <probata/security/report.hpp>

using namespace probata;

TEST_CASE("report: every term on a line of its own, the weakest marked, the conjecture called one") {
  const std::array<LevelPairs, 2> levels{{{20, 300}, {18, 300}}};
  const SecurityParameters parameters{KoalaBear::modulus, 6, proven128.fri, 32768};
  const auto text = security_report_text(parameters, {.levels = levels,
                                                      .num_interaction_rows = 25 << 20,
                                                      .max_tuple_width = 8,
                                                      .num_constraints = 412,
                                                      .deep_factor = 6 * ((1U << 20) + (1U << 14) + 1)});
  REQUIRE(text.ok());
  CHECK(*text ==
        "term     proven   one list   protects\n"
        "LOGUP     152.6      159.3   lookup challenges\n"
        "ALI       163.9      170.5   constraint challenge\n"
        "DEEP      150.0      156.6   out-of-domain point\n"
        "BATCH     138.7      138.7   batching challenge\n"
        "FOLD      141.2      141.2   folding challenges\n"
        "QUERY     130.1      130.1   query indices\n"
        "HASH      128.0      128.0   trees and transcript  <- weakest\n"
        "total     128.0      128.0   bits, proven\n"
        "conjectured 128.0 bits (nobody has proven this; never compare it with a target)\n");
}

TEST_CASE("report: figures are cut, not rounded, below zero too") {
  CHECK(detail::text_of_bits(256 * 130 + 255) == "130.9");
  CHECK(detail::text_of_bits(0) == "0.0");
  CHECK(detail::text_of_bits(-1) == "-0.1");
  CHECK(detail::text_of_bits(-256) == "-1.0");
  CHECK(detail::text_of_bits(-257) == "-1.1");
}

TEST_CASE("report: the conjectured figure is queries times the rate, field and hash permitting") {
  SecurityParameters parameters{KoalaBear::modulus, 4, {.log_blowup = 1, .log_final = 4, .num_queries = 80}, 32768};
  parameters.fri.grinding.query = 20;
  CHECK(conjectured_bits_256(parameters) == 100 * 256);
  parameters.fri.num_queries = 200;
  CHECK(conjectured_bits_256(parameters) == 4 * 7933);
  parameters.degree = 6;
  CHECK(conjectured_bits_256(parameters) == 32768);
}

TEST_CASE("report: a statement without matrices has none") {
  CHECK(security_report_text({KoalaBear::modulus, 4, proven100.fri, 32768}, {}).status().code() == Errc::security);
}
