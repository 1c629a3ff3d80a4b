// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstdint>

#include <doctest/doctest.h>

#include <probata/field/extension_fields.hpp>
#include <probata/transcript/format.hpp>

#include "support/montgomery_primes.hpp"

/// Fields so small that a cheating prover can be lucky, and that all of a prover's randomness can be tried.
namespace probata::testing {

using Toy17 = MontgomeryPrime<17, 3>;       // 2^4 + 1
using Toy97 = MontgomeryPrime<97, 5>;       // 3 * 2^5 + 1
using Toy257 = MontgomeryPrime<257, 3>;     // 2^8 + 1
using Toy7681 = MontgomeryPrime<7681, 17>;  // 15 * 2^9 + 1

// X^2 less a generator, which is no square.
using Toy17x2 = Extension<Toy17, PowerOfX<3, 0>>;
using Toy97x2 = Extension<Toy97, PowerOfX<5, 0>>;
using Toy257x2 = Extension<Toy257, PowerOfX<3, 0>>;
using Toy7681x2 = Extension<Toy7681, PowerOfX<17, 0>>;

}  // namespace probata::testing

namespace probata::inline v0_1 {

template <>
inline constexpr std::uint8_t format_field_id<testing::Toy17x2> = 128;
template <>
inline constexpr std::uint8_t format_field_id<testing::Toy97x2> = 129;
template <>
inline constexpr std::uint8_t format_field_id<testing::Toy257x2> = 130;
template <>
inline constexpr std::uint8_t format_field_id<testing::Toy7681x2> = 131;

}  // namespace probata::inline v0_1

TYPE_TO_STRING_AS("Toy17x2", probata::testing::Toy17x2);
TYPE_TO_STRING_AS("Toy97x2", probata::testing::Toy97x2);
TYPE_TO_STRING_AS("Toy257x2", probata::testing::Toy257x2);
TYPE_TO_STRING_AS("Toy7681x2", probata::testing::Toy7681x2);
