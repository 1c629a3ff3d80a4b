// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Proofs of work: items are trials, on one core. `floor` rows do what no trial can do without: two compressions in
// suites 1 and 2 (for a message of 54 bytes and a squeeze of 40), two permutations in suite 3, one in suites 4 and 5.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include <probata/field/packed.hpp>
#include <probata/hash/detail/blake3_tree.hpp>
#include <probata/hash/detail/keccak_rounds.hpp>
#include <probata/hash/detail/sha256_rounds.hpp>
#include <probata/hash/poseidon2_batch.hpp>
#include <probata/hash/poseidon2_suite.hpp>
#include <probata/simd/batch.hpp>
#include <probata/simd/bit_operations.hpp>
#include <probata/transcript/nonce_search.hpp>
#include <probata/transcript/transcript.hpp>

#include "support/bench.hpp"

namespace {

using namespace probata;

constexpr std::uint64_t num_trials = 1 << 14;
constexpr std::size_t bits = 20;

/// Short, so that the nonce and the squeeze share a block of the sponge; where they do not, a trial costs another
/// permutation.
struct Statement {
  template <class Tr>
  void observe(Tr& transcript) const {
    transcript.absorb_bytes(BytesTag::pcs_statement, std::array<std::byte, 3>{});
  }
};

/// Goes through num_trials further nonces; where one works, the search goes on behind its vector.
template <class Suite>
void add_grinding(const std::string& suite) {
  using Search = NonceSearch<Transcript<Suite, KoalaBear4>>;
  bench::add("transcript/grind/" + suite + "/bits=" + std::to_string(bits),
             {.items = num_trials, .show_cycles = true, .lanes = Search::lanes}, [](bench::Counters&) {
               return
                   [search = std::make_shared<Search>(Transcript<Suite, KoalaBear4>(Statement{}), PowTag::query, bits),
                    next = std::uint64_t{0}]() mutable {
                     const std::uint64_t end = next + num_trials;
                     while (next < end) {
                       const auto nonce = search->smallest_in(next, end);
                       bench::DoNotOptimize(nonce);
                       next = nonce ? (*nonce / Search::lanes + 1) * Search::lanes : end;
                     }
                   };
             });
}

/// trial(block) does what no trial can do without, on a block of vectors.
template <class Word, class Trial>
void add_floor(const std::string& suite, std::size_t lanes, const Trial& trial) {
  bench::add("transcript/floor/" + suite,
             {.items = num_trials, .show_cycles = true, .lanes = static_cast<double>(lanes)}, [=](bench::Counters&) {
               return [=, block = std::array<Word, 16>{}]() mutable {
                 for (std::uint64_t i = 0; i < num_trials; i += lanes) {
                   block[12] = block[12] + Word(1);
                   auto state = trial(block);
                   bench::DoNotOptimize(state);
                 }
               };
             });
}

using Word = simd::BatchU32<simd::DefaultArch>;

/// The second compression takes the result of the first as its message.
void add_floors() {
  add_floor<Word>("blake3", Word::lanes, [](const std::array<Word, 16>& block) {
    std::array<Word, 8> key;
    key.fill(block[0]);
    std::array<Word, 16> second = block;
    const auto state = detail::blake3_compress(key, block, {0, 54, 27});
    std::copy(state.begin(), state.end(), second.begin());
    return detail::blake3_compress(key, second, {0, 40, 27});
  });
  add_floor<Word>("sha256", Word::lanes, [](const std::array<Word, 16>& block) {
    std::array<Word, 8> state;
    state.fill(block[0]);
    std::array<Word, 16> second = block;
    detail::sha256_compress(state, block);
    std::copy(state.begin(), state.end(), second.begin());
    state.fill(block[0]);
    detail::sha256_compress(state, second);
    return state;
  });
  using Wide = simd::BatchU64<simd::DefaultArch>;
  add_floor<Wide>("sha3", Wide::lanes, [](const std::array<Wide, 16>& block) {
    std::array<Wide, 25> state;
    state.fill(block[0]);
    std::copy(block.begin(), block.end(), state.begin());
    detail::keccak_f1600(state);
    std::copy(block.begin() + 4, block.end(), state.begin() + 4);
    detail::keccak_f1600(state);
    return state;
  });
  using P = Packed<KoalaBear>;
  using Slots = std::array<P, 24>;
  bench::add("transcript/floor/p2_24", {.items = num_trials, .show_cycles = true, .lanes = P::lanes},
             [](bench::Counters&) {
               return [state = Slots{}]() mutable {
                 for (std::uint64_t i = 0; i < num_trials; i += P::lanes) {
                   Poseidon2<KoalaBear, 24>::permute(state);
                   bench::DoNotOptimize(state);
                 }
               };
             });
}

const bench::Rows rows([] {
  add_grinding<Blake3Suite>("blake3");
  add_grinding<Sha256Suite>("sha256");
  add_grinding<Sha3Suite>("sha3");
  add_grinding<Poseidon2Suite<KoalaBear, 16>>("p2_16");
  add_grinding<Poseidon2Suite<KoalaBear, 24>>("p2_24");
  add_floors();
});

}  // namespace
