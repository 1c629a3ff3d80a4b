// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <probata/core/errc.hpp>
#include <probata/core/result.hpp>
#include <probata/pcs/fri/fri_proof.hpp>
#include <probata/pcs/fri/fri_verifier.hpp>
#include <probata/pcs/fri/opening_claim.hpp>
#include <probata/pcs/fri/opening_layout.hpp>
#include <probata/serial/reader.hpp>
#include <probata/serial/writer.hpp>
#include <probata/transcript/statement.hpp>
#include <probata/transcript/transcript.hpp>

namespace probata::inline v0_1 {

/// What an accepted opening proof has shown: the roots, and the values of all columns at z and w_h z.
template <class Suite, FormatExtension EF>
struct VerifiedOpening {
  std::vector<std::vector<typename Suite::Digest>> roots;  ///< 2^cap digests of each tree of the claim
  EF point;                                                ///< z
  std::vector<EF> values;                                  ///< in order O: OpeningLayout::levels says where each is
};

/// The roots of a bare proof, and its header.
namespace detail {

/// "PROBAPFR", format, digest of the claim: 42 bytes.
inline constexpr std::size_t opening_header_bytes = 42;

template <class Suite>
Status read_root(serial::Reader& reader, std::size_t cap, std::vector<typename Suite::Digest>& root) {
  if (reader.remaining() < cap * Suite::digest_bytes) return reader.read_bytes(cap * Suite::digest_bytes).status();
  root.resize(cap);
  for (typename Suite::Digest& digest : root) {
    if (const Status status = Suite::read_digest(reader, digest, Errc::fixed_encoding); !status.ok()) return status;
  }
  return {};
}

/// The first message of a bare proof, after its claim: the roots of all trees.
template <class Tr, class Digest>
void absorb_roots(Tr& transcript, std::span<const std::vector<Digest>> roots) {
  for (const std::vector<Digest>& root : roots) {
    transcript.absorb_digests(DigestsTag::main_root, std::span<const Digest>(root));
  }
}

}  // namespace detail

/// Verifies a proof that the columns under the roots in it take the values in it: a commitment opened on its own.
///
/// A caller who knows the roots beforehand compares them with those of the result.
/// @returns  what was shown, or the first check of protocol 7.9 that failed: C03, C09, C13 for the claim, then C16-C18,
///           C22, C24-C28, C31 (index: the tree), C33-C36.
/// @cost     as layout; nothing is allocated that the claim does not imply
/// @source   protocol, section 7.9
template <class Suite, FormatExtension EF>
Result<VerifiedOpening<Suite, EF>> verify_opening(const OpeningClaim<Suite, EF>& claim,
                                                  std::span<const std::byte> proof,
                                                  const OpeningLimits& limits = {}) noexcept {
  using Digest = typename Suite::Digest;
  using Messages = FriMessages<Suite, EF>;
  const Result<OpeningLayout> made = claim.layout(limits);
  if (!made.ok()) return made.status();
  const OpeningLayout& layout = *made;
  const std::vector<std::byte> claim_bytes = claim.bytes();
  const std::size_t cap = std::size_t{1} << claim.fri.log_cap;
  const std::size_t num_roots = layout.trees().size();

  // C16: no memory is asked for before the length is known to be possible.
  const std::size_t fixed =
      detail::opening_header_bytes + num_roots * cap * Suite::digest_bytes + Messages::encoded_bytes(layout);
  if (proof.size() < fixed) return Status(Errc::length_fixed, 0, "shorter than the fixed part");
  if (proof.size() - fixed > max_opening_bytes<Suite, typename EF::Prime>(layout)) {
    return Status(Errc::length_fixed, 0, "longer than any proof of this claim");
  }
  // C17.
  serial::Reader reader(proof, Errc::length_fixed);
  serial::Writer header;
  header.write_text("PROBAPFR");
  header.write_u16(proof_format_version);
  header.write_bytes(OpeningClaim<Suite, EF>::digest(claim_bytes));
  if (const Status status = reader.expect_bytes(header.bytes(), Errc::header); !status.ok()) return status;
  // C18: everything of fixed length, before the first challenge.
  VerifiedOpening<Suite, EF> result;
  result.roots.resize(num_roots);
  for (std::vector<Digest>& root : result.roots) {
    if (const Status status = detail::read_root<Suite>(reader, cap, root); !status.ok()) return status;
  }
  Result<Messages> messages = Messages::parse(reader, layout);
  if (!messages.ok()) return messages.status();

  Transcript<Suite, EF> transcript(PcsStatement{claim_bytes});
  detail::absorb_roots(transcript, std::span<const std::vector<Digest>>(result.roots));
  const FriVerifier<Suite, EF> fri(layout, *messages);
  const Result<EF> point = fri.draw_point(transcript);
  if (!point.ok()) return point.status();
  std::vector<std::span<const Digest>> roots(result.roots.begin(), result.roots.end());
  if (const Status status = fri.verify(transcript, *point, roots, {}, reader); !status.ok()) return status;
  result.point = *point;
  result.values = std::move(messages->opened);
  return result;
}

}  // namespace probata::inline v0_1
