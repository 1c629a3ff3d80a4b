// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#include <probata/core/inline.hpp>
#include <probata/hash/blake3.hpp>
#include <probata/hash/chacha20.hpp>

namespace probata::inline v0_1::detail {

/// Says why no randomness can be had, and stops: a prover must not go on with something less.
[[noreturn]] PROBATA_DETAIL_NOINLINE inline void random_failure(const char* sentence) noexcept {
  std::fprintf(stderr, "probata: %s\n", sentence);
  std::fflush(stderr);
  std::abort();
}

/// Overwrites an object in a way that the compiler does not remove.
template <class T>
void wipe(T& secret) noexcept {
  static_assert(std::is_trivially_copyable_v<T>);
  volatile auto* at = reinterpret_cast<std::byte*>(&secret);
  for (std::size_t i = 0; i < sizeof(T); ++i) at[i] = std::byte{0};
}

/// Bytes from a key. Each refill computes 1024 bytes of ChaCha20 (nonce 0, from block 0 on); their first 32 are the
/// next key, and what was handed out is wiped: later states tell nothing about earlier bytes.
class ChaChaGenerator {
 public:
  using Key = ChaCha20::Key;

  explicit ChaChaGenerator(const Key& key) : key_(key) {}
  ChaChaGenerator(ChaChaGenerator&& other) noexcept
      : key_(other.key_), buffer_(other.buffer_), used_(other.used_), usable_(std::exchange(other.usable_, false)) {
    other.wipe_all();
  }
  ChaChaGenerator& operator=(ChaChaGenerator&& other) noexcept {
    if (this == &other) return *this;
    key_ = other.key_;
    buffer_ = other.buffer_;
    used_ = other.used_;
    usable_ = std::exchange(other.usable_, false);
    other.wipe_all();
    return *this;
  }
  ~ChaChaGenerator() { wipe_all(); }

  /// Goes on from another key; nothing of the old one is left.
  void rekey(const Key& key) noexcept {
    require_usable();
    wipe_all();
    key_ = key;
    used_ = buffer_.size();
  }

  void fill(std::span<std::byte> out) {
    require_usable();
    while (!out.empty()) {
      if (used_ == buffer_.size()) refill();
      const std::size_t taken = std::min(out.size(), buffer_.size() - used_);
      const auto from = buffer_.begin() + static_cast<std::ptrdiff_t>(used_);
      std::copy_n(from, taken, out.begin());
      std::fill_n(from, taken, std::byte{0});
      used_ += taken;
      out = out.subspan(taken);
    }
  }

  /// The key of a child: BLAKE3 of the domain under 32 fresh bytes.
  Key fork_key(std::string_view domain) {
    Blake3::Key secret;
    fill(secret);
    const Key child = Blake3::keyed_hash(secret, std::as_bytes(std::span(domain)));
    wipe(secret);
    return child;
  }

 private:
  void require_usable() const noexcept {
    if (!usable_) random_failure("a random generator was used after it had been moved from");
  }

  void refill() {
    ChaCha20 stream(key_, ChaCha20::Nonce{});
    stream.keystream(0, key_);
    stream.keystream(key_.size(), buffer_);
    wipe(stream);
    used_ = 0;
  }

  void wipe_all() noexcept {
    wipe(key_);
    wipe(buffer_);
  }

  Key key_;
  std::array<std::byte, 1024 - 32> buffer_{};
  std::size_t used_ = 1024 - 32;
  bool usable_ = true;
};

}  // namespace probata::inline v0_1::detail
