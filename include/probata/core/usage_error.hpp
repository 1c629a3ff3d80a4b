// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <concepts>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

#include <probata/core/inline.hpp>

namespace probata::inline v0_1 {

/// A caller's mistake: an argument that a constructor or a set-up function cannot accept. Reads
///   "Matrix::rows: begin = 9, must be at most rows() = 8"
/// Never used for proof data (those are `Status`) and never for our own bugs (those are PROBATA_ASSERT).
///
/// The four parts are views into what(), so copying the exception allocates nothing.
class UsageError : public std::invalid_argument {
 public:
  /// @param where     the function, as users write it: "Matrix::rows".
  /// @param argument  the parameter's name.
  /// @param value     what was given, printed.
  /// @param expected  what would be right, completing the words "must be".
  UsageError(std::string_view where, std::string_view argument, std::string_view value, std::string_view expected)
      : std::invalid_argument(compose(where, argument, value, expected)),
        where_(where.size()),
        argument_(argument.size()),
        value_(value.size()) {}

  std::string_view where() const noexcept { return part(0, where_); }
  std::string_view argument() const noexcept { return part(where_ + colon.size(), argument_); }
  std::string_view value() const noexcept { return part(where_ + colon.size() + argument_ + equals.size(), value_); }
  std::string_view expected() const noexcept {
    return part(where_ + colon.size() + argument_ + equals.size() + value_ + must_be.size(), std::string_view::npos);
  }

 private:
  static constexpr std::string_view colon = ": ";
  static constexpr std::string_view equals = " = ";
  static constexpr std::string_view must_be = ", must be ";

  static std::string compose(std::string_view where, std::string_view argument, std::string_view value,
                             std::string_view expected) {
    std::string text;
    for (std::string_view piece : {where, colon, argument, equals, value, must_be, expected}) text += piece;
    return text;
  }

  std::string_view part(std::size_t begin, std::size_t size) const noexcept {
    const std::string_view text = what();
    return begin > text.size() ? std::string_view{} : text.substr(begin, size);
  }

  std::size_t where_;
  std::size_t argument_;
  std::size_t value_;
};

/// Reports a caller's mistake: throws UsageError or, in a translation unit compiled without exceptions, prints the same
/// sentence to standard error and aborts.
[[noreturn]] PROBATA_DETAIL_NOINLINE inline void throw_usage(std::string_view where, std::string_view argument,
                                                             std::string_view value, std::string_view expected) {
#if defined(__cpp_exceptions) || defined(_CPPUNWIND)
  throw UsageError(where, argument, value, expected);
#else
  std::fprintf(stderr, "probata usage error: %s\n", UsageError(where, argument, value, expected).what());
  std::fflush(stderr);
  std::abort();
#endif
}

/// The same for a value that is an integer; booleans print as true and false, characters as their number.
template <std::integral I>
[[noreturn]] PROBATA_DETAIL_NOINLINE inline void throw_usage(std::string_view where, std::string_view argument, I value,
                                                             std::string_view expected) {
  if constexpr (std::same_as<I, bool>) {
    throw_usage(where, argument, std::string_view(value ? "true" : "false"), expected);
  } else if constexpr (std::signed_integral<I>) {
    throw_usage(where, argument, std::string_view(std::to_string(static_cast<long long>(value))), expected);
  } else {
    throw_usage(where, argument, std::string_view(std::to_string(static_cast<unsigned long long>(value))), expected);
  }
}

/// The same for a floating-point value, printed with enough digits to read back exactly.
template <std::floating_point R>
[[noreturn]] PROBATA_DETAIL_NOINLINE inline void throw_usage(std::string_view where, std::string_view argument, R value,
                                                             std::string_view expected) {
  char text[64];
  std::snprintf(text, sizeof text, "%.17g", static_cast<double>(value));
  throw_usage(where, argument, std::string_view(text), expected);
}

/// The same for a value that is text. (Without it a string literal would convert to the wrong overload's type first.)
[[noreturn]] PROBATA_DETAIL_NOINLINE inline void throw_usage(std::string_view where, std::string_view argument,
                                                             const char* value, std::string_view expected) {
  throw_usage(where, argument, std::string_view(value), expected);
}

}  // namespace probata::inline v0_1
