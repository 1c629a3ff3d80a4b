// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>

#include <probata/core/assert.hpp>
#include <probata/core/errc.hpp>
#include <probata/core/inline.hpp>
#include <probata/core/result.hpp>
#include <probata/serial/writer.hpp>
#include <probata/transcript/format.hpp>

namespace probata::inline v0_1::detail {

/// Whether a transcript may be used: not after it was moved from, and not while a message is open.
class TranscriptUse {
 public:
  constexpr TranscriptUse() = default;
  constexpr TranscriptUse(const TranscriptUse&) = default;
  constexpr TranscriptUse& operator=(const TranscriptUse&) = default;
  constexpr TranscriptUse(TranscriptUse&& other) noexcept
      : alive_(std::exchange(other.alive_, false)), open_(other.open_) {}
  constexpr TranscriptUse& operator=(TranscriptUse&& other) noexcept {
    const bool alive = std::exchange(other.alive_, false);  // in this order, for an assignment to itself
    alive_ = alive;
    open_ = other.open_;
    return *this;
  }

  PROBATA_DETAIL_INLINE constexpr void require() const {
    PROBATA_ASSERT(alive_, "a transcript is not used after it was moved from");
    PROBATA_ASSERT(!open_, "a message ends before anything else happens to its transcript");
  }
  constexpr void set_open(bool open) noexcept { open_ = open; }

 private:
  bool alive_ = true;
  bool open_ = false;
};

/// What every transcript derives from sample_base, sample_bits and absorbing bytes.
///
/// `Derived` has sample_base(), sample_bits(k), absorb_tagged_bytes(tag, bytes) and max_pow_bits.
template <class Derived, FormatExtension EF>
class TranscriptOperations {
 public:
  using Field = typename EF::Prime;
  using Extension = EF;

  /// A uniform element of the extension, by its coordinates.
  constexpr EF sample_ext() {
    EF e;
    for (std::size_t i = 0; i < EF::degree; ++i) e[i] = self().sample_base();
    return e;
  }

  /// A uniform element outside the base field: in no domain, coset or translate of one.
  constexpr EF sample_out_of_domain() {
    while (true) {
      const EF z = sample_ext();
      for (std::size_t i = 1; i < EF::degree; ++i) {
        if (z[i] != Field::zero()) return z;
      }
    }
  }

  /// Fills `indices` with uniform numbers below 2^bits, drawn in order and with replacement: duplicates stay.
  template <std::unsigned_integral Index, std::size_t extent>
  constexpr void sample_indices(std::size_t bits, std::span<Index, extent> indices) {
    PROBATA_ASSERT(bits <= std::numeric_limits<Index>::digits, "an index fits its type");
    for (Index& index : indices) index = static_cast<Index>(self().sample_bits(bits));
  }

  /// Whether `nonce` is a proof of work of `bits` bits here; then the challenge that it protects is drawn next. For
  /// bits = 0 nothing happens. More than max_pow_bits are never reached and a nonce of 2^48 or more never counts.
  ///
  /// @param failure  the code of the check, with `index` as that of its instance.
  constexpr Status check_pow(PowTag tag, std::size_t bits, std::uint64_t nonce, Errc failure, std::uint32_t index = 0) {
    if (bits == 0) return {};
    if (bits > Derived::max_pow_bits) return Status(failure, index, "more bits than a proof of work may have");
    if (nonce >= pow_nonce_bound) return Status(failure, index, "the nonce is too large");
    self().absorb_tagged_bytes(static_cast<std::uint8_t>(tag), pow_message(bits, nonce));
    if (self().sample_bits(bits) != 0) return Status(failure, index, "the nonce proves no work");
    return {};
  }

  static constexpr std::size_t pow_message_bytes = 9;
  /// What is absorbed for a nonce: u8 bits || le64(nonce).
  static constexpr std::array<std::byte, pow_message_bytes> pow_message(std::size_t bits, std::uint64_t nonce) {
    std::array<std::byte, pow_message_bytes> message{};
    serial::FixedWriter writer(message);
    writer.write_u8(static_cast<std::uint8_t>(bits));
    writer.write_u64(nonce);
    return message;
  }

 protected:
  // Only as part of a transcript.
  constexpr TranscriptOperations() = default;
  constexpr TranscriptOperations(const TranscriptOperations&) = default;
  constexpr TranscriptOperations(TranscriptOperations&&) noexcept = default;
  constexpr TranscriptOperations& operator=(const TranscriptOperations&) = default;
  constexpr TranscriptOperations& operator=(TranscriptOperations&&) noexcept = default;
  ~TranscriptOperations() = default;

 private:
  constexpr Derived& self() noexcept { return static_cast<Derived&>(*this); }
};

}  // namespace probata::inline v0_1::detail
