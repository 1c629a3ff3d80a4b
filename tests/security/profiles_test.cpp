// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <cstdint>

#include <doctest/doctest.h>

#include <probata/field/baby_bear.hpp>
#include <probata/field/goldilocks.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/security/profiles.hpp>

using namespace probata;

namespace {

// The reference shape of protocol 8.4: one table of 2^20 rows, 101 main columns read on two rows, 20 interactions of
// width 8, d = 5, so 6 extension columns of lookups, 206 constraints, 4 quotient chunks, a blinder.
DeclaredShape reference_shape(const SecurityProfile& profile, std::size_t log_height, std::size_t num_levels = 1) {
  const std::uint64_t e = profile.degree;
  const std::uint64_t main = 2 * 101 + 1;
  const std::uint64_t lookups = 6 * e + e;
  const std::uint64_t quotient = 4 * e;
  return {.max_level = log_height,
          .num_levels = num_levels,
          .pairs_per_level = main + lookups + quotient,
          .num_interaction_rows = (20ULL << (log_height + 1)) - (20ULL << (log_height + 1 - num_levels)),
          .max_tuple_width = 8,
          .num_constraints = 206 * num_levels,
          .deep_factor = 6 * (profile.fri.dimension(log_height) + 1)};
}

SecurityReport report(const SecurityProfile& profile, std::uint64_t modulus, std::uint32_t collisions,
                      std::size_t log_height, std::size_t num_levels = 1) {
  return compute_security({modulus, profile.degree, profile.fri, collisions},
                          reference_shape(profile, log_height, num_levels))
      .value();
}

/// Whether a term is what the protocol prints, in tenths of a bit. Its figures come from real numbers, so that the
/// integers may be a tenth below; one of them, LOGUP of proven100, is a tenth too low.
bool shows(const SecurityReport& report, SecurityTerm term, std::int64_t tenths) {
  const std::int64_t here = *report.term(term) * 10 / 256;
  return here >= tenths - 1 && here <= tenths + 1;
}

constexpr std::uint32_t bytes = 32768;
constexpr std::uint32_t p2_24 = 35698;

}  // namespace

TEST_CASE("profiles: every profile reaches its target at the reference shape") {
  CHECK(report(proven100, KoalaBear::modulus, bytes, 20).bits() == 100);
  CHECK(report(proven100, BabyBear::modulus, bytes, 20).bits() == 100);
  CHECK(report(proven128, KoalaBear::modulus, bytes, 20).bits() == 128);
  CHECK(report(proven128, BabyBear::modulus, p2_24, 20).bits() >= 128);
  CHECK(report(rec128, KoalaBear::modulus, p2_24, 20).bits() == 129);
  CHECK(report(proven100_gl, Goldilocks::modulus, bytes, 20).bits() == 100);
  CHECK(report(proven128_gl, Goldilocks::modulus, bytes, 20).bits() == 128);
}

TEST_CASE("profiles: the terms of the reference shape are those of the protocol") {
  const SecurityReport p128 = report(proven128, KoalaBear::modulus, bytes, 20);
  CHECK(shows(p128, SecurityTerm::ali, 1715));
  CHECK(shows(p128, SecurityTerm::deep, 1566));
  CHECK(shows(p128, SecurityTerm::logup, 1596));
  CHECK(shows(p128, SecurityTerm::batch, 1392));
  CHECK(shows(p128, SecurityTerm::fold, 1414));
  CHECK(shows(p128, SecurityTerm::query, 1301));
  CHECK(p128.weakest() == SecurityTerm::hash);
  const SecurityReport rec = report(rec128, KoalaBear::modulus, p2_24, 20);
  CHECK(shows(rec, SecurityTerm::ali, 1718));
  CHECK(shows(rec, SecurityTerm::deep, 1569));
  CHECK(shows(rec, SecurityTerm::logup, 1599));
  CHECK(shows(rec, SecurityTerm::batch, 1406));
  CHECK(shows(rec, SecurityTerm::fold, 1429));
  CHECK(shows(rec, SecurityTerm::query, 1293));
  const SecurityReport p100 = report(proven100, KoalaBear::modulus, bytes, 20);
  CHECK(shows(p100, SecurityTerm::ali, 1162));
  CHECK(shows(p100, SecurityTerm::deep, 1053));
  CHECK(shows(p100, SecurityTerm::logup, 1042));
  CHECK(shows(p100, SecurityTerm::batch, 1034));
  CHECK(shows(p100, SecurityTerm::fold, 1035));
  CHECK(shows(p100, SecurityTerm::query, 1008));
  // BabyBear at 2^24 rows is not a proven100 configuration.
  CHECK(report(proven100, BabyBear::modulus, bytes, 24).bits() == 99);
}

TEST_CASE("profiles: five levels fit proven128 as it stands, a sixth does not") {
  constexpr std::int64_t logup[] = {1596, 1524, 1455, 1387, 1320, 1254, 1187};
  constexpr std::int64_t deep[] = {1566, 1500, 1433, 1367, 1300, 1234, 1167};
  for (std::size_t num_levels = 1; num_levels <= 7; ++num_levels) {
    const SecurityReport with_levels = report(proven128, KoalaBear::modulus, bytes, 20, num_levels);
    INFO(num_levels, " levels");
    CHECK(shows(with_levels, SecurityTerm::logup, logup[num_levels - 1]));
    CHECK(shows(with_levels, SecurityTerm::deep, deep[num_levels - 1]));
    CHECK((with_levels.bits() >= 128) == (num_levels <= 5));
  }
  SecurityProfile seven = proven128;
  seven.fri.grinding.phase = 22;
  seven.fri.grinding.deep = 14;
  CHECK(report(seven, KoalaBear::modulus, bytes, 20, 7).bits() == 128);
}

TEST_CASE("profiles: a configuration that reaches its target compiles") {
  static constexpr DeclaredShape shape{.max_level = 20,
                                       .num_levels = 1,
                                       .pairs_per_level = 300,
                                       .num_constraints = 206,
                                       .deep_factor = 6 * ((1U << 20) + (1U << 14) + 1),
                                       .persistent = true};
  using Proven = RequireProvenBits<SecurityParameters{KoalaBear::modulus, 6, proven128.fri, 32768}, shape, 128>;
  static_assert(Proven::value);
  CHECK(Proven::report.bits() == 128);
}
