// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Assertions are on in this translation unit whatever the build type says.
#undef NDEBUG
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include <boost/multiprecision/cpp_int.hpp>
#include <doctest/doctest.h>

#include <probata/field/montgomery31.hpp>

#include "support/child_process.hpp"
#include "support/laws/integer_laws.hpp"
#include "support/laws/two_adic_laws.hpp"
#include "support/montgomery_primes.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;
using boost::multiprecision::cpp_int;

namespace {

using Seventeen = MontgomeryPrime<17, 3>;
static_assert((Seventeen::from_u64(10) + Seventeen::from_u64(9)).value() == 2);
static_assert((Seventeen::from_u64(10) * Seventeen::from_u64(9)).value() == 5);
static_assert(Seventeen::from_u64(10).inverse() * Seventeen::from_u64(10) == Seventeen::one());
static_assert(sizeof(Seventeen) == 4 && alignof(Seventeen) == 4);
static_assert(PrimeField<Seventeen> && TwoAdicField<Seventeen> && Seventeen::two_adicity == 4);
static_assert(std::is_trivially_copyable_v<Seventeen> && std::is_standard_layout_v<Seventeen>);

/// The library's two primes, and the ends of the range that has p 2^32 among sums of a few products.
using PrimesNearTwoTo31 = std::tuple<MontgomeryPrime<2130706433, 3>, MontgomeryPrime<2013265921, 31>,
                                     MontgomeryPrime<1073741827, 2>, MontgomeryPrime<2147483647, 7>>;

}  // namespace

TEST_CASE("montgomery31: constants are what they are defined to be") {
  const auto check = [](const cpp_int& p, const cpp_int& p_inverse, const cpp_int& r, const cpp_int& r_squared,
                        std::size_t two_adicity) {
    const cpp_int radix = cpp_int(1) << 32;
    CAPTURE(p);
    CHECK(r == radix % p);
    CHECK(r_squared == radix * radix % p);
    CHECK(p_inverse * p % radix == 1);
    CHECK(p_inverse < radix);
    CHECK(two_adicity == boost::multiprecision::lsb(p - 1));
  };
  const auto check_all = [&]<class... F>(std::tuple<F...>) {
    (check(F::modulus, F::Constants::p_inverse, F::Constants::r, F::Constants::r_squared, F::two_adicity), ...);
  };
  check_all(MontgomeryPrimes{});
  check_all(PrimesNearTwoTo31{});
}

TEST_CASE_TEMPLATE_DEFINE("montgomery31: small primes agree with integers on every pair and triple", F, small_cases) {
  std::vector<F> all;
  for (std::uint32_t v = 0; v < F::modulus; ++v) all.push_back(F::from_canonical(v));
  for (const F& a : all) {
    LAW((std::uint64_t{a.value()} << 32) % F::modulus == a.word(), a);
    integer_laws_of(a);
    for (const F& b : all) integer_laws_of(a, b);
  }
  ring_laws<F>(all);
  field_laws<F>(all);
  prime_field_laws<F>(all);
  two_adic_laws<F>();
}
TEST_CASE_TEMPLATE_APPLY(small_cases, SmallMontgomeryPrimes);

TEST_CASE_TEMPLATE_DEFINE("montgomery31: primes from 2^16 to just below 2^31", F, large_cases) {
  Rng rng{401};
  INFO("seed ", rng.seed());
  for (const F& a : word_edges<F>()) LAW((std::uint64_t{a.value()} << 32) % F::modulus == a.word(), a);
  integer_laws<F>(rng, 20000);
  word_edge_laws<F>();
}
TEST_CASE_TEMPLATE_APPLY(large_cases, LargeMontgomeryPrimes);

TEST_CASE("montgomery31: long dot products of the largest words") {
  Rng rng{402};
  INFO("seed ", rng.seed());
  integer_dot_product_laws<31, MontgomeryPrime<2147483647, 7>>(rng, 50);
  integer_dot_product_laws<32, MontgomeryPrime<2147483647, 7>>(rng, 50);
}

TEST_CASE_TEMPLATE_DEFINE("montgomery31: sums of products on both sides of p 2^32", F, bound_cases) {
  for_each_sum_at_the_bound<F>([](const auto& a, const auto& b) {
    F sum = F::zero();
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    LAW(F::dot_product(a, b) == sum);
  });
}
TEST_CASE_TEMPLATE_APPLY(bound_cases, PrimesNearTwoTo31);

TEST_CASE("montgomery31: preconditions are asserted") {
  const auto aborts_with = [](const char* sentence, auto f) {
    const ChildOutcome outcome = run_in_child(f);
    return outcome.signal == SIGABRT && outcome.error_text.find(sentence) != std::string::npos;
  };
  volatile std::uint32_t seventeen = 17;
  CHECK(aborts_with("a canonical representative is below the modulus",
                    [&] { static_cast<void>(Seventeen::from_canonical(seventeen)); }));
  CHECK(aborts_with("a Montgomery word is below the modulus",
                    [&] { static_cast<void>(Seventeen::from_word(seventeen)); }));
  volatile std::size_t five = 5;
  CHECK(aborts_with("at most 2^two_adicity", [&] { static_cast<void>(Seventeen::two_adic_generator(five)); }));
}
