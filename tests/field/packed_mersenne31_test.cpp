// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstdint>

#include <doctest/doctest.h>

#include <probata/field/packed.hpp>
#include <probata/field/packed_mersenne31.hpp>

#include "support/fields.hpp"
#include "support/laws/packed_laws.hpp"
#include "support/laws/packed_word_laws.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

using P = Packed<Mersenne31>;

TEST_CASE("packed_mersenne31: edge words and prepared factors") {
  Rng rng{521};
  INFO("seed ", rng.seed());
  packed_word_laws<P>(rng);
}

TEST_CASE("packed_mersenne31: zero is never written as p") {
  // Each of these is zero modulo p, by way of p where it can be.
  const Mersenne31 largest = -Mersenne31::one();
  const P minus_one = P::broadcast(largest);
  const P power = P::broadcast(Mersenne31::from_u64(1U << 15));
  const P cofactor = P::broadcast(Mersenne31::from_u64(1U << 16));  // 2^15 2^16 = 1
  const typename P::Multiplier factor(Mersenne31::from_u64(1U << 16));
  for (const P& zero :
       {minus_one + P::one(), -P::zero(), minus_one - minus_one, minus_one * P::zero(), P::zero() * minus_one,
        P::zero().halved(), power * cofactor - P::one(), P::multiply(power, factor) - P::one(),
        P::subtract_multiply(power, power, factor), P::dot_product<2>({power, P::one()}, {cofactor, minus_one}),
        P::dot_product<3>({minus_one, minus_one, P::one()}, {P::one(), minus_one, P::zero()})}) {
    std::array<Mersenne31, P::lanes> lanes;
    zero.store(lanes.data());
    for (const Mersenne31& x : lanes) CHECK(x.word() == 0);
  }
}

#if PROBATA_DETAIL_HAS_XSIMD

TEST_CASE("packed_mersenne31: words as a batch, and streaming") {
  static_assert(P::lanes == simd::BatchU32<simd::DefaultArch>::lanes && !P::has_pair_products);
  Rng rng{522};
  INFO("seed ", rng.seed());
  packed_batch_laws<P>(rng);
}

#endif
