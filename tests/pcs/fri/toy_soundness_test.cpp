// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Provers that cheat in fields so small that they are accepted now and then. How often is known exactly or nearly so,
// and must not be above the bound of the protocol's section 8. Every attack runs the whole protocol, with the
// challenges of a real transcript, 10,000 times for 1, 2 and 3 queries.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include <probata/hash/byte_suites.hpp>
#include <probata/pcs/fri/fri_verifier.hpp>
#include <probata/poly/polynomial.hpp>
#include <probata/serial/writer.hpp>

#include "pcs/fri/fri_cases.hpp"
#include "pcs/fri/reference_prover.hpp"
#include "pcs/fri/toy_fields.hpp"

using namespace probata;

namespace {

constexpr int num_runs = 10000;

/// One attempt at a proof: an honest prover for polynomials, to be corrupted, and the words of those polynomials.
template <class E>
struct Attempt {
  using EF = E;
  using F = typename EF::Prime;
  using Prover = testing::ReferenceProver<Blake3Suite, EF>;
  using Digest = typename Blake3Suite::Digest;

  Attempt(testing::Rng& r, const OpeningLayout& layout)
      : rng(r), prover(testing::random_reference_prover<Blake3Suite, EF>(r, layout)), honest(prover) {}

  std::size_t log_size(std::size_t place) const {
    return prover.layout().levels()[place].level + prover.layout().fri().log_blowup;
  }
  /// F_k of the honest words for the values that are claimed.
  std::vector<EF> honest_word(std::size_t place, const EF& lambda) const {
    return honest.batched(place, prover.messages.opened, prover.point, lambda);
  }
  /// A random set of `count` rows out of 2^log_rows.
  std::vector<bool> random_rows(std::size_t log_rows, std::size_t count) {
    std::vector<bool> chosen(std::size_t{1} << log_rows, false);
    for (std::size_t left = count; left > 0;) {
      const std::size_t row = rng.index(chosen.size());
      if (chosen[row]) continue;
      chosen[row] = true;
      --left;
    }
    return chosen;
  }
  /// The polynomial that vanishes on the chosen points of a level's domain.
  std::vector<F> vanishing_on(const std::vector<bool>& chosen) const {
    std::vector<F> points;
    for (std::size_t row = 0; row < chosen.size(); ++row) {
      if (chosen[row]) points.push_back(testing::domain_point<F>(log2_exact(chosen.size()), row));
    }
    return vanishing_polynomial<F>(points);
  }
  /// Adds c f to a word.
  void add(std::vector<F>& word, const std::vector<F>& f, const F& c) const {
    for (std::size_t row = 0; row < word.size(); ++row) {
      const F x = testing::domain_point<F>(log2_exact(word.size()), row);
      word[row] += c * evaluate_polynomial<F, F>(std::span<const F>(f), x);
    }
  }

  /// The verdict of a verifier that has seen another statement in every run.
  bool accepted() {
    serial::Writer statement;
    statement.write_u64(rng.u64());
    const auto trees = prover.trees();
    std::vector<std::vector<Digest>> roots;
    for (const auto& tree : trees) roots.push_back(tree.root());
    const auto start = [&] {
      Transcript<Blake3Suite, EF> transcript(PcsStatement{statement.bytes()});
      for (const auto& root : roots) transcript.absorb_digests(DigestsTag::main_root, std::span<const Digest>(root));
      return transcript;
    };
    auto proving = start();
    const std::vector<std::byte> part_b = prover.prove(proving, trees);
    auto verifying = start();
    const FriVerifier<Blake3Suite, EF> fri(prover.layout(), prover.messages);
    const Result<EF> point = fri.draw_point(verifying);
    const std::vector<std::span<const Digest>> views(roots.begin(), roots.end());
    serial::Reader reader(part_b, Errc::length_total);
    return fri.verify(verifying, *point, views, {}, reader).ok();
  }

