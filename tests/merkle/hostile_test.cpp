// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Openings by an attacker, who may send any bytes: nothing but the opening itself is accepted, nothing crashes.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <probata/merkle/multiproof.hpp>

#include "merkle/tree_cases.hpp"
#include "support/bytes.hpp"
#include "support/random.hpp"
#include "support/reference_tree.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

/// What a verifier makes of bytes: all of them are one opening, and it leads to the root.
template <class Suite, class F>
Status attempt(const OpeningPlan& plan, std::span<const std::byte> bytes,
               std::span<const typename Suite::Digest> root) {
  serial::Reader reader(bytes, Errc::length_total);
  const auto opening = Multiproof<Suite, F>::parse(reader, plan);
  if (!opening.ok()) return opening.status();
  if (const Status end = reader.expect_end(); !end.ok()) return end;
  return opening->verify(plan, root, Errc::merkle_stage, 2);
}

/// Counts attempts and what was accepted of them.
struct Tally {
  std::size_t attempts = 0;
  std::size_t accepted = 0;
  void add(const Status& status) {
    ++attempts;
    accepted += status.ok() ? 1U : 0U;
  }
};
#define CHECK_ALL_REFUSED(tally, at_least) \
  CHECK((tally).accepted == 0);            \
  CHECK((tally).attempts >= (at_least))

/// A tree and an opening of it.
template <class Kind>
struct Opened {
  using Suite = typename Kind::Suite;
  using F = typename Kind::F;
  using Digest = typename Suite::Digest;

  ReferenceTree<Suite, F> tree;
  std::size_t log_indices;
  std::vector<std::size_t> indices;
  std::vector<Digest> root;
  Multiproof<Suite, F> opening;

  Opened(ReferenceTree<Suite, F> a_tree, std::size_t extra_bits, const std::vector<std::size_t>& some_indices)
      : tree(std::move(a_tree)),
        log_indices(tree.shape().top_layer() + extra_bits),
        indices(some_indices),
        root(tree.root()),
        opening(tree.open(log_indices, indices)) {
    REQUIRE(attempt(encoding(opening)).ok());
  }

  OpeningPlan plan() const { return OpeningPlan(tree.shape(), log_indices, indices); }
  Status attempt(std::span<const std::byte> bytes) const { return ::attempt<Suite, F>(plan(), bytes, root); }
  Status attempt(const std::vector<F>& rows, const std::vector<Digest>& siblings) const {
    return attempt(encoding(Multiproof<Suite, F>(rows, siblings)));
  }
  std::vector<F> rows() const { return {opening.row_groups().begin(), opening.row_groups().end()}; }
  std::vector<Digest> siblings() const { return {opening.siblings().begin(), opening.siblings().end()}; }
};

template <class Kind>
Opened<Kind> random_opened(Rng& rng, const TreeShape& shape, std::size_t num_indices) {
  auto tree = random_tree<typename Kind::Suite, typename Kind::F>(rng, shape);
  return Opened<Kind>(std::move(tree), 1, random_indices(rng, shape.top_layer() + 1, num_indices));
}

/// Trees of 8 to 32 rows: openings short enough to attack every byte.
std::vector<TreeShape> small_shapes() {
  const auto shape = [](std::vector<TreeLevel> levels, std::size_t cap) { return TreeShape(levels, cap); };
  return {shape({tree_level(3, 2)}, 0), shape({tree_level(5, 6, 1)}, 2),
          shape({tree_level(4, 3, 1), tree_level(3, 7, 1)}, 0),
          shape({tree_level(5, 2, 2), tree_level(4, 1, 2), tree_level(2, 5, 2)}, 1), shape({{9, 3, 9}}, 1)};
}

/// Every byte changed in one bit and in all bits.
template <class Kind>
void flip_every_byte(Rng& rng, const Opened<Kind>& opened, Tally& tally) {
  const OpeningPlan plan = opened.plan();
  std::vector<std::byte> bytes = encoding(opened.opening);
  for (std::byte& byte : bytes) {
    for (const std::byte change : {std::byte{0xFF}, static_cast<std::byte>(1U << rng.index(8))}) {
      byte ^= change;
      tally.add(attempt<typename Kind::Suite, typename Kind::F>(plan, bytes, opened.root));
      byte ^= change;
    }
  }
  // The bytes are as they were: every refusal above was about its change.
  REQUIRE(opened.attempt(bytes).ok());
}

