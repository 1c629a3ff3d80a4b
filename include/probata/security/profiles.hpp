// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <probata/core/fixed_log2.hpp>
#include <probata/security/calculator.hpp>
#include <probata/security/fri_parameters.hpp>

namespace probata::inline v0_1 {

/// A set of parameters under a name, with the proven bits that it is made for.
struct SecurityProfile {
  std::string_view name;
  std::uint8_t degree = 0;  ///< e
  FriParameters fri;
  std::size_t target_bits = 0;
};

/// The profiles of the format. All hide the witness. Targets are met up to the heights and widths that a configuration
/// declares, which RequireProvenBits checks for it; the figures of a reference shape stand in the protocol.
/// @source  protocol, section 8.4
namespace detail {

constexpr FriParameters unique_decoding_100() noexcept {
  return {.log_blowup = 2,
          .log_slack = 6,
          .log_final = 6,
          .log_arity = 3,
          .log_cap = 0,
          .regime = ProximityRegime::unique_decoding,
          .multiplicity = 0,
          .num_queries = 120,
          .grinding = {.phase = 8, .ali = 0, .deep = 4, .batch = 8, .fold = 0, .query = 20}};
}

constexpr FriParameters johnson_128() noexcept {
  return {.log_blowup = 3,
          .log_slack = 6,
          .log_final = 6,
          .log_arity = 3,
          .log_cap = 0,
          .regime = ProximityRegime::johnson,
          .multiplicity = 35,
          .num_queries = 75,
          .grinding = {.phase = 8, .ali = 0, .deep = 0, .batch = 14, .fold = 8, .query = 20}};
}

constexpr FriParameters recursion_128() noexcept {
  FriParameters fri = johnson_128();
  fri.log_blowup = 4;
  fri.log_cap = 4;
  fri.multiplicity = 20;
  fri.num_queries = 56;
  return fri;
}

}  // namespace detail

/// 31-bit fields, byte suites or p2-16.
inline constexpr SecurityProfile proven100{"proven100", 4, detail::unique_decoding_100(), 100};
/// 31-bit fields, byte suites or p2-24; the default for published claims.
inline constexpr SecurityProfile proven128{"proven128", 6, detail::johnson_128(), 128};
/// 31-bit fields, p2-24: proofs that are to be verified inside a proof.
inline constexpr SecurityProfile rec128{"rec128", 6, detail::recursion_128(), 128};
/// Goldilocks, byte suites.
inline constexpr SecurityProfile proven100_gl{"proven100-gl", 2, detail::unique_decoding_100(), 100};
inline constexpr SecurityProfile proven128_gl{"proven128-gl", 3, detail::johnson_128(), 128};

inline constexpr std::array security_profiles{proven100, proven128, rec128, proven100_gl, proven128_gl};

/// Refuses to compile when a term is short of `target_bits`; the message says what the term protects and what raises
/// it, and the arguments in it what was reached, in units of 1/256 bit.
template <SecurityTerm term, std::int64_t reached_256, std::size_t target_bits>
struct RequireTerm {
  static constexpr bool reached = reached_256 >= std::int64_t{units_per_bit} * static_cast<std::int64_t>(target_bits);
  static_assert(reached || term != SecurityTerm::phase,
                "PHASE is short of the proven bits asked for: raise grinding.phase or the extension degree");
  static_assert(reached || term != SecurityTerm::logup,
                "LOGUP is short of the proven bits asked for: raise grinding.phase or the extension degree, or declare "
                "fewer interactions");
  static_assert(reached || term != SecurityTerm::ali,
                "ALI is short of the proven bits asked for: raise grinding.ali or the extension degree");
  static_assert(reached || term != SecurityTerm::deep,
                "DEEP is short of the proven bits asked for: raise grinding.deep or the extension degree, or declare "
                "smaller heights");
  static_assert(reached || term != SecurityTerm::anchor,
                "ANCHOR is short of the proven bits asked for: raise the extension degree, or declare smaller heights");
  static_assert(reached || term != SecurityTerm::batch,
                "BATCH is short of the proven bits asked for: raise grinding.batch or the extension degree, or declare "
                "fewer columns");
  static_assert(reached || term != SecurityTerm::fold,
                "FOLD is short of the proven bits asked for: raise grinding.fold or the extension degree");
  static_assert(reached || term != SecurityTerm::query,
                "QUERY is short of the proven bits asked for: raise num_queries, grinding.query or log_blowup");
  static_assert(reached || term != SecurityTerm::hash,
                "HASH is short of the proven bits asked for: the digests of the suite are too short; p2-16 ends below "
                "124 bits, take p2-24 or a byte suite");
};

/// The largest statement that a configuration is made for, for the compiler to compute with: as many matrices of every
/// kind as declared, on the levels max_level, max_level - 1, ...
struct DeclaredShape {
  std::size_t max_level = 0;
  std::size_t num_levels = 1;
  std::uint64_t pairs_per_level = 0;
  std::uint64_t stage_error = 0;
  std::uint64_t num_interaction_rows = 0;
  std::uint64_t max_tuple_width = 0;
  std::uint64_t num_constraints = 0;
  std::uint64_t deep_factor = 0;
  bool persistent = false;
};

/// compute_security for a declared shape.
constexpr Result<SecurityReport> compute_security(const SecurityParameters& parameters,
                                                  const DeclaredShape& declared) noexcept {
  std::array<LevelPairs, 64> levels{};
  if (declared.num_levels == 0 || declared.num_levels > declared.max_level + 1 || declared.max_level >= 64) {
    return Status(Errc::security, 0, "a configuration declares between 1 and max_level + 1 levels, each below 64");
  }
  for (std::size_t i = 0; i < declared.num_levels; ++i) {
    levels[i] = {declared.max_level - i, declared.pairs_per_level};
  }
  return compute_security(parameters,
                          SecurityShape{.levels = std::span<const LevelPairs>(levels).first(declared.num_levels),
                                        .stage_error = declared.stage_error,
                                        .num_interaction_rows = declared.num_interaction_rows,
                                        .max_tuple_width = declared.max_tuple_width,
                                        .num_constraints = declared.num_constraints,
                                        .deep_factor = declared.deep_factor,
                                        .max_persistent_dimension =
                                            declared.persistent ? parameters.fri.dimension(declared.max_level) : 0});
}

/// Compiles only if every term reaches the target for the declared shape, in proven bits.
template <SecurityParameters parameters, DeclaredShape declared, std::size_t target_bits>
struct RequireProvenBits {
  static_assert(parameters.fri.check(40).ok(),
                "a parameter of the commitment scheme is outside its range: see "
                "FriParameters::check");
  static_assert(parameters.fri.check(40).ok() && compute_security(parameters, declared).ok(),
                "the declared shape has no level, or its numbers leave 128 bits");
  static constexpr SecurityReport report = compute_security(parameters, declared).value();
  static constexpr bool value = RequireTerm<report.weakest(), report.total_256(), target_bits>::reached;
};

}  // namespace probata::inline v0_1
