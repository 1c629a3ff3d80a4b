// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <probata/core/errc.hpp>
#include <probata/core/result.hpp>
#include <probata/hash/sha256.hpp>
#include <probata/merkle/tree_shape.hpp>
#include <probata/pcs/fri/opening_layout.hpp>
#include <probata/security/calculator.hpp>
#include <probata/security/fri_parameters.hpp>
#include <probata/serial/concepts.hpp>
#include <probata/serial/reader.hpp>
#include <probata/serial/writer.hpp>
#include <probata/transcript/format.hpp>
#include <probata/version.hpp>

namespace probata::inline v0_1 {

/// A matrix of an opening claim: 2^log_height rows, all columns opened at z, the first num_next at w_h z too.
struct ClaimedMatrix {
  std::uint8_t log_height = 0;
  std::uint16_t width = 0;
  std::uint16_t num_next = 0;

  friend bool operator==(const ClaimedMatrix&, const ClaimedMatrix&) = default;
};

/// What a caller is willing to look at.
struct OpeningLimits {
  std::size_t max_row_length = std::size_t{1} << 20;  ///< sum of the row groups' lengths over trees and levels
  std::size_t max_opened_values = std::size_t{1} << 22;
};

/// The statement of a commitment that is opened on its own: parameters and the matrices of each tree. Prover and
/// verifier both derive every shape from it, and the transcript begins with its bytes.
///
/// Suite and EF are those of the proof; the bytes name them.
/// @source  protocol, section 7.9
template <class Suite, FormatExtension EF>
struct OpeningClaim {
  using Field = typename EF::Prime;
  static constexpr std::size_t salt = salt_length<Field>;
  static constexpr std::uint8_t max_grinding =
      static_cast<std::uint8_t>(Suite::algebraic ? max_pow_bits_of_elements : max_pow_bits_of_bytes);

  FriParameters fri;
  std::vector<std::vector<ClaimedMatrix>> trees;

  friend bool operator==(const OpeningClaim&, const OpeningClaim&) = default;

  /// h, the number of random coefficients that blind a column; 0 in plain mode.
  [[nodiscard]] std::size_t num_masks() const noexcept {
    return fri.zero_knowledge() ? 2 * (std::size_t{fri.num_queries} + EF::degree) + 1 : 0;
  }

  [[nodiscard]] std::vector<std::byte> bytes() const {
    serial::Writer writer;
    writer.write_text("PROBAPCS");
    writer.write_u16(proof_format_version);
    const GrindingBits& g = fri.grinding;
    for (const std::size_t byte :
         {std::size_t{format_field_id<EF>}, EF::degree, std::size_t{Suite::id}, std::size_t{fri.zero_knowledge()},
          std::size_t{fri.log_blowup}, std::size_t{fri.log_slack}, std::size_t{fri.log_final},
          std::size_t{fri.log_arity}, std::size_t{fri.log_cap}, static_cast<std::size_t>(fri.regime)}) {
      writer.write_u8(static_cast<std::uint8_t>(byte));
    }
    writer.write_u16(fri.multiplicity);
    writer.write_u16(fri.num_queries);
    for (const std::uint8_t bits : {g.deep, g.batch, g.fold, g.query}) writer.write_u8(bits);
    writer.write_u8(static_cast<std::uint8_t>(trees.size()));
    for (const std::vector<ClaimedMatrix>& tree : trees) {
      writer.write_u16(static_cast<std::uint16_t>(tree.size()));
      for (const ClaimedMatrix& matrix : tree) {
        writer.write_u8(matrix.log_height);
        writer.write_u16(matrix.width);
        writer.write_u16(matrix.num_next);
      }
    }
    return std::move(writer).take();
  }

  /// Reads the bytes of a claim that somebody else wrote, and checks it as `layout` does.
  /// @returns  the claim; Errc::key_format for a wrong magic, format number, length or reserved flags;
  /// Errc::field_suite
  ///           for another field or suite; Errc::params where flag and slack contradict each other; or what `layout`
  ///           says.
  static Result<OpeningClaim> parse(std::span<const std::byte> bytes, const OpeningLimits& limits = {}) {
    serial::Reader reader(bytes, Errc::key_format);
    OpeningClaim claim;
    if (const Status status = claim.read(reader); !status.ok()) return status;
    if (const Result<OpeningLayout> layout = claim.layout(limits); !layout.ok()) return layout.status();
    return claim;
  }

  /// The shape that follows from the claim.
  /// @returns  the layout; Errc::key_format for counts that the bytes cannot have or a matrix without columns, or with
  ///           more next columns than it has (C01); Errc::params (C03); Errc::table for a height below 2^3 (C09);
  ///           Errc::too_large for a domain beyond the field's two-adicity or a size beyond the limits (C13).
  [[nodiscard]] Result<OpeningLayout> layout(const OpeningLimits& limits = {}) const {
    if (const Status status = check(); !status.ok()) return status;
    // Before anything is made of them: two numbers of the claim may stand for 2^17 columns.
    std::size_t num_opened = 0;
    for (const std::vector<ClaimedMatrix>& tree : trees) {
      for (const ClaimedMatrix& matrix : tree) num_opened += std::size_t{matrix.width} + matrix.num_next;
    }
    if (num_opened > limits.max_opened_values) return Status(Errc::too_large, 0, "too many opened values");
    std::vector<CommittedTree> committed;
    for (std::size_t t = 0; t < trees.size(); ++t) {
      committed.push_back({.blinded = fri.zero_knowledge(), .index = static_cast<std::uint32_t>(t)});
      for (const ClaimedMatrix& matrix : trees[t]) {
        if (matrix.log_height > Field::two_adicity) return Status(Errc::too_large, 0, "a height beyond the field");
        const auto level = fri.level_for(std::uint64_t{1} << matrix.log_height, num_masks());
        if (!level || *level + fri.log_blowup > Field::two_adicity) {
          return Status(Errc::too_large, 0, "the evaluation domain is larger than the field's two-adic subgroup");
        }
        CommittedMatrix entry{.log_height = matrix.log_height, .level = *level, .width = matrix.width};
        for (std::uint32_t c = 0; c < matrix.num_next; ++c) entry.next_columns.push_back(c);
        committed.back().matrices.push_back(std::move(entry));
      }
    }
    Result<OpeningLayout> result = OpeningLayout::make(fri, EF::degree, salt, std::move(committed));
    if (!result.ok()) return result.status();
    std::size_t row_length = 0;
    for (const TreeShape& shape : result->shapes()) {
      for (const TreeLevel& level : shape.levels()) row_length += level.row_length;
    }
    if (row_length > limits.max_row_length) return Status(Errc::too_large, 0, "the row groups are too long");
    return result;
  }

