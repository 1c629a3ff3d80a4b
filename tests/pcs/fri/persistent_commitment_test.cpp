// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <probata/core/usage_error.hpp>
#include <probata/hash/byte_suites.hpp>
#include <probata/hash/poseidon2_suite.hpp>
#include <probata/parallel/threads.hpp>
#include <probata/pcs/fri/persistent_commitment.hpp>
#include <probata/prf/deterministic_random.hpp>

#include "pcs/fri/fri_cases.hpp"
#include "pcs/fri/reference_prover.hpp"
#include "support/archs.hpp"
#include "support/bytes.hpp"
#include "support/fields.hpp"

using namespace probata;

namespace {

using Suite = Blake3Suite;
using P2Suite = Poseidon2Suite<KoalaBear, 16>;

/// Without vectors, so as to compile fast; one test compares the instruction sets.
template <class S, class EF, class Arch = simd::Scalar>
using Commitment = PersistentCommitment<S, EF, Arch>;

static_assert(std::is_move_constructible_v<Commitment<Suite, KoalaBear4>>);
static_assert(!std::is_copy_constructible_v<Commitment<Suite, KoalaBear4>>);

template <class F>
Matrix<F> random_trace(testing::Rng& rng, const PersistentParameters& p) {
  return Matrix<F>::from_flat(testing::random_elements<F>(rng, (std::size_t{1} << p.log_height) * p.width),
                              std::size_t{p.width});
}

template <class S, class EF, class Arch = simd::Scalar, class Random, class Ex = parallel::Serial>
Commitment<S, EF, Arch> commit(const PersistentParameters& p, const Matrix<typename EF::Prime>& trace, Random& random,
                               const Ex& executor = {}) {
  const BatchNtt<typename EF::Prime, Arch> ntt(p.level() + p.log_blowup);
  return Commitment<S, EF, Arch>::commit(ntt, p, trace.view(), random, executor);
}

/// The parameters of a proof in which the matrix can take part.
FriParameters fri_of(const PersistentParameters& p, std::uint16_t num_queries) {
  FriParameters fri = p.code();
  fri.log_arity = 2;
  fri.num_queries = num_queries;
  return fri;
}

void store_nothing(std::span<const std::byte>) {}

/// The tree of a commitment, by a permit of a ledger that nobody keeps.
template <class C>
typename C::View view_of(const C& commitment) {
  DeterministicRandomForTests random(1);
  OpeningLedger ledger = OpeningLedger::begin(commitment.identity());
  return commitment.open(ledger.reserve(1, random, store_nothing), fri_of(commitment.identity().parameters(), 1));
}

/// A persistent matrix by its definition, from the streams of a seed.
template <class S, class EF>
class Definition {
 public:
  using F = typename EF::Prime;

  Definition(const PersistentParameters& p, const Matrix<F>& trace, DeterministicRandomForTests& random)
      : parameters_(p), streams_(random, Sha256::hash(message(p))) {
    for (std::size_t j = 0; j < p.width; ++j) {
      std::vector<F> values;
      for (std::size_t i = 0; i < trace.rows(); ++i) values.push_back(trace(i, j));
      std::vector<F> mask;
      streams_.template elements<F, simd::Scalar>(HidingPurpose::column_mask, 0, j, p.mask,
                                                  [&](const F& element) { mask.push_back(element); });
      columns_.emplace_back(testing::blinded_polynomial<F>(values, mask), log_rows());
    }
  }

  std::size_t log_rows() const { return parameters_.level() + parameters_.log_blowup; }
  const std::vector<testing::ReferenceColumn<F>>& columns() const { return columns_; }

  std::vector<F> row_group(std::size_t row) const {
    std::vector<F> group;
    for (const auto& column : columns_) group.push_back(column.word[row]);
    if (parameters_.width < salt_length<F>) {
      for (const F& element : salt(row)) group.push_back(element);
    }
    return group;
  }
  std::vector<typename S::Digest> root() const {
    typename testing::ReferenceTree<S, F>::Rows rows;
    for (std::size_t row = 0; row < std::size_t{1} << log_rows(); ++row) rows.push_back(row_group(row));
    const TreeLevel level{parameters_.level(), log_rows(), rows[0].size()};
    return testing::ReferenceTree<S, F>(TreeShape(std::span(&level, 1), parameters_.log_cap), {rows}).root();
  }

