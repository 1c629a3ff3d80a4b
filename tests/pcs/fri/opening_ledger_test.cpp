// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <probata/core/usage_error.hpp>
#include <probata/hash/byte_suites.hpp>
#include <probata/pcs/fri/opening_ledger.hpp>
#include <probata/prf/deterministic_random.hpp>

#include "pcs/fri/fri_cases.hpp"
#include "pcs/fri/linear_algebra.hpp"
#include "support/bytes.hpp"
#include "support/field_samples.hpp"
#include "support/fields.hpp"

using namespace probata;

static_assert(!std::copyable<OpeningLedger> && !std::is_copy_constructible_v<OpeningLedger>);
static_assert(!std::is_copy_constructible_v<OpeningPermit> && !std::is_default_constructible_v<OpeningPermit>);

namespace {

/// An identity over an extension of degree e: the ledger asks only for its bytes and its mask.
template <class EF>
PersistentIdentity<Blake3Suite, EF> identity(std::uint32_t mask, std::uint8_t which = 0) {
  const PersistentParameters parameters{
      .log_blowup = 1, .log_slack = 2, .log_final = 4, .log_cap = 0, .log_height = 4, .width = 1, .mask = mask};
  Blake3Suite::Digest root{};
  root[0] = static_cast<std::byte>(which);
  auto made = PersistentIdentity<Blake3Suite, EF>::make(parameters, {root}, {EF::one()});
  REQUIRE_MESSAGE(made.ok(), made.status());
  return *std::move(made);
}

/// Keeps the last bytes, as a file would.
struct Store {
  testing::Bytes bytes;
  int count = 0;

  void operator()(std::span<const std::byte> from) {
    bytes.assign(from.begin(), from.end());
    ++count;
  }
};

/// Reserves where nothing has to be stored.
void reserve(OpeningLedger& ledger, std::size_t num_queries, DeterministicRandomForTests& random) {
  Store store;
  const OpeningPermit permit = ledger.reserve(num_queries, random, store);
  CHECK(permit.num_queries() == num_queries);
  CHECK(permit.identity() == ledger.identity());
}

void check_refused(OpeningLedger& ledger, std::size_t num_queries, DeterministicRandomForTests& random,
                   const std::string& expected) {
  const testing::Bytes before = ledger.bytes();
  Store store;
  try {
    static_cast<void>(ledger.reserve(num_queries, random, store));
    FAIL("nothing was thrown");
  } catch (const UsageError& error) {
    CHECK(error.where() == "OpeningLedger::reserve");
    CHECK(error.argument() == "num_queries");
    CHECK(error.value() == std::to_string(num_queries));
    CHECK(error.expected() == expected);
  }
  CHECK(store.count == 0);
  CHECK(ledger.bytes() == before);
}

std::string left(std::uint64_t coefficients, std::uint64_t budget) {
  return "few enough for the " + std::to_string(coefficients) + " of " + std::to_string(budget) +
         " coefficients that are left; commit the matrix again with new masks";
}

}  // namespace

TEST_CASE_TEMPLATE("opening ledger: exactly floor((m - e - 1) / (2 (q + e))) reservations", EF, KoalaBear4, BabyBear6,
                   Goldilocks2) {
  DeterministicRandomForTests random(0x1ed);
  constexpr std::uint64_t e = EF::degree;
  for (const std::uint32_t mask : {15U + 6, 40U, 59U, 60U, 61U, 62U, 63U, 200U, 397U}) {
    for (const std::size_t q : {1U, 2U, 5U, 75U}) {
      CAPTURE(mask);
      CAPTURE(q);
      const auto matrix = identity<EF>(mask);
      OpeningLedger ledger = OpeningLedger::begin(matrix);
      CHECK(ledger.budget() == mask - e - 1);
      const std::uint64_t expected = (mask - e - 1) / (2 * (q + e));
      CHECK(matrix.num_proofs(q) == expected);
      for (std::uint64_t i = 0; i < expected; ++i) {
        REQUIRE(ledger.num_left(q) == expected - i);
        REQUIRE(ledger.used() == 2 * i * (q + e));
        reserve(ledger, q, random);
      }
      CHECK(ledger.num_reservations() == expected);
      CHECK(ledger.num_left(q) == 0);
      check_refused(ledger, q, random, left(ledger.budget() - ledger.used(), ledger.budget()));
    }
  }
}

