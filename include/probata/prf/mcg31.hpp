// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstdint>

#include <probata/field/mersenne31.hpp>

namespace probata::inline v0_1 {

/// MCG31m1 of Intel's MKL: x, a x, a^2 x, ... in the field of 2^31 - 1 elements, a = 1132489760.
///
/// Statistically weak, and a mask made with it is a function of 31 bits; but it is what PyTorch 2.6 uses on Intel
/// processors, and the cheapest generator to prove.
/// @source  Intel oneMKL, Notes on vector statistics, "MCG31m1"; L'Ecuyer, Math. Comp. 68 (1999)
class Mcg31 {
 public:
  static constexpr std::uint32_t multiplier = 1132489760;

  /// The state is `seed` mod 2^31 - 1, or 1 where that is zero; it is the first output.
  explicit constexpr Mcg31(std::uint32_t seed) noexcept : state_(Mersenne31::from_u64(seed)) {
    if (state_ == Mersenne31::zero()) state_ = Mersenne31::one();
  }

  /// The next output, in [1, 2^31 - 1).
  constexpr std::uint32_t next() noexcept {
    const std::uint32_t output = state_.value();
    state_ *= Mersenne31::from_canonical(multiplier);
    return output;
  }

  /// Skips `count` outputs. @cost  2 log2(count) multiplications
  constexpr void discard(std::uint64_t count) noexcept { state_ *= Mersenne31::from_canonical(multiplier).pow(count); }

 private:
  Mersenne31 state_;
};

}  // namespace probata::inline v0_1