 private:
  static testing::Bytes message(const PersistentParameters& p) {
    serial::Writer writer;
    for (const std::uint8_t byte : {p.log_blowup, p.log_slack, p.log_final, p.log_cap, p.log_height}) {
      writer.write_u8(byte);
    }
    writer.write_u16(p.width);
    writer.write_u32(p.mask);
    return std::move(writer).take();
  }

  std::vector<F> salt(std::size_t row) const {
    using Word = typename F::Canonical;
    constexpr std::size_t per_block = sizeof(Word) == 4 ? 3 : 2;
    const ChaCha20 cipher(streams_.key(HidingPurpose::salts, 0, parameters_.level()), ChaCha20::Nonce{});
    std::array<std::byte, 64> block{};
    cipher.keystream(64 * std::uint64_t{row / per_block}, block);
    std::vector<F> result;
    for (std::size_t i = 0; i < salt_length<F>; ++i) {
      const std::size_t place = row % per_block * salt_length<F> + i;
      auto word = serial::load_little_endian<Word>(block.data() + place * sizeof(Word));
      if constexpr (sizeof(Word) == 4) word &= 0x7FFFFFFF;
      result.push_back(F::from_u64(word < F::modulus ? word : word - F::modulus));
    }
    return result;
  }

  PersistentParameters parameters_;
  HidingStreams streams_;
  std::vector<testing::ReferenceColumn<F>> columns_;
};

/// Heights below, at and above the final level; masks that fit their level, fill it, or need one or two more; widths
/// with and without salts.
const std::vector<PersistentParameters>& shapes() {
  static const std::vector<PersistentParameters> all{
      {.log_blowup = 1, .log_slack = 2, .log_final = 4, .log_cap = 0, .log_height = 3, .width = 1, .mask = 15},
      {.log_blowup = 1, .log_slack = 2, .log_final = 4, .log_cap = 2, .log_height = 4, .width = 2, .mask = 64},
      {.log_blowup = 2, .log_slack = 2, .log_final = 4, .log_cap = 0, .log_height = 6, .width = 4, .mask = 16},
      {.log_blowup = 2, .log_slack = 3, .log_final = 5, .log_cap = 5, .log_height = 6, .width = 5, .mask = 17},
      {.log_blowup = 3, .log_slack = 4, .log_final = 4, .log_cap = 1, .log_height = 5, .width = 19, .mask = 21}};
  return all;
}

}  // namespace

TEST_CASE_TEMPLATE("persistent commitment: root and anchor are those of the definition", Case,
                   std::tuple<Blake3Suite, KoalaBear4>, std::tuple<Blake3Suite, Goldilocks2>,
                   std::tuple<P2Suite, KoalaBear4>) {
  using S = std::tuple_element_t<0, Case>;
  using EF = std::tuple_element_t<1, Case>;
  using F = typename EF::Prime;
  testing::Rng rng{0x9c1};
  INFO("seed ", rng.seed());
  for (const PersistentParameters& p : shapes()) {
    CAPTURE(p.width);
    const Matrix<F> trace = random_trace<F>(rng, p);
    const std::uint64_t seed = rng.u64();
    DeterministicRandomForTests random(seed);
    DeterministicRandomForTests same(seed);
    const auto commitment = commit<S, EF>(p, trace, random);
    const Definition<S, EF> definition(p, trace, same);
    const auto& identity = commitment.identity();
    CHECK(identity.parameters() == p);
    REQUIRE(std::ranges::equal(identity.root(), definition.root()));
    // Which transcript the point is drawn from is tested with the identity.
    const EF point = PersistentIdentity<S, EF>::anchor_point(p, definition.root());
    CHECK(identity.anchor().point == point);
    REQUIRE(identity.anchor().values.size() == p.width);
    for (std::size_t j = 0; j < p.width; ++j) CHECK(identity.anchor().values[j] == definition.columns()[j].at(point));

    // The tree that proofs get: the same root and rows, and no mask polynomial.
    const auto view = view_of(commitment);
    CHECK(std::ranges::equal(view.root(), identity.root()));
    REQUIRE(view.matrices().size() == 1);
    CHECK(view.matrices()[0].level == p.level());
    CHECK(view.mask(p.level()) == nullptr);
    REQUIRE(view.rows().num_levels() == 1);
    for (std::size_t row = 0; row < std::size_t{1} << definition.log_rows(); ++row) {
      const std::vector<F> expected = definition.row_group(row);
      std::vector<F> group(view.rows().levels()[0].row_length);
      REQUIRE(group.size() == expected.size());
      view.rows().copy_row(0, row, group);
      REQUIRE(group == expected);
    }
  }
}

