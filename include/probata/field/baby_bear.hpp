// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <probata/field/montgomery31.hpp>

namespace probata::inline v0_1 {

/// p = 2^31 - 2^27 + 1, two-adicity 27, generator 31.
struct BabyBearParams {
  static constexpr std::uint32_t modulus = 2013265921;
  static constexpr std::uint32_t generator = 31;
  static constexpr const char* name = "baby_bear";
};

/// The integers modulo 2013265921 in Montgomery form.
using BabyBear = Montgomery31<BabyBearParams>;

static_assert(PrimeField<BabyBear> && TwoAdicField<BabyBear> && BabyBear::two_adicity == 27);

}  // namespace probata::inline v0_1
