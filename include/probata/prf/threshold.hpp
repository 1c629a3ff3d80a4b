// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <probata/core/usage_error.hpp>
#include <probata/prf/detail/binary_fraction.hpp>

/// From a framework's floating-point rule to one integer.
///
/// Every rule compares a rounded function of a random integer v with a rounded probability, and is monotone in v. So
/// there is an integer T such that the rule is v < T, or v >= T. It is found exactly: the rounding of each format is
/// carried out on integers. Rounding p 2^32 instead would be wrong for every rule in single precision.
namespace probata::inline v0_1 {

/// The format in which a framework holds a probability.
enum class FloatType : std::uint8_t { f64, f32, bf16, f16 };

namespace detail {

constexpr FloatFormat format_of(FloatType type) noexcept {
  switch (type) {
    case FloatType::f64:
      return f64_format;
    case FloatType::f32:
      return {24, -149};
    case FloatType::bf16:
      return {8, -133};
    case FloatType::f16:
      break;
  }
  return {11, -24};
}

inline constexpr FloatFormat f32_format = format_of(FloatType::f32);

/// The float nearest to 4.6566127342e-10, just below 2^-31.
inline constexpr BinaryFraction triton_scale{0xFFFFFF, -55};

}  // namespace detail

/// A keep or drop probability in [0, 1] as a user writes it: a double, or the double nearest to a decimal.
class Probability {
 public:
  /// @throws UsageError if `value` is not in [0, 1].
  constexpr Probability(double value) : value_(value) {  // NOLINT: users pass plain numbers
    if (!(value >= 0.0 && value <= 1.0)) throw_usage("Probability", "value", value, "in [0, 1]");
    value_ = value == 0.0 ? 0.0 : value;  // one zero
  }

  /// The double nearest to digits such as "0.1" or "1", as every framework's language reads them; exact arithmetic.
  /// @throws UsageError if `text` is not of the form digits, or digits.digits with at most 19 digits, or exceeds 1.
  static constexpr Probability from_decimal(std::string_view text);

  constexpr double value() const noexcept { return value_; }

  /// The probability as a number of `type`. bf16 is rounded by way of f32, as the frameworks do.
  constexpr detail::BinaryFraction rounded(FloatType type) const noexcept {
    const detail::BinaryFraction x = detail::exact(value_);
    if (type != FloatType::bf16) return detail::round_to(x, detail::format_of(type));
    return detail::round_to(detail::round_to(x, detail::f32_format), detail::format_of(type));
  }

  /// 1 - p as `type` computes it: p is rounded to the type, then the difference.
  constexpr Probability complement(FloatType type = FloatType::f64) const;

  friend constexpr bool operator==(Probability a, Probability b) noexcept { return a.value_ == b.value_; }

 private:
  double value_;
};

/// ceil(round(p) 2^bits): the least v for which v / 2^bits < round(p) fails. JAX, NumPy, TensorFlow, torch.func and
/// PyTorch's Mersenne twister draw v uniformly from [0, 2^bits). Requires bits <= 63.
constexpr std::uint64_t uniform_threshold(Probability p, FloatType type, unsigned bits) noexcept {
  return detail::integer_part(p.rounded(type), static_cast<int>(bits)).ceiling();
}

/// The least v in [0, 2^31] whose uniform f32(f32(v) * f32(4.6566127342e-10)) exceeds f32(rate): Triton's tl.rand and
/// Inductor's C++ kernels.
constexpr std::uint64_t triton_threshold(Probability rate) noexcept {
  const detail::BinaryFraction bound = rate.rounded(FloatType::f32);
  return detail::first_true(
      [bound](std::uint64_t v) {
        const detail::BinaryFraction x = detail::round_to({v, 0}, detail::f32_format);
        const detail::BinaryFraction product{x.mantissa * detail::triton_scale.mantissa,
                                             x.exponent + detail::triton_scale.exponent};
        return detail::compare(detail::round_to(product, detail::f32_format), bound) > 0;
      },
      std::uint64_t{1} << 31);
}

/// The least w in [0, 2^32] whose uniform f32(f32(w) 2^-32 + 2^-33) is not below f32(keep): cuRAND. The product is
/// exact, so that a fused multiplication and addition gives the same.
constexpr std::uint64_t curand_threshold(Probability keep) noexcept {
  const detail::BinaryFraction bound = keep.rounded(FloatType::f32);
  return detail::first_true(
      [bound](std::uint64_t w) {
        const std::uint64_t x = detail::integer_part(detail::round_to({w, 0}, detail::f32_format)).floor;
        return detail::compare(detail::round_to({2 * x + 1, -33}, detail::f32_format), bound) >= 0;
      },
      std::uint64_t{1} << 32);
}

/// The least v in [0, 2^31] whose uniform f32(v) 2^-31 is not below f32(keep): MKL's Bernoulli generator.
constexpr std::uint64_t mkl_threshold(Probability keep) noexcept {
  const detail::BinaryFraction bound = keep.rounded(FloatType::f32);
  return detail::first_true(
      [bound](std::uint64_t v) {
        const detail::BinaryFraction x = detail::round_to({v, 0}, detail::f32_format);
        return detail::compare({x.mantissa, x.exponent - 31}, bound) >= 0;
      },
      std::uint64_t{1} << 31);
}

/// floor(255 f32(keep)) + 1: FlashAttention keeps a byte up to floor(255 keep).
constexpr std::uint64_t flash_attention_threshold(Probability keep) noexcept {
  const detail::BinaryFraction x = keep.rounded(FloatType::f32);
  return detail::integer_part({x.mantissa * 255, x.exponent}).floor + 1;
}

/// The integer nearest to keep * values, of two equally near ones the even one: for rules that are no framework's.
/// Requires values <= 2^32.
constexpr std::uint64_t rounded_threshold(Probability keep, std::uint64_t values) noexcept {
  return detail::nearest_multiple(detail::exact(keep.value()), values);
}

constexpr Probability Probability::complement(FloatType type) const {
  const detail::BinaryFraction difference = detail::one_minus(rounded(type));
  return Probability(detail::to_double(detail::round_to(difference, detail::format_of(type))));
}

constexpr Probability Probability::from_decimal(std::string_view text) {
  constexpr std::size_t max_digits = 19;
  std::uint64_t digits = 0;
  std::size_t count = 0;
  unsigned decimals = 0;
  bool after_point = false;
  bool valid = true;
  for (const char character : text) {
    if (character == '.' && !after_point && count != 0) {
      after_point = true;
    } else if (character >= '0' && character <= '9' && count < max_digits) {
      digits = digits * 10 + static_cast<std::uint64_t>(character - '0');
      ++count;
      if (after_point) ++decimals;
    } else {
      valid = false;
    }
  }
  if (count == 0 || (after_point && decimals == 0)) valid = false;
  std::uint64_t one = 1;
  for (unsigned i = 0; i < decimals; ++i) one *= 10;
  if (!valid || digits > one) {
    throw_usage("Probability::from_decimal", "text", text, "a decimal in [0, 1] of at most 19 digits, such as 0.125");
  }
  return Probability(detail::to_double(detail::nearest_double(digits, decimals)));
}

}  // namespace probata::inline v0_1
