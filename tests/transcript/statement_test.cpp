// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Known answers are in vectors_test.cpp.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

#include <probata/transcript/statement.hpp>
#include <probata/transcript/transcript.hpp>

#include "support/bytes.hpp"
#include "support/random.hpp"
#include "transcript/transcript_cases.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

using Tr = Transcript<Blake3Suite, KoalaBear4>;
using Digest = Tr::Digest;
using Anchor = AnchorStatement<Digest>;

// A type that does not say what it observes is no statement.
static_assert(std::is_constructible_v<Tr, ProofStatement> && std::is_constructible_v<Tr, Anchor> &&
              std::is_constructible_v<Tr, PcsStatement>);
static_assert(!std::is_constructible_v<Tr, int> && !std::is_constructible_v<Tr, std::span<const std::byte>>);
static_assert(!std::is_constructible_v<ProofStatement, std::span<const std::byte, 31>, std::span<const std::byte>>);

}  // namespace

TEST_CASE("statement: every byte of a claim counts from the first challenge on") {
  Rng rng{0x57a};
  Bytes key_digest = random_bytes(rng, 32);
  Bytes shape = random_bytes(rng, 60);
  const auto first = [&] { return Tr(ProofStatement{std::span<const std::byte, 32>(key_digest), shape}).sample_ext(); };
  const KoalaBear4 original = first();
  for (Bytes* part : {&key_digest, &shape}) {
    for (std::byte& byte : *part) {
      byte ^= std::byte{0x10};
      CHECK(first() != original);
      byte ^= std::byte{0x10};
    }
  }
  CHECK(first() == original);
  shape.push_back(std::byte{0});
  CHECK(first() != original);
}

TEST_CASE("statement: every parameter and digest of a committed matrix moves the point of its anchor") {
  std::vector<Digest> root(8);
  const Anchor original{.log_blowup = 2,
                        .log_slack = 6,
                        .log_final = 7,
                        .log_cap = 3,
                        .log_height = 10,
                        .width = 300,
                        .mask = 70000,
                        .root = root};
  const auto point = [](const Anchor& anchor) { return Tr(anchor).sample_out_of_domain(); };
  const KoalaBear4 z = point(original);
  const auto moved = [&](auto change) {
    Anchor changed = original;
    change(changed);
    return point(changed) != z;
  };
  CHECK(moved([](Anchor& a) { a.log_blowup = 3; }));
  CHECK(moved([](Anchor& a) { a.log_slack = 0xFF; }));
  CHECK(moved([](Anchor& a) { a.log_final = 6; }));
  CHECK(moved([&](Anchor& a) {
    a.log_cap = 2;
    a.root = std::span<const Digest>(root).first(4);
  }));
  CHECK(moved([](Anchor& a) { a.log_height = 11; }));
  CHECK(moved([](Anchor& a) { a.width = 301; }));
  CHECK(moved([](Anchor& a) { a.width = 44; }));  // the same low byte
  CHECK(moved([](Anchor& a) { a.mask = 70001; }));
  CHECK(moved([](Anchor& a) { a.mask = 4464; }));  // the same low half
  for (Digest& digest : root) {
    for (std::byte& byte : digest) {
      byte = std::byte{1};
      CHECK(point(original) != z);
      byte = std::byte{0};
    }
  }
  CHECK(point(original) == z);
}