TEST_CASE("opening ledger: coefficients are counted, not proofs") {
  DeterministicRandomForTests random(0x1ee);
  // Budget 100: proofs of 6, 1 and 16 queries cost 20, 10 and 40.
  OpeningLedger ledger = OpeningLedger::begin(identity<KoalaBear4>(105));
  CHECK(ledger.budget() == 100);
  reserve(ledger, 6, random);
  reserve(ledger, 16, random);
  CHECK(ledger.used() == 60);
  CHECK(ledger.num_left(16) == 1);
  CHECK(ledger.num_left(17) == 0);
  check_refused(ledger, 17, random, left(40, 100));
  reserve(ledger, 1, random);
  CHECK(ledger.used() == 70);
  check_refused(ledger, 16, random, left(30, 100));
  reserve(ledger, 6, random);
  reserve(ledger, 1, random);
  CHECK(ledger.used() == 100);
  CHECK(ledger.num_left(1) == 0);
  check_refused(ledger, 1, random, left(0, 100));
}

TEST_CASE("opening ledger: numbers of queries that no proof has are refused") {
  DeterministicRandomForTests random(0x1ef);
  OpeningLedger ledger = OpeningLedger::begin(identity<KoalaBear4>(10000));
  check_refused(ledger, 0, random, "in 1..1024");
  check_refused(ledger, 1025, random, "in 1..1024");
  check_refused(ledger, std::size_t{0} - 4, random, "in 1..1024");
  reserve(ledger, 1024, random);
  CHECK(ledger.used() == 2056);
}

TEST_CASE("opening ledger: a reservation is stored before there is a permit, and counts although storing failed") {
  DeterministicRandomForTests random(0x1f0);
  const auto matrix = identity<KoalaBear4>(105);
  OpeningLedger ledger = OpeningLedger::begin(matrix);
  bool has_permit = false;
  const auto store = [&](std::span<const std::byte> bytes) {
    CHECK_FALSE(has_permit);
    const auto stored = OpeningLedger::parse(bytes, matrix);
    REQUIRE(stored.ok());
    CHECK(stored->used() == 20);
  };
  const OpeningPermit permit = ledger.reserve(6, random, store);
  has_permit = permit.num_queries() == 6;
  CHECK(has_permit);
  const auto fail = [](std::span<const std::byte>) { throw std::runtime_error("the disk is full"); };
  CHECK_THROWS_AS(static_cast<void>(ledger.reserve(6, random, fail)), std::runtime_error);
  CHECK(ledger.used() == 40);
  CHECK(ledger.num_reservations() == 2);
}

TEST_CASE("opening ledger: permits and ledgers that were moved from are of no further use") {
  DeterministicRandomForTests random(0x1f1);
  OpeningLedger ledger = OpeningLedger::begin(identity<KoalaBear4>(105));
  Store store;
  OpeningPermit permit = ledger.reserve(6, random, store);
  const OpeningPermit taken = std::move(permit);
  CHECK(taken.num_queries() == 6);
  CHECK(permit.num_queries() == 0);  // NOLINT: that is what is tested
  OpeningLedger moved = std::move(ledger);
  CHECK(moved.used() == 20);
  CHECK(ledger.num_left(1) == 0);  // NOLINT
  check_refused(ledger, 1, random, left(0, 100));
  CHECK(moved.num_left(6) == 4);
}

TEST_CASE("opening ledger: bytes are what the format says") {
  DeterministicRandomForTests random(0x1f2);
  const auto matrix = identity<KoalaBear4>(105);
  OpeningLedger ledger = OpeningLedger::begin(matrix);
  const auto hex = [](std::span<const std::byte> bytes) { return testing::hex_of(bytes); };
  const auto hash = [](const std::string& text) {
    testing::Bytes bytes = testing::bytes_of("probata/1/ledger");
    for (const std::byte byte : testing::bytes_from_hex(text)) bytes.push_back(byte);
    return testing::hex_of(Sha256::hash(bytes));
  };
  const std::string start =
      "50524f42414c4544"
      "0100" +
      hex(matrix.digest());
  const std::string first = hash(hex(matrix.digest()));
  CHECK(hex(ledger.bytes()) == start + first);
  CHECK(hex(ledger.head()) == first);
  DeterministicRandomForTests same(0x1f2);
  const std::string attempts[] = {hex(same.bytes<16>()), hex(same.bytes<16>())};
  Store store;
  static_cast<void>(ledger.reserve(6, random, store));
  static_cast<void>(ledger.reserve(16, random, store));
  const std::string second = hash(first + "0600" + attempts[0]);
  const std::string third = hash(second + "1000" + attempts[1]);
  CHECK(hex(ledger.bytes()) == start + "0600" + attempts[0] + "1000" + attempts[1] + third);
  CHECK(store.bytes == ledger.bytes());
  CHECK(store.count == 2);
}

