// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include <probata/core/assert.hpp>
#include <probata/security/fri_parameters.hpp>

namespace probata::inline v0_1 {

/// A set of levels, each below 64.
class LevelSet {
 public:
  constexpr LevelSet() noexcept = default;

  constexpr void insert(std::size_t level) noexcept {
    PROBATA_ASSERT(level < 64, "a level is below 64");
    bits_ |= std::uint64_t{1} << level;
  }
  [[nodiscard]] constexpr bool contains(std::size_t level) const noexcept {
    return level < 64 && ((bits_ >> level) & 1) != 0;
  }
  [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
  [[nodiscard]] constexpr std::size_t size() const noexcept { return static_cast<std::size_t>(std::popcount(bits_)); }
  /// The highest level. Requires a level.
  [[nodiscard]] constexpr std::size_t top() const noexcept {
    PROBATA_ASSERT(!empty(), "there is a level");
    return static_cast<std::size_t>(std::bit_width(bits_)) - 1;
  }
  /// The highest level below `level`, or `otherwise` if there is none.
  [[nodiscard]] constexpr std::size_t next_below(std::size_t level, std::size_t otherwise) const noexcept {
    const std::uint64_t below = level >= 64 ? bits_ : bits_ & ((std::uint64_t{1} << level) - 1);
    return below == 0 ? otherwise : static_cast<std::size_t>(std::bit_width(below)) - 1;
  }

  friend constexpr bool operator==(const LevelSet&, const LevelSet&) = default;

 private:
  std::uint64_t bits_ = 0;
};

/// One round of folding.
struct FoldRound {
  std::uint8_t from = 0;   ///< level of the layer that is committed
  std::uint8_t arity = 0;  ///< log2; the result has level from - arity
  bool roll_in = false;    ///< whether the matrices of that level join there

  [[nodiscard]] constexpr std::size_t to() const noexcept { return static_cast<std::size_t>(from - arity); }
  friend constexpr bool operator==(const FoldRound&, const FoldRound&) = default;
};

/// The rounds from the highest level down to log_final: as wide as log_arity allows, but stopping at every level.
/// A function of the statement, so that no prover chooses it.
/// @source  protocol, section 7.6
class FoldSchedule {
 public:
  /// No rounds.
  constexpr FoldSchedule() noexcept = default;

  /// Requires every level to be at least log_final, and log_arity >= 1.
  constexpr FoldSchedule(const FriParameters& parameters, const LevelSet& levels) noexcept {
    PROBATA_ASSERT(parameters.log_arity >= 1, "a round folds by two at least");
    std::size_t current = levels.top();
    while (current > parameters.log_final) {
      const std::size_t next = levels.next_below(current, parameters.log_final);
      PROBATA_ASSERT(next >= parameters.log_final, "no level lies below the final one");
      const std::size_t arity = std::min<std::size_t>(parameters.log_arity, current - next);
      rounds_[num_rounds_++] = {static_cast<std::uint8_t>(current), static_cast<std::uint8_t>(arity),
                                levels.contains(current - arity)};
      current -= arity;
    }
  }

  [[nodiscard]] constexpr std::size_t size() const noexcept { return num_rounds_; }
  [[nodiscard]] constexpr const FoldRound& operator[](std::size_t i) const noexcept {
    PROBATA_ASSERT(i < num_rounds_, "a round of the schedule");
    return rounds_[i];
  }
  [[nodiscard]] constexpr const FoldRound* begin() const noexcept { return rounds_.data(); }
  [[nodiscard]] constexpr const FoldRound* end() const noexcept { return rounds_.data() + num_rounds_; }

 private:
  std::array<FoldRound, 64> rounds_{};
  std::size_t num_rounds_ = 0;
};

}  // namespace probata::inline v0_1
