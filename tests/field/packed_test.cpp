// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Packed fields of the instruction set of this build: every field on ten million inputs per operation.
#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/bigprime/instances.hpp>
#include <probata/field/packed.hpp>

#include "support/field_samples.hpp"
#include "support/fields.hpp"
#include "support/laws/packed_laws.hpp"
#include "support/laws/packed_word_laws.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

#if defined(__x86_64__)
constexpr std::size_t inputs = 10'000'000;
#else
constexpr std::size_t inputs = 1'000'000;  // an emulated processor: as long as ten million on a real one
#endif

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("packed: every lane of every operation does what the field does", F, lane_cases) {
  using P = Packed<F>;
  static_assert(PackedOf<P, F>);
  static_assert(P::lanes == simd::lanes_of<simd::DefaultArch, typename F::Canonical>);
  Rng rng{501};
  INFO("seed ", rng.seed());
  packed_laws<P>(rng, inputs);
}
TEST_CASE_TEMPLATE_APPLY(lane_cases, SmallFields);

TEST_CASE_TEMPLATE_DEFINE("packed: prepared factors and dot products do what the field does", F, factor_cases) {
  using P = Packed<F>;
  Rng rng{502};
  INFO("seed ", rng.seed());
  constexpr std::size_t chunk = std::size_t{1} << 14;
  const std::vector<F> edges = word_edges<F>();
  std::size_t round = 0;
  for (std::size_t done = 0; done < inputs; done += chunk, ++round) {
    const PackedOperands<P> in(rng, chunk, false);
    prepared_factor_laws<P>(round % 4 == 0 ? edges[rng.index(edges.size())] : random_element<F>(rng), in);
    packed_dot_product_law<P, 2>(in);
    packed_dot_product_law<P, 5>(in);
    packed_dot_product_law<P, 8>(in);
  }
}
TEST_CASE_TEMPLATE_APPLY(factor_cases, SmallFields);

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

TEST_CASE("packed: a field without a vector form has one lane under every instruction set") {
  using P = Packed<Stark252, simd::DefaultArch>;
  static_assert(PackedOf<P, Stark252> && P::lanes == 1);
  const Stark252 seven = Stark252::from_u64(7);
  CHECK((P::load(&seven) * P::broadcast(seven)) == P::broadcast(Stark252::from_u64(49)));
}