  testing::Rng& rng;
  Prover prover;
  const Prover honest;
};

/// Two levels, the upper one with two columns; rate 1/2, or 3/8 with mask polynomials.
/// @param next  which of them are opened at w_h z too
OpeningLayout two_levels(std::size_t top, std::size_t log_final, std::uint16_t num_queries, bool masks = false,
                         std::vector<std::uint32_t> next = {1}) {
  FriParameters fri{
      .log_blowup = 1, .log_final = static_cast<std::uint8_t>(log_final), .log_arity = 1, .num_queries = num_queries};
  if (masks) {
    fri.log_blowup = 2;
    fri.log_slack = 1;
  }
  std::vector<CommittedTree> trees{
      {.matrices = {{.log_height = top, .level = top, .width = 2, .next_columns = std::move(next)}}, .blinded = masks},
      {.matrices = {{.log_height = top - 1, .level = top - 1, .width = 1}}, .blinded = masks}};
  return *OpeningLayout::make(fri, 2, salt_length<testing::Toy17>, std::move(trees));
}

template <class EF>
double field_size() {
  const auto p = static_cast<double>(EF::Prime::modulus);
  return std::pow(p, static_cast<double>(EF::degree));
}

/// Section 8.1 in the unique-decoding regime: the sum of all rounds' errors, without grinding. DEEP is that of a
/// commitment alone, K / (|E| - p).
template <class EF>
double bound(const OpeningLayout& layout) {
  const auto dimension = [&](std::size_t level) { return static_cast<double>(layout.fri().dimension(level)); };
  const double rho = dimension(layout.top_level()) / std::pow(2.0, static_cast<double>(layout.log_indices()));
  const double theta = (1 - rho) / 2;
  const auto eps = [&](std::size_t level) {
    const double n = std::pow(2.0, static_cast<double>(level + layout.fri().log_blowup));
    return (theta * n + 1) / field_size<EF>();
  };
  double sum = dimension(layout.top_level()) / (field_size<EF>() - static_cast<double>(EF::Prime::modulus));
  for (const LevelPairs& pairs : layout.level_pairs()) sum += static_cast<double>(pairs.pairs) * eps(pairs.level);
  for (const FoldRound& round : layout.schedule()) {
    sum += (std::pow(2.0, round.arity) - 1 + (round.roll_in ? 1 : 0)) * eps(round.to());
  }
  return sum + std::pow(1 - theta, layout.fri().num_queries);
}

/// Runs an attack, which corrupts an attempt, and compares the rate of acceptance with the bound and with the rate that
/// the attack is known to have at least.
template <class EF>
void run(const char* name, const OpeningLayout& layout, double known, const std::function<void(Attempt<EF>&)>& corrupt,
         double known_at_most = 1) {
  CAPTURE(name);
  CAPTURE(layout.fri().num_queries);
  testing::Rng rng{0x701 + std::uint64_t{layout.fri().num_queries}};
  INFO("seed ", rng.seed());
  int count = 0;
  for (int i = 0; i < num_runs; ++i) {
    Attempt<EF> attempt(rng, layout);
    corrupt(attempt);
    if (attempt.accepted()) ++count;
  }
  const double rate = static_cast<double>(count) / num_runs;
  const auto sigma = [](double p) { return std::sqrt(p * (1 - p) / num_runs); };
  const double allowed = std::min(1.0, bound<EF>(layout));
  CAPTURE(rate);
  CAPTURE(allowed);
  CHECK(rate <= allowed + 3 * sigma(allowed));
  // The attack is one: it succeeds as often as its author says.
  CHECK(count > 0);
  CHECK(rate >= known - 4 * sigma(known));
  CHECK(rate <= known_at_most + 4 * sigma(known_at_most));
}

double half(int q) { return std::pow(0.5, q); }

/// For 1, 2 and 3 queries, each of which the attack survives with probability 1/2, in the smallest field.
template <class EF>
void run_all(const char* name, const std::function<void(Attempt<EF>&)>& corrupt) {
  for (const auto q : std::initializer_list<std::uint16_t>{1, 2, 3})
    run<EF>(name, two_levels(2, 1, q), half(q), corrupt);
}

using Toy = testing::Toy17x2;  // 289 elements; domains of 8 and 4 points

/// A column of degree K, and the proof for a polynomial that it meets in K of 2 K points.
template <class EF>
void wrong_degree(Attempt<EF>& attempt) {
  auto& column = attempt.prover.matrices[0][0][0];
  const auto met = attempt.random_rows(attempt.log_size(0), column.word.size() / 2);
  attempt.add(column.word, attempt.vanishing_on(met), testing::random_nonzero<typename EF::Prime>(attempt.rng));
  attempt.prover.cheat.batched = [&attempt](std::size_t place, std::vector<EF>& word, const EF& lambda) {
    if (place == 0) word = attempt.honest_word(0, lambda);
  };
}

/// A wrong value v for f(z), and the polynomial that meets (f - v) / (x - z) in K of 2 K points.
template <class EF>
void wrong_evaluation(Attempt<EF>& attempt) {
  using F = typename EF::Prime;
  const EF change = testing::random_nonzero<EF>(attempt.rng);
  attempt.prover.cheat.opened = [change](std::vector<EF>& opened, const EF&) { opened[0] += change; };
  attempt.prover.cheat.batched = [&attempt, change](std::size_t place, std::vector<EF>& word, const EF& lambda) {
    if (place != 0) return;
    // (f - v - c V) / (x - z) is a polynomial where c V(z) = f(z) - v = -change, and V vanishes on the points met.
    const std::vector<F> vanishing =
        attempt.vanishing_on(attempt.random_rows(log2_exact(word.size()), word.size() / 2));
    const EF z = attempt.prover.point;
    const EF c = -change * evaluate_polynomial<EF, F>(std::span<const F>(vanishing), z).inverse();
    for (std::size_t row = 0; row < word.size(); ++row) {
      const EF x = EF::from_base(testing::domain_point<F>(log2_exact(word.size()), row));
      word[row] -= lambda * c * evaluate_polynomial<EF, F>(std::span<const F>(vanishing), x) * (x - z).inverse();
    }
  };
}

/// A column that is wrong in some fibres, honestly batched, and the fold of what it should have been.
template <class EF>
void cheating_fold(Attempt<EF>& attempt, std::size_t num_wrong) {
  using F = typename EF::Prime;
  auto& column = attempt.prover.matrices[0][0][0];
  const auto wrong = attempt.random_rows(attempt.log_size(0) - 1, num_wrong);
  for (std::size_t row = 0; row < column.word.size(); ++row) {
    if (wrong[row / 2]) column.word[row] += testing::random_nonzero<F>(attempt.rng);
  }
  attempt.prover.cheat.batched = [&attempt](std::size_t place, std::vector<EF>& word, const EF& lambda) {
    if (place != 0) return;
    const std::vector<EF> right = attempt.honest_word(0, lambda);
    attempt.prover.cheat.folded = [right, word](std::size_t round, std::vector<EF>& folded, const EF& beta) {
      if (round != 0) return;
      const std::vector<EF> as_it_is = testing::fold_word(word, 1, beta);
      const std::vector<EF> as_it_should_be = testing::fold_word(right, 1, beta);
      for (std::size_t j = 0; j < folded.size(); ++j) folded[j] += as_it_should_be[j] - as_it_is[j];
    };
  };
}

/// The lower level joins with another polynomial than the committed one, which it meets in K of 2 K points.
template <class EF>
void swapped_level(Attempt<EF>& attempt) {
  auto& column = attempt.prover.matrices[1][0][0];
  const auto met = attempt.random_rows(attempt.log_size(1), column.word.size() / 2);
  attempt.add(column.word, attempt.vanishing_on(met), testing::random_nonzero<typename EF::Prime>(attempt.rng));
  attempt.prover.cheat.batched = [&attempt](std::size_t place, std::vector<EF>& word, const EF& lambda) {
    if (place == 1) word = attempt.honest_word(1, lambda);
  };
}

/// A column of full degree, honestly opened, batched and folded; of the last word the final polynomial meets K_l
/// points.
template <class EF>
void final_of_high_degree(Attempt<EF>& attempt) {
  using F = typename EF::Prime;
  auto& column = attempt.prover.matrices[0][0][0];
  column =
      testing::ReferenceColumn<F>(testing::random_elements<F>(attempt.rng, column.word.size()), attempt.log_size(0));
  attempt.prover.cheat.last = [&attempt](std::vector<EF>& coefficients) {
    const std::size_t log_size = log2_exact(coefficients.size());
    const std::vector<EF> word = testing::word_of(std::span<const EF>(coefficients), log_size);
    const std::size_t length = attempt.prover.layout().final_length();
    const auto met = attempt.random_rows(log_size, length);
    std::vector<EF> points;
    std::vector<EF> values;
    for (std::size_t row = 0; row < word.size(); ++row) {
      if (!met[row]) continue;
      points.push_back(EF::from_base(testing::domain_point<F>(log_size, row, F::one())));
      values.push_back(word[row]);
    }
    coefficients = interpolate<EF>(points, values);
  };
}

}  // namespace

