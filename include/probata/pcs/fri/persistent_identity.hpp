// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <probata/core/errc.hpp>
#include <probata/core/result.hpp>
#include <probata/hash/sha256.hpp>
#include <probata/merkle/tree_shape.hpp>
#include <probata/pcs/fri/deep_quotient.hpp>
#include <probata/pcs/fri/opening_layout.hpp>
#include <probata/security/fri_parameters.hpp>
#include <probata/serial/concepts.hpp>
#include <probata/serial/reader.hpp>
#include <probata/serial/writer.hpp>
#include <probata/transcript/format.hpp>
#include <probata/transcript/statement.hpp>
#include <probata/transcript/transcript.hpp>
#include <probata/version.hpp>

/// A persistent matrix: secret columns that are committed once and opened in many proofs.
///
/// Notation: N = 2^log_height rows; m = mask, the random coefficients that blind a column; e the degree of EF; q the
/// queries of a proof. One proof uses at most 2 (q + e) of the m coefficients, the anchor e of them, and one is to
/// spare for the rows that no proof opens.
namespace probata::inline v0_1 {

/// 2 (q + e): a column's values at x and w_h x for each query x, and at z and w_h z.
/// @source protocol, section 6.3
constexpr std::uint64_t coefficients_per_proof(std::size_t num_queries, std::size_t degree) noexcept {
  return 2 * (std::uint64_t{num_queries} + degree);
}

/// What a persistent matrix was committed under, and what every proof that opens it has to be made under.
struct PersistentParameters {
  std::uint8_t log_blowup = 0;
  std::uint8_t log_slack = FriParameters::no_slack;
  std::uint8_t log_final = 0;
  std::uint8_t log_cap = 0;
  std::uint8_t log_height = 0;
  std::uint16_t width = 0;
  std::uint32_t mask = 0;  ///< random coefficients for each column

  static constexpr std::size_t message_bytes = 11;

  friend constexpr bool operator==(const PersistentParameters&, const PersistentParameters&) = default;

  /// The part of a proof's parameters that a root depends on; whatever else is the proof's own choice.
  [[nodiscard]] constexpr FriParameters code() const noexcept {
    return {
        .log_blowup = log_blowup, .log_slack = log_slack, .log_final = log_final, .log_cap = log_cap, .num_queries = 1};
  }
  /// The level of the matrix. Requires parameters that pass their check.
  [[nodiscard]] constexpr std::size_t level() const noexcept {
    return *code().level_for(std::uint64_t{1} << log_height, mask);
  }

  /// m - e - 1: the coefficients of a column that all proofs together may use; 0 if there are none.
  [[nodiscard]] constexpr std::uint64_t budget(std::size_t degree) const noexcept {
    return mask > degree ? std::uint64_t{mask} - degree - 1 : 0;
  }

  /// The message under tag 0x21, from which the anchor's point and the streams of the blinding follow.
  [[nodiscard]] constexpr std::array<std::byte, message_bytes> message() const noexcept {
    std::array<std::byte, message_bytes> bytes{};
    serial::FixedWriter writer(bytes);
    for (const std::uint8_t byte : {log_blowup, log_slack, log_final, log_cap, log_height}) writer.write_u8(byte);
    writer.write_u16(width);
    writer.write_u32(mask);
    return bytes;
  }

