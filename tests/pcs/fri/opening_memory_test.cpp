// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <span>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <probata/core/usage_error.hpp>
#include <probata/field/extension_fields.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/hash/byte_suites.hpp>
#include <probata/pcs/fri/opening_memory.hpp>
#include <probata/prf/deterministic_random.hpp>

namespace {

// Memory of aligned buffers, which is all but a few kilobytes of a prover's: this program's operator new counts it.
std::size_t live_bytes = 0;
std::size_t peak_bytes = 0;

}  // namespace

void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto unit = static_cast<std::size_t>(alignment);
  auto* const memory = static_cast<std::byte*>(std::aligned_alloc(unit, (size + unit - 1) / unit * unit + unit));
  if (memory == nullptr) throw std::bad_alloc();
  *reinterpret_cast<std::size_t*>(memory) = size;
  live_bytes += size;
  peak_bytes = std::max(peak_bytes, live_bytes);
  return memory + unit;
}
void operator delete(void* pointer, std::align_val_t alignment) noexcept {
  if (pointer == nullptr) return;
  std::byte* const memory = static_cast<std::byte*>(pointer) - static_cast<std::size_t>(alignment);
  live_bytes -= *reinterpret_cast<std::size_t*>(memory);
  std::free(memory);
}

using namespace probata;

namespace {

using F = KoalaBear;
using EF = KoalaBear4;
using Claim = OpeningClaim<Blake3Suite, EF>;

template <class Storage>
std::size_t measured_peak(const Claim& claim, Storage storage) {
  std::vector<std::vector<Matrix<F>>> traces;
  std::vector<std::vector<MatrixView<const F>>> views;
  for (const auto& tree : claim.trees) {
    traces.emplace_back();
    views.emplace_back();
    for (const ClaimedMatrix& matrix : tree) {
      traces.back().emplace_back(std::size_t{1} << matrix.log_height, matrix.width);
    }
    for (const Matrix<F>& matrix : traces.back()) views.back().push_back(matrix.view());
  }
  const std::size_t before = live_bytes;
  peak_bytes = live_bytes;
  if (claim.fri.zero_knowledge()) {
    DeterministicRandomForTests random(3);
    static_cast<void>(prove_opening(claim, std::span(std::as_const(views)), random, parallel::Serial{}, storage));
  } else {
    static_cast<void>(
        prove_opening_without_hiding(claim, std::span(std::as_const(views)), parallel::Serial{}, storage));
  }
  return peak_bytes - before;
}

Claim wide(bool hiding) {
  FriParameters fri{.log_blowup = 3, .log_final = 4, .log_arity = 3, .num_queries = 10};
  if (hiding) fri.log_slack = 4;
  return {fri, {{{13, 60, 3}, {11, 5, 0}}, {{13, 4, 0}}}};
}
Claim narrow(bool hiding) {
  FriParameters fri{.log_blowup = 1, .log_final = 4, .log_arity = 2, .num_queries = 10};
  if (hiding) fri.log_slack = 4;
  return {fri, {{{15, 1, 1}}}};
}

}  // namespace

TEST_CASE("opening_memory: a prover's peak is what the formula says, but for a tenth") {
  for (const bool hiding : {false, true}) {
    for (const Claim& claim : {wide(hiding), narrow(hiding)}) {
      CAPTURE(hiding);
      CAPTURE(claim.fri.log_blowup);
      const double kept = static_cast<double>(measured_peak(claim, KeepRows{}));
      CHECK(kept / static_cast<double>(opening_memory(claim).peak()) == doctest::Approx(1).epsilon(0.1));
      const double recomputed = static_cast<double>(measured_peak(claim, RecomputeRows{}));
      CHECK(recomputed / static_cast<double>(opening_memory(claim, RecomputeRows{}).peak()) ==
            doctest::Approx(1).epsilon(0.1));
      if (claim.fri.log_blowup == 3) CHECK(recomputed < kept / 3);
    }
  }
}

TEST_CASE("opening_memory: rows and digests of a small claim, by hand") {
  const FriParameters fri{.log_blowup = 1, .log_final = 4, .log_arity = 3, .num_queries = 10};
  const OpeningMemory memory = opening_memory(Claim{fri, {{{10, 3, 0}}}});
  CHECK(memory.rows == 4 * 3 * 2048);
  CHECK(memory.digests == 32 * 4095);
  // The codeword, its coefficients, the weights of z, 1/x.
  CHECK(memory.quotients == 16 * 2048 + 16 * 1024 + 16 * 1024 + 4 * 1024);
  // Codewords of levels 10, 7 and 4; trees of 2^8 and 2^5 leaves; one point of each of 2^8 fibres.
  CHECK(memory.folding == 16 * (2048 + 256 + 32) + 32 * (511 + 63) + 4 * 256);
  CHECK(memory.peak() == memory.rows + memory.digests + memory.quotients);
  CHECK(opening_memory_text({1'234'567, 0, 50'000, 49'999}) ==
        "rows       1.2 MB\ndigests    0.0 MB\nquotients  0.1 MB\nfolding    0.0 MB\npeak       1.3 MB\n");
  CHECK_THROWS_AS(static_cast<void>(opening_memory(Claim{fri, {}})), UsageError);
}
