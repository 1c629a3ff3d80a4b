// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include <probata/core/assert.hpp>
#include <probata/core/errc.hpp>

namespace probata::inline v0_1 {

/// The outcome of looking at hostile data: accepted, or the first check that failed and where. Allocates nothing and
/// throws nothing. There is no conversion to bool: write `.ok()`.
class [[nodiscard]] Status {
 public:
  /// Accepted.
  constexpr Status() noexcept = default;

  /// @param code    the failed check; `Errc::ok` makes an accepting status and ignores the rest.
  /// @param index   which instance of the check: the table, stage, tree, round or byte that its documentation names.
  /// @param detail  text with static lifetime (a literal), or empty.
  constexpr Status(Errc code, std::uint32_t index = 0, std::string_view detail = {}) noexcept  // NOLINT: implicit
      : code_(code), index_(code == Errc::ok ? 0 : index), detail_(code == Errc::ok ? std::string_view{} : detail) {}

  constexpr bool ok() const noexcept { return code_ == Errc::ok; }
  constexpr Errc code() const noexcept { return code_; }
  constexpr std::uint32_t index() const noexcept { return index_; }
  constexpr std::string_view detail() const noexcept { return detail_; }

  /// Equal code and index; the detail is for readers only.
  friend constexpr bool operator==(const Status& a, const Status& b) noexcept {
    return a.code_ == b.code_ && a.index_ == b.index_;
  }

 private:
  Errc code_ = Errc::ok;
  std::uint32_t index_ = 0;
  std::string_view detail_;
};

/// A value of type T, or the Status that says why there is none. T may be move-only and needs no default constructor.
///
///   Result<std::uint32_t> width = reader.read_u32();
///   if (!width.ok()) return width.status();
///   use(*width);
template <class T>
class [[nodiscard]] Result {
  static_assert(std::is_object_v<T> && !std::is_const_v<T>, "Result holds plain values");
  static_assert(!std::same_as<T, Status> && !std::same_as<T, Errc>, "a function without a value returns Status");

 public:
  using value_type = T;

  /// A value. Implicit, so that functions `return value;`.
  template <class U = T>
    requires(std::constructible_from<T, U> && !std::same_as<std::remove_cvref_t<U>, Result> &&
             !std::same_as<std::remove_cvref_t<U>, Status> && !std::same_as<std::remove_cvref_t<U>, Errc>)
  constexpr Result(U&& value) noexcept(std::is_nothrow_constructible_v<T, U>)  // NOLINT: implicit
      : value_(std::forward<U>(value)) {}

  /// A failure. Implicit, so that functions `return status;`. A result without a value must not claim success: an
  /// accepting status here is a bug that aborts in every build, since going on would accept what nobody checked.
  constexpr Result(Status status) noexcept : status_(status) {  // NOLINT: implicit
    if (status.ok())
      detail::assertion_failed("!status.ok()", "a Result without value needs a failure", __FILE__, __LINE__);
  }
  constexpr Result(Errc code) noexcept : Result(Status(code)) {}  // NOLINT: implicit

  constexpr bool ok() const noexcept { return value_.has_value(); }
  constexpr Status status() const noexcept { return status_; }

  /// The value. Requires ok().
  constexpr T& value() & noexcept { return *checked(value_); }
  constexpr const T& value() const& noexcept { return *checked(value_); }
  constexpr T&& value() && noexcept { return std::move(*checked(value_)); }
  constexpr T& operator*() & noexcept { return value(); }
  constexpr const T& operator*() const& noexcept { return value(); }
  constexpr T&& operator*() && noexcept { return std::move(*this).value(); }
  constexpr T* operator->() noexcept { return &value(); }
  constexpr const T* operator->() const noexcept { return &value(); }

  /// The value, or `fallback` when there is none.
  template <class U>
  constexpr T value_or(U&& fallback) const& {
    return ok() ? *value_ : static_cast<T>(std::forward<U>(fallback));
  }

 private:
  template <class Optional>
  static constexpr Optional& checked(Optional& value) noexcept {
    PROBATA_ASSERT(value.has_value(), "the value of a failed Result was asked for");
    return value;
  }

  std::optional<T> value_;
  Status status_;
};

}  // namespace probata::inline v0_1
