// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <probata/core/assert.hpp>
#include <probata/core/usage_error.hpp>
#include <probata/hash/sha256.hpp>
#include <probata/merkle/multiproof.hpp>
#include <probata/merkle/opening_plan.hpp>
#include <probata/merkle/salts.hpp>
#include <probata/ntt/batch_ntt.hpp>
#include <probata/parallel/serial.hpp>
#include <probata/pcs/fri/committed_tree.hpp>
#include <probata/pcs/fri/extended_matrix.hpp>
#include <probata/pcs/fri/hiding_streams.hpp>
#include <probata/pcs/fri/opening_ledger.hpp>
#include <probata/pcs/fri/persistent_identity.hpp>
#include <probata/poly/barycentric.hpp>
#include <probata/poly/domain.hpp>
#include <probata/poly/matrix.hpp>
#include <probata/prf/concepts.hpp>
#include <probata/simd/arch.hpp>

namespace probata::inline v0_1 {

/// Someone else's ProverTree in a list of trees that a FriProver opens: trees of one proof beside trees that stay.
/// A pointer; the tree must outlive it.
template <class Suite, PrimeField F, SaltSource<F> Salts>
class ProverTreeView {
 public:
  using Tree = ProverTree<Suite, F, Salts>;

  explicit ProverTreeView(const Tree& tree) noexcept : tree_(&tree) {}

  [[nodiscard]] auto matrices() const noexcept { return tree_->matrices(); }
  [[nodiscard]] auto mask(std::size_t level) const noexcept { return tree_->mask(level); }
  [[nodiscard]] const TreeRows<F, Salts>& rows() const noexcept { return tree_->rows(); }
  [[nodiscard]] const MerkleTree<Suite, F>& tree() const noexcept { return tree_->tree(); }
  [[nodiscard]] std::span<const typename Suite::Digest> root() const noexcept { return tree_->tree().root(); }
  /// Row groups and siblings of a plan; what follows the plan is for trees that compute their rows again.
  template <class... Unused>
  [[nodiscard]] Multiproof<Suite, F> open(const OpeningPlan& plan, const Unused&...) const {
    return tree_->tree().open(plan, tree_->rows());
  }

 private:
  const Tree* tree_;
};

/// A secret matrix, committed once for many proofs: its columns are the polynomials w + (X^N - 1) r, where w has the
/// values of the trace on the subgroup of order N and r has m uniform coefficients, drawn once.
///
///   auto commitment = PersistentCommitment<Suite, EF>::commit(ntt, parameters, trace.view(), random);
///   OpeningLedger ledger = OpeningLedger::begin(commitment.identity());     // and store its bytes
///   ... for each proof:
///   trees.push_back(commitment.open(ledger.reserve(q, random, store), fri));
///   fri_prover.prove(transcript, trees, anchors, part_b);                   // one of the anchors is
///   identity().anchor()
///
/// The matrix lies in a tree of its own, without R_k, which a later tree of the same proof holds. Tables that it is
/// bound to have its height and its level, or a proof would use more than its permit says.
/// @source  protocol, sections 1.3, 6.2 to 6.5
template <class Suite, FormatExtension EF, simd::ArchTag Arch = simd::DefaultArch>
class PersistentCommitment {
 public:
  using F = typename EF::Prime;
  using Identity = PersistentIdentity<Suite, EF>;
  using Salts = StreamSalts<F, SaltKeys, Arch>;
  using Tree = ProverTree<Suite, F, Salts>;
  using View = ProverTreeView<Suite, F, Salts>;