/// Every shorter length, and a few longer ones.
template <class Kind>
void change_length(Rng& rng, const Opened<Kind>& opened, Tally& tally) {
  const std::vector<std::byte> bytes = encoding(opened.opening);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const std::vector<std::byte> shorter(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
    const Status status = opened.attempt(shorter);
    tally.add(status);
    CHECK(status.code() == Errc::length_total);
  }
  std::vector<std::byte> longer = bytes;
  for (std::size_t i = 0; i < 40; ++i) {
    longer.push_back(i == 0 ? std::byte{0} : static_cast<std::byte>(rng.u8()));
    const Status status = opened.attempt(longer);
    tally.add(status);
    CHECK(status == Status(Errc::length_total, static_cast<std::uint32_t>(bytes.size())));
  }
}

template <class Kind>
void flip_and_cut(std::size_t rounds) {
  Rng rng{0xf11b5};
  INFO("seed ", rng.seed());
  Tally flips;
  Tally cuts;
  for (std::size_t round = 0; round < rounds; ++round) {
    for (const TreeShape& shape : small_shapes()) {
      const auto opened = random_opened<Kind>(rng, shape, 1 + rng.index(4));
      flip_every_byte(rng, opened, flips);
      change_length(rng, opened, cuts);
    }
  }
  CHECK_ALL_REFUSED(flips, 500 * rounds);
  CHECK_ALL_REFUSED(cuts, 500 * rounds);
}

using F64 = Kind<Sha256Suite, Goldilocks>;
using Blake = Kind<Blake3Suite, KoalaBear>;
using Sponge16 = Kind<Poseidon2Suite<KoalaBear, 16>, KoalaBear>;
using Sponge24 = Kind<Poseidon2Suite<BabyBear, 24>, BabyBear>;

}  // namespace

// A hundred openings: 40 + 20 + 20 + 10 + 10.
TEST_CASE("merkle hostile: every byte flipped, truncated at every length, extended: BLAKE3") { flip_and_cut<Blake>(8); }
TEST_CASE("merkle hostile: every byte flipped, truncated at every length, extended: SHA-256") { flip_and_cut<F64>(4); }
TEST_CASE("merkle hostile: every byte flipped, truncated at every length, extended: SHA3") {
  flip_and_cut<Kind<Sha3Suite, BabyBear>>(4);
}
TEST_CASE("merkle hostile: every byte flipped, truncated at every length, extended: Poseidon2, 16") {
  flip_and_cut<Sponge16>(2);
}
TEST_CASE("merkle hostile: every byte flipped, truncated at every length, extended: Poseidon2, 24") {
  flip_and_cut<Sponge24>(2);
}

// The rows are those of other indices than the verifier's.
TEST_CASE_TEMPLATE("merkle hostile: an opening at other indices is refused", Kind, Blake, F64, Sponge16) {
  Rng rng{0x1d1ce};
  INFO("seed ", rng.seed());
  Tally tally;
  for (const TreeShape& shape : small_shapes()) {
    for (int round = 0; round < 10; ++round) {
      const auto opened = random_opened<Kind>(rng, shape, 1 + rng.index(3));
      const std::vector<std::byte> bytes = encoding(opened.opening);
      const auto verify_at = [&](const std::vector<std::size_t>& indices) {
        const OpeningPlan plan(shape, opened.log_indices, indices);
        if (std::ranges::equal(plan.rows(0), opened.plan().rows(0))) return;  // the same rows
        tally.add(attempt<typename Kind::Suite, typename Kind::F>(plan, bytes, opened.root));
      };
      for (std::size_t bit = 0; bit < opened.log_indices; ++bit) {
        // One index off by one bit, and all of them: the latter needs as many siblings.
        std::vector<std::size_t> one = opened.indices;
        one[0] ^= std::size_t{1} << bit;
        verify_at(one);
        std::vector<std::size_t> all = opened.indices;
        for (std::size_t& index : all) index ^= std::size_t{1} << bit;
        verify_at(all);
      }
      verify_at(random_indices(rng, opened.log_indices, opened.indices.size()));
      std::vector<std::size_t> fewer(opened.indices.begin(), opened.indices.begin() + 1);
      verify_at(fewer);
    }
  }
  CHECK_ALL_REFUSED(tally, 200);
}

