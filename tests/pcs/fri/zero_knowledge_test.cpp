// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What an opening shows is uniform among all that satisfies the verifier's equations, whatever the trace: protocol,
// section 6.6. Challenges are fixed; then everything a prover says is an affine function of its randomness, so that
// ranks of matrices decide, and in the smallest field all randomness can be tried. Without vectors, so as to compile
// fast.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <probata/hash/byte_suites.hpp>
#include <probata/merkle/multiproof.hpp>
#include <probata/pcs/fri/committed_tree.hpp>
#include <probata/pcs/fri/extended_matrix.hpp>
#include <probata/pcs/fri/fri_prover.hpp>
#include <probata/pcs/fri/fri_verifier.hpp>
#include <probata/pcs/fri/hiding_streams.hpp>
#include <probata/pcs/fri/opening_prover.hpp>
#include <probata/prf/deterministic_random.hpp>
#include <probata/security/profiles.hpp>

#include "pcs/fri/fri_cases.hpp"
#include "pcs/fri/linear_algebra.hpp"
#include "pcs/fri/reference_prover.hpp"
#include "pcs/fri/scripted_transcript.hpp"
#include "pcs/fri/toy_fields.hpp"

using namespace probata;
using testing::rank;
using testing::Rows;

namespace {

/// A matrix of N rows with the masks 1, X, X^2, ... in its columns: row r of its extension, or its values at a point,
/// say how a column there depends on the coefficients of its mask.
template <class EF>
class MaskFunctionals {
 public:
  using F = typename EF::Prime;

  MaskFunctionals(std::size_t log_height, std::size_t num_masks, std::size_t level, std::size_t log_blowup)
      : log_height_(log_height), num_masks_(num_masks), log_size_(level + log_blowup), ntt_(log_size_) {
    Matrix<F> masks(num_masks, num_masks);
    for (std::size_t i = 0; i < num_masks; ++i) masks(i, i) = F::one();
    const Matrix<F> zeros(std::size_t{1} << log_height, num_masks);
    matrix_ = extend_trace(ntt_, zeros.view(), std::move(masks), level, log_blowup);
  }

  std::size_t log_size() const { return log_size_; }

  /// The row of w_h x, where x belongs to this row.
  std::size_t next_row(std::size_t row) const {
    const std::size_t step = std::size_t{1} << (log_size_ - log_height_);
    const std::size_t i = (reverse_bits(row, log_size_) + step) & ((std::size_t{1} << log_size_) - 1);
    return reverse_bits(i, log_size_);
  }

  void add_row(Rows<F>& to, std::size_t row) const {
    const auto values = matrix_.values.row(row);
    to.emplace_back(values.begin(), values.end());
  }
  void add_point(Rows<F>& to, const EF& z) const {
    const BarycentricWeights<F, EF, simd::Scalar> weights(Coset<F>(F::generator(), matrix_.level),
                                                          RowOrder::bit_reversed, z);
    const std::vector<EF> values = evaluate_extended(matrix_, weights, z, 0, num_masks_);
    for (std::size_t c = 0; c < EF::degree; ++c) {
      auto& functional = to.emplace_back();
      for (const EF& value : values) functional.push_back(value[c]);
    }
  }
  EF next_point(const EF& z) const { return z * F::two_adic_generator(log_height_); }

  /// What rows and openings of a column show: its values at x and w_h x for all rows, and at z and w_h z.
  Rows<F> view(const std::set<std::size_t>& rows, const EF& z) const {
    Rows<F> result;
    for (const std::size_t row : rows) add_row(result, row);
    add_point(result, z);
    add_point(result, next_point(z));
    return result;
  }

 private:
  std::size_t log_height_;
  std::size_t num_masks_;
  std::size_t log_size_;
  BatchNtt<F, simd::Scalar> ntt_;
  ExtendedMatrix<F> matrix_;
};

/// The rows that queries read at a level, and those after them.
template <class EF>
std::set<std::size_t> queried_rows(const MaskFunctionals<EF>& column, testing::Rng& rng, std::size_t num_queries) {
  std::set<std::size_t> rows;
  for (std::size_t i = 0; i < num_queries; ++i) {
    const std::size_t row = rng.index(std::size_t{1} << column.log_size());
    rows.insert(row);
    rows.insert(column.next_row(row));
  }
  return rows;
}

FriParameters parameters(std::uint8_t log_slack, std::uint16_t num_queries) {
  FriParameters fri = testing::hiding_parameters(num_queries);
  fri.log_slack = log_slack;
  return fri;
}

/// Ranks for random query sets of a matrix of 2^log_height rows under the protocol's number of masks: of what is seen
/// of a column, and of that with one row more, which an unopened leaf holds.
template <class EF>
void check_ranks(testing::Rng& rng, const FriParameters& fri, std::size_t log_height, int turns) {
  const OpeningClaim<Blake3Suite, EF> claim{fri, {{{static_cast<std::uint8_t>(log_height), 1, 1}}}};
  const std::size_t level = claim.layout()->trees()[0].matrices[0].level;
  const MaskFunctionals<EF> column(log_height, claim.num_masks(), level, fri.log_blowup);
  for (int turn = 0; turn < turns; ++turn) {
    const std::set<std::size_t> rows = queried_rows(column, rng, fri.num_queries);
    const auto view = column.view(rows, testing::random_point<EF>(rng));
    REQUIRE(view.size() == rows.size() + 2 * EF::degree);
    testing::Echelon<typename EF::Prime> seen;
    for (const auto& functional : view) REQUIRE(seen.add(functional));
    if (rows.size() == std::size_t{1} << column.log_size()) continue;
    std::size_t unopened = rng.index(std::size_t{1} << column.log_size());
    while (rows.contains(unopened)) unopened = rng.index(std::size_t{1} << column.log_size());
    Rows<typename EF::Prime> more;
    column.add_row(more, unopened);
    REQUIRE(seen.add(more[0]));
  }
}

}  // namespace

