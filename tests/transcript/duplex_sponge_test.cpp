// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/packed.hpp>
#include <probata/transcript/duplex_sponge.hpp>

#include "support/field_samples.hpp"
#include "support/random.hpp"
#include "support/tiny_field.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

/// Not a permutation that anybody should use: x_i <- 3 x_(i+1) + x_i^2 + i, which shows where everything went.
struct Mix {
  static constexpr std::size_t width = 7;
  template <class T>
  static void permute(std::array<T, width>& x) {
    ++calls;
    std::array<T, width> y;
    T count = T::zero();
    for (std::size_t i = 0; i < width; ++i, count += T::one()) {
      const T& next = x[(i + 1) % width];
      y[i] = next.doubled() + next + x[i].square() + count;
    }
    x = y;
  }
  static inline int calls = 0;
};

constexpr std::size_t rate = 4;
template <class T>
using TestSponge = DuplexSponge<T, Mix, rate>;

/// The text of the protocol, section 2.3, word by word.
struct Plain {
  std::array<TinyField, Mix::width> s{};
  std::size_t pos = 0;
  std::size_t avail = 0;

  void absorb_one(TinyField x) {
    avail = 0;
    s[pos] += x;
    pos += 1;
    if (pos == rate) {
      Mix::permute(s);
      pos = 0;
    }
  }
  TinyField squeeze_one() {
    if (avail == 0) {
      s[pos] += TinyField::one();
      s[rate] += TinyField::one();
      Mix::permute(s);
      pos = 0;
      avail = rate;
    }
    const TinyField result = s[rate - avail];
    avail -= 1;
    return result;
  }
};

}  // namespace

TEST_CASE("duplex_sponge: absorbs and squeezes by turns as the protocol says") {
  Rng rng{0xd5};
  for (int run = 0; run < 200; ++run) {
    Plain plain;
    for (TinyField& x : plain.s) x = random_element<TinyField>(rng);
    TestSponge<TinyField> sponge(plain.s);
    for (int step = 0; step < 60; ++step) {
      if (rng.flip()) {
        const auto x = random_element<TinyField>(rng);
        plain.absorb_one(x);
        sponge.absorb(x);
      } else {
        CHECK(sponge.squeeze() == plain.squeeze_one());
      }
      CHECK(sponge.state() == plain.s);
      CHECK(sponge.position() == plain.pos);
      CHECK(sponge.available() == plain.avail);
    }
  }
}

TEST_CASE("duplex_sponge: permutes once for each full block and once for each question") {
  const auto calls = [](std::size_t absorbed, std::size_t squeezed) {
    TestSponge<TinyField> sponge(std::array<TinyField, Mix::width>{});
    const int before = Mix::calls;
    for (std::size_t i = 0; i < absorbed; ++i) sponge.absorb(TinyField::one());
    for (std::size_t i = 0; i < squeezed; ++i) static_cast<void>(sponge.squeeze());
    return Mix::calls - before;
  };
  CHECK(calls(0, 0) == 0);
  CHECK(calls(rate - 1, 0) == 0);
  CHECK(calls(rate, 0) == 1);
  CHECK(calls(rate - 1, 1) == 1);
  CHECK(calls(rate, 1) == 2);
  CHECK(calls(3 * rate, rate) == 4);
  CHECK(calls(0, rate) == 1);
  CHECK(calls(0, rate + 1) == 2);
}

TEST_CASE("duplex_sponge: a full block and the question after it are not the block and one more element") {
  // Without the mark in the capacity, squeezing at slot i and absorbing a one there would be the same.
  TestSponge<TinyField> asked(std::array<TinyField, Mix::width>{});
  TestSponge<TinyField> absorbed = asked;
  static_cast<void>(asked.squeeze());
  for (const std::uint64_t v : {1U, 0U, 0U, 0U}) absorbed.absorb(TinyField::from_u64(v));
  CHECK(asked.state() != absorbed.state());
}

TEST_CASE("duplex_sponge: in lanes as one by one") {
  using Lanes = Packed<TinyField>;  // one lane: no vectors of this field
  Rng rng{0xd6};
  std::array<TinyField, Mix::width> state;
  for (TinyField& x : state) x = random_element<TinyField>(rng);
  TestSponge<TinyField> sponge(state);
  for (int i = 0; i < 6; ++i) sponge.absorb(random_element<TinyField>(rng));
  for (int drawn = 0; drawn < 3; ++drawn) {
    auto in_lanes = sponge.in_lanes<Lanes>();
    TestSponge<TinyField> copy = sponge;
    for (int i = 0; i < 10; ++i) {
      TinyField lane;
      in_lanes.squeeze().store(&lane);
      CHECK(lane == copy.squeeze());
    }
    static_cast<void>(sponge.squeeze());
  }
}
