// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include <probata/core/assert.hpp>
#include <probata/field/packed.hpp>
#include <probata/hash/poseidon2_batch.hpp>
#include <probata/hash/tagged_hash_batch.hpp>
#include <probata/serial/little_endian.hpp>
#include <probata/serial/writer.hpp>
#include <probata/simd/arch.hpp>
#include <probata/simd/batch.hpp>
#include <probata/transcript/byte_transcript.hpp>
#include <probata/transcript/format.hpp>
#include <probata/transcript/sponge_transcript.hpp>

namespace probata::inline v0_1 {

/// Trials of as many nonces at once as a vector has lanes, on one transcript, tag and number of bits.
///
/// `candidates(first)`, for `first` a multiple of `lanes`: bit i is set for every nonce first + i that works, and for
/// few others.
template <class Tr, simd::ArchTag Arch>
class NonceLanes;

/// Byte suites: a trial is the message of 54 bytes (state, ctr, tag, length, bits, nonce), then the squeeze of 40.
///
/// The words up to the nonce are the same in all lanes. The nonce begins in the upper half of word 11 and fills word
/// 12; its last two bytes are zero.
/// @cost  two hashes in lanes: two compressions each for BLAKE3 and SHA-256, two permutations of half a vector each for
///        SHA-3 (as many states at once as there are 64-bit lanes)
template <class Suite, class EF, simd::ArchTag Arch>
class NonceLanes<ByteTranscript<Suite, EF>, Arch> {
  using Tr = ByteTranscript<Suite, EF>;
  using Batch = TaggedBatch<typename Suite::Tagged, Arch>;
  using Lanes = typename Batch::Lanes;
  using Word = typename Lanes::Word;
  using Hashes = detail::TranscriptHashes<Suite>;

 public:
  static constexpr std::size_t lanes = Lanes::lanes;

  NonceLanes(const Tr& transcript, PowTag tag, std::size_t bits)
      : low_mask_(static_cast<std::uint32_t>((std::uint64_t{1} << bits) - 1)),
        high_mask_(static_cast<std::uint32_t>(((std::uint64_t{1} << bits) - 1) >> 32)) {
    std::array<std::byte, 56> room{};
    serial::FixedWriter writer(room);
    writer.write_bytes(transcript.state());
    writer.write_u64(transcript.num_squeezed());
    writer.write_u8(static_cast<std::uint8_t>(tag));
    writer.write_u32(Tr::pow_message_bytes);
    writer.write_bytes(Tr::pow_message(bits, 0));
    static_assert(Tr::pow_message_bytes == 9 && Tr::digest_bytes == 32, "where the nonce lies in the message");
    PROBATA_ASSERT(writer.size() == 54, "the length of the message");
    for (std::size_t i = 0; i < words_.size(); ++i) {
      words_[i] = Word(serial::load_little_endian<std::uint32_t>(room.data() + 4 * i));
    }
    std::array<std::uint32_t, lanes> counting;
    for (std::uint32_t i = 0; i < lanes; ++i) counting[i] = i << 16;
    words_[11] = words_[11] + Word::load(counting.data());
  }

  [[nodiscard]] std::uint32_t candidates(std::uint64_t first) const {
    Lanes absorb = Batch::start(Hashes::absorb);
    std::array<Word, 13> message = words_;
    message[11] = message[11] + Word(static_cast<std::uint32_t>(first << 16));
    message[12] = Word(static_cast<std::uint32_t>(first >> 16));
    absorb.update(message);
    const auto state = absorb.finish(Word(std::uint32_t{0}), 2);

    Lanes squeeze = Batch::start(Hashes::squeeze);
    squeeze.update(state);
    squeeze.update(std::array<Word, 2>{Word(std::uint32_t{0}), Word(std::uint32_t{0})});
    const auto squeezed = squeeze.finish();
    return zero_lanes((squeezed[0] & Word(low_mask_)) | (squeezed[1] & Word(high_mask_)));
  }

 private:
  /// Bit i is set iff lane i is zero.
  static std::uint32_t zero_lanes(const Word& word) {
    std::array<std::uint32_t, lanes> values;
    word.store(values.data());
    std::uint32_t zeros = 0;
    for (std::size_t i = 0; i < lanes; ++i) zeros |= static_cast<std::uint32_t>(values[i] == 0) << i;
    return zeros;
  }

