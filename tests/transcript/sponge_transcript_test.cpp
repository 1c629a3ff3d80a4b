// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How challenges are made of squeezed elements, with elements that the tests choose. Laws: transcript_test.cpp; known
// answers: vectors_test.cpp.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include <probata/transcript/sponge_transcript.hpp>

#include "support/bytes.hpp"
#include "support/field_samples.hpp"
#include "support/random.hpp"
#include "transcript/transcript_cases.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

/// What is squeezed, whatever was absorbed.
template <class F>
std::vector<std::uint64_t> chosen_elements;

/// A "permutation" after which the first 16 slots are the next chosen elements, 1 behind their end.
template <class F>
struct ChosenPermutation {
  static constexpr std::size_t width = 24;
  static void permute(std::array<F, width>& state) {
    for (std::size_t i = 0; i < 16; ++i) {
      auto& chosen = chosen_elements<F>;
      state[i] = chosen.empty() ? F::one() : F::from_canonical(static_cast<typename F::Canonical>(chosen.front()));
      if (!chosen.empty()) chosen.erase(chosen.begin());
    }
  }
};

template <class F>
struct ChosenSuite {
  using Field = F;
  using Digest = std::array<F, 8>;
  struct Sponge {
    using Permutation = ChosenPermutation<F>;
    static constexpr std::size_t rate = 16;
  };
  static constexpr std::uint8_t id = 99;
  static constexpr std::size_t digest_elements = 8;
  static constexpr bool algebraic = true;
};

using KoalaBearTranscript = SpongeTranscript<ChosenSuite<KoalaBear>, KoalaBear4>;
using BabyBearTranscript = SpongeTranscript<ChosenSuite<BabyBear>, BabyBear4>;
using GoldilocksTranscript = SpongeTranscript<ChosenSuite<Goldilocks>, Goldilocks2>;
static_assert(KoalaBearTranscript::bytes_per_element == 3 && BabyBearTranscript::bytes_per_element == 3 &&
              GoldilocksTranscript::bytes_per_element == 7);

/// sample_bits(k) of a transcript that squeezes `values`: the results before all were used up.
template <class Tr>
std::vector<std::uint64_t> bits_of(std::size_t k, std::vector<std::uint64_t> values, std::size_t count) {
  chosen_elements<typename Tr::Field> = std::move(values);
  Tr transcript{NoStatement{}};
  std::vector<std::uint64_t> bits;
  for (std::size_t i = 0; i < count; ++i) bits.push_back(transcript.sample_bits(k));
  return bits;
}

using Numbers = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("sponge_transcript: bits are residues of elements below the largest multiple of 2^k") {
  constexpr std::uint64_t p = KoalaBear::modulus;  // 127 * 2^24 + 1
  // k = 24 refuses p - 1 = 127 * 2^24 alone.
  CHECK(bits_of<KoalaBearTranscript>(24, {5, p - 1, p - 2, p - 1, 3 << 24}, 3) == Numbers{5, (1 << 24) - 1, 0});
  // k = 25: p = 63 * 2^25 + 2^24 + 1, so all from 63 * 2^25 on.
  constexpr std::uint64_t bound = std::uint64_t{63} << 25;
  CHECK(bits_of<KoalaBearTranscript>(25, {bound, bound - 1, p - 1, bound + 7, 9}, 2) == Numbers{(1 << 25) - 1, 9});
  // k = 30: nearly half of all.
  CHECK(bits_of<KoalaBearTranscript>(30, {1 << 30, (1 << 30) - 1, p - 1, 0}, 2) == Numbers{(1 << 30) - 1, 0});
  // k = 0: every element will do.
  CHECK(bits_of<KoalaBearTranscript>(0, {p - 1, 5}, 2) == Numbers{0, 0});
  CHECK(chosen_elements<KoalaBear>.empty());

  constexpr std::uint64_t q = BabyBear::modulus;  // 15 * 2^27 + 1
  CHECK(bits_of<BabyBearTranscript>(27, {q - 1, q - 2, 1 << 27, 1}, 3) == Numbers{(1 << 27) - 1, 0, 1});
  CHECK(bits_of<BabyBearTranscript>(28, {14 << 26, std::uint64_t{14} << 27, (std::uint64_t{14} << 27) - 1}, 2) ==
        Numbers{std::uint64_t{1} << 27, (1 << 28) - 1});

  constexpr std::uint64_t r = Goldilocks::modulus;  // 2^64 - 2^32 + 1
  CHECK(bits_of<GoldilocksTranscript>(32, {r - 1, r - 2}, 1) == Numbers{0xFFFFFFFF});
  CHECK(bits_of<GoldilocksTranscript>(40, {0xFFFFFF0000000000, 0xFFFFFEFFFFFFFFFF}, 1) == Numbers{0xFFFFFFFFFF});
}

