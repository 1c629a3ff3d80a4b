// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/cpp_int.hpp>
#include <doctest/doctest.h>

#include <probata/security/calculator.hpp>

#include "security/random_configuration.hpp"
#include "support/random.hpp"

using namespace probata;
using testing::RandomConfiguration;

namespace {

using Integer = boost::multiprecision::cpp_int;
using Rational = boost::multiprecision::cpp_rational;
using Real = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<60>, boost::multiprecision::et_off>;

Real to_real(const Rational& x) { return Real(numerator(x)) / Real(denominator(x)); }

Real log2_of(const Real& x) {
  static const Real ln2 = log(Real(2));
  return log(x) / ln2;
}

/// The formulas of protocol 8.1 as they stand there, in exact rationals wherever no root or logarithm is involved, and
/// 60 decimal digits where one is. In bits.
class ExactBounds {
 public:
  ExactBounds(const RandomConfiguration& configuration, bool strict) : c_(configuration) {
    const FriParameters& fri = c_.parameters.fri;
    rho_ = Rational(1, Integer(1) << fri.log_blowup);
    if (fri.zero_knowledge()) rho_ += rho_ / (Integer(1) << fri.log_slack);
    const Real sqrt_rho = sqrt(to_real(rho_));
    if (johnson()) {
      one_minus_theta_ = sqrt_rho * (1 + Real(1) / (2 * Real(fri.multiplicity)));
      list_ = (Real(fri.multiplicity) + Real(1) / 2) / sqrt_rho;
    } else {
      one_minus_theta_ = to_real((1 + rho_) / 2);
      list_ = 1;
    }
    const auto num_levels = static_cast<int>(c_.levels.size());
    lists_ = strict ? Real(pow(list_, num_levels)) : list_;
    field_ = Real(boost::multiprecision::pow(Integer(c_.parameters.modulus), c_.parameters.degree));
  }

  Real term(SecurityTerm term) const {
    const GrindingBits& grinding = c_.parameters.fri.grinding;
    const Real outside = field_ - Real(Integer(c_.parameters.modulus));
    switch (term) {
      case SecurityTerm::phase:
        return bits(lists_ * Real(c_.shape.stage_error) / field_, grinding.phase);
      case SecurityTerm::logup:
        return bits(
            lists_ * Real((Integer(c_.shape.num_interaction_rows) + 1) * (c_.shape.max_tuple_width + 2)) / field_,
            grinding.phase);
      case SecurityTerm::ali:
        return bits(lists_ * Real(c_.shape.num_constraints) / field_, grinding.ali);
      case SecurityTerm::deep:
        return bits(lists_ * Real(c_.shape.deep_factor) / outside, grinding.deep);
      case SecurityTerm::anchor:
        return bits(list_ * list_ / 2 * Real(c_.shape.max_persistent_dimension) / outside, 0);
      case SecurityTerm::batch: {
        Real sum = 0;
        for (const LevelPairs& entry : c_.levels) sum += Real(entry.pairs) * gap(entry.level);
        return bits(sum, grinding.batch);
      }
      case SecurityTerm::fold:
        return fold();
      case SecurityTerm::query:
        return bits(Real(pow(one_minus_theta_, int{c_.parameters.fri.num_queries})), grinding.query);
      case SecurityTerm::hash:
        return Real(c_.parameters.collision_bits_256) / 256;
    }
    return 0;
  }

 private:
  bool johnson() const { return c_.parameters.fri.regime == ProximityRegime::johnson; }
  static Real bits(const Real& error, int grinding) { return -log2_of(error) + grinding; }

  /// eps(n) for the words of a level.
  Real gap(std::size_t level) const {
    const Real n = Real(Integer(1) << (level + c_.parameters.fri.log_blowup));
    const Real theta = 1 - one_minus_theta_;
    if (!johnson()) return (theta * n + 1) / field_;
    const Real m = Real(c_.parameters.fri.multiplicity) + Real(1) / 2;
    const Real rho = to_real(rho_);
    return ((2 * pow(m, 5) + 3 * m * theta * rho) * n / (3 * rho * sqrt(rho)) + m / sqrt(rho)) / field_;
  }

  Real fold() const {
    LevelSet levels;
    for (const LevelPairs& entry : c_.levels) levels.insert(entry.level);
    std::optional<Real> least;
    std::size_t current = levels.top();
    const FriParameters& fri = c_.parameters.fri;
    while (current > fri.log_final) {
      std::size_t next = current - 1;
      while (next > fri.log_final && current - next < fri.log_arity && !levels.contains(next)) --next;
      const int degree = (1 << (current - next)) - 1 + (levels.contains(next) ? 1 : 0);
      const Real value = bits(degree * gap(next), fri.grinding.fold);
      least = least ? std::min(*least, value) : value;
      current = next;
    }
    return least.value_or(Real(0));
  }

  const RandomConfiguration& c_;
  Rational rho_;
  Real one_minus_theta_;
  Real list_;
  Real lists_;
  Real field_;
};

}  // namespace

TEST_CASE("calculator: never above the exact bounds, and within an eighth of a bit of them, 100000 configurations") {
  testing::Rng rng{0x0dac1e};
  std::size_t above = 0;
  std::size_t far_below = 0;
  std::size_t folds = 0;
  for (int i = 0; i < 100'000; ++i) {
    const RandomConfiguration configuration(rng);
    const bool strict = rng.below(2) == 0;
    const SecurityReport report = configuration.report(strict ? ListSize::strict : ListSize::informative);
    const ExactBounds exact(configuration, strict);
    for (std::size_t t = 0; t < num_security_terms; ++t) {
      const auto term = static_cast<SecurityTerm>(t);
      if (!report.term(term)) {
        CHECK(term == SecurityTerm::fold);  // no round: all matrices are at the final level
        continue;
      }
      if (term == SecurityTerm::fold) ++folds;
      const Real bits = exact.term(term);
      const Real reported = Real(*report.term(term)) / 256;
      Real tolerance = Real(1) / 8;
      if (t <= static_cast<std::size_t>(SecurityTerm::anchor)) tolerance += Real(configuration.levels.size() + 1) / 64;
      if (reported > bits) ++above;
      if (reported < bits - tolerance) ++far_below;
      INFO("configuration ", i, ", term ", name(term), ": exact ", bits.convert_to<double>(), ", reported ",
           reported.convert_to<double>());
      if (above + far_below != 0) REQUIRE(above + far_below == 0);
    }
  }
  CHECK(above == 0);
  CHECK(far_below == 0);
  CHECK(folds > 90'000);
}