TEST_CASE("persistent commitment: the columns agree with the trace on H, and are of full degree") {
  using F = KoalaBear;
  testing::Rng rng{0x9c2};
  INFO("seed ", rng.seed());
  for (const PersistentParameters& p : shapes()) {
    DeterministicRandomForTests random(rng.u64());
    const Matrix<F> trace = random_trace<F>(rng, p);
    const auto commitment = commit<Suite, KoalaBear4>(p, trace, random);
    // From the tree's own values back to coefficients.
    const auto view = view_of(commitment);
    const Matrix<F>& values = view.matrices()[0].values;
    const std::size_t num_rows = std::size_t{1} << p.log_height;
    for (std::size_t j = 0; j < p.width; ++j) {
      std::vector<F> word;
      for (std::size_t row = 0; row < values.rows(); ++row) word.push_back(values(row, j));
      std::vector<F> coefficients;
      const std::size_t log_rows = p.level() + p.log_blowup;
      std::vector<F> natural(word.size());
      for (std::size_t i = 0; i < word.size(); ++i) natural[reverse_bits(i, log_rows)] = word[i];
      const F root = F::two_adic_generator(log_rows).inverse();
      F scale = F::from_u64(word.size()).inverse();
      for (std::size_t i = 0; i < word.size(); ++i, scale = scale * F::generator().inverse()) {
        coefficients.push_back(scale * evaluate_polynomial<F, F>(natural, root.pow(std::uint64_t{i})));
      }
      // Degree N + m - 1, which the level has room for.
      REQUIRE(num_rows + p.mask <= p.code().dimension(p.level()));
      for (std::size_t i = num_rows + p.mask; i < coefficients.size(); ++i) REQUIRE(coefficients[i] == F::zero());
      CHECK(coefficients[num_rows + p.mask - 1] != F::zero());
      for (std::size_t i = 0; i < num_rows; ++i) {
        const F x = F::two_adic_generator(p.log_height).pow(std::uint64_t{i});
        REQUIRE(evaluate_polynomial<F, F>(coefficients, x) == trace(i, j));
      }
    }
  }
}

TEST_CASE("persistent commitment: two commitments to one trace have nothing in common") {
  testing::Rng rng{0x9c3};
  INFO("seed ", rng.seed());
  const PersistentParameters p = shapes()[1];
  const Matrix<KoalaBear> trace = random_trace<KoalaBear>(rng, p);
  DeterministicRandomForTests random(rng.u64());
  const auto first = commit<Suite, KoalaBear4>(p, trace, random);
  const auto second = commit<Suite, KoalaBear4>(p, trace, random);
  CHECK_FALSE(first.identity() == second.identity());
  for (std::size_t i = 0; i < 4; ++i) CHECK(first.identity().root()[i] != second.identity().root()[i]);
  CHECK(first.identity().anchor().point != second.identity().anchor().point);
  const auto& a = view_of(first).matrices()[0].values;
  const auto& b = view_of(second).matrices()[0].values;
  for (std::size_t row = 0; row < a.rows(); ++row) CHECK(a(row, 0) != b(row, 0));
  // Nor do the columns of one share a mask.
  const Matrix<KoalaBear> twice(16, 2);
  const auto zeros = commit<Suite, KoalaBear4>(p, twice, random);
  const auto& values = view_of(zeros).matrices()[0].values;
  for (std::size_t row = 0; row < values.rows(); ++row) CHECK(values(row, 0) != values(row, 1));
  // One seed gives one commitment.
  DeterministicRandomForTests left(7);
  DeterministicRandomForTests right(7);
  CHECK(commit<Suite, KoalaBear4>(p, trace, left).identity() == commit<Suite, KoalaBear4>(p, trace, right).identity());
}

