// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every operation of simd/batch.hpp against plain integers, for every instruction set that the flags enable.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

#include <probata/simd/batch.hpp>

#include "support/archs.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

// Written by the build for each program; empty where a program is not compiled for one instruction set.
extern const char* const probata_test_isa;

namespace {

template <class B>
struct WordOf;
template <class T, class Arch>
struct WordOf<simd::Batch<T, Arch>> {
  using Word = T;
  using Tag = Arch;
};

/// Batch<std::uint32_t, Arch> and Batch<std::uint64_t, Arch> for each Arch of a list.
template <class Archs>
struct BatchesOf;
template <class... Archs>
struct BatchesOf<std::tuple<Archs...>> {
  using type = std::tuple<simd::BatchU32<Archs>..., simd::BatchU64<Archs>...>;
};
using Batches = BatchesOf<EnabledArchs>::type;

/// Where carries and signs change: both ends, and the neighbours of the bits 31, 32 and 63.
template <class T>
std::vector<T> edge_words() {
  constexpr T top = static_cast<T>(T{1} << (std::numeric_limits<T>::digits - 1));
  std::vector<T> edges{0, 1, 2, 3, top - 2, top - 1, top, top + 1, T(0) - 3, T(0) - 2, T(0) - 1};
  if constexpr (sizeof(T) == 8) {
    for (const T bit : {T{1} << 31, T{1} << 32, T{1} << 33}) edges.insert(edges.end(), {bit - 1, bit, bit + 1});
    edges.insert(edges.end(), {0xFFFFFFFE00000001, 0xFFFFFFFF00000000, 0xFFFFFFFF00000001, 0x7FFFFFFF80000000,
                               0x00000000FFFFFFFE, 0x80000000FFFFFFFF, 0x7FFFFFFFFFFFFFFE});
  } else {
    edges.insert(edges.end(), {0x7EFFFFFF, 0x7F000001, 0x78000001, 0x0000FFFF, 0x00010000});
  }
  return edges;
}

template <class T>
struct Pairs {
  std::vector<T> a;
  std::vector<T> b;
};

/// All ordered pairs of edges, then random pairs up to at least `count`, filled up to a multiple of 16.
template <class T>
Pairs<T> sample_pairs(std::uint64_t seed, std::size_t count) {
  Rng rng{seed};
  Pairs<T> pairs;
  const auto push = [&pairs](T x, T y) {
    pairs.a.push_back(x);
    pairs.b.push_back(y);
  };
  const std::vector<T> edges = edge_words<T>();
  for (const T x : edges) {
    for (const T y : edges) push(x, y);
  }
  while (pairs.a.size() < count || pairs.a.size() % 16 != 0) {
    const T x = static_cast<T>(rng.u64());
    push(x, static_cast<T>(rng.u64()));
  }
  return pairs;
}

template <class T>
[[gnu::noinline]] void require_same(const char* operation, const Pairs<T>& in, const std::vector<T>& result,
                                    const std::vector<T>& expected) {
  const auto difference = std::mismatch(result.begin(), result.end(), expected.begin());
  if (difference.first == result.end()) {
    CHECK(result.size() == expected.size());
    return;
  }
  const auto wrong = static_cast<std::size_t>(difference.first - result.begin());
  CAPTURE(operation);
  CAPTURE(in.a[wrong]);
  CAPTURE(in.b[wrong]);
  REQUIRE(result[wrong] == expected[wrong]);
}

/// vector(B, B) in each lane is scalar(T, T).
template <class B, class T, class VectorOperation, class ScalarOperation>
void lanes_agree(const char* operation, const Pairs<T>& in, VectorOperation vector, ScalarOperation scalar) {
  const std::size_t n = in.a.size();
  std::vector<T> result(n);
  std::vector<T> expected(n);
  for (std::size_t i = 0; i < n; i += B::lanes) {
    vector(B::load(in.a.data() + i), B::load(in.b.data() + i)).store(result.data() + i);
  }
  for (std::size_t i = 0; i < n; ++i) expected[i] = static_cast<T>(scalar(in.a[i], in.b[i]));
  require_same(operation, in, result, expected);
}

template <class B, class T>
std::array<T, B::lanes> words_of(B batch) {
  std::array<T, B::lanes> words;
  batch.store(words.data());
  return words;
}

}  // namespace

