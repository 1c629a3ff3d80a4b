// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>

#include <probata/core/assert.hpp>
#include <probata/serial/concepts.hpp>
#include <probata/serial/little_endian.hpp>
#include <probata/serial/writer.hpp>
#include <probata/transcript/concepts.hpp>
#include <probata/transcript/detail/transcript_operations.hpp>
#include <probata/transcript/format.hpp>
#include <probata/version.hpp>

namespace probata::inline v0_1 {

namespace detail {

/// The three tagged hashes of a byte suite's transcripts, made at compile time and once for all fields.
template <class Suite>
struct TranscriptHashes {
  using Tagged = typename Suite::Tagged;
  static constexpr Tagged init{"probata/1/init"};
  static constexpr Tagged absorb{"probata/1/absorb"};
  static constexpr Tagged squeeze{"probata/1/squeeze"};
};

}  // namespace detail

/// The transcript of a byte suite (1 to 3): a chain of tagged hashes.
///
///   init     st = TH(init, "probata proof format 1" || suite || field || e), ctr = 0
///   absorb   st = TH(absorb, st || le64(ctr) || tag || le32(length) || message), ctr = 0, unread bytes are dropped
///   squeeze  TH(squeeze, st || le64(ctr)), ctr += 1: 32 bytes, read in order
///
/// ctr is part of what is hashed on, so a party that drew another number of challenges ends in another state.
///
///   ByteTranscript<Blake3Suite, KoalaBear4> transcript(ProofStatement{key_digest, shape});
///   transcript.absorb_digests(DigestsTag::main_root, root);
///   const KoalaBear4 alpha = transcript.sample_ext();
///
/// Laws: see TranscriptOf in concepts.hpp.
/// @cost    a message costs its hash, a challenge at most one squeeze; nothing is allocated, whatever the length
/// @source  protocol, section 2.2
template <class Suite, FormatExtension EF>
class ByteTranscript : public detail::TranscriptOperations<ByteTranscript<Suite, EF>, EF> {
  using Operations = detail::TranscriptOperations<ByteTranscript<Suite, EF>, EF>;
  using Hashes = detail::TranscriptHashes<Suite>;
  using Hasher = typename Suite::Tagged::Hasher;

 public:
  using HashSuite = Suite;
  using Field = typename EF::Prime;
  using Digest = typename Suite::Digest;
  static constexpr std::size_t max_pow_bits = max_pow_bits_of_bytes;
  static constexpr std::size_t digest_bytes = std::tuple_size_v<Digest>;
  static_assert(!Suite::algebraic && digest_bytes == 32);

  /// Begins with a statement, see statement.hpp.
  template <class Statement>
    requires requires(const Statement& statement, ByteTranscript& transcript) { statement.observe(transcript); }
  constexpr explicit ByteTranscript(const Statement& statement) {
    static_assert(proof_format_version == 1, "the format's number is part of the initial message");
    std::array<std::byte, 25> room{};
    serial::FixedWriter writer(room);
    writer.write_text("probata proof format 1");
    writer.write_u8(Suite::id);
    writer.write_u8(format_field_id<EF>);
    writer.write_u8(EF::degree);
    state_ = Hashes::init.hash(writer.bytes());
    statement.observe(*this);
  }

  constexpr ByteTranscript(ByteTranscript&&) noexcept = default;
  constexpr ByteTranscript& operator=(ByteTranscript&&) noexcept = default;
  ~ByteTranscript() = default;

  /// A second transcript with this one's history.
  [[nodiscard]] constexpr ByteTranscript clone() const {
    use_.require();
    return ByteTranscript(*this);
  }

  /// A message of elements that arrives in pieces; see start_elems. The transcript stays where it is meanwhile.
  class ElementsMessage {
   public:
    ElementsMessage(const ElementsMessage&) = delete;
    ElementsMessage& operator=(const ElementsMessage&) = delete;
    ~ElementsMessage() = default;

    constexpr ElementsMessage& update(std::span<const Field> elements) { return encode(elements, 1); }
    constexpr ElementsMessage& update(std::span<const EF> elements) { return encode(elements, EF::degree); }

    /// Ends the message, of which every announced element was given.
    constexpr void finish() {
      PROBATA_ASSERT(missing_ == 0, "a message has the length that was announced");
      transcript_.end_message(hasher_);
    }

   private:
    friend class ByteTranscript;
    constexpr ElementsMessage(ByteTranscript& transcript, std::uint8_t tag, std::size_t num_elements)
        : transcript_(transcript),
          hasher_(transcript.start_message(tag, num_elements * serial::encoded_size<Field>)),
          missing_(num_elements) {
      transcript.use_.set_open(true);
    }

    /// Encodes in blocks, so that no copy of the message is needed.
    template <class T>
    constexpr ElementsMessage& encode(std::span<const T> elements, std::size_t coordinates) {
      PROBATA_ASSERT(elements.size() * coordinates <= missing_, "a message has the length that was announced");
      missing_ -= elements.size() * coordinates;
      constexpr std::size_t block = 1024 / serial::encoded_size<T>;
      std::array<std::byte, block * serial::encoded_size<T>> room{};
      while (!elements.empty()) {
        const std::size_t taken = std::min(block, elements.size());
        serial::FixedWriter writer(room);
        writer.write_elements(elements.first(taken));
        hasher_.update(writer.bytes());
        elements = elements.subspan(taken);
      }
      return *this;
    }

