// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <type_traits>

#include <probata/hash/byte_suites.hpp>
#include <probata/transcript/byte_transcript.hpp>
#include <probata/transcript/concepts.hpp>
#include <probata/transcript/format.hpp>
#include <probata/transcript/sponge_transcript.hpp>
#include <probata/transcript/statement.hpp>

namespace probata::inline v0_1 {

namespace detail {

template <class Suite, class EF, bool algebraic = Suite::algebraic>
struct TranscriptOfSuite {
  using type = ByteTranscript<Suite, EF>;
};
template <class Suite, class EF>
struct TranscriptOfSuite<Suite, EF, true> {
  using type = SpongeTranscript<Suite, EF>;
};

}  // namespace detail

/// The transcript of proof format 1 for a hash suite and a field of challenges:
///
///   Transcript<Blake3Suite, KoalaBear4> transcript(ProofStatement{key_digest, shape});
///
/// For the algebraic suites include hash/poseidon2_suite.hpp too.
template <class Suite, class EF>
using Transcript = typename detail::TranscriptOfSuite<Suite, EF>::type;

static_assert(TranscriptOf<Transcript<Blake3Suite, KoalaBear4>, KoalaBear4>);
static_assert(TranscriptOf<Transcript<Sha256Suite, BabyBear5>, BabyBear5>);
static_assert(TranscriptOf<Transcript<Sha3Suite, Goldilocks2>, Goldilocks2>);

}  // namespace probata::inline v0_1
