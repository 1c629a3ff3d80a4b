// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstdio>
#include <cstdlib>

#include <probata/core/inline.hpp>

namespace probata::inline v0_1::detail {

/// Prints what was asserted and where to standard error, then aborts. Not constexpr on purpose: an assertion that fails
/// during constant evaluation stops the compilation at the assertion.
[[noreturn]] PROBATA_DETAIL_NOINLINE inline void assertion_failed(const char* expression, const char* sentence,
                                                                  const char* file, int line) noexcept {
  std::fprintf(stderr, "%s:%d: probata assertion failed: %s\n  %s\n", file, line, expression, sentence);
  std::fflush(stderr);
  std::abort();
}

}  // namespace probata::inline v0_1::detail

/// States a fact that holds unless probata itself, or a caller who broke a documented precondition of an unchecked
/// function, has a bug. Checked when NDEBUG is undefined; usable in constexpr functions. Never a check of proof data:
/// those are `Status`.
///
/// @param condition  an expression without side effects.
/// @param sentence   a string literal that says what should have held.
#ifdef NDEBUG
#define PROBATA_ASSERT(condition, sentence) static_cast<void>(sizeof((condition) ? 1 : 0))
#else
#define PROBATA_ASSERT(condition, sentence) \
  ((condition) ? static_cast<void>(0) : ::probata::detail::assertion_failed(#condition, sentence, __FILE__, __LINE__))
#endif
