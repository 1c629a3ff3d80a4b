// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include <doctest/doctest.h>

#include <probata/prf/philox.hpp>

#include "support/json.hpp"

using namespace probata;

namespace {

template <class Word, std::size_t count>
std::array<Word, count> words_from(const testing::Json& json) {
  REQUIRE(json.size() == count);
  std::array<Word, count> words{};
  for (std::size_t i = 0; i < count; ++i) {
    words[i] = static_cast<Word>(std::stoull(json[i].get<std::string>(), nullptr, 16));
  }
  return words;
}

}  // namespace

TEST_CASE("philox: the known answers of Random123, 7 and 10 rounds") {
  std::size_t checked = 0;
  const auto document = testing::read_vectors("kat_random123.json");
  for (const auto& k : document.at("vectors")) {
    CAPTURE(k.at("id").get<std::string>());
    const std::string function = k.at("function");
    const auto rounds = k.at("rounds").get<unsigned>();
    const auto& c = k.at("counter");
    const auto& key = k.at("key");
    const auto& out = k.at("output");
    if (function == "philox4x32") {
      CHECK(philox4x32(words_from<std::uint32_t, 4>(c), words_from<std::uint32_t, 2>(key), rounds) ==
            words_from<std::uint32_t, 4>(out));
    } else if (function == "philox2x32") {
      CHECK(philox2x32(words_from<std::uint32_t, 2>(c), words_from<std::uint32_t, 1>(key)[0], rounds) ==
            words_from<std::uint32_t, 2>(out));
    } else if (function == "philox4x64") {
      CHECK(philox4x64(words_from<std::uint64_t, 4>(c), words_from<std::uint64_t, 2>(key), rounds) ==
            words_from<std::uint64_t, 4>(out));
    } else {
      continue;
    }
    ++checked;
  }
  CHECK(checked == 12);
}

TEST_CASE("philox: constant expressions") {
  static_assert(philox4x32({0, 0, 0, 0}, {0, 0})[0] == 0x6627E8D5);
  static_assert(philox2x32({0, 0}, 0)[0] == 0xFF1DAE59);
  static_assert(philox4x64({0, 0, 0, 0}, {0, 0})[0] == 0x16554D9ECA36314C);
  CHECK(philox4x32({0, 0, 0, 0}, {0, 0}, 0) == std::array<std::uint32_t, 4>{});
}
