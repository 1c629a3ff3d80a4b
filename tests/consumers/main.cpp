// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The program of every consumer: includes the umbrella, computes with a field, and says what it was compiled for.
#include <cstdint>
#include <cstdio>

#include <probata/probata.hpp>

int main() {
  using probata::KoalaBear;
  const KoalaBear third = KoalaBear::from_u64(3).inverse();
  const std::uint64_t one = (third + third + third).value();
  std::printf("probata %s, %s, 3 * (1/3) = %llu\n", probata::version_string.data(), probata::simd::DefaultArch::name,
              static_cast<unsigned long long>(one));
  return one == 1 ? 0 : 1;
}
