// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstdint>
#include <tuple>
#include <vector>

#include <boost/multiprecision/cpp_int.hpp>
#include <doctest/doctest.h>

#include <probata/field/bigprime/big_prime_field.hpp>
#include <probata/field/bigprime/instances.hpp>
#include <probata/field/extension.hpp>

#include "support/field_samples.hpp"
#include "support/fields.hpp"
#include "support/laws/extension_laws.hpp"
#include "support/laws/field_laws.hpp"
#include "support/laws/ring_laws.hpp"
#include "support/laws/two_adic_laws.hpp"
#include "support/random.hpp"
#include "support/small_primes.hpp"

using namespace probata;
using namespace probata::testing;
using boost::multiprecision::cpp_int;

namespace {

/// The largest prime below 2^256, where a sum of two representatives does not fit 256 bits.
struct LargestPrimeParams {
  static constexpr const char* name = "largest256";
  static constexpr Uint256 modulus = ~Uint256(0U) - 188U;  // 2^256 - 189
  static constexpr std::uint64_t generator = 2;            // not claimed to generate: unused here
};
using Largest = BigPrimeField<LargestPrimeParams>;

/// X^2 - 5 over BN254's scalar field: 5 generates, so it is no square.
struct Five {
  static constexpr std::size_t degree = 2;
  static constexpr std::array<std::int32_t, degree> reduction{5, 0};
};

struct Four {
  static constexpr std::size_t degree = 2;
  static constexpr std::array<std::int32_t, degree> reduction{4, 0};
};

using LargeFields = std::tuple<Stark252, Bn254Scalar, Largest>;

/// Parameters that state something false, which the laws must notice.
using Ring15 = BigPrimeField<TinyPrimeParams<15, 2>>;         // 15 is no prime
using F17SmallOrder = BigPrimeField<TinyPrimeParams<17, 2>>;  // 2 has order 8, not 16

static_assert(PrimeField<Largest> && TwoAdicField<Largest> && Largest::two_adicity == 1);

}  // namespace

TYPE_TO_STRING(Stark252);
TYPE_TO_STRING(Bn254Scalar);
TYPE_TO_STRING(Largest);

TEST_CASE_TEMPLATE_DEFINE("big prime field: tiny primes agree with integers on every pair", F, tiny_cases) {
  const auto p = static_cast<std::uint64_t>(F::modulus);
  for (std::uint64_t a = 0; a < p; ++a) {
    const F x = F::from_canonical(a);
    CHECK((-x).value() == (p - a) % p);
    CHECK((x.halved() + x.halved()).value() == a);
    CHECK((a == 0 ? x.inverse() == F::zero() : x * x.inverse() == F::one()));
    for (std::uint64_t b = 0; b < p; ++b) {
      const F y = F::from_canonical(b);
      CHECK((x + y).value() == (a + b) % p);
      CHECK((x - y).value() == (a + p - b) % p);
      CHECK((x * y).value() == a * b % p);
    }
  }
  const std::vector<F> elements = all_elements<F>();
  ring_laws<F>(elements);
  field_laws<F>(elements);
  two_adic_laws<F>();
  maximal_two_adicity_law<F>();
}
TEST_CASE_TEMPLATE_APPLY(tiny_cases, TinyFields);

TEST_CASE("big prime field: the laws refuse what is no field, and a wrong generator") {
  CHECK_NOTHROW(ring_laws<Ring15>(all_elements<Ring15>()));
  CHECK_THROWS_AS(field_laws<Ring15>(all_elements<Ring15>()), BrokenLaw);
  CHECK_THROWS_AS(prime_field_laws<Ring15>(all_elements<Ring15>()), BrokenLaw);
  CHECK_NOTHROW(field_laws<F17SmallOrder>(all_elements<F17SmallOrder>()));
  CHECK_THROWS_AS(two_adic_laws<F17SmallOrder>(), BrokenLaw);
  CHECK_THROWS_AS(maximal_two_adicity_law<F17SmallOrder>(), BrokenLaw);
}

TEST_CASE_TEMPLATE_DEFINE("big prime field: laws for large primes", F, law_cases) {
  Rng rng{301};
  INFO("seed ", rng.seed());
  const std::vector<F> samples = sample_elements<F>(rng, 4);
  ring_laws<F>(samples);
  prime_field_laws<F>(samples);
  from_u64_laws<F>(std::vector<std::uint64_t>{0, 1, rng.u64(), ~std::uint64_t{0}});
  field_laws<F>(random_elements<F>(rng, 3));
}
TEST_CASE_TEMPLATE_APPLY(law_cases, LargeFields);

