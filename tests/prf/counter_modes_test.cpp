// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <vector>

#define DOCTEST_CONFIG_VOID_CAST_EXPRESSIONS  // results are not looked at where an exception is expected
#include <doctest/doctest.h>

#include <probata/core/usage_error.hpp>
#include <probata/hash/poseidon2_reference.hpp>
#include <probata/prf/counter_modes.hpp>

#include "support/random.hpp"

using namespace probata;

namespace {

CounterRecord some_record(testing::Rng& rng, std::uint64_t steps) {
  return {.stream = static_cast<std::uint8_t>(rng.below(256)),
          .step = rng.flip() ? steps - 1 : rng.below(steps),
          .site = static_cast<std::uint32_t>(rng.below(1 << 24)),
          .replica = static_cast<std::uint32_t>(rng.below(1 << 24))};
}

/// Records and modes that differ from the first in one number, by as little as the place allows.
std::vector<std::pair<CounterRecord, CounterMode>> neighbours(std::uint64_t step_carry, CounterMode mode,
                                                              CounterMode other) {
  const CounterRecord record{.stream = 3, .step = step_carry - 1, .site = 5, .replica = 6};
  std::vector<std::pair<CounterRecord, CounterMode>> all{{record, mode}, {record, other}};
  const std::vector<std::function<void(CounterRecord&)>> changes{[](CounterRecord& r) { r.stream = 2; },
                                                                 [](CounterRecord& r) { ++r.step; },
                                                                 [](CounterRecord& r) { --r.step; },
                                                                 [](CounterRecord& r) { ++r.site; },
                                                                 [](CounterRecord& r) { ++r.replica; },
                                                                 [](CounterRecord& r) {
                                                                   r.step = 5;
                                                                   r.site = 6;
                                                                 },
                                                                 [](CounterRecord& r) {
                                                                   r.site = 6;
                                                                   r.replica = 5;
                                                                 }};
  for (const auto& change : changes) {
    all.emplace_back(record, mode);
    change(all.back().first);
  }
  return all;
}

}  // namespace

TEST_CASE("counter_modes: a block of Poseidon2 is the permutation of key, tag, step, site, replica and block") {
  testing::Rng rng{481};
  INFO("seed ", rng.seed());
  for (int i = 0; i < 30; ++i) {
    Poseidon2Counter::Key key;
    for (auto& element : key) element = KoalaBear::from_u64(rng.u64());
    const CounterRecord record = some_record(rng, std::uint64_t{1} << 48);
    const auto mode = static_cast<CounterMode>(rng.below(4));
    const std::uint64_t block = rng.flip() ? rng.below(std::uint64_t{1} << 48) : (1U << 24) - 1 + rng.below(2);

    std::array<std::uint64_t, 24> numbers{};
    for (std::size_t k = 0; k < 8; ++k) numbers[k] = key[k].value();
    numbers[8] = record.stream + 256 * static_cast<std::uint64_t>(mode) + 65536;
    numbers[9] = record.step & 0xFFFFFF;
    numbers[10] = record.step >> 24;
    numbers[11] = record.site;
    numbers[12] = record.replica;
    numbers[13] = block & 0xFFFFFF;
    numbers[14] = block >> 24;
    std::array<KoalaBear, 24> state;
    for (std::size_t k = 0; k < 24; ++k) state[k] = KoalaBear::from_u64(numbers[k]);
    Poseidon2Reference<KoalaBear, 24>::permute(state);

    const auto elements = Poseidon2Counter(key, record, mode).block(block);
    for (std::size_t k = 0; k < elements.size(); ++k) REQUIRE(elements[k] == state[k]);
  }
}

TEST_CASE("counter_modes: ChaCha20's nonce holds site and stream, replica and mode, and step") {
  ChaCha20::Key key{};
  key[0] = std::byte{7};
  const CounterRecord record{.stream = 0xAB, .step = 0x01020304, .site = 0x112233, .replica = 0x445566};
  const ChaCha20::Nonce nonce{std::byte{0x33}, std::byte{0x22}, std::byte{0x11}, std::byte{0xAB},
                              std::byte{0x66}, std::byte{0x55}, std::byte{0x44}, std::byte{0x05},
                              std::byte{0x04}, std::byte{0x03}, std::byte{0x02}, std::byte{0x01}};
  const ChaCha20 expected(key, nonce);
  const ChaCha20 stream = chacha20_counter(key, record, CounterMode::w8);
  CHECK(stream.initial_state() == expected.initial_state());
  CHECK(stream.block(9) == expected.block(9));
}

TEST_CASE("counter_modes: records and modes that differ in one number have different blocks") {
  std::set<std::array<std::uint32_t, 16>> chacha;
  const auto chacha_records = neighbours(1U << 24, CounterMode::w32, CounterMode::w8);
  for (const auto& [record, mode] : chacha_records) chacha.insert(chacha20_counter({}, record, mode).block(0));
  CHECK(chacha.size() == chacha_records.size());

  std::set<std::array<std::uint32_t, 16>> poseidon;
  const auto records = neighbours(1U << 24, CounterMode::n31, CounterMode::n8);
  for (const auto& [record, mode] : records) {
    const Poseidon2Counter counter({}, record, mode);
    for (const std::uint64_t block : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 24}) {
      std::array<std::uint32_t, 16> words;
      const auto elements = counter.block(block);
      for (std::size_t i = 0; i < 16; ++i) words[i] = elements[i].value();
      poseidon.insert(words);
    }
  }
  CHECK(poseidon.size() == 3 * records.size());
}

TEST_CASE("counter_modes: a constant expression") {
  static_assert(Poseidon2Counter({}, {}, CounterMode::n31).block(0)[0] ==
                Poseidon2Counter({}, {}, CounterMode::n31).block(0)[0]);
  static_assert(chacha20_counter({}, {}, CounterMode::w32).initial_state()[13] == std::uint32_t{3} << 24);
}

TEST_CASE("counter_modes: records that do not fit are refused") {
  CHECK_NOTHROW(Poseidon2Counter({}, {.step = std::uint64_t{1} << 40}, CounterMode::n31));
  CHECK_THROWS_AS(Poseidon2Counter({}, {.step = std::uint64_t{1} << 48}, CounterMode::n31), UsageError);
  CHECK_THROWS_AS(chacha20_counter({}, {.step = std::uint64_t{1} << 40}, CounterMode::w32), UsageError);
  CHECK_THROWS_AS(chacha20_counter({}, {.site = 1U << 24}, CounterMode::w32), UsageError);
}