TEST_CASE("zero knowledge: all that is seen of a column, and one row more, is independent, for 1,000 query sets") {
  testing::Rng rng{0x2e40};
  INFO("seed ", rng.seed());
  // Heights far below the number of masks, at it, and above; the level of the height and lifted ones.
  for (const std::size_t log_height : {3U, 4U, 6U, 9U}) {
    check_ranks<KoalaBear4>(rng, parameters(2, 5), log_height, 100);
    check_ranks<KoalaBear6>(rng, parameters(4, 3), log_height, 75);
    check_ranks<Goldilocks2>(rng, parameters(3, 6), log_height, 75);
  }
}

TEST_CASE("zero knowledge: all that is seen of a column, and one row more, is independent in the profile proven128") {
  testing::Rng rng{0x2e41};
  INFO("seed ", rng.seed());
  FriParameters fri = proven128.fri;
  CHECK(OpeningClaim<Blake3Suite, KoalaBear6>{fri, {}}.num_masks() == 163);
  for (const std::size_t log_height : {4U, 8U}) check_ranks<KoalaBear6>(rng, fri, log_height, 5);
}

TEST_CASE("zero knowledge: one mask coefficient is to spare, and one fewer than needed is noticed") {
  using EF = KoalaBear4;
  testing::Rng rng{0x2e42};
  INFO("seed ", rng.seed());
  constexpr std::size_t q = 5;
  constexpr std::size_t needed = 2 * (q + EF::degree);
  CHECK(OpeningClaim<Blake3Suite, EF>{parameters(2, q), {}}.num_masks() == needed + 1);
  for (const std::size_t num_masks : {needed + 1, needed, needed - 1}) {
    const MaskFunctionals<EF> column(4, num_masks, 5, 1);
    std::set<std::size_t> rows;
    while (rows.size() < 2 * q) rows = queried_rows(column, rng, q);
    const auto view = column.view(rows, testing::random_point<EF>(rng));
    REQUIRE(view.size() == needed);
    CHECK((rank<KoalaBear>(view) == needed) == (num_masks >= needed));
  }
}

TEST_CASE("zero knowledge: in a tiny field, for every row and every point, values are independent or conjugate") {
  using EF = testing::Toy17x2;
  using F = testing::Toy17;
  // Two rows, one query: 2 (1 + 2) values and as many masks.
  const MaskFunctionals<EF> column(1, 6, 2, 1);
  for (std::size_t row = 0; row < 8; ++row) {
    for (std::uint32_t a = 0; a < 17; ++a) {
      for (std::uint32_t b = 1; b < 17; ++b) {
        const EF z = EF::from_coefficients({F::from_u64(a), F::from_u64(b)});
        const auto view = column.view({row, column.next_row(row)}, z);
        // w_1 z = -z is the conjugate of z where a = 0: then the value there is the conjugate, known without asking.
        REQUIRE(rank<F>(view) == (a == 0 ? 4 : 6));
      }
    }
  }
}

TEST_CASE(
    "zero knowledge: in a small field, for every set of two queries, what is seen and one row more is independent") {
  using EF = testing::Toy257x2;
  using F = testing::Toy257;
  testing::Rng rng{0x2e4a};
  INFO("seed ", rng.seed());
  const MaskFunctionals<EF> column(3, 2 * (2 + EF::degree) + 1, 4, 1);
  for (std::size_t first = 0; first < 32; ++first) {
    for (std::size_t second = first; second < 32; ++second) {
      const std::set<std::size_t> rows{first, column.next_row(first), second, column.next_row(second)};
      testing::Echelon<F> seen;
      for (const auto& functional : column.view(rows, testing::random_point<EF>(rng))) REQUIRE(seen.add(functional));
      for (std::size_t row = 0; row < 32; ++row) {
        if (rows.contains(row)) continue;
        testing::Echelon<F> more = seen;
        Rows<F> functional;
        column.add_row(functional, row);
        REQUIRE(more.add(functional[0]));
      }
    }
  }
}

