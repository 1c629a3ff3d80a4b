// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <probata/hash/byte_suites.hpp>
#include <probata/hash/poseidon2_suite.hpp>
#include <probata/pcs/fri/persistent_identity.hpp>

#include "pcs/fri/fri_cases.hpp"
#include "support/bytes.hpp"
#include "support/field_samples.hpp"
#include "support/fields.hpp"

using namespace probata;

namespace {

using P2Suite = Poseidon2Suite<KoalaBear, 16>;

/// One proof of six queries over an extension of degree 4 costs 20 coefficients.
PersistentParameters parameters(std::uint16_t width = 3, std::uint32_t mask = 3 * 20 + 5) {
  return {.log_blowup = 1, .log_slack = 2, .log_final = 4, .log_cap = 1, .log_height = 5, .width = width, .mask = mask};
}

template <class Suite>
std::vector<typename Suite::Digest> random_root(testing::Rng& rng, std::size_t count) {
  std::vector<typename Suite::Digest> root(count);
  for (auto& digest : root) {
    for (auto& part : digest) {
      if constexpr (Suite::algebraic) {
        part = testing::random_element<KoalaBear>(rng);
      } else {
        part = static_cast<std::byte>(rng.u64());
      }
    }
  }
  return root;
}

template <class Suite, class EF>
PersistentIdentity<Suite, EF> random_identity(testing::Rng& rng, const PersistentParameters& p = parameters()) {
  auto identity = PersistentIdentity<Suite, EF>::make(p, random_root<Suite>(rng, std::size_t{1} << p.log_cap),
                                                      testing::random_elements<EF>(rng, p.width));
  REQUIRE_MESSAGE(identity.ok(), identity.status());
  return *identity;
}

/// What a statement tells a transcript.
struct Recorder {
  std::vector<std::pair<int, testing::Bytes>> messages;

  void absorb_bytes(BytesTag tag, std::span<const std::byte> bytes) {
    messages.push_back({static_cast<int>(tag), {bytes.begin(), bytes.end()}});
  }
  template <class Digest>
  void absorb_digests(DigestsTag tag, std::span<const Digest> digests) {
    testing::Bytes bytes;
    for (const Digest& digest : digests) bytes.insert(bytes.end(), digest.begin(), digest.end());
    messages.push_back({static_cast<int>(tag), bytes});
  }
};

}  // namespace

TEST_CASE("persistent identity: the message under tag 0x21 is its eleven bytes") {
  const PersistentParameters p{.log_blowup = 3,
                               .log_slack = 6,
                               .log_final = 7,
                               .log_cap = 2,
                               .log_height = 13,
                               .width = 0x0134,
                               .mask = 0x00019F8A};
  CHECK(testing::hex_of(p.message()) ==
        "03060702"
        "0d"
        "3401"
        "8a9f0100");
  // It is what the transcript of the anchor absorbs.
  testing::Rng rng{0x9e1};
  const auto root = random_root<Blake3Suite>(rng, 4);
  Recorder recorder;
  AnchorStatement<Blake3Suite::Digest>{3, 6, 7, 2, 13, 0x0134, 0x00019F8A, root}.observe(recorder);
  REQUIRE(recorder.messages.size() == 2);
  CHECK(recorder.messages[0].first == 0x21);
  CHECK(testing::hex_of(recorder.messages[0].second) == testing::hex_of(p.message()));
  CHECK(recorder.messages[1].first == 0x22);
  CHECK(recorder.messages[1].second.size() == 4 * 32);
}

