// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <bit>
#include <compare>
#include <cstdint>
#include <limits>

/// Floating-point rounding on integers: results do not depend on compiler flags, rounding mode or processor.
namespace probata::inline v0_1::detail {

/// The number mantissa * 2^exponent. Several pairs may stand for the same number.
struct BinaryFraction {
  std::uint64_t mantissa = 0;
  int exponent = 0;
};

/// A binary floating-point format: `precision` bits, the smallest positive number being 2^min_exponent.
struct FloatFormat {
  int precision;
  int min_exponent;
};

inline constexpr FloatFormat f64_format{53, -1074};

/// a <=> b as numbers.
constexpr std::strong_ordering compare(BinaryFraction a, BinaryFraction b) noexcept {
  if (a.mantissa == 0 || b.mantissa == 0) return (a.mantissa != 0) <=> (b.mantissa != 0);
  const int shift_a = std::countl_zero(a.mantissa);
  const int shift_b = std::countl_zero(b.mantissa);
  if (a.exponent - shift_a != b.exponent - shift_b) return a.exponent - shift_a <=> b.exponent - shift_b;
  return a.mantissa << shift_a <=> b.mantissa << shift_b;
}

/// The integers on both sides of x 2^scale and whether they differ. Requires floor(x 2^scale) < 2^64.
struct IntegerPart {
  std::uint64_t floor;
  bool inexact;
  constexpr std::uint64_t ceiling() const noexcept { return floor + (inexact ? 1 : 0); }
};
constexpr IntegerPart integer_part(BinaryFraction x, int scale = 0) noexcept {
  const int shift = x.exponent + scale;
  if (shift >= 0) return {x.mantissa == 0 ? 0 : x.mantissa << shift, false};
  if (shift <= -64) return {0, x.mantissa != 0};
  const std::uint64_t floor = x.mantissa >> -shift;
  return {floor, floor << -shift != x.mantissa};
}

/// The number of `format` nearest to x; of two equally near ones the one with an even mantissa. Overflow is left to the
/// caller: numbers here are at most 2^32.
constexpr BinaryFraction round_to(BinaryFraction x, FloatFormat format) noexcept {
  const int surplus = static_cast<int>(std::bit_width(x.mantissa)) - format.precision;
  const int subnormal = format.min_exponent - x.exponent;
  const int drop = surplus > subnormal ? surplus : subnormal;
  if (x.mantissa == 0 || drop <= 0) return x;
  if (drop > 64) return {0, 0};
  const std::uint64_t kept = drop == 64 ? 0 : x.mantissa >> drop;
  const std::uint64_t dropped = x.mantissa << (64 - drop);  // as a fraction of 2^64
  constexpr std::uint64_t half = std::uint64_t{1} << 63;
  const bool up = dropped > half || (dropped == half && (kept & 1) != 0);
  return {kept + (up ? 1 : 0), x.exponent + drop};
}

/// The exact value of a finite double >= 0.
constexpr BinaryFraction exact(double value) noexcept {
  static_assert(std::numeric_limits<double>::is_iec559 && sizeof(double) == 8);
  constexpr std::uint64_t hidden_bit = std::uint64_t{1} << 52;
  const auto word = std::bit_cast<std::uint64_t>(value);
  const std::uint64_t fraction = word & (hidden_bit - 1);
  const int biased = static_cast<int>(word >> 52);
  return biased == 0 ? BinaryFraction{fraction, -1074} : BinaryFraction{fraction | hidden_bit, biased - 1075};
}

/// The least v in [0, top] with predicate(v), for a predicate that never turns back to false; top if there is none
/// below.
template <class Predicate>
constexpr std::uint64_t first_true(Predicate predicate, std::uint64_t top) {
  std::uint64_t low = 0;
  while (low < top) {
    const std::uint64_t middle = low + (top - low) / 2;
    if (predicate(middle)) {
      top = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/// The integer nearest to x n, of two equally near ones the even one, for x <= 1 with an exponent of at most -33, as
/// exact() gives, and n <= 2^32.
constexpr std::uint64_t nearest_multiple(BinaryFraction x, std::uint64_t n) noexcept {
  // x n = (high + low / 2^32) 2^-drop, low < 2^32.
  const std::uint64_t low_product = (x.mantissa & 0xFFFFFFFF) * n;
  const std::uint64_t high = (x.mantissa >> 32) * n + (low_product >> 32);
  const std::uint64_t low = low_product & 0xFFFFFFFF;
  const int drop = -32 - x.exponent;
  if (drop >= 64) return 0;  // high < 2^54
  const std::uint64_t floor = high >> drop;
  const std::uint64_t rest = high - (floor << drop);
  const std::uint64_t half = std::uint64_t{1} << (drop - 1);
  const bool up = rest > half || (rest == half && (low != 0 || floor % 2 != 0));
  return floor + (up ? 1 : 0);
}

/// digits / 10^decimals as the nearest double, for digits < 10^19 and decimals <= 19.
constexpr BinaryFraction nearest_double(std::uint64_t digits, unsigned decimals) noexcept {
  if (digits == 0) return {};
  std::uint64_t divisor = 1;
  for (unsigned i = 0; i < decimals; ++i) divisor *= 10;
  // Long division, bit by bit from the first bit of the quotient on: 64 bits of it, and whether anything is left.
  std::uint64_t remainder = digits % divisor;
  std::uint64_t quotient = digits / divisor;
  int exponent = 0;
  while (std::bit_width(quotient) < 63) {
    const bool carry = (remainder >> 63) != 0;
    remainder <<= 1;
    const bool bit = carry || remainder >= divisor;
    if (bit) remainder -= divisor;
    quotient = quotient << 1 | (bit ? 1 : 0);
    --exponent;
  }
  return round_to({quotient << 1 | (remainder != 0 ? 1 : 0), exponent - 1}, f64_format);
}

/// 1 - x for x in [0, 1]; below 2^-63 only whether anything is left counts, which every rounding to at most 53 bits
/// respects.
constexpr BinaryFraction one_minus(BinaryFraction x) noexcept {
  const IntegerPart part = integer_part(x, 62);
  const std::uint64_t floor = (std::uint64_t{1} << 62) - part.ceiling();
  return {floor << 1 | (part.inexact ? 1 : 0), -63};
}

/// The double m 2^e, for a number that is one and lies in [2^-1000, 1].
constexpr double to_double(BinaryFraction x) noexcept {
  if (x.mantissa == 0) return 0.0;
  const int shift = std::countl_zero(x.mantissa) - 11;
  const std::uint64_t mantissa = shift >= 0 ? x.mantissa << shift : x.mantissa >> -shift;
  const auto biased = static_cast<std::uint64_t>(x.exponent - shift + 1075);
  return std::bit_cast<double>(biased << 52 | (mantissa & ((std::uint64_t{1} << 52) - 1)));
}

}  // namespace probata::inline v0_1::detail
