// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include <probata/core/aligned_buffer.hpp>
#include <probata/core/assert.hpp>
#include <probata/core/usage_error.hpp>
#include <probata/field/concepts.hpp>
#include <probata/merkle/merkle_tree.hpp>
#include <probata/merkle/multiproof.hpp>
#include <probata/merkle/opening_plan.hpp>
#include <probata/merkle/salts.hpp>
#include <probata/merkle/tree_builder.hpp>
#include <probata/merkle/tree_rows.hpp>
#include <probata/ntt/batch_ntt.hpp>
#include <probata/parallel/serial.hpp>
#include <probata/pcs/fri/extended_matrix.hpp>
#include <probata/poly/matrix.hpp>
#include <probata/security/fold_schedule.hpp>
#include <probata/simd/arch.hpp>

namespace probata::inline v0_1 {

/// A ProverTree in 2^b times less memory: it holds one coset of 2^k rows at a time, and 2^b digests.
///
/// Rows of all levels that belong to coset c are the leaves below node c of layer b, so each coset has a tree of its
/// own; its root is kept, the rest is made again where rows are opened. The matrices walk through the cosets in place,
/// from values to coefficients and on to the next values, and rest at the first one. Root, openings and matrices()
/// are those of the ProverTree.
///
/// @cost  memory: (2^k + 2^(k-s)) w elements and, while it hashes, 2^(k+1) digests; time: twice the hashing and about
///        four times the transforms
/// @source protocol, section 10.3
template <class Suite, PrimeField F, SaltSource<F> Salts = NoSalts>
class CompactTree {
 public:
  using Digest = typename Suite::Digest;

  /// Commits.
  /// @param matrices   in the order of the layout, each with room for the rows of the second coset that are kept: as
  ///                   many as the code's dimension is above 2^k
  /// @param masks      R_k of some of the levels, e columns each, with the same room
  /// @param is_salted  is_salted(level): whether row groups of that level carry a salt
  /// @throws UsageError as TreeRows and commit_rows
  template <simd::ArchTag Arch, class IsSalted, Executor Ex = parallel::Serial>
  static CompactTree commit(const BatchNtt<F, Arch>& ntt, std::vector<CoefficientMatrix<F>> matrices,
                            std::vector<CoefficientMatrix<F>> masks, std::size_t log_blowup, std::size_t cap,
                            Salts salts, const IsSalted& is_salted, const Ex& executor = {}) {
    CompactTree tree(log_blowup, cap, std::move(salts));
    for (auto [from, to] : {std::pair{&matrices, &tree.matrices_}, std::pair{&masks, &tree.masks_}}) {
      for (CoefficientMatrix<F>& matrix : *from) {
        if (is_salted(matrix.level)) tree.salted_.insert(matrix.level);
        to->push_back({matrix.level, std::move(matrix.low), std::move(matrix.top)});
      }
    }
    tree.for_each_coset<Arch>(
        ntt, false,
        [&](std::size_t c, const CosetRows&, const MerkleTree<Suite, F>& coset) {
          std::ranges::copy(coset.root(), tree.layer(tree.first_layer()).begin() +
                                              static_cast<std::ptrdiff_t>(c * coset.root().size()));
        },
        executor);
    for (std::size_t m = tree.first_layer(); m-- > cap;) {
      const std::span<const Digest> below = tree.layer(m + 1);
      const std::span<Digest> nodes = tree.layer(m);
      for (std::size_t j = 0; j < nodes.size(); ++j) nodes[j] = Suite::node(below[2 * j], below[2 * j + 1]);
    }
    return tree;
  }

  [[nodiscard]] std::span<const ExtendedMatrix<F>> matrices() const noexcept { return matrices_; }
  /// R_k, if the tree holds it.
  [[nodiscard]] const ExtendedMatrix<F>* mask(std::size_t level) const noexcept {
    const auto found = std::ranges::find(masks_, level, &ExtendedMatrix<F>::level);
    return found == masks_.end() ? nullptr : &*found;
  }
  /// The 2^cap digests that stand for the tree.
  [[nodiscard]] std::span<const Digest> root() const noexcept { return std::span(nodes_).last(std::size_t{1} << cap_); }

  /// Row groups and siblings of a plan, as MerkleTree::open. The matrices are back at their first coset afterwards.
  /// @cost  as commit
  template <simd::ArchTag Arch, Executor Ex = parallel::Serial>
  [[nodiscard]] Multiproof<Suite, F> open(const OpeningPlan& plan, const BatchNtt<F, Arch>& ntt,
                                          const Ex& executor = {}) {
    const TreeShape& shape = plan.shape();
    std::vector<std::vector<F>> row_groups(shape.num_levels());
    std::vector<std::vector<Digest>> siblings(shape.top_layer());  // by the layer of the parent
    const auto add_siblings = [&](std::size_t parents, std::size_t begin, std::size_t end,
                                  std::span<const Digest> children) {
      plan.for_each_parent(parents, [&](std::size_t parent, bool left_is_known, bool right_is_known) {
        if (parent < begin || parent >= end) return;
        if (!left_is_known) siblings[parents].push_back(children[2 * (parent - begin)]);
        if (!right_is_known) siblings[parents].push_back(children[2 * (parent - begin) + 1]);
      });
    };
    for_each_coset<Arch>(
        ntt, true,
        [&](std::size_t c, const CosetRows& rows, const MerkleTree<Suite, F>& coset) {
          for (std::size_t i = 0; i < shape.num_levels(); ++i) {
            const std::size_t log_rows = shape.level(i).log_rows - log_blowup_;
            for (const std::size_t row : plan.rows(i)) {
              if (row >> log_rows != c) continue;
              const std::size_t length = shape.level(i).row_length;
              row_groups[i].resize(row_groups[i].size() + length);
              rows.copy_row(i, row - (c << log_rows), std::span(row_groups[i]).last(length));
            }
          }
          for (std::size_t m = coset.shape().top_layer(); m-- > coset.shape().cap();) {
            add_siblings(m + log_blowup_, c << m, (c + 1) << m, coset.layer(m + 1));
          }
        },
        executor);
    for (std::size_t m = first_layer(); m-- > cap_;) add_siblings(m, 0, std::size_t{1} << m, layer(m + 1));
    std::vector<F> all_rows;
    for (const std::vector<F>& level : row_groups) all_rows.insert(all_rows.end(), level.begin(), level.end());
    std::vector<Digest> all_siblings;
    for (std::size_t m = shape.top_layer(); m-- > cap_;) {
      all_siblings.insert(all_siblings.end(), siblings[m].begin(), siblings[m].end());
    }
    return Multiproof<Suite, F>(std::move(all_rows), std::move(all_siblings));
  }

