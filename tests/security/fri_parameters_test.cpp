// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstdint>

#include <doctest/doctest.h>

#include <probata/security/fri_parameters.hpp>
#include <probata/security/profiles.hpp>

using namespace probata;

TEST_CASE("fri_parameters: dimensions of a code with and without room for masks") {
  FriParameters fri{.log_blowup = 1, .log_final = 6};
  CHECK_FALSE(fri.zero_knowledge());
  CHECK(fri.dimension(0) == 1);
  CHECK(fri.dimension(20) == 1U << 20);
  fri.log_slack = 6;
  CHECK(fri.zero_knowledge());
  CHECK(fri.dimension(6) == 65);
  CHECK(fri.dimension(20) == (1U << 20) + (1U << 14));
}

TEST_CASE("fri_parameters: a table lies at the least level with room for its masks") {
  const FriParameters fri = proven128.fri;
  CHECK(fri.level_for(std::uint64_t{1} << 20, 163) == 20);
  CHECK(fri.level_for(16, 163) == 8);
  CHECK(fri.level_for(8, 0) == 6);
  CHECK(fri.level_for(64, 1) == 6);
  CHECK(fri.level_for(64, 2) == 7);
  CHECK(fri.level_for(256, 4) == 8);
  CHECK(fri.level_for(256, 5) == 9);
  CHECK_FALSE(fri.level_for(~std::uint64_t{0}, 1).has_value());
  CHECK_FALSE(fri.level_for(~std::uint64_t{0}, 0).has_value());
}

TEST_CASE("fri_parameters: every profile passes its check") {
  for (const SecurityProfile& profile : security_profiles) {
    INFO(profile.name);
    CHECK(profile.fri.check(24).ok());
    CHECK(profile.fri.zero_knowledge());
  }
}

TEST_CASE("fri_parameters: every parameter outside its range is refused by name, and its ends are accepted") {
  const auto refused = [](auto&& change) {
    FriParameters fri = proven128.fri;
    change(fri);
    const Status status = fri.check(40);
    CHECK((status.ok() || status.code() == Errc::params));
    return status.ok() ? std::string_view{} : status.detail();
  };
  const auto range = [&](auto&& set, int low, int high, std::string_view detail) {
    CHECK(refused([&](FriParameters& fri) { set(fri, low); }).empty());
    CHECK(refused([&](FriParameters& fri) { set(fri, high); }).empty());
    CHECK(refused([&](FriParameters& fri) { set(fri, low - 1); }) == detail);
    CHECK(refused([&](FriParameters& fri) { set(fri, high + 1); }) == detail);
  };
  const auto u8 = [](int value) { return static_cast<std::uint8_t>(value); };
  range([&](FriParameters& fri, int v) { fri.log_blowup = u8(v); }, 1, 5, "log_blowup is not in 1..5");
  range(
      [&](FriParameters& fri, int v) {
        fri.log_final = u8(v);
        fri.log_slack = FriParameters::no_slack;
      },
      4, 10, "log_final is not in 4..10");
  range(
      [&](FriParameters& fri, int v) {
        fri.log_slack = u8(v);
        fri.log_final = 10;
      },
      2, 8, "log_slack is not in 2..8");
  CHECK(refused([](FriParameters& fri) { fri.log_slack = 7; }) == "log_slack is above log_final");
  range([&](FriParameters& fri, int v) { fri.log_arity = u8(v); }, 1, 4, "log_arity is not in 1..4");
  CHECK(refused([](FriParameters& fri) { fri.log_cap = 6; }).empty());
  CHECK(refused([](FriParameters& fri) { fri.log_cap = 7; }) == "log_cap is above log_final");
  range([](FriParameters& fri, int v) { fri.num_queries = static_cast<std::uint16_t>(v); }, 1, 1024,
        "num_queries is not in 1..1024");
  range([](FriParameters& fri, int v) { fri.multiplicity = static_cast<std::uint16_t>(v); }, 3, 200,
        "multiplicity is not in 3..200");
  CHECK(refused([](FriParameters& fri) { fri.regime = ProximityRegime::unique_decoding; }) ==
        "multiplicity is not 0 in unique decoding");
  CHECK(refused([](FriParameters& fri) { fri.regime = static_cast<ProximityRegime>(2); }) ==
        "regime is neither 0 nor 1");
  constexpr std::string_view grinding = "more grinding bits than the suite can sample";
  CHECK(refused([](FriParameters& fri) { fri.grinding.phase = 41; }) == grinding);
  CHECK(refused([](FriParameters& fri) { fri.grinding.ali = 41; }) == grinding);
  CHECK(refused([](FriParameters& fri) { fri.grinding.deep = 41; }) == grinding);
  CHECK(refused([](FriParameters& fri) { fri.grinding.batch = 41; }) == grinding);
  CHECK(refused([](FriParameters& fri) { fri.grinding.fold = 41; }) == grinding);
  CHECK(refused([](FriParameters& fri) { fri.grinding.query = 41; }) == grinding);
  CHECK(refused([](FriParameters& fri) { fri.grinding.query = 40; }).empty());
}
