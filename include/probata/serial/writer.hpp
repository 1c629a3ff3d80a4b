// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <probata/serial/concepts.hpp>
#include <probata/serial/little_endian.hpp>

namespace probata::inline v0_1::serial {

namespace detail {

/// The encodings, over one operation of the derived class: `std::byte* extend(std::size_t count)`, which gives room for
/// `count` further bytes, or null to drop them.
template <class Derived>
class WriterOperations {
 public:
  constexpr void write_u8(std::uint8_t value) { write_integer(value); }
  constexpr void write_u16(std::uint16_t value) { write_integer(value); }
  constexpr void write_u32(std::uint32_t value) { write_integer(value); }
  constexpr void write_u64(std::uint64_t value) { write_integer(value); }

  constexpr void write_bytes(std::span<const std::byte> bytes) {
    if (std::byte* to = self().extend(bytes.size()); to != nullptr) std::ranges::copy(bytes, to);
  }
  /// The characters of a tag or magic number, one byte each, without a terminating zero.
  constexpr void write_text(std::string_view text) {
    std::byte* to = self().extend(text.size());
    if (to == nullptr) return;
    for (const char c : text) *to++ = static_cast<std::byte>(static_cast<unsigned char>(c));
  }

  /// The canonical encoding of one element of a prime field or an extension.
  template <Element T>
  constexpr void write_element(const T& value) {
    if (std::byte* to = self().extend(encoded_size<T>); to != nullptr) encode(to, value);
  }
  template <Element T>
  constexpr void write_elements(std::span<const T> values) {
    std::byte* to = self().extend(values.size() * encoded_size<T>);
    if (to == nullptr) return;
    for (const T& value : values) to = encode(to, value);
  }

 private:
  constexpr Derived& self() noexcept { return static_cast<Derived&>(*this); }

  template <std::unsigned_integral U>
  constexpr void write_integer(U value) {
    if (std::byte* to = self().extend(sizeof(U)); to != nullptr) store_little_endian(to, value);
  }

  template <Element T>
  static constexpr std::byte* encode(std::byte* to, const T& value) {
    if constexpr (WordField<T>) {
      store_little_endian(to, value.value());
      return to + encoded_size<T>;
    } else {
      for (std::size_t i = 0; i < T::degree; ++i) to = encode(to, value[i]);
      return to;
    }
  }
};

}  // namespace detail

/// Appends encodings to a byte vector of its own. Integers little-endian, no padding, no length fields.
class Writer : public detail::WriterOperations<Writer> {
 public:
  Writer() = default;
  /// Continues behind the bytes that are there.
  explicit Writer(std::vector<std::byte> bytes) noexcept : bytes_(std::move(bytes)) {}

  /// Makes room ahead, where the total length is known.
  void reserve(std::size_t size) { bytes_.reserve(size); }

  std::size_t size() const noexcept { return bytes_.size(); }
  std::span<const std::byte> bytes() const noexcept { return bytes_; }
  /// Hands the bytes over; the writer is empty afterwards.
  std::vector<std::byte> take() && noexcept { return std::exchange(bytes_, {}); }

 private:
  friend class detail::WriterOperations<Writer>;

  std::byte* extend(std::size_t count) {
    const std::size_t size = bytes_.size();
    bytes_.resize(size + count);
    return bytes_.data() + size;
  }

  std::vector<std::byte> bytes_;
};

/// Writes encodings into someone else's memory, which bounds it: for messages of known length, where nothing may be
/// allocated. A write that does not fit writes nothing and sets `overflowed()`; so do all later ones.
class FixedWriter : public detail::WriterOperations<FixedWriter> {
 public:
  explicit constexpr FixedWriter(std::span<std::byte> room) noexcept : room_(room) {}

  constexpr std::size_t size() const noexcept { return size_; }
  constexpr bool overflowed() const noexcept { return overflowed_; }
  /// What was written.
  constexpr std::span<const std::byte> bytes() const noexcept { return room_.first(size_); }

 private:
  friend class detail::WriterOperations<FixedWriter>;

  constexpr std::byte* extend(std::size_t count) noexcept {
    if (count > room_.size() - size_) overflowed_ = true;
    if (overflowed_) return nullptr;
    std::byte* const to = room_.data() + size_;
    size_ += count;
    return to;
  }

  std::span<std::byte> room_;
  std::size_t size_ = 0;
  bool overflowed_ = false;
};

}  // namespace probata::inline v0_1::serial
