// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <string>

#include <probata/core/result.hpp>

namespace probata::inline v0_1 {

/// One line for people: "E_MERKLE_STAGE (C31, index 2): an opening of a trace stage does not lead to its root". An
/// accepting status is "OK". Allocates; kept apart from `Status` so that verifiers without a heap do not reach it.
inline std::string to_string(const Status& status) {
  std::string text(name(status.code()));
  if (status.ok()) return text;
  const auto number = static_cast<unsigned>(status.code());
  text += number < 10 ? " (C0" : " (C";
  text += std::to_string(number);
  text += ", index " + std::to_string(status.index()) + "): ";
  text += description(status.code());
  if (!status.detail().empty()) {
    text += "; ";
    text += status.detail();
  }
  return text;
}

}  // namespace probata::inline v0_1
