// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

#include <probata/core/errc.hpp>
#include <probata/core/fixed_log2.hpp>
#include <probata/core/result.hpp>
#include <probata/security/fold_schedule.hpp>
#include <probata/security/fri_parameters.hpp>

/// Proven soundness in units of 1/256 bit, by integers alone: prover, verifier and compiler get the same figure.
///
/// Notation: rho rate, theta distance up to which words count as near, Lst list size, |E| size of the extension field,
/// |L| number of levels.
/// @source  protocol, sections 8.1 and 8.2; bounds cited there
namespace probata::inline v0_1 {

/// The challenges, and what a cheating prover could hope for at each.
enum class SecurityTerm : std::uint8_t { phase, logup, ali, deep, anchor, batch, fold, query, hash };
inline constexpr std::size_t num_security_terms = 9;

/// The name of the term in the protocol's table.
constexpr std::string_view name(SecurityTerm term) noexcept {
  constexpr std::array<std::string_view, num_security_terms> names{"PHASE", "LOGUP", "ALI",   "DEEP", "ANCHOR",
                                                                   "BATCH", "FOLD",  "QUERY", "HASH"};
  return names[static_cast<std::size_t>(term)];
}

/// Field, commitment scheme and hash.
struct SecurityParameters {
  std::uint64_t modulus = 0;  ///< p
  std::uint8_t degree = 0;    ///< e, of the extension that challenges are drawn from
  FriParameters fri;
  std::uint32_t collision_bits_256 = 0;  ///< of the hash suite
};

/// How many pairs (column, opened point) are batched at a level.
struct LevelPairs {
  std::size_t level = 0;
  std::uint64_t pairs = 0;
};

/// The numbers of a statement on which its soundness depends. A term whose number is 0 is absent.
struct SecurityShape {
  std::span<const LevelPairs> levels;          ///< distinct levels, at least one
  std::uint64_t stage_error = 0;               ///< sum over tables and stages of err_a + err_b N
  std::uint64_t num_interaction_rows = 0;      ///< sum over tables of interactions * N
  std::uint64_t max_tuple_width = 0;           ///< w_max
  std::uint64_t num_constraints = 0;           ///< sum over tables, those of the lookups included
  std::uint64_t deep_factor = 0;               ///< max over tables of (max(d, D_t) + 1)(K + 1)
  std::uint64_t max_persistent_dimension = 0;  ///< max K over the persistent matrices
};

/// Every term in units of 1/256 bit, absent where the statement has nothing of the kind, and their minimum.
class SecurityReport {
 public:
  [[nodiscard]] constexpr std::optional<std::int64_t> term(SecurityTerm term) const noexcept {
    return terms_[static_cast<std::size_t>(term)];
  }
  [[nodiscard]] constexpr SecurityTerm weakest() const noexcept {
    std::size_t best = static_cast<std::size_t>(SecurityTerm::hash);
    for (std::size_t i = 0; i < num_security_terms; ++i) {
      if (terms_[i] && *terms_[i] < terms_[best].value_or(std::numeric_limits<std::int64_t>::max())) best = i;
    }
    return static_cast<SecurityTerm>(best);
  }
  /// The figure that counts: the smallest term.
  [[nodiscard]] constexpr std::int64_t total_256() const noexcept { return *term(weakest()); }
  /// Whole bits of it, rounded down; 0 if it is negative.
  [[nodiscard]] constexpr std::uint32_t bits() const noexcept {
    return total_256() <= 0 ? 0 : static_cast<std::uint32_t>(total_256() / units_per_bit);
  }

  constexpr void set(SecurityTerm term, std::int64_t value) noexcept { terms_[static_cast<std::size_t>(term)] = value; }

 private:
  std::array<std::optional<std::int64_t>, num_security_terms> terms_{};
};

/// Which list size the terms before folding contain, where there are several levels.
///
/// `strict` lets a cheating prover combine any codewords near the words of different levels: (list size)^|L|. It needs
/// ordinary correlated agreement only, and is what counts. `informative` takes one list for all levels, which rests on
/// mutual correlated agreement; it is shown beside the other and never compared with a target.
enum class ListSize : std::uint8_t { strict, informative };

namespace detail {

/// floor(sqrt x).
constexpr std::uint64_t integer_sqrt(std::uint64_t x) noexcept {
  std::uint64_t root = 0;
  for (std::uint64_t bit = std::uint64_t{1} << 31; bit != 0; bit >>= 1) {
    const std::uint64_t candidate = root | bit;
    if (UInt128{candidate} * candidate <= x) root = candidate;
  }
  return root;
}

constexpr UInt128 div_ceil_128(UInt128 n, UInt128 d) noexcept { return n / d + (n % d != 0 ? 1 : 0); }

/// A sum or product of bounds that remembers whether it left 128 bits.
class Checked128 {
 public:
  constexpr Checked128(UInt128 value) noexcept : value_(value) {}  // NOLINT: implicit

