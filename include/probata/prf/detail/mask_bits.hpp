// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include <probata/core/inline.hpp>
#include <probata/prf/mask_spec.hpp>
#include <probata/simd/arch.hpp>
#include <probata/simd/batch.hpp>
#include <probata/simd/lane_operations.hpp>

/// From words to bits.
namespace probata::inline v0_1::detail {

/// Appends bits to bytes, the lowest bit first.
class BitWriter {
 public:
  explicit BitWriter(std::uint8_t* out) : out_(out) {}

  /// The low `count` bits of `bits`, 1 <= count <= 64, the others being zero.
  PROBATA_DETAIL_INLINE void append(std::uint64_t bits, unsigned count) {
    pending_ |= bits << filled_;
    if (filled_ + count < 64) {
      filled_ += count;
      return;
    }
    write(8);
    pending_ = filled_ == 0 ? 0 : bits >> (64 - filled_);
    filled_ = filled_ + count - 64;
  }

  /// Writes what is left; the last byte is filled up with zeros.
  void finish() {
    write((filled_ + 7) / 8);
    pending_ = 0;
    filled_ = 0;
  }

 private:
  PROBATA_DETAIL_INLINE void write(unsigned bytes) {
    for (unsigned i = 0; i < bytes; ++i) *out_++ = static_cast<std::uint8_t>(pending_ >> (8 * i));
  }

  std::uint8_t* out_;
  std::uint64_t pending_ = 0;
  unsigned filled_ = 0;
};

/// `test(i)` for i = 0, ..., n - 1.
template <class Test>
PROBATA_DETAIL_INLINE void append_bits(BitWriter& writer, std::size_t n, Test test) {
  for (std::size_t i = 0; i < n; i += 64) {
    const auto count = static_cast<unsigned>(std::min<std::size_t>(64, n - i));
    std::uint64_t bits = 0;
    for (unsigned k = 0; k < count; ++k) bits |= std::uint64_t{test(i + k) ? 1U : 0U} << k;
    writer.append(bits, count);
  }
}

/// The rule of a description as one comparison of 32 bits: kept iff ((word - offset) & mask) < bound, or not so.
struct WordTest {
  std::uint32_t offset = 0;
  std::uint32_t mask = 0;
  std::uint32_t bound = 0;
  bool inverted = false;

  explicit constexpr WordTest(const MaskSpec& spec) : inverted(spec.comparison == Comparison::at_least) {
    std::uint64_t wide_bound = 0;
    if (spec.window.fold) {  // T <= fold(w) iff T <= w < 2^32 - T
      offset = static_cast<std::uint32_t>(spec.threshold);
      mask = 0xFFFFFFFF;
      wide_bound = (std::uint64_t{1} << 32) - 2 * spec.threshold;
      inverted = !inverted;
    } else {
      mask = static_cast<std::uint32_t>(((std::uint64_t{1} << spec.window.bits) - 1) << spec.window.shift);
      wide_bound = spec.threshold << spec.window.shift;
    }
    if (wide_bound > 0xFFFFFFFF || wide_bound > mask) {  // every word is below the bound: none is not
      mask = 0;
      wide_bound = 1;
    }
    bound = static_cast<std::uint32_t>(wide_bound);
  }

  PROBATA_DETAIL_INLINE constexpr bool operator()(std::uint32_t word) const {
    return (((word - offset) & mask) < bound) != inverted;
  }
};

/// Appends the verdicts on `n` words of 32 bits; reads up to 63 words beyond them.
template <class Arch>
void append_word_bits(BitWriter& writer, const WordTest& test, const std::uint32_t* words, std::size_t n) {
#if PROBATA_DETAIL_HAS_XSIMD
  if constexpr (!std::is_same_v<Arch, simd::Scalar>) {
    using Word = simd::BatchU32<Arch>;
    const Word offset(test.offset);
    const Word mask(test.mask);
    const Word bound(test.bound);
    const std::uint64_t flip = test.inverted ? ~std::uint64_t{0} : 0;
    for (std::size_t i = 0; i < n; i += 64) {
      std::uint64_t bits = 0;
      for (std::size_t k = 0; k < 64; k += Word::lanes) {
        const Word word = Word::load(words + i + k);
        bits |= std::uint64_t{simd::less_bits((word - offset) & mask, bound)} << k;
      }
      bits ^= flip;
      const auto count = static_cast<unsigned>(std::min<std::size_t>(64, n - i));
      writer.append(count == 64 ? bits : bits & ((std::uint64_t{1} << count) - 1), count);
    }
    return;
  }
#endif
  append_bits(writer, n, [&](std::size_t i) { return test(words[i]); });
}

/// Verdicts on words of 8 bits.
class ByteTest {
 public:
  explicit constexpr ByteTest(const MaskSpec& spec) {
    for (std::size_t byte = 0; byte < verdicts_.size(); ++byte) verdicts_[byte] = keeps(spec, byte) ? 1 : 0;
  }

  void append(BitWriter& writer, const std::uint8_t* bytes, std::size_t n) const {
    for (; n >= 8; n -= 8, bytes += 8) {
      unsigned bits = 0;
      for (unsigned k = 0; k < 8; ++k) bits |= unsigned{verdicts_[bytes[k]]} << k;
      writer.append(bits, 8);
    }
    for (; n != 0; --n) writer.append(verdicts_[*bytes++], 1);
  }

 private:
  std::array<std::uint8_t, 256> verdicts_{};
};

}  // namespace probata::inline v0_1::detail
