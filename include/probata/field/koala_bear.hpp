// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <probata/field/montgomery31.hpp>

namespace probata::inline v0_1 {

/// p = 2^31 - 2^24 + 1, two-adicity 24, generator 3.
struct KoalaBearParams {
  static constexpr std::uint32_t modulus = 2130706433;
  static constexpr std::uint32_t generator = 3;
  static constexpr const char* name = "koala_bear";
};

/// The integers modulo 2130706433 in Montgomery form.
using KoalaBear = Montgomery31<KoalaBearParams>;

static_assert(PrimeField<KoalaBear> && TwoAdicField<KoalaBear> && KoalaBear::two_adicity == 24);

}  // namespace probata::inline v0_1
