// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <probata/core/fixed_log2.hpp>
#include <probata/security/calculator.hpp>

namespace probata::inline v0_1 {

/// The figure that is usual elsewhere: every query is assumed to catch a cheat with probability 1 - rho, and nothing is
/// lost in the field beyond its size. Not proven, and contradicted near capacity by recent attacks on its premise; for
/// comparison with other systems only, never with a target. In units of 1/256 bit.
/// @source  [ethSTARK] StarkWare, "ethSTARK Documentation", ePrint 2021/582
constexpr std::int64_t conjectured_bits_256(const SecurityParameters& parameters) noexcept {
  const std::int64_t rate = detail::CodeBounds(parameters.fri).rate();
  const std::int64_t queries =
      rate * parameters.fri.num_queries + std::int64_t{units_per_bit} * parameters.fri.grinding.query;
  const std::int64_t field = std::int64_t{parameters.degree} * log2_lower(parameters.modulus);
  return std::min({queries, field, std::int64_t{parameters.collision_bits_256}});
}

namespace detail {

/// "130.1": cut after one decimal, towards minus infinity.
inline std::string text_of_bits(std::int64_t value_256) {
  const std::int64_t scaled = value_256 * 10;
  const std::int64_t tenths = scaled / 256 - (scaled % 256 < 0 ? 1 : 0);
  const std::int64_t magnitude = tenths < 0 ? -tenths : tenths;
  // Appended piece by piece: gcc 12 warns wrongly about sums that begin with a literal (its bug 105651).
  std::string text(tenths < 0 ? 1 : 0, '-');
  return text.append(std::to_string(magnitude / 10)).append(1, '.').append(std::to_string(magnitude % 10));
}

inline std::string padded(std::string text, std::size_t width, bool right) {
  if (text.size() < width) text.insert(right ? 0 : text.size(), width - text.size(), ' ');
  return text;
}

constexpr std::string_view protected_by(SecurityTerm term) noexcept {
  constexpr std::array<std::string_view, num_security_terms> texts{"stage challenges",
                                                                   "lookup challenges",
                                                                   "constraint challenge",
                                                                   "out-of-domain point",
                                                                   "identity of persistent matrices",
                                                                   "batching challenge",
                                                                   "folding challenges",
                                                                   "query indices",
                                                                   "trees and transcript"};
  return texts[static_cast<std::size_t>(term)];
}

}  // namespace detail

/// A table of all terms in bits, both proven figures, the weakest term, and the conjectured figure under that word; one
/// line each, for people.
/// @returns  the text, or the status of compute_security where it has no report
inline Result<std::string> security_report_text(const SecurityParameters& parameters, const SecurityShape& shape) {
  const Result<SecurityReport> strict = compute_security(parameters, shape, ListSize::strict);
  if (!strict.ok()) return strict.status();
  const Result<SecurityReport> informative = compute_security(parameters, shape, ListSize::informative);
  if (!informative.ok()) return informative.status();
  std::string text = "term     proven   one list   protects\n";
  for (std::size_t i = 0; i < num_security_terms; ++i) {
    const auto term = static_cast<SecurityTerm>(i);
    if (!strict->term(term)) continue;
    text += detail::padded(std::string(name(term)), 6, false);
    text += detail::padded(detail::text_of_bits(*strict->term(term)), 9, true);
    text += detail::padded(detail::text_of_bits(*informative->term(term)), 11, true);
    text += "   ";
    text += detail::protected_by(term);
    if (term == strict->weakest()) text += "  <- weakest";
    text += '\n';
  }
  text += "total " + detail::padded(detail::text_of_bits(strict->total_256()), 9, true) +
          detail::padded(detail::text_of_bits(informative->total_256()), 11, true) + "   bits, proven\n";
  text += "conjectured " + detail::text_of_bits(conjectured_bits_256(parameters)) +
          " bits (nobody has proven this; never compare it with a target)\n";
  return text;
}

}  // namespace probata::inline v0_1
