// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <csignal>
#include <cstddef>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/baby_bear.hpp>
#include <probata/field/goldilocks.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/hash/byte_suites.hpp>
#include <probata/hash/poseidon2_suite.hpp>
#include <probata/merkle/multiproof.hpp>

#include "support/child_process.hpp"
#include "support/fields.hpp"
#include "support/random.hpp"
#include "support/reference_tree.hpp"

using namespace probata;
using testing::ReferenceTree;

namespace {

/// A suite and a field of the format.
template <class S, class Field>
struct Kind {
  using Suite = S;
  using F = Field;
};
using Kinds = std::tuple<Kind<Blake3Suite, KoalaBear>, Kind<Blake3Suite, Goldilocks>, Kind<Sha256Suite, BabyBear>,
                         Kind<Sha3Suite, Goldilocks>, Kind<Poseidon2Suite<KoalaBear, 16>, KoalaBear>,
                         Kind<Poseidon2Suite<BabyBear, 16>, BabyBear>, Kind<Poseidon2Suite<KoalaBear, 24>, KoalaBear>>;

template <class Suite, class F>
Status parse_and_verify(const OpeningPlan& plan, std::span<const std::byte> bytes,
                        std::span<const typename Suite::Digest> root) {
  serial::Reader reader(bytes, Errc::length_total);
  const auto opening = Multiproof<Suite, F>::parse(reader, plan);
  if (const Status end = reader.expect_end(); !end.ok()) return end;
  return opening->verify(plan, root, Errc::merkle_stage, 3);
}

constexpr std::size_t extra_bits = 2;

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("multiproof: what the reference tree opens is accepted and gives its rows", Kind, accepted) {
  using Suite = typename Kind::Suite;
  using F = typename Kind::F;
  testing::Rng rng{0xacce97};
  INFO("seed ", rng.seed());
  for (const TreeShape& shape : testing::sample_shapes()) {
    const auto tree = testing::random_tree<Suite, F>(rng, shape);
    const std::size_t log_indices = shape.top_layer() + extra_bits;
    for (const std::size_t count : {1U, 2U, 9U, 40U}) {
      const std::vector<std::size_t> indices = testing::random_indices(rng, log_indices, count);
      const OpeningPlan plan(shape, log_indices, indices);
      const std::vector<std::byte> bytes = testing::encoding(tree.open(log_indices, indices));
      REQUIRE(bytes.size() == Multiproof<Suite, F>::encoded_bytes(plan));
      serial::Reader reader(bytes, Errc::length_total);
      const auto opening = Multiproof<Suite, F>::parse(reader, plan);
      REQUIRE(opening.ok());
      CHECK(reader.remaining() == 0);
      CHECK(*opening == tree.open(log_indices, indices));
      CHECK(opening->verify(plan, tree.root(), Errc::merkle_stage).ok());
      for (std::size_t i = 0; i < shape.num_levels(); ++i) {
        for (const std::size_t index : indices) {
          const auto& row = tree.rows()[i][index >> (log_indices - shape.level(i).log_rows)];
          CHECK(std::ranges::equal(opening->row(plan, i, index), row));
        }
      }
    }
  }
}
TEST_CASE_TEMPLATE_APPLY(accepted, Kinds);

TEST_CASE("multiproof: all indices of a tree need no sibling") {
  testing::Rng rng{0xa11};
  const TreeShape shape(std::array{TreeLevel{5, 5, 4}, TreeLevel{2, 2, 9}}, 0);
  const auto tree = testing::random_tree<Blake3Suite, KoalaBear>(rng, shape);
  std::vector<std::size_t> indices(32);
  for (std::size_t i = 0; i < 32; ++i) indices[i] = 31 - i;
  const OpeningPlan plan(shape, 5, indices);
  CHECK(plan.num_siblings() == 0);
  CHECK(tree.open(5, indices).verify(plan, tree.root(), Errc::merkle_fri).ok());
}

TEST_CASE("multiproof: bytes that are missing or not canonical have the codes of the caller") {
  using Suite = Poseidon2Suite<KoalaBear, 16>;
  testing::Rng rng{0xc0de5};
  const TreeShape shape(std::array{TreeLevel{3, 3, 2}}, 0);
  const auto tree = testing::random_tree<Suite, KoalaBear>(rng, shape);
  const std::array<std::size_t, 1> indices{6};
  const OpeningPlan plan(shape, 3, indices);
  const std::vector<std::byte> bytes = testing::encoding(tree.open(3, indices));
  REQUIRE(bytes.size() == 2 * 4 + 3 * 32);
  CHECK(parse_and_verify<Suite, KoalaBear>(plan, bytes, tree.root()).ok());

  CHECK(parse_and_verify<Suite, KoalaBear>(plan, std::span(bytes).first(bytes.size() - 1), tree.root()) ==
        Status(Errc::length_total, 0));
  std::vector<std::byte> longer = bytes;
  longer.push_back(std::byte{0});
  CHECK(parse_and_verify<Suite, KoalaBear>(plan, longer, tree.root()) ==
        Status(Errc::length_total, static_cast<std::uint32_t>(bytes.size())));
  for (const std::size_t position : {4U, 8U, 100U}) {
    std::vector<std::byte> hostile = bytes;
    serial::store_little_endian(hostile.data() + position, std::uint32_t{KoalaBear::modulus});
    CHECK(parse_and_verify<Suite, KoalaBear>(plan, hostile, tree.root()) ==
          Status(Errc::opening_encoding, static_cast<std::uint32_t>(position)));
    serial::Reader reader(hostile, Errc::length_total);
    CHECK(Multiproof<Suite, KoalaBear>::parse(reader, plan, Errc::fixed_encoding).status().code() ==
          Errc::fixed_encoding);
  }
  // A reader that failed before stays with what it found first.
  serial::Reader failed(bytes, Errc::length_total);
  static_cast<void>(failed.fail(Errc::header));
  CHECK(Multiproof<Suite, KoalaBear>::parse(failed, plan).status().code() == Errc::header);
}

TEST_CASE("multiproof: an opening of other sizes than the plan's is refused with the tree's code and index") {
  using Suite = Sha256Suite;
  testing::Rng rng{0x51235};
  const TreeShape shape(std::array{TreeLevel{4, 4, 2}}, 1);
  const auto tree = testing::random_tree<Suite, KoalaBear>(rng, shape);
  const std::array<std::size_t, 2> indices{3, 9};
  const OpeningPlan plan(shape, 4, indices);
  const auto opening = tree.open(4, indices);
  const std::vector<KoalaBear> rows(opening.row_groups().begin(), opening.row_groups().end());
  const std::vector<Suite::Digest> siblings(opening.siblings().begin(), opening.siblings().end());
  const std::vector<Suite::Digest> root = tree.root();
  const auto verify = [&](const auto& r, const auto& s, const auto& digests) {
    return Multiproof<Suite, KoalaBear>(r, s).verify(plan, digests, Errc::merkle_quotient, 5);
  };
  const Status refused(Errc::merkle_quotient, 5);
  CHECK(verify(rows, siblings, root).ok());

  std::vector<KoalaBear> more_rows = rows;
  more_rows.push_back(KoalaBear::zero());
  CHECK(verify(more_rows, siblings, root) == refused);
  CHECK(verify(more_rows, siblings, root).detail() == "number of elements");
  CHECK(verify(std::vector<KoalaBear>{}, siblings, root) == refused);

  std::vector<Suite::Digest> more_siblings = siblings;
  more_siblings.push_back(siblings[0]);
  CHECK(verify(rows, more_siblings, root) == refused);
  CHECK(verify(rows, more_siblings, root).detail() == "number of siblings");
  CHECK(verify(rows, std::vector<Suite::Digest>{}, root) == refused);

  std::vector<Suite::Digest> longer_root = root;
  longer_root.push_back(root[0]);
  CHECK(verify(rows, siblings, longer_root) == refused);
  CHECK(verify(rows, siblings, longer_root).detail() == "number of digests of the root");
  CHECK(verify(rows, siblings, std::vector<Suite::Digest>{root[0]}) == refused);

  std::vector<Suite::Digest> other_root = root;
  other_root[1][31] ^= std::byte{1};
  CHECK(verify(rows, siblings, other_root) == refused);
  CHECK(verify(rows, siblings, other_root).detail() == "a digest of the root");
}

TEST_CASE("multiproof: a refusal without a code ends the program, so that it cannot pass for acceptance") {
  using Opening = Multiproof<Blake3Suite, KoalaBear>;
  const TreeLevel level{2, 2, 1};
  const TreeShape shape(std::span(&level, 1), 0);
  const std::array<std::size_t, 1> indices{1};
  const OpeningPlan plan(shape, 2, indices);
  const std::array<Blake3Suite::Digest, 1> root{};
  const auto outcome = testing::run_in_child([&] {
    static_cast<void>(Opening({KoalaBear::one()}, {{}, {}}).verify(plan, root, Errc::ok));
  });
  CHECK(outcome.signal == SIGABRT);
  CHECK(outcome.error_text.find("a refusal needs a code") != std::string::npos);
}
