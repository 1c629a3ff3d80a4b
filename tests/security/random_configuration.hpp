// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <probata/field/baby_bear.hpp>
#include <probata/field/goldilocks.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/security/calculator.hpp>

#include "support/random.hpp"

namespace probata::testing {

/// Parameters and a shape, drawn over all that format 1 allows.
struct RandomConfiguration {
  SecurityParameters parameters;
  std::vector<LevelPairs> levels;
  SecurityShape shape;  ///< but for its levels

  explicit RandomConfiguration(Rng& rng) {
    const auto pick = [&](std::size_t low, std::size_t high) { return low + rng.below(high - low + 1); };
    const auto u8 = [&](std::size_t low, std::size_t high) { return static_cast<std::uint8_t>(pick(low, high)); };
    constexpr std::array<std::uint64_t, 3> moduli{KoalaBear::modulus, BabyBear::modulus, Goldilocks::modulus};
    parameters.modulus = moduli[rng.below(3)];
    parameters.degree = parameters.modulus == Goldilocks::modulus ? u8(2, 3) : u8(4, 6);
    FriParameters& fri = parameters.fri;
    fri.log_blowup = u8(1, 5);
    fri.log_final = u8(4, 10);
    if (rng.below(2) == 0) fri.log_slack = u8(2, std::min<std::size_t>(8, fri.log_final));
    fri.log_arity = u8(1, 4);
    if (rng.below(2) == 0) {
      fri.regime = ProximityRegime::johnson;
      fri.multiplicity = static_cast<std::uint16_t>(pick(3, 200));
    }
    fri.num_queries = static_cast<std::uint16_t>(pick(1, rng.below(4) == 0 ? 1024 : 200));
    fri.grinding = {.phase = u8(0, 24),
                    .ali = u8(0, 24),
                    .deep = u8(0, 24),
                    .batch = u8(0, 24),
                    .fold = u8(0, 24),
                    .query = u8(0, 24)};
    constexpr std::array<std::uint32_t, 4> collisions{32768, 31732, 35698, 31648};
    parameters.collision_bits_256 = collisions[rng.below(4)];

    for (std::size_t level = fri.log_final; level <= 27; ++level) {
      if (rng.below(4) == 0) levels.push_back({level, 1 + (rng.u64() >> (44 + rng.below(20)))});
    }
    if (levels.empty()) levels.push_back({20, 300});
    const auto number = [&] { return 1 + (rng.u64() >> (20 + rng.below(44))); };
    shape = {.levels = {},
             .stage_error = number(),
             .num_interaction_rows = number(),
             .max_tuple_width = 1 + rng.below(40),
             .num_constraints = number(),
             .deep_factor = number(),
             .max_persistent_dimension = number()};
  }

  [[nodiscard]] SecurityReport report(ListSize list_size = ListSize::strict) const {
    SecurityShape with_levels = shape;
    with_levels.levels = levels;
    return compute_security(parameters, with_levels, list_size).value();
  }
};

}  // namespace probata::testing
