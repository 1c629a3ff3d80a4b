// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Once per instruction set: leaves and nodes against published values, against the protocol's words written again with
// the plain permutation, and in lanes.
#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <span>
#include <stdexcept>
#include <tuple>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/packed.hpp>
#include <probata/hash/concepts.hpp>
#include <probata/hash/poseidon2_batch.hpp>
#include <probata/hash/poseidon2_sponge.hpp>

#include "support/poseidon2.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

template <class Field, std::size_t number>
struct Suite {
  using F = Field;
  static constexpr std::size_t suite = number;
  static constexpr std::size_t rate = number == 4 ? 16 : 15;
  static constexpr std::size_t size = number == 4 ? 8 : 9;
  using Digest = std::array<F, size>;

  static Digest first_slots(std::span<const F> state) {
    Digest digest;
    std::copy_n(state.begin(), size, digest.begin());
    return digest;
  }

  /// Section 7.2 of the protocol page, sentence by sentence.
  static Digest leaf(std::vector<F> row, std::size_t level) {
    std::array<F, 24> state;
    state.fill(F::zero());
    state[rate] = F::from_u64(row.size());
    state[rate + 1] = F::one();
    state[rate + 2] = F::from_u64(level);
    while (row.size() % rate != 0) row.push_back(F::zero());
    for (std::size_t block = 0; block < row.size(); block += rate) {
      for (std::size_t i = 0; i < rate; ++i) state[i] += row[block + i];
      Poseidon2Reference<F, 24>::permute(state);
    }
    return first_slots(state);
  }

  static Digest node(const Digest& left, const Digest& right, std::uint64_t last = 1) {
    constexpr std::size_t width = number == 4 ? 16 : 24;
    std::vector<F> u(left.begin(), left.end());
    u.insert(u.end(), right.begin(), right.end());
    if (number == 5) u.insert(u.end(), {F::zero(), F::zero(), F::zero(), F::zero(), F::zero(), F::from_u64(last)});
    std::array<F, width> permuted;
    REQUIRE(u.size() == width);
    std::copy(u.begin(), u.end(), permuted.begin());
    Poseidon2Reference<F, width>::permute(permuted);
    for (std::size_t i = 0; i < width; ++i) permuted[i] += u[i];
    return first_slots(permuted);
  }

  static Digest inject(const Digest& left, const Digest& right, const Digest& leaf_digest) {
    return node(node(left, right), leaf_digest, 2);
  }

  static Digest random_digest(Rng& rng) {
    Digest digest;
    for (F& x : digest) x = random_element<F>(rng);
    return digest;
  }
};

using Suites = std::tuple<Suite<KoalaBear, 4>, Suite<KoalaBear, 5>, Suite<BabyBear, 4>, Suite<BabyBear, 5>>;

constexpr std::array<std::size_t, 15> row_lengths{1, 2, 7, 14, 15, 16, 17, 29, 30, 31, 32, 33, 47, 48, 100};

/// lanes[i] is the vector of element i of every list.
template <class P, class List>
std::vector<P> packed(const std::vector<List>& lists) {
  using F = typename P::Scalar;
  std::vector<P> lanes(lists[0].size());
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    std::array<F, P::lanes> words;
    for (std::size_t lane = 0; lane < P::lanes; ++lane) words[lane] = lists[lane][i];
    lanes[i] = P::load(words.data());
  }
  return lanes;
}
template <class P, std::size_t size>
std::array<P, size> packed_digest(const std::vector<std::array<typename P::Scalar, size>>& digests) {
  const std::vector<P> lanes = packed<P>(digests);
  std::array<P, size> result;
  std::copy(lanes.begin(), lanes.end(), result.begin());
  return result;
}
template <class P, std::size_t size>
std::array<typename P::Scalar, size> lane_of(const std::array<P, size>& digest, std::size_t lane) {
  std::array<typename P::Scalar, size> result;
  for (std::size_t i = 0; i < size; ++i) {
    std::array<typename P::Scalar, P::lanes> words;
    digest[i].store(words.data());
    result[i] = words[lane];
  }
  return result;
}

/// The entry of poseidon2_trees.json.
template <class S>
Json published() {
  const Json all = read_vectors("poseidon2_trees.json");
  for (const Json& entry : all["data"]) {
    if (entry["field"] == S::F::name && entry["suite"] == S::suite) return entry;
  }
  throw std::runtime_error("poseidon2_trees.json lacks an entry");
}