// Repeated indices are opened once; an opening that repeats their rows is too long.
TEST_CASE("merkle hostile: rows of repeated indices stand once") {
  Rng rng{0xd0b1e};
  auto tree = random_tree<Blake3Suite, KoalaBear>(rng, TreeShape(std::array{tree_level(4, 3)}, 0));
  const Opened<Blake> opened(std::move(tree), 0, {5, 5, 9, 5});
  CHECK(opened.rows().size() == 2 * 3);
  std::vector<KoalaBear> repeated = opened.rows();
  repeated.insert(repeated.begin(), repeated.begin(), repeated.begin() + 3);
  CHECK(opened.attempt(repeated, opened.siblings()).code() == Errc::length_total);
  // The two rows in the other order.
  std::vector<KoalaBear> turned = opened.rows();
  std::rotate(turned.begin(), turned.begin() + 3, turned.end());
  CHECK(opened.attempt(turned, opened.siblings()) == Status(Errc::merkle_stage, 2));
}

// The verifier's claim has other heights, levels, widths than the tree behind the root.
TEST_CASE_TEMPLATE("merkle hostile: an opening of a tree of another shape is refused", Kind, Blake, F64, Sponge16) {
  using Suite = typename Kind::Suite;
  using F = typename Kind::F;
  Rng rng{0x5a9e5};
  INFO("seed ", rng.seed());
  Tally tally;
  const std::vector<TreeLevel> levels{tree_level(5, 4, 1), tree_level(3, 4, 1)};
  const auto opened = random_opened<Kind>(rng, TreeShape(levels, 1), 3);
  const std::vector<std::byte> bytes = encoding(opened.opening);
  const auto verify_as = [&](std::vector<TreeLevel> other, std::size_t cap) {
    const Result<TreeShape> shape = TreeShape::make(other, cap, Errc::too_large);
    if (!shape.ok() || *shape == opened.tree.shape()) return;
    for (std::size_t log_indices = shape->top_layer(); log_indices <= opened.log_indices + 1; ++log_indices) {
      std::vector<std::size_t> indices = opened.indices;
      for (std::size_t& index : indices) index &= (std::size_t{1} << log_indices) - 1;
      const OpeningPlan plan(*shape, log_indices, indices);
      tally.add(attempt<Suite, F>(plan, bytes, opened.root));
      // As many bytes as this plan wants, so that the tree itself has to refuse.
      std::vector<std::byte> fitted = bytes;
      fitted.resize(Multiproof<Suite, F>::encoded_bytes(plan));
      tally.add(attempt<Suite, F>(plan, fitted, opened.root));
    }
  };
  for (std::size_t i = 0; i < 2; ++i) {
    for (const int change : {-2, -1, 1, 2}) {
      const auto changed = [&](std::size_t x) { return x + static_cast<std::size_t>(change); };
      std::vector<TreeLevel> heights = levels;  // blow-up kept
      heights[i].log_rows = changed(heights[i].log_rows);
      heights[i].level = changed(heights[i].level);
      verify_as(heights, 1);
      std::vector<TreeLevel> numbers = levels;
      numbers[i].level = changed(numbers[i].level);
      verify_as(numbers, 1);
      std::vector<TreeLevel> layers = levels;
      layers[i].log_rows = changed(layers[i].log_rows);
      verify_as(layers, 1);
      std::vector<TreeLevel> widths = levels;
      widths[i].row_length = changed(widths[i].row_length);
      verify_as(widths, 1);
      widths[1 - i].row_length = levels[1 - i].row_length - static_cast<std::size_t>(change);
      verify_as(widths, 1);
    }
  }
  verify_as({levels[0]}, 1);
  verify_as({levels[1]}, 1);
  verify_as({levels[0], {3, 4, 4}, levels[1]}, 1);
  verify_as(levels, 0);
  verify_as(levels, 2);
  CHECK_ALL_REFUSED(tally, 100);
}

