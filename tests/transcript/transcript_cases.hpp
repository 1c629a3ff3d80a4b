// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <tuple>
#include <utility>

#include <doctest/doctest.h>

#include <probata/hash/poseidon2_suite.hpp>
#include <probata/transcript/transcript.hpp>

#include "support/fields.hpp"

/// The transcripts over which tests run.
namespace probata::testing {

template <class F>
using SuiteP16 = Poseidon2Suite<F, 16>;
template <class F>
using SuiteP24 = Poseidon2Suite<F, 24>;

/// A statement that says nothing, for tests that begin with the initial state.
struct NoStatement {
  template <class Tr>
  constexpr void observe(Tr&) const {}
};

template <class Suite>
using TranscriptsOfByteSuite =
    std::tuple<Transcript<Suite, KoalaBear4>, Transcript<Suite, KoalaBear5>, Transcript<Suite, KoalaBear6>,
               Transcript<Suite, BabyBear4>, Transcript<Suite, BabyBear5>, Transcript<Suite, BabyBear6>,
               Transcript<Suite, Goldilocks2>, Transcript<Suite, Goldilocks3>>;
template <template <class> class Suite>
using TranscriptsOfAlgebraicSuite =
    std::tuple<Transcript<Suite<KoalaBear>, KoalaBear4>, Transcript<Suite<KoalaBear>, KoalaBear5>,
               Transcript<Suite<KoalaBear>, KoalaBear6>, Transcript<Suite<BabyBear>, BabyBear4>,
               Transcript<Suite<BabyBear>, BabyBear5>, Transcript<Suite<BabyBear>, BabyBear6>>;

/// Every suite with every field and degree of the format.
using AllTranscripts = decltype(std::tuple_cat(
    std::declval<TranscriptsOfByteSuite<Blake3Suite>>(), std::declval<TranscriptsOfByteSuite<Sha256Suite>>(),
    std::declval<TranscriptsOfByteSuite<Sha3Suite>>(), std::declval<TranscriptsOfAlgebraicSuite<SuiteP16>>(),
    std::declval<TranscriptsOfAlgebraicSuite<SuiteP24>>()));

}  // namespace probata::testing
