// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>

#include <probata/core/assert.hpp>

namespace probata::inline v0_1 {

/// A sponge that absorbs and squeezes by turns. T is a field, or a vector of field elements with one sponge per lane.
///
///   absorb(x)   S[pos] += x, pos += 1; when pos = rate: permute, pos = 0
///   squeeze()   if nothing is left of the last block: S[pos] += 1, S[rate] += 1, permute; then the next of the first
///               `rate` slots
///
/// After the first absorbed element the rest of the squeezed block is dropped, and new elements are added to the first
/// slots again. S[pos] += 1 marks where the input ended, and S[rate] += 1, a slot of the capacity, that the input ended
/// here: a block that was filled exactly passes through the permutation once for being full, and once more with the
/// mark for the question. No slot of the capacity is ever given out or overwritten.
///
/// @cost    one permutation for each `rate` elements in either direction, one for each change to squeezing
/// @source  protocol, section 2.3
template <class T, class Permutation, std::size_t duplex_rate>
class DuplexSponge {
 public:
  static constexpr std::size_t width = Permutation::width;
  static constexpr std::size_t rate = duplex_rate;
  using State = std::array<T, width>;
  static_assert(0 < rate && rate + 2 <= width, "the capacity holds the mark of squeezing and initial values");

  /// From an initial state, whose capacity says what the sponge is for.
  constexpr explicit DuplexSponge(const State& initial) : state_(initial) {}

  constexpr void absorb(const T& x) {
    available_ = 0;
    state_[position_] += x;
    if (++position_ == rate) permute();
  }

  [[nodiscard]] constexpr T squeeze() {
    if (available_ == 0) {
      state_[position_] += T::one();
      state_[rate] += T::one();
      permute();
      available_ = rate;
    }
    return state_[rate - available_--];
  }

  /// This sponge in every lane of vectors V.
  template <class V>
  [[nodiscard]] constexpr DuplexSponge<V, Permutation, rate> in_lanes() const {
    std::array<V, width> state;
    for (std::size_t i = 0; i < width; ++i) state[i] = V::broadcast(state_[i]);
    return {state, position_, available_};
  }

  [[nodiscard]] constexpr const State& state() const noexcept { return state_; }
  /// Slots filled since the last permutation.
  [[nodiscard]] constexpr std::size_t position() const noexcept { return position_; }
  /// Slots of the last squeezed block that were not given out yet.
  [[nodiscard]] constexpr std::size_t available() const noexcept { return available_; }

  constexpr DuplexSponge(const State& state, std::size_t position, std::size_t available)
      : state_(state), position_(position), available_(available) {
    PROBATA_ASSERT(position < rate && available <= rate, "a sponge is between two permutations");
  }

 private:
  // One place for the permutation's code, which is long and would be inlined into every caller.
  constexpr void permute() {
    Permutation::permute(state_);
    position_ = 0;
  }

  State state_;
  std::size_t position_ = 0;   // below rate
  std::size_t available_ = 0;  // at most rate; not zero only if position_ is
};

}  // namespace probata::inline v0_1