TEST_CASE("zero knowledge: in a tiny field all masks together show every view once, whatever the trace") {
  using EF = testing::Toy17x2;
  using F = testing::Toy17;
  testing::Rng rng{0x2e43};
  INFO("seed ", rng.seed());
  constexpr std::size_t num_views = 24137569;  // 17^6: f(x), f(-x), two coordinates each of f(z) and f(-z)
  const BatchNtt<F, simd::Scalar> ntt(3);
  const EF z = EF::from_integers({3, 8});

  // The simulator draws six uniform elements. Here are all views of the real prover for all its masks.
  std::size_t num_repeated = 0;
  const auto all_views = [&](std::size_t num_masks, std::size_t row) {
    const MaskFunctionals<EF> column(1, num_masks, 2, 1);
    const std::size_t next = column.next_row(row);
    const Rows<F> masks = testing::transposed(column.view({row, next}, z));
    // The view without a mask.
    const Matrix<F> trace = Matrix<F>::from_flat(testing::random_elements<F>(rng, 2), 1);
    const ExtendedMatrix<F> plain = extend_trace(ntt, trace.view(), Matrix<F>(), 2, 1);
    std::array<std::uint32_t, 6> view{};
    view[0] = plain.values(std::min(row, next), 0).value();
    view[1] = plain.values(std::max(row, next), 0).value();
    const auto value_at = [&](const EF& point) {
      const BarycentricWeights<F, EF, simd::Scalar> weights(Coset<F>(F::generator(), 2), RowOrder::bit_reversed, point);
      return evaluate_extended(plain, weights, point, 0, 1)[0];
    };
    for (std::size_t c = 0; c < 2; ++c) {
      view[2 + c] = value_at(z)[c].value();
      view[4 + c] = value_at(column.next_point(z))[c].value();
    }
    std::vector<bool> seen(num_views, false);
    const std::function<void(std::size_t, std::array<std::uint32_t, 6>)> walk = [&](std::size_t i,
                                                                                    std::array<std::uint32_t, 6> v) {
      if (i == num_masks) {
        std::size_t index = 0;
        for (const std::uint32_t coordinate : v) index = 17 * index + coordinate;
        if (seen[index]) ++num_repeated;
        seen[index] = true;
        return;
      }
      std::array<std::uint32_t, 6> step{};
      for (std::size_t k = 0; k < 6; ++k) step[k] = masks[i][k].value();
      for (int value = 0; value < 17; ++value) {
        walk(i + 1, v);
        for (std::size_t k = 0; k < 6; ++k) v[k] = v[k] + step[k] < 17 ? v[k] + step[k] : v[k] + step[k] - 17;
      }
    };
    walk(0, view);
    return seen;
  };

  CHECK(std::ranges::count(all_views(6, 5), true) == num_views);
  // With a mask of five coefficients most views never occur, and those that do tell one trace from another.
  const std::vector<bool> views = all_views(5, 0);
  CHECK(std::ranges::count(views, true) == num_views / 17);
  CHECK(views != all_views(5, 0));
  CHECK(num_repeated == 0);
}

namespace {

using Toy = testing::Toy257x2;
using ToyField = testing::Toy257;
using ToySuite = Blake3Suite;

/// Levels 4 and 3 over 257 elements, one query, no salts.
OpeningLayout toy_layout() {
  const FriParameters fri{.log_blowup = 1, .log_slack = 1, .log_final = 2, .log_arity = 1, .num_queries = 1};
  return *OpeningLayout::make(fri, 2, 0,
                              {{.matrices = {{.log_height = 3, .level = 4, .width = 1, .next_columns = {0}},
                                             {.log_height = 2, .level = 3, .width = 1, .next_columns = {0}}},
                                .blinded = true}});
}

/// All the randomness of a proof: the masks of both columns, then the coefficients of R_4 and R_3.
struct ToyProver {
  std::array<std::size_t, 2> num_masks{7, 7};  // 2 (1 + 2) + 1
  std::array<std::size_t, 2> num_mask_coefficients{24, 12};

  std::size_t num_coins() const {
    return num_masks[0] + num_masks[1] + 2 * (num_mask_coefficients[0] + num_mask_coefficients[1]);
  }

  using Tree = ProverTree<ToySuite, ToyField>;

