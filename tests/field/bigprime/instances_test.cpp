// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <boost/multiprecision/cpp_int.hpp>
#include <boost/multiprecision/miller_rabin.hpp>
#include <doctest/doctest.h>

#include <probata/field/bigprime/instances.hpp>

#include "support/field_samples.hpp"
#include "support/fields.hpp"
#include "support/laws/oracle_laws.hpp"
#include "support/laws/two_adic_laws.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;
using boost::multiprecision::cpp_int;

namespace {

/// p is prime, g generates: checked against the factors of p - 1, given with multiplicity one, and `twos` factors 2.
template <class F>
void check_prime_and_generator(const std::vector<cpp_int>& odd_factors, unsigned twos) {
  const cpp_int p(F::modulus);
  CHECK(boost::multiprecision::miller_rabin_test(p, 40));
  cpp_int product = cpp_int(1) << twos;
  for (const cpp_int& q : odd_factors) {
    CHECK(boost::multiprecision::miller_rabin_test(q, 40));
    product *= q;
    CHECK(F::generator().pow(Uint256((p - 1) / q)) != F::one());
  }
  CHECK(F::generator().pow(Uint256((p - 1) / 2)) == -F::one());
  CHECK(product == p - 1);
}

}  // namespace

TEST_CASE("instances: the 252-bit STARK prime") {
  CHECK(Stark252::modulus == (Uint256(1U) << 251) + 17U * (Uint256(1U) << 192) + 1U);
  CHECK(Stark252::two_adicity == 192);
  // p - 1 = 2^192 (2^59 + 17)
  check_prime_and_generator<Stark252>({5, 7, 98714381, 166848103}, 192);
  two_adic_laws<Stark252>();
  maximal_two_adicity_law<Stark252>();
}

TEST_CASE("instances: the scalar field of BN254") {
  const std::string decimal = "21888242871839275222246405745257275088548364400416034343698204186575808495617";
  CHECK(Bn254Scalar::modulus.str() == decimal);
  const cpp_int x("4965661367192848881");
  CHECK(cpp_int(Bn254Scalar::modulus) == 36 * x * x * x * x + 36 * x * x * x + 18 * x * x + 6 * x + 1);
  CHECK(Bn254Scalar::two_adicity == 28);
  check_prime_and_generator<Bn254Scalar>(
      {3, 3, 13, 29, 983, 11003, 237073, 405928799, 1670836401704629, cpp_int("13818364434197438864469338081")}, 28);
  two_adic_laws<Bn254Scalar>();
  maximal_two_adicity_law<Bn254Scalar>();
}

TEST_CASE_TEMPLATE_DEFINE("instances: the reference twin agrees with the small field", F, twin_cases) {
  static_assert(PrimeField<Reference<F>> && Reference<F>::modulus == F::modulus);
  CHECK(std::string(Reference<F>::name) == F::name);
  Rng rng{311};
  INFO("seed ", rng.seed());

  const std::vector<F> edges = edge_elements<F>();
  for (const F& a : edges) {
    oracle_laws_of(a);
    for (const F& b : edges) oracle_laws_of(a, b);
  }
  for (int i = 0; i < 100'000; ++i) {
    const F a = random_element<F>(rng);
    const F b = random_element<F>(rng);
    oracle_laws_of(a);
    oracle_laws_of(a, b);
  }

  const std::vector<F> samples = sample_elements<F>(rng, 300);
  const std::uint64_t p = F::modulus;
  oracle_power_laws<F>(samples, std::vector<std::uint64_t>{0, 1, 2, 3, p - 2, p - 1, p, rng.u64(), ~std::uint64_t{0}});
  oracle_dot_product_law<1, F>(samples);
  oracle_dot_product_law<2, F>(samples);
  oracle_dot_product_law<3, F>(samples);
  oracle_dot_product_law<4, F>(samples);
  oracle_dot_product_law<5, F>(samples);
  oracle_dot_product_law<6, F>(samples);
  oracle_dot_product_law<16, F>(samples);
  // The largest sums of products: nothing but p - 1.
  oracle_dot_product_law<8, F>(std::vector<F>(16, -F::one()));
  oracle_dot_product_law<33, F>(std::vector<F>(66, -F::one()));

  std::vector<std::uint64_t> numbers{0, 1, p - 1, p, p + 1, ~std::uint64_t{0}};
  for (int i = 0; i < 1000; ++i) numbers.push_back(rng.u64());
  oracle_constant_laws<F>(numbers);
}
TEST_CASE_TEMPLATE_APPLY(twin_cases, SmallFields);

TEST_CASE_TEMPLATE_DEFINE("instances: an extension agrees with itself over the reference twin", E, extension_cases) {
  using R = typename E::template Over<Reference<typename E::Prime>>;
  const auto lift = [](const E& a) {
    R b;
    for (std::size_t i = 0; i < E::degree; ++i) b[i] = twin(a[i]);
    return b;
  };
  Rng rng{312};
  INFO("seed ", rng.seed());
  const std::vector<E> samples = sample_elements<E>(rng, 20);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const E& a = samples[i];
    const E& b = samples[(7 * i + 5) % samples.size()];
    LAW(lift(a * b) == lift(a) * lift(b), a, b);
    LAW(lift(a.square()) == lift(a).square(), a);
    LAW(lift(a + b) == lift(a) + lift(b), a, b);
    LAW(lift(a.frobenius(1)) == lift(a).frobenius(1), a);
    LAW(lift(a.inverse()) == lift(a).inverse(), a);
  }
}
TEST_CASE_TEMPLATE_APPLY(extension_cases, std::tuple<KoalaBear4, KoalaBear6, BabyBear5, Goldilocks3, Mersenne31x4>);