TEST_CASE("toy soundness: an honest prover is always accepted") {
  testing::Rng rng{0x700};
  INFO("seed ", rng.seed());
  for (int i = 0; i < 200; ++i) {
    CHECK(Attempt<Toy>(rng, two_levels(2, 1, 3)).accepted());
    CHECK(Attempt<Toy>(rng, two_levels(2, 1, 2, true)).accepted());
    CHECK(Attempt<testing::Toy97x2>(rng, two_levels(4, 2, 3)).accepted());
  }
}

TEST_CASE("toy soundness: wrong degree") { run_all<Toy>("wrong degree", wrong_degree<Toy>); }

TEST_CASE("toy soundness: wrong evaluation") { run_all<Toy>("wrong evaluation", wrong_evaluation<Toy>); }

TEST_CASE("toy soundness: cheating fold") {
  // Two of four fibres are wrong.
  run_all<Toy>("cheating fold", [](Attempt<Toy>& attempt) { cheating_fold(attempt, 2); });
}

TEST_CASE("toy soundness: cheating fold that the next layer has to find, hardly beyond the decoding radius") {
  // 5 of 16 fibres are wrong: the bound's 3/4 is nearly reached.
  using EF = testing::Toy97x2;
  run<EF>("cheating fold", two_levels(4, 2, 2), std::pow(11.0 / 16, 2),
          [](Attempt<EF>& attempt) { cheating_fold(attempt, 5); });
}