  std::vector<Tree> commit(const OpeningLayout& layout, const BatchNtt<ToyField, simd::Scalar>& ntt,
                           const std::vector<Matrix<ToyField>>& traces, std::span<const ToyField> coins) const {
    const auto take = [&coins](std::size_t count) {
      const auto taken = coins.first(count);
      coins = coins.subspan(count);
      return taken;
    };
    std::vector<ExtendedMatrix<ToyField>> columns;
    for (std::size_t m = 0; m < 2; ++m) {
      columns.push_back(extend_trace(ntt, traces[m].view(), Matrix<ToyField>::from_flat(take(num_masks[m]), 1),
                                     layout.trees()[0].matrices[m].level, 1));
    }
    std::vector<ExtendedMatrix<ToyField>> masks;
    for (std::size_t i = 0; i < 2; ++i) {
      const std::size_t size = std::size_t{1} << layout.levels()[i].level;
      Matrix<ToyField> low(size, 2);
      Matrix<ToyField> top(size / 2, 2);
      for (std::size_t c = 0; c < 2; ++c) {
        const auto coefficients = take(num_mask_coefficients[i]);
        for (std::size_t j = 0; j < coefficients.size(); ++j)
          (j < size ? low(j, c) : top(j - size, c)) = coefficients[j];
      }
      masks.push_back(extend_coefficients(
          ntt, CoefficientMatrix<ToyField>{layout.levels()[i].level, std::move(low), std::move(top)}, 1));
    }
    std::vector<Tree> trees;
    trees.push_back(Tree::commit<simd::Scalar>(std::move(columns), std::move(masks), 1, 0, NoSalts{},
                                               [](std::size_t) { return false; }));
    return trees;
  }

  /// Every element of a proof but digests: opened values, final polynomial, rows and leaves.
  std::vector<ToyField> view(const OpeningLayout& layout, const std::vector<Matrix<ToyField>>& traces,
                             std::span<const ToyField> coins, const std::vector<Toy>& challenges,
                             std::size_t index) const {
    const BatchNtt<ToyField, simd::Scalar> ntt(layout.log_indices());
    const std::vector<Tree> trees = commit(layout, ntt, traces, coins);
    using Scripted = testing::ScriptedTranscript<ToySuite, Toy>;
    Scripted transcript(challenges, {index});
    const parallel::Serial executor;
    FriProver<ToySuite, Toy, simd::Scalar> fri(layout, ntt, executor);
    fri.evaluate(std::span<const Tree>(trees), fri.draw_point(transcript));
    serial::Writer part_b;
    fri.prove(transcript, std::span<const Tree>(trees), {}, part_b);

    Scripted verifying(challenges, {index});
    const FriVerifier<ToySuite, Toy> verifier(layout, fri.messages());
    const Result<Toy> point = verifier.draw_point(verifying);
    const std::vector<std::span<const ToySuite::Digest>> roots{trees[0].tree().root()};
    serial::Reader openings(part_b.bytes(), Errc::length_total);
    REQUIRE(verifier.verify(verifying, *point, roots, {}, openings) == Status());

    std::vector<ToyField> result;
    const auto add = [&result](std::span<const Toy> values) {
      for (const Toy& value : values) result.insert(result.end(), {value[0], value[1]});
    };
    add(fri.messages().opened);
    add(fri.messages().final_polynomial);
    serial::Reader reader(part_b.bytes(), Errc::length_total);
    const std::array<std::size_t, 1> indices{index};
    std::vector<TreeShape> shapes(layout.shapes().begin(), layout.shapes().end());
    for (const FoldRound& round : layout.schedule()) shapes.push_back(layout.round_shape(round));
    for (const TreeShape& shape : shapes) {
      const OpeningPlan plan(shape, layout.log_indices(), indices);
      const auto opening = Multiproof<ToySuite, ToyField>::parse(reader, plan);
      result.insert(result.end(), opening->row_groups().begin(), opening->row_groups().end());
    }
    return result;
  }
};

/// How a view depends on each coin.
template <class View>
std::size_t rank_of_view(std::size_t num_coins, const std::vector<ToyField>& coins, View view) {
  const std::vector<ToyField> origin = view(coins);
  Rows<ToyField> steps;
  for (std::size_t i = 0; i < num_coins; ++i) {
    std::vector<ToyField> other = coins;
    other[i] += ToyField::one();
    steps.push_back(view(other));
    for (std::size_t k = 0; k < origin.size(); ++k) steps.back()[k] -= origin[k];
  }
  return rank<ToyField>(steps);
}

}  // namespace

// The verifier knows six equations over the base field: the first layer's entry (C34), the next layer's (C35) and the
// final polynomial's value (C36), two coordinates each; every one determines an element that the others do not contain.
// Views fill the space of their solutions, so the real view is uniform in it for every trace, and so is the
// simulator's.
TEST_CASE("zero knowledge: the whole proof is uniform among what the verifier's equations allow") {
  testing::Rng rng{0x2e44};
  INFO("seed ", rng.seed());
  const OpeningLayout layout = toy_layout();
  std::vector<Matrix<ToyField>> traces;
  traces.push_back(Matrix<ToyField>::from_flat(testing::random_elements<ToyField>(rng, 8), 1));
  traces.push_back(Matrix<ToyField>::from_flat(testing::random_elements<ToyField>(rng, 4), 1));
  const ToyProver prover;
  const auto coins = testing::random_elements<ToyField>(rng, prover.num_coins());
  for (std::size_t index = 0; index < 32; ++index) {
    CAPTURE(index);
    // The point, lambda and two betas. (lambda = 0 or a point conjugate to its next one would leave less to be seen.)
    const std::vector<Toy> challenges{testing::random_point<Toy>(rng), testing::random_nonzero<Toy>(rng),
                                      testing::random_nonzero<Toy>(rng), testing::random_nonzero<Toy>(rng)};
    const auto view = [&](const std::vector<ToyField>& c) { return prover.view(layout, traces, c, challenges, index); };
    // 4 values and 6 coefficients over E, two rows of 1 + 2 elements, two leaves of two values over E.
    REQUIRE(view(coins).size() == 8 + 12 + 3 + 3 + 4 + 4);
    REQUIRE(rank_of_view(prover.num_coins(), coins, view) == 34 - 6);
  }
}

