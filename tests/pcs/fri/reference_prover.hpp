// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <probata/core/bits.hpp>
#include <probata/merkle/opening_plan.hpp>
#include <probata/pcs/fri/deep_quotient.hpp>
#include <probata/pcs/fri/fri_proof.hpp>
#include <probata/pcs/fri/opening_claim.hpp>
#include <probata/pcs/fri/opening_layout.hpp>
#include <probata/poly/polynomial.hpp>
#include <probata/serial/writer.hpp>
#include <probata/transcript/statement.hpp>
#include <probata/transcript/transcript.hpp>

#include "support/reference_tree.hpp"

/// The prover's side of an opening by its definition: polynomials by Horner's rule, folds and quotients point by point,
/// trees digest by digest. An oracle for the real prover, and a prover that can be told to cheat at any step.
namespace probata::testing {

/// A point of a domain of 2^log_size points in bit-reversed order: shift w^(rev(row)).
template <class F>
F domain_point(std::size_t log_size, std::size_t row, F shift = F::generator()) {
  return shift * F::two_adic_generator(log_size).pow(std::uint64_t{reverse_bits(row, log_size)});
}

/// The coefficients of w + (X^N - 1) r, where w has the values on the subgroup of order N and r the coefficients.
template <class F>
std::vector<F> blinded_polynomial(std::span<const F> values, std::span<const F> mask) {
  const std::size_t size = values.size();
  std::vector<F> result(size + mask.size(), F::zero());
  const F root = F::two_adic_generator(log2_exact(size)).inverse();
  const F scale = F::from_u64(size).inverse();
  for (std::size_t j = 0; j < size; ++j) {
    result[j] = scale * evaluate_polynomial<F, F>(values, root.pow(std::uint64_t{j}));
  }
  for (std::size_t i = 0; i < mask.size(); ++i) {
    result[size + i] += mask[i];
    result[i] -= mask[i];
  }
  return result;
}

/// A column: a polynomial, and the word that the tree holds, which is its values on D_k unless a test changes it.
template <class F>
struct ReferenceColumn {
  std::vector<F> coefficients;
  std::vector<F> word;

  ReferenceColumn(std::vector<F> polynomial, std::size_t log_size) : coefficients(std::move(polynomial)) {
    const auto term = std::span<const F>(coefficients);
    for (std::size_t row = 0; row < std::size_t{1} << log_size; ++row) {
      word.push_back(evaluate_polynomial<F, F>(term, domain_point<F>(log_size, row)));
    }
  }
  template <class EF>
  EF at(const EF& point) const {
    return evaluate_polynomial<EF, F>(std::span<const F>(coefficients), point);
  }
};

/// One step of folding a word on the subgroup of its size by two, as the protocol's formula has it.
template <class EF>
std::vector<EF> fold_by_two(const std::vector<EF>& word, const EF& beta) {
  using F = typename EF::Prime;
  const std::size_t log_size = log2_exact(word.size());
  std::vector<EF> result;
  for (std::size_t j = 0; j < word.size() / 2; ++j) {
    const F y = domain_point<F>(log_size, 2 * j, F::one());
    const EF even = (word[2 * j] + word[2 * j + 1]).halved();
    const EF odd = (word[2 * j] - word[2 * j + 1]) * y.doubled().inverse();
    result.push_back(even + beta * odd);
  }
  return result;
}

template <class EF>
std::vector<EF> fold_word(std::vector<EF> word, std::size_t log_arity, EF beta) {
  for (std::size_t step = 0; step < log_arity; ++step, beta = beta.square()) word = fold_by_two(word, beta);
  return word;
}

/// Coefficients of the polynomial of degree below n = word.size() with these values on the subgroup of order n.
template <class EF>
std::vector<EF> word_coefficients(const std::vector<EF>& word) {
  using F = typename EF::Prime;
  const std::size_t log_size = log2_exact(word.size());
  std::vector<EF> natural(word.size());
  for (std::size_t i = 0; i < word.size(); ++i) natural[reverse_bits(i, log_size)] = word[i];
  const F root = F::two_adic_generator(log_size).inverse();
  const F scale = F::from_u64(word.size()).inverse();
  std::vector<EF> result;
  for (std::size_t j = 0; j < word.size(); ++j) {
    const EF x = EF::from_base(root.pow(std::uint64_t{j}));
    result.push_back(evaluate_polynomial<EF, EF>(std::span<const EF>(natural), x) * scale);
  }
  return result;
}

/// Values of a polynomial on the subgroup of order 2^log_size, bit-reversed.
template <class EF>
std::vector<EF> word_of(std::span<const EF> coefficients, std::size_t log_size) {
  using F = typename EF::Prime;
  std::vector<EF> word;
  for (std::size_t row = 0; row < std::size_t{1} << log_size; ++row) {
    word.push_back(evaluate_polynomial<EF, EF>(coefficients, EF::from_base(domain_point<F>(log_size, row, F::one()))));
  }
  return word;
}

/// What a prover does differently from an honest one. Functions that are not set change nothing.
template <class Suite, class EF>
struct Cheat {
  using Digest = typename Suite::Digest;

