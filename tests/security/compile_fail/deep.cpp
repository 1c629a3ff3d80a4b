// expect-error: DEEP is short of the proven bits
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <probata/security/profiles.hpp>

using namespace probata;

constexpr FriParameters parameters() {
  FriParameters fri = proven128.fri;
  return fri;
}

constexpr DeclaredShape shape{.max_level = 20,
                              .pairs_per_level = 300,
                              .num_interaction_rows = 1,
                              .max_tuple_width = 8,
                              .num_constraints = 206,
                              .deep_factor = std::uint64_t{1} << 60};

static_assert(RequireProvenBits<SecurityParameters{2130706433, 6, parameters(), 32768}, shape, 128>::value);