TEST_CASE_TEMPLATE("persistent identity: the anchor's point is drawn from a fresh transcript, outside the base field",
                   EF, KoalaBear4, BabyBear5, Goldilocks2) {
  testing::Rng rng{0x9e2};
  INFO("seed ", rng.seed());
  const PersistentParameters p = parameters();
  const auto root = random_root<Blake3Suite>(rng, 2);
  const auto identity = PersistentIdentity<Blake3Suite, EF>::make(p, root, testing::random_elements<EF>(rng, 3));
  REQUIRE(identity.ok());
  // By hand, from the definition of the transcript's state.
  const auto tagged = [](const char* tag, const testing::Bytes& message) {
    const auto digest = TaggedBlake3(tag).start().update(message).digest();
    return testing::Bytes(digest.begin(), digest.end());
  };
  testing::Bytes start = testing::bytes_of("probata proof format 1");
  for (const auto byte : {std::size_t{1}, std::size_t{format_field_id<EF>}, EF::degree}) {
    start.push_back(static_cast<std::byte>(byte));
  }
  testing::Bytes state = tagged("probata/1/init", start);
  const auto absorb = [&](std::uint8_t tag, std::span<const std::byte> message) {
    serial::Writer writer;
    writer.write_bytes(state);
    writer.write_u64(0);
    writer.write_u8(tag);
    writer.write_u32(static_cast<std::uint32_t>(message.size()));
    writer.write_bytes(message);
    state = tagged("probata/1/absorb", std::move(writer).take());
  };
  absorb(0x21, p.message());
  testing::Bytes digests;
  for (const auto& digest : root) digests.insert(digests.end(), digest.begin(), digest.end());
  absorb(0x22, digests);
  // Fewer than 32 bytes may be read of the last block, so read on where they do not suffice.
  testing::Bytes stream;
  for (std::uint64_t i = 0; i < 64; ++i) {
    serial::Writer writer;
    writer.write_bytes(state);
    writer.write_u64(i);
    const testing::Bytes block = tagged("probata/1/squeeze", std::move(writer).take());
    stream.insert(stream.end(), block.begin(), block.end());
  }
  using F = typename EF::Prime;
  using Word = typename F::Canonical;
  constexpr Word mask = sizeof(Word) == 4 ? Word{0x7FFFFFFF} : ~Word{0};
  EF expected;
  std::size_t at = 0;
  for (std::size_t c = 0; c < EF::degree;) {
    const auto word = static_cast<Word>(serial::load_little_endian<Word>(stream.data() + at) & mask);
    at += sizeof(Word);
    if (word < F::modulus) expected[c++] = F::from_u64(word);
  }
  CHECK(identity->anchor().point == expected);
  CHECK(PersistentIdentity<Blake3Suite, EF>::anchor_point(p, root) == expected);
  CHECK(expected != EF::from_base(expected[0]));
}

TEST_CASE("persistent identity: the anchor's point depends on every parameter, every digest, suite and field") {
  testing::Rng rng{0x9e3};
  INFO("seed ", rng.seed());
  const PersistentParameters p = parameters();
  const auto root = random_root<Blake3Suite>(rng, 2);
  using Identity = PersistentIdentity<Blake3Suite, KoalaBear4>;
  const KoalaBear4 point = Identity::anchor_point(p, root);
  for (const std::function<void(PersistentParameters&)>& change :
       std::initializer_list<std::function<void(PersistentParameters&)>>{
           [](auto& q) { ++q.log_blowup; }, [](auto& q) { ++q.log_slack; }, [](auto& q) { ++q.log_final; },
           [](auto& q) { ++q.log_height; }, [](auto& q) { q.width += 256; }, [](auto& q) { q.mask += 1U << 24; }}) {
    PersistentParameters other = p;
    change(other);
    CHECK(Identity::anchor_point(other, root) != point);
  }
  PersistentParameters more = p;
  more.log_cap = 2;
  auto longer = root;
  longer.insert(longer.end(), root.begin(), root.end());
  CHECK(Identity::anchor_point(more, longer) != point);
  for (auto other : {root, root}) {
    other[0][31] ^= std::byte{1};
    CHECK(Identity::anchor_point(p, other) != point);
    std::swap(other[0], other[1]);
    CHECK(Identity::anchor_point(p, other) != point);
  }
  CHECK(PersistentIdentity<Sha256Suite, KoalaBear4>::anchor_point(p, root) != point);
}