  std::function<void(std::vector<EF>& opened, const EF& point)> opened;                     ///< the claimed values
  std::function<void(std::size_t place, std::vector<EF>& word, const EF& lambda)> batched;  ///< F_k of a level
  std::function<void(std::size_t round, std::vector<EF>& word)> layer;  ///< the word that a round commits
  std::function<void(std::size_t round, std::vector<EF>& word, const EF& beta)> folded;  ///< what a round results in
  std::function<void(std::vector<EF>& coefficients)> last;                               ///< the final polynomial
  std::function<void(std::size_t round, std::vector<Digest>& root)> layer_root;  ///< the root that is sent for it
  std::optional<std::pair<PowTag, std::size_t>> no_work;  ///< the nonce that is not earned, and in which round
};

/// @tparam Suite, EF  as of the real prover
template <class Suite, FormatExtension EF>
class ReferenceProver {
 public:
  using F = typename EF::Prime;
  using Digest = typename Suite::Digest;
  using Tree = ReferenceTree<Suite, F>;
  using Columns = std::vector<ReferenceColumn<F>>;
  using Messages = FriMessages<Suite, EF>;

  explicit ReferenceProver(OpeningLayout layout) : layout_(std::move(layout)) {}

  const OpeningLayout& layout() const { return layout_; }

  std::vector<std::vector<Columns>> matrices;  ///< of each tree
  std::vector<Columns> masks;                  ///< R_k of each level from the highest down, by coordinates; or none
  /// The salt of a row; row groups without salt do not ask.
  std::function<std::vector<F>(std::size_t tree, std::size_t level, std::size_t row)> salt;
  std::vector<Anchor<EF>> anchors;
  Cheat<Suite, EF> cheat;
  Messages messages;                 ///< of the last proof
  EF point;                          ///< z of the last proof
  std::vector<std::size_t> indices;  ///< of the last proof's queries

  /// The trees over the words as they are now.
  std::vector<Tree> trees() const {
    std::vector<Tree> result;
    for (std::size_t t = 0; t < layout_.trees().size(); ++t) result.push_back(tree(t));
    return result;
  }

  /// Steps 9 to 14. Roots are absorbed before.
  /// @return the openings, part B.
  template <class Tr>
  std::vector<std::byte> prove(Tr& transcript, const std::vector<Tree>& opened_trees) {
    const GrindingBits& grinding = layout_.fri().grinding;
    messages = {};
    messages.deep_nonce = earn(transcript, PowTag::deep, grinding.deep, 0);
    point = transcript.sample_out_of_domain();
    messages.opened = values_at(point);
    if (cheat.opened) cheat.opened(messages.opened, point);
    transcript.absorb_elems(ElementsTag::opened_values, std::span<const EF>(messages.opened));
    messages.batch_nonce = earn(transcript, PowTag::batch, grinding.batch, 0);
    const EF lambda = transcript.sample_ext();
    const auto batch = [&](std::size_t place) {
      std::vector<EF> word = batched(place, messages.opened, point, lambda);
      if (cheat.batched) cheat.batched(place, word, lambda);
      return word;
    };

    std::size_t place = 0;
    std::vector<EF> word = batch(place);
    std::vector<Tree> layers;
    for (std::size_t i = 0; i < layout_.schedule().size(); ++i) {
      const FoldRound round = layout_.schedule()[i];
      if (cheat.layer) cheat.layer(i, word);
      layers.push_back(layer(word, round));
      std::vector<Digest> root = layers.back().root();
      if (cheat.layer_root) cheat.layer_root(i, root);
      messages.roots.insert(messages.roots.end(), root.begin(), root.end());
      transcript.absorb_digests(DigestsTag::fri_root, std::span<const Digest>(root));
      messages.fold_nonces.push_back(earn(transcript, PowTag::fold, grinding.fold, i));
      const EF beta = transcript.sample_ext();
      word = fold_word(word, round.arity, beta);
      if (round.roll_in) {
        const std::vector<EF> joining = batch(++place);
        const EF factor = beta.pow(std::uint64_t{1} << round.arity);
        for (std::size_t j = 0; j < word.size(); ++j) word[j] += factor * joining[j];
      }
      if (cheat.folded) cheat.folded(i, word, beta);
    }
    messages.final_polynomial = word_coefficients(word);
    is_low_degree_ =
        std::all_of(messages.final_polynomial.begin() + static_cast<std::ptrdiff_t>(layout_.final_length()),
                    messages.final_polynomial.end(), [](const EF& c) { return c == EF::zero(); });
    if (cheat.last) cheat.last(messages.final_polynomial);
    messages.final_polynomial.resize(layout_.final_length());
    transcript.absorb_elems(ElementsTag::final_polynomial, std::span<const EF>(messages.final_polynomial));
    messages.query_nonce = earn(transcript, PowTag::query, grinding.query, 0);
    indices.resize(layout_.fri().num_queries);
    transcript.sample_indices(layout_.log_indices(), std::span(indices));

    serial::Writer part_b;
    for (const Tree& tree : opened_trees) tree.open(layout_.log_indices(), indices).write(part_b);
    for (const Tree& tree : layers) tree.open(layout_.log_indices(), indices).write(part_b);
    return std::move(part_b).take();
  }

