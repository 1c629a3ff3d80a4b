// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#include <probata/core/inline.hpp>
#include <probata/prf/mask_spec.hpp>
#include <probata/simd/arch.hpp>
#include <probata/simd/batch.hpp>
#include <probata/simd/bit_operations.hpp>
#include <probata/simd/lane_operations.hpp>

/// From words to bits.
namespace probata::inline v0_1::detail {

/// Appends bits to bytes, the lowest bit first.
class BitWriter {
 public:
  explicit BitWriter(std::uint8_t* out) : out_(out) {}

  /// The low `count` bits of `bits`, 1 <= count <= 64; the others are ignored.
  PROBATA_DETAIL_INLINE void append(std::uint64_t bits, unsigned count) {
    if (count < 64) bits &= (std::uint64_t{1} << count) - 1;
    pending_ |= bits << filled_;
    if (filled_ + count < 64) {
      filled_ += count;
      return;
    }
    write_pending();
    pending_ = filled_ == 0 ? 0 : bits >> (64 - filled_);
    filled_ = filled_ + count - 64;
  }

  /// Writes what is left; the last byte is filled up with zeros.
  void finish() {
    for (unsigned i = 0; i < filled_; i += 8) *out_++ = static_cast<std::uint8_t>(pending_ >> i);
    pending_ = 0;
    filled_ = 0;
  }

 private:
  PROBATA_DETAIL_INLINE void write_pending() {
    std::uint8_t* const to = out_;
    const std::uint64_t bits = pending_;
    for (unsigned i = 0; i < 8; ++i) to[i] = static_cast<std::uint8_t>(bits >> (8 * i));  // one store
    out_ = to + 8;
  }

  std::uint8_t* out_;
  std::uint64_t pending_ = 0;
  unsigned filled_ = 0;
};

/// Bit i of `bits` as byte i of `out`, n in all.
inline void spread_bits(const std::uint8_t* bits, std::size_t n, std::uint8_t* out) {
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    // In byte k of a product only bit k stays; the sum carries it to the top of its byte.
    const std::uint64_t single = bits[i / 8] * std::uint64_t{0x0101010101010101} & 0x8040201008040201;
    const std::uint64_t bytes = (single + 0x7F7F7F7F7F7F7F7F) >> 7 & 0x0101010101010101;
    for (unsigned k = 0; k < 8; ++k) out[i + k] = static_cast<std::uint8_t>(bytes >> (8 * k));  // one store
  }
  for (; i < n; ++i) out[i] = bits[i / 8] >> (i % 8) & 1;
}

/// The rule of a description as one comparison of words of T: kept iff ((word - offset) & mask) < bound, or not so.
template <class T>
struct WordTest {
  T offset = 0;
  T mask = static_cast<T>(~T{0});
  T bound = 0;
  bool inverted = false;

  /// Requires words of T in `spec`.
  explicit constexpr WordTest(const MaskSpec& spec) : inverted(spec.comparison == Comparison::at_least) {
    const unsigned shift = spec.window.shift;
    bool all = false;
    if (spec.window.fold) {  // T <= fold(w) iff T <= w < 2^32 - T
      inverted = !inverted;
      all = spec.threshold == 0;
      offset = static_cast<T>(spec.threshold);
      bound = static_cast<T>(T{0} - 2 * static_cast<T>(spec.threshold));
    } else {
      all = spec.threshold >> spec.window.bits != 0;
      bound = static_cast<T>(static_cast<T>(spec.threshold) << shift);
      // What is below the window does not matter; there is nothing above a window at the top.
      if (shift + spec.window.bits < static_cast<unsigned>(std::numeric_limits<T>::digits)) {
        mask = static_cast<T>((std::uint64_t{1} << (shift + spec.window.bits)) - 1);
      }
    }
    if (all) {  // no word is below zero
      bound = 0;
      inverted = !inverted;
    }
  }

  PROBATA_DETAIL_INLINE constexpr bool operator()(T word) const {
    return (static_cast<T>(static_cast<T>(word - offset) & mask) < bound) != inverted;
  }
};

/// How two words of 32 bits make one of 64.
enum class PairOrder : std::uint8_t { low_first, high_first };

/// Words of T as they are stored: those of 64 bits as pairs.
template <class T, PairOrder order = PairOrder::low_first>
struct WordReader {
  static constexpr std::size_t size = sizeof(T) / 4;