 private:
  /// The salts of one coset's rows.
  struct CosetSalts {
    const Salts* salts;
    std::size_t coset;

    [[nodiscard]] std::size_t length() const { return salts->length(); }
    void fill(std::size_t level, std::size_t first_row, MatrixView<F> to) const {
      salts->fill(level, (coset << level) + first_row, to);
    }
  };
  using CosetRows = TreeRows<F, CosetSalts>;

  CompactTree(std::size_t log_blowup, std::size_t cap, Salts salts)
      : log_blowup_(log_blowup), cap_(cap), salts_(std::move(salts)) {
    nodes_.resize((std::size_t{2} << first_layer()) - (std::size_t{1} << cap_));
  }

  /// The layer whose nodes, or nodes above them, are roots of cosets: the cap's if that is larger.
  [[nodiscard]] std::size_t first_layer() const noexcept { return std::max(log_blowup_, cap_); }
  [[nodiscard]] std::span<Digest> layer(std::size_t m) noexcept {
    return std::span(nodes_).subspan((std::size_t{2} << first_layer()) - (std::size_t{2} << m), std::size_t{1} << m);
  }

  /// Calls visit(c, rows, tree) for every coset. The first one comes last, but for `ascending` walks, which begin and
  /// end there; other walks begin with coefficients.
  template <class Arch, class Visit, class Ex>
  void for_each_coset(const BatchNtt<F, Arch>& ntt, bool ascending, const Visit& visit, const Ex& executor) {
    const std::size_t num_cosets = std::size_t{1} << log_blowup_;
    AlignedBuffer<Digest> memory;
    for (std::size_t step = 0; step < num_cosets; ++step) {
      const std::size_t c = ascending ? step : (step + 1) % num_cosets;
      if (step != 0) walk(ntt, (c + num_cosets - 1) % num_cosets, c, executor);
      if (step == 0 && !ascending) to_values(ntt, c, executor);
      const CosetRows rows = rows_of(c);
      MerkleTree<Suite, F> tree =
          commit_rows<Suite, Arch>(rows, first_layer() - log_blowup_, executor, std::move(memory));
      visit(c, rows, std::as_const(tree));
      memory = std::move(tree).release();
    }
    if (ascending && num_cosets > 1) walk(ntt, num_cosets - 1, 0, executor);
  }

  CosetRows rows_of(std::size_t c) const {
    std::vector<MatrixView<const F>> views;
    for (const auto* list : {&matrices_, &masks_}) {
      for (const ExtendedMatrix<F>& matrix : *list) {
        views.push_back(matrix.values.view().rows(0, std::size_t{1} << matrix.level));
      }
    }
    return CosetRows(views, 0, CosetSalts{&salts_, c}, [this](std::size_t level) { return salted_.contains(level); });
  }

  template <class Visit>
  void for_each_matrix(const Visit& visit) {
    for (auto* list : {&matrices_, &masks_}) {
      for (ExtendedMatrix<F>& matrix : *list) {
        visit(matrix, matrix.values.view().rows(0, std::size_t{1} << matrix.level));
      }
    }
  }

  template <class Arch, class Ex>
  void walk(const BatchNtt<F, Arch>& ntt, std::size_t from, std::size_t to, const Ex& executor) {
    for_each_matrix([&](ExtendedMatrix<F>& matrix, MatrixView<F> rows) {
      coset_to_coefficients(ntt, rows, matrix.top, coset_shift<F>(matrix.level, log_blowup_, from), executor);
    });
    to_values(ntt, to, executor);
  }

  template <class Arch, class Ex>
  void to_values(const BatchNtt<F, Arch>& ntt, std::size_t c, const Ex& executor) {
    for_each_matrix([&](ExtendedMatrix<F>& matrix, MatrixView<F> rows) {
      coefficients_to_coset(ntt, rows, matrix.top, coset_shift<F>(matrix.level, log_blowup_, c), executor);
      // The rows behind the first coset are the first ones of the second.
      const std::size_t kept = matrix.values.rows() - rows.rows();
      if (c == 1) std::copy(rows.data(), rows.data() + kept * rows.cols(), rows.data() + rows.size());
    });
  }

  std::size_t log_blowup_;
  std::size_t cap_;
  Salts salts_;
  LevelSet salted_;
  std::vector<ExtendedMatrix<F>> matrices_;
  std::vector<ExtendedMatrix<F>> masks_;
  std::vector<Digest> nodes_;  // of the layers max(b, cap), ..., cap, one after another
};

}  // namespace probata::inline v0_1
