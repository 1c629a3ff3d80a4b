// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Poseidon2: items are permutations. The rows without `scalar` permute one state per lane of the instruction set that
// this program is compiled for. Eight states are permuted in turn, each again and again.
#include <array>
#include <cstddef>
#include <string>

#include <probata/field/baby_bear.hpp>
#include <probata/field/goldilocks.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/field/mersenne31.hpp>
#include <probata/field/packed.hpp>
#include <probata/hash/poseidon2.hpp>
#include <probata/hash/poseidon2_batch.hpp>

#include "support/bench.hpp"
#include "support/random_matrix.hpp"

namespace {

using namespace probata;

constexpr std::size_t num_states = 8;
constexpr std::size_t num_sweeps = 64;

/// The slots of num_states states; T is F or a vector of F.
template <class T, class F, std::size_t width>
auto random_states() {
  constexpr std::size_t lanes = sizeof(T) / sizeof(F);
  const auto elements = bench::random_matrix<F>(num_states * width, lanes);
  std::array<std::array<T, width>, num_states> states;
  for (std::size_t s = 0; s < num_states; ++s) {
    for (std::size_t i = 0; i < width; ++i) {
      const F* from = elements->row(s * width + i).data();
      if constexpr (lanes == 1) {
        states[s][i] = *from;
      } else {
        states[s][i] = T::load(from);
      }
    }
  }
  return states;
}

template <class T, class F, std::size_t width>
void add_row(const std::string& name) {
  constexpr std::size_t lanes = sizeof(T) / sizeof(F);
  const auto permutations = static_cast<double>(num_states * num_sweeps * lanes);
  bench::add(
      name, {.items = permutations, .bytes = 2 * permutations * sizeof(F) * width, .show_cycles = true, .lanes = lanes},
      [](bench::Counters&) {
        return [states = random_states<T, F, width>()]() mutable {
          for (std::size_t sweep = 0; sweep < num_sweeps; ++sweep) {
            for (auto& state : states) Poseidon2<F, width>::permute(state);
            bench::DoNotOptimize(states);
            bench::ClobberMemory();
          }
        };
      });
}

template <class F, std::size_t width>
void add_instance() {
  const std::string name = std::string("hash/poseidon2/") + F::name + "/w=" + std::to_string(width);
  if constexpr (Packed<F>::lanes > 1) add_row<Packed<F>, F, width>(name);
  add_row<F, F, width>(name + "/scalar");
}

const bench::Rows rows([] {
  add_instance<KoalaBear, 16>();
  add_instance<KoalaBear, 24>();
  add_instance<BabyBear, 16>();
  add_instance<BabyBear, 24>();
  add_instance<Mersenne31, 16>();
  add_instance<Mersenne31, 24>();
  add_instance<Goldilocks, 8>();
  add_instance<Goldilocks, 12>();
});

}  // namespace
