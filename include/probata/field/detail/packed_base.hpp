// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <probata/core/inline.hpp>
#include <probata/simd/batch.hpp>
#include <probata/simd/transpose.hpp>

namespace probata::inline v0_1 {

#if PROBATA_DETAIL_HAS_XSIMD
namespace detail {

/// An instruction set with vectors.
template <class Arch>
concept VectorArch = simd::ArchTag<Arch> && (Arch::width_bytes > 0);

/// What the vector forms of the small fields share: they hold a batch of the words of F, and memory holds exactly
/// those words, so that a row of F is loaded as it lies.
template <class P, class F, class Arch>
class PackedBase {
 public:
  using Scalar = F;
  using Word = typename F::Canonical;
  using Batch = simd::Batch<Word, Arch>;
  static constexpr std::size_t lanes = Batch::lanes;
  static_assert(sizeof(F) == sizeof(Word));

  PROBATA_DETAIL_INLINE static P load(const F* from) {
    return P::from_batch(Batch::load(reinterpret_cast<const Word*>(from)));
  }
  PROBATA_DETAIL_INLINE void store(F* to) const { self().batch().store(reinterpret_cast<Word*>(to)); }
  /// `store` past the caches; `to` must be aligned to the vector; see simd::stream.
  PROBATA_DETAIL_INLINE void stream(F* to) const { simd::stream(self().batch(), reinterpret_cast<Word*>(to)); }
  PROBATA_DETAIL_INLINE static P broadcast(F x) { return P::from_batch(Batch(x.word())); }
  PROBATA_DETAIL_INLINE static P zero() { return broadcast(F::zero()); }
  PROBATA_DETAIL_INLINE static P one() { return broadcast(F::one()); }

  PROBATA_DETAIL_INLINE friend P& operator+=(P& a, P b) { return a = a + b; }
  PROBATA_DETAIL_INLINE friend P& operator-=(P& a, P b) { return a = a - b; }
  PROBATA_DETAIL_INLINE friend P& operator*=(P& a, P b) { return a = a * b; }
  PROBATA_DETAIL_INLINE P square() const { return self() * self(); }
  PROBATA_DETAIL_INLINE P doubled() const { return self() + self(); }
  PROBATA_DETAIL_INLINE P operator-() const { return P::zero() - self(); }

  /// Equality of all lanes; for tests, not for kernels.
  friend bool operator==(const P& a, const P& b) {
    std::array<F, lanes> x;
    std::array<F, lanes> y;
    a.store(x.data());
    b.store(y.data());
    return x == y;
  }

  /// Transposes the square of lanes in place: lane j of rows[i] and lane i of rows[j] change places.
  PROBATA_DETAIL_INLINE static void transpose(std::array<P, lanes>& rows) {
    std::array<Batch, lanes> batches;
    for (std::size_t i = 0; i < lanes; ++i) batches[i] = rows[i].batch();
    simd::transpose(batches);
    for (std::size_t i = 0; i < lanes; ++i) rows[i] = P::from_batch(batches[i]);
  }

 private:
  PROBATA_DETAIL_INLINE const P& self() const { return static_cast<const P&>(*this); }
};

}  // namespace detail
#endif

}  // namespace probata::inline v0_1
