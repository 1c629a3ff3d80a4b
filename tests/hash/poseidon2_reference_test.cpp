// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where the numbers of the instances come from: constants, matrices, rounds; and the oracle in another arithmetic.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/bigprime/instances.hpp>
#include <probata/hash/grain_lfsr.hpp>
#include <probata/hash/poseidon2_reference.hpp>

#include "support/poseidon2.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

/// The rounds that the script of [GKS23] accepts for kappa = 128: attacks by statistics, by interpolation and by
/// Groebner bases (three kinds), and the Groebner bases of ePrint 2023/537.
struct RoundNumbers {
  double log_p;  ///< log2 of the prime
  double t;
  double alpha;
  static constexpr double kappa = 128;

  static double log_binomial(double n, double k) {
    return (std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1)) / std::log(2.0);
  }

  bool resists(double full, double partial) const {
    const double log_alpha_2 = 1 / std::log2(alpha);
    const double bits = std::ceil(log_p);
    const std::vector<double> least_full{
        kappa <= std::floor(log_p - (alpha - 1) / 2) * (t + 1) ? 6.0 : 10.0,
        1 + std::ceil(log_alpha_2 * std::min(kappa, bits)) + std::ceil(std::log2(t) * log_alpha_2) - partial,
        log_alpha_2 * std::min(kappa, log_p) - partial,
        t - 1 + log_alpha_2 * std::min(kappa / (t + 1), log_p / 2) - partial,
        (t - 2 + kappa / (2 * std::log2(alpha)) - partial) / (t - 1)};
    for (const double bound : least_full) {
      if (full < std::ceil(bound)) return false;
    }
    const double third = std::floor(t / 3);
    const double over = (full - 1) * t + partial + third + third * (full / 2) + partial + alpha;
    const double under = third * (full / 2) + partial + alpha;
    return std::ceil(2 * log_binomial(over, under)) >= kappa;
  }

  /// Fewest S-boxes, with the script's margin: two more full rounds, 7.5 % more partial ones.
  std::pair<double, double> cheapest() const {
    std::pair<double, double> best{0, 0};
    double best_cost = 1e9;
    for (double partial = 1; partial < 500; ++partial) {
      for (double full = 4; full < 100; full += 2) {
        if (!resists(full, partial)) continue;
        const double with_margin = std::ceil(partial * 1.075);
        const double cost = t * (full + 2) + with_margin;
        if (cost < best_cost || (cost == best_cost && full + 2 < best.first)) {
          best = {full + 2, with_margin};
          best_cost = cost;
        }
      }
    }
    return best;
  }
};