// Widths that add up to the same number of elements: columns must not move from one matrix to another.
TEST_CASE_TEMPLATE("merkle hostile: levels do not trade columns", Kind, Blake, F64, Sponge16) {
  using Suite = typename Kind::Suite;
  using F = typename Kind::F;
  Rng rng{0x7ade5};
  Tally tally;
  for (const std::size_t width : {3U, 5U, 16U}) {
    const std::array levels{tree_level(4, width), tree_level(2, 4)};
    auto tree = random_tree<Suite, F>(rng, TreeShape(levels, 0));
    const Opened<Kind> opened(std::move(tree), 0, {6});
    for (const std::size_t other : {width - 1, width + 1}) {
      const std::array traded{tree_level(4, other), tree_level(2, 4 + width - other)};
      const OpeningPlan plan(TreeShape(traded, 0), 4, opened.indices);
      REQUIRE(plan.num_row_elements() == opened.plan().num_row_elements());
      tally.add(attempt<Suite, F>(plan, encoding(opened.opening), opened.root));
    }
  }
  CHECK_ALL_REFUSED(tally, 6);
}

TEST_CASE_TEMPLATE("merkle hostile: siblings that change places are refused", Kind, Blake, F64, Sponge24) {
  Rng rng{0x51b1};
  Tally tally;
  for (const TreeShape& shape : small_shapes()) {
    const auto opened = random_opened<Kind>(rng, shape, 3);
    for (std::size_t i = 0; i < opened.siblings().size(); ++i) {
      for (std::size_t k = 0; k < i; ++k) {
        auto siblings = opened.siblings();
        std::swap(siblings[i], siblings[k]);
        tally.add(opened.attempt(opened.rows(), siblings));
      }
      auto siblings = opened.siblings();
      std::rotate(siblings.begin(), siblings.begin() + static_cast<std::ptrdiff_t>(i), siblings.end());
      if (i != 0) tally.add(opened.attempt(opened.rows(), siblings));
      // A sibling in the place of the root's digest that it leads to, and the other way round.
      siblings = opened.siblings();
      siblings[i] = opened.root[0];
      tally.add(opened.attempt(opened.rows(), siblings));
    }
  }
  CHECK_ALL_REFUSED(tally, 50);
}

// Salts left out, and salts of one row in another.
TEST_CASE_TEMPLATE("merkle hostile: rows without their salts, or with other salts, are refused", Kind, Blake, F64,
                   Sponge16) {
  using Suite = typename Kind::Suite;
  using F = typename Kind::F;
  constexpr std::size_t salt = salt_length<F>;
  Rng rng{0x5a175};
  Tally tally;
  const std::array salted{tree_level(4, 3 + salt), tree_level(3, 3 + salt)};
  const std::array bare{tree_level(4, 3), tree_level(3, 3)};
  auto tree = random_tree<Suite, F>(rng, TreeShape(salted, 0));
  const Opened<Kind> opened(std::move(tree), 0, {1, 6, 12});
  const std::vector<F> rows = opened.rows();
  const std::size_t num_rows = rows.size() / (3 + salt);

  std::vector<F> without;
  for (std::size_t i = 0; i < num_rows; ++i) {
    const auto row = std::span(rows).subspan(i * (3 + salt), 3);
    without.insert(without.end(), row.begin(), row.end());
  }
  const auto bytes = encoding(Multiproof<Suite, F>(without, opened.siblings()));
  tally.add(attempt<Suite, F>(OpeningPlan(TreeShape(bare, 0), 4, opened.indices), bytes, opened.root));
  tally.add(opened.attempt(bytes));
  for (std::size_t i = 0; i < num_rows; ++i) {
    const auto salt_begin = rows.begin() + static_cast<std::ptrdiff_t>(i * (3 + salt) + 3);
    std::vector<F> zeros = rows;
    std::fill_n(zeros.begin() + (salt_begin - rows.begin()), salt, F::zero());
    tally.add(opened.attempt(zeros, opened.siblings()));
    for (std::size_t k = 0; k < i; ++k) {
      std::vector<F> traded = rows;
      std::swap_ranges(traded.begin() + (salt_begin - rows.begin()),
                       traded.begin() + (salt_begin - rows.begin()) + static_cast<std::ptrdiff_t>(salt),
                       traded.begin() + static_cast<std::ptrdiff_t>(k * (3 + salt) + 3));
      tally.add(opened.attempt(traded, opened.siblings()));
    }
  }
  CHECK_ALL_REFUSED(tally, 20);
}