TEST_CASE("zero knowledge: a column with fewer masks than values that are seen is noticed in the whole proof") {
  testing::Rng rng{0x2e45};
  INFO("seed ", rng.seed());
  const OpeningLayout layout = toy_layout();
  std::vector<Matrix<ToyField>> traces;
  traces.push_back(Matrix<ToyField>(8, 1));
  traces.push_back(Matrix<ToyField>(4, 1));
  const std::vector<Toy> challenges{testing::random_point<Toy>(rng), testing::random_nonzero<Toy>(rng),
                                    testing::random_nonzero<Toy>(rng), testing::random_nonzero<Toy>(rng)};
  // One row and two values over E are seen of a column: five elements.
  for (const std::size_t num_masks : {5U, 4U}) {
    for (std::size_t m = 0; m < 2; ++m) {
      ToyProver prover;
      prover.num_masks[m] = num_masks;
      const std::vector<ToyField> coins(prover.num_coins(), ToyField::zero());
      const auto view = [&](const std::vector<ToyField>& c) { return prover.view(layout, traces, c, challenges, 7); };
      CHECK(rank_of_view(prover.num_coins(), coins, view) == (num_masks == 5 ? 28 : 27));
    }
  }
}

// More than a verifier ever sees: the simulator draws whole batched codewords.
TEST_CASE("zero knowledge: whole batched codewords are uniform beside everything that is opened") {
  testing::Rng rng{0x2e46};
  INFO("seed ", rng.seed());
  const OpeningLayout layout = toy_layout();
  const auto rank_with = [&](std::size_t place, std::size_t num_mask_coefficients) {
    const std::size_t level = layout.levels()[place].level;
    const std::size_t dimension = static_cast<std::size_t>(layout.fri().dimension(level));
    const Toy z = testing::random_point<Toy>(rng);
    const Toy lambda = testing::random_nonzero<Toy>(rng);
    const std::size_t row = rng.index(std::size_t{2} << level);
    const auto view = [&](const std::vector<ToyField>& coins) {
      auto prover = testing::ReferenceProver<ToySuite, Toy>(layout);
      prover.matrices = {{{}, {}}};
      prover.masks.resize(2);
      std::span<const ToyField> rest(coins);
      const auto take = [&rest](std::size_t count) {
        const std::vector<ToyField> taken(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(count));
        rest = rest.subspan(count);
        return taken;
      };
      for (std::size_t m = 0; m < 2; ++m) {
        const std::vector<ToyField> trace(std::size_t{1} << layout.trees()[0].matrices[m].log_height);
        prover.matrices[0][m].emplace_back(testing::blinded_polynomial<ToyField>(trace, take(7)),
                                           layout.trees()[0].matrices[m].level + 1);
      }
      for (std::size_t i = 0; i < 2; ++i) {
        for (std::size_t c = 0; c < 2; ++c) {
          const std::size_t all = static_cast<std::size_t>(layout.fri().dimension(layout.levels()[i].level));
          prover.masks[i].emplace_back(take(i == place ? num_mask_coefficients : all), layout.levels()[i].level + 1);
        }
      }
      const std::vector<Toy> values = prover.values_at(z);
      std::vector<Toy> seen(values.begin() + static_cast<std::ptrdiff_t>(2 * place),
                            values.begin() + static_cast<std::ptrdiff_t>(2 * place + 2));
      const std::vector<Toy> codeword = testing::word_coefficients(prover.batched(place, values, z, lambda));
      seen.insert(seen.end(), codeword.begin(), codeword.begin() + static_cast<std::ptrdiff_t>(dimension));
      std::vector<ToyField> result;
      for (const Toy& value : seen) result.insert(result.end(), {value[0], value[1]});
      result.push_back(prover.matrices[0][place][0].word[row]);
      for (std::size_t c = 0; c < 2; ++c) result.push_back(prover.masks[place][c].word[row]);
      return result;
    };
    const std::size_t num_coins = 14 + 2 * (24 + 12) - 2 * (dimension - num_mask_coefficients);
    const std::vector<ToyField> coins(num_coins, ToyField::zero());
    const std::size_t length = view(coins).size();
    REQUIRE(length == 4 + 2 * dimension + 3);
    return std::pair(rank_of_view(num_coins, coins, view), length);
  };
  for (int turn = 0; turn < 4; ++turn) {
    for (std::size_t place = 0; place < 2; ++place) {
      const std::size_t dimension = place == 0 ? 24 : 12;
      // All but the two equations of C34.
      const auto [full, length] = rank_with(place, dimension);
      CHECK(full == length - 2);
      // A mask polynomial of one coefficient fewer leaves the highest coefficient of the codeword bare.
      CHECK(rank_with(place, dimension - 1).first < length - 2);
    }
  }
}

