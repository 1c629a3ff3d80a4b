// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What you learn: committing to the columns of a matrix as polynomials, opening all of them at a random point in zero
// knowledge, verifying with nothing but the claim, and what the proof is worth in proven bits.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include <probata/probata.hpp>

using namespace probata;
using F = KoalaBear;
using EF = KoalaBear6;      // challenges: 186 bits
using Suite = Blake3Suite;  // trees and transcript

int main() {
  // The claim: which parameters, and how many columns of which height. Both sides have it before there is a proof.
  constexpr std::size_t log_height = 12;
  constexpr std::size_t width = 24;
  const OpeningClaim<Suite, EF> claim{proven128.fri, {{{.log_height = log_height, .width = width, .num_next = 4}}}};

  // The prover's secret: column j holds the powers of j + 2.
  Matrix<F> trace(std::size_t{1} << log_height, width);
  for (std::size_t j = 0; j < width; ++j) {
    F power = F::one();
    for (std::size_t i = 0; i < trace.rows(); ++i, power *= F::from_u64(j + 2)) trace(i, j) = power;
  }
  const std::vector<std::vector<MatrixView<const F>>> traces{{trace.view()}};
  std::printf("what the prover will need of memory:\n%s\n", opening_memory_text(opening_memory(claim)).c_str());
  SystemRandom random;
  const OpeningProof proof = prove_opening(claim, std::span(traces), random);

  // The verifier's part.
  const auto verified = verify_opening(claim, proof.bytes);
  if (!verified.ok()) {
    std::printf("rejected: %s\n", std::string(description(verified.status().code())).c_str());
    return 1;
  }
  const OpeningLayout layout = claim.layout().value();
  std::printf("%zu columns of 2^%zu rows, %zu opened values, proof of %zu bytes: accepted\n", width, log_height,
              verified->values.size(), proof.bytes.size());
  std::printf("columns 0 and 1 at the random point z: first coordinates %u and %u\n", verified->values[0][0].value(),
              verified->values[1][0].value());

  // One changed bit, and nothing is accepted.
  std::vector<std::byte> forged = proof.bytes;
  forged[forged.size() / 2] ^= std::byte{1};
  const Status status = verify_opening(claim, forged).status();
  std::printf("one bit flipped: %s\n", status.ok() ? "accepted" : std::string(name(status.code())).c_str());
  if (status.ok()) return 1;

  // What acceptance means, round by round.
  const std::vector<LevelPairs> pairs = layout.level_pairs();
  const auto report = security_report_text(claim.security(), {.levels = pairs});
  std::printf("\n%s", report.value().c_str());
  return 0;
}
