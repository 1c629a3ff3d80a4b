// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/goldilocks.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/poly/domain.hpp>

#include "support/field_samples.hpp"
#include "support/fields.hpp"
#include "support/random.hpp"
#include "support/tiny_field.hpp"

using namespace probata;
using testing::TinyField;
using testing::TinyField2;

static_assert(Coset<KoalaBear>::subgroup(3).vanishing_at(KoalaBear::two_adic_generator(3)) == KoalaBear::zero());

TEST_CASE("domain: in the field of 97 elements every coset is right at every point") {
  for (std::size_t log_size = 0; log_size <= TinyField::two_adicity; ++log_size) {
    for (std::uint32_t s = 1; s < TinyField::modulus; ++s) {
      const TinyField shift = TinyField::from_canonical(s);
      const Coset<TinyField> coset(shift, log_size);
      const std::vector<TinyField> points = coset.elements();
      std::set<std::uint32_t> members;
      TinyField power = shift;
      for (std::size_t i = 0; i < coset.size(); ++i) {
        REQUIRE(points[i] == power);
        REQUIRE(coset.element(i) == power);
        REQUIRE(coset.element(i + coset.size()) == power);
        members.insert(power.value());
        power = coset.next(power);
      }
      REQUIRE(power == shift);
      REQUIRE(members.size() == coset.size());
      REQUIRE(coset.first() == points.front());
      REQUIRE(coset.last() == points.back());

      for (std::uint32_t v = 0; v < TinyField::modulus; ++v) {
        const TinyField x = TinyField::from_canonical(v);
        TinyField product = TinyField::one();
        for (const TinyField& point : points) product *= x - point;
        REQUIRE(coset.vanishing_at(x) == product);
        REQUIRE(coset.contains(x) == (members.count(v) == 1));
        REQUIRE(coset.is_transition(x) == x - points.back());
        for (std::size_t i = 0; i < coset.size(); ++i) {
          // Lagrange's product, in full.
          TinyField expected = TinyField::one();
          for (std::size_t j = 0; j < coset.size(); ++j) {
            if (j != i) expected *= (x - points[j]) * (points[i] - points[j]).inverse();
          }
          REQUIRE(coset.lagrange_at(i, x) == expected);
        }
        REQUIRE(coset.is_first(x) == coset.lagrange_at(0, x));
        REQUIRE(coset.is_last(x) == coset.lagrange_at(coset.size() - 1, x));
      }
    }
  }
}

TEST_CASE("domain: at every point of the quadratic extension the functions are those of the formulas") {
  const Coset<TinyField> coset(TinyField::from_canonical(7), 3);
  const std::vector<TinyField> points = coset.elements();
  for (std::uint32_t a = 0; a < TinyField::modulus; ++a) {
    for (std::uint32_t b = 0; b < TinyField::modulus; ++b) {
      const auto x = TinyField2::from_coefficients({TinyField::from_canonical(a), TinyField::from_canonical(b)});
      TinyField2 product = TinyField2::one();
      for (const TinyField& point : points) product *= x - point;
      REQUIRE(coset.vanishing_at(x) == product);
      TinyField2 sum = TinyField2::zero();
      for (std::size_t i = 0; i < coset.size(); ++i) sum += coset.lagrange_at(i, x);
      REQUIRE(sum == TinyField2::one());
      REQUIRE(coset.next(x) == x * coset.generator());
    }
  }
}

TEST_CASE_TEMPLATE("domain: selectors on the trace domain are the protocol's formulas", F, KoalaBear, Goldilocks) {
  testing::Rng rng{21};
  INFO("seed ", rng.seed());
  for (std::size_t log_size : {0U, 1U, 3U, 10U, 20U}) {
    CAPTURE(log_size);
    const auto domain = Coset<F>::subgroup(log_size);
    const F n = F::from_u64(std::uint64_t{1} << log_size);
    const F w = F::two_adic_generator(log_size).inverse();
    for (int i = 0; i < 20; ++i) {
      const F x = testing::random_nonzero<F>(rng);
      if (domain.contains(x)) continue;
      const F z = x.pow(std::uint64_t{1} << log_size) - F::one();
      CHECK(domain.vanishing_at(x) == z);
      CHECK(domain.is_first(x) == z * (n * (x - F::one())).inverse());
      CHECK(domain.is_last(x) == w * z * (n * (x - w)).inverse());
      CHECK(domain.is_transition(x) == x - w);
    }
    CHECK(domain.is_first(F::one()) == F::one());
    CHECK(domain.is_last(w) == F::one());
  }
}

TEST_CASE("domain: bit-reversed order puts point rev(i) at place i, so that neighbours are negatives") {
  const Coset<KoalaBear> coset(KoalaBear::generator(), 6);
  const auto natural = coset.elements();
  const auto reversed = coset.elements(RowOrder::bit_reversed);
  for (std::size_t i = 0; i < 64; ++i) CHECK(reversed[i] == natural[reverse_bits(i, 6)]);
  for (std::size_t i = 0; i < 64; i += 2) CHECK(reversed[i] == -reversed[i + 1]);
}

TEST_CASE("domain: squaring and scaling give the cosets of the squared and scaled points") {
  const Coset<KoalaBear> coset(KoalaBear::generator(), 4);
  const auto squared = coset.squared();
  CHECK(squared.log_size() == 3);
  for (std::size_t i = 0; i < 16; ++i) CHECK(coset.element(i).square() == squared.element(i));
  const auto scaled = coset.scaled(KoalaBear::from_u64(10));
  for (std::size_t i = 0; i < 16; ++i) CHECK(coset.element(i) * KoalaBear::from_u64(10) == scaled.element(i));
  CHECK(squared == Coset<KoalaBear>(KoalaBear::generator().square(), 3));
  CHECK(!(squared == coset));
  CHECK(!(Coset<KoalaBear>::subgroup(4) == coset));
}

TEST_CASE("domain: sizes the field does not have and a shift of zero are usage errors") {
  CHECK_THROWS_WITH_AS(Coset<KoalaBear>::subgroup(25),
                       "Coset: log_size = 25, must be at most the field's two-adicity, 24", UsageError);
  CHECK_THROWS_WITH_AS(Coset<Goldilocks>::subgroup(33),
                       "Coset: log_size = 33, must be at most the field's two-adicity, 32", UsageError);
  CHECK_NOTHROW(Coset<KoalaBear>::subgroup(24));
  CHECK_THROWS_WITH_AS(Coset<KoalaBear>(KoalaBear::zero(), 3),
                       "Coset: shift = zero, must be an element with an inverse", UsageError);
  CHECK_THROWS_WITH_AS(Coset<KoalaBear>::subgroup(0).squared(), "Coset::squared: log_size() = 0, must be at least 1",
                       UsageError);
  CHECK_THROWS_AS(Coset<KoalaBear>::subgroup(1).scaled(KoalaBear::zero()), UsageError);
}
