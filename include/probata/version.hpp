// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <string_view>

namespace probata::inline v0_1 {

/// Version of the library. This header is the only place that states it: CMake reads the three numbers from here, and
/// the inline namespace of every header is `v<major>_<minor>`.
inline constexpr int version_major = 0;
inline constexpr int version_minor = 1;
inline constexpr int version_patch = 0;
inline constexpr std::string_view version_string = "0.1.0";

/// Version of the proof format. It moves only when the bytes of a proof or the transcript change, independently of the
/// library's version; the transcript absorbs it.
inline constexpr int proof_format_version = 1;

}  // namespace probata::inline v0_1
