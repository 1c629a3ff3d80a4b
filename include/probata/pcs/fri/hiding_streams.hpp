// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include <probata/field/canonical_words.hpp>
#include <probata/field/concepts.hpp>
#include <probata/hash/chacha20.hpp>
#include <probata/hash/chacha20_batch.hpp>
#include <probata/hash/sha256.hpp>
#include <probata/prf/concepts.hpp>
#include <probata/serial/little_endian.hpp>
#include <probata/serial/writer.hpp>
#include <probata/simd/arch.hpp>

namespace probata::inline v0_1 {

/// What a stream of randomness is for. Numbers of the format.
enum class HidingPurpose : std::uint8_t {
  column_mask = 1,
  quotient_mask = 2,
  mask_polynomial = 3,
  salts = 4,
  blinder = 5
};

/// The randomness of one proof: 32 bytes from a secure generator, expanded into one ChaCha20 stream for each purpose
/// and pair of numbers. Streams are addressed, so that they can be read in any order, by any number of threads, and
/// again.
///
/// Made for one attempt at one proof, and never twice: it takes its seed itself, cannot be copied, and wipes it.
/// @source  protocol, section 6.5
class HidingStreams {
 public:
  /// @param id  of the proof: a digest of everything that distinguishes its statement
  template <SecureRandom Random>
  HidingStreams(Random& random, const Sha256::Digest& id) : id_(id) {
    random.fill(seed_);
  }
  HidingStreams(const HidingStreams&) = delete;
  HidingStreams& operator=(const HidingStreams&) = delete;
  ~HidingStreams() {
    volatile std::byte* const seed = seed_.data();
    for (std::size_t i = 0; i < seed_.size(); ++i) seed[i] = std::byte{0};
  }

  /// SHA-256("probata/1/rng" || seed || id || purpose || le32 a || le32 b).
  [[nodiscard]] ChaCha20::Key key(HidingPurpose purpose, std::size_t a, std::size_t b) const {
    std::array<std::byte, 13 + 32 + 32 + 9> room;
    serial::FixedWriter writer(room);
    writer.write_text("probata/1/rng");
    writer.write_bytes(seed_);
    writer.write_bytes(id_);
    writer.write_u8(static_cast<std::uint8_t>(purpose));
    writer.write_u32(static_cast<std::uint32_t>(a));
    writer.write_u32(static_cast<std::uint32_t>(b));
    return Sha256::hash(writer.bytes());
  }

  /// Calls take(element) with the first `count` elements of a stream, each exactly uniform: words of as many bits as
  /// the modulus has, those below it.
  template <PrimeField F, simd::ArchTag Arch = simd::DefaultArch, class Take>
  void elements(HidingPurpose purpose, std::size_t a, std::size_t b, std::size_t count, Take&& take) const {
    using Word = typename F::Canonical;
    constexpr Word mask = static_cast<Word>(~Word{0}) >> (8 * sizeof(Word) - std::bit_width(F::modulus));
    const ChaCha20Batch<Arch> stream(ChaCha20(key(purpose, a, b), ChaCha20::Nonce{}));
    std::array<std::byte, 4096> bytes;
    std::array<Word, bytes.size() / sizeof(Word)> accepted;
    std::array<F, accepted.size()> elements;
    for (std::uint64_t offset = 0; count > 0;) {
      const std::size_t wanted = std::min(bytes.size(), (count * sizeof(Word) + 127) / 64 * 64);
      stream.keystream(offset, std::span(bytes).first(wanted));
      offset += wanted;
      std::size_t taken = 0;
      for (std::size_t i = 0; i < wanted; i += sizeof(Word)) {
        const auto word = static_cast<Word>(serial::load_little_endian<Word>(bytes.data() + i) & mask);
        accepted[taken] = word;
        taken += word < F::modulus ? 1 : 0;
      }
      taken = std::min(taken, count);
      from_canonical_words<F, Arch>(std::span<const Word>(accepted).first(taken), std::span(elements).first(taken));
      for (std::size_t i = 0; i < taken; ++i) take(elements[i]);
      count -= taken;
    }
  }

 private:
  std::array<std::byte, 32> seed_{};
  Sha256::Digest id_;
};

/// The salts of one tree: a stream for each of its levels. A function of the level, for StreamSalts.
class SaltKeys {
 public:
  /// Keeps a reference.
  SaltKeys(const HidingStreams& streams, std::size_t tree) noexcept : streams_(&streams), tree_(tree) {}
  ChaCha20::Key operator()(std::size_t level) const { return streams_->key(HidingPurpose::salts, tree_, level); }

 private:
  const HidingStreams* streams_;
  std::size_t tree_;
};

}  // namespace probata::inline v0_1
