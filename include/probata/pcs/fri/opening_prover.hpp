// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <probata/core/usage_error.hpp>
#include <probata/hash/sha256.hpp>
#include <probata/merkle/salts.hpp>
#include <probata/ntt/batch_ntt.hpp>
#include <probata/parallel/serial.hpp>
#include <probata/pcs/fri/committed_tree.hpp>
#include <probata/pcs/fri/compact_tree.hpp>
#include <probata/pcs/fri/extended_matrix.hpp>
#include <probata/pcs/fri/fri_prover.hpp>
#include <probata/pcs/fri/hiding_streams.hpp>
#include <probata/pcs/fri/opening_claim.hpp>
#include <probata/pcs/fri/opening_verifier.hpp>
#include <probata/prf/concepts.hpp>
#include <probata/transcript/statement.hpp>
#include <probata/transcript/transcript.hpp>

namespace probata::inline v0_1 {

/// A proof that hides the columns but for the opened values.
struct OpeningProof {
  std::vector<std::byte> bytes;
};
/// A proof that hides nothing: rows of the extended columns stand in it as they are.
struct PlainOpeningProof {
  std::vector<std::byte> bytes;
};

/// Where the rows of the extended columns are between commitment and openings: in memory, or computed again, which
/// takes 2^b times less memory and two to three times the time. Proofs are the same.
struct KeepRows {};
struct RecomputeRows {};

namespace detail {

/// Commits to the trees of a claim and opens them.
template <class Suite, FormatExtension EF, simd::ArchTag Arch, class Storage, Executor Ex>
class OpeningProver {
 public:
  using F = typename EF::Prime;
  using Claim = OpeningClaim<Suite, EF>;
  using Traces = std::span<const std::vector<MatrixView<const F>>>;

  OpeningProver(const char* where, const Claim& claim, Traces traces, const Ex& executor)
      : claim_(claim),
        traces_(traces),
        executor_(executor),
        layout_(checked(where, claim, traces)),
        ntt_(layout_.log_indices()) {}

  std::vector<std::byte> prove_plain() const {
    std::vector<Tree<NoSalts>> trees;
    for (std::size_t t = 0; t < traces_.size(); ++t) trees.push_back(commit(t, nullptr, NoSalts{}));
    return open(std::span<Tree<NoSalts>>(trees));
  }

  template <SecureRandom Random>
  std::vector<std::byte> prove_hiding(Random& random) const {
    const std::vector<std::byte> header = this->header();
    const HidingStreams streams(random, Sha256::hash(header));
    using Salts = StreamSalts<F, SaltKeys, Arch>;
    std::vector<Tree<Salts>> trees;
    for (std::size_t t = 0; t < traces_.size(); ++t) trees.push_back(commit(t, &streams, Salts(SaltKeys(streams, t))));
    return open(std::span<Tree<Salts>>(trees));
  }

 private:
  static constexpr bool keeps_rows = std::is_same_v<Storage, KeepRows>;
  template <class Salts>
  using Tree = std::conditional_t<keeps_rows, ProverTree<Suite, F, Salts>, CompactTree<Suite, F, Salts>>;

  static OpeningLayout checked(const char* where, const Claim& claim, Traces traces) {
    Result<OpeningLayout> layout = claim.layout();
    if (!layout.ok()) {
      throw_usage(where, "claim", std::string(name(layout.status().code())), std::string(layout.status().detail()));
    }
    if (traces.size() != claim.trees.size()) {
      throw_usage(where, "traces.size()", traces.size(),
                  "one list of matrices for each of the claim's " + std::to_string(claim.trees.size()) + " trees");
    }
    for (std::size_t t = 0; t < traces.size(); ++t) {
      const std::string tree = "traces[" + std::to_string(t) + "]";
      if (traces[t].size() != claim.trees[t].size()) {
        throw_usage(where, tree + ".size()", traces[t].size(),
                    "the tree's number of matrices, " + std::to_string(claim.trees[t].size()));
      }
      for (std::size_t m = 0; m < traces[t].size(); ++m) {
        const ClaimedMatrix& shape = claim.trees[t][m];
        const std::string matrix = tree + "[" + std::to_string(m) + "]";
        if (traces[t][m].rows() != std::size_t{1} << shape.log_height) {
          throw_usage(where, matrix + ".rows()", traces[t][m].rows(),
                      "the claim's 2^" + std::to_string(shape.log_height));
        }
        if (traces[t][m].cols() != shape.width) {
          throw_usage(where, matrix + ".cols()", traces[t][m].cols(), "the claim's " + std::to_string(shape.width));
        }
        if (!traces[t][m].is_contiguous()) {
          throw_usage(where, matrix + ".row_stride()", traces[t][m].row_stride(), "cols() (rows without gaps)");
        }
      }
    }
    return std::move(*layout);
  }

