// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Extensions of packed fields (extension.hpp over packed.hpp), for the instruction set of this build.
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/extension_fields.hpp>
#include <probata/field/packed.hpp>

#include "support/field_samples.hpp"
#include "support/fields.hpp"
#include "support/laws/packed_laws.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

/// One extension per packed field and per kind of modulus: binomials with r_0 by additions and by a product, both
/// trinomials with negative terms, one with positive terms, the tower. The scalar laws cover the other extensions.
using PackedExtensions = std::tuple<KoalaBear4, KoalaBear5, KoalaBear6, BabyBear4, Goldilocks3, Mersenne31x4>;

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("extension packed: every lane is the scalar extension", E, lane_cases) {
  using F = typename E::Prime;
  using P = Packed<F>;
  using EP = typename E::template Over<P>;
  static_assert(std::is_same_v<typename EP::Scalar, E> && std::is_same_v<typename EP::Coefficient, P>);
  static_assert(EP::lanes == P::lanes && EP::degree == E::degree);
  Rng rng{211};
  INFO("seed ", rng.seed());
  packed_memory_laws<EP>(rng);
  const PackedOperands<EP> in(rng, 2000, true);
  packed_ring_laws<EP>(in);
  packed_dot_product_law<EP, 2>(in);
}
TEST_CASE_TEMPLATE_APPLY(lane_cases, PackedExtensions);

TEST_CASE_TEMPLATE_DEFINE("extension packed: mixed operations and Frobenius maps lane by lane", E, mixed_cases) {
  using F = typename E::Prime;
  using P = Packed<F>;
  using EP = typename E::template Over<P>;
  Rng rng{212};
  INFO("seed ", rng.seed());
  for (int round = 0; round < 50; ++round) {
    const std::vector<E> a = random_elements<E>(rng, P::lanes);
    const std::vector<F> f = random_elements<F>(rng, P::lanes);
    const EP x = EP::load(a.data());
    const P y = P::load(f.data());
    const auto agree = [&](const EP& result, auto scalar) {
      std::vector<E> lanes(P::lanes, E::zero());
      result.store(lanes.data());
      for (std::size_t i = 0; i < P::lanes; ++i) REQUIRE(lanes[i] == scalar(a[i], f[i]));
    };
    agree(x + y, [](const E& e, const F& b) { return e + b; });
    agree(x - y, [](const E& e, const F& b) { return e - b; });
    agree(x * y, [](const E& e, const F& b) { return e * b; });
    agree(y - x, [](const E& e, const F& b) { return b - e; });
    agree(EP::from_base(y), [](const E&, const F& b) { return E::from_base(b); });
    for (std::size_t k = 0; k < E::degree; ++k) {
      agree(x.frobenius(k), [k](const E& e, const F&) { return e.frobenius(k); });
    }
    agree(EP::broadcast(a[0]), [&](const E&, const F&) { return a[0]; });
    agree(EP::from_u64(77), [](const E&, const F&) { return E::from_u64(77); });
  }
}
TEST_CASE_TEMPLATE_APPLY(mixed_cases, PackedExtensions);
