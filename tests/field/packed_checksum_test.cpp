// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One computation with packed fields has the same checksum in the programs of all instruction sets.
#include <array>
#include <cstddef>
#include <cstdint>

#include <doctest/doctest.h>

#include <probata/field/packed.hpp>

#include "support/fields.hpp"
#include "support/random.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

/// A fixed pseudo-random computation on eight registers of 96 elements. Each step works on whole registers, so that the
/// result does not depend on how many elements a vector holds; every result enters the checksum.
template <class P>
class Program {
 public:
  using F = typename P::Scalar;

  Program() : rng_(20240229) {
    for (Register& x : register_) refresh(x);
  }

  std::uint64_t run(int steps) {
    for (int i = 0; i < steps; ++i) {
      if (i % 8 == 0) refresh(register_[rng_.below(8)]);
      step();
    }
    return checksum_;
  }

 private:
  static constexpr std::size_t size = 96;
  static_assert(size % P::lanes == 0);
  using Register = std::array<F, size>;

  void refresh(Register& x) {
    for (F& element : x) element = F::from_u64(rng_.u64());
    for (std::size_t i = 0; i < 5; ++i) x[rng_.below(size)] = -F::from_u64(i);
  }

  void step() {
    const std::uint64_t operation = rng_.below(10);
    const Register& x = register_[rng_.below(8)];
    const Register& y = register_[rng_.below(8)];
    const Register& z = register_[rng_.below(8)];
    const F scalar = F::from_u64(rng_.u64());
    const typename P::Multiplier factor(scalar);
    Register result;
    for (std::size_t i = 0; i < size; i += P::lanes) {
      const P a = P::load(x.data() + i);
      const P b = P::load(y.data() + i);
      const P c = P::load(z.data() + i);
      apply(operation, a, b, c, factor, scalar).store(result.data() + i);
    }
    register_[rng_.below(8)] = result;
    for (const F& element : result) hash(element.value());
  }

  /// FNV-1a over eight bytes, least significant first.
  void hash(std::uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8) checksum_ = (checksum_ ^ ((value >> shift) & 0xFF)) * 0x100000001B3;
  }

  static P apply(std::uint64_t operation, P a, P b, P c, typename P::Multiplier factor, F scalar) {
    switch (operation) {
      case 0: return a + b;
      case 1: return a - b;
      case 2: return a * b;
      case 3: return -a;
      case 4: return a.square() + P::broadcast(scalar);
      case 5: return a.doubled() - P::one();
      case 6: return a.halved();
      case 7: return P::multiply(a, factor);
      case 8: return P::subtract_multiply(a, b, factor);
      default: return P::template dot_product<5>({a, b, c, a, P::broadcast(scalar)}, {b, c, a, a, c});
    }
  }

  Rng rng_;
  std::array<Register, 8> register_;
  std::uint64_t checksum_ = 0xCBF29CE484222325;
};

/// What the one-lane form of the scalar build computes; every instruction set must arrive at the same numbers.
template <class F>
constexpr std::uint64_t checksum = 0;
template <>
constexpr std::uint64_t checksum<KoalaBear> = 0xBB26D5151506DA1A;
template <>
constexpr std::uint64_t checksum<BabyBear> = 0x85FD0F2AC0927D0A;
template <>
constexpr std::uint64_t checksum<Mersenne31> = 0x85ED711B0CDA9BD6;
template <>
constexpr std::uint64_t checksum<Goldilocks> = 0xEF2F064C353432B2;

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("packed: one computation has the same checksum under every instruction set", F, checksum_cases) {
  CHECK(Program<Packed<F>>().run(3000) == checksum<F>);
  CHECK(Program<Packed<F, simd::Scalar>>().run(3000) == checksum<F>);
}
TEST_CASE_TEMPLATE_APPLY(checksum_cases, SmallFields);