TEST_CASE("persistent commitment: the same for every instruction set and number of threads") {
  testing::Rng rng{0x9c4};
  INFO("seed ", rng.seed());
  const parallel::Threads threads(3);
  for (const PersistentParameters& p : shapes()) {
    const Matrix<KoalaBear> trace = random_trace<KoalaBear>(rng, p);
    const std::uint64_t seed = rng.u64();
    DeterministicRandomForTests one(seed);
    DeterministicRandomForTests two(seed);
    const auto scalar = commit<Suite, KoalaBear4>(p, trace, one).identity();
    const auto wide = commit<Suite, KoalaBear4, simd::DefaultArch>(p, trace, two, threads).identity();
    CHECK(scalar == wide);
    CHECK(scalar.anchor().point == wide.anchor().point);
  }
}

TEST_CASE("persistent commitment: arguments that do not fit are refused") {
  using F = KoalaBear;
  using C = Commitment<Suite, KoalaBear4>;
  testing::Rng rng{0x9c5};
  const PersistentParameters p = shapes()[1];
  const BatchNtt<F, simd::Scalar> ntt(12);
  const Matrix<F> trace = random_trace<F>(rng, p);
  const auto refused = [&](const PersistentParameters& parameters, MatrixView<const F> view, std::string_view argument,
                           std::string_view expected) {
    DeterministicRandomForTests random(3);
    try {
      static_cast<void>(C::commit(ntt, parameters, view, random));
      FAIL("nothing was thrown");
    } catch (const UsageError& error) {
      CHECK(error.where() == "PersistentCommitment::commit");
      CHECK(error.argument() == argument);
      CHECK(error.expected() == expected);
    }
    // No randomness is taken for nothing.
    DeterministicRandomForTests fresh(3);
    CHECK(random.u64() == fresh.u64());
  };
  PersistentParameters other = p;
  other.mask = 14;
  refused(other, trace.view(), "parameters", "the mask is too short for any proof");
  other = p;
  other.log_slack = FriParameters::no_slack;
  refused(other, trace.view(), "parameters", "no persistent matrix without masks");
  const Matrix<F> tall(32, 2);
  refused(p, tall.view(), "trace.rows()", "2^4");
  const Matrix<F> wide(16, 3);
  refused(p, wide.view(), "trace.cols()", "the width 2");
  refused(p, MatrixView<const F>(wide.view()).cols(0, 2), "trace.row_stride()", "cols() (rows without gaps)");
}

TEST_CASE("persistent commitment: a tree is given for a permit of its own, once, and for proofs that it allows") {
  using C = Commitment<Suite, KoalaBear4>;
  testing::Rng rng{0x9c6};
  const PersistentParameters p = shapes()[1];  // 64 coefficients: 59 for proofs
  DeterministicRandomForTests random(rng.u64());
  C commitment = commit<Suite, KoalaBear4>(p, random_trace<KoalaBear>(rng, p), random);
  const C other = commit<Suite, KoalaBear4>(p, random_trace<KoalaBear>(rng, p), random);
  OpeningLedger ledger = OpeningLedger::begin(commitment.identity());
  const auto refused = [&](const C& tree, OpeningPermit permit, const FriParameters& fri, std::string_view argument) {
    try {
      static_cast<void>(tree.open(std::move(permit), fri));
      FAIL("nothing was thrown");
    } catch (const UsageError& error) {
      CHECK(error.where() == "PersistentCommitment::open");
      CHECK(error.argument() == argument);
    }
  };
  const auto permit = [&](std::size_t q) { return ledger.reserve(q, random, store_nothing); };
  OpeningPermit spent = permit(1);
  const auto view = commitment.open(std::move(spent), fri_of(p, 1));
  refused(commitment, std::move(spent), fri_of(p, 1), "permit");  // NOLINT: that is what is tested
  refused(other, permit(1), fri_of(p, 1), "permit");
  refused(commitment, permit(1), fri_of(p, 2), "permit.num_queries()");
  FriParameters fri = fri_of(p, 1);
  fri.log_blowup = 2;
  refused(commitment, permit(1), fri, "fri");
  fri = fri_of(p, 1);
  fri.log_slack = FriParameters::no_slack;
  refused(commitment, permit(1), fri, "fri");
  // What was refused is used up all the same: 5 times 10 of 59.
  CHECK(ledger.num_left(1) == 0);
  // The view outlives a move.
  const C moved = std::move(commitment);
  CHECK(std::ranges::equal(view.root(), moved.identity().root()));
}
