// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include <probata/core/bits.hpp>
#include <probata/core/usage_error.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/prf/mask_spec.hpp>

namespace probata::inline v0_1 {

namespace detail {

constexpr std::string_view name_of(Cipher cipher) noexcept {
  constexpr std::array<std::string_view, 9> names{"philox2x32",   "philox4x32",   "philox4x64",
                                                  "threefry2x32", "threefry4x32", "mt19937",
                                                  "mcg31",        "chacha20",     "poseidon2_24"};
  const auto index = static_cast<std::size_t>(cipher);
  return index < names.size() ? names[index] : "no cipher";
}

constexpr std::string_view name_of(WordSelection selection) noexcept {
  constexpr std::array<std::string_view, 7> names{
      "word", "xor_of_block", "two_words", "half_of_word", "quarter_of_word", "byte_of_element", "bit_of_element"};
  const auto index = static_cast<std::size_t>(selection);
  return index < names.size() ? names[index] : "no selection";
}

/// Throws the mistakes of one description, "MaskSpec" being the place.
class MaskSpecCheck {
 public:
  explicit MaskSpecCheck(const MaskSpec& spec) : spec_(spec) {}

  void run() const {
    check_cipher();
    std::visit([this](const auto& map) { check(map); }, spec_.counters);
    check_window();
  }

 private:
  template <class Value>
  static void require(bool holds, std::string_view argument, Value value, std::string_view expected) {
    if (!holds) throw_usage("MaskSpec", argument, value, expected);
  }
  bool is(Cipher cipher) const { return spec_.cipher == cipher; }
  bool is(WordSelection selection) const { return spec_.selection == selection; }

  void require_cipher(bool holds, std::string_view expected) const {
    require(holds, "cipher", name_of(spec_.cipher), expected);
  }
  void require_selection(bool holds, std::string_view expected) const {
    require(holds, "selection", name_of(spec_.selection), expected);
  }

  void check_cipher() const {
    std::size_t key_words = 2;
    std::uint64_t word_limit = 0xFFFFFFFF;
    switch (spec_.cipher) {
      case Cipher::philox4x32:
        require(spec_.rounds == 7 || spec_.rounds == 10, "rounds", spec_.rounds, "7 or 10 for philox4x32");
        break;
      case Cipher::philox2x32:
      case Cipher::philox4x64:
        require(spec_.rounds == 10, "rounds", spec_.rounds, "10 for philox2x32 and philox4x64");
        if (is(Cipher::philox2x32)) key_words = 1;
        if (is(Cipher::philox4x64)) word_limit = ~std::uint64_t{0};
        break;
      case Cipher::threefry2x32:
      case Cipher::threefry4x32:
        require(spec_.rounds == 20, "rounds", spec_.rounds, "20 for threefry2x32 and threefry4x32");
        if (is(Cipher::threefry4x32)) key_words = 4;
        break;
      case Cipher::mt19937:
      case Cipher::mcg31:
        require(spec_.rounds == 0, "rounds", spec_.rounds, "0 for mt19937 and mcg31, which have none");
        key_words = 1;
        break;
      case Cipher::chacha20:
        require(spec_.rounds == 20, "rounds", spec_.rounds, "20 for chacha20");
        key_words = 8;
        break;
      case Cipher::poseidon2_24:
        require(spec_.rounds == 31, "rounds", spec_.rounds, "31 for poseidon2_24: 8 full and 23 partial ones");
        key_words = 8;
        word_limit = KoalaBear::modulus - 1;
        break;
      default:
        throw_usage("MaskSpec", "cipher", static_cast<unsigned>(spec_.cipher), "a value of the enumeration");
    }
    for (std::size_t i = 0; i < spec_.key.size(); ++i) {
      const std::string argument = "key[" + std::to_string(i) + "]";
      if (i >= key_words) require(spec_.key[i] == 0, argument, spec_.key[i], "0: this cipher has a shorter key");
      require(
          spec_.key[i] <= word_limit, argument, spec_.key[i],
          is(Cipher::poseidon2_24) ? "a canonical element of KoalaBear" : "below 2^32, the size of the cipher's words");
    }
  }

  void check(const BlockPerElement& map) const {
    require_cipher(
        is(Cipher::philox2x32) || is(Cipher::philox4x32) || is(Cipher::threefry2x32) || is(Cipher::threefry4x32),
        "a cipher of 32-bit words in blocks, for the map BlockPerElement");
    require_selection(is(WordSelection::word) || is(WordSelection::xor_of_block) || is(WordSelection::two_words),
                      "word, xor_of_block or two_words, for the map BlockPerElement");
    require(map.order == BlockPerElement::Order::high_word_first || map.order == BlockPerElement::Order::low_word_first,
            "counters.order", static_cast<unsigned>(map.order), "a value of the enumeration");
  }

  void check(const ConsecutiveBlocks& map) const {
    require_cipher(is(Cipher::philox4x32) || is(Cipher::philox4x64),
                   "philox4x32 or philox4x64, for the map ConsecutiveBlocks");
    if (is(Cipher::philox4x64)) {
      require_selection(is(WordSelection::word) || is(WordSelection::half_of_word),
                        "word or half_of_word, for consecutive blocks of philox4x64");
      return;
    }
    require_selection(is(WordSelection::word) || is(WordSelection::two_words),
                      "word or two_words, for consecutive blocks of philox4x32");
    for (const std::uint64_t word : map.first) {
      require(word <= 0xFFFFFFFF, "counters.first", word, "below 2^32 in each word, for philox4x32");
    }
  }

