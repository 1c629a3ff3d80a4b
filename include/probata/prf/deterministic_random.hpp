// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

// Exists in programs that define PROBATA_TESTING, and in no other.
#ifdef PROBATA_TESTING

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <probata/prf/concepts.hpp>
#include <probata/prf/detail/chacha_generator.hpp>
#include <probata/serial/little_endian.hpp>

namespace probata::inline v0_1 {

/// Repeatable bytes in the place of SystemRandom, for golden proofs and tests: everybody who knows the seed knows all
/// that it "hides". Same seed, same sequence of calls, same bytes, on every machine.
class DeterministicRandomForTests {
 public:
  explicit DeterministicRandomForTests(std::uint64_t seed) : generator_(key_of(seed)) {}

  void fill(std::span<std::byte> out) { generator_.fill(out); }

  template <std::size_t size>
  [[nodiscard]] std::array<std::byte, size> bytes() {
    std::array<std::byte, size> result;
    fill(result);
    return result;
  }

  [[nodiscard]] std::uint64_t u64() {
    const auto word = bytes<8>();
    return serial::load_little_endian<std::uint64_t>(word.data());
  }

  [[nodiscard]] DeterministicRandomForTests fork(std::string_view domain) {
    return DeterministicRandomForTests(generator_.fork_key(domain));
  }

 private:
  explicit DeterministicRandomForTests(const ChaCha20::Key& key) : generator_(key) {}

  static ChaCha20::Key key_of(std::uint64_t seed) {
    ChaCha20::Key key{};
    serial::store_little_endian(key.data(), seed);
    return key;
  }

  detail::ChaChaGenerator generator_;
};

template <>
inline constexpr bool hides_secrets<DeterministicRandomForTests> = true;
static_assert(SecureRandom<DeterministicRandomForTests>);

}  // namespace probata::inline v0_1

#endif