namespace {

/// Levels 4 and 3 in two trees, the last of which has the mask polynomials. In each level the first tree has two
/// columns, the second three and one.
OpeningLayout two_trees() {
  const FriParameters fri{.log_blowup = 1, .log_slack = 1, .log_final = 2, .log_arity = 1, .num_queries = 1};
  return *OpeningLayout::make(fri, 2, 0,
                              {{.matrices = {{.log_height = 3, .level = 4, .width = 2, .next_columns = {0, 1}},
                                             {.log_height = 2, .level = 3, .width = 2, .next_columns = {1}}},
                                .blinded = true},
                               {.matrices = {{.log_height = 3, .level = 4, .width = 3, .next_columns = {0, 2}},
                                             {.log_height = 2, .level = 3, .width = 1, .next_columns = {0}}},
                                .blinded = true}});
}

/// How all that a level can show depends on the coins of its columns, then of R_k.
struct LevelFunctionals {
  std::vector<std::vector<Rows<ToyField>>> columns;  ///< of each tree, column and row
  std::vector<Rows<ToyField>> masks;                 ///< of each coordinate of R_k and row
  Rows<ToyField> opened;                             ///< values at z and w_h z
  Rows<ToyField> codeword;                           ///< the coefficients of G_k
};

LevelFunctionals level_functionals(const OpeningLayout& layout, std::size_t place, std::size_t num_masks,
                                   testing::Rng& rng) {
  const std::size_t level = layout.levels()[place].level;
  const auto dimension = static_cast<std::size_t>(layout.fri().dimension(level));
  const Toy z = testing::random_point<Toy>(rng);
  const Toy lambda = testing::random_nonzero<Toy>(rng);
  std::array<std::size_t, 2> widths{};
  for (std::size_t t = 0; t < 2; ++t) widths[t] = layout.trees()[t].matrices[place].width;
  const std::size_t num_coins = (widths[0] + widths[1]) * num_masks + Toy::degree * dimension;

  LevelFunctionals result;
  for (std::size_t t = 0; t < 2; ++t) {
    result.columns.emplace_back(widths[t], Rows<ToyField>(std::size_t{2} << level));
  }
  result.masks.assign(Toy::degree, Rows<ToyField>(std::size_t{2} << level));
  for (std::size_t coin = 0; coin < num_coins; ++coin) {
    // The trace is zero, so that one coin alone says how everything depends on it.
    auto prover = testing::ReferenceProver<ToySuite, Toy>(layout);
    std::size_t next = 0;
    const auto take = [&](std::size_t count) {
      std::vector<ToyField> taken(count, ToyField::zero());
      if (coin >= next && coin < next + count) taken[coin - next] = ToyField::one();
      next += count;
      return taken;
    };
    for (std::size_t t = 0; t < 2; ++t) {
      auto& of_tree = prover.matrices.emplace_back();
      for (std::size_t m = 0; m < 2; ++m) {
        const CommittedMatrix& shape = layout.trees()[t].matrices[m];
        const std::vector<ToyField> trace(std::size_t{1} << shape.log_height);
        auto& columns = of_tree.emplace_back();
        for (std::size_t c = 0; c < shape.width; ++c) {
          columns.emplace_back(m == place ? testing::blinded_polynomial<ToyField>(trace, take(num_masks)) : trace,
                               shape.level + 1);
        }
      }
    }
    for (std::size_t i = 0; i < 2; ++i) {
      auto& coordinates = prover.masks.emplace_back();
      for (std::size_t c = 0; c < Toy::degree; ++c) {
        coordinates.emplace_back(i == place ? take(dimension) : std::vector<ToyField>(), layout.levels()[i].level + 1);
      }
    }
    REQUIRE(next == num_coins);

    for (std::size_t row = 0; row < std::size_t{2} << level; ++row) {
      for (std::size_t t = 0; t < 2; ++t) {
        for (std::size_t c = 0; c < widths[t]; ++c) {
          result.columns[t][c][row].push_back(prover.matrices[t][place][c].word[row]);
        }
      }
      for (std::size_t c = 0; c < Toy::degree; ++c) {
        result.masks[c][row].push_back(prover.masks[place][c].word[row]);
      }
    }
    const auto add = [&](Rows<ToyField>& to, std::span<const Toy> values) {
      to.resize(values.size() * Toy::degree);
      for (std::size_t i = 0; i < to.size(); ++i) to[i].push_back(values[i / Toy::degree][i % Toy::degree]);
    };
    const std::vector<Toy> values = prover.values_at(z);
    add(result.opened, values);
    const auto codeword = testing::word_coefficients(prover.batched(place, values, z, lambda));
    add(result.codeword, std::span(codeword).first(dimension));
  }
  return result;
}

/// What becomes known of a level: opened values, all of G_k, and both trees' rows at a query and after it.
testing::Echelon<ToyField> seen_of_level(const LevelFunctionals& level, const std::array<std::size_t, 2>& rows) {
  testing::Echelon<ToyField> seen;
  const auto add_all = [&seen](const Rows<ToyField>& functionals) {
    for (const auto& functional : functionals) seen.add(functional);
  };
  add_all(level.opened);
  add_all(level.codeword);
  for (const std::size_t row : rows) {
    for (const auto& tree : level.columns) {
      for (const auto& column : tree) seen.add(column[row]);
    }
    for (const auto& coordinate : level.masks) seen.add(coordinate[row]);
  }
  return seen;
}

}  // namespace

