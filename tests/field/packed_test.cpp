// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Packed fields of the instruction set of this build: every field on ten million inputs per operation.
#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>

#include <doctest/doctest.h>

#include <probata/field/packed.hpp>
#if !PROBATA_DETAIL_HAS_XSIMD
#include <probata/field/bigprime/instances.hpp>
#endif

#include "support/field_samples.hpp"
#include "support/fields.hpp"
#include "support/laws/packed_laws.hpp"
#include "support/packed_inputs.hpp"
#include "support/random.hpp"
#include "support/tiny_field.hpp"

using namespace probata;
using namespace probata::testing;

TEST_CASE_TEMPLATE_DEFINE("packed: every lane of every operation does what the field does", F, lane_cases) {
  using P = Packed<F>;
  static_assert(PackedOf<P, F>);
  static_assert(P::lanes == simd::lanes_of<simd::DefaultArch, typename F::Canonical>);
  Rng rng{501};
  INFO("seed ", rng.seed());
  packed_laws<P>(rng, packed_inputs);
}
TEST_CASE_TEMPLATE_APPLY(lane_cases, SmallFields);

#if !PROBATA_DETAIL_HAS_XSIMD  // the same code under every instruction set, so the scalar program is enough

TEST_CASE_TEMPLATE_DEFINE("packed: one lane serves every field", F, one_lane_cases) {
  using P = Packed<F, simd::Scalar>;
  static_assert(PackedOf<P, F> && P::lanes == 1);
  Rng rng{503};
  INFO("seed ", rng.seed());
  const PackedOperands<P> in(rng, 100, true);
  packed_memory_laws<P>(rng);
  packed_ring_laws<P>(in);
  packed_dot_product_law<P, 3>(in);
  std::array<F, 2> table;
  const F w = random_element<F>(rng);
  const F x = random_element<F>(rng);
  P::store_multipliers(table.data(), 2, 1, P::broadcast(w), P::zero());
  const auto factor = P::load_multiplier(table.data(), 2, 1);
  CHECK(P::multiply(P::broadcast(x), factor) == P::broadcast(x * w));
  CHECK(P::subtract_multiply(P::one(), P::broadcast(x), factor) == P::broadcast((F::one() - x) * w));
  F to;
  P::broadcast(x).stream(&to);
  CHECK(to == x);
}
using OneLaneFields = std::tuple<KoalaBear, Bn254Scalar, KoalaBear4>;
TEST_CASE_TEMPLATE_APPLY(one_lane_cases, OneLaneFields);

#endif

TEST_CASE("packed: a field without a vector form has one lane under every instruction set") {
  using P = Packed<TinyField>;
  static_assert(PackedOf<P, TinyField> && P::lanes == 1);
  const TinyField seven = TinyField::from_u64(7);
  CHECK((P::load(&seven) * P::broadcast(seven)) == P::broadcast(TinyField::from_u64(49)));
}