template <class F>
std::vector<F> row_of(const Json& numbers) {
  std::vector<F> row;
  for (const Json& x : numbers) row.push_back(field_from_json<F>(x));
  return row;
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("poseidon2_reference: all round constants come out of the Grain register", Instance,
                          constant_cases) {
  using F = typename Instance::F;
  using Parameters = typename Instance::Parameters;
  GrainLfsr lfsr(std::bit_width(F::modulus), Instance::width, 8, Parameters::partial_rounds);
  REQUIRE(Parameters::round_constants.size() == 8 * Instance::width + Parameters::partial_rounds);
  for (std::size_t i = 0; i < Parameters::round_constants.size(); ++i) {
    CAPTURE(i);
    REQUIRE(Parameters::round_constants[i] == lfsr.next_element<F>().value());
  }
}
TEST_CASE_TEMPLATE_APPLY(constant_cases, Poseidon2Instances);

TEST_CASE_TEMPLATE_DEFINE("poseidon2_reference: constants, matrices and rounds are the published ones", Instance,
                          published_cases) {
  using F = typename Instance::F;
  using Parameters = typename Instance::Parameters;
  constexpr std::size_t width = Instance::width;
  const Json entry = Instance::published();
  CHECK(entry["modulus"].get<std::uint64_t>() == F::modulus);
  CHECK(entry["alpha"].get<std::uint64_t>() == Parameters::alpha);
  CHECK(entry["full_rounds"].get<std::size_t>() == Instance::Oracle::full_rounds);
  CHECK(entry["partial_rounds"].get<std::size_t>() == Parameters::partial_rounds);

  std::vector<std::uint64_t> constants;
  for (const char* part : {"external_initial", "internal", "external_terminal"}) {
    for (const Json& row : entry[part]) {
      for (const Json& x : row.is_array() ? row : Json::array({row})) constants.push_back(x.get<std::uint64_t>());
    }
  }
  REQUIRE(constants.size() == Parameters::round_constants.size());
  for (std::size_t i = 0; i < constants.size(); ++i) REQUIRE(constants[i] == Parameters::round_constants[i]);

  REQUIRE(entry["external_matrix"].size() == width);
  const auto external = Instance::Oracle::external_matrix();
  for (std::size_t i = 0; i < width; ++i) {
    CHECK(std::vector<F>(external[i].begin(), external[i].end()) == row_of<F>(entry["external_matrix"][i]));
  }
  const std::vector<F> diagonal = row_of<F>(entry["internal_diagonal"]);
  REQUIRE(diagonal.size() == width);
  const auto internal = Instance::Oracle::internal_matrix();
  for (std::size_t i = 0; i < width; ++i) {
    for (std::size_t j = 0; j < width; ++j) {
      CHECK(internal[i][j] == (i == j ? diagonal[i] + F::one() : F::one()));
    }
  }
}
TEST_CASE_TEMPLATE_APPLY(published_cases, Poseidon2Instances);

TEST_CASE("poseidon2_reference: every instance of the file is tested") {
  CHECK(read_vectors("p3_poseidon2.json")["data"].size() == std::tuple_size_v<Poseidon2Instances>);
}

TEST_CASE_TEMPLATE_DEFINE("poseidon2_reference: numbers of rounds are the cheapest that resist the known attacks",
                          Instance, round_cases) {
  const RoundNumbers numbers{std::log2(static_cast<double>(Instance::F::modulus)), static_cast<double>(Instance::width),
                             static_cast<double>(Instance::Parameters::alpha)};
  const auto [full, partial] = numbers.cheapest();
  CHECK(full == Instance::Oracle::full_rounds);
  CHECK(partial == Instance::Parameters::partial_rounds);
}
TEST_CASE_TEMPLATE_APPLY(round_cases, Poseidon2Instances);

TEST_CASE_TEMPLATE_DEFINE("poseidon2_reference: the twin of the field on Boost's integers agrees", Instance,
                          twin_cases) {
  using F = typename Instance::F;
  using Twin = Poseidon2Reference<F, Instance::width, Reference<F>>;
  Rng rng{23};
  INFO("seed ", rng.seed());
  for (int i = 0; i < 2; ++i) {
    auto state = Instance::random_state(rng);
    if (i == 0) state.fill(-F::one());
    typename Twin::State twin;
    for (std::size_t j = 0; j < Instance::width; ++j) twin[j] = Reference<F>::from_u64(state[j].value());
    Instance::Oracle::permute(state);
    Twin::permute(twin);
    for (std::size_t j = 0; j < Instance::width; ++j) CHECK(twin[j].value() == state[j].value());
  }
}
TEST_CASE_TEMPLATE_APPLY(twin_cases, Poseidon2Instances);

TEST_CASE_TEMPLATE_DEFINE("poseidon2_reference: both matrices are invertible", Instance, matrix_cases) {
  using F = typename Instance::F;
  constexpr std::size_t width = Instance::width;
  for (auto matrix : {Instance::Oracle::external_matrix(), Instance::Oracle::internal_matrix()}) {
    std::size_t rank = 0;
    for (std::size_t column = 0; column < width; ++column) {
      std::size_t pivot = rank;
      while (pivot < width && matrix[pivot][column] == F::zero()) ++pivot;
      if (pivot == width) continue;
      std::swap(matrix[pivot], matrix[rank]);
      for (std::size_t row = rank + 1; row < width; ++row) {
        const F factor = matrix[row][column] * matrix[rank][column].inverse();
        for (std::size_t j = column; j < width; ++j) matrix[row][j] -= factor * matrix[rank][j];
      }
      ++rank;
    }
    CHECK(rank == width);
  }
}
TEST_CASE_TEMPLATE_APPLY(matrix_cases, Poseidon2Instances);
