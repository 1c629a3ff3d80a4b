// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <probata/core/assert.hpp>
#include <probata/core/bits.hpp>
#include <probata/core/usage_error.hpp>
#include <probata/field/powers.hpp>
#include <probata/merkle/opening_plan.hpp>
#include <probata/ntt/batch_ntt.hpp>
#include <probata/parallel/serial.hpp>
#include <probata/pcs/fri/batched_codeword.hpp>
#include <probata/pcs/fri/committed_tree.hpp>
#include <probata/pcs/fri/deep_quotient.hpp>
#include <probata/pcs/fri/detail/deep_lanes.hpp>
#include <probata/pcs/fri/detail/fold_lanes.hpp>
#include <probata/pcs/fri/fri_proof.hpp>
#include <probata/pcs/fri/opening_layout.hpp>
#include <probata/poly/barycentric.hpp>
#include <probata/poly/domain.hpp>
#include <probata/poly/reversed_powers.hpp>
#include <probata/serial/writer.hpp>
#include <probata/transcript/concepts.hpp>
#include <probata/transcript/grinder.hpp>

namespace probata::inline v0_1 {

/// Shows that committed columns take the values that it opens: steps 9 to 14 of the protocol, the mirror image of
/// FriVerifier.
///
///   FriProver<Suite, EF> fri(layout, ntt);
///   const EF point = fri.draw_point(transcript);
///   fri.evaluate(trees, point);                             // fills messages().opened
///   fri.prove(transcript, trees, anchors, part_b);          // fills the rest, writes the openings
///   fri.messages().write(part_a, layout);
///
/// The result is a function of trees and transcript alone, whatever executor and instruction set.
/// @source  protocol, sections 2.5, 7 and 10.1
template <class Suite, FormatExtension EF, simd::ArchTag Arch = simd::DefaultArch, Executor Ex = parallel::Serial>
class FriProver {
 public:
  using F = typename EF::Prime;
  using Digest = typename Suite::Digest;
  using Messages = FriMessages<Suite, EF>;

  /// Keeps references.
  /// @param ntt  tables for at least 2^(top level) rows
  FriProver(const OpeningLayout& layout, const BatchNtt<F, Arch>& ntt, const Ex& executor) noexcept
      : layout_(layout), ntt_(ntt), executor_(executor) {}

  /// The messages so far.
  [[nodiscard]] const Messages& messages() const noexcept { return messages_; }

  /// Step 9: the point z, after the proof of work for it.
  template <TranscriptOf<EF> Tr>
  EF draw_point(Tr& transcript) {
    messages_.deep_nonce = earn(transcript, PowTag::deep, layout_.fri().grinding.deep);
    return transcript.sample_out_of_domain();
  }

  /// Step 10: the values of all columns at z and w_h z.
  /// @cost  a read of 2^k rows of every matrix of level k, for each of the two points
  template <class Tree>
  void evaluate(std::span<const Tree> trees, const EF& point) {
    point_ = point;
    weights_.resize(layout_.levels().size());
    messages_.opened.assign(layout_.num_opened_values(), EF::zero());
    for (std::size_t i = 0; i < layout_.levels().size(); ++i) {
      const OpeningLayout::Level& level = layout_.levels()[i];
      const Coset<F> coset(F::generator(), level.level);
      weights_[i].emplace_back(coset, RowOrder::bit_reversed, point, executor_);
      for (const std::size_t height : level.heights) {
        weights_[i].emplace_back(coset, RowOrder::bit_reversed, next_point(height), executor_);
      }
      for (const OpeningLayout::Place& place : level.matrices) {
        const CommittedMatrix& shape = layout_.matrix(place);
        const ExtendedMatrix<F>& matrix = trees[place.tree].matrices()[place.matrix];
        const auto to = messages_.opened.begin() + static_cast<std::ptrdiff_t>(place.first_opened);
        std::ranges::copy(evaluate_extended(matrix, weights_[i][0], point, 0, shape.width, executor_), to);
        if (shape.next_columns.empty()) continue;
        const auto height = std::ranges::find(level.heights, shape.log_height) - level.heights.begin();
        // The columns between the first and the last that is needed.
        const std::size_t first = shape.next_columns.front();
        const std::vector<EF> next =
            evaluate_extended(matrix, weights_[i][1 + static_cast<std::size_t>(height)], next_point(shape.log_height),
                              first, shape.next_columns.back() + 1 - first, executor_);
        for (std::size_t j = 0; j < shape.next_columns.size(); ++j) {
          to[static_cast<std::ptrdiff_t>(shape.width + j)] = next[shape.next_columns[j] - first];
        }
      }
    }
  }