TEST_CASE("sponge_transcript: elements are given out as they are, points outside the base field by repetition") {
  chosen_elements<KoalaBear> = {KoalaBear::modulus - 1, 0, 1, 2, 9, 0, 0, 0, 8, 0, 6, 0, 4};
  KoalaBearTranscript transcript{NoStatement{}};
  CHECK(transcript.sample_base().value() == KoalaBear::modulus - 1);
  for (const std::uint32_t v : {0U, 1U, 2U}) CHECK(transcript.sample_base().value() == v);
  const KoalaBear4 z = transcript.sample_out_of_domain();
  CHECK(z[0].value() == 8);
  CHECK(z[2].value() == 6);
  CHECK(transcript.sample_base().value() == 4);
}

TEST_CASE("sponge_transcript: the initial capacity is suite, field and degree, and the format") {
  const Transcript<SuiteP16<BabyBear>, BabyBear5> first{NoStatement{}};
  const Transcript<SuiteP24<KoalaBear>, KoalaBear6> second{NoStatement{}};
  const auto state_is = [](const auto& state, std::uint64_t last) {
    for (std::size_t i = 0; i < 22; ++i) CHECK(state[i].value() == 0);
    CHECK(state[22].value() == 1);
    CHECK(state[23].value() == last);
  };
  state_is(first.sponge().state(), 4 * 65536 + 2 * 256 + 5);
  state_is(second.sponge().state(), 5 * 65536 + 1 * 256 + 6);
  CHECK(first.sponge().rate == 16);
  CHECK(second.sponge().rate == 15);
}

TEST_CASE("sponge_transcript: a message is tag, length, body; bytes are counted and go by threes") {
  using Tr = Transcript<SuiteP16<KoalaBear>, KoalaBear4>;
  const auto state_after = [](auto absorb) {
    Tr transcript{NoStatement{}};
    absorb(transcript);
    std::vector<std::uint32_t> slots;
    for (std::size_t i = 0; i < transcript.sponge().position(); ++i) {
      slots.push_back(transcript.sponge().state()[i].value());
    }
    return slots;
  };
  using Slots = std::vector<std::uint32_t>;
  const auto of_bytes = [&](std::size_t length) {
    Bytes bytes;
    for (std::size_t i = 1; i <= length; ++i) bytes.push_back(static_cast<std::byte>(i));
    return state_after([&](Tr& tr) { tr.absorb_bytes(BytesTag::instance_shape, bytes); });
  };
  CHECK(of_bytes(0) == Slots{2, 1, 0});
  CHECK(of_bytes(1) == Slots{2, 2, 1, 0x01});
  CHECK(of_bytes(3) == Slots{2, 2, 3, 0x030201});
  CHECK(of_bytes(4) == Slots{2, 3, 4, 0x030201, 0x04});
  CHECK(of_bytes(9) == Slots{2, 4, 9, 0x030201, 0x060504, 0x090807});
  const std::vector<KoalaBear> elements{KoalaBear::from_u64(70), KoalaBear::from_u64(80)};
  CHECK(state_after([&](Tr& tr) { tr.absorb_elems(ElementsTag::public_values, elements); }) == Slots{3, 2, 70, 80});
  const std::vector<Tr::Digest> digest(1, Tr::Digest{KoalaBear::one()});
  CHECK(state_after([&](Tr& tr) { tr.absorb_digests(DigestsTag::main_root, digest); }) ==
        Slots{4, 8, 1, 0, 0, 0, 0, 0, 0, 0});
}
