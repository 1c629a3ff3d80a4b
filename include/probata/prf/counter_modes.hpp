// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <probata/field/koala_bear.hpp>
#include <probata/hash/chacha20.hpp>
#include <probata/hash/poseidon2.hpp>
#include <probata/prf/counter_record.hpp>
#include <probata/serial/little_endian.hpp>

/// Counter modes that are no framework's: what random words are for is part of the counter, so that one key serves a
/// whole run.
///
/// Poseidon2: block b of a record is the first 16 slots of the permutation of 24 slots of KoalaBear, 8 full and 23
/// partial rounds, at
///     K_0, ..., K_7, tag, step mod 2^24, floor(step / 2^24), site, replica, b mod 2^24, floor(b / 2^24), 0, ..., 0,
/// tag = stream + 2^8 mode + 2^16. The other 8 slots stay hidden.
///
/// ChaCha20: block b of RFC 8439 under a 256-bit key, the three words of the nonce being site + 2^24 stream,
/// replica + 2^24 mode, and step.
///
/// Records and modes that differ never meet in the same block: each number has a place of its own.
namespace probata::inline v0_1 {

/// Poseidon2 in counter mode, one block at a time: see the head of counter_modes.hpp.
/// @source  the permutation: poseidon2.hpp
class Poseidon2Counter {
 public:
  using Key = std::array<KoalaBear, 8>;
  static constexpr std::size_t width = 24;
  static constexpr std::size_t block_elements = 16;
  static constexpr std::uint64_t blocks = std::uint64_t{1} << 48;
  using State = std::array<KoalaBear, width>;

  /// Slots of the input that depend on the block: its low 24 bits, and the others.
  static constexpr std::size_t low_slot = 13;
  static constexpr std::size_t high_slot = 14;

  /// @throws UsageError if a number of the record is too large for its slot.
  constexpr Poseidon2Counter(const Key& key, const CounterRecord& record, CounterMode mode) {
    detail::check_record("Poseidon2Counter", record, 48);
    for (std::size_t i = 0; i < key.size(); ++i) input_[i] = key[i];
    const std::uint64_t tag = record.stream + (std::uint64_t{static_cast<std::uint8_t>(mode)} << 8) + (1U << 16);
    const std::array<std::uint64_t, 5> numbers{tag, record.step % detail::two_24, record.step / detail::two_24,
                                               record.site, record.replica};
    for (std::size_t i = 0; i < numbers.size(); ++i) input_[key.size() + i] = KoalaBear::from_u64(numbers[i]);
  }

  /// The 16 elements of block `index` < 2^48.
  [[nodiscard]] constexpr std::array<KoalaBear, block_elements> block(std::uint64_t index) const {
    State state = input_;
    state[low_slot] = KoalaBear::from_u64(index % detail::two_24);
    state[high_slot] = KoalaBear::from_u64(index / detail::two_24);
    Poseidon2<KoalaBear, width>::permute(state);
    std::array<KoalaBear, block_elements> elements;
    for (std::size_t i = 0; i < block_elements; ++i) elements[i] = state[i];
    return elements;
  }

  /// The input of block 0.
  [[nodiscard]] constexpr const State& input() const noexcept { return input_; }

 private:
  State input_{};
};

/// The key stream of a record under ChaCha20: block b is block b of the counter mode, of 2^32.
/// @throws UsageError if a number of the record is too large for its place.
[[nodiscard]] constexpr ChaCha20 chacha20_counter(const ChaCha20::Key& key, const CounterRecord& record,
                                                  CounterMode mode) {
  detail::check_record("chacha20_counter", record, 32);
  const std::array<std::uint32_t, 3> words{record.site + (std::uint32_t{record.stream} << 24),
                                           record.replica + (std::uint32_t{static_cast<std::uint8_t>(mode)} << 24),
                                           static_cast<std::uint32_t>(record.step)};
  ChaCha20::Nonce nonce{};
  for (std::size_t i = 0; i < words.size(); ++i) serial::store_little_endian(nonce.data() + 4 * i, words[i]);
  return ChaCha20(key, nonce);
}

}  // namespace probata::inline v0_1