// The same row groups at two levels: only the level under which they are hashed tells them apart.
TEST_CASE_TEMPLATE("merkle hostile: row groups of one level are not those of another", Kind, Blake, F64, Sponge16,
                   Sponge24) {
  using Suite = typename Kind::Suite;
  using F = typename Kind::F;
  Rng rng{0x1e7e1};
  const std::array levels{tree_level(4, 6), tree_level(3, 6)};
  auto tree = random_tree<Suite, F>(rng, TreeShape(levels, 0));
  const Opened<Kind> opened(std::move(tree), 0, {10});
  std::vector<F> rows = opened.rows();
  REQUIRE(rows.size() == 12);
  std::swap_ranges(rows.begin(), rows.begin() + 6, rows.begin() + 6);
  CHECK(opened.attempt(rows, opened.siblings()) == Status(Errc::merkle_stage, 2));

  // The top leaf of a tree of 2^4 rows, in the place of a leaf of the same elements in a tree of 2^3 or 2^5.
  const std::vector<F> row = random_elements<F>(rng, 6);
  for (const std::size_t log_rows : {3U, 5U}) {
    std::vector<std::vector<F>> same(std::size_t{1} << log_rows, row);
    const ReferenceTree<Suite, F> other(TreeShape(std::array{tree_level(log_rows, 6)}, log_rows), {same});
    std::vector<std::vector<F>> sixteen(16, row);
    const ReferenceTree<Suite, F> real(TreeShape(std::array{tree_level(4, 6)}, 4), {sixteen});
    CHECK(other.root()[0] != real.root()[0]);
  }
}

// Second preimages between layers. The attacker shows the two children of a node as the elements of a leaf one layer
// below the top, in a tree that is claimed to be lower by one. Over Goldilocks a digest of 32 bytes is the encoding of
// four elements, so that the bytes that are hashed are the same; in algebraic suites the elements are.
TEST_CASE_TEMPLATE("merkle hostile: a node is no leaf", Kind, Kind<Blake3Suite, Goldilocks>, F64,
                   Kind<Sha3Suite, Goldilocks>, Sponge16, Sponge24) {
  using Suite = typename Kind::Suite;
  using F = typename Kind::F;
  constexpr std::size_t digest_elements = sizeof(typename Suite::Digest) / sizeof(F);
  Rng rng{0x20de};
  auto tree = random_tree<Suite, F>(rng, TreeShape(std::array{tree_level(4, 3)}, 0));
  std::vector<std::vector<F>> rows;
  for (std::size_t j = 0; j < 8; ++j) {
    serial::Writer writer;
    Suite::write_digest(writer, tree.node(4, 2 * j));
    Suite::write_digest(writer, tree.node(4, 2 * j + 1));
    serial::Reader reader(writer.bytes(), Errc::length_total);
    std::vector<F> row(2 * digest_elements);
    REQUIRE(reader.read_elements(std::span(row), Errc::opening_encoding).ok());
    rows.push_back(row);
  }
  Tally tally;
  for (std::size_t level = 0; level <= TreeShape::max_level; ++level) {
    const TreeShape lower(std::array{TreeLevel{level, 3, 2 * digest_elements}}, 0);
    const OpeningPlan plan(lower, 3, std::array<std::size_t, 1>{5});
    const std::vector<typename Suite::Digest> siblings{tree.node(3, 4), tree.node(2, 3), tree.node(1, 0)};
    const Multiproof<Suite, F> forged(rows[5], siblings);
    tally.add(forged.verify(plan, tree.root(), Errc::merkle_stage));
  }
  CHECK_ALL_REFUSED(tally, 100);
}