  /// Whether the last function of the last proof was a polynomial of K_l coefficients.
  bool is_low_degree() const { return is_low_degree_; }

  /// A complete bare proof. @param roots_of  trees whose roots are sent, if not those that are opened
  std::vector<std::byte> prove_bare(const OpeningClaim<Suite, EF>& claim, const std::vector<Tree>* roots_of = nullptr) {
    const std::vector<std::byte> claim_bytes = claim.bytes();
    Transcript<Suite, EF> transcript(PcsStatement{claim_bytes});
    serial::Writer proof;
    proof.write_text("PROBAPFR");
    proof.write_u16(1);
    proof.write_bytes(OpeningClaim<Suite, EF>::digest(claim_bytes));
    const std::vector<Tree> opened_trees = trees();
    const std::vector<Tree>& committed = roots_of == nullptr ? opened_trees : *roots_of;
    for (const Tree& tree : committed) {
      const std::vector<Digest> root = tree.root();
      for (const Digest& digest : root) Suite::write_digest(proof, digest);
      transcript.absorb_digests(DigestsTag::main_root, std::span<const Digest>(root));
    }
    const std::vector<std::byte> part_b = prove(transcript, opened_trees);
    messages.write(proof, layout_);
    proof.write_bytes(part_b);
    return std::move(proof).take();
  }

  /// The values of all columns at z and w_h z in order O.
  std::vector<EF> values_at(const EF& z) const {
    std::vector<EF> values;
    for (std::size_t t = 0; t < layout_.trees().size(); ++t) {
      for (std::size_t m = 0; m < layout_.trees()[t].matrices.size(); ++m) {
        const CommittedMatrix& shape = layout_.trees()[t].matrices[m];
        for (const ReferenceColumn<F>& column : matrices[t][m]) values.push_back(column.at(z));
        const EF next = z * EF::from_base(F::two_adic_generator(shape.log_height));
        for (const std::uint32_t c : shape.next_columns) values.push_back(matrices[t][m][c].at(next));
      }
    }
    return values;
  }

  /// F_k of the level at `place` with these claimed values at z and w_h z: its definition, term after term.
  std::vector<EF> batched(std::size_t place, const std::vector<EF>& values, const EF& z, const EF& lambda) const {
    const OpeningLayout::Level& level = layout_.levels()[place];
    const std::size_t log_size = level.level + layout_.fri().log_blowup;
    std::vector<EF> word(std::size_t{1} << log_size, EF::zero());
    EF power = EF::one();
    std::size_t value = 0;
    std::size_t anchor = 0;
    for (std::size_t t = 0; t < layout_.trees().size(); ++t) {
      for (std::size_t m = 0; m < layout_.trees()[t].matrices.size(); ++m) {
        const CommittedMatrix& shape = layout_.trees()[t].matrices[m];
        if (shape.level == level.level) {
          const EF next = z * EF::from_base(F::two_adic_generator(shape.log_height));
          std::size_t opened = value;
          const auto add = [&](std::size_t column, const EF& u, const EF& claimed) {
            power = power * lambda;
            for (std::size_t row = 0; row < word.size(); ++row) {
              const EF x = EF::from_base(domain_point<F>(log_size, row));
              word[row] += power * (EF::from_base(matrices[t][m][column].word[row]) - claimed) * (x - u).inverse();
            }
          };
          for (std::size_t c = 0; c < shape.width; ++c) add(c, z, values[opened++]);
          for (const std::uint32_t c : shape.next_columns) add(c, next, values[opened++]);
          if (shape.anchored) {
            for (std::size_t c = 0; c < shape.width; ++c) add(c, anchors[anchor].point, anchors[anchor].values[c]);
          }
        }
        value += shape.num_opened();
        anchor += shape.anchored ? 1 : 0;
      }
    }
    if (!masks.empty()) {
      for (std::size_t row = 0; row < word.size(); ++row) {
        for (std::size_t c = 0; c < masks[place].size(); ++c) word[row][c] += masks[place][c].word[row];
      }
    }
    return word;
  }

