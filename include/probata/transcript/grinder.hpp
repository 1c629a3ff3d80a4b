// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <probata/core/assert.hpp>
#include <probata/core/errc.hpp>
#include <probata/core/result.hpp>
#include <probata/core/usage_error.hpp>
#include <probata/parallel/concepts.hpp>
#include <probata/parallel/serial.hpp>
#include <probata/simd/arch.hpp>
#include <probata/transcript/format.hpp>
#include <probata/transcript/nonce_search.hpp>

/// The prover's side of a proof of work: the smallest nonce that works. It is a function of the transcript, whatever
/// the instruction set, the executor and the number of threads.
///
///   const std::uint64_t nonce = grind(transcript, PowTag::query, bits, executor);
///   transcript.sample_indices(...);
namespace probata::inline v0_1 {

/// The smallest nonce with which transcript.check_pow(tag, bits, nonce, ...) accepts; zero for bits = 0. The transcript
/// stays as it is.
///
/// @throws UsageError  if bits is above Tr::max_pow_bits. (Also if no nonce below 2^48 works, which has the probability
///                     e^-256 for 40 bits.)
/// @cost    2^bits trials on the average, see NonceLanes; a round of the search is at most 2^14 trials for each thread,
///          after the first that succeeds nothing new begins
template <simd::ArchTag Arch = simd::DefaultArch, class Tr, Executor Ex = parallel::Serial>
[[nodiscard]] std::uint64_t find_nonce(const Tr& transcript, PowTag tag, std::size_t bits, const Ex& executor = {}) {
  if (bits > Tr::max_pow_bits) {
    throw_usage("find_nonce", "bits", bits, Tr::HashSuite::algebraic ? "at most 24" : "at most 40");
  }
  if (bits == 0) return 0;
  const NonceSearch<Tr, Arch> search(transcript, tag, bits);
  // Pieces are small against the whole search and large against the cost of a loop; both are powers of two.
  const std::size_t piece = std::clamp(std::size_t{1} << (bits < 6 ? 0 : bits - 6), std::size_t{64}, std::size_t{4096});
  static_assert(64 % NonceSearch<Tr, Arch>::lanes == 0);
  const std::size_t num_pieces = 4 * executor.concurrency();
  std::vector<std::optional<std::uint64_t>> found(num_pieces);
  for (std::uint64_t first = 0; first < pow_nonce_bound; first += piece * num_pieces) {
    executor.parallel_for(piece * num_pieces, piece, [&](std::size_t begin, std::size_t end) {
      found[begin / piece] = search.smallest_in(first + begin, std::min(first + end, pow_nonce_bound));
    });
    // Ranges begin at multiples of a piece, so entries are in the order of their ranges.
    for (const std::optional<std::uint64_t>& nonce : found) {
      if (nonce) return *nonce;
    }
  }
  throw_usage("find_nonce", "bits", bits, "fewer: no nonce below 2^48 works");
}

/// Finds the smallest nonce and absorbs it: the transcript is where check_pow leaves the verifier's. For bits = 0
/// nothing happens, and the nonce has no place in a proof.
template <simd::ArchTag Arch = simd::DefaultArch, class Tr, Executor Ex = parallel::Serial>
std::uint64_t grind(Tr& transcript, PowTag tag, std::size_t bits, const Ex& executor = {}) {
  const std::uint64_t nonce = find_nonce<Arch>(transcript, tag, bits, executor);
  const Status status = transcript.check_pow(tag, bits, nonce, Errc::pow_phase);
  PROBATA_ASSERT(status.ok(), "the nonce that was found works");
  static_cast<void>(status);
  return nonce;
}

}  // namespace probata::inline v0_1
