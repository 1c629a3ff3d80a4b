// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <probata/core/assert.hpp>
#include <probata/core/errc.hpp>
#include <probata/core/result.hpp>
#include <probata/merkle/tree_shape.hpp>
#include <probata/security/calculator.hpp>
#include <probata/security/fold_schedule.hpp>
#include <probata/security/fri_parameters.hpp>

/// The shape of an opening: the one object from which prover, verifier and security calculator take every size. It
/// follows from the claim alone.
///
/// Notation: a matrix of level k is evaluated on D_k, 2^(k + b) points; z is the out-of-domain point, w_h the generator
/// of the subgroup of order 2^h, the rows of a trace of that height.
namespace probata::inline v0_1 {

/// A committed matrix: columns over the base field that stand for polynomials.
struct CommittedMatrix {
  std::size_t log_height = 0;                    ///< h: the next row of z is w_h z
  std::size_t level = 0;                         ///< at least h
  std::size_t width = 0;                         ///< columns, all opened at z
  std::vector<std::uint32_t> next_columns = {};  ///< increasing; opened at w_h z too
  std::optional<std::size_t> num_blinded = {};   ///< columns blinded independently of each other; all, if not said
  bool anchored = false;  ///< all columns are opened at the anchor's point too, against values known beforehand

  [[nodiscard]] std::size_t num_opened() const noexcept { return width + next_columns.size(); }
  [[nodiscard]] std::size_t num_pairs() const noexcept { return num_opened() + (anchored ? width : 0); }

  friend bool operator==(const CommittedMatrix&, const CommittedMatrix&) = default;
};

/// The matrices of one tree, and how the verifier names its failures.
struct CommittedTree {
  std::vector<CommittedMatrix> matrices = {};
  bool blinded = false;  ///< its columns hide something: row groups of few of them carry a salt
  Errc code = Errc::merkle_stage;
  std::uint32_t index = 0;

  friend bool operator==(const CommittedTree&, const CommittedTree&) = default;
};

/// Everything about an opening that has a size.
///
/// Row groups: within a tree and level the rows of the matrices in order, then the e coordinates of R_k if the tree is
/// the last one with that level, then the salt.
///
/// Salts: only row groups with fewer independently blinded columns than a salt has elements. A blinded column has one
/// coefficient more than a proof can show of it, so an unopened row of it is uniform given all that is shown; as many
/// columns as a salt is long hide a leaf as well as a salt. Opened values, order **O**: tree by tree, matrix by matrix,
/// all columns at z, then the next columns at w_h z. Pairs of a level are numbered from 1 in that order; an anchored
/// matrix has its columns at the anchor's point behind its own.
/// @source  protocol, sections 7.1 to 7.7
class OpeningLayout {
 public:
  /// Where a matrix lies.
  struct Place {
    std::size_t tree;
    std::size_t matrix;
    std::size_t row_offset;    ///< first column in the row group of its tree and level
    std::size_t first_opened;  ///< place of its first opened value in order O
    std::size_t first_pair;    ///< number of its first pair in its level
    std::size_t anchor;        ///< which anchor it has, if it is anchored
  };
  /// What belongs to a level.
  struct Level {
    std::size_t level = 0;
    std::vector<Place> matrices = {};  ///< in the order of their pairs
    std::size_t num_pairs = 0;
    std::vector<std::size_t> heights = {};  ///< log heights whose next row is opened, distinct, in order of first use
    std::optional<std::size_t> mask_tree = std::nullopt;  ///< the tree with R_k: the last blinded one of the level
    std::size_t mask_offset = 0;                          ///< of R_k in the row group
  };

  /// @param fri      parameters that pass their check
  /// @param degree   e
  /// @param salt     elements of a salt
  /// @returns  the layout; or Errc::too_large if a level, width or count passes the limits of TreeShape, a matrix has
  /// no
  ///           column, a level lies below the final one, or a tree has no matrix.
  static Result<OpeningLayout> make(const FriParameters& fri, std::size_t degree, std::size_t salt,
                                    std::vector<CommittedTree> trees) {
    OpeningLayout layout(fri, degree, salt, std::move(trees));
    if (const Status status = layout.arrange(); !status.ok()) return status;
    return layout;
  }

  [[nodiscard]] const FriParameters& fri() const noexcept { return fri_; }
  [[nodiscard]] std::size_t degree() const noexcept { return degree_; }
  [[nodiscard]] std::span<const CommittedTree> trees() const noexcept { return trees_; }
  [[nodiscard]] std::span<const TreeShape> shapes() const noexcept { return shapes_; }
  /// From the highest down.
  [[nodiscard]] std::span<const Level> levels() const noexcept { return levels_; }
  [[nodiscard]] const LevelSet& level_set() const noexcept { return level_set_; }
  [[nodiscard]] std::size_t top_level() const noexcept { return levels_.front().level; }
  /// log2 of the number of points that a query index selects from.
  [[nodiscard]] std::size_t log_indices() const noexcept { return top_level() + fri_.log_blowup; }
  [[nodiscard]] const FoldSchedule& schedule() const noexcept { return schedule_; }
  [[nodiscard]] std::size_t num_opened_values() const noexcept { return num_opened_; }
  [[nodiscard]] std::size_t num_anchors() const noexcept { return num_anchors_; }
  /// K_l, coefficients of the final polynomial.
  [[nodiscard]] std::size_t final_length() const noexcept {
    return static_cast<std::size_t>(fri_.dimension(fri_.log_final));
  }
  /// Whether the row groups of a level carry a salt in a tree.
  [[nodiscard]] bool is_salted(std::size_t tree, std::size_t level) const noexcept {
    return salted_[tree].contains(level);
  }

