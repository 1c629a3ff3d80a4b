// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <probata/core/bits.hpp>
#include <probata/core/errc.hpp>
#include <probata/core/result.hpp>
#include <probata/field/concepts.hpp>
#include <probata/merkle/multiproof.hpp>
#include <probata/merkle/opening_plan.hpp>
#include <probata/pcs/fri/deep_quotient.hpp>
#include <probata/pcs/fri/fold.hpp>
#include <probata/pcs/fri/fri_proof.hpp>
#include <probata/pcs/fri/opening_layout.hpp>
#include <probata/serial/reader.hpp>
#include <probata/transcript/concepts.hpp>

namespace probata::inline v0_1 {

/// Checks that committed columns take the claimed values at the out-of-domain point: steps 9 to 14 of the protocol.
///
///   FriVerifier<Suite, EF> fri(layout, messages);
///   const Result<EF> point = fri.draw_point(transcript);       // C22
///   ... whatever the caller checks about the values at the point ...
///   const Status status = fri.verify(transcript, *point, roots, anchors, part_b);   // C24 to C36
///
/// The statement and all roots were absorbed before, and the messages parsed. Nothing here is taken from the proof
/// that has a length.
/// @source  protocol, sections 2.5 and 7.3 to 7.8
template <class Suite, FormatExtension EF>
class FriVerifier {
 public:
  using Field = typename EF::Prime;
  using Digest = typename Suite::Digest;
  using Messages = FriMessages<Suite, EF>;

  /// Keeps references to both.
  FriVerifier(const OpeningLayout& layout, const Messages& messages) noexcept : layout_(layout), messages_(messages) {}

  /// The point z, after its proof of work.
  template <TranscriptOf<EF> Tr>
  Result<EF> draw_point(Tr& transcript) const noexcept {
    const GrindingBits& grinding = layout_.fri().grinding;
    if (const Status status = transcript.check_pow(PowTag::deep, grinding.deep, messages_.deep_nonce, Errc::pow_deep);
        !status.ok()) {
      return status;
    }
    // Soundness: DEEP, (degree) / (|E| - p).
    return transcript.sample_out_of_domain();
  }

  /// @param roots    2^cap digests of each tree of the layout
  /// @param anchors  one for each anchored matrix, in order
  /// @param part_b   the rest of the proof; consumed entirely
  template <TranscriptOf<EF> Tr>
  Status verify(Tr& transcript, const EF& point, std::span<const std::span<const Digest>> roots,
                std::span<const Anchor<EF>> anchors, serial::Reader& part_b) const noexcept {
    Challenges challenges;
    if (const Status status = replay(transcript, challenges); !status.ok()) return status;
    Result<Openings> openings = parse(challenges.indices, part_b);
    if (!openings.ok()) return openings.status();
    if (const Status status = check_trees(*openings, roots); !status.ok()) return status;
    return check_queries(challenges, *openings, point, anchors);
  }

 private:
  using Opening = Multiproof<Suite, Field>;

  struct Challenges {
    EF lambda;
    std::vector<EF> betas;
    std::vector<std::size_t> indices;
  };
  /// Plans and openings of the trees, then of the rounds.
  struct Openings {
    std::vector<OpeningPlan> plans;
    std::vector<Opening> openings;
  };

  [[nodiscard]] std::size_t cap() const noexcept { return std::size_t{1} << layout_.fri().log_cap; }

  // Steps 10 to 14.
  template <class Tr>
  Status replay(Tr& transcript, Challenges& to) const noexcept {
    const GrindingBits& grinding = layout_.fri().grinding;
    // P -> V: the values of all columns at z and w_h z.
    transcript.absorb_elems(ElementsTag::opened_values, std::span<const EF>(messages_.opened));
    if (const Status status =
            transcript.check_pow(PowTag::batch, grinding.batch, messages_.batch_nonce, Errc::pow_batch);
        !status.ok()) {
      return status;
    }
    // V -> P. Soundness: BATCH, a curve of as many functions as there are pairs.
    to.lambda = transcript.sample_ext();
    for (std::size_t i = 0; i < layout_.schedule().size(); ++i) {
      // P -> V: the layer that round i folds.
      transcript.absorb_digests(DigestsTag::fri_root, messages_.root(i, cap()));
      Status status = transcript.check_pow(PowTag::fold, grinding.fold, messages_.fold_nonces[i], Errc::pow_fold);
      if (!status.ok()) return Status(status.code(), static_cast<std::uint32_t>(i), status.detail());
      // V -> P. Soundness: FOLD, a curve through 2^a functions and the one that rolls in.
      to.betas.push_back(transcript.sample_ext());
    }
    // P -> V: the last function, as a polynomial of K_l coefficients. Their number is the degree check.
    transcript.absorb_elems(ElementsTag::final_polynomial, std::span<const EF>(messages_.final_polynomial));
    if (const Status status =
            transcript.check_pow(PowTag::query, grinding.query, messages_.query_nonce, Errc::pow_query);
        !status.ok()) {
      return status;
    }
    // V -> P. Soundness: QUERY, (1 - theta)^q; with replacement.
    to.indices.resize(layout_.fri().num_queries);
    transcript.sample_indices(layout_.log_indices(), std::span(to.indices));
    return {};
  }

