// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include <doctest/doctest.h>

#include <probata/simd/word_tiles.hpp>

#include "support/archs.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

template <class Element, class Tag>
struct Case {
  using T = Element;
  using Arch = Tag;
};
template <class Archs>
struct CasesOf;
template <class... Archs>
struct CasesOf<std::tuple<Archs...>> {
  using type = std::tuple<Case<std::uint32_t, Archs>..., Case<std::uint64_t, Archs>...>;
};
using Cases = CasesOf<EnabledArchs>::type;

std::vector<std::byte> random_memory(std::uint64_t seed, std::size_t size) {
  Rng rng{seed};
  std::vector<std::byte> memory(size);
  for (std::byte& byte : memory) byte = static_cast<std::byte>(rng.u8());
  return memory;
}

/// The little-endian word at an address, byte by byte.
template <class T>
T word_at(const std::byte* from) {
  T word = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    word = static_cast<T>(word | (std::to_integer<T>(from[i]) << (8 * i)));
  }
  return word;
}

template <class T, class Arch, std::size_t n>
void loads_agree(std::size_t offset) {
  using B = simd::Batch<T, Arch>;
  constexpr std::size_t stride = n * sizeof(T) + 3;
  const auto memory = random_memory(n + offset, offset + B::lanes * stride);
  const auto row = [&](std::size_t i) { return memory.data() + offset + i * stride; };
  std::array<B, n> words;
  simd::load_words(words, row);
  for (std::size_t k = 0; k < n; ++k) {
    std::array<T, B::lanes> lanes;
    words[k].store(lanes.data());
    for (std::size_t i = 0; i < B::lanes; ++i) {
      CAPTURE(k);
      CAPTURE(i);
      REQUIRE(lanes[i] == word_at<T>(row(i) + k * sizeof(T)));
    }
  }
}

/// Rows of fewer words than asked for, the last of which ends with the memory.
template <class T, class Arch, std::size_t n>
void short_rows_agree() {
  using B = simd::Batch<T, Arch>;
  for (std::size_t count = 0; count <= n; ++count) {
    const std::size_t stride = count * sizeof(T);
    const auto memory = random_memory(count, B::lanes * stride);
    const auto row = [&](std::size_t i) { return memory.data() + i * stride; };
    std::array<B, n> words;
    simd::load_short_rows(words, count, row, [](B a) { return a + B(T{3}); });
    for (std::size_t k = 0; k < count; ++k) {
      std::array<T, B::lanes> lanes;
      words[k].store(lanes.data());
      for (std::size_t i = 0; i < B::lanes; ++i) {
        CAPTURE(count);
        CAPTURE(k);
        CAPTURE(i);
        REQUIRE(lanes[i] == static_cast<T>(word_at<T>(row(i) + k * sizeof(T)) + 3));
      }
    }
  }
}