  /// Steps 10 to 14, and the openings of all trees and rounds, which are written to `part_b`.
  /// @throws UsageError if a claimed value or an anchor is not its column's, or a column's degree is too high for its
  ///         level. Of a matrix's rows no more are read than its code has dimensions.
  /// @param trees  ProverTree or CompactTree; the latter are not const
  template <TranscriptOf<EF> Tr, class Tree, class Writer>
  void prove(Tr& transcript, std::span<Tree> trees, std::span<const Anchor<EF>> anchors, Writer& part_b) {
    const GrindingBits& grinding = layout_.fri().grinding;
    // P -> V: the values of all columns at z and w_h z.
    transcript.absorb_elems(ElementsTag::opened_values, std::span<const EF>(messages_.opened));
    messages_.batch_nonce = earn(transcript, PowTag::batch, grinding.batch);
    // V -> P.
    const EF lambda = transcript.sample_ext();
    std::vector<Matrix<EF>> codewords = batch(std::span<const Tree>(trees), anchors, lambda);
    weights_.clear();

    std::vector<Layer> layers;
    Matrix<EF> current = std::move(codewords[0]);
    std::size_t joining = 1;  // place of the next level
    const std::vector<F> points = fibre_points();
    for (const FoldRound& round : layout_.schedule()) {
      // P -> V: the layer that this round folds.
      layers.push_back(commit_layer(std::move(current), round));
      const Layer& layer = layers.back();
      std::ranges::copy(layer.tree.root(), std::back_inserter(messages_.roots));
      transcript.absorb_digests(DigestsTag::fri_root, layer.tree.root());
      messages_.fold_nonces.push_back(earn(transcript, PowTag::fold, grinding.fold));
      // V -> P.
      const EF beta = transcript.sample_ext();
      current = fold(layer.values, round, points, beta);
      if (round.roll_in) roll_in(current, codewords[joining++], exp_power_of_two(beta, round.arity));
    }
    // P -> V: the last function, as a polynomial of K_l coefficients.
    messages_.final_polynomial = interpolate(std::move(current));
    transcript.absorb_elems(ElementsTag::final_polynomial, std::span<const EF>(messages_.final_polynomial));
    messages_.query_nonce = earn(transcript, PowTag::query, grinding.query);
    // V -> P.
    std::vector<std::size_t> indices(layout_.fri().num_queries);
    transcript.sample_indices(layout_.log_indices(), std::span(indices));
    // P -> V: row groups and siblings.
    for (std::size_t t = 0; t < trees.size(); ++t) {
      const OpeningPlan plan(layout_.shapes()[t], layout_.log_indices(), indices);
      trees[t].open(plan, ntt_, executor_).write(part_b);
    }
    for (const Layer& layer : layers) {
      const OpeningPlan plan(layer.tree.shape(), layout_.log_indices(), indices);
      layer.tree.open(plan, layer.rows).write(part_b);
    }
  }

 private:
  using Quotient = DeepQuotient<EF>;
  using Weights = BarycentricWeights<F, EF, Arch>;

  struct Layer {
    Matrix<EF> values;
    TreeRows<F> rows;
    MerkleTree<Suite, F> tree;
  };

  [[nodiscard]] EF next_point(std::size_t log_height) const {
    return point_ * EF::from_base(F::two_adic_generator(log_height));
  }

  template <class Tr>
  std::uint64_t earn(Tr& transcript, PowTag tag, std::uint8_t bits) const {
    return grind<Arch>(transcript, tag, bits, executor_);
  }

  /// F_k of every level, from the highest down.
  template <class Tree>
  std::vector<Matrix<EF>> batch(std::span<const Tree> trees, std::span<const Anchor<EF>> anchors, const EF& lambda) {
    const std::vector<EF> powers = batching_powers(layout_, lambda);
    std::vector<Matrix<EF>> codewords;
    std::vector<F> minus_inverse_x(num_direct_rows(layout_.levels().front().level));
    fill_reversed_powers<F, Arch>(std::span<F>(minus_inverse_x), 0, -F::generator().inverse(), true);
    for (std::size_t i = 0; i < layout_.levels().size(); ++i) {
      const Quotient quotient(layout_, i, std::span<const EF>(messages_.opened), point_, anchors, powers);
      codewords.push_back(batch_level(trees, i, quotient, minus_inverse_x));
    }
    return codewords;
  }