  /// Whether matrices over EF can be committed under these parameters.
  /// @returns  Errc::params (C03); Errc::table for a height below 2^3 (C09); Errc::matrix_bind without slack, without
  ///           columns or with a mask that is too short for one proof of one query (C11); Errc::too_large for a domain
  ///           beyond the field's two-adicity (C13). The first of them in this order.
  template <FormatExtension EF>
  [[nodiscard]] constexpr Status check() const noexcept {
    using F = typename EF::Prime;
    if (const Status status = code().check(0); !status.ok()) return status;
    if (log_height < 3) return Status(Errc::table, 0, "a matrix has at least 2^3 rows");
    if (log_slack == FriParameters::no_slack) return Status(Errc::matrix_bind, 0, "no persistent matrix without masks");
    if (width == 0) return Status(Errc::matrix_bind, 0, "a matrix has at least one column");
    if (budget(EF::degree) < coefficients_per_proof(1, EF::degree)) {
      return Status(Errc::matrix_bind, 0, "the mask is too short for any proof");
    }
    if (log_height <= F::two_adicity && log_height <= TreeShape::max_log_rows) {
      const std::size_t log_rows = level() + log_blowup;
      if (log_rows <= F::two_adicity && log_rows <= TreeShape::max_log_rows) return {};
    }
    return Status(Errc::too_large, 0, "the field has no domain for this height and mask");
  }
};

/// What all the world knows of a persistent matrix: parameters, root and anchor. A root alone may be near to several
/// words of the code; with the values at the anchor's point there is one at most, except with the ANCHOR error. So two
/// proofs speak of the same columns if and only if their identities are equal.
///
/// @tparam Suite, EF  of the commitment; the bytes name them
/// @source  protocol, section 1.3
template <class Suite, FormatExtension EF>
class PersistentIdentity {
 public:
  using Field = typename EF::Prime;
  using Digest = typename Suite::Digest;

  /// @param root    2^log_cap digests
  /// @param values  of all columns at the anchor's point
  /// @returns  the identity; what the parameters' check says; or Errc::matrix_bind for other numbers of digests or
  ///           values.
  static Result<PersistentIdentity> make(const PersistentParameters& parameters, std::vector<Digest> root,
                                         std::vector<EF> values) {
    if (const Status status = parameters.check<EF>(); !status.ok()) return status;
    if (root.size() != std::size_t{1} << parameters.log_cap) {
      return Status(Errc::matrix_bind, 0, "a root is 2^log_cap digests");
    }
    if (values.size() != parameters.width) return Status(Errc::matrix_bind, 0, "an anchor has a value for each column");
    const EF point = anchor_point(parameters, root);
    return PersistentIdentity(parameters, std::move(root), {point, std::move(values)});
  }

  /// The point at which a matrix with this root is anchored. Requires parameters that pass their check and 2^log_cap
  /// digests.
  static EF anchor_point(const PersistentParameters& parameters, std::span<const Digest> root) {
    const AnchorStatement<Digest> statement{
        parameters.log_blowup, parameters.log_slack, parameters.log_final, parameters.log_cap,
        parameters.log_height, parameters.width,     parameters.mask,      root};
    // Soundness: ANCHOR, (list size)^2 / 2 * K / (|E| - p).
    return Transcript<Suite, EF>(statement).sample_out_of_domain();
  }

  [[nodiscard]] const PersistentParameters& parameters() const noexcept { return parameters_; }
  [[nodiscard]] std::span<const Digest> root() const noexcept { return root_; }
  [[nodiscard]] const Anchor<EF>& anchor() const noexcept { return anchor_; }
  [[nodiscard]] std::size_t level() const noexcept { return parameters_.level(); }
  /// Whether its row groups carry a salt.
  [[nodiscard]] bool is_salted() const noexcept { return parameters_.width < salt_length<Field>; }

  /// How many proofs of q queries the masks are good for: floor((m - e - 1) / (2 (q + e))).
  [[nodiscard]] std::uint64_t num_proofs(std::size_t num_queries) const noexcept {
    return parameters_.budget(EF::degree) / coefficients_per_proof(num_queries, EF::degree);
  }

  /// Whether the matrix can take part in a proof under these parameters: the code, the final level and the cap are its
  /// own, and the masks are long enough for one such proof at least. How many there were, a verifier cannot know.
  /// @returns  Errc::matrix_bind (C11) if not
  [[nodiscard]] Status check_for(const FriParameters& fri) const noexcept {
    if (!fri.zero_knowledge()) return Status(Errc::matrix_bind, 0, "no persistent matrix in plain mode");
    if (fri.log_blowup != parameters_.log_blowup || fri.log_slack != parameters_.log_slack ||
        fri.log_final != parameters_.log_final || fri.log_cap != parameters_.log_cap) {
      return Status(Errc::matrix_bind, 0, "the matrix was committed under other parameters");
    }
    if (num_proofs(fri.num_queries) == 0) return Status(Errc::matrix_bind, 0, "the mask is too short for this proof");
    return {};
  }