TEST_CASE("opening ledger: its bytes give it back, and it goes on from there") {
  DeterministicRandomForTests random(0x1f3);
  const auto matrix = identity<KoalaBear4>(105);
  testing::Bytes bytes = OpeningLedger::begin(matrix).bytes();
  for (std::uint64_t used = 0; used <= 100; used += 20) {
    auto ledger = OpeningLedger::parse(bytes, matrix);
    REQUIRE(ledger.ok());
    CHECK(ledger->used() == used);
    CHECK(ledger->budget() == 100);
    CHECK(ledger->bytes() == bytes);
    if (used == 100) {
      check_refused(*ledger, 1, random, left(0, 100));
    } else {
      reserve(*ledger, 6, random);
      bytes = ledger->bytes();
    }
  }
}

namespace {

Errc code_of(const testing::Bytes& bytes, const PersistentIdentity<Blake3Suite, KoalaBear4>& matrix) {
  return OpeningLedger::parse(bytes, matrix).status().code();
}

}  // namespace

TEST_CASE("opening ledger: hostile bytes are refused") {
  DeterministicRandomForTests random(0x1f4);
  const auto matrix = identity<KoalaBear4>(105);
  OpeningLedger ledger = OpeningLedger::begin(matrix);
  reserve(ledger, 6, random);
  reserve(ledger, 16, random);
  const testing::Bytes bytes = ledger.bytes();
  CHECK(code_of(bytes, matrix) == Errc::ok);
  // Torn writes: every shorter length. An older state ends with its own head, which no beginning of these bytes does.
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    REQUIRE(code_of({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length)}, matrix) != Errc::ok);
  }
  for (const std::size_t more : {1U, 17U, 18U, 32U, 36U}) {
    testing::Bytes longer = bytes;
    longer.resize(longer.size() + more);
    CHECK(code_of(longer, matrix) != Errc::ok);
  }
  // Every bit.
  for (std::size_t i = 0; i < 8 * bytes.size(); ++i) {
    testing::Bytes other = bytes;
    other[i / 8] ^= static_cast<std::byte>(1U << (i % 8));
    const Errc expected = i / 8 < 10 ? Errc::instance_format : Errc::matrix_bind;
    const Errc code = code_of(other, matrix);
    REQUIRE(code != Errc::ok);
    if (i / 8 < 42) REQUIRE(code == expected);
  }
  // A reservation that is left out, doubled, or in another place.
  const auto first = bytes.begin() + 42;
  testing::Bytes shorter = bytes;
  shorter.erase(shorter.begin() + 42, shorter.begin() + 60);
  CHECK(code_of(shorter, matrix) == Errc::instance_format);
  testing::Bytes doubled = bytes;
  doubled.insert(doubled.begin() + 42, first, first + 18);
  CHECK(code_of(doubled, matrix) == Errc::instance_format);
  testing::Bytes swapped = bytes;
  std::swap_ranges(swapped.begin() + 42, swapped.begin() + 60, swapped.begin() + 60);
  CHECK(code_of(swapped, matrix) == Errc::instance_format);
}

TEST_CASE("opening ledger: the ledger of another matrix is refused") {
  const auto matrix = identity<KoalaBear4>(105);
  for (const auto& other : {identity<KoalaBear4>(105, 1), identity<KoalaBear4>(106)}) {
    CHECK(code_of(OpeningLedger::begin(other).bytes(), matrix) == Errc::matrix_bind);
  }
  CHECK(code_of(OpeningLedger::begin(identity<BabyBear4>(105)).bytes(), matrix) == Errc::matrix_bind);
}