  /// Rows in which F_k is computed from the columns; the others follow.
  [[nodiscard]] std::size_t num_top_rows(std::size_t level) const {
    return static_cast<std::size_t>(layout_.fri().dimension(level)) - (std::size_t{1} << level);
  }
  [[nodiscard]] std::size_t num_direct_rows(std::size_t level) const {
    return (std::size_t{1} << level) + num_top_rows(level);
  }

  template <class Tree>
  Matrix<EF> batch_level(std::span<const Tree> trees, std::size_t i, const Quotient& quotient,
                         std::span<const F> minus_inverse_x) {
    const OpeningLayout::Level& level = layout_.levels()[i];
    const std::size_t size = std::size_t{1} << level.level;
    const std::size_t num_top = num_top_rows(level.level);
    Matrix<EF> codeword(size << layout_.fri().log_blowup, 1, for_overwrite);
    // Anchors have points of their own.
    const Coset<F> first(F::generator(), level.level);
    for (std::size_t u = weights_[i].size(); u < quotient.points().size(); ++u) {
      weights_[i].emplace_back(first, RowOrder::bit_reversed, quotient.points()[u].at, executor_);
    }
    compute_rows(trees, i, quotient, weights_[i], 0, size, minus_inverse_x, codeword);
    if (num_top != 0) {
      const Coset<F> second(F::generator() * F::two_adic_generator(level.level + 1), log2_exact(num_top));
      std::vector<Weights> weights;
      for (const auto& point : quotient.points()) {
        weights.emplace_back(second, RowOrder::bit_reversed, point.at, executor_);
      }
      compute_rows(trees, i, quotient, weights, size, num_top, minus_inverse_x, codeword);
    }
    const EF highest = complete_codeword<EF>(ntt_, codeword.view(), level.level, num_top, executor_);
    check_degree(trees, i, num_top, highest);
    return codeword;
  }

  /// A quotient has one coefficient fewer than the code, so the highest one of F_k is the mask's. With a wrong value it
  /// is not: then (x - u) F_k is f - v only in the points that F_k was computed in.
  template <class Tree>
  void check_degree(std::span<const Tree> trees, std::size_t i, std::size_t num_top, const EF& highest) const {
    EF expected = EF::zero();
    if (const ExtendedMatrix<F>* const mask = mask_of(trees, i)) {
      if (num_top == 0) return;
      const Matrix<F>& top = mask->top;
      for (std::size_t c = 0; c < EF::degree && top.rows() == num_top; ++c) expected[c] = top(num_top - 1, c);
    }
    if (highest == expected) return;
    const std::size_t level = layout_.levels()[i].level;
    throw_usage("FriProver::prove", "columns of level " + std::to_string(level), "others",
                "polynomials of degree below " + std::to_string(layout_.fri().dimension(level)) +
                    " that take the claimed values");
  }

  template <class Tree>
  void compute_rows(std::span<const Tree> trees, std::size_t i, const Quotient& quotient,
                    std::span<const Weights> weights, std::size_t first, std::size_t count,
                    std::span<const F> minus_inverse_x, Matrix<EF>& codeword) const {
    if (count % Packed<F, Arch>::lanes == 0) {
      compute_rows_in<Arch>(trees, i, quotient, weights, first, count, minus_inverse_x, codeword);
    } else {
      compute_rows_in<simd::Scalar>(trees, i, quotient, weights, first, count, minus_inverse_x, codeword);
    }
  }

  template <class Lanes, class Tree>
  void compute_rows_in(std::span<const Tree> trees, std::size_t i, const Quotient& quotient,
                       std::span<const Weights> weights, std::size_t first, std::size_t count,
                       std::span<const F> minus_inverse_x, Matrix<EF>& codeword) const {
    using Deep = detail::DeepLanes<EF, Lanes>;
    typename Deep::Rows rows;
    for (const typename Quotient::Run& run : quotient.runs()) {
      rows.matrices.push_back(matrix_of(trees, i, run).values.view().rows(first, count));
    }
    for (const Weights& at_point : weights) rows.weights.push_back(at_point.weights());
    rows.minus_inverse_x = minus_inverse_x.subspan(first, count);
    if (const ExtendedMatrix<F>* const mask = mask_of(trees, i)) rows.masks = mask->values.view().rows(first, count);
    Deep(quotient).compute(rows, std::span<EF>(codeword.data() + first, count), executor_);
  }

