// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include <probata/core/assert.hpp>
#include <probata/transcript/concepts.hpp>
#include <probata/transcript/detail/transcript_operations.hpp>
#include <probata/transcript/duplex_sponge.hpp>
#include <probata/transcript/format.hpp>
#include <probata/version.hpp>

namespace probata::inline v0_1 {

/// The transcript of an algebraic suite (4, 5): a duplex sponge over the suite's own field, for verifiers in circuits.
///
/// The capacity begins with 2^16 suite + 2^8 field + e and the number of the format; all else is zero. A message is
/// its tag, its number of elements, its elements, so that the stream of absorbed elements can be read in one way only.
/// Bytes are their number and then little-endian groups of as many bytes as always fit an element (3, or 7 for
/// Goldilocks), the last filled up with zeros; digests are their elements.
///
/// Include hash/poseidon2_suite.hpp for the suites; this header needs no more of one than its permutation and rate.
/// Laws: see TranscriptOf in concepts.hpp.
/// @cost    one permutation for each `rate` elements absorbed or drawn, and one per change to drawing; no allocation
/// @source  protocol, section 2.3
template <class Suite, FormatExtension EF>
class SpongeTranscript : public detail::TranscriptOperations<SpongeTranscript<Suite, EF>, EF> {
  using Operations = detail::TranscriptOperations<SpongeTranscript<Suite, EF>, EF>;

 public:
  using HashSuite = Suite;
  using Field = typename EF::Prime;
  using Digest = typename Suite::Digest;
  using Permutation = typename Suite::Sponge::Permutation;
  using Sponge = DuplexSponge<Field, Permutation, Suite::Sponge::rate>;
  static constexpr std::size_t max_pow_bits = max_pow_bits_of_elements;
  /// Bytes that fit an element, whatever their values.
  static constexpr std::size_t bytes_per_element = (std::bit_width(Field::modulus) - 1) / 8;
  static_assert(Suite::algebraic && std::same_as<typename Suite::Field, Field>,
                "an algebraic suite works over its own field");
  static_assert(bytes_per_element >= 3, "the initial number and every length are elements");

  /// Begins with a statement, see statement.hpp.
  template <class Statement>
    requires requires(const Statement& statement, SpongeTranscript& transcript) { statement.observe(transcript); }
  constexpr explicit SpongeTranscript(const Statement& statement) : sponge_(initial_state()) {
    statement.observe(*this);
  }

  constexpr SpongeTranscript(SpongeTranscript&&) noexcept = default;
  constexpr SpongeTranscript& operator=(SpongeTranscript&&) noexcept = default;
  ~SpongeTranscript() = default;

  /// A second transcript with this one's history.
  [[nodiscard]] constexpr SpongeTranscript clone() const {
    use_.require();
    return SpongeTranscript(*this);
  }

  /// A message of elements that arrives in pieces; see start_elems. The transcript stays where it is meanwhile.
  class ElementsMessage {
   public:
    ElementsMessage(const ElementsMessage&) = delete;
    ElementsMessage& operator=(const ElementsMessage&) = delete;
    ~ElementsMessage() = default;

    constexpr ElementsMessage& update(std::span<const Field> elements) {
      PROBATA_ASSERT(elements.size() <= missing_, "a message has the length that was announced");
      missing_ -= elements.size();
      for (const Field& x : elements) transcript_.sponge_.absorb(x);
      return *this;
    }
    constexpr ElementsMessage& update(std::span<const EF> elements) {
      PROBATA_ASSERT(elements.size() * EF::degree <= missing_, "a message has the length that was announced");
      missing_ -= elements.size() * EF::degree;
      for (const EF& x : elements) {
        for (std::size_t i = 0; i < EF::degree; ++i) transcript_.sponge_.absorb(x[i]);
      }
      return *this;
    }

    /// Ends the message, of which every announced element was given.
    constexpr void finish() {
      PROBATA_ASSERT(missing_ == 0, "a message has the length that was announced");
      transcript_.use_.set_open(false);
    }

   private:
    friend class SpongeTranscript;
    constexpr ElementsMessage(SpongeTranscript& transcript, std::uint8_t tag, std::size_t num_elements)
        : transcript_(transcript), missing_(num_elements) {
      transcript.start_message(tag, num_elements);
      transcript.use_.set_open(true);
    }

    SpongeTranscript& transcript_;
    std::size_t missing_;
  };

