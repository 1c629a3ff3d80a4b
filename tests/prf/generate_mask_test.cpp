// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Fast generation against the word of each element, one instruction set per program.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#define DOCTEST_CONFIG_VOID_CAST_EXPRESSIONS  // results are not looked at where an exception is expected
#include <doctest/doctest.h>

#include <probata/core/usage_error.hpp>
#include <probata/parallel/threads.hpp>
#include <probata/prf/generate_mask.hpp>
#include <probata/prf/presets.hpp>

#include "support/archs.hpp"
#include "support/random.hpp"

using namespace probata;

namespace {

struct Named {
  std::string name;
  MaskSpec spec;
};

Probability some_probability(testing::Rng& rng) {
  constexpr std::array<double, 8> common{0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.999, 1.0};
  return rng.flip() ? common[rng.index(common.size())] : static_cast<double>(rng.u64() >> 11) * 0x1p-53;
}

std::uint64_t some_seed(testing::Rng& rng) {
  constexpr std::array<std::uint64_t, 4> edges{0, 1, 0xFFFFFFFF, ~std::uint64_t{0}};
  return rng.below(4) == 0 ? edges[rng.index(4)] : rng.u64();
}

// One description of each kind, of random keys, rates and shapes. `n` is about the size.
std::vector<Named> descriptions(testing::Rng& rng, std::uint64_t n) {
  const auto p = [&] { return some_probability(rng); };
  const auto seed = [&] { return some_seed(rng); };
  const auto key = [&](JaxImpl impl) { return JaxKey::from_seed(seed(), impl, true).fold_in(rng.u32()); };
  const JaxKey threefry = key(JaxImpl::threefry2x32);
  const TensorflowSeed pair{seed(), seed()};
  const TensorflowSeed small{seed() & 0xFFFFFFFF, seed() & 0xFFFFFFFF};
  NumpyPhiloxState numpy{{seed(), seed()}, {seed(), seed(), seed(), seed()}};
  const std::uint64_t rows = 1 + rng.below(40);
  const std::uint64_t cols = 1 + n / rows / 2;
  const CounterRecord record{.stream = static_cast<std::uint8_t>(rng.below(256)),
                             .step = rng.u32(),
                             .site = static_cast<std::uint32_t>(rng.below(1 << 24)),
                             .replica = static_cast<std::uint32_t>(rng.below(1 << 24))};
  Poseidon2Counter::Key elements_key;
  for (auto& element : elements_key) element = KoalaBear::from_u64(rng.u64());
  ChaCha20::Key bytes_key;
  for (auto& byte : bytes_key) byte = static_cast<std::byte>(rng.below(256));

  std::vector<Named> all{
      {"jax partitionable", jax_threefry_partitionable(threefry, n, p())},
      {"jax partitionable bf16", jax_threefry_partitionable(threefry, n, p(), FloatType::bf16)},
      {"jax partitionable f64", jax_threefry_partitionable(threefry, n, p(), FloatType::f64)},
      {"jax original", jax_threefry_original(threefry, n, p())},
      {"jax original bf16", jax_threefry_original(threefry, n, p(), FloatType::bf16)},
      {"jax rbg", jax_rbg(key(JaxImpl::rbg), n, p())},
      {"jax philox4x32", jax_philox4x32(key(JaxImpl::philox4x32), n, p())},
      {"jax philox2x32", jax_philox2x32(key(JaxImpl::philox2x32), n, p())},
      {"jax threefry4x32", jax_threefry4x32(key(JaxImpl::threefry4x32), n, p())},
      {"tensorflow f32", tensorflow_philox(pair, n, p())},
      {"tensorflow f64", tensorflow_philox(pair, n, p(), FloatType::f64)},
      {"tensorflow f16", tensorflow_philox(pair, n, p(), FloatType::f16)},
      {"tensorflow auto xla", tensorflow_auto_xla(pair, n, p())},
      {"numpy f64", numpy_philox(numpy, n, p())},
      {"numpy f32", numpy_philox(numpy, n, p(), FloatType::f32)},
      {"triton", triton(seed(), seed(), n, p())},
      {"inductor", inductor_cpu(seed(), n, p())},
      {"torch func", torch_func_random({seed(), seed()}, n, p())},
      {"mt19937", torch_cpu_mt19937(seed(), rng.below(100), n, p())},
      {"mcg31", torch_cpu_mcg31(seed(), rng.below(3), n, p())},
      {"poseidon2 n31", poseidon2_n31(elements_key, record, n, p())},
      {"poseidon2 n8", poseidon2_n8(elements_key, record, n, p())},
      {"poseidon2 half", poseidon2_half(elements_key, record, n)},
      {"chacha20 w32", chacha20_w32(bytes_key, record, n, p())},
      {"chacha20 w8", chacha20_w8(bytes_key, record, n, p())},
      {"flash attention",
       flash_attention({.seed = seed(), .offset = seed(), .batch = 1, .heads = 2, .rows = rows, .cols = cols}, p())},
  };
  for (const unsigned width : {1U, 2U, 4U, 8U}) {
    all.push_back(
        {"torch cuda " + std::to_string(width), torch_cuda_eager({.seed = seed(),
                                                                  .offset = seed() & ~std::uint64_t{3},
                                                                  .elements = (n / width + 1) * width,
                                                                  .vector_width = width,
                                                                  .sm_count = 1 + static_cast<unsigned>(rng.below(4)),
                                                                  .threads_per_sm = 512},
                                                                 p())});
  }
  for (const std::uint64_t inner : {1U, 2U, 3U, 15U, 63U, 64U, 65U, 200U}) {
    const std::uint64_t outer = 1 + rng.below(5);
    const std::uint64_t extent = 1 + n / inner / outer;
    MaskSpec spec = tensorflow_threefry_xla(small, std::array<std::uint64_t, 1>{outer * extent * inner}, p());
    spec.counters = SplitDimension{outer, extent, inner};
    all.push_back({"tensorflow threefry, inner " + std::to_string(inner) + ", extent " + std::to_string(extent), spec});
  }
  return all;
}

bool bit_at(const std::vector<std::uint8_t>& bits, std::uint64_t i) { return (bits[i / 8] >> (i % 8) & 1) != 0; }

std::vector<bool> expected_mask(const MaskSpec& spec) {
  std::vector<bool> mask;
  if (std::holds_alternative<Sequence>(spec.counters) && spec.cipher == Cipher::mt19937) {
    // One pass: word by word would start the generator anew for each element.
    Mt19937 generator(static_cast<std::uint32_t>(spec.key[0]));
    generator.discard(2 * std::get<Sequence>(spec.counters).skipped);
    for (std::uint64_t i = 0; i < spec.elements; ++i) mask.push_back(keeps(spec, generator.next64()));
    return mask;
  }
  for (std::uint64_t i = 0; i < spec.elements; ++i) mask.push_back(keeps(spec, mask_word(spec, i)));
  return mask;
}

// Bits of [begin, end) agree with the mask, and the last byte's spare bits are zero.
bool range_agrees(const std::vector<std::uint8_t>& bits, const std::vector<bool>& mask, MaskRange range) {
  for (std::uint64_t i = range.begin; i < range.end; ++i) {
    if (bit_at(bits, i - range.begin) != mask[i]) return false;
  }
  for (std::uint64_t i = range.size(); i % 8 != 0; ++i) {
    if (bit_at(bits, i)) return false;
  }
  return true;
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("generate_mask: every range of every kind of mask is made of its elements' words", Arch,
                          range_cases) {
  testing::Rng rng{461};
  INFO("seed ", rng.seed());
  for (const std::uint64_t n : {1U, 2U, 7U, 64U, 129U, 1000U, 4096U, 4097U, 14000U}) {
    for (const Named& one : descriptions(rng, n)) {
      CAPTURE(one.name);
      CAPTURE(n);
      const std::vector<bool> mask = expected_mask(one.spec);
      std::vector<MaskRange> ranges{{0, one.spec.elements}, {one.spec.elements, one.spec.elements}};
      for (int i = 0; i < 6; ++i) {
        std::uint64_t begin = rng.below(one.spec.elements + 1);
        std::uint64_t end = rng.below(one.spec.elements + 1);
        if (begin > end) std::swap(begin, end);
        if (rng.flip()) end = std::min(end, begin + rng.below(70));
        ranges.push_back({begin, end});
      }
      for (const MaskRange& range : ranges) {
        CAPTURE(range.begin);
        CAPTURE(range.end);
        std::vector<std::uint8_t> bits((range.size() + 7) / 8, 0xFF);
        generate_mask_bits<Arch>(one.spec, range, bits);
        REQUIRE(range_agrees(bits, mask, range));
      }
    }
  }
}
TEST_CASE_TEMPLATE_APPLY(range_cases, std::tuple<simd::DefaultArch>);

TEST_CASE_TEMPLATE_DEFINE("generate_mask: carries of counters in the middle of vectors", Arch, carry_cases) {
  testing::Rng rng{462};
  INFO("seed ", rng.seed());
  constexpr std::uint64_t n = 300;
  for (const std::uint64_t back : {0U, 1U, 5U, 17U, 64U, 100U}) {
    for (const std::uint64_t wrap : {std::uint64_t{1} << 32, std::uint64_t{0}}) {
      CAPTURE(back);
      const std::uint64_t start = wrap - back;
      MaskSpec tensorflow = tensorflow_philox({1, 2}, n, 0.5);
      tensorflow.counters = ConsecutiveBlocks{{start & 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}};
      MaskSpec seven = tensorflow;
      seven.rounds = 7;
      MaskSpec numpy = numpy_philox({{1, 2}, {std::uint64_t{0} - 10, ~std::uint64_t{0}, 5, 6}}, n, 0.5);
      MaskSpec jax = jax_threefry_partitionable(JaxKey::from_seed(4), n, 0.5);
      jax.counters = BlockPerElement{start, BlockPerElement::Order::high_word_first};
      MaskSpec wide = jax_threefry_partitionable(JaxKey::from_seed(4), n, 0.5, FloatType::f64);
      wide.counters = jax.counters;
      for (const MaskSpec& spec :
           {tensorflow, seven, numpy, jax, wide, triton(3, start, n, 0.5), torch_func_random({7, start}, n, 0.5),
            flash_attention({.seed = 1, .offset = start, .rows = 16, .cols = 40}, 0.5),
            torch_cuda_eager(
                {.seed = 1, .offset = 4 * start - 4, .elements = 2048, .sm_count = 1, .threads_per_sm = 256}, 0.5)}) {
        const auto mask = expected_mask(spec);
        REQUIRE(range_agrees(mask_bits<Arch>(spec), mask, {0, spec.elements}));
      }
    }
  }
}
TEST_CASE_TEMPLATE_APPLY(carry_cases, std::tuple<simd::DefaultArch>);

TEST_CASE("generate_mask: combinations that no preset makes are right too") {
  constexpr std::uint64_t n = 500;
  MaskSpec spec = triton(77, 3, n, 0.3);
  spec.window = {.shift = 3, .bits = 20};
  spec.threshold = 300000;
  for (const Cipher cipher : {Cipher::philox2x32, Cipher::philox4x32, Cipher::threefry2x32, Cipher::threefry4x32}) {
    for (const WordSelection selection : {WordSelection::word, WordSelection::xor_of_block, WordSelection::two_words}) {
      for (const auto order : {BlockPerElement::Order::high_word_first, BlockPerElement::Order::low_word_first}) {
        spec.cipher = cipher;
        spec.rounds = cipher == Cipher::threefry2x32 || cipher == Cipher::threefry4x32 ? 20 : 10;
        spec.key = {77, cipher == Cipher::philox2x32 ? 0U : 5U, 0, 0};
        spec.selection = selection;
        spec.counters = BlockPerElement{~std::uint64_t{0} - 100, order};
        REQUIRE(range_agrees(mask_bits(spec), expected_mask(spec), {0, n}));
      }
    }
  }
  for (const auto& counters :
       {CounterMap{BlockPerElement{}}, CounterMap{CudaGrid{5, 100, 1}}, CounterMap{CudaGrid{5, 100, 8}}}) {
    MaskSpec seven = triton(77, 3, n, 0.3);
    seven.rounds = 7;
    seven.counters = counters;
    REQUIRE(range_agrees(mask_bits(seven), expected_mask(seven), {0, n}));
    if (std::holds_alternative<BlockPerElement>(counters)) seven.selection = WordSelection::xor_of_block;
    seven.window = {.shift = 0, .bits = 32};
    REQUIRE(range_agrees(mask_bits(seven), expected_mask(seven), {0, n}));
  }
  MaskSpec ten = flash_attention({.seed = 8, .rows = 20, .cols = 30}, 0.3);
  ten.rounds = 10;
  REQUIRE(range_agrees(mask_bits(ten), expected_mask(ten), {0, ten.elements}));
}

TEST_CASE("generate_mask: counter modes across a change of the upper part of the block's number") {
  for (const MaskSpec& spec :
       {poseidon2_n31({}, {}, std::uint64_t{1} << 40, 0.7), poseidon2_n8({}, {}, std::uint64_t{1} << 40, 0.7),
        poseidon2_half({}, {}, std::uint64_t{1} << 40)}) {
    const std::uint64_t change = elements_per_block(spec) << 24;
    const MaskRange range{change - 1000, change + 1001};
    std::vector<std::uint8_t> bits((range.size() + 7) / 8);
    generate_mask_bits(spec, range, bits);
    for (std::uint64_t i = 0; i < range.size(); ++i) {
      REQUIRE(bit_at(bits, i) == keeps(spec, mask_word(spec, range.begin + i)));
    }
  }
}

TEST_CASE("generate_mask: counter modes under other comparisons and thresholds than presets make") {
  constexpr std::uint64_t n = 3000;
  for (const Comparison comparison : {Comparison::less, Comparison::at_least}) {
    for (const std::uint64_t threshold : {0U, 1U, 2U}) {
      MaskSpec half = poseidon2_half({}, {}, n);
      half.comparison = comparison;
      half.threshold = threshold;
      REQUIRE(range_agrees(mask_bits(half), expected_mask(half), {0, n}));
      MaskSpec bytes = poseidon2_n8({}, {}, n, 0.5);
      bytes.comparison = comparison;
      bytes.threshold = 127 * threshold;
      REQUIRE(range_agrees(mask_bits(bytes), expected_mask(bytes), {0, n}));
    }
  }
}

TEST_CASE("generate_mask: every length from 0 to 70 from every place in a byte, a word and a vector") {
  testing::Rng rng{464};
  INFO("seed ", rng.seed());
  for (const Named& one : descriptions(rng, 600)) {
    if (one.spec.elements < 200) continue;
    CAPTURE(one.name);
    const std::vector<bool> mask = expected_mask(one.spec);
    for (const std::uint64_t begin : {0U, 1U, 2U, 3U, 5U, 7U, 8U, 15U, 31U, 33U, 63U, 64U, 65U, 127U}) {
      for (std::uint64_t length = 0; length <= 70; ++length) {
        const MaskRange range{begin, begin + length};
        CAPTURE(range.begin);
        CAPTURE(range.end);
        std::vector<std::uint8_t> bits((length + 7) / 8, 0xFF);
        generate_mask_bits(one.spec, range, bits);
        REQUIRE(range_agrees(bits, mask, range));
      }
    }
  }
}

TEST_CASE("generate_mask: ranges that end at, before and behind the pieces in which words are made") {
  testing::Rng rng{465};
  INFO("seed ", rng.seed());
  for (const Named& one : descriptions(rng, 3 * 4096)) {
    if (one.spec.elements < 9000) continue;
    CAPTURE(one.name);
    const std::vector<bool> mask = expected_mask(one.spec);
    for (const std::uint64_t begin : {0U, 1U, 13U, 64U}) {
      for (const std::uint64_t length : {2048U, 4096U, 8192U}) {
        for (const std::uint64_t end : {begin + length - 1, begin + length, begin + length + 1}) {
          CAPTURE(begin);
          CAPTURE(end);
          std::vector<std::uint8_t> bits((end - begin + 7) / 8, 0xFF);
          generate_mask_bits(one.spec, {begin, end}, bits);
          REQUIRE(range_agrees(bits, mask, {begin, end}));
        }
      }
    }
  }
}

TEST_CASE("generate_mask: the comparison at, below and above every kind of window") {
  constexpr std::uint64_t n = 2000;
  const JaxKey key = JaxKey::from_seed(5);
  const std::vector<MaskSpec> kinds{
      triton(5, 0, n, 0.5),                                       // words of 32 bits
      jax_threefry_original(key, n, 0.5, FloatType::bf16),        // bytes of words
      flash_attention({.seed = 5, .rows = 40, .cols = 50}, 0.5),  // bytes of tiles
      jax_threefry_partitionable(key, n, 0.5, FloatType::f64),    // two words, the high one first
      numpy_philox(NumpyPhiloxState::from_entropy(5), n, 0.5),    // words of 64 bits
      torch_cpu_mt19937(5, 0, n, 0.5),
  };
  constexpr std::array<MaskWindow, 15> windows{{{0, 63},
                                                {1, 63},
                                                {11, 53},
                                                {0, 52},
                                                {30, 5},
                                                {32, 32},
                                                {0, 32},
                                                {0, 31, true},
                                                {9, 23},
                                                {0, 8},
                                                {0, 3},
                                                {29, 3},
                                                {5, 3},
                                                {2, 5},
                                                {31, 1}}};
  for (MaskSpec spec : kinds) {
    for (const MaskWindow& window : windows) {
      const unsigned bits = word_bits(spec);
      if (window.shift + window.bits > bits || (window.fold && bits != 32)) continue;
      const std::uint64_t top = std::uint64_t{1} << window.bits;
      for (const std::uint64_t threshold : {std::uint64_t{0}, std::uint64_t{1}, top / 2, top - 1, top}) {
        for (const Comparison comparison : {Comparison::less, Comparison::at_least}) {
          spec.window = window;
          spec.threshold = threshold;
          spec.comparison = comparison;
          CAPTURE(bits);
          CAPTURE(window.shift);
          CAPTURE(window.bits);
          CAPTURE(threshold);
          REQUIRE(range_agrees(mask_bits(spec), expected_mask(spec), {0, n}));
        }
      }
    }
  }
}

TEST_CASE("generate_mask: threads change nothing, bits or bytes") {
  testing::Rng rng{463};
  INFO("seed ", rng.seed());
  const parallel::Threads threads(3);
  for (const Named& one : descriptions(rng, 70000)) {
    CAPTURE(one.name);
    const auto serial = mask_bits(one.spec);
    REQUIRE(mask_bits(one.spec, threads) == serial);
    const MaskRange range{5, one.spec.elements - 3};
    std::vector<std::uint8_t> bytes(range.size(), 7);
    generate_mask_bytes(one.spec, range, bytes, threads);
    bool agrees = true;
    for (std::uint64_t i = 0; i < range.size(); ++i)
      agrees = agrees && bytes[i] == (bit_at(serial, range.begin + i) ? 1 : 0);
    REQUIRE(agrees);
  }
}

TEST_CASE("generate_mask: masks that are too large to hold can be entered anywhere") {
  constexpr std::uint64_t n = std::uint64_t{1} << 50;
  const JaxKey key = JaxKey::from_seed(4);
  for (const MaskSpec& spec :
       {jax_threefry_partitionable(key, n, 0.9), tensorflow_philox({3, 4}, n, 0.1), triton(1, 5, n, 0.1),
        numpy_philox({}, n, 0.9), torch_cuda_eager({.elements = n}, 0.1), torch_cpu_mcg31(1, 0, n, 0.1),
        jax_threefry_original(key, 0xFFFFFFFE, 0.9),
        tensorflow_threefry_xla({1, 2}, std::array<std::uint64_t, 3>{n >> 20, 1025, 1023}, 0.1),
        flash_attention({.batch = 1024, .heads = 1024, .rows = 1 << 15, .cols = 1 << 15}, 0.1),
        poseidon2_n31({}, {}, n, 0.9), poseidon2_n8({}, {}, n, 0.9), poseidon2_half({}, {}, n),
        chacha20_w32({}, {}, std::uint64_t{1} << 36, 0.9), chacha20_w8({}, {}, std::uint64_t{1} << 38, 0.9)}) {
    const MaskRange range{spec.elements - 777, spec.elements - 5};
    std::vector<std::uint8_t> bits((range.size() + 7) / 8);
    generate_mask_bits(spec, range, bits);
    for (std::uint64_t i = 0; i < range.size(); ++i) {
      REQUIRE(bit_at(bits, i) == keeps(spec, mask_word(spec, range.begin + i)));
    }
  }
}

TEST_CASE("generate_mask: ranges and outputs that do not fit are refused") {
  const MaskSpec spec = jax_threefry_partitionable(JaxKey::from_seed(1), 100, 0.5);
  std::vector<std::uint8_t> out(13);
  CHECK_NOTHROW(generate_mask_bits(spec, {0, 100}, out));
  CHECK_THROWS_WITH(generate_mask_bits(spec, {0, 101}, out),
                    "generate_mask_bits: range.end = 101, must be at most spec.elements = 100");
  CHECK_THROWS_WITH(generate_mask_bits(spec, {51, 50}, out),
                    "generate_mask_bits: range.begin = 51, must be at most range.end = 50");
  CHECK_THROWS_WITH(generate_mask_bits(spec, {0, 96}, out),
                    "generate_mask_bits: out.size() = 13, must be 12, what the range fills");
  CHECK_THROWS_AS(generate_mask_bytes(spec, {0, 14}, out), UsageError);
  CHECK_NOTHROW(generate_mask_bytes(spec, {0, 13}, out));
  MaskSpec wrong = spec;
  wrong.rounds = 0;
  CHECK_THROWS_AS(generate_mask_bits(wrong, {0, 100}, out), UsageError);
  CHECK(mask_bits(jax_threefry_partitionable(JaxKey::from_seed(1), 0, 0.5)).empty());
}
