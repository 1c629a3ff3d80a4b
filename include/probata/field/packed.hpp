// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>

#include <probata/core/inline.hpp>
#include <probata/field/concepts.hpp>
#include <probata/simd/arch.hpp>

namespace probata::inline v0_1 {

/// `lanes` elements of F in one vector of the instruction set Arch.
///
/// This primary template has one lane and serves every field without a vector form (and every field under
/// simd::Scalar); vector forms: packed_montgomery31.hpp, packed_mersenne31.hpp, packed_goldilocks.hpp.
template <class F, simd::ArchTag Arch = simd::DefaultArch>
class Packed {
 public:
  using Scalar = F;
  static constexpr std::size_t lanes = 1;

  /// A factor for many products; see the concept PackedOf.
  struct Multiplier {
    F factor;
    Multiplier() = default;
    PROBATA_DETAIL_INLINE constexpr explicit Multiplier(F w) : factor(w) {}
  };

  /// Whether sums of two products with prepared factors have a form of their own.
  static constexpr bool has_pair_products = false;

  /// Tables of multipliers: `multiplier_parts` arrays of words, part k of multiplier i at table[k * stride + i].
  using MultiplierWord = F;
  static constexpr std::size_t multiplier_parts = 1;
  PROBATA_DETAIL_INLINE static Multiplier load_multiplier(const F* table, std::size_t, std::size_t i) {
    return Multiplier(table[i]);
  }
  /// Multipliers i .. i + lanes - 1 become the lanes of `factors`; second factors have no use here.
  PROBATA_DETAIL_INLINE static void store_multipliers(F* table, std::size_t, std::size_t i, Packed factors, Packed) {
    factors.store(table + i);
  }

  constexpr Packed() = default;
  PROBATA_DETAIL_INLINE static constexpr Packed broadcast(F x) { return Packed(x); }
  PROBATA_DETAIL_INLINE static constexpr Packed load(const F* from) { return Packed(*from); }
  PROBATA_DETAIL_INLINE constexpr void store(F* to) const { *to = x_; }
  PROBATA_DETAIL_INLINE constexpr void stream(F* to) const { *to = x_; }

  static constexpr Packed zero() { return Packed(F::zero()); }
  static constexpr Packed one() { return Packed(F::one()); }

  PROBATA_DETAIL_INLINE friend constexpr Packed operator+(Packed a, Packed b) { return Packed(a.x_ + b.x_); }
  PROBATA_DETAIL_INLINE friend constexpr Packed operator-(Packed a, Packed b) { return Packed(a.x_ - b.x_); }
  PROBATA_DETAIL_INLINE friend constexpr Packed operator*(Packed a, Packed b) { return Packed(a.x_ * b.x_); }
  PROBATA_DETAIL_INLINE constexpr Packed operator-() const { return Packed(-x_); }
  friend constexpr Packed& operator+=(Packed& a, Packed b) { return a = a + b; }
  friend constexpr Packed& operator-=(Packed& a, Packed b) { return a = a - b; }
  friend constexpr Packed& operator*=(Packed& a, Packed b) { return a = a * b; }
  friend constexpr bool operator==(const Packed&, const Packed&) = default;
  PROBATA_DETAIL_INLINE constexpr Packed square() const { return Packed(x_.square()); }
  PROBATA_DETAIL_INLINE constexpr Packed doubled() const { return Packed(x_.doubled()); }
  PROBATA_DETAIL_INLINE constexpr Packed halved() const { return Packed(x_.halved()); }

  PROBATA_DETAIL_INLINE static constexpr Packed multiply(Packed a, Multiplier w) { return Packed(a.x_ * w.factor); }
  PROBATA_DETAIL_INLINE static constexpr Packed subtract_multiply(Packed a, Packed b, Multiplier w) {
    return Packed((a.x_ - b.x_) * w.factor);
  }

  template <std::size_t N>
  PROBATA_DETAIL_INLINE static constexpr Packed dot_product(const std::array<Packed, N>& a,
                                                            const std::array<Packed, N>& b) {
    F sum = F::zero();
    for (std::size_t i = 0; i < N; ++i) sum = sum + a[i].x_ * b[i].x_;
    return Packed(sum);
  }

  /// Transposes the square of lanes in place: nothing to do for one lane.
  PROBATA_DETAIL_INLINE static constexpr void transpose(std::array<Packed, 1>&) {}

 private:
  PROBATA_DETAIL_INLINE constexpr explicit Packed(F x) : x_(x) {}
  F x_{};
};

}  // namespace probata::inline v0_1

#if PROBATA_DETAIL_HAS_XSIMD
#include <probata/field/packed_goldilocks.hpp>    // IWYU pragma: export
#include <probata/field/packed_mersenne31.hpp>    // IWYU pragma: export
#include <probata/field/packed_montgomery31.hpp>  // IWYU pragma: export
#endif