TEST_CASE("persistent identity: parameters of no commitment are refused, each with its code") {
  using Change = std::function<void(PersistentParameters&)>;
  const auto code = []<class EF>(std::type_identity<EF>, const Change& change) {
    PersistentParameters p = parameters();
    change(p);
    return p.check<EF>().code();
  };
  const auto check = [&](const Change& change) { return code(std::type_identity<KoalaBear4>{}, change); };
  CHECK(check([](auto&) {}) == Errc::ok);
  CHECK(check([](auto& p) { p.log_blowup = 0; }) == Errc::params);
  CHECK(check([](auto& p) { p.log_blowup = 6; }) == Errc::params);
  CHECK(check([](auto& p) { p.log_slack = 1; }) == Errc::params);
  CHECK(check([](auto& p) { p.log_slack = 5; }) == Errc::params);  // above log_final
  CHECK(check([](auto& p) { p.log_final = 3; }) == Errc::params);
  CHECK(check([](auto& p) { p.log_final = 11; }) == Errc::params);
  CHECK(check([](auto& p) { p.log_cap = 5; }) == Errc::params);
  CHECK(check([](auto& p) { p.log_slack = FriParameters::no_slack; }) == Errc::matrix_bind);
  CHECK(check([](auto& p) { p.log_height = 2; }) == Errc::table);
  CHECK(check([](auto& p) { p.width = 0; }) == Errc::matrix_bind);
  // 2 (1 + 4) for one query, 4 for the anchor, one to spare.
  CHECK(check([](auto& p) { p.mask = 14; }) == Errc::matrix_bind);
  CHECK(check([](auto& p) { p.mask = 15; }) == Errc::ok);
  CHECK(code(std::type_identity<Goldilocks2>{}, [](auto& p) { p.mask = 8; }) == Errc::matrix_bind);
  CHECK(code(std::type_identity<Goldilocks2>{}, [](auto& p) { p.mask = 9; }) == Errc::ok);
  // KoalaBear's domains end at 2^24, Goldilocks's at 2^32; 2^22 rows and 2^20 masks fill level 22.
  CHECK(check([](auto& p) { p.log_height = 24; }) == Errc::too_large);
  CHECK(check([](auto& p) { p.log_height = 23; }) == Errc::ok);
  const auto full = [](std::uint32_t mask) {
    return [mask](auto& p) {
      p.log_height = 22;
      p.log_blowup = 2;
      p.mask = mask;
    };
  };
  CHECK(check(full(1U << 20)) == Errc::ok);
  CHECK(check(full((1U << 20) + 1)) == Errc::too_large);
  CHECK(code(std::type_identity<Goldilocks2>{}, full((1U << 20) + 1)) == Errc::ok);
  CHECK(check([](auto& p) { p.mask = 0xFFFFFFFF; }) == Errc::too_large);
  for (const int height : {25, 40, 41, 63, 64, 255}) {
    CHECK(check([height](auto& p) { p.log_height = static_cast<std::uint8_t>(height); }) == Errc::too_large);
  }
}

TEST_CASE("persistent identity: the level is the least with room for rows and masks") {
  for (const auto& [log_height, mask, level] : std::initializer_list<std::array<std::uint32_t, 3>>{
           {5, 15, 6}, {5, 8, 5}, {5, 9, 6}, {3, 12, 4}, {3, 13, 5}, {13, 2048, 13}, {13, 2049, 14}}) {
    PersistentParameters p = parameters();
    p.log_height = static_cast<std::uint8_t>(log_height);
    p.mask = mask;
    CHECK(p.level() == level);
  }
}

TEST_CASE("persistent identity: a mask is good for floor((m - e - 1) / (2 (q + e))) proofs") {
  testing::Rng rng{0x9e4};
  const auto proofs = [&](std::uint32_t mask, std::size_t q) {
    return random_identity<Blake3Suite, KoalaBear4>(rng, parameters(1, mask)).num_proofs(q);
  };
  CHECK(proofs(3 * 20 + 5, 6) == 3);
  CHECK(proofs(3 * 20 + 4, 6) == 2);
  CHECK(proofs(4 * 20 + 4, 6) == 3);
  CHECK(proofs(24, 6) == 0);
  CHECK(proofs(25, 6) == 1);
  // The figures of the page of claims: at q = 75, e = 6 one proof costs 162.
  using Identity = PersistentIdentity<Blake3Suite, KoalaBear6>;
  for (const auto& [mask, count] : {std::pair{493U, 3U}, {1303U, 8U}, {10375U, 64U}, {165895U, 1024U}}) {
    for (const std::uint32_t less : {0U, 1U}) {
      const auto identity = Identity::make(parameters(1, mask - less), random_root<Blake3Suite>(rng, 2),
                                           testing::random_elements<KoalaBear6>(rng, 1));
      REQUIRE(identity.ok());
      CHECK(identity->num_proofs(75) == count - less);
    }
  }
  CHECK(parameters(1, 0).budget(4) == 0);
  CHECK(parameters(1, 4).budget(4) == 0);
  CHECK(parameters(1, 5).budget(4) == 0);
  CHECK(parameters(1, 6).budget(4) == 1);
  CHECK(parameters(1, 0xFFFFFFFF).budget(4) == 0xFFFFFFFA);
}