/// Stores to rows at a distance, in another order than they have in memory; nothing beside the rows changes.
template <class T, class Arch, std::size_t n>
void stores_agree(std::size_t offset) {
  using B = simd::Batch<T, Arch>;
  constexpr std::size_t stride = n * sizeof(T) + 5;
  const auto before = random_memory(n + offset, offset + B::lanes * stride);
  auto memory = before;
  const auto place = [&](std::size_t i) { return offset + (B::lanes - 1 - i) * stride; };
  Rng rng{n};
  std::array<std::array<T, B::lanes>, n> expected;
  std::array<B, n> words;
  for (std::size_t k = 0; k < n; ++k) {
    for (T& word : expected[k]) word = static_cast<T>(rng.u64());
    words[k] = B::load(expected[k].data());
  }
  simd::store_words(words, [&](std::size_t i) { return memory.data() + place(i); });
  for (std::size_t i = 0; i < B::lanes; ++i) {
    for (std::size_t k = 0; k < n; ++k) {
      CAPTURE(k);
      CAPTURE(i);
      REQUIRE(word_at<T>(memory.data() + place(i) + k * sizeof(T)) == expected[k][i]);
    }
    const std::size_t end = place(i) + n * sizeof(T);
    for (std::size_t j = end; j < std::min(end + 5, memory.size()); ++j) REQUIRE(memory[j] == before[j]);
  }
  for (std::size_t j = 0; j < offset; ++j) REQUIRE(memory[j] == before[j]);
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("word_tiles: bytes to lanes and back at any address", C, byte_cases) {
  using T = typename C::T;
  using B = simd::Batch<T, typename C::Arch>;
  const auto memory = random_memory(1, 256);
  for (std::size_t offset = 0; offset < 65; ++offset) {
    const B a = simd::load_bytes<T, typename C::Arch>(memory.data() + offset);
    std::array<T, B::lanes> lanes;
    a.store(lanes.data());
    for (std::size_t i = 0; i < B::lanes; ++i) REQUIRE(lanes[i] == word_at<T>(memory.data() + offset + i * sizeof(T)));
    std::vector<std::byte> copy(256);
    simd::store_bytes(a, copy.data() + offset);
    for (std::size_t j = 0; j < copy.size(); ++j) {
      const bool inside = offset <= j && j < offset + sizeof(T) * B::lanes;
      REQUIRE(copy[j] == (inside ? memory[j] : std::byte{0}));
    }
  }
}
TEST_CASE_TEMPLATE_APPLY(byte_cases, Cases);

TEST_CASE_TEMPLATE_DEFINE("word_tiles: words of rows, whole tiles and what is left of them", C, load_cases) {
  using T = typename C::T;
  using Arch = typename C::Arch;
  for (const std::size_t offset : {0U, 1U, 7U}) {
    loads_agree<T, Arch, 1>(offset);
    loads_agree<T, Arch, 4>(offset);
    loads_agree<T, Arch, 13>(offset);
    loads_agree<T, Arch, 16>(offset);
    loads_agree<T, Arch, 17>(offset);
    loads_agree<T, Arch, 32>(offset);
  }
}
TEST_CASE_TEMPLATE_APPLY(load_cases, Cases);

TEST_CASE_TEMPLATE_DEFINE("word_tiles: words are mapped on their way", C, map_cases) {
  using T = typename C::T;
  using B = simd::Batch<T, typename C::Arch>;
  constexpr std::size_t stride = 37 * sizeof(T);
  const auto memory = random_memory(3, B::lanes * stride);
  std::array<B, 37> words;
  simd::load_words(
      words, [&](std::size_t i) { return memory.data() + i * stride; }, [](B a) { return a ^ B(static_cast<T>(5)); });
  for (std::size_t k = 0; k < words.size(); ++k) {
    std::array<T, B::lanes> lanes;
    words[k].store(lanes.data());
    for (std::size_t i = 0; i < B::lanes; ++i) {
      REQUIRE(lanes[i] == (word_at<T>(memory.data() + i * stride + k * sizeof(T)) ^ 5));
    }
  }
}
TEST_CASE_TEMPLATE_APPLY(map_cases, Cases);

TEST_CASE_TEMPLATE_DEFINE("word_tiles: rows shorter than a tile, and nothing read behind them", C, short_cases) {
  using T = typename C::T;
  using Arch = typename C::Arch;
  using B = simd::Batch<T, Arch>;
  short_rows_agree<T, Arch, 16>();
  short_rows_agree<T, Arch, 32>();
  for (std::size_t count = 0; count < B::lanes; ++count) {
    const auto memory = random_memory(count, count * sizeof(T));
    std::array<T, B::lanes> lanes;
    simd::load_first_words<T, Arch>(memory.data(), count).store(lanes.data());
    for (std::size_t i = 0; i < B::lanes; ++i) {
      REQUIRE(lanes[i] == (i < count ? word_at<T>(memory.data() + i * sizeof(T)) : T{0}));
    }
  }
}
TEST_CASE_TEMPLATE_APPLY(short_cases, Cases);

TEST_CASE_TEMPLATE_DEFINE("word_tiles: words to rows, a digest and whole tiles", C, store_cases) {
  using T = typename C::T;
  using Arch = typename C::Arch;
  for (const std::size_t offset : {0U, 1U, 7U}) {
    stores_agree<T, Arch, 32 / sizeof(T)>(offset);
    stores_agree<T, Arch, 16>(offset);
    stores_agree<T, Arch, 32>(offset);
  }
}
TEST_CASE_TEMPLATE_APPLY(store_cases, Cases);

TEST_CASE_TEMPLATE_DEFINE("word_tiles: halves are joined row by row, and split undoes it", Arch, join_cases) {
  using U32 = simd::BatchU32<Arch>;
  using U64 = simd::BatchU64<Arch>;
  Rng rng{5};
  for (int round = 0; round < 20; ++round) {
    std::array<std::array<std::uint32_t, U32::lanes>, 2> halves;
    for (auto& lanes : halves) {
      for (std::uint32_t& word : lanes) word = rng.u32();
    }
    const auto pair = simd::join(U32::load(halves[0].data()), U32::load(halves[1].data()));
    // Every row is there, in some order.
    std::array<std::uint64_t, U32::lanes> joined;
    for (std::size_t s = 0; s < pair.size(); ++s) pair[s].store(joined.data() + s * U64::lanes);
    for (std::size_t i = 0; i < U32::lanes; ++i) {
      const std::uint64_t row = halves[0][i] | (std::uint64_t{halves[1][i]} << 32);
      CHECK(std::ranges::count(joined, row) == 1);
    }
    const auto parts = simd::split<Arch>(pair);
    for (std::size_t h = 0; h < 2; ++h) {
      std::array<std::uint32_t, U32::lanes> lanes;
      parts[h].store(lanes.data());
      CHECK(lanes == halves[h]);
    }
  }
}
TEST_CASE_TEMPLATE_APPLY(join_cases, EnabledArchs);
