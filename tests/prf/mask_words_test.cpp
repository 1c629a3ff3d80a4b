// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <tuple>
#include <type_traits>
#include <variant>

#include <doctest/doctest.h>

#include <probata/prf/mask_words.hpp>
#include <probata/prf/presets.hpp>

using namespace probata;

namespace {

/// Which word of which block an element begins at.
using Address = std::tuple<std::array<std::uint64_t, 4>, std::size_t, unsigned>;
Address address(const MaskSpec& spec, std::uint64_t i) {
  return std::visit(
      [&](const auto& map) -> Address {
        if constexpr (std::is_same_v<std::decay_t<decltype(map)>, Sequence> ||
                      std::is_same_v<std::decay_t<decltype(map)>, RecordBlocks>) {
          return {{i, 0, 0, 0}, 0, 0};
        } else {
          const auto at = detail::address_of(spec, map, i);
          const bool quarter = spec.selection == WordSelection::quarter_of_word;
          const bool half = spec.selection == WordSelection::half_of_word;
          return {at.counter, at.word,
                  quarter ? detail::quarter_of(spec, i)
                  : half  ? static_cast<unsigned>(i % 2)
                          : 0U};
        }
      },
      spec.counters);
}

}  // namespace

TEST_CASE("mask_words: no two elements of a mask take the same part of a block") {
  const JaxKey key = JaxKey::from_seed(1);
  const std::array<std::uint64_t, 3> odd{5, 7, 3};
  const std::array<std::uint64_t, 3> even{5, 6, 3};
  for (const MaskSpec& spec :
       {jax_threefry_partitionable(key, 700, 0.5), jax_threefry_original(key, 701, 0.5),
        jax_threefry_original(key, 703, 0.5, FloatType::bf16), tensorflow_philox({1, 2}, 700, 0.5),
        tensorflow_philox({1, 2}, 700, 0.5, FloatType::f64), tensorflow_threefry_xla({1, 2}, odd, 0.5),
        tensorflow_threefry_xla({1, 2}, even, 0.5), numpy_philox({}, 700, 0.5),
        numpy_philox({}, 700, 0.5, FloatType::f32), triton(1, ~std::uint64_t{0} - 100, 700, 0.5),
        torch_cuda_eager({.elements = 3000, .vector_width = 4, .sm_count = 1, .threads_per_sm = 256}, 0.5),
        torch_cuda_eager({.elements = 3000, .vector_width = 8, .sm_count = 1, .threads_per_sm = 256}, 0.5),
        torch_cuda_eager({.elements = 3001, .vector_width = 1, .sm_count = 1, .threads_per_sm = 256}, 0.5),
        flash_attention({.batch = 2, .heads = 2, .rows = 19, .cols = 37}, 0.5)}) {
    std::set<Address> seen;
    for (std::uint64_t i = 0; i < spec.elements; ++i) seen.insert(address(spec, i));
    CHECK(seen.size() == spec.elements);
  }
}

TEST_CASE("mask_words: counters carry into the next word") {
  using Counter = std::array<std::uint64_t, 4>;
  constexpr std::uint64_t max = ~std::uint64_t{0};
  CHECK(detail::advanced({0xFFFFFFFF, 5, 0, 0}, 1, false) == Counter{0, 6, 0, 0});
  CHECK(detail::advanced({0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}, 2, false) == Counter{1, 0, 0, 0});
  CHECK(detail::advanced({1, 0xFFFFFFFF, 0xFFFFFFFF, 3}, 0x1FFFFFFFF, false) == Counter{0, 1, 0, 4});
  CHECK(detail::advanced({max, max, 7, 0}, 1, true) == Counter{0, 0, 8, 0});
  CHECK(detail::advanced({max, 0, 0, 0}, max, true) == Counter{max - 1, 1, 0, 0});
  CHECK(detail::advanced({max, max, max, max}, 1, true) == Counter{0, 0, 0, 0});
}

TEST_CASE("mask_words: a constant expression") {
  constexpr MaskSpec spec{
      .cipher = Cipher::threefry2x32, .rounds = 20, .elements = 1, .selection = WordSelection::word};
  static_assert(mask_word(spec, 0) == 0x6B200159);
  CHECK(mask_word(spec, 0) == 0x6B200159);
}

TEST_CASE("mask_words: large indices of a sequence") {
  const MaskSpec mcg = torch_cpu_mcg31(5, 0, std::uint64_t{1} << 40, 0.5);
  // The multiplier has order 2^31 - 2: the sequence repeats.
  CHECK(mask_word(mcg, 3) == mask_word(mcg, 3 + 512 * std::uint64_t{0x7FFFFFFE}));
  const MaskSpec twister = torch_cpu_mt19937(5, 10, 100, 0.5);
  CHECK(mask_word(twister, 7) == mask_word(torch_cpu_mt19937(5, 0, 100, 0.5), 17));
}