  /// The shape of the tree of a round of folding.
  [[nodiscard]] TreeShape round_shape(const FoldRound& round) const {
    const TreeLevel level{round.from, round.to() + fri_.log_blowup, degree_ << round.arity};
    return TreeShape(std::span(&level, 1), fri_.log_cap);
  }

  /// Pairs by level, for the security calculator.
  [[nodiscard]] std::vector<LevelPairs> level_pairs() const {
    std::vector<LevelPairs> pairs;
    for (const Level& level : levels_) pairs.push_back({level.level, level.num_pairs});
    return pairs;
  }

  [[nodiscard]] const CommittedMatrix& matrix(const Place& place) const noexcept {
    return trees_[place.tree].matrices[place.matrix];
  }

  friend bool operator==(const OpeningLayout& a, const OpeningLayout& b) noexcept {
    return a.fri_ == b.fri_ && a.degree_ == b.degree_ && a.salt_ == b.salt_ && a.trees_ == b.trees_;
  }

 private:
  OpeningLayout(const FriParameters& fri, std::size_t degree, std::size_t salt, std::vector<CommittedTree> trees)
      : fri_(fri), degree_(degree), salt_(salt), trees_(std::move(trees)) {}

  Status arrange() {
    const auto refuse = [](const char* why) { return Status(Errc::too_large, 0, why); };
    for (const CommittedTree& tree : trees_) {
      for (const CommittedMatrix& matrix : tree.matrices) {
        if (matrix.level < fri_.log_final || matrix.level + fri_.log_blowup > TreeShape::max_log_rows) {
          return refuse("a level is outside the folding levels");
        }
        if (matrix.width == 0 || matrix.width > TreeShape::max_row_length) return refuse("width of a matrix");
        if (matrix.num_blinded.value_or(0) > matrix.width) return refuse("blinded columns of a matrix");
        for (std::size_t i = 0; i < matrix.next_columns.size(); ++i) {
          const bool increasing = i == 0 || matrix.next_columns[i - 1] < matrix.next_columns[i];
          if (!increasing || matrix.next_columns[i] >= matrix.width) return refuse("next columns of a matrix");
        }
        level_set_.insert(matrix.level);
      }
    }
    if (level_set_.empty()) return refuse("no matrix");
    for (std::size_t k = level_set_.top() + 1; k-- > 0;) {
      if (level_set_.contains(k)) levels_.push_back({.level = k});
    }
    if (fri_.zero_knowledge()) {
      for (std::size_t t = 0; t < trees_.size(); ++t) {
        if (!trees_[t].blinded) continue;
        for (const CommittedMatrix& matrix : trees_[t].matrices) {
          level_of(matrix.level).mask_tree = t;
        }
      }
    }
    schedule_ = FoldSchedule(fri_, level_set_);
    for (std::size_t t = 0; t < trees_.size(); ++t) {
      if (const Status status = arrange_tree(t); !status.ok()) return status;
    }
    return {};
  }

  /// Requires a level of the matrices.
  Level& level_of(std::size_t level) {
    std::size_t i = 0;
    while (levels_[i].level != level) ++i;
    return levels_[i];
  }

  Status arrange_tree(std::size_t t) {
    const CommittedTree& tree = trees_[t];
    std::vector<std::size_t> row_lengths(levels_.size(), 0);
    std::vector<std::size_t> num_blinded(levels_.size(), 0);
    for (std::size_t m = 0; m < tree.matrices.size(); ++m) {
      const CommittedMatrix& matrix = tree.matrices[m];
      Level& level = level_of(matrix.level);
      std::size_t& row_length = row_lengths[static_cast<std::size_t>(&level - levels_.data())];
      level.matrices.push_back({t, m, row_length, num_opened_, level.num_pairs + 1, num_anchors_});
      row_length += matrix.width;
      num_blinded[static_cast<std::size_t>(&level - levels_.data())] += matrix.num_blinded.value_or(matrix.width);
      num_opened_ += matrix.num_opened();
      level.num_pairs += matrix.num_pairs();
      num_anchors_ += matrix.anchored ? 1 : 0;
      if (!matrix.next_columns.empty() &&
          std::find(level.heights.begin(), level.heights.end(), matrix.log_height) == level.heights.end()) {
        level.heights.push_back(matrix.log_height);
      }
      if (row_length > TreeShape::max_row_length) return Status(Errc::too_large, 0, "length of a row group");
    }
    std::vector<TreeLevel> tree_levels;
    salted_.emplace_back();
    for (std::size_t i = 0; i < levels_.size(); ++i) {
      Level& level = levels_[i];
      std::size_t length = row_lengths[i];
      if (length == 0) continue;
      if (level.mask_tree == t) {
        level.mask_offset = length;
        length += degree_;
      }
      if (tree.blinded && num_blinded[i] < salt_) {
        salted_.back().insert(level.level);
        length += salt_;
      }
      tree_levels.push_back({level.level, level.level + fri_.log_blowup, length});
    }
    const Result<TreeShape> shape = TreeShape::make(tree_levels, fri_.log_cap, Errc::too_large);
    if (!shape.ok()) return shape.status();
    shapes_.push_back(*shape);
    return {};
  }

  FriParameters fri_;
  std::size_t degree_;
  std::size_t salt_;
  std::vector<CommittedTree> trees_;
  std::vector<TreeShape> shapes_;
  std::vector<Level> levels_;
  LevelSet level_set_;
  FoldSchedule schedule_;
  std::size_t num_opened_ = 0;
  std::size_t num_anchors_ = 0;
  std::vector<LevelSet> salted_;  // levels, of each tree
};

}  // namespace probata::inline v0_1
