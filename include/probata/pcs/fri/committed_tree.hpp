// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include <probata/field/concepts.hpp>
#include <probata/merkle/merkle_tree.hpp>
#include <probata/merkle/multiproof.hpp>
#include <probata/merkle/opening_plan.hpp>
#include <probata/merkle/salts.hpp>
#include <probata/merkle/tree_builder.hpp>
#include <probata/merkle/tree_rows.hpp>
#include <probata/parallel/serial.hpp>
#include <probata/pcs/fri/extended_matrix.hpp>
#include <probata/poly/matrix.hpp>
#include <probata/simd/arch.hpp>

namespace probata::inline v0_1 {

/// What a prover keeps of a tree: the extended matrices, the mask polynomials of the levels of which it is the last
/// tree, and the tree over their rows. Views into it stay valid when it is moved.
template <class Suite, PrimeField F, SaltSource<F> Salts = NoSalts>
class ProverTree {
 public:
  /// Commits.
  /// @param matrices  in the order of the layout
  /// @param masks      R_k of some of the levels, e columns each
  /// @param is_salted  is_salted(level): whether row groups of that level carry a salt
  /// @throws UsageError as TreeRows and commit_rows
  /// @cost  one leaf hash for each row, see commit_rows
  template <simd::ArchTag Arch = simd::DefaultArch, class IsSalted, Executor Ex = parallel::Serial>
  static ProverTree commit(std::vector<ExtendedMatrix<F>> matrices, std::vector<ExtendedMatrix<F>> masks,
                           std::size_t log_blowup, std::size_t cap, Salts salts, const IsSalted& is_salted,
                           const Ex& executor = {}) {
    std::vector<MatrixView<const F>> views;
    for (const ExtendedMatrix<F>& matrix : matrices) views.push_back(matrix.values.view());
    for (const ExtendedMatrix<F>& mask : masks) views.push_back(mask.values.view());
    TreeRows<F, Salts> rows(views, log_blowup, std::move(salts), is_salted);
    MerkleTree<Suite, F> tree = commit_rows<Suite, Arch>(rows, cap, executor);
    return ProverTree(std::move(matrices), std::move(masks), std::move(rows), std::move(tree));
  }

  [[nodiscard]] std::span<const ExtendedMatrix<F>> matrices() const noexcept { return matrices_; }
  /// R_k, if the tree holds it.
  [[nodiscard]] const ExtendedMatrix<F>* mask(std::size_t level) const noexcept {
    const auto found = std::ranges::find(masks_, level, &ExtendedMatrix<F>::level);
    return found == masks_.end() ? nullptr : &*found;
  }
  [[nodiscard]] std::span<const typename Suite::Digest> root() const noexcept { return tree_.root(); }
  /// Row groups and siblings of a plan; what follows the plan is for trees that compute their rows again.
  template <class... Unused>
  [[nodiscard]] Multiproof<Suite, F> open(const OpeningPlan& plan, const Unused&...) const {
    return tree_.open(plan, rows_);
  }
  [[nodiscard]] const TreeRows<F, Salts>& rows() const noexcept { return rows_; }
  [[nodiscard]] const MerkleTree<Suite, F>& tree() const noexcept { return tree_; }

 private:
  ProverTree(std::vector<ExtendedMatrix<F>> matrices, std::vector<ExtendedMatrix<F>> masks, TreeRows<F, Salts> rows,
             MerkleTree<Suite, F> tree)
      : matrices_(std::move(matrices)), masks_(std::move(masks)), rows_(std::move(rows)), tree_(std::move(tree)) {}

  std::vector<ExtendedMatrix<F>> matrices_;
  std::vector<ExtendedMatrix<F>> masks_;
  TreeRows<F, Salts> rows_;
  MerkleTree<Suite, F> tree_;
};

}  // namespace probata::inline v0_1
