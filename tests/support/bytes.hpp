// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "support/random.hpp"

/// Byte strings of the tests: as hexadecimal text, as the messages of the vector files, at random.
namespace probata::testing {

using Bytes = std::vector<std::byte>;
using Sizes = std::vector<std::size_t>;

inline std::string hex_of(std::span<const std::byte> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::byte byte : bytes) {
    text += digits[std::to_integer<std::size_t>(byte) / 16];
    text += digits[std::to_integer<std::size_t>(byte) % 16];
  }
  return text;
}

/// Bytes written as pairs of hexadecimal digits; blanks and colons between them are skipped.
inline Bytes bytes_from_hex(std::string_view text) {
  Bytes bytes;
  int high = -1;
  for (const char c : text) {
    if (c == ' ' || c == ':' || c == '\n') continue;
    const std::size_t digit = std::string_view("0123456789abcdef").find(c);
    if (digit == std::string_view::npos) throw std::runtime_error("not a hexadecimal digit: " + std::string(1, c));
    if (high < 0) {
      high = static_cast<int>(digit);
    } else {
      bytes.push_back(static_cast<std::byte>(16 * high + static_cast<int>(digit)));
      high = -1;
    }
  }
  if (high >= 0) throw std::runtime_error("an odd number of hexadecimal digits");
  return bytes;
}

/// The bytes of a text.
inline Bytes bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

/// The message of the vector files: byte i is i mod 251.
inline Bytes counting_bytes(std::size_t length) {
  Bytes bytes(length);
  for (std::size_t i = 0; i < length; ++i) bytes[i] = static_cast<std::byte>(i % 251);
  return bytes;
}

inline Bytes random_bytes(Rng& rng, std::size_t length) {
  Bytes bytes(length);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(rng.u8());
  return bytes;
}

}  // namespace probata::testing
