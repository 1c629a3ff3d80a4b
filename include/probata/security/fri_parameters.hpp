// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include <probata/core/assert.hpp>
#include <probata/core/errc.hpp>
#include <probata/core/result.hpp>

namespace probata::inline v0_1 {

/// Up to which distance from the code words are told apart. Both regimes are proven.
enum class ProximityRegime : std::uint8_t {
  unique_decoding = 0,  ///< half the minimum distance: one codeword is near at most
  johnson = 1,          ///< beyond it, up to the Johnson radius less a margin: a short list of codewords is near
};

/// Bits of proof of work before each kind of challenge, 0 for none.
struct GrindingBits {
  std::uint8_t phase = 0;  ///< stage and lookup challenges
  std::uint8_t ali = 0;    ///< the constraints' alpha
  std::uint8_t deep = 0;   ///< the out-of-domain point
  std::uint8_t batch = 0;  ///< the batching challenge
  std::uint8_t fold = 0;   ///< each folding challenge
  std::uint8_t query = 0;  ///< the query indices

  friend constexpr bool operator==(const GrindingBits&, const GrindingBits&) = default;
};

/// What fixes the commitment scheme but field, extension and hash suite.
///
/// A matrix of level k is evaluated on 2^(k + log_blowup) points. With zero knowledge its columns are polynomials of
/// dimension 2^k + 2^(k - log_slack), the second term being room for the masks; in plain mode log_slack is `no_slack`
/// and the dimension 2^k.
/// @source  protocol, sections 0.1, 1.1 and 7.8 (C03)
struct FriParameters {
  static constexpr std::uint8_t no_slack = 0xFF;

  std::uint8_t log_blowup = 0;
  std::uint8_t log_slack = no_slack;
  std::uint8_t log_final = 0;  ///< level at which folding stops
  std::uint8_t log_arity = 1;  ///< at most; a round folds by less where a level lies between
  std::uint8_t log_cap = 0;    ///< a root is 2^log_cap digests
  ProximityRegime regime = ProximityRegime::unique_decoding;
  std::uint16_t multiplicity = 0;  ///< m of the Johnson regime, 0 in unique decoding
  std::uint16_t num_queries = 0;
  GrindingBits grinding = {};

  friend constexpr bool operator==(const FriParameters&, const FriParameters&) = default;

  [[nodiscard]] constexpr bool zero_knowledge() const noexcept { return log_slack != no_slack; }

  /// K_k, the dimension of the code of level k. With zero knowledge requires k >= log_slack.
  [[nodiscard]] constexpr std::uint64_t dimension(std::size_t level) const noexcept {
    const std::uint64_t rows = std::uint64_t{1} << level;
    if (!zero_knowledge()) return rows;
    PROBATA_ASSERT(level >= log_slack, "the room for masks is a whole number of coefficients");
    return rows + (rows >> log_slack);
  }

  /// The least level >= log_final whose dimension is at least num_rows + num_masks; nothing if there is none up to 62.
  [[nodiscard]] constexpr std::optional<std::size_t> level_for(std::uint64_t num_rows,
                                                               std::uint64_t num_masks) const noexcept {
    if (num_masks > std::numeric_limits<std::uint64_t>::max() - num_rows) return std::nullopt;
    for (std::size_t level = log_final; level <= 62; ++level) {
      if (dimension(level) >= num_rows + num_masks) return level;
    }
    return std::nullopt;
  }

  /// Check C03. The detail of a refusal names the parameter.
  /// @param max_grinding  40 for byte suites, 24 for algebraic ones
  [[nodiscard]] constexpr Status check(std::uint8_t max_grinding) const noexcept {
    const auto refuse = [](const char* which) { return Status(Errc::params, 0, which); };
    if (log_blowup < 1 || log_blowup > 5) return refuse("log_blowup is not in 1..5");
    if (log_final < 4 || log_final > 10) return refuse("log_final is not in 4..10");
    if (zero_knowledge()) {
      if (log_slack < 2 || log_slack > 8) return refuse("log_slack is not in 2..8");
      if (log_slack > log_final) return refuse("log_slack is above log_final");
    }
    if (log_arity < 1 || log_arity > 4) return refuse("log_arity is not in 1..4");
    if (log_cap > log_final) return refuse("log_cap is above log_final");
    if (num_queries < 1 || num_queries > 1024) return refuse("num_queries is not in 1..1024");
    switch (regime) {
      case ProximityRegime::unique_decoding:
        if (multiplicity != 0) return refuse("multiplicity is not 0 in unique decoding");
        break;
      case ProximityRegime::johnson:
        if (multiplicity < 3 || multiplicity > 200) return refuse("multiplicity is not in 3..200");
        break;
      default:
        return refuse("regime is neither 0 nor 1");
    }
    for (const std::uint8_t bits :
         {grinding.phase, grinding.ali, grinding.deep, grinding.batch, grinding.fold, grinding.query}) {
      if (bits > max_grinding) return refuse("more grinding bits than the suite can sample");
    }
    return {};
  }
};

}  // namespace probata::inline v0_1
