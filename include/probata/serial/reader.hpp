// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include <probata/core/result.hpp>
#include <probata/serial/concepts.hpp>
#include <probata/serial/little_endian.hpp>

namespace probata::inline v0_1::serial {

/// Reads hostile bytes from front to back. Every read is bounded, reports through `Status`, allocates nothing and
/// throws nothing; a length is only ever compared with what remains.
///
/// A read past the end fails with the `truncated` code of the reader, an element that is not canonical with the code
/// given to that read; the index of the status is the byte position where the failed read began. A failed read consumes
/// nothing and gives no value, and the reader stays *failed*: all later reads fail with the same status. So a parser
/// may check after several reads, and still finds the first failure.
class Reader {
  // In front of its callers: clang evaluates at compile time only what it has already seen.
  template <std::unsigned_integral U>
  constexpr Result<U> read_integer() noexcept {
    if (const Status status = require(sizeof(U)); !status.ok()) return status;
    return load_little_endian<U>(take(sizeof(U)).data());
  }

 public:
  /// Reads `bytes`, which must outlive the reader. `truncated` is the code for bytes that are missing, or left over.
  constexpr Reader(std::span<const std::byte> bytes, Errc truncated) noexcept : bytes_(bytes), truncated_(truncated) {}

  constexpr std::size_t position() const noexcept { return position_; }
  constexpr std::size_t remaining() const noexcept { return bytes_.size() - position_; }
  /// The first failure, or accepted.
  constexpr Status status() const noexcept { return status_; }

  /// From here on missing bytes have this code: parts of a format have codes of their own.
  constexpr void set_truncated(Errc code) noexcept { truncated_ = code; }

  constexpr Result<std::uint8_t> read_u8() noexcept { return read_integer<std::uint8_t>(); }
  constexpr Result<std::uint16_t> read_u16() noexcept { return read_integer<std::uint16_t>(); }
  constexpr Result<std::uint32_t> read_u32() noexcept { return read_integer<std::uint32_t>(); }
  constexpr Result<std::uint64_t> read_u64() noexcept { return read_integer<std::uint64_t>(); }

  /// The next `count` bytes, in place: nothing is copied.
  constexpr Result<std::span<const std::byte>> read_bytes(std::size_t count) noexcept {
    if (const Status status = require(count); !status.ok()) return status;
    return take(count);
  }

  /// Whether the next bytes are exactly `expected` (a magic number, say); consumes them. Fails with `mismatch` when
  /// they are others.
  constexpr Status expect_bytes(std::span<const std::byte> expected, Errc mismatch) noexcept {
    if (const Status status = require(expected.size()); !status.ok()) return status;
    if (!std::equal(expected.begin(), expected.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(position_))) {
      return fail(mismatch);
    }
    static_cast<void>(take(expected.size()));
    return {};
  }

  /// One element of a prime field or an extension. Fails with `not_canonical` when a representative is not below the
  /// modulus.
  template <Element T>
  constexpr Result<T> read_element(Errc not_canonical) noexcept {
    T value{};
    if (const Status status = read_elements(std::span<T>(&value, 1), not_canonical); !status.ok()) return status;
    return value;
  }

  /// Fills `to` with elements; the number of bytes is known from the span, never from the data. On failure the span's
  /// contents are unspecified.
  template <Element T>
  constexpr Status read_elements(std::span<T> to, Errc not_canonical) noexcept {
    if (!status_.ok()) return status_;
    if (to.size() > remaining() / encoded_size<T>) return fail(truncated_);
    const std::byte* from = bytes_.data() + position_;
    for (T& element : to) {
      if (!decode(from, element)) return fail(not_canonical, static_cast<std::size_t>(from - bytes_.data()));
      from += encoded_size<T>;
    }
    position_ += to.size() * encoded_size<T>;
    return {};
  }

  /// Accepts when every byte was read; else fails with the `truncated` code.
  constexpr Status expect_end() noexcept {
    if (!status_.ok()) return status_;
    if (remaining() != 0) return fail(truncated_);
    return {};
  }

  /// Fails with a code of the caller's, who found a value out of its range. Keeps an earlier failure.
  constexpr Status fail(Errc code) noexcept { return fail(code, position_); }
  /// The same for a value that begins at `position`. Positions beyond 32 bits are reported as the largest index.
  constexpr Status fail(Errc code, std::size_t position) noexcept {
    constexpr std::size_t max_index = std::numeric_limits<std::uint32_t>::max();
    if (status_.ok()) status_ = Status(code, static_cast<std::uint32_t>(std::min(position, max_index)));
    return status_;
  }

 private:
  constexpr Status require(std::size_t count) noexcept {
    if (!status_.ok()) return status_;
    if (count > remaining()) return fail(truncated_);
    return {};
  }

  constexpr std::span<const std::byte> take(std::size_t count) noexcept {
    const auto taken = bytes_.subspan(position_, count);
    position_ += count;
    return taken;
  }

  /// Reads the representative or the coefficients at `from`; false when one is not below the modulus.
  template <Element T>
  static constexpr bool decode(const std::byte* from, T& to) noexcept {
    if constexpr (WordField<T>) {
      const auto representative = load_little_endian<typename T::Canonical>(from);
      if (representative >= T::modulus) return false;
      to = T::from_canonical(representative);
    } else {
      for (std::size_t i = 0; i < T::degree; ++i, from += encoded_size<typename T::Prime>) {
        if (!decode(from, to[i])) return false;
      }
    }
    return true;
  }

  std::span<const std::byte> bytes_;
  std::size_t position_ = 0;
  Errc truncated_;
  Status status_;
};

}  // namespace probata::inline v0_1::serial
