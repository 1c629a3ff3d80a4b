// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <probata/core/errc.hpp>
#include <probata/core/result.hpp>
#include <probata/hash/concepts.hpp>
#include <probata/pcs/fri/opening_layout.hpp>
#include <probata/serial/concepts.hpp>
#include <probata/serial/reader.hpp>
#include <probata/transcript/format.hpp>

namespace probata::inline v0_1 {

/// The most bytes that the openings can have: every query by itself, with all its row groups, leaves and siblings.
/// @source  protocol, section 7.8 (C16)
template <class Suite, class F>
std::size_t max_opening_bytes(const OpeningLayout& layout) noexcept {
  std::size_t per_query = 0;
  for (const TreeShape& shape : layout.shapes()) {
    for (const TreeLevel& level : shape.levels()) per_query += level.row_length * serial::encoded_size<F>;
    per_query += (shape.top_layer() - shape.cap()) * Suite::digest_bytes;
  }
  for (const FoldRound& round : layout.schedule()) {
    const TreeShape shape = layout.round_shape(round);
    per_query += shape.level(0).row_length * serial::encoded_size<F>;
    per_query += (shape.top_layer() - shape.cap()) * Suite::digest_bytes;
  }
  return per_query * layout.fri().num_queries;
}

/// Part A of a proof from the out-of-domain point on: what is read before the first of these challenges is drawn.
///
///   [g_deep > 0] nonce; opened values; [g_batch > 0] nonce; per round: root, [g_fold > 0] nonce;
///   final polynomial; [g_query > 0] nonce
///
/// Nonces that no proof of work asks for are absent from the bytes and 0 here.
/// @source  protocol, section 9
template <class Suite, FormatExtension EF>
struct FriMessages {
  using Field = typename EF::Prime;
  using Digest = typename Suite::Digest;

  std::uint64_t deep_nonce = 0;
  std::vector<EF> opened;  ///< in order O
  std::uint64_t batch_nonce = 0;
  std::vector<Digest> roots;  ///< 2^cap digests of each round
  std::vector<std::uint64_t> fold_nonces;
  std::vector<EF> final_polynomial;  ///< K_l coefficients, constant term first
  std::uint64_t query_nonce = 0;

  /// The exact length of the encoding.
  static std::size_t encoded_bytes(const OpeningLayout& layout) noexcept {
    const GrindingBits& grinding = layout.fri().grinding;
    const auto nonce = [](std::uint8_t bits) { return bits > 0 ? std::size_t{8} : std::size_t{0}; };
    const std::size_t cap_bytes = Suite::digest_bytes << layout.fri().log_cap;
    return nonce(grinding.deep) + nonce(grinding.batch) + nonce(grinding.query) +
           layout.schedule().size() * (cap_bytes + nonce(grinding.fold)) +
           (layout.num_opened_values() + layout.final_length()) * serial::encoded_size<EF>;
  }

  /// Reads the messages. Memory is asked for only once the bytes are known to be there.
  /// @returns  the messages; the reader's code for missing bytes; Errc::fixed_encoding where an element is not below
  ///           the modulus, or a nonce not below 2^48.
  static Result<FriMessages> parse(serial::Reader& reader, const OpeningLayout& layout) {
    if (!reader.status().ok() || reader.remaining() < encoded_bytes(layout)) {
      return reader.read_bytes(encoded_bytes(layout)).status();
    }
    const GrindingBits& grinding = layout.fri().grinding;
    const std::size_t cap = std::size_t{1} << layout.fri().log_cap;
    FriMessages messages;
    messages.opened.resize(layout.num_opened_values());
    messages.roots.resize(layout.schedule().size() * cap);
    messages.fold_nonces.resize(layout.schedule().size());
    messages.final_polynomial.resize(layout.final_length());

    read_nonce(reader, grinding.deep, messages.deep_nonce);
    static_cast<void>(reader.read_elements(std::span(messages.opened), Errc::fixed_encoding));
    read_nonce(reader, grinding.batch, messages.batch_nonce);
    for (std::size_t i = 0; i < layout.schedule().size(); ++i) {
      for (std::size_t j = 0; j < cap; ++j) {
        static_cast<void>(Suite::read_digest(reader, messages.roots[i * cap + j], Errc::fixed_encoding));
      }
      read_nonce(reader, grinding.fold, messages.fold_nonces[i]);
    }
    static_cast<void>(reader.read_elements(std::span(messages.final_polynomial), Errc::fixed_encoding));
    read_nonce(reader, grinding.query, messages.query_nonce);
    // A reader that failed once stays failed, with the first failure.
    if (const Status status = reader.status(); !status.ok()) return status;
    return messages;
  }

  template <class Writer>
  void write(Writer& writer, const OpeningLayout& layout) const {
    const GrindingBits& grinding = layout.fri().grinding;
    const std::size_t cap = std::size_t{1} << layout.fri().log_cap;
    const auto write_nonce = [&](std::uint8_t bits, std::uint64_t nonce) {
      if (bits > 0) writer.write_u64(nonce);
    };
    write_nonce(grinding.deep, deep_nonce);
    writer.write_elements(std::span<const EF>(opened));
    write_nonce(grinding.batch, batch_nonce);
    for (std::size_t i = 0; i < layout.schedule().size(); ++i) {
      for (const Digest& digest : root(i, cap)) Suite::write_digest(writer, digest);
      write_nonce(grinding.fold, fold_nonces[i]);
    }
    writer.write_elements(std::span<const EF>(final_polynomial));
    write_nonce(grinding.query, query_nonce);
  }

  /// The root of round i; `cap` is the number of its digests.
  [[nodiscard]] std::span<const Digest> root(std::size_t i, std::size_t cap) const noexcept {
    return std::span(roots).subspan(i * cap, cap);
  }

 private:
  static void read_nonce(serial::Reader& reader, std::uint8_t bits, std::uint64_t& to) {
    if (bits == 0) return;
    const std::size_t begin = reader.position();
    const Result<std::uint64_t> nonce = reader.read_u64();
    if (!nonce.ok()) return;
    if (*nonce >= pow_nonce_bound) {
      static_cast<void>(reader.fail(Errc::fixed_encoding, begin));
      return;
    }
    to = *nonce;
  }
};

}  // namespace probata::inline v0_1
