// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include <probata/field/mersenne31.hpp>
#include <probata/field/packed.hpp>
#include <probata/field/packed_mersenne31.hpp>
#include <probata/prf/mcg31.hpp>
#include <probata/prf/mt19937.hpp>
#include <probata/simd/batch.hpp>

/// Many outputs of a sequence at once. `write(to, n)` writes the next n and anything to the 64 words behind them.
namespace probata::inline v0_1::detail {

/// Mt19937. Word i + 624 of its recurrence needs no word after i + 397, so 227 of them could be made side by side.
template <class Arch>
class Mt19937Run {
 public:
  explicit Mt19937Run(std::uint32_t seed) {
    const auto state = Constants::initial_state(seed);
    std::copy(state.begin(), state.end(), words_.begin());
  }

  void discard(std::uint64_t count) {
    for (; count > size - position_; position_ = 0) {
      count -= size - position_;
      advance();
    }
    position_ += static_cast<std::size_t>(count);
  }

  void write(std::uint32_t* to, std::size_t n) {
    while (n != 0) {
      if (position_ == size) {
        advance();
        position_ = 0;
      }
      const std::size_t count = std::min(n, size - position_);
      for (std::size_t i = 0; i < count; i += Word::lanes) {
        tempered(Word::load(words_.data() + position_ + i)).store(to + i);
      }
      position_ += count;
      to += count;
      n -= count;
    }
  }

 private:
  using Constants = Mt19937Constants;
  using Word = simd::BatchU32<Arch>;
  static constexpr std::size_t size = Constants::size;
  static_assert(size % Word::lanes == 0 && Word::lanes <= size - Constants::middle);

  static Word tempered(Word y) {
    y = y ^ (y >> 11);
    y = y ^ ((y << 7) & Word(Constants::temper_7));
    y = y ^ ((y << 15) & Word(Constants::temper_15));
    return y ^ (y >> 18);
  }

  /// The next `size` words of the recurrence behind the last ones, then in their place.
  void advance() {
    const Word upper(Constants::upper_bit);
    const Word lower(~Constants::upper_bit);
    const Word one(std::uint32_t{1});
    const Word matrix(Constants::matrix);
    for (std::size_t i = 0; i < size; i += Word::lanes) {
      const std::uint32_t* at = words_.data() + i;
      const Word y = (Word::load(at) & upper) | (Word::load(at + 1) & lower);
      const Word twisted = (y >> 1) ^ ((Word(std::uint32_t{0}) - (y & one)) & matrix);
      (Word::load(at + Constants::middle) ^ twisted).store(words_.data() + size + i);
    }
    std::copy_n(words_.begin() + size, size, words_.begin());
  }

  std::array<std::uint32_t, 2 * size> words_{};
  std::size_t position_ = size;
};

/// Mcg31, several vectors of successive powers side by side.
template <class Arch>
class Mcg31Run {
 public:
  explicit Mcg31Run(std::uint32_t seed) : first_(seed) {}

  void discard(std::uint64_t count) { first_.discard(count); }

  void write(std::uint32_t* to, std::size_t n) {
    Mcg31 next = first_;
    std::array<Mersenne31, step> outputs;
    for (auto& x : outputs) x = Mersenne31::from_canonical(next.next());
    const auto factor = Packed<Mersenne31, Arch>::broadcast(Mersenne31::from_canonical(Mcg31::multiplier).pow(step));
    for (std::size_t done = 0; done < n; done += step) {
      for (std::size_t i = 0; i < step; ++i) to[done + i] = outputs[i].value();
      for (std::size_t i = 0; i < step; i += lanes) {
        (Packed<Mersenne31, Arch>::load(outputs.data() + i) * factor).store(outputs.data() + i);
      }
    }
    discard(n);
  }

 private:
  static constexpr std::size_t lanes = Packed<Mersenne31, Arch>::lanes;
  static constexpr std::size_t step = 4 * lanes;
  Mcg31 first_;
};

}  // namespace probata::inline v0_1::detail