    ByteTranscript& transcript_;
    Hasher hasher_;
    std::size_t missing_;
  };

  /// Absorbs fewer than 2^32 bytes as one message.
  constexpr void absorb_bytes(BytesTag tag, std::span<const std::byte> bytes) {
    absorb_tagged_bytes(static_cast<std::uint8_t>(tag), bytes);
  }

  /// Absorbs the canonical encodings of elements as one message; those of extension elements are their coordinates.
  constexpr void absorb_elems(ElementsTag tag, std::span<const Field> elements) {
    start_elems(tag, elements.size()).update(elements).finish();
  }
  constexpr void absorb_elems(ElementsTag tag, std::span<const EF> elements) {
    start_elems(tag, elements.size() * EF::degree).update(elements).finish();
  }

  /// The same message in pieces: start_elems(tag, n).update(...)..., then finish().
  /// @param num_elements  of the base field, in all pieces; the encodings have fewer than 2^32 bytes.
  [[nodiscard]] constexpr ElementsMessage start_elems(ElementsTag tag, std::size_t num_elements) {
    return ElementsMessage(*this, static_cast<std::uint8_t>(tag), num_elements);
  }

  /// Absorbs digests as one message.
  constexpr void absorb_digests(DigestsTag tag, std::span<const Digest> digests) {
    Hasher hasher = start_message(static_cast<std::uint8_t>(tag), digests.size() * digest_bytes);
    for (const Digest& digest : digests) hasher.update(digest);
    end_message(hasher);
  }

  /// A uniform element of the base field: as many bits as the modulus has, until they are below it.
  constexpr Field sample_base() {
    using Word = typename Field::Canonical;
    constexpr Word mask = static_cast<Word>(~Word{0}) >> (8 * sizeof(Word) - std::bit_width(Field::modulus));
    while (true) {
      const Word v = read<Word>() & mask;
      if (v < Field::modulus) return Field::from_canonical(v);
    }
  }

  /// A uniform number below 2^bits. Requires bits <= 40.
  constexpr std::uint64_t sample_bits(std::size_t bits) {
    PROBATA_ASSERT(bits <= max_pow_bits_of_bytes, "at most 40 bits are drawn at once");
    return read<std::uint64_t>() & ((std::uint64_t{1} << bits) - 1);
  }

  /// The hash state and the number of squeezes since the last message, for the grinder. Nothing in them is secret.
  [[nodiscard]] constexpr const Digest& state() const noexcept { return state_; }
  [[nodiscard]] constexpr std::uint64_t num_squeezed() const noexcept { return counter_; }

 private:
  friend Operations;

  constexpr ByteTranscript(const ByteTranscript&) = default;
  constexpr ByteTranscript& operator=(const ByteTranscript&) = default;

  constexpr void absorb_tagged_bytes(std::uint8_t tag, std::span<const std::byte> bytes) {
    Hasher hasher = start_message(tag, bytes.size());
    hasher.update(bytes);
    end_message(hasher);
  }

  constexpr Hasher start_message(std::uint8_t tag, std::size_t length) const {
    use_.require();
    PROBATA_ASSERT(length < (std::uint64_t{1} << 32), "a message has fewer than 2^32 bytes");
    std::array<std::byte, digest_bytes + 13> room{};
    serial::FixedWriter writer(room);
    writer.write_bytes(state_);
    writer.write_u64(counter_);
    writer.write_u8(tag);
    writer.write_u32(static_cast<std::uint32_t>(length));
    Hasher hasher = Hashes::absorb.start();
    hasher.update(writer.bytes());
    return hasher;
  }

  constexpr void end_message(const Hasher& hasher) {
    state_ = hasher.digest();
    counter_ = 0;
    begin_ = 0;
    end_ = 0;
    use_.set_open(false);
  }

  /// The next bytes as a little-endian number.
  template <class Word>
  constexpr Word read() {
    use_.require();
    if (end_ - begin_ < sizeof(Word)) squeeze();
    const Word word = serial::load_little_endian<Word>(unread_.data() + begin_);
    begin_ += sizeof(Word);
    return word;
  }

  /// Appends 32 bytes to the unread ones, of which there are at most 7.
  constexpr void squeeze() {
    std::array<std::byte, digest_bytes + 8> room{};
    serial::FixedWriter writer(room);
    writer.write_bytes(state_);
    writer.write_u64(counter_++);
    const Digest digest = Hashes::squeeze.hash(writer.bytes());
    const auto at = [this](std::size_t i) { return unread_.begin() + static_cast<std::ptrdiff_t>(i); };
    std::copy(at(begin_), at(end_), unread_.begin());
    end_ -= begin_;
    begin_ = 0;
    std::copy(digest.begin(), digest.end(), at(end_));
    end_ += digest_bytes;
  }

  Digest state_{};
  std::uint64_t counter_ = 0;  // squeezes since the last message
  std::array<std::byte, digest_bytes + 7> unread_{};
  std::size_t begin_ = 0;  // the unread bytes are [begin_, end_)
  std::size_t end_ = 0;
  detail::TranscriptUse use_;
};

}  // namespace probata::inline v0_1
