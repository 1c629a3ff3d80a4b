// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>
#include <probata/core/assert.hpp>

namespace probata::inline v0_1::detail {

/// What every small prime field derives from its four operations; a base class by static polymorphism.
///
/// `F` provides modulus, zero, one, +, -, *, unary -, halved, generator and (for roots of unity) two_adicity.
template <class F>
class PrimeFieldOperations {
 public:
  friend constexpr F& operator+=(F& a, F b) { return a = a + b; }
  friend constexpr F& operator-=(F& a, F b) { return a = a - b; }
  friend constexpr F& operator*=(F& a, F b) { return a = a * b; }

  constexpr F square() const { return self() * self(); }
  constexpr F doubled() const { return self() + self(); }

  /// x^n by binary powering; x^0 is one. @cost at most 2 floor(log2(n)) + 2 multiplications
  constexpr F pow(std::uint64_t n) const {
    F result = F::one();
    for (F base = self(); n != 0; n >>= 1) {
      if ((n & 1) != 0) result *= base;
      base = base.square();
    }
    return result;
  }

  /// x^-1 = x^(p-2) by Fermat; zero for x = 0.
  /// @cost up to 2 log2(p) multiplications (the primes here have few zero bits); many at once: batch_inverse
  constexpr F inverse() const { return pow(std::uint64_t{F::modulus} - 2); }

  /// The element g^((p-1) / 2^log_order) of order 2^log_order, g = generator(). Requires log_order <= two_adicity.
  static constexpr F two_adic_generator(std::size_t log_order) {
    PROBATA_ASSERT(log_order <= F::two_adicity, "the order of a root of unity is at most 2^two_adicity");
    return F::generator().pow(std::uint64_t{F::modulus - 1} >> log_order);
  }

 private:
  constexpr const F& self() const { return static_cast<const F&>(*this); }
};

}  // namespace probata::inline v0_1::detail