TEST_CASE("persistent identity: a matrix takes part in proofs under its own parameters only") {
  testing::Rng rng{0x9e5};
  const auto identity = random_identity<Blake3Suite, KoalaBear4>(rng, parameters(3, 25));
  FriParameters fri = testing::hiding_parameters(6);
  fri.log_cap = 1;
  CHECK(identity.check_for(fri) == Status());
  const auto refused = [&](const std::function<void(FriParameters&)>& change) {
    FriParameters other = fri;
    change(other);
    return identity.check_for(other).code() == Errc::matrix_bind;
  };
  CHECK(refused([](auto& f) { f.num_queries = 7; }));
  CHECK_FALSE(refused([](auto& f) { f.num_queries = 5; }));
  CHECK(refused([](auto& f) { f.log_blowup = 2; }));
  CHECK(refused([](auto& f) { f.log_slack = 3; }));
  CHECK(refused([](auto& f) { f.log_slack = FriParameters::no_slack; }));
  CHECK(refused([](auto& f) { f.log_final = 5; }));
  CHECK(refused([](auto& f) { f.log_cap = 0; }));
  CHECK_FALSE(refused([](auto& f) { f.log_arity = 1; }));
  CHECK_FALSE(refused([](auto& f) { f = testing::with_grinding(f); }));
}

TEST_CASE("persistent identity: its tree has the anchored matrix, C30 and a salt for few columns") {
  testing::Rng rng{0x9e6};
  for (const std::uint16_t width : std::initializer_list<std::uint16_t>{1, 4, 5, 6}) {
    const auto identity = random_identity<Blake3Suite, KoalaBear4>(rng, parameters(width));
    const CommittedTree tree = identity.committed_tree({0}, 7);
    REQUIRE(tree.matrices.size() == 1);
    CHECK(tree.matrices[0] ==
          CommittedMatrix{.log_height = 5, .level = 7, .width = width, .next_columns = {0}, .anchored = true});
    CHECK(tree.blinded);
    CHECK(tree.code == Errc::merkle_hid);
    CHECK(tree.index == 7);
    CHECK(identity.level() == 7);
    FriParameters fri = testing::hiding_parameters();
    fri.log_cap = 1;
    const auto layout =
        OpeningLayout::make(fri, 4, salt_length<KoalaBear>,
                            {tree, {.matrices = {{.log_height = 5, .level = 7, .width = 9}}, .blinded = true}});
    REQUIRE(layout.ok());
    CHECK(identity.is_salted() == (width < 5));
    CHECK(layout->is_salted(0, 7) == identity.is_salted());
    CHECK(layout->shapes()[0].level(0).row_length == width + (width < 5 ? 5U : 0U));
    CHECK(layout->num_anchors() == 1);
  }
  CHECK(random_identity<Blake3Suite, Goldilocks2>(rng, parameters(2)).is_salted());
  CHECK_FALSE(random_identity<Blake3Suite, Goldilocks2>(rng, parameters(3)).is_salted());
}

TEST_CASE("persistent identity: digests and values in other numbers than the parameters say are refused") {
  testing::Rng rng{0x9e7};
  using Identity = PersistentIdentity<Blake3Suite, KoalaBear4>;
  for (const std::size_t digests : {0U, 1U, 3U}) {
    CHECK(Identity::make(parameters(), random_root<Blake3Suite>(rng, digests),
                         testing::random_elements<KoalaBear4>(rng, 3))
              .status()
              .code() == Errc::matrix_bind);
  }
  for (const std::size_t values : {0U, 2U, 4U}) {
    CHECK(Identity::make(parameters(), random_root<Blake3Suite>(rng, 2),
                         testing::random_elements<KoalaBear4>(rng, values))
              .status()
              .code() == Errc::matrix_bind);
  }
  PersistentParameters wrong = parameters();
  wrong.log_blowup = 0;
  CHECK(Identity::make(wrong, random_root<Blake3Suite>(rng, 2), testing::random_elements<KoalaBear4>(rng, 3))
            .status()
            .code() == Errc::params);
}

TEST_CASE("persistent identity: equal if and only if parameters, root and anchor are") {
  testing::Rng rng{0x9e8};
  using Identity = PersistentIdentity<Blake3Suite, KoalaBear4>;
  const auto root = random_root<Blake3Suite>(rng, 2);
  const auto values = testing::random_elements<KoalaBear4>(rng, 3);
  const Identity identity = *Identity::make(parameters(), root, values);
  CHECK(identity == *Identity::make(parameters(), root, values));
  auto other_root = root;
  other_root[1][0] ^= std::byte{0x80};
  CHECK_FALSE(identity == *Identity::make(parameters(), other_root, values));
  auto other_values = values;
  other_values[2][3] += KoalaBear::one();
  CHECK_FALSE(identity == *Identity::make(parameters(), root, other_values));
  const Identity other = *Identity::make(parameters(3, 66), root, values);
  CHECK_FALSE(identity == other);
  CHECK(identity.digest() != other.digest());
  CHECK(identity.digest() != Identity::make(parameters(), other_root, values)->digest());
  CHECK(identity.digest() != Identity::make(parameters(), root, other_values)->digest());
}

