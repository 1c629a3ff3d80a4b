// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include <probata/field/concepts.hpp>

namespace probata::inline v0_1 {

/// The generator of round constants of Poseidon and Poseidon2: a linear feedback shift register of 80 bits whose output
/// is thinned by itself.
///
/// The register starts with a description of the instance: 1 in 2 bits (a prime field), 0 in 4 bits (S-box x^alpha),
/// then in 12, 12, 10 and 10 bits the length of the prime, the width, the numbers of full and of partial rounds, each
/// with the most significant bit first, then thirty ones. So nobody chose the constants.
/// @source [GKRRS19] L. Grassi, D. Khovratovich, C. Rechberger, A. Roy, M. Schofnegger, "Poseidon", ePrint 2019/458,
///         appendix F (supplement on the Grain LFSR).
class GrainLfsr {
 public:
  constexpr GrainLfsr(std::size_t prime_bits, std::size_t width, std::size_t full_rounds, std::size_t partial_rounds) {
    append(1, 2);
    append(0, 4);
    append(prime_bits, 12);
    append(width, 12);
    append(full_rounds, 10);
    append(partial_rounds, 10);
    append((std::size_t{1} << 30) - 1, 30);
    first_ = 0;
    for (int i = 0; i < 160; ++i) clock();
  }

  /// The next output bit: of each two bits of the register the second if the first is one, else none.
  constexpr bool next_bit() {
    for (;;) {
      const bool chosen = clock();
      const bool bit = clock();
      if (chosen) return bit;
    }
  }

  /// The next element of F, uniform: as many bits as the prime has, most significant first, until they are below it.
  template <PrimeField F>
  constexpr F next_element() {
    constexpr int bits = std::bit_width(F::modulus);
    for (;;) {
      typename F::Canonical v = 0;
      for (int i = 0; i < bits; ++i) v = static_cast<typename F::Canonical>(2 * v + (next_bit() ? 1 : 0));
      if (v < F::modulus) return F::from_canonical(v);
    }
  }

 private:
  static constexpr std::size_t length = 80;

  constexpr bool at(std::size_t i) const { return bits_[(first_ + i) % length]; }

  /// One step of the register: the xor of six positions enters at the end and is also the result.
  constexpr bool clock() {
    const bool bit = at(0) != (at(13) != (at(23) != (at(38) != (at(51) != at(62)))));
    bits_[first_] = bit;
    first_ = (first_ + 1) % length;
    return bit;
  }

  constexpr void append(std::size_t value, std::size_t count) {
    for (std::size_t i = count; i-- > 0;) bits_[first_++] = ((value >> i) & 1) != 0;
  }

  std::array<bool, length> bits_{};
  std::size_t first_ = 0;  ///< position 0 of the register
};

}  // namespace probata::inline v0_1
