// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include <doctest/doctest.h>

#include <probata/prf/threefry.hpp>

#include "support/json.hpp"

using namespace probata;

namespace {

template <std::size_t count>
std::array<std::uint32_t, count> words_from(const testing::Json& json) {
  REQUIRE(json.size() == count);
  std::array<std::uint32_t, count> words{};
  for (std::size_t i = 0; i < count; ++i) {
    words[i] = static_cast<std::uint32_t>(std::stoul(json[i].get<std::string>(), nullptr, 16));
  }
  return words;
}

}  // namespace

TEST_CASE("threefry: the known answers of Random123") {
  std::size_t checked = 0;
  const auto document = testing::read_vectors("kat_random123.json");
  for (const auto& k : document.at("vectors")) {
    CAPTURE(k.at("id").get<std::string>());
    const std::string function = k.at("function");
    const auto rounds = k.at("rounds").get<unsigned>();
    if (function == "threefry2x32") {
      CHECK(threefry2x32(words_from<2>(k.at("counter")), words_from<2>(k.at("key")), rounds) ==
            words_from<2>(k.at("output")));
    } else if (function == "threefry4x32") {
      CHECK(threefry4x32(words_from<4>(k.at("counter")), words_from<4>(k.at("key")), rounds) ==
            words_from<4>(k.at("output")));
    } else {
      continue;
    }
    ++checked;
  }
  CHECK(checked == 6);
}

TEST_CASE("threefry: constant expressions") {
  static_assert(threefry2x32({0, 0}, {0, 0})[0] == 0x6B200159);
  static_assert(threefry4x32({0, 0, 0, 0}, {0, 0, 0, 0})[0] == 0x9C6CA96A);
  CHECK(threefry2x32({1, 2}, {0, 0}, 0) == std::array<std::uint32_t, 2>{1, 2});
}
