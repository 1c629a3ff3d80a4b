// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Prepared factors and sums of products of packed fields, ten million inputs each; packed_test.cpp has the rest.
#include <cstddef>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/packed.hpp>

#include "support/field_samples.hpp"
#include "support/fields.hpp"
#include "support/laws/packed_laws.hpp"
#include "support/laws/packed_word_laws.hpp"
#include "support/packed_inputs.hpp"
#include "support/random.hpp"
#include "support/word_samples.hpp"

using namespace probata;
using namespace probata::testing;

TEST_CASE_TEMPLATE_DEFINE("packed: prepared factors and dot products do what the field does", F, factor_cases) {
  using P = Packed<F>;
  Rng rng{502};
  INFO("seed ", rng.seed());
  constexpr std::size_t chunk = std::size_t{1} << 14;
  const std::vector<F> edges = word_edges<F>();
  std::size_t round = 0;
  for (std::size_t done = 0; done < packed_inputs; done += chunk, ++round) {
    const PackedOperands<P> in(rng, chunk, false);
    prepared_factor_laws<P>(round % 4 == 0 ? edges[rng.index(edges.size())] : random_element<F>(rng), in);
    packed_dot_product_law<P, 2>(in);
    packed_dot_product_law<P, 5>(in);
    packed_dot_product_law<P, 8>(in);
  }
}
TEST_CASE_TEMPLATE_APPLY(factor_cases, SmallFields);
