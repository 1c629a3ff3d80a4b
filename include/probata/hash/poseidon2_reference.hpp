// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <probata/field/concepts.hpp>
#include <probata/hash/poseidon2_constants.hpp>

namespace probata::inline v0_1 {

/// Poseidon2 as its authors write it: matrices as matrices, every step on its own. The oracle of Poseidon2.
///
/// The instance is that of the prime field F; the arithmetic is that of T, a type of the same field (F itself, or
/// Reference<F>).
/// @cost  2 (8 + partial rounds) width^2 products; for tests.
template <PrimeField F, std::size_t num_slots, Field T = F>
struct Poseidon2Reference {
  using Parameters = Poseidon2Parameters<F, num_slots>;
  using State = std::array<T, num_slots>;
  using Matrix = std::array<State, num_slots>;
  static constexpr std::size_t width = num_slots;
  static constexpr std::size_t full_rounds = 8;

  static constexpr void permute(State& state) {
    const Matrix external = external_matrix();
    const Matrix internal = internal_matrix();
    const auto& constants = Parameters::round_constants;
    std::size_t next = 0;
    state = product(external, state);
    for (std::size_t round = 0; round < full_rounds + Parameters::partial_rounds; ++round) {
      const bool full = round < full_rounds / 2 || round >= full_rounds / 2 + Parameters::partial_rounds;
      for (std::size_t i = 0; i < (full ? width : 1); ++i) {
        state[i] = (state[i] + T::from_u64(constants[next++])).pow(Parameters::alpha);
      }
      state = product(full ? external : internal, state);
    }
  }

  /// M_E: the blocks circ(2, 3, 1, 1), doubled on the diagonal of blocks. [GKS23] 5.1
  static constexpr Matrix external_matrix() {
    constexpr std::array<std::uint64_t, 4> first_row{2, 3, 1, 1};
    Matrix matrix;
    for (std::size_t i = 0; i < width; ++i) {
      for (std::size_t j = 0; j < width; ++j) {
        matrix[i][j] = T::from_u64(first_row[(j + 4 - i % 4) % 4] * (i / 4 == j / 4 ? 2 : 1));
      }
    }
    return matrix;
  }

  /// M_I: all ones, plus the diagonal. [GKS23] 5.2
  static constexpr Matrix internal_matrix() {
    Matrix matrix;
    for (std::size_t i = 0; i < width; ++i) {
      matrix[i].fill(T::one());
      matrix[i][i] += Parameters::diagonal[i].template in<T>();
    }
    return matrix;
  }

 private:
  static constexpr State product(const Matrix& matrix, const State& x) {
    State y;
    for (std::size_t i = 0; i < width; ++i) {
      y[i] = T::zero();
      for (std::size_t j = 0; j < width; ++j) y[i] += matrix[i][j] * x[j];
    }
    return y;
  }
};

}  // namespace probata::inline v0_1
