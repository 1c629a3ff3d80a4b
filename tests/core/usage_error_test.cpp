// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>

#include <doctest/doctest.h>

#include <probata/core/usage_error.hpp>

using namespace probata;

TEST_CASE("usage_error: the message names function, argument, value and what would be right") {
  CHECK_THROWS_WITH_AS(throw_usage("Matrix::rows", "begin", 9, "at most rows() = 8"),
                       "Matrix::rows: begin = 9, must be at most rows() = 8", UsageError);
}

TEST_CASE("usage_error: the four parts can be read back, also when they contain the separators") {
  const UsageError error("f: g", "a = b", ", must be ", "one: two = three");
  CHECK(error.where() == "f: g");
  CHECK(error.argument() == "a = b");
  CHECK(error.value() == ", must be ");
  CHECK(error.expected() == "one: two = three");
  const UsageError copy = error;
  CHECK(copy.expected() == "one: two = three");
  CHECK(std::string(copy.what()) == "f: g: a = b = , must be , must be one: two = three");
}

TEST_CASE("usage_error: prints integers of every width, truth values, text and numbers with a point") {
  const auto value = [](auto v) {
    try {
      throw_usage("f", "x", v, "right");
    } catch (const UsageError& error) {
      return std::string(error.value());
    }
  };
  CHECK(value(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
  CHECK(value(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
  CHECK(value(std::uint8_t{200}) == "200");
  CHECK(value('A') == "65");
  CHECK(value(true) == "true");
  CHECK(value(false) == "false");
  CHECK(value("text") == "text");
  CHECK(value(std::string_view("view")) == "view");
  CHECK(value(std::string("string")) == "string");
  CHECK(value(0.5) == "0.5");
}

TEST_CASE("usage_error: is an invalid_argument whose copies cannot throw") {
  CHECK_THROWS_AS(throw_usage("f", "x", 1, "2"), std::invalid_argument);
  CHECK(std::is_nothrow_copy_constructible_v<UsageError>);
}