TEST_CASE("persistent identity: bytes are what the format says") {
  using Identity = PersistentIdentity<Blake3Suite, Goldilocks2>;
  PersistentParameters p = parameters(2, 65);
  p.log_cap = 0;
  Blake3Suite::Digest digest;
  for (std::size_t i = 0; i < digest.size(); ++i) digest[i] = static_cast<std::byte>(0xA0 + i);
  const Identity identity =
      *Identity::make(p, {digest}, {Goldilocks2::from_integers({1, 2}), Goldilocks2::from_integers({3, 0x0405})});
  const std::string expected =
      "50524f4241484944"
      "0100"
      "03"
      "02"
      "01"
      "01"
      "02"
      "04"
      "00"
      "05"
      "0200"
      "41000000"
      "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf"
      "0100000000000000"
      "0200000000000000"
      "0300000000000000"
      "0504000000000000";
  CHECK(testing::hex_of(identity.bytes()) == expected);
  testing::Bytes tagged = testing::bytes_of("probata/1/matrix");
  for (const std::byte byte : identity.bytes()) tagged.push_back(byte);
  CHECK(identity.digest() == Sha256::hash(tagged));
}

namespace {

/// Parsing gives the identity back, and refuses every other byte string that is near.
template <class Suite, class EF>
void check_parsing(testing::Rng& rng) {
  using Identity = PersistentIdentity<Suite, EF>;
  const Identity identity = random_identity<Suite, EF>(rng);
  const testing::Bytes bytes = identity.bytes();
  const auto parsed = Identity::parse(bytes);
  REQUIRE(parsed.ok());
  CHECK(*parsed == identity);
  CHECK(parsed->anchor().point == identity.anchor().point);
  const auto code = [](const testing::Bytes& other) { return Identity::parse(other).status().code(); };
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    REQUIRE(code(testing::Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length))) ==
            Errc::instance_format);
  }
  testing::Bytes longer = bytes;
  longer.push_back(std::byte{0});
  CHECK(code(longer) == Errc::instance_format);
  // A byte that is changed is refused, or gives another identity with those bytes.
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (const unsigned flip : {1U, 0x40U, 0x80U, 0xFFU}) {
      testing::Bytes other = bytes;
      other[i] ^= static_cast<std::byte>(flip);
      const auto result = Identity::parse(other);
      if (i < 10) REQUIRE(result.status().code() == Errc::instance_format);
      if (i >= 10 && i < 13) REQUIRE(result.status().code() == Errc::field_suite);
      if (!result.ok()) continue;
      REQUIRE_FALSE(*result == identity);
      REQUIRE(result->bytes() == other);
    }
  }
  // An element that is not below the modulus.
  testing::Bytes large = bytes;
  for (std::size_t i = 0; i < serial::encoded_size<typename EF::Prime>; ++i)
    large[large.size() - 1 - i] = std::byte{0xFF};
  CHECK(code(large) == Errc::matrix_bind);
  if (Suite::algebraic) {
    large = bytes;
    for (std::size_t i = 0; i < 4; ++i) large[24 + i] = std::byte{0xFF};
    CHECK(code(large) == Errc::matrix_bind);
  }
  // Parameters are checked before what their lengths say.
  testing::Bytes other = bytes;
  other[13] = std::byte{0};
  CHECK(code(other) == Errc::params);
}

}  // namespace

TEST_CASE("persistent identity: hostile bytes are refused, in every suite and field") {
  testing::Rng rng{0x9e9};
  INFO("seed ", rng.seed());
  check_parsing<Blake3Suite, KoalaBear4>(rng);
  check_parsing<Sha256Suite, BabyBear6>(rng);
  check_parsing<Sha3Suite, Goldilocks3>(rng);
  check_parsing<P2Suite, KoalaBear5>(rng);
  // Of another suite or field.
  const testing::Bytes bytes = random_identity<Blake3Suite, KoalaBear4>(rng).bytes();
  CHECK(PersistentIdentity<Sha256Suite, KoalaBear4>::parse(bytes).status().code() == Errc::field_suite);
  CHECK(PersistentIdentity<Blake3Suite, BabyBear4>::parse(bytes).status().code() == Errc::field_suite);
  CHECK(PersistentIdentity<Blake3Suite, KoalaBear5>::parse(bytes).status().code() == Errc::field_suite);
}