  void check(const SplitHalves&) const {
    require_cipher(is(Cipher::threefry2x32), "threefry2x32, for the map SplitHalves");
    require_selection(is(WordSelection::word) || is(WordSelection::quarter_of_word),
                      "word or quarter_of_word, for the map SplitHalves");
    const std::uint64_t per_word = is(WordSelection::word) ? 1 : 4;
    require(div_ceil(spec_.elements, per_word) <= std::uint64_t{1} << 32, "elements", spec_.elements,
            "at most what 2^32 words serve: the map SplitHalves counts with 32 bits");
  }

  void check(const SplitDimension& map) const {
    require_cipher(is(Cipher::threefry2x32), "threefry2x32, for the map SplitDimension");
    require_selection(is(WordSelection::word), "word, for the map SplitDimension");
    require_shape("outer * extent * inner of counters", {map.outer, map.extent, map.inner});
  }

  void check(const CudaGrid& map) const {
    require_cipher(is(Cipher::philox4x32), "philox4x32, for the map CudaGrid");
    require_selection(is(WordSelection::word), "word, for the map CudaGrid");
    const unsigned width = map.vector_width;
    require(width == 1 || width == 2 || width == 4 || width == 8, "counters.vector_width", width, "1, 2, 4 or 8");
    require(map.threads != 0 && map.threads <= std::uint64_t{1} << 31, "counters.threads", map.threads,
            "in [1, 2^31], as grids are");
  }

  void check(const AttentionTiles& map) const {
    require_cipher(is(Cipher::philox4x32), "philox4x32, for the map AttentionTiles");
    require_selection(is(WordSelection::quarter_of_word), "quarter_of_word, for the map AttentionTiles");
    require_shape("heads * rows * cols of counters", {map.heads, map.rows, map.cols});
    require(map.rows <= 0xFFFFFFFF, "counters.rows", map.rows, "below 2^32");
    require(map.cols <= 0xFFFFFFFF, "counters.cols", map.cols, "below 2^32");
  }

  void check(const Sequence&) const {
    require_cipher(is(Cipher::mt19937) || is(Cipher::mcg31), "mt19937 or mcg31, for the map Sequence");
    if (is(Cipher::mt19937)) require_selection(is(WordSelection::two_words), "two_words, for mt19937");
    if (is(Cipher::mcg31)) require_selection(is(WordSelection::word), "word, for mcg31");
  }

  void check(const RecordBlocks& map) const {
    require_cipher(is(Cipher::chacha20) || is(Cipher::poseidon2_24),
                   "chacha20 or poseidon2_24, for the map RecordBlocks");
    if (is(Cipher::chacha20)) {
      require_selection(is(WordSelection::word) || is(WordSelection::quarter_of_word),
                        "word or quarter_of_word, for chacha20");
    } else {
      require_selection(
          is(WordSelection::word) || is(WordSelection::byte_of_element) || is(WordSelection::bit_of_element),
          "word, byte_of_element or bit_of_element, for poseidon2_24");
      require(spec_.window == MaskWindow{0, word_bits(spec_)}, "window", "a part of the word",
              "the whole word, for poseidon2_24: parts of a field element are not uniform");
      if (is(WordSelection::word)) {
        require(spec_.threshold <= KoalaBear::modulus, "threshold", spec_.threshold, "at most the field's size");
      } else if (is(WordSelection::byte_of_element)) {
        require(spec_.threshold <= 256, "threshold", spec_.threshold, "at most 256: p - 1 is never kept");
      }
    }
    const unsigned log_blocks = is(Cipher::chacha20) ? 32 : 48;
    check_record("MaskSpec", map.record, log_blocks);
    require(div_ceil(spec_.elements, elements_per_block(spec_)) <= std::uint64_t{1} << log_blocks, "elements",
            spec_.elements, "at most what 2^" + std::to_string(log_blocks) + " blocks serve");
  }

  void require_shape(std::string_view what, std::array<std::uint64_t, 3> extents) const {
    std::uint64_t product = 1;
    bool fits = true;
    for (const std::uint64_t extent : extents) {
      const auto next = checked_mul(product, extent);
      fits = fits && next.has_value();
      product = next.value_or(0);
    }
    require(fits && product == spec_.elements, what, product, "elements = " + std::to_string(spec_.elements));
  }

  void check_window() const {
    const MaskWindow& window = spec_.window;
    if (window.fold) {
      require(word_bits(spec_) == 32 && !is(Cipher::mcg31), "window.fold", true,
              "false for words of other than 32 bits");
      require(window.bits == 31, "window.bits", window.bits, "31 with fold");
      require(window.shift == 0, "window.shift", window.shift, "0 with fold");
    }
    const unsigned bits = word_bits(spec_);
    require(window.bits >= 1 && window.bits <= 63, "window.bits", window.bits, "in [1, 63]");
    require(window.shift < bits && window.bits <= bits - window.shift, "window.shift + window.bits",
            std::uint64_t{window.shift} + window.bits, "at most the word's bits, " + std::to_string(bits));
    require(spec_.comparison == Comparison::less || spec_.comparison == Comparison::at_least, "comparison",
            static_cast<unsigned>(spec_.comparison), "a value of the enumeration");
    require(spec_.threshold <= std::uint64_t{1} << window.bits, "threshold", spec_.threshold,
            "at most 2^" + std::to_string(window.bits) + ", the size of the window");
  }

  const MaskSpec& spec_;
};

}  // namespace detail

/// Whether the parts of a description fit each other; generate_mask checks this first.
/// @throws UsageError naming the member, its value and what would be right.
inline void check_mask_spec(const MaskSpec& spec) { detail::MaskSpecCheck(spec).run(); }

}  // namespace probata::inline v0_1
