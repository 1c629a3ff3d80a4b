// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>

#include <boost/multiprecision/cpp_int.hpp>

#include <probata/core/assert.hpp>
#include <probata/core/inline.hpp>
#include <probata/field/concepts.hpp>

namespace probata::inline v0_1 {

/// Integers modulo 2^256, held in place: no allocation, no overflow checks.
using Uint256 = boost::multiprecision::uint256_t;

/// What defines a BigPrimeField: its prime, a generator of its multiplicative group, its name.
template <class Params>
concept BigPrimeParams = requires {
  { Params::modulus } -> std::convertible_to<Uint256>;
  { Params::generator } -> std::convertible_to<std::uint64_t>;
  { Params::name } -> std::convertible_to<const char*>;
};

/// Z/pZ for a prime 2 < p < 2^256, written for obviousness: every operation is Boost's integer operation followed by
/// a reduction. It has the interface of the small fields, so it serves as their oracle and runs in the same templates.
///
/// Invariant: 0 <= value() < p. The representative is kept in four words, not in a Boost integer, because the library
/// moves field elements as bytes.
///
/// @cost  On a 3 GHz core: addition about 15 ns, product 100 to 200 ns, inverse a few microseconds per ten bits of p.
///        Not constant time.
template <BigPrimeParams Params>
class BigPrimeField {
 public:
  using Canonical = Uint256;

  static constexpr Uint256 modulus = Params::modulus;
  static constexpr const char* name = Params::name;

  /// Largest T with 2^T | p - 1.
  static constexpr std::size_t two_adicity = boost::multiprecision::lsb(Uint256(Params::modulus - 1U));

  constexpr BigPrimeField() = default;

  /// v mod p.
  static constexpr BigPrimeField from_u64(std::uint64_t v) { return from_integer(Uint256(v)); }

  /// v mod p for any 256-bit v.
  static constexpr BigPrimeField from_integer(const Uint256& v) { return BigPrimeField(v % Uint256(modulus)); }

  /// The element with representative v. Requires v < p.
  static constexpr BigPrimeField from_canonical(const Uint256& v) {
    PROBATA_ASSERT(v < modulus, "a canonical representative is below the modulus");
    return BigPrimeField(v);
  }

  /// The representative in [0, p).
  constexpr Uint256 value() const {
    Uint256 v = words_[3];
    for (std::size_t i = 3; i-- > 0;) v = (v << 64U) | words_[i];
    return v;
  }

  static constexpr BigPrimeField zero() { return BigPrimeField(); }
  static constexpr BigPrimeField one() { return BigPrimeField(Uint256(1U)); }
  static constexpr BigPrimeField generator() { return from_u64(Params::generator); }

  /// omega_m = g^((p - 1) / 2^m), of order 2^m. Requires log_order <= two_adicity.
  static constexpr BigPrimeField two_adic_generator(std::size_t log_order) {
    PROBATA_ASSERT(log_order <= two_adicity, "the order of a root of unity is at most 2^two_adicity");
    return generator().pow(Uint256((modulus - 1U) >> static_cast<unsigned>(log_order)));
  }

  // These three are kept out of line: Boost's bodies are large, and templates written for small fields unroll.
  // a + b may pass 2^256, p - b never does.
  PROBATA_DETAIL_NOINLINE constexpr BigPrimeField& operator+=(const BigPrimeField& other) {
    const Uint256 a = value();
    const Uint256 b = other.value();
    const Uint256 gap = modulus - b;
    return *this = BigPrimeField(a >= gap ? Uint256(a - gap) : Uint256(a + b));
  }

  PROBATA_DETAIL_NOINLINE constexpr BigPrimeField& operator-=(const BigPrimeField& other) {
    const Uint256 a = value();
    const Uint256 b = other.value();
    return *this = BigPrimeField(a >= b ? Uint256(a - b) : Uint256(a + (modulus - b)));
  }

  PROBATA_DETAIL_NOINLINE constexpr BigPrimeField& operator*=(const BigPrimeField& other) {
    using Uint512 = boost::multiprecision::uint512_t;
    const Uint512 product = Uint512(value()) * Uint512(other.value());
    return *this = BigPrimeField(static_cast<Uint256>(product % Uint512(modulus)));
  }

  friend constexpr BigPrimeField operator+(BigPrimeField a, const BigPrimeField& b) { return a += b; }
  friend constexpr BigPrimeField operator-(BigPrimeField a, const BigPrimeField& b) { return a -= b; }
  friend constexpr BigPrimeField operator*(BigPrimeField a, const BigPrimeField& b) { return a *= b; }
  constexpr BigPrimeField operator-() const { return zero() - *this; }

  friend constexpr bool operator==(const BigPrimeField& a, const BigPrimeField& b) { return a.words_ == b.words_; }

  constexpr BigPrimeField square() const { return *this * *this; }
  constexpr BigPrimeField doubled() const { return *this + *this; }

  /// The x with x + x = *this. For an odd representative v it is (v + p) / 2 = floor(v / 2) + (p + 1) / 2.
  constexpr BigPrimeField halved() const {
    Uint256 half = value() >> 1U;
    if ((words_[0] & 1) != 0) half += (modulus >> 1U) + 1U;
    return BigPrimeField(half);
  }

  /// (*this)^exponent, with 0^0 = 1.
  constexpr BigPrimeField pow(const Uint256& exponent) const {
    BigPrimeField result = one();
    if (exponent == 0U) return result;
    for (unsigned bit = boost::multiprecision::msb(exponent) + 1U; bit-- > 0U;) {
      result = result.square();
      if (boost::multiprecision::bit_test(exponent, bit)) result *= *this;
    }
    return result;
  }
  constexpr BigPrimeField pow(std::uint64_t exponent) const { return pow(Uint256(exponent)); }

  /// The x with x * *this = 1, by Fermat: (*this)^(p - 2). The inverse of zero is zero.
  constexpr BigPrimeField inverse() const { return pow(Uint256(modulus - 2U)); }

 private:
  explicit constexpr BigPrimeField(const Uint256& v) {
    Uint256 rest = v;
    for (std::uint64_t& word : words_) {
      word = static_cast<std::uint64_t>(rest & ~std::uint64_t{0});
      rest >>= 64U;
    }
  }

  std::array<std::uint64_t, 4> words_{};  ///< least significant first
};

}  // namespace probata::inline v0_1