  // C27 and C28: the exact length first, then every element.
  Result<Openings> parse(std::span<const std::size_t> indices, serial::Reader& reader) const noexcept {
    Openings result;
    const auto plan = [&](const TreeShape& shape) -> Status {
      Result<OpeningPlan> made = OpeningPlan::make(shape, layout_.log_indices(), indices, Errc::length_total);
      if (!made.ok()) return made.status();
      result.plans.push_back(std::move(*made));
      return {};
    };
    for (const TreeShape& shape : layout_.shapes()) {
      if (const Status status = plan(shape); !status.ok()) return status;
    }
    for (const FoldRound& round : layout_.schedule()) {
      if (const Status status = plan(layout_.round_shape(round)); !status.ok()) return status;
    }
    std::size_t length = 0;
    for (const OpeningPlan& p : result.plans) length += Opening::encoded_bytes(p);
    if (reader.remaining() != length) {
      return Status(Errc::length_total, 0, "the openings of these indices have another length");
    }
    reader.set_truncated(Errc::length_total);
    for (const OpeningPlan& p : result.plans) {
      Result<Opening> opening = Opening::parse(reader, p, Errc::opening_encoding);
      if (!opening.ok()) return opening.status();
      result.openings.push_back(std::move(*opening));
    }
    return result;
  }

  // C29 to C33.
  Status check_trees(const Openings& openings, std::span<const std::span<const Digest>> roots) const noexcept {
    const std::size_t num_trees = layout_.trees().size();
    for (std::size_t t = 0; t < num_trees; ++t) {
      const CommittedTree& tree = layout_.trees()[t];
      const Status status = openings.openings[t].verify(openings.plans[t], roots[t], tree.code, tree.index);
      if (!status.ok()) return status;
    }
    for (std::size_t i = 0; i < layout_.schedule().size(); ++i) {
      const Status status = openings.openings[num_trees + i].verify(
          openings.plans[num_trees + i], messages_.root(i, cap()), Errc::merkle_fri, static_cast<std::uint32_t>(i));
      if (!status.ok()) return status;
    }
    return {};
  }

  // C34 to C36, query by query.
  Status check_queries(const Challenges& challenges, const Openings& openings, const EF& point,
                       std::span<const Anchor<EF>> anchors) const noexcept {
    const std::vector<EF> powers = batching_powers(layout_, challenges.lambda);
    std::vector<DeepQuotient<EF>> quotients;
    for (std::size_t i = 0; i < layout_.levels().size(); ++i) {
      quotients.emplace_back(layout_, i, std::span<const EF>(messages_.opened), point, anchors, powers);
    }
    for (std::size_t n = 0; n < challenges.indices.size(); ++n) {
      const Errc code = check_query(challenges, openings, quotients, challenges.indices[n]);
      if (code != Errc::ok) return Status(code, static_cast<std::uint32_t>(n));
    }
    return {};
  }

  Errc check_query(const Challenges& challenges, const Openings& openings, std::span<const DeepQuotient<EF>> quotients,
                   std::size_t index) const noexcept {
    const std::size_t blowup = layout_.fri().log_blowup;
    const std::size_t num_trees = layout_.trees().size();
    std::size_t level = 0;  // place of the next level that joins
    std::size_t row = index;
    EF value = batched_value(openings, quotients, level++, index);
    Errc code = Errc::fri_input;
    for (std::size_t i = 0; i < layout_.schedule().size(); ++i) {
      const FoldRound round = layout_.schedule()[i];
      std::vector<EF> fibre = fibre_of(openings.openings[num_trees + i], openings.plans[num_trees + i], index);
      if (fibre[row & (fibre.size() - 1)] != value) return code;
      code = Errc::fri_fold;
      row >>= round.arity;
      value = fold_fibre(std::span(fibre), row, round.from + blowup, challenges.betas[i]);
      if (round.roll_in) {
        value +=
            exp_power_of_two(challenges.betas[i], round.arity) * batched_value(openings, quotients, level++, index);
      }
    }
    const std::size_t log_size = layout_.fri().log_final + blowup;
    const Field y = Field::two_adic_generator(log_size).pow(std::uint64_t{reverse_bits(row, log_size)});
    EF last = EF::zero();
    for (std::size_t i = messages_.final_polynomial.size(); i-- > 0;) last = last * y + messages_.final_polynomial[i];
    return last == value ? Errc::ok : Errc::fri_final;
  }

  /// F_k at the query: the quotient of the opened rows, and the mask.
  EF batched_value(const Openings& openings, std::span<const DeepQuotient<EF>> quotients, std::size_t place,
                   std::size_t index) const noexcept {
    const OpeningLayout::Level& level = layout_.levels()[place];
    const std::size_t log_size = level.level + layout_.fri().log_blowup;
    const std::size_t row = index >> (layout_.log_indices() - log_size);
    const Field x =
        Field::generator() * Field::two_adic_generator(log_size).pow(std::uint64_t{reverse_bits(row, log_size)});
    const auto row_group = [&](std::size_t tree) {
      const TreeShape& shape = layout_.shapes()[tree];
      std::size_t at = 0;
      while (shape.level(at).level != level.level) ++at;
      return openings.openings[tree].row(openings.plans[tree], at, index);
    };
    EF value = quotients[place].evaluate(x, row_group);
    if (level.mask_tree) {
      const std::span<const Field> mask = row_group(*level.mask_tree).subspan(level.mask_offset, EF::degree);
      for (std::size_t c = 0; c < EF::degree; ++c) value[c] += mask[c];
    }
    return value;
  }

  static std::vector<EF> fibre_of(const Opening& opening, const OpeningPlan& plan, std::size_t index) {
    const std::span<const Field> row = opening.row(plan, 0, index);
    std::vector<EF> fibre(row.size() / EF::degree);
    for (std::size_t i = 0; i < row.size(); ++i) fibre[i / EF::degree][i % EF::degree] = row[i];
    return fibre;
  }

  const OpeningLayout& layout_;
  const Messages& messages_;
};

}  // namespace probata::inline v0_1
