// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The laws of probata/field/concepts.hpp for every field of the library.
#include <cstdint>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/concepts.hpp>

#include "support/field_samples.hpp"
#include "support/fields.hpp"
#include "support/laws/field_laws.hpp"
#include "support/laws/ring_laws.hpp"
#include "support/laws/two_adic_laws.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

/// What the concepts ask, in the least form: a type with one member less must not model them.
struct WithoutSquare {
  static WithoutSquare zero() { return {}; }
  static WithoutSquare one() { return {}; }
  WithoutSquare operator+(const WithoutSquare&) const { return {}; }
  WithoutSquare operator-(const WithoutSquare&) const { return {}; }
  WithoutSquare operator*(const WithoutSquare&) const { return {}; }
  WithoutSquare operator-() const { return {}; }
  WithoutSquare& operator+=(const WithoutSquare&) { return *this; }
  WithoutSquare& operator-=(const WithoutSquare&) { return *this; }
  WithoutSquare& operator*=(const WithoutSquare&) { return *this; }
  WithoutSquare doubled() const { return {}; }
  bool operator==(const WithoutSquare&) const = default;
};
struct LeastRing : WithoutSquare {
  static LeastRing zero() { return {}; }
  static LeastRing one() { return {}; }
  LeastRing operator+(const LeastRing&) const { return {}; }
  LeastRing operator-(const LeastRing&) const { return {}; }
  LeastRing operator*(const LeastRing&) const { return {}; }
  LeastRing operator-() const { return {}; }
  LeastRing& operator+=(const LeastRing&) { return *this; }
  LeastRing& operator-=(const LeastRing&) { return *this; }
  LeastRing& operator*=(const LeastRing&) { return *this; }
  LeastRing doubled() const { return {}; }
  LeastRing square() const { return {}; }
  bool operator==(const LeastRing&) const = default;
};

static_assert(Ring<LeastRing> && !Ring<WithoutSquare> && !Field<LeastRing>);
static_assert(!Ring<int> && !Field<double>);
static_assert(!PrimeField<KoalaBear4> && Field<KoalaBear4>);
static_assert(ExtensionOf<KoalaBear4, KoalaBear> && !ExtensionOf<KoalaBear4, Goldilocks>);
static_assert(!ExtensionOf<KoalaBear, KoalaBear>);

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("concepts: ring laws", F, ring_law_cases) {
  Rng rng{101};
  INFO("seed ", rng.seed());
  const std::vector<F> samples = sample_elements<F>(rng, 8);
  for (const F& a : samples) {
    ring_laws_of(a);
    for (const F& b : samples) ring_laws_of(a, b);
  }
  // Triples within runs of sixteen samples, then of random elements: all triples would take minutes.
  std::vector<F> few;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    few.push_back(samples[i]);
    if (few.size() == 16 || i + 1 == samples.size()) {
      ring_laws<F>(few);
      few.clear();
    }
  }
  for (int i = 0; i < 2000; ++i) {
    ring_laws_of(random_element<F>(rng), random_element<F>(rng), random_element<F>(rng));
  }
}
TEST_CASE_TEMPLATE_APPLY(ring_law_cases, AllFields);

TEST_CASE_TEMPLATE_DEFINE("concepts: field laws", F, field_law_cases) {
  Rng rng{102};
  INFO("seed ", rng.seed());
  field_laws<F>(sample_elements<F>(rng, 8));
}
TEST_CASE_TEMPLATE_APPLY(field_law_cases, AllFields);

TEST_CASE_TEMPLATE_DEFINE("concepts: representatives of a prime field", F, prime_field_law_cases) {
  Rng rng{103};
  INFO("seed ", rng.seed());
  prime_field_laws<F>(sample_elements<F>(rng, 200));
  const std::uint64_t p = F::modulus;
  std::vector<std::uint64_t> numbers{0, 1, p - 1, p, p + 1, p / 2, ~std::uint64_t{0}, ~std::uint64_t{0} / p * p};
  for (unsigned bit = 0; bit < 64; ++bit) numbers.push_back(std::uint64_t{1} << bit);
  for (int i = 0; i < 200; ++i) numbers.push_back(rng.u64());
  from_u64_laws<F>(numbers);
}
TEST_CASE_TEMPLATE_APPLY(prime_field_law_cases, SmallFields);

TEST_CASE_TEMPLATE_DEFINE("concepts: roots of unity of two-power order", F, two_adic_law_cases) { two_adic_laws<F>(); }
TEST_CASE_TEMPLATE_APPLY(two_adic_law_cases, AllFields);

TEST_CASE_TEMPLATE_DEFINE("concepts: two_adicity is the largest possible", F, maximal_two_adicity_cases) {
  maximal_two_adicity_law<F>();
}
TEST_CASE_TEMPLATE_APPLY(maximal_two_adicity_cases, SmallFields);
