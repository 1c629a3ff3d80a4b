// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <sstream>
#include <string>
#include <tuple>

#include <doctest/doctest.h>

#include <probata/field/baby_bear.hpp>
#include <probata/field/concepts.hpp>
#include <probata/field/extension_fields.hpp>
#include <probata/field/goldilocks.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/field/mersenne31.hpp>

/// The lists of fields over which tests run: TEST_CASE_TEMPLATE_APPLY(id, probata::testing::SmallFields).
namespace probata::testing {

using SmallFields = std::tuple<KoalaBear, BabyBear, Mersenne31, Goldilocks>;
using TransformFields = std::tuple<KoalaBear, BabyBear, Goldilocks>;
using KoalaBearExtensions = std::tuple<KoalaBear4, KoalaBear5, KoalaBear6>;
using BabyBearExtensions = std::tuple<BabyBear4, BabyBear5, BabyBear6>;
using GoldilocksExtensions = std::tuple<Goldilocks2, Goldilocks3, Goldilocks5>;
using Mersenne31Extensions = std::tuple<Mersenne31x2, Mersenne31x3, Mersenne31x4>;
using ExtensionFields = decltype(std::tuple_cat(KoalaBearExtensions{}, BabyBearExtensions{}, GoldilocksExtensions{},
                                                Mersenne31Extensions{}));
using AllFields = decltype(std::tuple_cat(SmallFields{}, ExtensionFields{}));

/// "2130706432", or "(0, 1, 5, 0)" from the constant term up.
template <Field F>
std::string to_text(const F& x) {
  std::ostringstream out;
  if constexpr (PrimeField<F>) {
    out << x.value();
  } else {
    for (std::size_t i = 0; i < F::degree; ++i) out << (i == 0 ? "(" : ", ") << x[i].value();
    out << ")";
  }
  return out.str();
}

}  // namespace probata::testing

namespace doctest {

/// Failed comparisons print field elements by their representatives.
template <probata::Field F>
struct StringMaker<F> {
  static String convert(const F& x) { return probata::testing::to_text(x).c_str(); }
};

}  // namespace doctest

TYPE_TO_STRING_AS("KoalaBear", probata::KoalaBear);
TYPE_TO_STRING_AS("BabyBear", probata::BabyBear);
TYPE_TO_STRING_AS("Mersenne31", probata::Mersenne31);
TYPE_TO_STRING_AS("Goldilocks", probata::Goldilocks);
TYPE_TO_STRING_AS("KoalaBear4", probata::KoalaBear4);
TYPE_TO_STRING_AS("KoalaBear5", probata::KoalaBear5);
TYPE_TO_STRING_AS("KoalaBear6", probata::KoalaBear6);
TYPE_TO_STRING_AS("BabyBear4", probata::BabyBear4);
TYPE_TO_STRING_AS("BabyBear5", probata::BabyBear5);
TYPE_TO_STRING_AS("BabyBear6", probata::BabyBear6);
TYPE_TO_STRING_AS("Goldilocks2", probata::Goldilocks2);
TYPE_TO_STRING_AS("Goldilocks3", probata::Goldilocks3);
TYPE_TO_STRING_AS("Goldilocks5", probata::Goldilocks5);
TYPE_TO_STRING_AS("Mersenne31x2", probata::Mersenne31x2);
TYPE_TO_STRING_AS("Mersenne31x3", probata::Mersenne31x3);
TYPE_TO_STRING_AS("Mersenne31x4", probata::Mersenne31x4);
