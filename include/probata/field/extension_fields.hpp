// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <probata/field/baby_bear.hpp>
#include <probata/field/concepts.hpp>
#include <probata/field/extension.hpp>
#include <probata/field/goldilocks.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/field/mersenne31.hpp>

/// The extension fields of the library. A test proves each polynomial irreducible (Rabin's test).
/// @source protocol page, section 0.2, for the pairs that proof format 1 admits: KoalaBear 4, 5, 6, BabyBear 4, 5, 6,
///         Goldilocks 2, 3. The others are arithmetic only.
namespace probata::inline v0_1 {

/// X^d = r_0 + r_1 X + ... + r_(d-1) X^(d-1) with integers r_i, d = sizeof...(r).
template <std::int32_t... r>
struct PowerOfX {
  static constexpr std::size_t degree = sizeof...(r);
  static constexpr std::array<std::int32_t, degree> reduction{r...};
};

using KoalaBear4 = Extension<KoalaBear, PowerOfX<3, 0, 0, 0>>;          // X^4 - 3
using KoalaBear5 = Extension<KoalaBear, PowerOfX<1, 0, -1, 0, 0>>;      // X^5 + X^2 - 1
using KoalaBear6 = Extension<KoalaBear, PowerOfX<-1, 0, 0, -1, 0, 0>>;  // X^6 + X^3 + 1: the primitive 9th roots of one

using BabyBear4 = Extension<BabyBear, PowerOfX<11, 0, 0, 0>>;        // X^4 - 11
using BabyBear5 = Extension<BabyBear, PowerOfX<2, 0, 0, 0, 0>>;      // X^5 - 2
using BabyBear6 = Extension<BabyBear, PowerOfX<31, 0, 0, 0, 0, 0>>;  // X^6 - 31

using Goldilocks2 = Extension<Goldilocks, PowerOfX<7, 0>>;           // X^2 - 7
using Goldilocks3 = Extension<Goldilocks, PowerOfX<1, 1, 0>>;        // X^3 - X - 1
using Goldilocks5 = Extension<Goldilocks, PowerOfX<3, 0, 0, 0, 0>>;  // X^5 - 3

using Mersenne31x2 = Extension<Mersenne31, PowerOfX<-1, 0>>;    // i^2 + 1: complex numbers
using Mersenne31x3 = Extension<Mersenne31, PowerOfX<5, 0, 0>>;  // X^3 - 5

/// u^2 = 2 + i over the complex numbers.
struct Mersenne31Tower {
  static constexpr std::size_t degree = 2;
  static constexpr std::array<std::array<std::int32_t, 2>, degree> reduction{{{2, 1}, {0, 0}}};
};
/// Four coefficients in the order 1, i, u, iu. (As a polynomial in u alone, f would be u^4 - 4 u^2 + 5.)
using Mersenne31x4 = Extension<Mersenne31x2, Mersenne31Tower>;

/// An extension of the prime field F as this library's templates expect it.
template <class E, class F>
concept ExtensionFieldOf = Field<E> && ExtensionOf<E, F> && sizeof(E) == E::degree * sizeof(F);

static_assert(ExtensionFieldOf<KoalaBear4, KoalaBear> && TwoAdicField<KoalaBear4>);
static_assert(ExtensionFieldOf<KoalaBear5, KoalaBear> && TwoAdicField<KoalaBear5>);
static_assert(ExtensionFieldOf<KoalaBear6, KoalaBear> && TwoAdicField<KoalaBear6>);
static_assert(ExtensionFieldOf<BabyBear4, BabyBear> && TwoAdicField<BabyBear4>);
static_assert(ExtensionFieldOf<BabyBear5, BabyBear> && TwoAdicField<BabyBear5>);
static_assert(ExtensionFieldOf<BabyBear6, BabyBear> && TwoAdicField<BabyBear6>);
static_assert(ExtensionFieldOf<Goldilocks2, Goldilocks> && TwoAdicField<Goldilocks2>);
static_assert(ExtensionFieldOf<Goldilocks3, Goldilocks> && TwoAdicField<Goldilocks3>);
static_assert(ExtensionFieldOf<Goldilocks5, Goldilocks> && TwoAdicField<Goldilocks5>);
static_assert(ExtensionFieldOf<Mersenne31x2, Mersenne31> && ExtensionFieldOf<Mersenne31x3, Mersenne31>);
static_assert(ExtensionFieldOf<Mersenne31x4, Mersenne31>);

}  // namespace probata::inline v0_1