  friend constexpr Checked128 operator+(Checked128 a, Checked128 b) noexcept {
    Checked128 sum(a.value_ + b.value_);
    sum.overflowed_ = a.overflowed_ || b.overflowed_ || sum.value_ < a.value_;
    return sum;
  }
  friend constexpr Checked128 operator*(Checked128 a, Checked128 b) noexcept {
    Checked128 product(a.value_ * b.value_);
    product.overflowed_ = a.overflowed_ || b.overflowed_ || (a.value_ != 0 && b.value_ > ~UInt128{0} / a.value_);
    return product;
  }
  [[nodiscard]] constexpr bool overflowed() const noexcept { return overflowed_; }
  [[nodiscard]] constexpr UInt128 value() const noexcept { return value_; }

 private:
  UInt128 value_;
  bool overflowed_ = false;
};

/// The quantities of section 8.2 that depend on the code alone.
class CodeBounds {
 public:
  constexpr CodeBounds(const FriParameters& fri) noexcept  // NOLINT: implicit
      : fri_(fri),
        blowup_(fri.log_blowup),
        slack_(fri.zero_knowledge() ? fri.log_slack : 0),
        numerator_(fri.zero_knowledge() ? (std::uint64_t{1} << slack_) + 1 : 1) {}

  [[nodiscard]] constexpr bool johnson() const noexcept { return fri_.regime == ProximityRegime::johnson; }

  /// At least -256 log2 rho.
  [[nodiscard]] constexpr std::int64_t rate() const noexcept {
    if (!fri_.zero_knowledge()) return std::int64_t{units_per_bit} * blowup_;
    return std::int64_t{units_per_bit} * (slack_ + blowup_) - log2_lower(numerator_);
  }

  /// 256 log2 of the list size of one level, or more.
  [[nodiscard]] constexpr std::int64_t list_size() const noexcept {
    if (!johnson()) return 0;
    return std::int64_t{log2_upper(twice_m_plus_1())} - units_per_bit + (rate() + 1) / 2;
  }

  /// (1 - theta) 2^32, rounded up.
  [[nodiscard]] constexpr std::uint64_t one_minus_theta() const noexcept {
    const std::uint64_t rho64 = numerator_ << (64 - slack_ - blowup_);
    if (!johnson()) return (std::uint64_t{1} << 31) + (rho64 >> 33) + ((rho64 & ((std::uint64_t{1} << 33) - 1)) != 0);
    const std::uint64_t twice_m = 2 * std::uint64_t{fri_.multiplicity};
    return static_cast<std::uint64_t>(
        div_ceil_128(UInt128{integer_sqrt(rho64) + 1} * twice_m_plus_1(), UInt128{twice_m}));
  }

  /// 256 log2 of |E| times the proximity-gap error, or more, over all levels that are batched with `pairs_times_size`
  /// = sum of B_k n_k and `pairs` = sum of B_k. Nothing if it leaves 128 bits.
  [[nodiscard]] constexpr std::optional<std::int64_t> proximity_gap(Checked128 pairs_times_size,
                                                                    Checked128 pairs) const noexcept {
    if (johnson()) {
      if (pairs_times_size.overflowed()) return std::nullopt;
      const UInt128 m = twice_m_plus_1();
      return std::int64_t{log2_upper(m * m * m * m * m + 12 * m)} - 4 * std::int64_t{units_per_bit} +
             log2_upper(pairs_times_size.value()) - log2_lower(3) + (3 * rate() + 1) / 2 + 1;
    }
    const Checked128 scaled = pairs_times_size * ((UInt128{1} << (slack_ + blowup_)) - numerator_);
    const Checked128 sum = Checked128((scaled.value() >> (slack_ + blowup_)) / 2) + Checked128(1) + pairs;
    if (scaled.overflowed() || sum.overflowed()) return std::nullopt;
    return log2_upper(sum.value());
  }

 private:
  [[nodiscard]] constexpr std::uint64_t twice_m_plus_1() const noexcept {
    return 2 * std::uint64_t{fri_.multiplicity} + 1;
  }