 private:
  /// Columns that a tree has at a level and that are blinded independently, without those of R_k.
  std::size_t num_blinded(std::size_t t, std::size_t level) const {
    std::size_t count = 0;
    if (!layout_.trees()[t].blinded) return count;
    for (const CommittedMatrix& matrix : layout_.trees()[t].matrices) {
      if (matrix.level == level) count += matrix.num_blinded.value_or(matrix.width);
    }
    return count;
  }
  bool hides(std::size_t t, std::size_t level) const {
    return layout_.trees()[t].blinded &&
           std::ranges::any_of(layout_.trees()[t].matrices,
                               [&](const CommittedMatrix& matrix) { return matrix.level == level; });
  }

  Tree tree(std::size_t t) const {
    const CommittedTree& shape = layout_.trees()[t];
    std::vector<typename Tree::Rows> rows;
    for (const TreeLevel& level : layout_.shapes()[t].levels()) {
      // R_k is in the last blinded tree that has the level, a salt where columns are too few to hide a leaf.
      bool has_mask = !masks.empty() && hides(t, level.level);
      for (std::size_t u = t + 1; u < layout_.trees().size(); ++u) has_mask &= !hides(u, level.level);
      const bool has_salt = shape.blinded && num_blinded(t, level.level) < salt_length<F>;
      const auto place = std::ranges::find(layout_.levels(), level.level, &OpeningLayout::Level::level);
      typename Tree::Rows& of_level = rows.emplace_back();
      for (std::size_t row = 0; row < std::size_t{1} << level.log_rows; ++row) {
        std::vector<F>& group = of_level.emplace_back();
        const auto add = [&](const Columns& columns) {
          for (const ReferenceColumn<F>& column : columns) group.push_back(column.word[row]);
        };
        for (std::size_t m = 0; m < shape.matrices.size(); ++m) {
          if (shape.matrices[m].level == level.level) add(matrices[t][m]);
        }
        if (has_mask) add(masks[static_cast<std::size_t>(place - layout_.levels().begin())]);
        if (has_salt) {
          for (const F& element : salt(t, level.level, row)) group.push_back(element);
        }
      }
    }
    return Tree(layout_.shapes()[t], std::move(rows));
  }

  Tree layer(const std::vector<EF>& word, const FoldRound& round) const {
    typename Tree::Rows rows;
    for (std::size_t i = 0; i < word.size(); ++i) {
      if (i % (std::size_t{1} << round.arity) == 0) rows.emplace_back();
      for (std::size_t c = 0; c < EF::degree; ++c) rows.back().push_back(word[i][c]);
    }
    return Tree(layout_.round_shape(round), {std::move(rows)});
  }

  /// The smallest nonce that does the work, or does not if the prover cheats there.
  template <class Tr>
  std::uint64_t earn(Tr& transcript, PowTag tag, std::uint8_t bits, std::size_t round) const {
    if (bits == 0) return 0;
    const bool wanted = !(cheat.no_work && cheat.no_work->first == tag && cheat.no_work->second == round);
    std::uint64_t nonce = 0;
    while (transcript.clone().check_pow(tag, bits, nonce, Errc::pow_deep).ok() != wanted) ++nonce;
    static_cast<void>(transcript.check_pow(tag, bits, nonce, Errc::pow_deep));
    return nonce;
  }

  OpeningLayout layout_;
  bool is_low_degree_ = true;
};

/// An honest prover for random columns of the dimensions that the layout's code has, with random masks and salts where
/// the layout has them.
template <class Suite, FormatExtension EF>
ReferenceProver<Suite, EF> random_reference_prover(Rng& rng, const OpeningLayout& layout) {
  using F = typename EF::Prime;
  ReferenceProver<Suite, EF> prover(layout);
  const auto column = [&](std::size_t level) {
    const auto length = static_cast<std::size_t>(layout.fri().dimension(level));
    return ReferenceColumn<F>(random_elements<F>(rng, length), level + layout.fri().log_blowup);
  };
  for (const CommittedTree& tree : layout.trees()) {
    prover.matrices.emplace_back();
    for (const CommittedMatrix& matrix : tree.matrices) {
      auto& columns = prover.matrices.back().emplace_back();
      while (columns.size() < matrix.width) columns.push_back(column(matrix.level));
    }
  }
  if (layout.fri().zero_knowledge()) {
    for (const OpeningLayout::Level& level : layout.levels()) {
      auto& columns = prover.masks.emplace_back();
      while (level.mask_tree && columns.size() < EF::degree) columns.push_back(column(level.level));
    }
  }
  const std::uint64_t seed = rng.u64();
  prover.salt = [seed](std::size_t tree, std::size_t level, std::size_t row) {
    Rng salt_rng(seed + (tree << 48) + (level << 40) + row);
    return random_elements<F>(salt_rng, salt_length<F>);
  };
  return prover;
}

}  // namespace probata::testing
