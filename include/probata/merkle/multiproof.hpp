// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <probata/core/assert.hpp>
#include <probata/core/errc.hpp>
#include <probata/core/result.hpp>
#include <probata/hash/concepts.hpp>
#include <probata/merkle/detail/hash_each.hpp>
#include <probata/merkle/opening_plan.hpp>
#include <probata/serial/concepts.hpp>
#include <probata/serial/reader.hpp>

namespace probata::inline v0_1 {

/// An opening of a tree at all indices of an OpeningPlan at once: row groups, then the siblings that cannot be
/// computed.
///
///   const auto plan = OpeningPlan::make(shape, log_indices, indices, Errc::merkle_stage);
///   const auto opening = Multiproof<Suite, F>::parse(reader, *plan);
///   const Status status = opening->verify(*plan, root, Errc::merkle_stage, stage);
///   const std::span<const F> row = opening->row(*plan, level, index);       // once verify accepted
///
/// The plan says how many elements and digests there are, and which; the bytes contain no count. One opening of a plan
/// has one encoding.
/// @source protocol, sections 7.3 and 9
template <class Suite, serial::WordField F>
  requires HashSuite<Suite, F>
class Multiproof {
 public:
  using Digest = typename Suite::Digest;

  /// Requires as many elements and digests as the plan says for which they are meant; verify() looks again.
  Multiproof(std::vector<F> row_groups, std::vector<Digest> siblings) noexcept
      : row_groups_(std::move(row_groups)), siblings_(std::move(siblings)) {}

  /// The exact length of the encoding of an opening.
  static std::size_t encoded_bytes(const OpeningPlan& plan) noexcept {
    return plan.num_row_elements() * serial::encoded_size<F> + plan.num_siblings() * Suite::digest_bytes;
  }

  /// Reads an opening. Memory is asked for only once the bytes are known to be there.
  /// @return  the opening; or the reader's code for missing bytes; or `not_canonical` where an element is not below the
  ///          modulus. Indices are byte positions.
  static Result<Multiproof> parse(serial::Reader& reader, const OpeningPlan& plan,
                                  Errc not_canonical = Errc::opening_encoding) noexcept {
    if (!reader.status().ok() || reader.remaining() < encoded_bytes(plan)) {
      return reader.read_bytes(encoded_bytes(plan)).status();
    }
    std::vector<F> row_groups(plan.num_row_elements());
    std::vector<Digest> siblings(plan.num_siblings());
    Status status = reader.read_elements(std::span(row_groups), not_canonical);
    for (std::size_t i = 0; status.ok() && i < siblings.size(); ++i) {
      status = Suite::read_digest(reader, siblings[i], not_canonical);
    }
    if (!status.ok()) return status;
    return Multiproof(std::move(row_groups), std::move(siblings));
  }

  template <class Writer>
  void write(Writer& writer) const {
    writer.write_elements(std::span<const F>(row_groups_));
    for (const Digest& sibling : siblings_) Suite::write_digest(writer, sibling);
  }

  /// Whether the row groups are those of the plan's rows in the tree with this root.
  ///
  /// @param root   2^cap digests, from the claim or read before the indices were drawn
  /// @param code, index  the status of an opening that does not lead to the root
  /// @cost  one leaf hash for each row group, one node or injection for each known node below the top layer
  // Soundness: another row group under the same root is a collision of leaf, node or injection.
  [[nodiscard]] Status verify(const OpeningPlan& plan, std::span<const Digest> root, Errc code,
                              std::uint32_t index = 0) const noexcept {
    if (code == Errc::ok) detail::assertion_failed("code != Errc::ok", "a refusal needs a code", __FILE__, __LINE__);
    const TreeShape& shape = plan.shape();
    if (row_groups_.size() != plan.num_row_elements()) return Status(code, index, "number of elements");
    if (siblings_.size() != plan.num_siblings()) return Status(code, index, "number of siblings");
    if (root.size() != std::size_t{1} << shape.cap()) return Status(code, index, "number of digests of the root");

    const std::vector<Digest> digests = cap_digests(plan);
    const std::span<const std::size_t> reached = plan.nodes(shape.cap());
    for (std::size_t i = 0; i < reached.size(); ++i) {
      if (!(digests[i] == root[reached[i]])) return Status(code, index, "a digest of the root");
    }
    return {};
  }

  /// The row group that a query selects. Means something only after verify() has accepted with the same plan.
  /// @param level  place in shape().levels(); @param index  one of the plan's indices
  std::span<const F> row(const OpeningPlan& plan, std::size_t level, std::size_t index) const noexcept {
    return std::span(row_groups_).subspan(plan.row_offset(level, index), plan.shape().level(level).row_length);
  }

  /// All row groups and all siblings, in the order of the plan.
  std::span<const F> row_groups() const noexcept { return row_groups_; }
  std::span<const Digest> siblings() const noexcept { return siblings_; }

  friend bool operator==(const Multiproof&, const Multiproof&) = default;

 private:
  /// Takes as many row groups of a level from the front of `rows` as there are digests, and hashes them.
  static void hash_rows(const TreeLevel& level, std::span<const F>& rows, std::span<Digest> digests) {
    const typename Suite::template Leaves<F> leaves(level.row_length, level.level);
    const std::size_t taken = digests.size() * level.row_length;
    detail::hash_each_leaf(leaves, rows.first(taken), digests);
    rows = rows.subspan(taken);
  }

  /// The known nodes of the cap's layer, as the row groups and siblings make them.
  std::vector<Digest> cap_digests(const OpeningPlan& plan) const {
    const TreeShape& shape = plan.shape();
    std::span<const F> rows(row_groups_);
    std::span<const Digest> siblings(siblings_);
    std::vector<Digest> known(plan.nodes(shape.top_layer()).size());
    hash_rows(shape.level(0), rows, known);

    std::vector<std::array<Digest, 2>> children(known.size());
    std::vector<Digest> leaves;
    for (std::size_t layer = shape.top_layer(); layer-- > shape.cap();) {
      std::size_t num_parents = 0;
      auto next_known = known.cbegin();
      plan.for_each_parent(layer, [&](std::size_t, bool left_is_known, bool right_is_known) {
        std::array<Digest, 2>& pair = children[num_parents++];
        pair[0] = left_is_known ? *next_known++ : take_front(siblings);
        pair[1] = right_is_known ? *next_known++ : take_front(siblings);
      });
      const std::span<const std::array<Digest, 2>> pairs = std::span(children).first(num_parents);
      const std::span<Digest> parents = std::span(known).first(num_parents);
      if (const auto place = shape.level_at(layer)) {
        leaves.resize(num_parents);
        hash_rows(shape.level(*place), rows, leaves);
        detail::inject_each_leaf<Suite, Digest>(pairs, leaves, parents);
      } else {
        detail::hash_each_node<Suite, Digest>(pairs, parents);
      }
    }
    return known;
  }

  static Digest take_front(std::span<const Digest>& digests) {
    const Digest front = digests.front();
    digests = digests.subspan(1);
    return front;
  }

  std::vector<F> row_groups_;
  std::vector<Digest> siblings_;
};

}  // namespace probata::inline v0_1