TEST_CASE("opening ledger: counts beyond the matrix's coefficients are refused, although the head is right") {
  const auto matrix = identity<KoalaBear4>(105);
  // By somebody who can hash.
  const auto forged = [&](const std::vector<std::uint16_t>& queries) {
    serial::Writer writer;
    writer.write_text("PROBALED");
    writer.write_u16(1);
    writer.write_bytes(matrix.digest());
    const auto tagged = [](serial::Writer&& message) {
      serial::Writer all;
      all.write_text("probata/1/ledger");
      all.write_bytes(message.bytes());
      return Sha256::hash(all.bytes());
    };
    serial::Writer start;
    start.write_bytes(matrix.digest());
    Sha256::Digest head = tagged(std::move(start));
    for (const std::uint16_t q : queries) {
      serial::Writer next;
      next.write_bytes(head);
      next.write_u16(q);
      next.write_u64(q);
      next.write_u64(0);
      writer.write_bytes(next.bytes().subspan(32));
      head = tagged(std::move(next));
    }
    writer.write_bytes(head);
    return std::move(writer).take();
  };
  CHECK(code_of(forged({6, 6, 6, 6, 6}), matrix) == Errc::ok);
  CHECK(code_of(forged({46}), matrix) == Errc::ok);
  CHECK(code_of(forged({6, 6, 6, 6, 7}), matrix) == Errc::matrix_bind);
  CHECK(OpeningLedger::parse(forged({6, 6, 6, 6, 7}), matrix).status().index() == 4);
  CHECK(code_of(forged({6, 6, 6, 6, 6, 1}), matrix) == Errc::matrix_bind);
  CHECK(code_of(forged({47}), matrix) == Errc::matrix_bind);
  CHECK(code_of(forged({0}), matrix) == Errc::matrix_bind);
  CHECK(code_of(forged({65535}), matrix) == Errc::matrix_bind);
  CHECK(code_of(forged({1025}), matrix) == Errc::matrix_bind);
}

TEST_CASE("opening ledger: it never goes back, whatever is merged into it") {
  DeterministicRandomForTests random(0x1f5);
  const auto matrix = identity<KoalaBear4>(105);
  OpeningLedger ledger = OpeningLedger::begin(matrix);
  reserve(ledger, 6, random);
  const testing::Bytes earlier = ledger.bytes();
  reserve(ledger, 16, random);
  const testing::Bytes later = ledger.bytes();

  // An earlier state changes nothing, a later one is taken over.
  ledger.merge(*OpeningLedger::parse(earlier, matrix));
  ledger.merge(OpeningLedger::begin(matrix));
  CHECK(ledger.bytes() == later);
  OpeningLedger behind = *OpeningLedger::parse(earlier, matrix);
  behind.merge(ledger);
  CHECK(behind.bytes() == later);
  CHECK(behind.used() == 60);
  OpeningLedger empty = OpeningLedger::begin(matrix);
  empty.merge(ledger);
  CHECK(empty.bytes() == later);

  // Two copies that were continued separately, with the same number of queries: no head of one is one of the other.
  OpeningLedger left_copy = *OpeningLedger::parse(earlier, matrix);
  OpeningLedger right_copy = *OpeningLedger::parse(earlier, matrix);
  reserve(left_copy, 1, random);
  reserve(right_copy, 1, random);
  CHECK(left_copy.used() == right_copy.used());
  CHECK(left_copy.head() != right_copy.head());
  reserve(right_copy, 1, random);
  for (auto* copies : {&left_copy, &right_copy}) {
    OpeningLedger& other = copies == &left_copy ? right_copy : left_copy;
    const testing::Bytes before = copies->bytes();
    CHECK_THROWS_AS(copies->merge(other), UsageError);
    CHECK(copies->bytes() == before);
  }
  OpeningLedger foreign = OpeningLedger::begin(identity<KoalaBear4>(105, 1));
  CHECK_THROWS_AS(ledger.merge(foreign), UsageError);
  CHECK(ledger.bytes() == later);
}

TEST_CASE("opening ledger: a head that was kept elsewhere tells an older ledger from one that goes on") {
  DeterministicRandomForTests random(0x1f6);
  const auto matrix = identity<KoalaBear4>(105);
  OpeningLedger ledger = OpeningLedger::begin(matrix);
  std::vector<Sha256::Digest> heads{ledger.head()};
  std::vector<testing::Bytes> states{ledger.bytes()};
  for (const std::size_t q : {1U, 2U, 1U}) {
    reserve(ledger, q, random);
    heads.push_back(ledger.head());
    states.push_back(ledger.bytes());
  }
  for (std::size_t state = 0; state < states.size(); ++state) {
    const OpeningLedger restored = *OpeningLedger::parse(states[state], matrix);
    for (std::size_t head = 0; head < heads.size(); ++head) CHECK(restored.has_passed(heads[head]) == (head <= state));
  }
  CHECK_FALSE(ledger.has_passed(OpeningLedger::begin(identity<KoalaBear4>(105, 1)).head()));
}

namespace {

/// What a column w + (X^N - 1) r shows of the coefficients of r.
template <class EF>
class Functionals {
 public:
  using F = typename EF::Prime;