  PROBATA_DETAIL_INLINE static T word(const std::uint32_t* from) {
    if constexpr (size == 1) {
      return *from;
    } else {
      constexpr bool high_first = order == PairOrder::high_first;
      return std::uint64_t{from[high_first ? 0 : 1]} << 32 | from[high_first ? 1 : 0];
    }
  }
#if PROBATA_DETAIL_HAS_XSIMD
  template <class Arch>
  PROBATA_DETAIL_INLINE static simd::Batch<T, Arch> words(const std::uint32_t* from) {
    const auto stored = simd::BatchU32<Arch>::load(from);
    if constexpr (size == 1) {
      return stored;
    } else if constexpr (order == PairOrder::high_first) {
      return simd::rotate_left<32>(simd::as_u64(stored));
    } else {
      return simd::as_u64(stored);
    }
  }
#endif
};

/// Verdicts on n stored words.
template <class Arch, PairOrder order = PairOrder::low_first, class T>
void append_word_bits(BitWriter& writer, const WordTest<T>& test, const std::uint32_t* words, std::size_t n) {
  using Reader = WordReader<T, order>;
  std::size_t done = 0;
#if PROBATA_DETAIL_HAS_XSIMD
  if constexpr (!std::is_same_v<Arch, simd::Scalar>) {
    using Word = simd::Batch<T, Arch>;
    const Word offset(test.offset);
    const Word mask(test.mask);
    const Word bound(test.bound);
    const std::uint64_t flip = test.inverted ? ~std::uint64_t{0} : 0;
    const auto whole_groups = [&](auto prepare) {
      for (; done + 64 <= n; done += 64) {
        std::uint64_t bits = 0;
        for (std::size_t k = 0; k < 64; k += Word::lanes) {
          const Word word = prepare(Reader::template words<Arch>(words + Reader::size * (done + k)));
          bits |= std::uint64_t{simd::less_bits(word, bound)} << k;
        }
        writer.append(bits ^ flip, 64);
      }
    };
    if (test.offset != 0) {  // of a fold, which looks at whole words
      whole_groups([&](Word word) { return word - offset; });
    } else if (static_cast<T>(~test.mask) != 0) {
      whole_groups([&](Word word) { return word & mask; });
    } else {
      whole_groups([](Word word) { return word; });
    }
  }
#endif
  while (done < n) {
    const std::size_t count = std::min<std::size_t>(64, n - done);
    std::uint64_t bits = 0;
    for (std::size_t k = 0; k < count; ++k) {
      bits |= std::uint64_t{test(Reader::word(words + Reader::size * (done + k))) ? 1U : 0U} << k;
    }
    writer.append(bits, static_cast<unsigned>(count));
    done += count;
  }
}

using ByteTest = WordTest<std::uint8_t>;

/// Verdicts on the 64 bytes of 16 words, low byte first.
template <class Arch>
PROBATA_DETAIL_INLINE std::uint64_t byte_verdicts(const ByteTest& test, const std::uint32_t* words) {
  std::uint64_t bits = 0;
#if PROBATA_DETAIL_HAS_XSIMD
  if constexpr (!std::is_same_v<Arch, simd::Scalar>) {
    using Word = simd::BatchU32<Arch>;
    const Word mask(test.mask * 0x01010101U);
    const Word bound(test.bound * 0x01010101U);
    for (std::size_t i = 0; i < 16; i += Word::lanes) {
      bits |= simd::less_byte_bits(Word::load(words + i) & mask, bound) << (4 * i);
    }
    return test.inverted ? ~bits : bits;
  }
#endif
  for (std::size_t i = 0; i < 64; ++i) {
    bits |= std::uint64_t{test(static_cast<std::uint8_t>(words[i / 4] >> (8 * (i % 4)))) ? 1U : 0U} << i;
  }
  return bits;
}

/// Verdicts on n bytes from byte `first` < 64 on. Whole groups of 16 words are read.
template <class Arch>
void append_byte_bits(BitWriter& writer, const ByteTest& test, const std::uint32_t* words, std::size_t first,
                      std::size_t n) {
  if (first != 0 && n != 0) {
    const std::size_t count = std::min(64 - first, n);
    writer.append(byte_verdicts<Arch>(test, words) >> first, static_cast<unsigned>(count));
    words += 16;
    n -= count;
  }
  for (; n != 0; words += 16) {
    const std::size_t count = std::min<std::size_t>(64, n);
    writer.append(byte_verdicts<Arch>(test, words), static_cast<unsigned>(count));
    n -= count;
  }
}

}  // namespace probata::inline v0_1::detail