TEST_CASE("toy soundness: swapped level") { run_all<Toy>("swapped level", swapped_level<Toy>); }

TEST_CASE("toy soundness: swapped level that the next layer has to find") {
  using EF = testing::Toy97x2;
  run<EF>("swapped level", two_levels(4, 2, 3), half(3), swapped_level<EF>);
}

TEST_CASE("toy soundness: final polynomial of too high a degree") {
  run_all<Toy>("final polynomial", final_of_high_degree<Toy>);
}

// Errors that one challenge takes back altogether: no number of queries helps, only the size of the field.

TEST_CASE("toy soundness: luck with the batching challenge") {
  // Two columns are wrong in all points, by e and -e / 5: lambda = 5 and lambda = 0 take it back.
  const double known = 2 / field_size<Toy>();
  const OpeningLayout layout = two_levels(2, 1, 16, false, {});
  run<Toy>(
      "lucky batch", layout, known,
      [](Attempt<Toy>& attempt) {
        using F = Toy::Prime;
        auto& columns = attempt.prover.matrices[0][0];
        const F ratio = F::from_u64(5).inverse();
        for (std::size_t row = 0; row < columns[0].word.size(); ++row) {
          const F e = testing::random_nonzero<F>(attempt.rng);
          columns[0].word[row] += e;
          columns[1].word[row] -= e * ratio;
        }
        attempt.prover.cheat.batched = [&attempt](std::size_t place, std::vector<Toy>& word, const Toy& lambda) {
          if (place == 0) word = attempt.honest_word(0, lambda);
        };
      },
      known);
}

TEST_CASE("toy soundness: luck with a folding challenge") {
  // A mask that is wrong in all points, in every fibre by what beta = 3 + 5 X folds to zero.
  const double known = 1 / field_size<Toy>();
  const OpeningLayout layout = two_levels(2, 1, 16, true);
  run<Toy>(
      "lucky fold", layout, known,
      [](Attempt<Toy>& attempt) {
        using F = Toy::Prime;
        const Toy lucky = Toy::from_integers({3, 5});
        auto& mask = attempt.prover.masks[0];
        for (std::size_t row = 0; row < mask[0].word.size(); row += 2) {
          // Even part e0, odd part e1 with e0 = -lucky e1; values e0 + y e1 and e0 - y e1.
          const Toy odd = testing::random_nonzero<Toy>(attempt.rng);
          const Toy even = -(lucky * odd);
          const F y = testing::domain_point<F>(4, row, F::one());
          for (std::size_t c = 0; c < 2; ++c) {
            mask[c].word[row] += (even + odd * y)[c];
            mask[c].word[row + 1] += (even - odd * y)[c];
          }
        }
        attempt.prover.cheat.batched = [&attempt](std::size_t place, std::vector<Toy>& word, const Toy& lambda) {
          if (place != 0) return;
          const std::vector<Toy> right = attempt.honest_word(0, lambda);
          attempt.prover.cheat.folded = [right, word](std::size_t round, std::vector<Toy>& folded, const Toy& beta) {
            if (round != 0) return;
            const std::vector<Toy> as_it_is = testing::fold_word(word, 1, beta);
            const std::vector<Toy> as_it_should_be = testing::fold_word(right, 1, beta);
            for (std::size_t j = 0; j < folded.size(); ++j) folded[j] += as_it_should_be[j] - as_it_is[j];
          };
        };
      },
      known);
}

TEST_CASE("toy soundness: luck with the out-of-domain point") {
  // The claimed values are those of another polynomial, whose difference has two roots outside F.
  // lambda = 0 takes back everything, and so does the beta that takes back c / (y - z), the quotient of a constant.
  const double known = 2 / (field_size<Toy>() - Toy::Prime::modulus) + 2 / field_size<Toy>();
  const OpeningLayout layout = two_levels(2, 1, 16);
  run<Toy>(
      "lucky point", layout, known,
      [](Attempt<Toy>& attempt) {
        using F = Toy::Prime;
        // X^2 - 3 is irreducible.
        attempt.prover.cheat.opened = [](std::vector<Toy>& opened, const Toy& z) {
          opened[0] += z * z - Toy::from_base(F::from_u64(3));
        };
      },
      known);
}
