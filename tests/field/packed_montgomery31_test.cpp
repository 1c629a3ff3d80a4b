// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>

#include <doctest/doctest.h>

#include <probata/field/packed.hpp>
#include <probata/field/packed_montgomery31.hpp>

#include "support/fields.hpp"
#include "support/laws/packed_laws.hpp"
#include "support/laws/packed_word_laws.hpp"
#include "support/montgomery_primes.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

using Bears = std::tuple<KoalaBear, BabyBear>;
/// The greatest prime that the template accepts, where the bounds are tightest.
using Greatest = MontgomeryPrime<2147483647, 7>;

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("packed_montgomery31: edge words, prepared factors, sums of pairs", F, word_cases) {
  Rng rng{511};
  INFO("seed ", rng.seed());
  packed_word_laws<Packed<F>>(rng);
}
TEST_CASE_TEMPLATE_APPLY(word_cases, Bears);

TEST_CASE("packed_montgomery31: the greatest prime below 2^31") {
  Rng rng{512};
  INFO("seed ", rng.seed());
  packed_word_laws<Packed<Greatest>>(rng);
}

TEST_CASE_TEMPLATE_DEFINE("packed_montgomery31: sums of products on both sides of p 2^32", F, bound_cases) {
  using P = Packed<F>;
  for_each_sum_at_the_bound<F>([](const auto& a, const auto& b) {
    std::array<P, 8> x;
    std::array<P, 8> y;
    P sum = P::zero();
    for (std::size_t i = 0; i < 8; ++i) {
      x[i] = P::broadcast(a[i]);
      y[i] = P::broadcast(b[i]);
      sum += x[i] * y[i];
    }
    CHECK(P::dot_product(x, y) == sum);
  });
}
TEST_CASE_TEMPLATE_APPLY(bound_cases, Bears);

#if PROBATA_DETAIL_HAS_XSIMD

TEST_CASE_TEMPLATE_DEFINE("packed_montgomery31: words as a batch, and streaming", F, batch_cases) {
  using P = Packed<F>;
  static_assert(P::lanes == simd::BatchU32<simd::DefaultArch>::lanes);
  static_assert(P::has_pair_products == simd::has_signed_multiply<simd::DefaultArch>);
  Rng rng{513};
  INFO("seed ", rng.seed());
  packed_batch_laws<P>(rng);
}
TEST_CASE_TEMPLATE_APPLY(batch_cases, Bears);

TEST_CASE_TEMPLATE_DEFINE("packed_montgomery31: a prepared factor is the least word in size", F, centred_cases) {
  using P = Packed<F>;
  for (const F& w : word_edges<F>()) {
    const typename P::Multiplier factor(w);
    const bool folded = P::has_pair_products && w.word() > F::modulus / 2;
    CHECK(factor.word == (folded ? w.word() - F::modulus : w.word()));
    CHECK(factor.word_times_p_inverse * F::modulus == factor.word);
    std::array<std::uint32_t, P::multiplier_parts * P::lanes> table;
    P::store_multipliers(table.data(), P::lanes, 0, P::broadcast(w), P::broadcast(w));
    const auto loaded = P::load_multiplier(table.data(), P::lanes, P::lanes - 1);
    CHECK(loaded.word == factor.word);
    CHECK(loaded.word_times_p_inverse == factor.word_times_p_inverse);
  }
}
TEST_CASE_TEMPLATE_APPLY(centred_cases, Bears);

#endif
