// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/extension.hpp>

#include "support/field_samples.hpp"
#include "support/fields.hpp"
#include "support/laws/extension_laws.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

TEST_CASE_TEMPLATE_DEFINE("extension: laws", E, extension_law_cases) {
  using F = typename E::Prime;
  Rng rng{201};
  INFO("seed ", rng.seed());
  const std::vector<F> bases = sample_elements<F>(rng, 3);
  const std::vector<E> edges = edge_elements<E>();
  // Every third edge, and random elements: pairs of them are compared with long division.
  std::vector<E> samples = random_elements<E>(rng, 6);
  for (std::size_t i = 0; i < edges.size(); i += 3) samples.push_back(edges[i]);
  extension_laws<E>(bases, samples);
  residue_laws<E>(edges);
}
TEST_CASE_TEMPLATE_APPLY(extension_law_cases, ExtensionFields);

TEST_CASE_TEMPLATE_DEFINE("extension: an array of elements is an array of coefficients", E, layout_cases) {
  using F = typename E::Prime;
  static_assert(sizeof(E) == E::degree * sizeof(F) && alignof(E) == alignof(F));
  static_assert(std::is_trivially_copyable_v<E> && std::is_standard_layout_v<E>);
  Rng rng{202};
  const std::vector<E> elements = random_elements<E>(rng, 3);
  const F* coefficients = reinterpret_cast<const F*>(elements.data());
  for (std::size_t i = 0; i < elements.size(); ++i) {
    for (std::size_t j = 0; j < E::degree; ++j) CHECK(coefficients[i * E::degree + j] == elements[i][j]);
  }
}
TEST_CASE_TEMPLATE_APPLY(layout_cases, ExtensionFields);

TEST_CASE("extension: arithmetic is usable in constant expressions") {
  constexpr auto x = KoalaBear4::x();
  static_assert(x * x * x * x == KoalaBear4::from_u64(3));
  static_assert((x + KoalaBear::one()).square() == x.square() + x.doubled() + KoalaBear::one());
  static_assert(x.inverse() * x == KoalaBear4::one());
  static_assert(KoalaBear6::x().pow(9) == KoalaBear6::one());
  static_assert(Mersenne31x4::x().square() == Mersenne31x4::from_integers({2, 1, 0, 0}));
  static_assert(Goldilocks3::x().pow(3) == Goldilocks3::x() + Goldilocks::one());
  CHECK(x[1] == KoalaBear::one());
}

TEST_CASE("extension: a degree-four element by hand") {
  // (1 + 2X + 3X^2 + 4X^3) (5 + 6X + 7X^2 + 8X^3) = 5 + 16X + 34X^2 + 60X^3 + 61X^4 + 52X^5 + 32X^6, and X^4 = 3.
  const auto a = KoalaBear4::from_integers({1, 2, 3, 4});
  const auto b = KoalaBear4::from_integers({5, 6, 7, 8});
  CHECK(a * b == KoalaBear4::from_integers({5 + 3 * 61, 16 + 3 * 52, 34 + 3 * 32, 60}));
  CHECK(a.square() == KoalaBear4::from_integers({1 + 3 * 25, 4 + 3 * 24, 10 + 3 * 16, 20}));
}

TEST_CASE("extension: the tower multiplies over the complex numbers") {
  // (1 + 2i + (3 + 4i) u) (5 + 6i + (7 + 8i) u) with u^2 = 2 + i.
  const auto a = Mersenne31x4::from_integers({1, 2, 3, 4});
  const auto b = Mersenne31x4::from_integers({5, 6, 7, 8});
  // 1 part: (1+2i)(5+6i) = -7+16i; u^2 part: (3+4i)(7+8i) = -11+52i, times 2+i: -74+93i; u part: (1+2i)(7+8i) = -9+22i
  // and (3+4i)(5+6i) = -9+38i.
  CHECK(a * b == Mersenne31x4::from_integers({-7 - 74, 16 + 93, -18, 60}));
  const auto i = Mersenne31x4::from_integers({0, 1, 0, 0});
  CHECK(i.square() == -Mersenne31x4::one());
  CHECK(i.frobenius(1) == -i);
}
