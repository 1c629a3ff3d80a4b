// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include <probata/hash/byte_suites.hpp>
#include <probata/hash/poseidon2_suite.hpp>
#include <probata/pcs/fri/fri_proof.hpp>
#include <probata/serial/little_endian.hpp>
#include <probata/serial/writer.hpp>

#include "pcs/fri/fri_cases.hpp"
#include "support/fields.hpp"

using namespace probata;

namespace {

using EF = KoalaBear4;
using Messages = FriMessages<Blake3Suite, EF>;
using AlgebraicSuite = Poseidon2Suite<KoalaBear, 16>;
using AlgebraicMessages = FriMessages<AlgebraicSuite, EF>;

/// Levels 8 and 5: two rounds, 7 opened values.
template <class Suite>
OpeningLayout layout(FriParameters fri) {
  const OpeningClaim<Suite, EF> claim{fri, {{{8, 3, 1}}, {{5, 2, 1}}}};
  return *claim.layout();
}

template <class Suite>
FriMessages<Suite, EF> random_messages(testing::Rng& rng, const OpeningLayout& layout) {
  const GrindingBits& grinding = layout.fri().grinding;
  const auto nonce = [&](std::uint8_t bits) { return bits == 0 ? 0 : rng.below(pow_nonce_bound); };
  FriMessages<Suite, EF> messages;
  messages.deep_nonce = nonce(grinding.deep);
  messages.opened = testing::random_elements<EF>(rng, layout.num_opened_values());
  messages.batch_nonce = nonce(grinding.batch);
  for (std::size_t i = 0; i < layout.schedule().size(); ++i) {
    for (std::size_t j = 0; j < std::size_t{1} << layout.fri().log_cap; ++j) {
      typename Suite::Digest digest;
      if constexpr (Suite::algebraic) {
        for (auto& element : digest) element = testing::random_element<KoalaBear>(rng);
      } else {
        for (auto& byte : digest) byte = static_cast<std::byte>(rng.u8());
      }
      messages.roots.push_back(digest);
    }
    messages.fold_nonces.push_back(nonce(grinding.fold));
  }
  messages.final_polynomial = testing::random_elements<EF>(rng, layout.final_length());
  messages.query_nonce = nonce(grinding.query);
  return messages;
}

template <class Suite>
std::vector<std::byte> written(const FriMessages<Suite, EF>& messages, const OpeningLayout& layout) {
  serial::Writer writer;
  messages.write(writer, layout);
  return std::move(writer).take();
}

template <class Suite>
void check_round_trip(FriParameters fri) {
  testing::Rng rng{0xf41};
  INFO("seed ", rng.seed());
  const OpeningLayout shape = layout<Suite>(fri);
  const auto messages = random_messages<Suite>(rng, shape);
  const std::vector<std::byte> bytes = written(messages, shape);
  REQUIRE(bytes.size() == FriMessages<Suite, EF>::encoded_bytes(shape));
  serial::Reader reader(bytes, Errc::length_fixed);
  const auto read = FriMessages<Suite, EF>::parse(reader, shape);
  REQUIRE(read.ok());
  CHECK(reader.remaining() == 0);
  CHECK(read->deep_nonce == messages.deep_nonce);
  CHECK(read->opened == messages.opened);
  CHECK(read->batch_nonce == messages.batch_nonce);
  CHECK(read->roots == messages.roots);
  CHECK(read->fold_nonces == messages.fold_nonces);
  CHECK(read->final_polynomial == messages.final_polynomial);
  CHECK(read->query_nonce == messages.query_nonce);
}

FriParameters grinding_parameters() {
  FriParameters fri = testing::with_grinding(testing::plain_parameters());
  fri.log_cap = 1;
  return fri;
}

}  // namespace

TEST_CASE("fri messages: are read back, with and without caps, nonces and masks") {
  for (FriParameters fri : {testing::plain_parameters(), testing::hiding_parameters()}) {
    for (const auto cap : std::initializer_list<std::uint8_t>{0, 1, 4}) {
      fri.log_cap = cap;
      check_round_trip<Blake3Suite>(fri);
      check_round_trip<AlgebraicSuite>(fri);
      check_round_trip<Blake3Suite>(testing::with_grinding(fri));
      check_round_trip<AlgebraicSuite>(testing::with_grinding(fri));
    }
  }
  FriParameters some = testing::plain_parameters();
  some.grinding = {.batch = 3, .query = 1};
  check_round_trip<Blake3Suite>(some);
}

TEST_CASE("fri messages: stand in the bytes in the protocol's order") {
  testing::Rng rng{0xf42};
  const OpeningLayout shape = layout<Blake3Suite>(grinding_parameters());
  const Messages messages = random_messages<Blake3Suite>(rng, shape);
  const std::vector<std::byte> bytes = written(messages, shape);
  serial::Writer expected;
  expected.write_u64(messages.deep_nonce);
  for (const EF& value : messages.opened) {
    for (std::size_t c = 0; c < 4; ++c) expected.write_u32(value[c].value());
  }
  expected.write_u64(messages.batch_nonce);
  REQUIRE(shape.schedule().size() == 2);
  for (std::size_t round = 0; round < 2; ++round) {
    expected.write_bytes(messages.roots[2 * round]);
    expected.write_bytes(messages.roots[2 * round + 1]);
    expected.write_u64(messages.fold_nonces[round]);
  }
  for (const EF& coefficient : messages.final_polynomial) {
    for (std::size_t c = 0; c < 4; ++c) expected.write_u32(coefficient[c].value());
  }
  expected.write_u64(messages.query_nonce);
  CHECK(std::ranges::equal(bytes, expected.bytes()));
  CHECK(messages.root(1, 2)[1] == messages.roots[3]);
}

