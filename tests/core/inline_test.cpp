// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>

#include <doctest/doctest.h>

#include <probata/core/inline.hpp>

namespace {

PROBATA_DETAIL_INLINE int twice(int x) { return 2 * x; }
PROBATA_DETAIL_NOINLINE int thrice(int x) { return 3 * x; }

void add(int* PROBATA_DETAIL_RESTRICT to, const int* PROBATA_DETAIL_RESTRICT from, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) to[i] += from[i];
}

constexpr int sum_of_three(const int* values) {
  int sum = 0;
  PROBATA_DETAIL_UNROLL
  for (std::size_t i = 0; i < 3; ++i) sum += values[i];
  return sum;
}

struct Value {
  int v;
  PROBATA_DETAIL_INLINE constexpr int get() const { return v; }
};
static_assert(Value{3}.get() == 3);

}  // namespace

TEST_CASE(
    "inline: the hints are accepted before functions, members and after pointers, before loops, and change no result") {
  CHECK(twice(21) == 42);
  CHECK(thrice(14) == 42);
  int a[3] = {1, 2, 3};
  const int b[3] = {10, 20, 30};
  add(a, b, 3);
  CHECK(a[2] == 33);
  CHECK(sum_of_three(a) == 66);
}