TEST_CASE("batch: this program uses the vectors it was compiled for") {
  const std::string isa = probata_test_isa;
  if (!isa.empty()) CHECK(isa == simd::DefaultArch::name);
}

TEST_CASE_TEMPLATE_DEFINE("batch: arithmetic wraps, logic is bitwise", B, arithmetic_cases) {
  using T = typename WordOf<B>::Word;
  const Pairs<T> in = sample_pairs<T>(1, 20000);
  lanes_agree<B>(
      "a + b", in, [](B a, B b) { return a + b; }, [](T a, T b) { return a + b; });
  lanes_agree<B>(
      "a - b", in, [](B a, B b) { return a - b; }, [](T a, T b) { return a - b; });
  lanes_agree<B>(
      "a & b", in, [](B a, B b) { return a & b; }, [](T a, T b) { return a & b; });
  lanes_agree<B>(
      "a | b", in, [](B a, B b) { return a | b; }, [](T a, T b) { return a | b; });
  lanes_agree<B>(
      "a ^ b", in, [](B a, B b) { return a ^ b; }, [](T a, T b) { return a ^ b; });
}
TEST_CASE_TEMPLATE_APPLY(arithmetic_cases, Batches);

TEST_CASE_TEMPLATE_DEFINE("batch: shifts by every number of bits below the width", B, shift_cases) {
  using T = typename WordOf<B>::Word;
  const Pairs<T> in = sample_pairs<T>(2, 1000);
  for (int bits = 0; bits < std::numeric_limits<T>::digits; ++bits) {
    CAPTURE(bits);
    lanes_agree<B>(
        "a << bits", in, [bits](B a, B) { return a << bits; }, [bits](T a, T) { return a << bits; });
    lanes_agree<B>(
        "a >> bits", in, [bits](B a, B) { return a >> bits; }, [bits](T a, T) { return a >> bits; });
  }
}
TEST_CASE_TEMPLATE_APPLY(shift_cases, Batches);

TEST_CASE_TEMPLATE_DEFINE("batch: loads and stores at any element, and nothing beside it", B, memory_cases) {
  using T = typename WordOf<B>::Word;
  constexpr std::size_t lanes = B::lanes;
  CHECK(lanes == simd::lanes_of<typename WordOf<B>::Tag, T>);
  Rng rng{3};
  std::vector<T> from(2 * lanes);
  for (T& word : from) word = static_cast<T>(rng.u64());
  for (std::size_t offset = 0; offset <= lanes; ++offset) {
    CAPTURE(offset);
    const T mark = static_cast<T>(rng.u64());
    std::vector<T> to(3 * lanes, mark);
    B::load(from.data() + offset).store(to.data() + lanes + offset % lanes);
    for (std::size_t i = 0; i < to.size(); ++i) {
      const std::size_t lane = i - lanes - offset % lanes;  // wraps below the vector
      REQUIRE(to[i] == (lane < lanes ? from[offset + lane] : mark));
    }
  }
  for (const T word : {T{0}, T{1}, static_cast<T>(0x123456789ABCDEF0), static_cast<T>(T{0} - 1)}) {
    for (const T lane : words_of<B, T>(B(word))) CHECK(lane == word);
  }
}
TEST_CASE_TEMPLATE_APPLY(memory_cases, Batches);

#if PROBATA_DETAIL_HAS_XSIMD