// Why a row group of as many columns as a salt has elements needs no salt: given everything that a proof shows, and all
// the G_k, which is more, the columns of an unopened row are uniform. Of a column there is known what a whole STARK
// proof shows, which is a row and the next row for each query. R_k, which may lie in the same row group, tells nothing
// more about that: it is G_k less what all the columns give.
TEST_CASE("zero knowledge: for every query the columns of every unopened row are uniform given all that is known") {
  testing::Rng rng{0x2e49};
  INFO("seed ", rng.seed());
  const OpeningLayout layout = two_trees();
  REQUIRE(layout.levels()[0].mask_tree == 1);
  REQUIRE(layout.levels()[1].mask_tree == 1);
  constexpr std::size_t needed = 2 * (1 + Toy::degree);
  for (const std::size_t num_masks : {needed + 1, needed}) {
    for (std::size_t place = 0; place < 2; ++place) {
      CAPTURE(place);
      const LevelFunctionals level = level_functionals(layout, place, num_masks, rng);
      const MaskFunctionals<Toy> shape(layout.trees()[0].matrices[place].log_height, 1, layout.levels()[place].level,
                                       1);
      const std::size_t num_rows = std::size_t{1} << shape.log_size();
      for (std::size_t query = 0; query < num_rows; ++query) {
        const std::array<std::size_t, 2> opened{query, shape.next_row(query)};
        const testing::Echelon<ToyField> seen = seen_of_level(level, opened);
        for (std::size_t row = 0; row < num_rows; ++row) {
          if (row == opened[0] || row == opened[1]) continue;
          for (const auto& tree : level.columns) {
            testing::Echelon<ToyField> more = seen;
            std::size_t num_independent = 0;
            for (const auto& column : tree) num_independent += std::size_t{more.add(column[row])};
            // With a mask of one coefficient less, opened values and rows say all about a column that is opened twice.
            if (num_masks > needed) {
              REQUIRE(num_independent == tree.size());
            } else {
              REQUIRE(num_independent < tree.size());
            }
          }
        }
      }
    }
  }
}