TEST_CASE("fri messages: missing bytes have the reader's code at every length") {
  testing::Rng rng{0xf43};
  const OpeningLayout shape = layout<Blake3Suite>(grinding_parameters());
  const std::vector<std::byte> bytes = written(random_messages<Blake3Suite>(rng, shape), shape);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const auto part = std::span(bytes).first(length);
    serial::Reader reader(part, Errc::length_fixed);
    REQUIRE(Messages::parse(reader, shape).status() == Status(Errc::length_fixed, 0));
  }
  // A reader that failed before stays with what it found first.
  serial::Reader failed(bytes, Errc::length_fixed);
  static_cast<void>(failed.fail(Errc::header));
  CHECK(Messages::parse(failed, shape).status() == Status(Errc::header, 0));
}

TEST_CASE("fri messages: an element that is not below the modulus is refused where it stands") {
  testing::Rng rng{0xf44};
  const OpeningLayout shape = layout<AlgebraicSuite>(grinding_parameters());
  const std::vector<std::byte> bytes = written(random_messages<AlgebraicSuite>(rng, shape), shape);
  // Everything but the nonces is an element; a nonce of the layout's five stands at these places.
  const std::size_t opened = 16 * shape.num_opened_values();
  const std::size_t root = 2 * 32;
  const std::size_t final_polynomial = 16 * shape.final_length();
  const std::vector<std::size_t> nonces{0, 8 + opened, 16 + opened + root, 24 + opened + 2 * root,
                                        32 + opened + 2 * root + final_polynomial};
  REQUIRE(bytes.size() == 40 + opened + 2 * root + final_polynomial);
  for (std::size_t position = 0; position < bytes.size();) {
    if (std::ranges::find(nonces, position) != nonces.end()) {
      position += 8;
      continue;
    }
    for (const std::uint32_t word : {KoalaBear::modulus, KoalaBear::modulus + 1, ~std::uint32_t{0}}) {
      std::vector<std::byte> hostile = bytes;
      serial::store_little_endian(hostile.data() + position, word);
      serial::Reader reader(hostile, Errc::length_fixed);
      const Status status = AlgebraicMessages::parse(reader, shape).status();
      REQUIRE(status.code() == Errc::fixed_encoding);
      // Where the element begins, of which this is a coordinate.
      REQUIRE(status.index() <= position);
      REQUIRE(position < status.index() + 16);
    }
    position += 4;
  }
  for (const std::size_t position : nonces) {
    for (const std::uint64_t nonce : {pow_nonce_bound, ~std::uint64_t{0}}) {
      std::vector<std::byte> hostile = bytes;
      serial::store_little_endian(hostile.data() + position, nonce);
      serial::Reader reader(hostile, Errc::length_fixed);
      const Status status = AlgebraicMessages::parse(reader, shape).status();
      CHECK(status == Status(Errc::fixed_encoding, static_cast<std::uint32_t>(position)));
    }
    std::vector<std::byte> largest = bytes;
    serial::store_little_endian(largest.data() + position, pow_nonce_bound - 1);
    serial::Reader reader(largest, Errc::length_fixed);
    CHECK(AlgebraicMessages::parse(reader, shape).ok());
  }
}

TEST_CASE("fri proof: the openings have at most every query's own rows, leaves and siblings") {
  // One tree, levels 8 (3 columns) and 5 (2 columns), b = 1, q = 6; rounds 8 -> 5 with arity 8 and 5 -> 4 with arity 2.
  const OpeningClaim<Blake3Suite, EF> claim{testing::plain_parameters(), {{{8, 3, 0}, {5, 2, 0}}}};
  const std::size_t tree = 4 * (3 + 2) + 32 * 9;
  const std::size_t first = 4 * 4 * 8 + 32 * 6;
  const std::size_t second = 4 * 4 * 2 + 32 * 5;
  CHECK(max_opening_bytes<Blake3Suite, KoalaBear>(*claim.layout()) == 6 * (tree + first + second));
  // A cap of two layers saves two siblings for each tree and query; masks and salts count as elements.
  OpeningClaim<Blake3Suite, EF> hiding{testing::hiding_parameters(), {{{8, 3, 0}}, {{8, 6, 0}}}};
  hiding.fri.log_cap = 2;
  // 21 masks: 2^8 + 2^6 coefficients hold them. Three columns and a salt; six columns and R_8.
  const std::size_t trees = 4 * (3 + 5) + 4 * (6 + 4) + 2 * 32 * 7;
  const std::size_t rounds = 4 * 4 * 8 + 32 * 4 + 4 * 4 * 2 + 32 * 3;
  CHECK(max_opening_bytes<Blake3Suite, KoalaBear>(*hiding.layout()) == 6 * (trees + rounds));
}
