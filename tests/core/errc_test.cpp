// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <set>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <probata/core/errc.hpp>

using namespace probata;

static_assert(name(Errc::header) == "E_HEADER");
static_assert(static_cast<int>(Errc::header) == 17);

namespace {

// The table of checks of protocol.md 7.8, typed in order.
constexpr std::string_view protocol_names[] = {
    "E_KEY_FORMAT",   "E_FIELD_SUITE",     "E_PARAMS",           "E_AIR_DIGEST", "E_AIR_FORMAT",
    "E_BUS",          "E_KEY_MATRIX",      "E_INSTANCE_FORMAT",  "E_TABLE",      "E_PUBLIC_ENCODING",
    "E_MATRIX_BIND",  "E_MULTIPLICITY",    "E_TOO_LARGE",        "E_SECURITY",   "E_SUITE_POLICY",
    "E_LENGTH_FIXED", "E_HEADER",          "E_FIXED_ENCODING",   "E_POW_PHASE",  "E_SUM",
    "E_POW_ALI",      "E_POW_DEEP",        "E_CONSTRAINTS",      "E_POW_BATCH",  "E_POW_FOLD",
    "E_POW_QUERY",    "E_LENGTH_TOTAL",    "E_OPENING_ENCODING", "E_MERKLE_PUB", "E_MERKLE_HID",
    "E_MERKLE_STAGE", "E_MERKLE_QUOTIENT", "E_MERKLE_FRI",       "E_FRI_INPUT",  "E_FRI_FOLD",
    "E_FRI_FINAL"};

}  // namespace

TEST_CASE("errc: check number n prints as the n-th code of the protocol's table") {
  CHECK(std::size(protocol_names) + 1 == num_errc);
  for (std::size_t i = 0; i < std::size(protocol_names); ++i) {
    CHECK(name(static_cast<Errc>(i + 1)) == protocol_names[i]);
  }
}

TEST_CASE("errc: enumerators carry the numbers of their checks") {
  CHECK(static_cast<int>(Errc::ok) == 0);
  CHECK(name(Errc::ok) == "OK");
  CHECK(name(Errc::key_format) == "E_KEY_FORMAT");
  CHECK(name(Errc::table) == "E_TABLE");
  CHECK(name(Errc::too_large) == "E_TOO_LARGE");
  CHECK(name(Errc::length_fixed) == "E_LENGTH_FIXED");
  CHECK(name(Errc::constraints) == "E_CONSTRAINTS");
  CHECK(name(Errc::pow_query) == "E_POW_QUERY");
  CHECK(name(Errc::length_total) == "E_LENGTH_TOTAL");
  CHECK(name(Errc::merkle_stage) == "E_MERKLE_STAGE");
  CHECK(name(Errc::fri_final) == "E_FRI_FINAL");
  CHECK(static_cast<int>(Errc::fri_final) == 36);
}

TEST_CASE("errc: every code has its own sentence") {
  std::set<std::string_view> sentences;
  for (std::size_t i = 0; i < num_errc; ++i) {
    const std::string_view sentence = description(static_cast<Errc>(i));
    CHECK(!sentence.empty());
    CHECK(sentence.back() != '.');
    sentences.insert(sentence);
  }
  CHECK(sentences.size() == num_errc);
}

TEST_CASE("errc: a number outside the table has a name of its own and reads nothing past the table") {
  CHECK(name(static_cast<Errc>(num_errc)) == "E_UNKNOWN");
  CHECK(name(static_cast<Errc>(0xFFFF)) == "E_UNKNOWN");
}