// The traces are zero: what differs is random.
TEST_CASE("zero knowledge: no salt, and no row that goes without, occurs twice in any tree, level, row or proof") {
  using F = KoalaBear;
  using Claim = OpeningClaim<Blake3Suite, KoalaBear4>;
  testing::Rng rng{0x2e47};
  INFO("seed ", rng.seed());
  const Claim claim{testing::hiding_parameters(), {{{5, 1, 0}, {3, 5, 0}}, {{5, 2, 1}, {3, 4, 0}, {5, 2, 0}}}};
  const OpeningLayout layout = *claim.layout();
  REQUIRE(layout.levels().size() == 2);
  const std::size_t low = layout.levels()[1].level;
  // One, five, four and four columns.
  CHECK(layout.is_salted(0, layout.top_level()));
  CHECK_FALSE(layout.is_salted(0, low));
  CHECK(layout.is_salted(1, layout.top_level()));
  CHECK(layout.is_salted(1, low));
  testing::Traces<F> traces(rng, claim.trees);
  for (std::size_t t = 0; t < claim.trees.size(); ++t) {
    for (std::size_t m = 0; m < claim.trees[t].size(); ++m) {
      std::fill_n(traces(t, m).data(), traces(t, m).size(), F::zero());
    }
  }
  const auto views = traces.views();
  DeterministicRandomForTests random(rng.u64());

  // As they stand in proofs: the last elements of every row group that is opened, or the first where there is no salt.
  std::set<std::vector<std::uint32_t>> salts;
  std::size_t count = 0;
  for (int turn = 0; turn < 20; ++turn) {
    const std::vector<std::byte> proof = prove_opening<simd::Scalar>(claim, testing::as_span(views), random).bytes;
    // The indices, from a transcript as the verifier has it.
    const std::vector<std::byte> claim_bytes = claim.bytes();
    Transcript<Blake3Suite, KoalaBear4> transcript(PcsStatement{claim_bytes});
    serial::Reader reader(proof, Errc::length_fixed);
    REQUIRE(reader.read_bytes(42).ok());
    for (std::size_t t = 0; t < 2; ++t) {
      Blake3Suite::Digest root;
      REQUIRE(Blake3Suite::read_digest(reader, root, Errc::fixed_encoding).ok());
      transcript.absorb_digests(DigestsTag::main_root, std::span<const Blake3Suite::Digest>(&root, 1));
    }
    const auto messages = FriMessages<Blake3Suite, KoalaBear4>::parse(reader, layout);
    REQUIRE(messages.ok());
    static_cast<void>(transcript.sample_out_of_domain());
    transcript.absorb_elems(ElementsTag::opened_values, std::span<const KoalaBear4>(messages->opened));
    static_cast<void>(transcript.sample_ext());
    for (std::size_t i = 0; i < layout.schedule().size(); ++i) {
      transcript.absorb_digests(DigestsTag::fri_root, messages->root(i, 1));
      static_cast<void>(transcript.sample_ext());
    }
    transcript.absorb_elems(ElementsTag::final_polynomial, std::span<const KoalaBear4>(messages->final_polynomial));
    std::vector<std::size_t> indices(claim.fri.num_queries);
    transcript.sample_indices(layout.log_indices(), std::span(indices));
    for (std::size_t t = 0; t < layout.trees().size(); ++t) {
      const TreeShape& shape = layout.shapes()[t];
      const OpeningPlan plan(shape, layout.log_indices(), indices);
      const auto opening = Multiproof<Blake3Suite, F>::parse(reader, plan);
      REQUIRE(opening.ok());
      std::span<const F> rest = opening->row_groups();
      for (std::size_t i = 0; i < shape.num_levels(); ++i) {
        for (std::size_t row = 0; row < plan.rows(i).size(); ++row) {
          const auto group = rest.first(shape.level(i).row_length);
          rest = rest.subspan(group.size());
          const bool salted = layout.is_salted(t, shape.level(i).level);
          std::vector<std::uint32_t> salt;
          for (const F& element : salted ? group.last(salt_length<F>) : group.first(salt_length<F>)) {
            salt.push_back(element.value());
          }
          salts.insert(salt);
          ++count;
        }
      }
    }
  }
  CHECK(count > 20 * 4 * 3);
  CHECK(salts.size() == count);

  // As a prover hashes them: all rows of all trees and levels of two proofs.
  salts.clear();
  count = 0;
  for (int proof = 0; proof < 2; ++proof) {
    const HidingStreams streams(random, Sha256::hash(claim.bytes()));
    for (std::size_t t = 0; t < layout.trees().size(); ++t) {
      const auto key_of = [&](std::size_t level) { return streams.key(HidingPurpose::salts, t, level); };
      const StreamSalts<F, decltype(key_of), simd::Scalar> source(key_of);
      for (const TreeLevel& level : layout.shapes()[t].levels()) {
        Matrix<F> of_level(std::size_t{1} << level.log_rows, salt_length<F>);
        source.fill(level.level, 0, of_level.view());
        for (std::size_t row = 0; row < of_level.rows(); ++row) {
          std::vector<std::uint32_t> salt;
          for (const F& element : of_level.row(row)) salt.push_back(element.value());
          salts.insert(salt);
          ++count;
        }
      }
    }
  }
  CHECK(salts.size() == count);
}

TEST_CASE("zero knowledge: no mask occurs twice, in no tree, column, coordinate or proof") {
  using F = KoalaBear;
  DeterministicRandomForTests random(0x2e48);
  std::set<std::vector<std::uint32_t>> masks;
  std::size_t count = 0;
  for (int proof = 0; proof < 2; ++proof) {
    const HidingStreams streams(random, Sha256::Digest{});
    const auto add = [&](HidingPurpose purpose, std::size_t a, std::size_t b) {
      std::vector<std::uint32_t> mask;
      streams.elements<F, simd::Scalar>(purpose, a, b, 4, [&](const F& element) { mask.push_back(element.value()); });
      masks.insert(mask);
      ++count;
    };
    for (std::size_t a = 0; a < 6; ++a) {
      for (std::size_t b = 0; b < 300; ++b) add(HidingPurpose::column_mask, a, b);
      for (std::size_t b = 0; b < 48; ++b) add(HidingPurpose::quotient_mask, a, b);
      add(HidingPurpose::blinder, a, 0);
    }
    for (std::size_t level = 4; level < 24; ++level) {
      for (std::size_t c = 0; c < 6; ++c) add(HidingPurpose::mask_polynomial, level, c);
    }
  }
  CHECK(masks.size() == count);
}
