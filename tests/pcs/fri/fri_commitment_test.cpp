// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/extension_fields.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/hash/byte_suites.hpp>
#include <probata/pcs/fri/fri_commitment.hpp>
#include <probata/poly/polynomial.hpp>
#include <probata/prf/deterministic_random.hpp>

using namespace probata;

namespace {

using F = KoalaBear;

/// Commits to the column 1, w, w^2, ..., whose polynomial is X, by any scheme.
template <class Scheme, class Random>
  requires HidingCommitment<Scheme, Random>
void show_the_identity(const typename Scheme::Claim& claim, bool hiding, Random& random) {
  Matrix<F> column(8, 1);
  F power = F::one();
  for (std::size_t i = 0; i < 8; ++i, power *= F::two_adic_generator(3)) column(i, 0) = power;
  const std::vector<std::vector<MatrixView<const F>>> traces{{column.view()}};
  const std::vector<std::byte> proof = hiding ? Scheme::prove(claim, std::span(traces), random).bytes
                                              : Scheme::prove_without_hiding(claim, std::span(traces)).bytes;
  const auto verified = Scheme::verify(claim, proof);
  REQUIRE(verified.ok());
  REQUIRE(verified->values.size() == 2);
  // At z and at w z.
  if (!hiding) {
    CHECK(verified->values[0] == verified->point);
    CHECK(verified->values[1] == verified->point * F::two_adic_generator(3));
  } else {
    CHECK(verified->values[0] != verified->point);
  }
}

}  // namespace

TEST_CASE("fri commitment: is a polynomial commitment, with hiding and without") {
  using Scheme = FriCommitment<Blake3Suite, KoalaBear4>;
  static_assert(PolynomialCommitment<Scheme>);
  FriParameters fri{.log_blowup = 1, .log_final = 4, .log_arity = 3, .num_queries = 5};
  DeterministicRandomForTests random(1);
  show_the_identity<Scheme>({fri, {{{3, 1, 1}}}}, false, random);
  fri.log_slack = 4;
  show_the_identity<Scheme>({fri, {{{3, 1, 1}}}}, true, random);
}