  /// @param ntt     tables for at least 2^(level + b) rows
  /// @param trace   2^log_height x width, natural order, rows without gaps
  /// @param random  32 bytes are taken from it: the seed of masks and salts. From the same seed follow the same
  ///                identity and the same masks, so that what the seed is kept for needs the same ledger.
  /// @throws UsageError if the parameters do not pass their check over EF, or the trace does not fit them
  /// @cost   as extend_trace, commit_rows and one evaluation of all columns at a point
  template <SecureRandom Random, Executor Ex = parallel::Serial>
  static PersistentCommitment commit(const BatchNtt<F, Arch>& ntt, const PersistentParameters& parameters,
                                     MatrixView<const F> trace, Random& random, const Ex& executor = {}) {
    check_arguments(parameters, trace);
    // The root is not known yet, so the streams are named after the parameters; the seed is the matrix's own.
    auto streams = std::make_unique<const HidingStreams>(random, Sha256::hash(parameters.message()));
    std::vector<ExtendedMatrix<F>> matrices;
    matrices.push_back(extend_trace(ntt, trace, column_masks(*streams, parameters), parameters.level(),
                                    parameters.log_blowup, executor));
    const bool is_salted = parameters.width < salt_length<F>;
    auto tree = std::make_unique<const Tree>(Tree::template commit<Arch>(
        std::move(matrices), {}, parameters.log_blowup, parameters.log_cap, Salts(SaltKeys(*streams, 0)),
        [is_salted](std::size_t) { return is_salted; }, executor));

    const auto digests = tree->tree().root();
    std::vector<typename Suite::Digest> root(digests.begin(), digests.end());
    const EF point = Identity::anchor_point(parameters, root);
    const BarycentricWeights<F, EF, Arch> weights(Coset<F>(F::generator(), parameters.level()), RowOrder::bit_reversed,
                                                  point, executor);
    std::vector<EF> values = evaluate_extended(tree->matrices()[0], weights, point, 0, parameters.width, executor);
    Result<Identity> identity = Identity::make(parameters, std::move(root), std::move(values));
    PROBATA_ASSERT(identity.ok(), "checked parameters, and a root and an anchor of their sizes");
    return PersistentCommitment(std::move(streams), std::move(tree), *std::move(identity));
  }

  /// What is published.
  [[nodiscard]] const Identity& identity() const noexcept { return identity_; }

  /// The tree, for one proof under these parameters. It stays valid when the commitment is moved, and as long as the
  /// commitment lives; using it for two proofs would open more than is reserved.
  /// @throws UsageError if the permit is spent, of another matrix or for fewer queries, or the matrix cannot take part
  ///         in a proof under these parameters
  [[nodiscard]] View open(OpeningPermit permit, const FriParameters& fri) const {
    constexpr const char* where = "PersistentCommitment::open";
    if (permit.num_queries() == 0) throw_usage(where, "permit", "spent", "one that no proof was made with");
    if (permit.identity() != identity_.digest()) throw_usage(where, "permit", "another matrix's", "of this matrix");
    if (permit.num_queries() < fri.num_queries) {
      throw_usage(where, "permit.num_queries()", permit.num_queries(),
                  "at least the proof's " + std::to_string(fri.num_queries));
    }
    if (const Status status = identity_.check_for(fri); !status.ok()) {
      throw_usage(where, "fri", status.detail(), "parameters that the matrix was committed under");
    }
    return View(*tree_);
  }

 private:
  PersistentCommitment(std::unique_ptr<const HidingStreams> streams, std::unique_ptr<const Tree> tree,
                       Identity identity)
      : streams_(std::move(streams)), tree_(std::move(tree)), identity_(std::move(identity)) {}

  static void check_arguments(const PersistentParameters& parameters, MatrixView<const F> trace) {
    constexpr const char* where = "PersistentCommitment::commit";
    if (const Status status = parameters.check<EF>(); !status.ok()) {
      throw_usage(where, "parameters", std::string(name(status.code())), std::string(status.detail()));
    }
    if (trace.rows() != std::size_t{1} << parameters.log_height) {
      throw_usage(where, "trace.rows()", trace.rows(), "2^" + std::to_string(parameters.log_height));
    }
    if (trace.cols() != parameters.width) {
      throw_usage(where, "trace.cols()", trace.cols(), "the width " + std::to_string(parameters.width));
    }
    if (!trace.is_contiguous()) {
      throw_usage(where, "trace.row_stride()", trace.row_stride(), "cols() (rows without gaps)");
    }
  }

  static Matrix<F> column_masks(const HidingStreams& streams, const PersistentParameters& parameters) {
    Matrix<F> masks(parameters.mask, parameters.width, for_overwrite);
    for (std::size_t j = 0; j < masks.cols(); ++j) {
      F* to = masks.data() + j;
      streams.elements<F, Arch>(HidingPurpose::column_mask, 0, j, masks.rows(), [&](const F& element) {
        *to = element;
        to += masks.cols();
      });
    }
    return masks;
  }

  std::unique_ptr<const HidingStreams> streams_;  // the tree's salts come from it
  std::unique_ptr<const Tree> tree_;
  Identity identity_;
};

}  // namespace probata::inline v0_1
