// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>

#include <doctest/doctest.h>

#include <probata/core/assert.hpp>
#include <probata/field/concepts.hpp>
#include <probata/field/detail/prime_field_operations.hpp>
#include <probata/field/extension.hpp>
#include <probata/field/extension_fields.hpp>

/// A field small enough to try everything in it.
namespace probata::testing {

/// The integers modulo 97; 97 - 1 = 2^5 * 3.
class TinyField : public detail::PrimeFieldOperations<TinyField> {
 public:
  using Canonical = std::uint32_t;
  static constexpr std::uint32_t modulus = 97;
  static constexpr const char* name = "tiny_97";
  static constexpr std::size_t two_adicity = 5;

  constexpr TinyField() = default;
  static constexpr TinyField from_u64(std::uint64_t v) { return TinyField(static_cast<std::uint32_t>(v % modulus)); }
  static constexpr TinyField from_canonical(std::uint32_t v) {
    PROBATA_ASSERT(v < modulus, "a canonical representative is below the modulus");
    return TinyField(v);
  }
  constexpr std::uint32_t value() const { return value_; }

  static constexpr TinyField zero() { return {}; }
  static constexpr TinyField one() { return TinyField(1); }
  static constexpr TinyField generator() { return TinyField(5); }

  friend constexpr TinyField operator+(TinyField a, TinyField b) { return TinyField((a.value_ + b.value_) % modulus); }
  friend constexpr TinyField operator-(TinyField a, TinyField b) {
    return TinyField((a.value_ + modulus - b.value_) % modulus);
  }
  friend constexpr TinyField operator*(TinyField a, TinyField b) { return TinyField(a.value_ * b.value_ % modulus); }
  constexpr TinyField operator-() const { return TinyField((modulus - value_) % modulus); }
  constexpr TinyField halved() const { return *this * TinyField((modulus + 1) / 2); }
  friend constexpr bool operator==(TinyField a, TinyField b) { return a.value_ == b.value_; }

 private:
  explicit constexpr TinyField(std::uint32_t value) : value_(value) {}
  std::uint32_t value_ = 0;
};

/// 97^2 elements: X^2 - 5 has no root because a generator is not a square.
using TinyField2 = Extension<TinyField, PowerOfX<5, 0>>;

static_assert(PrimeField<TinyField> && TwoAdicField<TinyField> && ExtensionFieldOf<TinyField2, TinyField>);

}  // namespace probata::testing

TYPE_TO_STRING_AS("TinyField", probata::testing::TinyField);
TYPE_TO_STRING_AS("TinyField2", probata::testing::TinyField2);
