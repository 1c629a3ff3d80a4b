// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/packed.hpp>
#include <probata/field/packed_goldilocks.hpp>

#include "support/fields.hpp"
#include "support/laws/packed_laws.hpp"
#include "support/laws/packed_word_laws.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

using P = Packed<Goldilocks>;

TEST_CASE("packed_goldilocks: edge words, edge halves and prepared factors") {
  Rng rng{531};
  INFO("seed ", rng.seed());
  packed_word_laws<P>(rng);
}

TEST_CASE("packed_goldilocks: products on both sides of every carry, borrow and reduction") {
  // Products of random factors that leave each residue at an edge: the second factor is the residue over the first.
  Rng rng{532};
  INFO("seed ", rng.seed());
  const std::vector<Goldilocks> edges = word_edges<Goldilocks>();
  PackedOperands<P> in(rng, 0, false);
  for (const Goldilocks& residue : edges) {
    for (int i = 0; i < 64; ++i) {
      const Goldilocks a = random_nonzero<Goldilocks>(rng);
      in.a.push_back(a);
      in.b.push_back(residue * a.inverse());
    }
  }
  lanes_agree<P>(
      "a * b", in, [](P a, P b) { return a * b; },
      [](Goldilocks a, Goldilocks b) {
        __extension__ using Wide = unsigned __int128;
        return Goldilocks::from_canonical(
            static_cast<std::uint64_t>(Wide{a.value()} * b.value() % Goldilocks::modulus));
      });
}

#if PROBATA_DETAIL_HAS_XSIMD

TEST_CASE("packed_goldilocks: words as a batch, and streaming") {
  static_assert(P::lanes == simd::BatchU64<simd::DefaultArch>::lanes && !P::has_pair_products);
  Rng rng{533};
  INFO("seed ", rng.seed());
  packed_batch_laws<P>(rng);
}

#endif