  std::vector<std::byte> header() const {
    serial::Writer writer;
    writer.write_text("PROBAPFR");
    writer.write_u16(proof_format_version);
    writer.write_bytes(Claim::digest(claim_.bytes()));
    return std::move(writer).take();
  }

  template <class Salts>
  Tree<Salts> commit(std::size_t t, const HidingStreams* streams, Salts salts) const {
    const FriParameters& fri = claim_.fri;
    const auto is_salted = [this, t](std::size_t level) { return layout_.is_salted(t, level); };
    if constexpr (keeps_rows) {
      std::vector<ExtendedMatrix<F>> masks;
      for (CoefficientMatrix<F>& mask : mask_polynomials(t, streams)) {
        masks.push_back(extend_coefficients(ntt_, std::move(mask), fri.log_blowup, executor_));
      }
      std::vector<ExtendedMatrix<F>> matrices;
      std::size_t column = 0;  // of the tree
      for (std::size_t m = 0; m < traces_[t].size(); ++m) {
        matrices.push_back(extend_trace(ntt_, traces_[t][m], column_masks(t, m, column, streams),
                                        layout_.trees()[t].matrices[m].level, fri.log_blowup, executor_));
      }
      return Tree<Salts>::template commit<Arch>(std::move(matrices), std::move(masks), fri.log_blowup, fri.log_cap,
                                                std::move(salts), is_salted, executor_);
    } else {
      std::vector<CoefficientMatrix<F>> matrices;
      std::size_t column = 0;
      for (std::size_t m = 0; m < traces_[t].size(); ++m) {
        const std::size_t level = layout_.trees()[t].matrices[m].level;
        matrices.push_back(blinded_coefficients(ntt_, traces_[t][m], column_masks(t, m, column, streams), level,
                                                num_top_rows(level), executor_));
      }
      return Tree<Salts>::commit(ntt_, std::move(matrices), mask_polynomials(t, streams), fri.log_blowup, fri.log_cap,
                                 std::move(salts), is_salted, executor_);
    }
  }

  /// r of the columns of a matrix, h x width; without rows in plain mode.
  Matrix<F> column_masks(std::size_t t, std::size_t m, std::size_t& column, const HidingStreams* streams) const {
    if (streams == nullptr) return {};
    Matrix<F> masks(claim_.num_masks(), traces_[t][m].cols(), for_overwrite);
    for (std::size_t j = 0; j < masks.cols(); ++j) {
      F* to = masks.data() + j;
      streams->elements<F, Arch>(HidingPurpose::column_mask, t, column++, masks.rows(), [&](const F& element) {
        *to = element;
        to += masks.cols();
      });
    }
    return masks;
  }

  /// R_k of every level of which t is the last tree: uniform polynomials of the code's full dimension.
  std::vector<CoefficientMatrix<F>> mask_polynomials(std::size_t t, const HidingStreams* streams) const {
    std::vector<CoefficientMatrix<F>> masks;
    for (const OpeningLayout::Level& level : layout_.levels()) {
      if (level.mask_tree != t) continue;
      const std::size_t size = std::size_t{1} << level.level;
      const std::size_t num_top = num_top_rows(level.level);
      CoefficientMatrix<F> mask{level.level, Matrix<F>(size + (keeps_rows ? 0 : num_top), EF::degree, for_overwrite),
                                Matrix<F>(num_top, EF::degree, for_overwrite)};
      for (std::size_t c = 0; c < EF::degree; ++c) {
        F* to = mask.low.data() + c;
        std::size_t i = 0;
        streams->elements<F, Arch>(HidingPurpose::mask_polynomial, level.level, c, size + num_top,
                                   [&](const F& element) {
                                     *to = element;
                                     to = ++i == size ? mask.top.data() + c : to + EF::degree;
                                   });
      }
      masks.push_back(std::move(mask));
    }
    return masks;
  }

