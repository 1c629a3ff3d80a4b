// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <probata/parallel/serial.hpp>
#include <probata/parallel/threads.hpp>
#include <probata/transcript/grinder.hpp>
#include <probata/transcript/transcript.hpp>

#include "support/bytes.hpp"
#include "support/random.hpp"
#include "transcript/transcript_cases.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

// Each instruction set has a program of its own.
using Arch = simd::DefaultArch;

/// Runs ranges of one grain, the last one first.
struct Backwards {
  std::size_t concurrency() const { return 3; }
  template <class F>
  void parallel_for(std::size_t n, std::size_t grain, F&& f) const {
    for (std::size_t end = n; end > 0;) {
      const std::size_t begin = (end - 1) / grain * grain;
      f(begin, end);
      end = begin;
    }
  }
};
static_assert(Executor<Backwards>);

template <class Tr>
Tr transcript_of(std::uint64_t seed) {
  Rng rng{seed};
  const Bytes statement = random_bytes(rng, 8 + seed % 40);
  return Tr(PcsStatement{statement});
}

/// The smallest nonce by the definition: check_pow on clones, from 0 up.
template <class Tr>
std::uint64_t smallest(const Tr& transcript, PowTag tag, std::size_t bits) {
  std::uint64_t nonce = 0;
  while (!transcript.clone().check_pow(tag, bits, nonce, Errc::pow_query).ok()) ++nonce;
  return nonce;
}

}  // namespace

#define EACH_SUITE                                                                                             \
  Transcript<Blake3Suite, KoalaBear4>, Transcript<Sha256Suite, BabyBear5>, Transcript<Sha3Suite, Goldilocks2>, \
      Transcript<SuiteP16<KoalaBear>, KoalaBear4>, Transcript<SuiteP24<KoalaBear>, KoalaBear6>

TEST_CASE_TEMPLATE("grinder: finds the smallest nonce, in every order and number of threads", Tr, EACH_SUITE) {
  const parallel::Threads two(2);
  const parallel::Threads five(5);
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Tr transcript = transcript_of<Tr>(seed);
    const std::size_t bits = 1 + seed % 10;
    const auto tag = PowTag{static_cast<std::uint8_t>(0xF1 + seed % 6)};
    const std::uint64_t expected = smallest(transcript, tag, bits);
    CAPTURE(seed);
    CHECK(find_nonce<Arch>(transcript, tag, bits) == expected);
    CHECK(find_nonce<Arch>(transcript, tag, bits, Backwards{}) == expected);
    CHECK(find_nonce<Arch>(transcript, tag, bits, two) == expected);
    CHECK(find_nonce<Arch>(transcript, tag, bits, five) == expected);
  }
}

TEST_CASE_TEMPLATE("grinder: longer searches, over several rounds", Tr, EACH_SUITE) {
  const parallel::Threads threads(2);
  for (std::uint64_t seed = 100; seed < 103; ++seed) {
    const Tr transcript = transcript_of<Tr>(seed);
    const std::uint64_t nonce = find_nonce<Arch>(transcript, PowTag::query, 13, threads);
    CHECK(find_nonce<Arch>(transcript, PowTag::query, 13) == nonce);
    CHECK(find_nonce<Arch>(transcript, PowTag::query, 13, Backwards{}) == nonce);
    CHECK(transcript.clone().check_pow(PowTag::query, 13, nonce, Errc::pow_query).ok());
    // Nothing before it works; every hundredth is looked at.
    for (std::uint64_t other = nonce % 100; other < nonce; other += 100) {
      CHECK(!transcript.clone().check_pow(PowTag::query, 13, other, Errc::pow_query).ok());
    }
  }
}

TEST_CASE_TEMPLATE("grinder: prover and verifier go on alike, and the search leaves no trace", Tr, EACH_SUITE) {
  Tr prover = transcript_of<Tr>(7);
  Tr verifier = prover.clone();
  Tr untouched = prover.clone();
  static_cast<void>(find_nonce<Arch>(prover, PowTag::fold, 8));
  CHECK(prover.clone().sample_ext() == untouched.sample_ext());
  const std::uint64_t nonce = grind<Arch>(prover, PowTag::fold, 8);
  REQUIRE(verifier.check_pow(PowTag::fold, 8, nonce, Errc::pow_fold).ok());
  CHECK(prover.sample_ext() == verifier.sample_ext());
  // No bits, no trace.
  Tr before = prover.clone();
  CHECK(grind<Arch>(prover, PowTag::fold, 0) == 0);
  CHECK(prover.sample_ext() == before.sample_ext());
}

TEST_CASE_TEMPLATE("grinder: more bits than the format allows are a mistake", Tr, EACH_SUITE) {
  const Tr transcript = transcript_of<Tr>(0);
  const std::string expected = Tr::HashSuite::algebraic ? "find_nonce: bits = 25, must be at most 24"
                                                        : "find_nonce: bits = 41, must be at most 40";
  CHECK_THROWS_WITH_AS(static_cast<void>(find_nonce<Arch>(transcript, PowTag::ali, Tr::max_pow_bits + 1)),
                       expected.c_str(), UsageError);
}
