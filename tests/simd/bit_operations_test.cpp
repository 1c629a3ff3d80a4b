// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The operations of simd/bit_operations.hpp against plain integers, for every instruction set that the flags enable.
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>

#include <doctest/doctest.h>

#include <probata/simd/bit_operations.hpp>

#include "support/archs.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

template <class B>
struct WordOf;
template <class T, class Arch>
struct WordOf<simd::Batch<T, Arch>> {
  using Word = T;
};

template <class Archs>
struct BatchesOf;
template <class... Archs>
struct BatchesOf<std::tuple<Archs...>> {
  using type = std::tuple<simd::BatchU32<Archs>..., simd::BatchU64<Archs>...>;
};
using Batches = BatchesOf<EnabledArchs>::type;

/// vector(B, B, B) in each lane is scalar(T, T, T), on random words.
template <class B, class VectorOperation, class ScalarOperation>
void lanes_agree(VectorOperation vector, ScalarOperation scalar) {
  using T = typename WordOf<B>::Word;
  Rng rng{1};
  for (int round = 0; round < 100; ++round) {
    std::array<std::array<T, B::lanes>, 4> words;
    for (auto& lanes : words) {
      for (T& word : lanes) word = static_cast<T>(rng.u64());
    }
    vector(B::load(words[0].data()), B::load(words[1].data()), B::load(words[2].data())).store(words[3].data());
    for (std::size_t i = 0; i < B::lanes; ++i) {
      CAPTURE(i);
      REQUIRE(words[3][i] == static_cast<T>(scalar(words[0][i], words[1][i], words[2][i])));
    }
  }
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("bit_operations: rotations by every number of bits", B, rotation_cases) {
  using T = typename WordOf<B>::Word;
  constexpr std::size_t width = sizeof(T) * 8;
  Rng rng{2};
  for (int round = 0; round < 20; ++round) {
    std::array<T, B::lanes> words;
    for (T& word : words) word = static_cast<T>(rng.u64());
    const B a = B::load(words.data());
    // Entry n - 1 of each half: turned left, or right, by n bits.
    std::array<std::array<T, B::lanes>, 2 * width> turned;
    [&]<std::size_t... i>(std::index_sequence<i...>) {
      (simd::rotate_left<static_cast<int>(i + 1)>(a).store(turned[i].data()), ...);
      (simd::rotate_right<static_cast<int>(i + 1)>(a).store(turned[width + i].data()), ...);
    }
    (std::make_index_sequence<width - 1>{});
    for (std::size_t entry = 0; entry + 1 < width; ++entry) {
      const int bits = static_cast<int>(entry + 1);
      for (std::size_t i = 0; i < B::lanes; ++i) {
        CAPTURE(bits);
        CAPTURE(i);
        REQUIRE(turned[entry][i] == std::rotl(words[i], bits));
        REQUIRE(turned[width + entry][i] == std::rotr(words[i], bits));
      }
    }
  }
}
TEST_CASE_TEMPLATE_APPLY(rotation_cases, Batches);

TEST_CASE_TEMPLATE_DEFINE("bit_operations: logic of three operands", B, logic_cases) {
  using T = typename WordOf<B>::Word;
  lanes_agree<B>([](B a, B b, B c) { return simd::xor3(a, b, c); }, [](T a, T b, T c) { return a ^ b ^ c; });
  lanes_agree<B>([](B a, B b, B c) { return simd::choose(a, b, c); }, [](T a, T b, T c) { return (a & b) | (~a & c); });
  lanes_agree<B>([](B a, B b, B c) { return simd::majority(a, b, c); },
                 [](T a, T b, T c) { return (a & b) | (a & c) | (b & c); });
  lanes_agree<B>([](B a, B b, B c) { return simd::xor_and_not(a, b, c); }, [](T a, T b, T c) { return a ^ (~b & c); });
}
TEST_CASE_TEMPLATE_APPLY(logic_cases, Batches);

TEST_CASE_TEMPLATE_DEFINE("bit_operations: bytes of a lane in opposite order", B, swap_cases) {
  using T = typename WordOf<B>::Word;
  lanes_agree<B>([](B a, B, B) { return simd::byte_swap(a); },
                 [](T a, T, T) {
                   T swapped = 0;
                   for (std::size_t i = 0; i < sizeof(T); ++i) swapped = (swapped << 8) | ((a >> (8 * i)) & 0xFF);
                   return swapped;
                 });
}
TEST_CASE_TEMPLATE_APPLY(swap_cases, Batches);