  /// SHA-256("probata/1/pcs" || bytes), which the header of the proof carries.
  [[nodiscard]] static Sha256::Digest digest(std::span<const std::byte> claim_bytes) {
    serial::Writer tag;
    tag.write_text("probata/1/pcs");
    return Sha256().update(tag.bytes()).update(claim_bytes).digest();
  }

  /// The parameters of the security calculator; its shape is layout->level_pairs().
  [[nodiscard]] SecurityParameters security() const noexcept {
    return {.modulus = Field::modulus,
            .degree = static_cast<std::uint8_t>(EF::degree),
            .fri = fri,
            .collision_bits_256 = Suite::collision_bits_256};
  }

 private:
  // The part of C01 that is not about bytes.
  [[nodiscard]] Status check_counts() const noexcept {
    if (trees.empty() || trees.size() > std::numeric_limits<std::uint8_t>::max()) {
      return Status(Errc::key_format, 0, "a claim has 1 to 255 trees");
    }
    for (const std::vector<ClaimedMatrix>& tree : trees) {
      if (tree.empty() || tree.size() > std::numeric_limits<std::uint16_t>::max()) {
        return Status(Errc::key_format, 0, "a tree has 1 to 65535 matrices");
      }
      for (const ClaimedMatrix& matrix : tree) {
        if (matrix.width == 0 || matrix.num_next > matrix.width) {
          return Status(Errc::key_format, 0,
                        "a matrix has at least one column, and not more next columns than columns");
        }
      }
    }
    return {};
  }

  // C01, C03 and C09, one after another: what is wrong anywhere is reported under the first of the codes.
  [[nodiscard]] Status check() const noexcept {
    if (const Status status = check_counts(); !status.ok()) return status;
    if (const Status status = fri.check(max_grinding); !status.ok()) return status;
    for (const std::vector<ClaimedMatrix>& tree : trees) {
      for (const ClaimedMatrix& matrix : tree) {
        if (matrix.log_height < 3) return Status(Errc::table, 0, "a matrix has at least 2^3 rows");
      }
    }
    return {};
  }

  Status read(serial::Reader& reader) {
    serial::Writer magic;
    magic.write_text("PROBAPCS");
    magic.write_u16(proof_format_version);
    static_cast<void>(reader.expect_bytes(magic.bytes(), Errc::key_format));
    std::array<std::uint8_t, 10> head{};
    for (std::uint8_t& byte : head) byte = reader.read_u8().value_or(0);
    if (const Status status = reader.status(); !status.ok()) return status;
    const std::uint8_t flags = head[3];
    fri = {.log_blowup = head[4],
           .log_slack = head[5],
           .log_final = head[6],
           .log_arity = head[7],
           .log_cap = head[8],
           .regime = static_cast<ProximityRegime>(head[9])};
    fri.multiplicity = reader.read_u16().value_or(0);
    fri.num_queries = reader.read_u16().value_or(0);
    for (std::uint8_t* bits : {&fri.grinding.deep, &fri.grinding.batch, &fri.grinding.fold, &fri.grinding.query}) {
      *bits = reader.read_u8().value_or(0);
    }
    const std::size_t num_trees = reader.read_u8().value_or(0);
    for (std::size_t t = 0; t < num_trees && reader.status().ok(); ++t) {
      trees.emplace_back();
      const std::size_t num_matrices = reader.read_u16().value_or(0);
      for (std::size_t m = 0; m < num_matrices && reader.status().ok(); ++m) {
        ClaimedMatrix matrix;
        matrix.log_height = reader.read_u8().value_or(0);
        matrix.width = reader.read_u16().value_or(0);
        matrix.num_next = reader.read_u16().value_or(0);
        trees.back().push_back(matrix);
      }
    }
    if (const Status status = reader.expect_end(); !status.ok()) return status;
    // No length of a claim depends on field or suite, so all of C01 comes before C02.
    if (flags > 1) return Status(Errc::key_format, 0, "flags beyond zero knowledge");
    if (const Status status = check_counts(); !status.ok()) return status;
    if (head[0] != format_field_id<EF> || head[1] != EF::degree || head[2] != Suite::id) {
      return Status(Errc::field_suite, 0, "another field, degree or suite");
    }
    // The flag is a function of the slack, so it is no member.
    if ((flags == 1) != fri.zero_knowledge()) {
      return Status(Errc::params, 0, "the flag of zero knowledge and the slack contradict each other");
    }
    return {};
  }
};

}  // namespace probata::inline v0_1