namespace {

using VectorBatches = BatchesOf<EnabledVectorArchs>::type;

/// The conditional operations against their definitions: every bound, and inputs around every place where it matters.
const std::vector<std::uint32_t> bounds{1,          2,          3,          0x78000001, 0x7F000001,
                                        0x40000000, 0x7FFFFFFE, 0x7FFFFFFF, 0x80000000};

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("batch: the two lane widths see the same bits, low half first", Arch, cast_cases) {
  using U32 = simd::BatchU32<Arch>;
  using U64 = simd::BatchU64<Arch>;
  Rng rng{4};
  for (int round = 0; round < 100; ++round) {
    std::array<std::uint64_t, U64::lanes> wide;
    for (std::uint64_t& word : wide) word = rng.u64();
    const auto halves = words_of<U32, std::uint32_t>(simd::as_u32(U64::load(wide.data())));
    for (std::size_t i = 0; i < U64::lanes; ++i) {
      REQUIRE(halves[2 * i] == static_cast<std::uint32_t>(wide[i]));
      REQUIRE(halves[2 * i + 1] == static_cast<std::uint32_t>(wide[i] >> 32));
    }
    REQUIRE(words_of<U64, std::uint64_t>(simd::as_u64(U32::load(halves.data()))) == wide);
  }
}
TEST_CASE_TEMPLATE_APPLY(cast_cases, EnabledVectorArchs);

TEST_CASE_TEMPLATE_DEFINE("batch: widening products see the low halves only", Arch, product_cases) {
  using U64 = simd::BatchU64<Arch>;
  const Pairs<std::uint64_t> in = sample_pairs<std::uint64_t>(5, 100000);
  lanes_agree<U64>(
      "mul_even", in, [](U64 a, U64 b) { return simd::mul_even(a, b); },
      [](std::uint64_t a, std::uint64_t b) { return (a & 0xFFFFFFFF) * (b & 0xFFFFFFFF); });
  CHECK(simd::has_signed_multiply<Arch> == !std::is_same_v<Arch, simd::Sse2>);
  if constexpr (simd::has_signed_multiply<Arch>) {
    lanes_agree<U64>(
        "mul_even_signed", in, [](U64 a, U64 b) { return simd::mul_even_signed(a, b); },
        [](std::uint64_t a, std::uint64_t b) {
          const auto low = [](std::uint64_t x) { return std::int64_t{static_cast<std::int32_t>(x & 0xFFFFFFFF)}; };
          return static_cast<std::uint64_t>(low(a) * low(b));
        });
  }
}
TEST_CASE_TEMPLATE_APPLY(product_cases, EnabledVectorArchs);

TEST_CASE_TEMPLATE_DEFINE("batch: lane moves", Arch, move_cases) {
  using U32 = simd::BatchU32<Arch>;
  using U64 = simd::BatchU64<Arch>;
  const Pairs<std::uint64_t> in = sample_pairs<std::uint64_t>(6, 2000);
  for (std::size_t i = 0; i < in.a.size(); i += U64::lanes) {
    const auto even = U64::load(in.a.data() + i);
    const auto odd = U64::load(in.b.data() + i);
    const auto moved = words_of<U32, std::uint32_t>(simd::odd_to_even(simd::as_u32(even)));
    const auto high = words_of<U32, std::uint32_t>(simd::interleave_high(even, odd));
    for (std::size_t j = 0; j < U64::lanes; ++j) {
      REQUIRE(moved[2 * j] == static_cast<std::uint32_t>(in.a[i + j] >> 32));
      REQUIRE(high[2 * j] == static_cast<std::uint32_t>(in.a[i + j] >> 32));
      REQUIRE(high[2 * j + 1] == static_cast<std::uint32_t>(in.b[i + j] >> 32));
    }
  }
}
TEST_CASE_TEMPLATE_APPLY(move_cases, EnabledVectorArchs);

TEST_CASE_TEMPLATE_DEFINE("batch: reduce_once takes everything below twice the bound", Arch, reduce_cases) {
  using U32 = simd::BatchU32<Arch>;
  Rng rng{7};
  for (const std::uint32_t bound : bounds) {
    CAPTURE(bound);
    const std::uint64_t limit = 2 * std::uint64_t{bound};
    Pairs<std::uint32_t> in;
    for (const std::uint64_t x : {std::uint64_t{0}, std::uint64_t{1}, bound - std::uint64_t{1}, std::uint64_t{bound},
                                  std::uint64_t{bound} + 1, limit - 2, limit - 1}) {
      if (x < limit) in.a.push_back(static_cast<std::uint32_t>(x));
    }
    while (in.a.size() < 4096) in.a.push_back(static_cast<std::uint32_t>(rng.below(limit)));
    in.b = in.a;
    lanes_agree<U32>(
        "reduce_once", in, [bound](U32 x, U32) { return simd::reduce_once(x, U32(bound)); },
        [bound](std::uint32_t x, std::uint32_t) { return x < bound ? x : x - bound; });
  }
  // A lane with bound zero stays as it is: sums of products have their low words in such lanes.
  lanes_agree<U32>(
      "reduce_once by 0", sample_pairs<std::uint32_t>(8, 4096),
      [](U32 x, U32) { return simd::reduce_once(x, U32(std::uint32_t{0})); },
      [](std::uint32_t x, std::uint32_t) { return x; });
}
TEST_CASE_TEMPLATE_APPLY(reduce_cases, EnabledVectorArchs);

TEST_CASE_TEMPLATE_DEFINE("batch: add_if_negative takes everything from -bound to bound - 1", Arch, negative_cases) {
  using U32 = simd::BatchU32<Arch>;
  Rng rng{9};
  for (const std::uint32_t bound : bounds) {
    if (bound == 0x80000000) continue;  // not below 2^31
    CAPTURE(bound);
    const std::int64_t limit = bound;
    Pairs<std::uint32_t> in;
    for (const std::int64_t d : {-limit, -limit + 1, std::int64_t{-1}, std::int64_t{0}, limit - 1, limit / 2}) {
      in.a.push_back(static_cast<std::uint32_t>(d));
    }
    while (in.a.size() < 4096) {
      in.a.push_back(
          static_cast<std::uint32_t>(static_cast<std::int64_t>(rng.below(2 * std::uint64_t{bound})) - limit));
    }
    in.b = in.a;
    lanes_agree<U32>(
        "add_if_negative", in, [bound](U32 d, U32) { return simd::add_if_negative(d, U32(bound)); },
        [bound](std::uint32_t d, std::uint32_t) { return static_cast<std::int32_t>(d) < 0 ? d + bound : d; });
  }
}
TEST_CASE_TEMPLATE_APPLY(negative_cases, EnabledVectorArchs);

TEST_CASE_TEMPLATE_DEFINE("batch: add_if_less compares all 64 bits without sign", Arch, less_cases) {
  using U64 = simd::BatchU64<Arch>;
  const Pairs<std::uint64_t> in = sample_pairs<std::uint64_t>(10, 100000);
  lanes_agree<U64>(
      "add_if_less(b, a, b, a)", in, [](U64 a, U64 b) { return simd::add_if_less(b, a, b, a); },
      [](std::uint64_t a, std::uint64_t b) { return a < b ? b + a : b; });
  // Neighbours and equal numbers, wherever they lie.
  Pairs<std::uint64_t> close = in;
  for (std::size_t i = 0; i < close.a.size(); ++i) close.b[i] = close.a[i] + i % 3 - 1;
  lanes_agree<U64>(
      "add_if_less(a, a, b, 5)", close, [](U64 a, U64 b) { return simd::add_if_less(a, a, b, U64(std::uint64_t{5})); },
      [](std::uint64_t a, std::uint64_t b) { return a < b ? a + 5 : a; });
}
TEST_CASE_TEMPLATE_APPLY(less_cases, EnabledVectorArchs);

TEST_CASE_TEMPLATE_DEFINE("batch: streaming writes what a store writes, and opaque changes nothing", B, stream_cases) {
  using T = typename WordOf<B>::Word;
  constexpr std::size_t lanes = B::lanes;
  Rng rng{11};
  std::array<T, 4 * lanes> from;
  for (T& word : from) word = static_cast<T>(rng.u64());
  alignas(64) std::array<T, 4 * lanes> to;
  to.fill(0);
  for (std::size_t i = 0; i < from.size(); i += lanes) simd::stream(B::load(from.data() + i), to.data() + i);
  simd::stream_fence();
  CHECK(to == from);
  const B x = B::load(from.data());
  CHECK(words_of<B, T>(simd::opaque(x)) == words_of<B, T>(x));
}
TEST_CASE_TEMPLATE_APPLY(stream_cases, VectorBatches);

#endif  // PROBATA_DETAIL_HAS_XSIMD

TEST_CASE("batch: a fence without streaming writes is harmless") {
  simd::stream_fence();
  CHECK(simd::BatchU32<simd::Scalar>::lanes == 1);
}