  /// Dimension of a level's code above 2^k.
  [[nodiscard]] std::size_t num_top_rows(std::size_t level) const {
    return static_cast<std::size_t>(claim_.fri.dimension(level)) - (std::size_t{1} << level);
  }

  template <class Tree>
  std::vector<std::byte> open(std::span<Tree> trees) const {
    const std::vector<std::byte> claim_bytes = claim_.bytes();
    Transcript<Suite, EF> transcript(PcsStatement{claim_bytes});
    serial::Writer proof(header());
    std::vector<std::vector<typename Suite::Digest>> roots;
    for (const Tree& tree : trees) roots.emplace_back(tree.root().begin(), tree.root().end());
    for (const auto& root : roots) {
      for (const typename Suite::Digest& digest : root) Suite::write_digest(proof, digest);
    }
    // P -> V: the roots.
    absorb_roots(transcript, std::span<const std::vector<typename Suite::Digest>>(roots));
    FriProver<Suite, EF, Arch, Ex> fri(layout_, ntt_, executor_);
    const EF point = fri.draw_point(transcript);
    fri.evaluate(std::span<const Tree>(trees), point);
    serial::Writer openings;
    fri.prove(transcript, trees, {}, openings);
    fri.messages().write(proof, layout_);
    proof.write_bytes(openings.bytes());
    return std::move(proof).take();
  }

  const Claim& claim_;
  Traces traces_;
  const Ex& executor_;
  OpeningLayout layout_;
  BatchNtt<F, Arch> ntt_;
};

}  // namespace detail

/// Commits to matrices and opens all their columns at a random point, hiding everything but the opened values.
///
/// @param traces  for each tree of the claim its matrices, 2^log_height x width, natural order, rows without gaps
/// @param random  32 bytes are taken from it
/// @param storage  RecomputeRows{} for less memory
/// @throws UsageError if the claim is not one (see OpeningClaim::layout), is in plain mode, or the traces do not fit it
/// @cost   see the protocol, section 10.1; memory: the extended matrices, 2 digests for each of their rows, and
///         e (1 + 8/7) elements of F for each point of the highest level
/// @source protocol, section 7.9
template <simd::ArchTag Arch = simd::DefaultArch, class Suite, FormatExtension EF, SecureRandom Random,
          Executor Ex = parallel::Serial, class Storage = KeepRows>
OpeningProof prove_opening(const OpeningClaim<Suite, EF>& claim,
                           std::span<const std::vector<MatrixView<const typename EF::Prime>>> traces, Random& random,
                           const Ex& executor = {}, [[maybe_unused]] Storage storage = {}) {
  if (!claim.fri.zero_knowledge()) {
    throw_usage("prove_opening", "claim.fri.log_slack", "no_slack",
                "a number: without room for masks nothing is hidden; prove_opening_without_hiding says so");
  }
  return {detail::OpeningProver<Suite, EF, Arch, Storage, Ex>("prove_opening", claim, traces, executor)
              .prove_hiding(random)};
}

/// The same with nothing hidden, for a claim in plain mode: parameters without slack.
template <simd::ArchTag Arch = simd::DefaultArch, class Suite, FormatExtension EF, Executor Ex = parallel::Serial,
          class Storage = KeepRows>
PlainOpeningProof prove_opening_without_hiding(
    const OpeningClaim<Suite, EF>& claim, std::span<const std::vector<MatrixView<const typename EF::Prime>>> traces,
    const Ex& executor = {}, [[maybe_unused]] Storage storage = {}) {
  if (claim.fri.zero_knowledge()) {
    throw_usage("prove_opening_without_hiding", "claim.fri.log_slack", std::size_t{claim.fri.log_slack},
                "no_slack: this claim promises to hide; call prove_opening");
  }
  return {detail::OpeningProver<Suite, EF, Arch, Storage, Ex>("prove_opening_without_hiding", claim, traces, executor)
              .prove_plain()};
}

}  // namespace probata::inline v0_1
