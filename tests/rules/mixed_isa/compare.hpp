// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>

#include <probata/simd/dispatch.hpp>

namespace probata::testing {

/// Checksum of integers that depends on their order.
inline std::uint64_t checksum_step(std::uint64_t sum, std::uint64_t value) {
  return (sum ^ value) * 0x9e3779b97f4a7c15 + 1;
}

/// Runs `kernel(Arch{})`, which returns one checksum for each name, for every instruction set of the list that the
/// processor has, and prints them.
/// @return  0 if all agree, 1 if not, 77 (skipped) if there are fewer than two to compare.
template <class List, std::size_t N, class Kernel>
int compare_isas(const std::array<const char*, N>& names, Kernel&& kernel) {
  std::array<std::uint64_t, N> expected{};
  int num_isas = 0;
  int num_differences = 0;
  simd::for_each_supported(List{}, [&](auto arch) {
    const std::array<std::uint64_t, N> checksums = kernel(arch);
    if (num_isas++ == 0) expected = checksums;
    for (std::size_t i = 0; i < N; ++i) {
      const bool same = checksums[i] == expected[i];
      num_differences += same ? 0 : 1;
      std::printf("%-8s %-28s %016llx%s\n", arch.name, names[i], static_cast<unsigned long long>(checksums[i]),
                  same ? "" : "  DIFFERS");
    }
  });
  if (num_isas < 2) {
    std::printf("skipped: this processor has one instruction set of those compiled\n");
    return 77;
  }
  return num_differences == 0 ? 0 : 1;
}

}  // namespace probata::testing