  /// The tree of the matrix in a layout. A blinded tree with a matrix of the same level comes after it: R_k is a
  /// proof's own.
  /// @param next_columns  those that are opened at w_h z too
  /// @param index         of the tree among those of persistent matrices, for the verifier's refusals (C30)
  [[nodiscard]] CommittedTree committed_tree(std::vector<std::uint32_t> next_columns, std::uint32_t index) const {
    return {.matrices = {{.log_height = parameters_.log_height,
                          .level = level(),
                          .width = parameters_.width,
                          .next_columns = std::move(next_columns),
                          .anchored = true}},
            .blinded = true,
            .code = Errc::merkle_hid,
            .index = index};
  }

  /// "PROBAHID", u16 format = 1, u8 field, e, suite, the message under tag 0x21, the root, the anchor's values.
  [[nodiscard]] std::vector<std::byte> bytes() const {
    serial::Writer writer;
    writer.write_text(magic);
    writer.write_u16(proof_format_version);
    writer.write_bytes(kind);
    writer.write_bytes(parameters_.message());
    for (const Digest& digest : root_) Suite::write_digest(writer, digest);
    writer.write_elements(std::span<const EF>(anchor_.values));
    return std::move(writer).take();
  }

  /// SHA-256("probata/1/matrix" || bytes).
  [[nodiscard]] Sha256::Digest digest() const {
    serial::Writer tag;
    tag.write_text("probata/1/matrix");
    return Sha256().update(tag.bytes()).update(bytes()).digest();
  }

  /// Reads what somebody else wrote. Allocates only when the length is right.
  /// @returns  the identity; Errc::instance_format for a wrong magic, format or length; Errc::field_suite for another
  ///           field, degree or suite; what the parameters' check says; Errc::matrix_bind for a root or an anchor that
  ///           is not canonical.
  static Result<PersistentIdentity> parse(std::span<const std::byte> bytes) {
    serial::Reader reader(bytes, Errc::instance_format);
    serial::Writer head;
    head.write_text(magic);
    head.write_u16(proof_format_version);
    if (const Status status = reader.expect_bytes(head.bytes(), Errc::instance_format); !status.ok()) return status;
    if (const Status status = reader.expect_bytes(kind, Errc::field_suite); !status.ok()) return status;
    PersistentParameters parameters;
    for (std::uint8_t* const byte : {&parameters.log_blowup, &parameters.log_slack, &parameters.log_final,
                                     &parameters.log_cap, &parameters.log_height}) {
      *byte = reader.read_u8().value_or(0);
    }
    parameters.width = reader.read_u16().value_or(0);
    parameters.mask = reader.read_u32().value_or(0);
    if (!reader.status().ok()) return reader.status();
    if (const Status status = parameters.check<EF>(); !status.ok()) return status;
    const std::size_t num_digests = std::size_t{1} << parameters.log_cap;
    if (reader.remaining() != num_digests * Suite::digest_bytes + parameters.width * serial::encoded_size<EF>) {
      return Status(Errc::instance_format, 0, "an identity with these parameters has another length");
    }
    std::vector<Digest> root(num_digests);
    for (Digest& digest : root) {
      if (const Status status = Suite::read_digest(reader, digest, Errc::matrix_bind); !status.ok()) return status;
    }
    std::vector<EF> values(parameters.width);
    if (const Status status = reader.read_elements(std::span<EF>(values), Errc::matrix_bind); !status.ok()) {
      return status;
    }
    return make(parameters, std::move(root), std::move(values));
  }

  /// Equal parameters, roots and anchors.
  friend bool operator==(const PersistentIdentity& a, const PersistentIdentity& b) noexcept {
    return a.parameters_ == b.parameters_ && a.root_ == b.root_ && a.anchor_.values == b.anchor_.values;
  }

 private:
  static constexpr std::string_view magic = "PROBAHID";
  static constexpr std::array<std::byte, 3> kind{std::byte{format_field_id<EF>}, static_cast<std::byte>(EF::degree),
                                                 std::byte{Suite::id}};

  PersistentIdentity(const PersistentParameters& parameters, std::vector<Digest> root, Anchor<EF> anchor)
      : parameters_(parameters), root_(std::move(root)), anchor_(std::move(anchor)) {}

  PersistentParameters parameters_;
  std::vector<Digest> root_;
  Anchor<EF> anchor_;
};

}  // namespace probata::inline v0_1
