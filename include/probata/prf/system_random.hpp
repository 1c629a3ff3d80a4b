// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

#include <probata/prf/concepts.hpp>
#include <probata/prf/detail/chacha_generator.hpp>
#include <probata/serial/little_endian.hpp>

#if defined(__unix__) || defined(__APPLE__)
#include <sys/random.h>
#include <unistd.h>
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

/// A number that differs between a process and those that fork from it.
inline std::int64_t process_number() noexcept {
#if defined(__unix__) || defined(__APPLE__)
  return ::getpid();
#else
  return 0;  // no fork
#endif
}

}  // namespace detail

/// Randomness that may hide secrets: 32 bytes of the operating system's generator, expanded with ChaCha20.
///
/// It can be moved, not copied; forks are independent of it and of each other. Use after a move, and failure of the
/// operating system, stop the program: there is no weaker fallback. In a process that was forked it takes a new key
/// from the operating system before it gives out anything, so parent and child share no byte. Restoring the memory of a
/// virtual machine does repeat it: make a new one afterwards. Not safe for several threads at once: give each a fork.
/// @cost  one system call when made; then about 0.1 us for each call, and 2 ns for each byte
class SystemRandom {
 public:
  SystemRandom() : generator_(ChaCha20::Key{}) { take_system_key(); }

  /// Overwrites `out` with uniform bytes.
  void fill(std::span<std::byte> out) {
    follow_process();
    generator_.fill(out);
  }

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
  [[nodiscard]] SystemRandom fork(std::string_view domain) {
    follow_process();
    ChaCha20::Key key = generator_.fork_key(domain);
    SystemRandom child(key);
    detail::wipe(key);
    return child;
  }

 private:
  explicit SystemRandom(const ChaCha20::Key& key) : generator_(key) {}

  /// Takes a key of its own where this is the copy that a child process got of its parent's.
  void follow_process() {
    const std::int64_t process = detail::process_number();
    if (process == process_) return;
    take_system_key();
    process_ = process;
  }

  void take_system_key() {
    ChaCha20::Key key;
    detail::fill_from_system(key);
    generator_.rekey(key);
    detail::wipe(key);
  }

  detail::ChaChaGenerator generator_;
  std::int64_t process_ = detail::process_number();
};

template <>
inline constexpr bool hides_secrets<SystemRandom> = true;
static_assert(SecureRandom<SystemRandom> && !std::is_copy_assignable_v<SystemRandom>);

}  // namespace probata::inline v0_1