TEST_CASE_TEMPLATE_DEFINE("big prime field: agrees with unbounded integers", F, integer_cases) {
  Rng rng{302};
  INFO("seed ", rng.seed());
  const cpp_int p(F::modulus);
  std::vector<F> samples = sample_elements<F>(rng, 20);
  for (const F& x : samples) {
    const cpp_int a(x.value());
    CHECK(cpp_int(x.inverse().value()) == boost::multiprecision::powm(a, p - 2, p));
    CHECK(cpp_int(x.square().value()) == a * a % p);
    CHECK(cpp_int(x.doubled().value()) == 2 * a % p);
    CHECK(cpp_int(x.halved().value()) == (a % 2 == 0 ? cpp_int(a / 2) : cpp_int((a + p) / 2)));
    for (const F& y : samples) {
      const cpp_int b(y.value());
      CHECK(cpp_int((x + y).value()) == (a + b) % p);
      CHECK(cpp_int((x - y).value()) == (a + p - b) % p);
      CHECK(cpp_int((x * y).value()) == a * b % p);
    }
  }
}
TEST_CASE_TEMPLATE_APPLY(integer_cases, LargeFields);

TEST_CASE("big prime field: from_integer reduces any 256 bits") {
  const Uint256 all_ones = ~Uint256(0U);
  CHECK(Largest::from_integer(all_ones).value() == 188U);
  CHECK(Largest::from_integer(Largest::modulus) == Largest::zero());
  CHECK(cpp_int(Stark252::from_integer(all_ones).value()) == cpp_int(all_ones) % cpp_int(Stark252::modulus));
}

TEST_CASE("big prime field: powers with a 256-bit exponent") {
  const auto g = Stark252::generator();
  CHECK(g.pow(Uint256(Stark252::modulus - 1U)) == Stark252::one());
  CHECK(g.pow(Uint256(Stark252::modulus - 2U)) == g.inverse());
  CHECK(g.pow(Uint256(0U)) == Stark252::one());
  CHECK(g.pow(Uint256(1U) << 100U) == g.pow(std::uint64_t{1} << 50).pow(std::uint64_t{1} << 50));
}

TEST_CASE("big prime field: usable in constant expressions") {
  static_assert(Stark252::from_u64(6) * Stark252::from_u64(7) == Stark252::from_u64(42));
  static_assert((Stark252::zero() - Stark252::one()).value() == Stark252::modulus - 1U);
  static_assert(Bn254Scalar::from_u64(2).pow(10).value() == 1024U);
  CHECK(Stark252::one().halved().doubled() == Stark252::one());
}

TEST_CASE("big prime field: the extension laws refuse a reducible polynomial") {
  // X^2 - 4 = (X - 2) (X + 2) over F17: a ring with zero divisors, and no automorphism of order 2 that moves X.
  using E = Extension<F17, Four>;
  std::vector<E> elements;
  for (const F17& a : all_elements<F17>()) {
    elements.insert(elements.end(), {E::from_base(a), E::from_coefficients({a, F17::one()})});
  }
  CHECK_NOTHROW(residue_laws<E>(elements));
  CHECK_THROWS_AS(field_laws<E>(elements), BrokenLaw);
  CHECK_THROWS_AS(frobenius_laws<E>(elements), BrokenLaw);
}

TEST_CASE("big prime field: carries extensions") {
  using E = Extension<Bn254Scalar, Five>;
  static_assert(Field<E> && ExtensionOf<E, Bn254Scalar>);
  CHECK(Bn254Scalar::from_u64(5).pow(Uint256((Bn254Scalar::modulus - 1U) >> 1U)) == -Bn254Scalar::one());
  Rng rng{303};
  INFO("seed ", rng.seed());
  const std::vector<E> samples = random_elements<E>(rng, 4);
  residue_laws<E>(samples);
  norm_laws<E>(samples);
  for (const E& a : samples) {
    CHECK(a * a.inverse() == E::one());
    CHECK(a.frobenius(1)[0] == a[0]);
    CHECK(a.frobenius(1)[1] == -a[1]);
  }
}
