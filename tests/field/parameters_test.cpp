// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The constants of the small fields, recomputed with Boost's integers.
#include <cstdint>
#include <vector>

#include <boost/multiprecision/cpp_int.hpp>
#include <boost/multiprecision/miller_rabin.hpp>
#include <doctest/doctest.h>

#include "support/fields.hpp"

using namespace probata;
using namespace probata::testing;
using boost::multiprecision::cpp_int;

namespace {

/// Prime factors of p - 1, with multiplicity.
template <class F>
const std::vector<std::uint64_t> factors{};
template <>
const std::vector<std::uint64_t> factors<KoalaBear> = [] {
  std::vector<std::uint64_t> f(24, 2);
  f.push_back(127);
  return f;
}();
template <>
const std::vector<std::uint64_t> factors<BabyBear> = [] {
  std::vector<std::uint64_t> f(27, 2);
  f.insert(f.end(), {3, 5});
  return f;
}();
template <>
const std::vector<std::uint64_t> factors<Mersenne31>{2, 3, 3, 7, 11, 31, 151, 331};
template <>
const std::vector<std::uint64_t> factors<Goldilocks> = [] {
  std::vector<std::uint64_t> f(32, 2);
  f.insert(f.end(), {3, 5, 17, 257, 65537});
  return f;
}();

template <class F>
void check_montgomery_constants() {
  using Constants = typename F::Constants;
  const cpp_int p = F::modulus;
  const cpp_int r = cpp_int(1) << 32;
  CHECK(Constants::r == r % p);
  CHECK(Constants::r_squared == r * r % p);
  CHECK(p * Constants::p_inverse % r == 1);
  // The word of x is x R mod p.
  for (const std::uint32_t v : {0U, 1U, 2U, 12345U, F::modulus - 1}) {
    CHECK(F::from_canonical(v).word() == cpp_int(v) * r % p);
  }
}

}  // namespace

TEST_CASE("parameters: the primes of the protocol page") {
  CHECK(KoalaBear::modulus == (cpp_int(1) << 31) - (cpp_int(1) << 24) + 1);
  CHECK(BabyBear::modulus == (cpp_int(1) << 31) - (cpp_int(1) << 27) + 1);
  CHECK(Goldilocks::modulus == (cpp_int(1) << 64) - (cpp_int(1) << 32) + 1);
  CHECK(Mersenne31::modulus == (cpp_int(1) << 31) - 1);
  CHECK(KoalaBear::generator().value() == 3);
  CHECK(BabyBear::generator().value() == 31);
  CHECK(Goldilocks::generator().value() == 7);
  CHECK(KoalaBear::two_adicity == 24);
  CHECK(BabyBear::two_adicity == 27);
  CHECK(Goldilocks::two_adicity == 32);
}

TEST_CASE("parameters: the roots of unity of the protocol page") {
  CHECK(KoalaBear::two_adic_generator(24).value() == 1791270792);
  CHECK(BabyBear::two_adic_generator(27).value() == 440564289);
  CHECK(Goldilocks::two_adic_generator(32).value() == 1753635133440165772);
}

TEST_CASE_TEMPLATE_DEFINE("parameters: p is prime and g generates its multiplicative group", F, prime_cases) {
  const cpp_int p = F::modulus;
  CHECK(boost::multiprecision::miller_rabin_test(static_cast<std::uint64_t>(F::modulus), 40));
  cpp_int product = 1;
  for (const std::uint64_t q : factors<F>) {
    CHECK(boost::multiprecision::miller_rabin_test(q, 40));
    product *= q;
    // An order that divides (p - 1) / q for no prime q is p - 1.
    CHECK(boost::multiprecision::powm(cpp_int(F::generator().value()), (p - 1) / q, p) != 1);
    CHECK(F::generator().pow(static_cast<std::uint64_t>((p - 1) / q)) != F::one());
  }
  CHECK(product == p - 1);
  CHECK(F::generator().pow(static_cast<std::uint64_t>(p - 1)) == F::one());
}
TEST_CASE_TEMPLATE_APPLY(prime_cases, SmallFields);

TEST_CASE_TEMPLATE_DEFINE("parameters: omega_m = g^((p - 1) / 2^m)", F, root_cases) {
  const cpp_int p = F::modulus;
  CHECK(F::two_adicity == boost::multiprecision::lsb(p - 1));
  for (std::size_t m = 0; m <= F::two_adicity; ++m) {
    CAPTURE(m);
    CHECK(F::two_adic_generator(m).value() ==
          boost::multiprecision::powm(cpp_int(F::generator().value()), (p - 1) >> m, p));
  }
}
TEST_CASE_TEMPLATE_APPLY(root_cases, SmallFields);

TEST_CASE("parameters: Montgomery constants") {
  check_montgomery_constants<KoalaBear>();
  check_montgomery_constants<BabyBear>();
}