  Functionals(const PersistentParameters& parameters)
      : parameters_(parameters), log_size_(parameters.level() + parameters.log_blowup) {}

  std::size_t num_rows() const { return std::size_t{1} << log_size_; }
  std::size_t next(std::size_t i) const {
    return (i + (std::size_t{1} << (log_size_ - parameters_.log_height))) % num_rows();
  }
  EF next(const EF& z) const { return z * EF::from_base(F::two_adic_generator(parameters_.log_height)); }

  /// At g w^i.
  std::vector<F> row(std::size_t i) const {
    return at(F::generator() * F::two_adic_generator(log_size_).pow(std::uint64_t{i}));
  }
  /// At a point outside F: one functional for each coordinate.
  testing::Rows<F> point(const EF& z) const {
    const std::vector<EF> values = at(z);
    testing::Rows<F> result(EF::degree);
    for (std::size_t c = 0; c < EF::degree; ++c) {
      for (const EF& value : values) result[c].push_back(value[c]);
    }
    return result;
  }

 private:
  template <class X>
  std::vector<X> at(const X& x) const {
    std::vector<X> result{x.pow(std::uint64_t{1} << parameters_.log_height) - X::one()};
    while (result.size() < parameters_.mask) result.push_back(result.back() * x);
    return result;
  }

  PersistentParameters parameters_;
  std::size_t log_size_;
};

/// A mask that is just long enough for the proofs: what they, the anchor and one unopened row show is independent; with
/// a proof more it is not.
template <class EF>
void check_full_ledger(testing::Rng& rng, const std::vector<std::size_t>& queries) {
  DeterministicRandomForTests random(rng.u64());
  std::uint64_t mask = EF::degree + 1;
  for (const std::size_t q : queries) mask += coefficients_per_proof(q, EF::degree);
  const auto matrix = identity<EF>(static_cast<std::uint32_t>(mask));
  OpeningLedger ledger = OpeningLedger::begin(matrix);
  const Functionals<EF> column(matrix.parameters());
  testing::Echelon<typename EF::Prime> seen;
  std::set<std::size_t> rows;
  const auto add_point = [&](const EF& z) {
    std::size_t added = 0;
    for (const auto& functional : column.point(z)) added += std::size_t{seen.add(functional)};
    return added;
  };
  // A proof whose rows no other proof opens, nor those after them: it shows the most.
  const auto add_proof = [&](std::size_t num_queries) {
    std::size_t added = 0;
    for (std::size_t i = 0; i < num_queries;) {
      const std::size_t row = rng.index(column.num_rows());
      if (rows.contains(row) || rows.contains(column.next(row))) continue;
      ++i;
      for (const std::size_t opened : {row, column.next(row)}) {
        rows.insert(opened);
        added += std::size_t{seen.add(column.row(opened))};
      }
    }
    const auto z = testing::random_point<EF>(rng);
    added += add_point(z);
    return added + add_point(column.next(z));
  };
  const auto unopened = [&] {
    std::size_t row = rng.index(column.num_rows());
    while (rows.contains(row)) row = rng.index(column.num_rows());
    return column.row(row);
  };

  REQUIRE(add_point(matrix.anchor().point) == EF::degree);
  for (const std::size_t q : queries) {
    reserve(ledger, q, random);
    REQUIRE(add_proof(q) == coefficients_per_proof(q, EF::degree));
    REQUIRE(seen.rank() == EF::degree + ledger.used());
  }
  REQUIRE(ledger.num_left(1) == 0);
  auto with_row = seen;
  REQUIRE(with_row.add(unopened()));
  REQUIRE_FALSE(with_row.add(unopened()));
  // What the owner refuses: the smallest proof that there is.
  CHECK_THROWS_AS(reserve(ledger, 1, random), UsageError);
  CHECK(add_proof(1) == 1);
  CHECK(seen.rank() == mask);
}

}  // namespace

TEST_CASE("opening ledger: until it is full, all that proofs show and one row more is independent") {
  testing::Rng rng{0x1f7};
  INFO("seed ", rng.seed());
  for (int turn = 0; turn < 5; ++turn) {
    check_full_ledger<KoalaBear4>(rng, {5, 5, 5});
    check_full_ledger<KoalaBear4>(rng, {1});
    check_full_ledger<BabyBear6>(rng, {2, 7, 1, 3});
    check_full_ledger<Goldilocks2>(rng, {6, 1, 6, 1, 6});
  }
}
