// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include <probata/core/function_ref.hpp>

namespace probata::inline v0_1 {

/// How far a long computation has come.
struct Progress {
  std::string_view stage;   ///< What is being done; valid during the call only.
  std::uint64_t done = 0;   ///< Units finished, 0 .. total.
  std::uint64_t total = 0;  ///< Units in this stage; 0 when unknown.
};

/// Receives reports, on the thread that started the computation. Default constructed it reports to nobody, at the cost
/// of one comparison. Refers to the caller's callable, which must live as long as the computation.
class ProgressSink {
 public:
  using Callback = FunctionRef<void(const Progress&)>;

  constexpr ProgressSink() noexcept = default;

  /// Whatever `callback` refers to must live as long as the sink.
  template <std::same_as<Callback> R>
  constexpr ProgressSink(R callback) noexcept : callback_(callback) {}  // NOLINT: implicit

  /// From anything callable with a `const Progress&`. Taken by reference to a named object: a temporary would be gone
  /// before the first report.
  template <class F>
    requires(!std::same_as<std::remove_const_t<F>, ProgressSink> && !std::same_as<std::remove_const_t<F>, Callback> &&
             std::is_invocable_v<F&, const Progress&>)
  constexpr ProgressSink(F& callback) noexcept : callback_(callback) {}  // NOLINT: implicit

  constexpr bool enabled() const noexcept { return static_cast<bool>(callback_); }

  void report(std::string_view stage, std::uint64_t done, std::uint64_t total) const {
    if (callback_) callback_(Progress{stage, done, total});
  }

 private:
  Callback callback_;
};

}  // namespace probata::inline v0_1
