// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Commitments opened on their own: `prove` extends, commits, opens all columns at one point and folds; `verify` checks
// the bytes. Items are elements of the trace. Parameters: degree 4, blow-up 2, 100 queries, 16 bits of grinding, fibres
// of 8; rows that hide nothing are named `plain`. Large buffers are kept from proof to proof.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <probata/core/buffer_reuse.hpp>
#include <probata/field/extension_fields.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/hash/byte_suites.hpp>
#include <probata/hash/poseidon2_suite.hpp>
#include <probata/parallel/serial.hpp>
#include <probata/parallel/threads.hpp>
#include <probata/pcs/fri/opening_prover.hpp>
#include <probata/pcs/fri/opening_verifier.hpp>
#include <probata/poly/matrix.hpp>
#include <probata/prf/system_random.hpp>

#include "support/bench.hpp"
#include "support/random_matrix.hpp"

namespace {

using namespace probata;
using F = KoalaBear;
using EF = KoalaBear4;
using Traces = std::vector<std::vector<MatrixView<const F>>>;

FriParameters parameters(bool hiding) {
  FriParameters fri{.log_blowup = 1, .log_final = 4, .log_arity = 3, .num_queries = 100};
  fri.grinding.query = 16;
  if (hiding) {
    fri.log_final = 6;
    fri.log_slack = 6;
  }
  return fri;
}

template <class Suite, class Ex>
std::vector<std::byte> prove(const OpeningClaim<Suite, EF>& claim, const Traces& traces, const Ex& executor) {
  if (!claim.fri.zero_knowledge()) return prove_opening_without_hiding(claim, std::span(traces), executor).bytes;
  SystemRandom random;
  return prove_opening(claim, std::span(traces), random, executor).bytes;
}

template <class Suite>
void add_rows(const std::string& suite, std::size_t log_rows, std::size_t cols, bool hiding) {
  const std::string tail =
      suite + (hiding ? "/hiding" : "/plain") + "/log=" + std::to_string(log_rows) + "/cols=" + std::to_string(cols);
  const double cells = static_cast<double>(cols) * static_cast<double>(std::size_t{1} << log_rows);
  const OpeningClaim<Suite, EF> claim{
      parameters(hiding),
      {{{.log_height = static_cast<std::uint8_t>(log_rows), .width = static_cast<std::uint16_t>(cols)}}}};
  for (const std::size_t threads : {1U, 2U}) {
    bench::add("pcs/fri/prove/" + tail + "/threads=" + std::to_string(threads), {.items = cells, .bytes = 4 * cells},
               [=](bench::Counters& counters) -> bench::Work {
                 const auto trace = bench::random_matrix<F>(std::size_t{1} << log_rows, cols);
                 const auto traces = std::make_shared<Traces>(Traces{{trace->view()}});
                 counters["proof_bytes"] = static_cast<double>(prove(claim, *traces, parallel::Serial{}).size());
                 if (threads == 1) {
                   return [=] {
                     static_cast<void>(trace);
                     bench::DoNotOptimize(prove(claim, *traces, parallel::Serial{}));
                   };
                 }
                 return [=, executor = std::make_shared<parallel::Threads>(threads)] {
                   static_cast<void>(trace);
                   bench::DoNotOptimize(prove(claim, *traces, *executor));
                 };
               });
  }
  bench::add("pcs/fri/verify/" + tail, {.items = 1}, [=](bench::Counters& counters) -> bench::Work {
    const auto trace = bench::random_matrix<F>(std::size_t{1} << log_rows, cols);
    const auto proof =
        std::make_shared<std::vector<std::byte>>(prove(claim, Traces{{trace->view()}}, parallel::Serial{}));
    counters["proof_bytes"] = static_cast<double>(proof->size());
    return [=] {
      if (!verify_opening(claim, *proof).ok()) throw std::logic_error("the bench's own proof is refused");
    };
  });
}

const bench::Rows rows([] {
  static const BufferReuse reuse(std::size_t{4} << 30);
  for (const std::size_t log_rows : {16U, 18U, 20U}) {
    for (const std::size_t cols : {1U, 64U}) {
      for (const bool hiding : {false, true}) {
        add_rows<Poseidon2Suite<F, 16>>("p2_16", log_rows, cols, hiding);
        add_rows<Blake3Suite>("blake3", log_rows, cols, hiding);
      }
    }
  }
});

}  // namespace