template <class F>
std::vector<F> elements(const Json& numbers) {
  std::vector<F> row;
  for (const Json& x : numbers) row.push_back(field_from_json<F>(x));
  return row;
}
template <class Digest>
Digest digest_from(const Json& numbers) {
  const auto row = elements<typename Digest::value_type>(numbers);
  Digest digest;
  REQUIRE(row.size() == digest.size());
  std::copy(row.begin(), row.end(), digest.begin());
  return digest;
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("poseidon2_sponge: published leaves, nodes and injections", S, published_cases) {
  using F = typename S::F;
  using Digest = typename S::Digest;
  using C = Poseidon2Compression<F, S::suite>;
  const Json entry = published<S>();
  REQUIRE(entry["leaves"].size() == 10);
  for (const Json& sample : entry["leaves"]) {
    const std::vector<F> row = elements<F>(sample["row"]);
    CAPTURE(row.size());
    CHECK(Poseidon2Sponge<F, S::suite>::hash(row, sample["level"].get<std::size_t>()) ==
          digest_from<Digest>(sample["digest"]));
  }
  REQUIRE(entry["nodes"].size() == 8);
  for (const Json& sample : entry["nodes"]) {
    const auto left = digest_from<Digest>(sample["left"]);
    const auto right = digest_from<Digest>(sample["right"]);
    CHECK(C::node(left, right) == digest_from<Digest>(sample["node"]));
    CHECK(C::inject(left, right, digest_from<Digest>(sample["leaf"])) == digest_from<Digest>(sample["inject"]));
  }
}
TEST_CASE_TEMPLATE_APPLY(published_cases, Suites);

TEST_CASE_TEMPLATE_DEFINE("poseidon2_sponge: one hash per lane is the hash", S, lane_cases) {
  using F = typename S::F;
  using P = Packed<F>;
  Rng rng{43};
  INFO("seed ", rng.seed());
  for (const std::size_t length : row_lengths) {
    CAPTURE(length);
    std::vector<std::vector<F>> rows(P::lanes);
    for (auto& row : rows) row = random_elements<F>(rng, length);
    const std::vector<P> columns = packed<P>(rows);
    const auto digest = Poseidon2Sponge<P, S::suite>::hash(columns, 11);
    for (std::size_t lane = 0; lane < P::lanes; ++lane) REQUIRE(lane_of(digest, lane) == S::leaf(rows[lane], 11));
  }
  std::array<std::vector<typename S::Digest>, 3> digests;
  for (auto& list : digests) {
    for (std::size_t lane = 0; lane < P::lanes; ++lane) list.push_back(S::random_digest(rng));
  }
  const auto left = packed_digest<P>(digests[0]);
  const auto right = packed_digest<P>(digests[1]);
  const auto joining = packed_digest<P>(digests[2]);
  using C = Poseidon2Compression<P, S::suite>;
  static_assert(Compression<C, typename C::Digest>);
  for (std::size_t lane = 0; lane < P::lanes; ++lane) {
    REQUIRE(lane_of(C::node(left, right), lane) == S::node(digests[0][lane], digests[1][lane]));
    REQUIRE(lane_of(C::inject(left, right, joining), lane) ==
            S::inject(digests[0][lane], digests[1][lane], digests[2][lane]));
  }
}
TEST_CASE_TEMPLATE_APPLY(lane_cases, Suites);

TEST_CASE_TEMPLATE_DEFINE("poseidon2_sponge: leaves are those of the protocol page, in pieces of any size", S,
                          leaf_cases) {
  using F = typename S::F;
  using Sponge = Poseidon2Sponge<F, S::suite>;
  Rng rng{41};
  INFO("seed ", rng.seed());
  for (const std::size_t length : row_lengths) {
    for (const std::size_t level : {std::size_t{0}, std::size_t{1}, std::size_t{20}}) {
      CAPTURE(length);
      CAPTURE(level);
      const std::vector<F> row = random_elements<F>(rng, length);
      const auto expected = S::leaf(row, level);
      CHECK(Sponge::hash(row, level) == expected);
      Sponge in_pieces(length, level);
      for (std::size_t at = 0; at < length;) {
        const std::size_t piece = std::min(length - at, rng.index(40));
        in_pieces.update(std::span<const F>(row).subspan(at, piece));
        at += piece;
      }
      CHECK(in_pieces.finish() == expected);
      Sponge by_one(length, level);
      for (const F& x : row) by_one.update(x);
      CHECK(by_one.finish() == expected);
    }
  }
}
TEST_CASE_TEMPLATE_APPLY(leaf_cases, Suites);

TEST_CASE_TEMPLATE_DEFINE("poseidon2_sponge: length and level are bound", S, binding_cases) {
  using F = typename S::F;
  using Sponge = Poseidon2Sponge<F, S::suite>;
  const auto hash = [](std::vector<F> row, std::size_t level) {
    const auto digest = Sponge::hash(row, level);
    std::vector<std::uint32_t> words;
    for (const F& x : digest) words.push_back(x.value());
    return words;
  };
  const F five = F::from_u64(5);
  const F seven = F::from_u64(7);
  CHECK(hash({five, seven}, 3) != hash({five, seven, F::zero(), F::zero()}, 3));
  CHECK(hash({five, seven}, 3) != hash({five, seven}, 4));
  CHECK(hash({five, seven}, 3) != hash({seven, five}, 3));
  // Zeros of every length around one and two rates, at two levels: all different.
  std::set<std::vector<std::uint32_t>> digests;
  std::size_t count = 0;
  for (std::size_t length = 1; length <= 2 * S::rate + 2; ++length) {
    for (const std::size_t level : {std::size_t{1}, std::size_t{2}}) {
      digests.insert(hash(std::vector<F>(length, F::zero()), level));
      ++count;
    }
  }
  CHECK(digests.size() == count);
  // Every element counts.
  const std::vector<F> row(S::rate + 3, five);
  for (std::size_t i = 0; i < row.size(); ++i) {
    auto changed = row;
    changed[i] += F::one();
    CHECK(hash(changed, 1) != hash(row, 1));
  }
}
TEST_CASE_TEMPLATE_APPLY(binding_cases, Suites);

TEST_CASE_TEMPLATE_DEFINE("poseidon2_sponge: nodes and injections are those of the protocol page", S, node_cases) {
  using F = typename S::F;
  using C = Poseidon2Compression<F, S::suite>;
  static_assert(Compression<C, typename S::Digest>);
  Rng rng{42};
  INFO("seed ", rng.seed());
  for (int i = 0; i < 20; ++i) {
    const auto left = S::random_digest(rng);
    const auto right = S::random_digest(rng);
    const auto leaf = S::random_digest(rng);
    CHECK(C::node(left, right) == S::node(left, right));
    CHECK(C::inject(left, right, leaf) == S::inject(left, right, leaf));
    CHECK(C::node(left, right) != C::node(right, left));
    CHECK(C::inject(left, right, leaf) != C::inject(right, left, leaf));
    CHECK(C::inject(left, right, leaf) != C::node(left, right));
    if (S::suite == 5) CHECK(C::inject(left, right, leaf) != C::node(C::node(left, right), leaf));
  }
}
TEST_CASE_TEMPLATE_APPLY(node_cases, Suites);

TEST_CASE("poseidon2_sponge: the permutation in another implementation's modes of use") {
  // Overwriting sponge without padding (rate 16 of 24, 8 elements out), compression by truncation, their binary tree.
  using F = KoalaBear;
  using Digest = std::array<F, 8>;
  const auto sponge = [](std::span<const F> row) {
    std::array<F, 24> state;
    state.fill(F::zero());
    for (std::size_t at = 0; at < row.size(); at += 16) {
      std::copy_n(row.begin() + static_cast<std::ptrdiff_t>(at), std::min<std::size_t>(16, row.size() - at),
                  state.begin());
      Poseidon2<F, 24>::permute(state);
    }
    Digest digest;
    std::copy_n(state.begin(), 8, digest.begin());
    return digest;
  };
  const auto compress = [](const Digest& left, const Digest& right) {
    std::array<F, 16> state;
    std::copy(left.begin(), left.end(), state.begin());
    std::copy(right.begin(), right.end(), state.begin() + 8);
    Poseidon2<F, 16>::permute(state);
    Digest digest;
    std::copy_n(state.begin(), 8, digest.begin());
    return digest;
  };
  const auto digest_of = [](const Json& numbers) { return digest_from<Digest>(numbers); };

  const Json data = read_vectors("p3_poseidon2_modes.json")["data"];
  REQUIRE(data["sponge"].size() == 11);
  for (const Json& sample : data["sponge"]) CHECK(sponge(elements<F>(sample["in"])) == digest_of(sample["digest"]));
  REQUIRE(data["compress"].size() == 4);
  for (const Json& sample : data["compress"]) {
    CHECK(compress(digest_of(sample["left"]), digest_of(sample["right"])) == digest_of(sample["out"]));
  }
  REQUIRE(data["merkle"].size() == 4);
  for (const Json& sample : data["merkle"]) {
    const std::vector<F> rows = elements<F>(sample["rows_flat"]);
    const auto height = sample["height"].get<std::size_t>();
    const auto width = sample["width"].get<std::size_t>();
    std::vector<Digest> layer;
    for (std::size_t i = 0; i < height; ++i) layer.push_back(sponge(std::span(rows).subspan(i * width, width)));
    for (; layer.size() > 1; layer.resize(layer.size() / 2)) {
      for (std::size_t i = 0; i < layer.size() / 2; ++i) layer[i] = compress(layer[2 * i], layer[2 * i + 1]);
    }
    CHECK(layer[0] == digest_of(sample["root"]));
  }
}