  std::array<Word, 13> words_;  // of the message for the nonces 0, 1, 2, ...
  std::uint32_t low_mask_;
  std::uint32_t high_mask_;
};

/// Algebraic suites: the elements of the message that depend on the nonce, then one element that is squeezed.
///
/// sample_bits refuses elements from floor(p / 2^bits) 2^bits on; for these fields that is p - 1 alone, a multiple of
/// 2^bits. So a lane is a candidate if its element is zero modulo 2^bits, refused or not.
/// @cost  one permutation in lanes, or two, if a block is full between the nonce and the squeeze
template <class Suite, class EF, simd::ArchTag Arch>
class NonceLanes<SpongeTranscript<Suite, EF>, Arch> {
  using Tr = SpongeTranscript<Suite, EF>;
  using F = typename Tr::Field;
  using P = Packed<F, Arch>;
  using Sponge = DuplexSponge<P, typename Tr::Permutation, Tr::Sponge::rate>;
  static_assert((F::modulus - 1) % (std::uint64_t{1} << Tr::max_pow_bits) == 0, "only p - 1 is refused");

 public:
  static constexpr std::size_t lanes = P::lanes;

  NonceLanes(const Tr& transcript, PowTag tag, std::size_t bits)
      : tag_(static_cast<std::uint8_t>(tag)), bits_(bits), start_(start(transcript.sponge(), tag_, bits)) {
    std::array<F, lanes> counting;
    for (std::size_t i = 0; i < lanes; ++i) counting[i] = F::from_u64(i << 8);
    counting_ = P::load(counting.data());
  }

  [[nodiscard]] std::uint32_t candidates(std::uint64_t first) const {
    Sponge sponge = start_;
    std::size_t index = 0;
    Tr::for_each_element_of_bytes(tag_, Tr::pow_message(bits_, first), [&](F x) {
      // The first group of bytes ends with the low bytes of the nonce, of which lane i has i more.
      if (index == fixed_elements) {
        sponge.absorb(P::broadcast(x) + counting_);
      } else if (index > fixed_elements) {
        sponge.absorb(P::broadcast(x));
      }
      ++index;
    });
    std::array<F, lanes> squeezed;
    sponge.squeeze().store(squeezed.data());
    const std::uint64_t mask = (std::uint64_t{1} << bits_) - 1;
    std::uint32_t zeros = 0;
    for (std::size_t i = 0; i < lanes; ++i) {
      if ((squeezed[i].value() & mask) == 0) zeros |= std::uint32_t{1} << i;
    }
    return zeros;
  }

 private:
  /// Tag, number of elements and number of bytes stand before the nonce.
  static constexpr std::size_t fixed_elements = 3;

  static Sponge start(typename Tr::Sponge sponge, std::uint8_t tag, std::size_t bits) {
    std::size_t index = 0;
    Tr::for_each_element_of_bytes(tag, Tr::pow_message(bits, 0), [&](F x) {
      if (index++ < fixed_elements) sponge.absorb(x);
    });
    return sponge.template in_lanes<P>();
  }

  std::uint8_t tag_;
  std::size_t bits_;
  Sponge start_;
  P counting_;
};

/// The proofs of work of `bits` bits under a tag at a place of a transcript: which nonces are such proofs.
template <class Tr, simd::ArchTag Arch = simd::DefaultArch>
class NonceSearch {
 public:
  static constexpr std::size_t lanes = NonceLanes<Tr, Arch>::lanes;

  /// Requires 1 <= bits <= Tr::max_pow_bits. The transcript is not changed and need not outlive the search.
  NonceSearch(const Tr& transcript, PowTag tag, std::size_t bits)
      : transcript_(transcript.clone()), tag_(tag), bits_(bits), lanes_(transcript_, tag, bits) {
    PROBATA_ASSERT(1 <= bits && bits <= Tr::max_pow_bits, "as many bits as a proof of work may have");
  }

  /// By definition: check_pow on a clone.
  [[nodiscard]] bool works(std::uint64_t nonce) const {
    return transcript_.clone().check_pow(tag_, bits_, nonce, Errc::pow_phase).ok();
  }

  /// The smallest nonce of [begin, end) that works. Requires begin to be a multiple of `lanes`.
  [[nodiscard]] std::optional<std::uint64_t> smallest_in(std::uint64_t begin, std::uint64_t end) const {
    PROBATA_ASSERT(begin % lanes == 0, "a search begins with a whole vector");
    for (std::uint64_t first = begin; first < end; first += lanes) {
      for (std::uint32_t rest = lanes_.candidates(first); rest != 0; rest &= rest - 1) {
        const std::uint64_t nonce = first + static_cast<std::uint64_t>(std::countr_zero(rest));
        if (nonce < end && works(nonce)) return nonce;
      }
    }
    return std::nullopt;
  }

  /// The same one by one.
  [[nodiscard]] std::optional<std::uint64_t> smallest_in_one_by_one(std::uint64_t begin, std::uint64_t end) const {
    for (std::uint64_t nonce = begin; nonce < end; ++nonce) {
      if (works(nonce)) return nonce;
    }
    return std::nullopt;
  }

 private:
  Tr transcript_;
  PowTag tag_;
  std::size_t bits_;
  NonceLanes<Tr, Arch> lanes_;
};

}  // namespace probata::inline v0_1
