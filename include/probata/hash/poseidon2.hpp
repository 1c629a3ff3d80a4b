// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <type_traits>

#include <probata/field/concepts.hpp>
#include <probata/field/montgomery31.hpp>
#include <probata/hash/concepts.hpp>
#include <probata/hash/detail/poseidon2_lazy.hpp>
#include <probata/hash/detail/poseidon2_rounds.hpp>
#include <probata/hash/poseidon2_constants.hpp>

namespace probata::inline v0_1 {

namespace detail {

/// How states of `width` slots of the type T are permuted: here for fields; poseidon2_batch.hpp adds the vectors.
template <class T, std::size_t width>
struct Poseidon2Kernel;
template <PrimeField F, std::size_t width>
struct Poseidon2Kernel<F, width> : Poseidon2Rounds<F, width> {};
template <class Params, std::size_t width>
struct Poseidon2Kernel<Montgomery31<Params>, width> : Poseidon2Lazy<Montgomery31<Params>, width>,
                                                      Poseidon2Groups<Montgomery31<Params>, width> {};

/// Least e with base^e >= 2^bits, for small arguments.
constexpr std::size_t log_of_power_of_two(std::uint64_t base, std::size_t bits) {
  std::size_t e = 0;
  long double power = 1;
  long double bound = 1;
  for (std::size_t i = 0; i < bits; ++i) bound *= 2;
  for (; power < bound; power *= static_cast<long double>(base)) ++e;
  return e;
}

}  // namespace detail

/// The permutation Poseidon2 of F^num_slots, 128 bits of security; KoalaBear, BabyBear, Mersenne31: 16 and 24 slots,
/// Goldilocks: 8 and 12.
///
/// x <- M_E x; four full rounds x_i <- (x_i + c_i)^alpha, x <- M_E x; the partial rounds x_0 <- (x_0 + c)^alpha,
/// x <- M_I x; four full rounds. M_E is circ(2, 3, 1, 1) in blocks of four, doubled in the diagonal blocks; M_I is all
/// ones plus the diagonal of Poseidon2Parameters.
///
/// In vectors, lane l of all slots is one state, and nothing moves between lanes; they need poseidon2_batch.hpp.
/// @cost   bench/hash/poseidon2_bench.cpp
/// @source [GKS23] L. Grassi, D. Khovratovich, M. Schofnegger, "Poseidon2: A Faster Version of the Poseidon Hash
///         Function", ePrint 2023/323
template <PrimeField F, std::size_t num_slots>
struct Poseidon2 {
  using Parameters = Poseidon2Parameters<F, num_slots>;
  static constexpr std::size_t width = num_slots;
  static constexpr std::size_t full_rounds = 8;
  static constexpr std::size_t partial_rounds = Parameters::partial_rounds;

  /// T is F (one state), or Packed<F, Arch> (one state per lane).
  template <class T>
  static constexpr void permute(std::array<T, width>& state) {
    static_assert(std::is_same_v<typename detail::LanesOf<T>::Scalar, F>, "a state of this permutation's field");
    detail::Poseidon2Kernel<T, width>::permute(state);
  }

  /// Permutes each of the states. Groups of eight may be faster than one by one, even without vectors of fields.
  static constexpr void permute_each(std::span<std::array<F, width>> states) {
    using Kernel = detail::Poseidon2Kernel<F, width>;
    if constexpr (requires { Kernel::permute_each(states); }) {
      Kernel::permute_each(states);
    } else {
      for (auto& state : states) Kernel::permute(state);
    }
  }

 private:
  static constexpr std::size_t prime_bits = std::bit_width(F::modulus);
  static constexpr std::size_t security = 128;
  static_assert(std::gcd(Parameters::alpha, std::uint64_t{F::modulus - 1}) == 1,
                "x^alpha is a bijection only for alpha prime to p - 1 ([GKS23] section 4)");
  static_assert(width % 4 == 0 && width >= 8 && width <= 24,
                "M_E is defined for 2, 3 and multiples of 4 slots, up to 24 ([GKS23] section 5.1); 2, 3, 4 are not "
                "built here");
  static_assert(full_rounds >= 6 + 2, "six full rounds against statistical attacks and a margin of two ([GKS23] 7.1)");
  static_assert(full_rounds + partial_rounds >=
                    1 + detail::log_of_power_of_two(Parameters::alpha, prime_bits < security ? prime_bits : security) +
                        detail::log_of_power_of_two(Parameters::alpha, std::bit_width(width - 1)),
                "fewer rounds than interpolation attacks ask for ([GKS23] 7.2)");
};

static_assert(Permutation<Poseidon2<KoalaBear, 16>, std::array<KoalaBear, 16>>);

}  // namespace probata::inline v0_1