  /// R_k of a level, with zero knowledge.
  template <class Tree>
  const ExtendedMatrix<F>* mask_of(std::span<const Tree> trees, std::size_t i) const {
    const OpeningLayout::Level& level = layout_.levels()[i];
    if (!level.mask_tree) return nullptr;
    const ExtendedMatrix<F>* const mask = trees[*level.mask_tree].mask(level.level);
    PROBATA_ASSERT(mask != nullptr, "the mask polynomial of a level is in the level's last tree");
    return mask;
  }

  template <class Tree>
  const ExtendedMatrix<F>& matrix_of(std::span<const Tree> trees, std::size_t i,
                                     const typename Quotient::Run& run) const {
    for (const OpeningLayout::Place& place : layout_.levels()[i].matrices) {
      if (place.tree == run.tree && place.row_offset == run.row_offset)
        return trees[place.tree].matrices()[place.matrix];
    }
    detail::assertion_failed("a matrix", "every run belongs to a matrix of its level", __FILE__, __LINE__);
  }

  Layer commit_layer(Matrix<EF> values, const FoldRound& round) const {
    const MatrixView<const F> fibres = fibre_rows(std::span<const EF>(values.data(), values.rows()), round.arity);
    TreeRows<F> rows = TreeRows<F>::single(fibres, round.from);
    MerkleTree<Suite, F> tree = commit_rows<Suite, Arch>(rows, layout_.fri().log_cap, executor_);
    return {std::move(values), std::move(rows), std::move(tree)};
  }

  /// For rounds of the full arity; those that fold by less make their own.
  [[nodiscard]] std::vector<F> fibre_points() const {
    std::size_t log_size = layout_.fri().log_arity;
    for (const FoldRound& round : layout_.schedule()) {
      if (round.arity == layout_.fri().log_arity)
        log_size = std::max(log_size, std::size_t{round.from} + layout_.fri().log_blowup);
    }
    return detail::FoldLanes<EF, Arch>::inverse_points(log_size, layout_.fri().log_arity);
  }

  Matrix<EF> fold(const Matrix<EF>& values, const FoldRound& round, std::span<const F> points, const EF& beta) const {
    using Lanes = detail::FoldLanes<EF, Arch>;
    Matrix<EF> result(values.rows() >> round.arity, 1, for_overwrite);
    std::vector<F> own_points;
    if (round.arity != layout_.fri().log_arity) {
      own_points = Lanes::inverse_points(log2_exact(values.rows()), round.arity);
      points = own_points;
    }
    const std::span<const EF> codeword(values.data(), values.rows());
    const std::span<EF> out(result.data(), result.rows());
    switch (round.arity) {
      case 1:
        Lanes::template fold<1>(codeword, points, beta, out, executor_);
        break;
      case 2:
        Lanes::template fold<2>(codeword, points, beta, out, executor_);
        break;
      case 3:
        Lanes::template fold<3>(codeword, points, beta, out, executor_);
        break;
      case 4:
        Lanes::template fold<4>(codeword, points, beta, out, executor_);
        break;
      default:
        throw_usage("FriProver", "log_arity", std::size_t{round.arity}, "1 to 4");
    }
    return result;
  }

  void roll_in(Matrix<EF>& to, const Matrix<EF>& codeword, const EF& factor) const {
    executor_.parallel_for(to.rows(), std::size_t{1} << 12, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) to(i, 0) += factor * codeword(i, 0);
    });
  }

  std::vector<EF> interpolate(Matrix<EF> values) const {
    ntt_.inverse(values.view(), {}, executor_);
    const std::size_t length = layout_.final_length();
    for (std::size_t i = length; i < values.rows(); ++i) {
      PROBATA_ASSERT(values(i, 0) == EF::zero(), "codewords fold to codewords");
    }
    return std::vector<EF>(values.data(), values.data() + length);
  }

  const OpeningLayout& layout_;
  const BatchNtt<F, Arch>& ntt_;
  const Ex& executor_;
  EF point_ = EF::zero();
  std::vector<std::vector<Weights>> weights_;  // of each level, at z and the next points
  Messages messages_;
};

}  // namespace probata::inline v0_1