  FriParameters fri_;
  std::uint32_t blowup_;
  std::uint32_t slack_;      // 0 in plain mode
  std::uint64_t numerator_;  // rho = numerator / 2^(slack + blowup)
};

}  // namespace detail

/// All terms for a statement of this shape. Parameters need not pass FriParameters::check, so that figures of other
/// systems can be computed, but their logarithms must be meant: log_blowup + log_slack <= 63, johnson needs m >= 1.
/// @returns  the report, or Errc::security when an intermediate value leaves 128 bits.
/// @cost     about 100 operations for each level and round, num_queries divisions
constexpr Result<SecurityReport> compute_security(const SecurityParameters& parameters, const SecurityShape& shape,
                                                  ListSize list_size = ListSize::strict) noexcept {
  using detail::Checked128;
  const FriParameters& fri = parameters.fri;
  const GrindingBits& grinding = fri.grinding;
  const detail::CodeBounds code(fri);
  const std::int64_t field = std::int64_t{parameters.degree} * log2_lower(parameters.modulus);
  const auto ground = [](std::uint8_t bits) { return std::int64_t{units_per_bit} * bits; };
  const Status overflow(Errc::security, 0, "a bound leaves 128 bits");

  LevelSet levels;
  Checked128 pairs_times_size = 0;
  Checked128 pairs = 0;
  for (const LevelPairs& entry : shape.levels) {
    levels.insert(entry.level);
    pairs_times_size =
        pairs_times_size + Checked128(entry.pairs) * Checked128(UInt128{1} << (entry.level + fri.log_blowup));
    pairs = pairs + Checked128(entry.pairs);
  }
  if (levels.empty()) return Status(Errc::security, 0, "a statement without matrices");
  const std::int64_t lists =
      code.list_size() * (list_size == ListSize::strict ? static_cast<std::int64_t>(levels.size()) : 1);

  SecurityReport report;
  if (shape.stage_error != 0) {
    report.set(SecurityTerm::phase, field - lists - log2_upper(shape.stage_error) + ground(grinding.phase));
  }
  if (shape.num_interaction_rows != 0) {
    const Checked128 roots =
        (Checked128(shape.num_interaction_rows) + Checked128(1)) * (Checked128(shape.max_tuple_width) + Checked128(2));
    if (roots.overflowed()) return overflow;
    report.set(SecurityTerm::logup, field - lists - log2_upper(roots.value()) + ground(grinding.phase));
  }
  if (shape.num_constraints != 0) {
    report.set(SecurityTerm::ali, field - lists - log2_upper(shape.num_constraints) + ground(grinding.ali));
  }
  // The point is drawn outside F: log2 of |E| - p is below log2 |E| by less than a unit, as p <= |E| / 2^31.
  if (shape.deep_factor != 0) {
    report.set(SecurityTerm::deep, field - 1 - lists - log2_upper(shape.deep_factor) + ground(grinding.deep));
  }
  if (shape.max_persistent_dimension != 0) {
    report.set(SecurityTerm::anchor,
               field - 1 - 2 * code.list_size() + units_per_bit - log2_upper(shape.max_persistent_dimension));
  }
  // Nothing to batch is nothing to err about.
  if (pairs.value() != 0) {
    const std::optional<std::int64_t> gap = code.proximity_gap(pairs_times_size, pairs);
    if (!gap) return overflow;
    report.set(SecurityTerm::batch, field - *gap + ground(grinding.batch));
  }

  for (const FoldRound& round : FoldSchedule(fri, levels)) {
    // A curve of this degree runs through the functions that are folded and the one that joins.
    const std::uint64_t degree = (std::uint64_t{1} << round.arity) - 1 + (round.roll_in ? 1 : 0);
    const UInt128 next_size = UInt128{1} << (round.to() + fri.log_blowup);
    const std::optional<std::int64_t> gap = code.proximity_gap(Checked128(degree) * Checked128(next_size), degree);
    if (!gap) return overflow;
    const std::int64_t value = field - *gap + ground(grinding.fold);
    report.set(SecurityTerm::fold, std::min(value, report.term(SecurityTerm::fold).value_or(value)));
  }

  // (1 - theta)^q = acc / 2^(31 + count), rounded up at every step.
  const std::uint64_t miss = code.one_minus_theta();
  UInt128 acc = UInt128{1} << 31;
  std::int64_t count = 0;
  for (std::uint32_t i = 0; i < fri.num_queries; ++i) {
    acc = detail::div_ceil_128(acc * miss, UInt128{1} << 32);
    for (; acc < (UInt128{1} << 31); acc *= 2) ++count;
  }
  report.set(SecurityTerm::query, std::int64_t{units_per_bit} * count + 31 * std::int64_t{units_per_bit} -
                                      log2_upper(acc) + ground(grinding.query));
  report.set(SecurityTerm::hash, parameters.collision_bits_256);
  return report;
}

}  // namespace probata::inline v0_1