  /// Absorbs bytes as one message, in fewer than 2^24 elements.
  constexpr void absorb_bytes(BytesTag tag, std::span<const std::byte> bytes) {
    absorb_tagged_bytes(static_cast<std::uint8_t>(tag), bytes);
  }

  /// Absorbs elements as one message; extension elements are their coordinates.
  constexpr void absorb_elems(ElementsTag tag, std::span<const Field> elements) {
    start_elems(tag, elements.size()).update(elements).finish();
  }
  constexpr void absorb_elems(ElementsTag tag, std::span<const EF> elements) {
    start_elems(tag, elements.size() * EF::degree).update(elements).finish();
  }

  /// The same message in pieces: start_elems(tag, n).update(...)..., then finish().
  /// @param num_elements  of the base field, in all pieces; fewer than 2^24.
  [[nodiscard]] constexpr ElementsMessage start_elems(ElementsTag tag, std::size_t num_elements) {
    return ElementsMessage(*this, static_cast<std::uint8_t>(tag), num_elements);
  }

  /// Absorbs the elements of digests as one message.
  constexpr void absorb_digests(DigestsTag tag, std::span<const Digest> digests) {
    start_message(static_cast<std::uint8_t>(tag), digests.size() * Suite::digest_elements);
    for (const Digest& digest : digests) {
      for (const Field& x : digest) sponge_.absorb(x);
    }
  }

  /// A uniform element of the base field: the next slot of the sponge.
  constexpr Field sample_base() {
    use_.require();
    return sponge_.squeeze();
  }

  /// A uniform number below 2^bits: slots, until one is below the largest multiple of 2^bits, modulo 2^bits. Requires
  /// 2^bits <= p.
  constexpr std::uint64_t sample_bits(std::size_t bits) {
    PROBATA_ASSERT(bits < static_cast<std::size_t>(std::bit_width(Field::modulus)), "2^bits is at most the modulus");
    const std::uint64_t bound = std::uint64_t{Field::modulus} >> bits << bits;
    while (true) {
      const std::uint64_t v = sample_base().value();
      if (v < bound) return v & ((std::uint64_t{1} << bits) - 1);
    }
  }

  /// For the grinder. Nothing in it is secret.
  [[nodiscard]] constexpr const Sponge& sponge() const noexcept { return sponge_; }

  /// Calls absorb(x) with the elements of a message of bytes: tag, number of elements, number of bytes, groups.
  template <class Absorb>
  static constexpr void for_each_element_of_bytes(std::uint8_t tag, std::span<const std::byte> bytes,
                                                  const Absorb& absorb) {
    absorb(Field::from_u64(tag));
    absorb(Field::from_u64(1 + (bytes.size() + bytes_per_element - 1) / bytes_per_element));
    absorb(Field::from_u64(bytes.size()));
    while (!bytes.empty()) {
      const std::size_t taken = std::min(bytes_per_element, bytes.size());
      std::uint64_t group = 0;
      for (std::size_t i = 0; i < taken; ++i) group |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
      absorb(Field::from_u64(group));
      bytes = bytes.subspan(taken);
    }
  }

 private:
  friend Operations;

  constexpr SpongeTranscript(const SpongeTranscript&) = default;
  constexpr SpongeTranscript& operator=(const SpongeTranscript&) = default;

  static constexpr typename Sponge::State initial_state() {
    typename Sponge::State state{};
    state[Sponge::width - 1] =
        Field::from_u64((std::uint64_t{Suite::id} << 16) + (std::uint64_t{format_field_id<EF>} << 8) + EF::degree);
    state[Sponge::width - 2] = Field::from_u64(proof_format_version);
    return state;
  }

  constexpr void absorb_tagged_bytes(std::uint8_t tag, std::span<const std::byte> bytes) {
    use_.require();
    PROBATA_ASSERT(bytes.size() / bytes_per_element + 2 < max_length, "a message has fewer than 2^24 elements");
    for_each_element_of_bytes(tag, bytes, [this](Field x) { sponge_.absorb(x); });
  }

  constexpr void start_message(std::uint8_t tag, std::size_t num_elements) {
    use_.require();
    PROBATA_ASSERT(num_elements < max_length, "a message has fewer than 2^24 elements");
    sponge_.absorb(Field::from_u64(tag));
    sponge_.absorb(Field::from_u64(num_elements));
  }

  static constexpr std::size_t max_length = std::size_t{1} << 24;

  Sponge sponge_;
  detail::TranscriptUse use_;
};

}  // namespace probata::inline v0_1
