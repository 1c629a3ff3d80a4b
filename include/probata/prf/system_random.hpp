// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <probata/prf/concepts.hpp>
#include <probata/prf/detail/chacha_generator.hpp>
#include <probata/serial/little_endian.hpp>

#if defined(__unix__) || defined(__APPLE__)
#include <sys/random.h>
#endif

namespace probata::inline v0_1 {

namespace detail {

/// Fills `out` from `source`, which writes up to `size` bytes to `data` and returns how many, or -1 with errno, as
/// getrandom does. Anything but success is fatal.
template <class Source>
void fill_from_source(std::span<std::byte> out, Source source) {
  while (!out.empty()) {
    errno = 0;
    const auto written = source(out.data(), out.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0 || static_cast<std::size_t>(written) > out.size()) {
      random_failure(
          "the operating system gives no random bytes (getrandom failed); nothing can be hidden without them");
    }
    out = out.subspan(static_cast<std::size_t>(written));
  }
}

inline void fill_from_system(std::span<std::byte> out) {
#if defined(__linux__)
  fill_from_source(out, [](void* data, std::size_t size) { return ::getrandom(data, size, 0); });
#elif defined(__unix__) || defined(__APPLE__)
  fill_from_source(out, [](void* data, std::size_t size) -> std::ptrdiff_t {
    const std::size_t piece = size < 256 ? size : 256;  // getentropy takes no more
    return ::getentropy(data, piece) == 0 ? static_cast<std::ptrdiff_t>(piece) : -1;
  });
#else
  if (!out.empty()) random_failure("no source of randomness is known for this operating system");
#endif
}

}  // namespace detail

/// Randomness that may hide secrets: 32 bytes of the operating system's generator, expanded with ChaCha20.
///
/// It can be moved, not copied; forks are independent of it and of each other. Use after a move, and failure of the
/// operating system, stop the program: there is no weaker fallback. A process that forks must make a new one in the
/// child. Not safe for several threads at once: give each a fork.
/// @cost  one system call when made; about 2 ns for each byte afterwards
class SystemRandom {
 public:
  SystemRandom() : generator_(system_key()) {}

  /// Overwrites `out` with uniform bytes.
  void fill(std::span<std::byte> out) { generator_.fill(out); }

  /// Uniform bytes, for seeds: `random.bytes<32>()`.
  template <std::size_t size>
  [[nodiscard]] std::array<std::byte, size> bytes() {
    std::array<std::byte, size> result;
    fill(result);
    return result;
  }

  /// 64 uniform bits.
  [[nodiscard]] std::uint64_t u64() {
    const auto word = bytes<8>();
    return serial::load_little_endian<std::uint64_t>(word.data());
  }

  /// A generator of its own for `domain`: independent of this one and of all other forks, whatever their domains.
  [[nodiscard]] SystemRandom fork(std::string_view domain) { return SystemRandom(generator_.fork_key(domain)); }

 private:
  explicit SystemRandom(const ChaCha20::Key& key) : generator_(key) {}

  static ChaCha20::Key system_key() {
    ChaCha20::Key key;
    detail::fill_from_system(key);
    return key;
  }

  detail::ChaChaGenerator generator_;
};

template <>
inline constexpr bool hides_secrets<SystemRandom> = true;
static_assert(SecureRandom<SystemRandom>);

}  // namespace probata::inline v0_1
