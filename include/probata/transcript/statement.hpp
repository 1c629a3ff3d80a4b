// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <probata/core/assert.hpp>
#include <probata/serial/writer.hpp>
#include <probata/transcript/format.hpp>

/// What a transcript begins with, after the number of the format and the suite, field and degree, which it absorbs by
/// itself. A transcript cannot be made without one of these (or a type of one's own with such a function `observe`).
namespace probata::inline v0_1 {

/// The claim of a STARK proof: what is proven with which key.
/// @source protocol, section 2.5, steps 1 and 2
struct ProofStatement {
  std::span<const std::byte, 32> key_digest;
  /// The instance encoding up to the end of its shape part.
  std::span<const std::byte> instance_shape;

  template <class Tr>
  constexpr void observe(Tr& transcript) const {
    transcript.absorb_bytes(BytesTag::key_digest, key_digest);
    transcript.absorb_bytes(BytesTag::instance_shape, instance_shape);
  }
};

/// A persistent matrix at its commitment: from here the point of its anchor is drawn.
/// @source protocol, section 1.3
template <class Digest>
struct AnchorStatement {
  std::uint8_t log_blowup;
  std::uint8_t log_slack;
  std::uint8_t log_final;
  std::uint8_t log_cap;
  std::uint8_t log_height;
  std::uint16_t width;
  std::uint32_t mask;
  /// 2^log_cap digests.
  std::span<const Digest> root;

  template <class Tr>
  constexpr void observe(Tr& transcript) const {
    PROBATA_ASSERT(log_cap < 32 && root.size() == std::size_t{1} << log_cap, "a root is 2^log_cap digests");
    std::array<std::byte, 11> room{};
    serial::FixedWriter writer(room);
    for (const std::uint8_t byte : {log_blowup, log_slack, log_final, log_cap, log_height}) writer.write_u8(byte);
    writer.write_u16(width);
    writer.write_u32(mask);
    transcript.absorb_bytes(BytesTag::anchor_parameters, writer.bytes());
    transcript.absorb_digests(DigestsTag::anchor_root, root);
  }
};

/// A commitment opened on its own, without key and instance.
/// @source protocol, section 7.9
struct PcsStatement {
  std::span<const std::byte> statement;

  template <class Tr>
  constexpr void observe(Tr& transcript) const {
    transcript.absorb_bytes(BytesTag::pcs_statement, statement);
  }
};

}  // namespace probata::inline v0_1
