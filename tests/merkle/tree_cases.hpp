// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <span>
#include <tuple>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/baby_bear.hpp>
#include <probata/field/goldilocks.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/hash/byte_suites.hpp>
#include <probata/hash/poseidon2_suite.hpp>
#include <probata/merkle/salts.hpp>
#include <probata/merkle/tree_shape.hpp>
#include <probata/poly/matrix.hpp>

#include "support/random.hpp"
#include "support/reference_tree.hpp"

/// What tests of trees share: the suites, and rows of reference trees as the matrices that a prover would have.
namespace probata::testing {

/// A suite and a field of the format.
template <class S, class Field>
struct Kind {
  using Suite = S;
  using F = Field;
};
using ByteKinds = std::tuple<Kind<Blake3Suite, KoalaBear>, Kind<Blake3Suite, Goldilocks>, Kind<Sha256Suite, BabyBear>,
                             Kind<Sha3Suite, Goldilocks>, Kind<Sha3Suite, BabyBear>>;
using AlgebraicKinds =
    std::tuple<Kind<Poseidon2Suite<KoalaBear, 16>, KoalaBear>, Kind<Poseidon2Suite<BabyBear, 24>, BabyBear>>;
using Kinds = decltype(std::tuple_cat(ByteKinds{}, AlgebraicKinds{}));

/// The rows of a reference tree as matrices of each level, several of them, with and without gaps between their rows.
/// The last `salt` elements of the rows are left to salts().
template <class Suite, class F>
class TreeMatrices {
 public:
  using View = MatrixView<const F>;

  TreeMatrices(Rng& rng, const ReferenceTree<Suite, F>& tree, std::size_t salt) : tree_(&tree), salt_(salt) {
    for (std::size_t i = 0; i < tree.shape().num_levels(); ++i) {
      auto& views = of_level_.emplace_back();
      const std::size_t width = tree.shape().level(i).row_length - salt;
      for (std::size_t begin = 0; begin < width;) {
        const std::size_t cols = rng.flip() ? width - begin : 1 + rng.index(width - begin);
        views.push_back(add_matrix(tree.rows()[i], begin, cols, rng.index(3)));
        begin += cols;
      }
    }
  }

  /// The matrices of a level, in the order of its rows.
  std::span<const View> level(std::size_t i) const { return of_level_[i]; }

  /// All matrices: those of different levels among each other, those of one level in their order.
  std::vector<View> shuffled(Rng& rng) const {
    std::vector<View> all;
    std::vector<std::size_t> next(of_level_.size());
    for (;;) {
      std::vector<std::size_t> open;
      for (std::size_t i = 0; i < next.size(); ++i) {
        if (next[i] < of_level_[i].size()) open.push_back(i);
      }
      if (open.empty()) return all;
      const std::size_t i = open[rng.index(open.size())];
      all.push_back(of_level_[i][next[i]++]);
    }
  }

  /// Fills in what the matrices leave out.
  auto salts() const {
    const auto fill = [this](std::size_t level, std::size_t first_row, MatrixView<F> to) {
      for (std::size_t i = 0; i < of_level_.size(); ++i) {
        if (tree_->shape().level(i).level != level) continue;
        for (std::size_t row = 0; row < to.rows(); ++row) {
          const std::span<const F> from = tree_->rows()[i][first_row + row];
          std::ranges::copy(from.last(salt_), to.row(row).begin());
        }
      }
    };
    return SaltsBy<F, decltype(fill)>(fill);
  }

 private:
  View add_matrix(const std::vector<std::vector<F>>& rows, std::size_t begin, std::size_t cols, std::size_t gap) {
    std::vector<F>& memory = memory_.emplace_back(rows.size() * (cols + gap));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      std::copy_n(rows[i].begin() + static_cast<std::ptrdiff_t>(begin), cols,
                  memory.begin() + static_cast<std::ptrdiff_t>(i * (cols + gap)));
    }
    return View(memory.data(), rows.size(), cols, cols + gap);
  }

  const ReferenceTree<Suite, F>* tree_;
  std::size_t salt_;
  std::deque<std::vector<F>> memory_;
  std::vector<std::vector<View>> of_level_;
};

/// Shapes that trees are built in several stages for: more than 2^10 rows, levels at the borders of stages.
inline std::vector<TreeShape> large_shapes(std::size_t extra_width) {
  const auto shape = [&](std::vector<TreeLevel> levels, std::size_t cap) {
    for (TreeLevel& level : levels) level.row_length += extra_width;
    return TreeShape(levels, cap);
  };
  return {
      shape({tree_level(10, 7)}, 0),
      shape({tree_level(11, 3)}, 0),
      shape({tree_level(11, 2), tree_level(10, 19), tree_level(0, 1)}, 0),
      shape({tree_level(12, 1, 2), tree_level(7, 5, 2), tree_level(6, 8, 2), tree_level(2, 3, 2)}, 2),
      shape({tree_level(12, 16), tree_level(9, 1)}, 9),
      shape({tree_level(11, 4)}, 11),
      shape({tree_level(3, 40), tree_level(2, 33), tree_level(1, 17)}, 1),
  };
}

}  // namespace probata::testing