// An injection in the place of nodes, with the blow-up of the claim kept: the attacker of a tree without a second level
// shows an inner node's parts as if a level joined there, and the other way round.
TEST_CASE_TEMPLATE("merkle hostile: an injection is no node, a node no injection", Kind, Blake, F64, Sponge16,
                   Sponge24) {
  using Suite = typename Kind::Suite;
  using F = typename Kind::F;
  Rng rng{0x11ec7};
  Tally tally;
  const TreeShape two(std::array{tree_level(3, 4), tree_level(2, 4)}, 0);
  const auto real = random_tree<Suite, F>(rng, two);
  const auto leaf = [&](std::size_t level, const std::vector<F>& row) {
    return typename Suite::template Leaves<F>(row.size(), level).hash(row);
  };
  // As a tree of one level and 2^4 rows: an injection may be a node of a node and a leaf, and then has one layer more.
  for (const std::size_t log_rows : {3U, 4U}) {
    const TreeShape one(std::array{tree_level(log_rows, 4)}, 0);
    for (std::size_t index = 0; index < std::size_t{1} << log_rows; ++index) {
      const OpeningPlan plan(one, log_rows, std::array<std::size_t, 1>{index});
      std::vector<typename Suite::Digest> siblings{real.node(3, 1)};
      if (log_rows == 4) siblings.push_back(leaf(2, real.rows()[1][0]));
      siblings.push_back(real.node(2, 1));
      siblings.push_back(real.node(1, 1));
      tally.add(Multiproof<Suite, F>(real.rows()[0][0], siblings).verify(plan, real.root(), Errc::merkle_stage));
    }
  }
  // The other way round: a tree of one level, in which node (2, 0) is shown as injection of a leaf that is none.
  const TreeShape one(std::array{tree_level(4, 4)}, 0);
  const auto plain = random_tree<Suite, F>(rng, one);
  const OpeningPlan plan(two, 3, std::array<std::size_t, 1>{0});
  for (const std::vector<F>& row : plain.rows()[0]) {
    std::vector<F> rows = plain.rows()[0][0];
    rows.insert(rows.end(), row.begin(), row.end());
    const std::vector<typename Suite::Digest> siblings{plain.node(4, 1), plain.node(2, 1), plain.node(1, 1)};
    tally.add(Multiproof<Suite, F>(rows, siblings).verify(plan, plain.root(), Errc::merkle_stage));
  }
  CHECK_ALL_REFUSED(tally, 40);
}

TEST_CASE_TEMPLATE("merkle hostile: digests of the cap that change places are refused", Kind, Blake, F64, Sponge16) {
  Rng rng{0xca9};
  Tally tally;
  const auto opened = random_opened<Kind>(rng, TreeShape(std::array{tree_level(5, 4)}, 3), 3);
  const OpeningPlan plan = opened.plan();
  for (const std::size_t reached : plan.nodes(3)) {
    for (std::size_t other = 0; other < 8; ++other) {
      if (other == reached) continue;
      auto root = opened.root;
      std::swap(root[reached], root[other]);
      tally.add(opened.opening.verify(plan, root, Errc::merkle_stage));
      root = opened.root;
      root[reached] = root[other];
      tally.add(opened.opening.verify(plan, root, Errc::merkle_stage));
    }
  }
  CHECK_ALL_REFUSED(tally, 14);
}

// Bytes of no opening at all.
TEST_CASE_TEMPLATE("merkle hostile: random bytes and zeros are refused", Kind, Blake, F64, Sponge16, Sponge24) {
  using Suite = typename Kind::Suite;
  using F = typename Kind::F;
  Rng rng{0x2a9d};
  Tally tally;
  for (const TreeShape& shape : small_shapes()) {
    const auto opened = random_opened<Kind>(rng, shape, 2);
    const std::size_t size = Multiproof<Suite, F>::encoded_bytes(opened.plan());
    tally.add(opened.attempt(std::vector<std::byte>(size)));
    for (int round = 0; round < 10; ++round) {
      tally.add(opened.attempt(random_bytes(rng, rng.flip() ? size : rng.index(2 * size))));
      // Canonical elements: verification itself has to refuse.
      tally.add(opened.attempt(random_elements<F>(rng, opened.rows().size()), opened.siblings()));
    }
  }
  CHECK_ALL_REFUSED(tally, 100);
}
