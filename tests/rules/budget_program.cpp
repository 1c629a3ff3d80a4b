// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a user's first file looks like: the umbrella and some field arithmetic. compile_rules.py measures its
// compilation.
#include <probata/probata.hpp>

int main() {
  using probata::KoalaBear;
  KoalaBear sum = KoalaBear::zero();
  for (std::uint64_t i = 1; i <= 100; ++i) sum += KoalaBear::from_u64(i).inverse();
  return static_cast<int>((sum * sum.inverse()).value()) - 1;
}
