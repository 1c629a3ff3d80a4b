// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <probata/core/assert.hpp>
#include <probata/core/errc.hpp>
#include <probata/core/result.hpp>
#include <probata/core/usage_error.hpp>
#include <probata/field/concepts.hpp>

namespace probata::inline v0_1 {

/// Elements of a salt: as many as hold 150 bits, 5 for 31-bit fields and 3 for Goldilocks.
/// @source protocol, section 6.4
template <PrimeField F>
inline constexpr std::size_t salt_length = F::modulus < (std::uint64_t{1} << 32) ? 5 : 3;

/// Row groups of one height: 2^log_rows rows of `row_length` elements of the base field, salt included.
struct TreeLevel {
  std::size_t level;     ///< the number under which the rows are hashed
  std::size_t log_rows;  ///< also the layer of the tree at which they stand; layer m has 2^m nodes
  std::size_t row_length;

  friend constexpr bool operator==(const TreeLevel&, const TreeLevel&) = default;
};

/// What a tree looks like: its levels from the tallest down, and its cap. All of it follows from the claim.
///
/// Leaf hashes of the tallest level are the top layer. Node j of a layer below is made of nodes 2j and 2j + 1 of the
/// layer above it and, where the layer has a level, of that level's row j. The root is layer `cap`, 2^cap digests.
/// A value; nothing is allocated.
/// @source protocol, section 7.2
class TreeShape {
 public:
  static constexpr std::size_t max_log_rows = 40;
  static constexpr std::size_t max_level = 99;
  static constexpr std::size_t max_row_length = std::size_t{1} << 24;

  /// @throws UsageError  unless there is a level, `log_rows` and `level` fall strictly from level to level, the maxima
  ///                     above are kept, rows have an element, and the cap is not above the lowest level's layer.
  constexpr TreeShape(std::span<const TreeLevel> levels, std::size_t cap) {
    if (const auto wrong = find_mistake(levels, cap)) {
      throw_usage("TreeShape", wrong->argument, wrong->value, wrong->expected);
    }
    assign(levels, cap);
  }

  /// The same for verifiers, whose shape follows from a claim that somebody else wrote.
  /// @return the shape, or Status(code) where the constructor would throw.
  static constexpr Result<TreeShape> make(std::span<const TreeLevel> levels, std::size_t cap, Errc code) noexcept {
    if (const auto wrong = find_mistake(levels, cap)) return Status(code, 0, wrong->expected);
    TreeShape shape;
    shape.assign(levels, cap);
    return shape;
  }

  constexpr std::span<const TreeLevel> levels() const noexcept { return {levels_.data(), num_levels_}; }
  constexpr std::size_t num_levels() const noexcept { return num_levels_; }
  constexpr const TreeLevel& level(std::size_t i) const noexcept {
    PROBATA_ASSERT(i < num_levels_, "a level of this tree, counted from the tallest");
    return levels_[i];
  }
  constexpr std::size_t cap() const noexcept { return cap_; }
  constexpr std::size_t top_layer() const noexcept { return levels_[0].log_rows; }

  /// The place in levels() of the level that stands at layer m, if there is one.
  constexpr std::optional<std::size_t> level_at(std::size_t layer) const noexcept {
    for (std::size_t i = 0; i < num_levels_; ++i) {
      if (levels_[i].log_rows == layer) return i;
    }
    return std::nullopt;
  }

  friend constexpr bool operator==(const TreeShape& a, const TreeShape& b) noexcept {
    return a.cap_ == b.cap_ && std::equal(a.levels().begin(), a.levels().end(), b.levels().begin(), b.levels().end());
  }

 private:
  struct Mistake {
    std::string_view argument;
    std::size_t value;
    std::string_view expected;
  };

  constexpr TreeShape() noexcept = default;

  static constexpr std::optional<Mistake> find_mistake(std::span<const TreeLevel> levels, std::size_t cap) noexcept {
    if (levels.empty()) return Mistake{"levels.size()", 0, "at least 1"};
    for (std::size_t i = 0; i < levels.size(); ++i) {
      const TreeLevel& l = levels[i];
      if (l.log_rows > max_log_rows) return Mistake{"log_rows", l.log_rows, "at most 40"};
      if (l.level > max_level) return Mistake{"level", l.level, "at most 99"};
      if (l.row_length == 0 || l.row_length > max_row_length) {
        return Mistake{"row_length", l.row_length, "between 1 and 2^24"};
      }
      if (i == 0) continue;
      if (l.log_rows >= levels[i - 1].log_rows) {
        return Mistake{"log_rows", l.log_rows, "below that of the level before it"};
      }
      if (l.level >= levels[i - 1].level) return Mistake{"level", l.level, "below that of the level before it"};
    }
    if (cap > levels.back().log_rows) return Mistake{"cap", cap, "at most log_rows of the lowest level"};
    return std::nullopt;
  }

  constexpr void assign(std::span<const TreeLevel> levels, std::size_t cap) noexcept {
    std::copy(levels.begin(), levels.end(), levels_.begin());
    num_levels_ = levels.size();
    cap_ = cap;
  }

  std::array<TreeLevel, max_log_rows + 1> levels_{};
  std::size_t num_levels_ = 0;
  std::size_t cap_ = 0;
};

}  // namespace probata::inline v0_1
