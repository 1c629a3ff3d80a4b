// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include <probata/core/bits.hpp>
#include <probata/core/inline.hpp>
#include <probata/field/packed.hpp>

/// Twiddle factors in heap order.
///
/// Notation: w_m = two_adic_generator(m) of order 2^m; rev_s(t) = t with its s low bits reversed. A polynomial of
/// degree < 2^k is reduced modulo X^(2^k) - x^(2^k) = (X^(h) - x^h)(X^h + x^h), h = 2^(k-1), and so on down a binary
/// tree; node t of layer s stands for X^(2^(k-s)) - (x w_k^(rev_s(t)))^(2^(k-s)). Splitting that node needs one factor,
///   factor(s, t) = x^(2^(k-1-s)) * root(s, t),   root(s, t) = w_(s+1)^(rev_s(t)),
/// kept at index 2^s + t. So all butterflies of one node share one factor, whatever the columns are, the tree below a
/// node has the same shape as the whole tree with another x, and a coset costs nothing but another x.
namespace probata::inline v0_1::detail {

/// Part of a table of multipliers; index as above.
template <class P>
struct TwiddleView {
  const typename P::MultiplierWord* words;
  std::size_t stride;
  PROBATA_DETAIL_INLINE typename P::Multiplier operator[](std::size_t i) const {
    return P::load_multiplier(words, stride, i);
  }
  /// The factor at i and its cube, where P has pair products.
  PROBATA_DETAIL_INLINE auto pair(std::size_t i) const { return P::load_pair(words, stride, i); }
};

/// Room for the factors of a tree with up to 2^log_capacity leaves, on the stack of a kernel.
template <class P, std::size_t log_capacity>
struct TwiddleBuffer {
  static constexpr std::size_t capacity = std::size_t{1} << log_capacity;
  // At least one vector, so that the first layers can be written whole.
  static constexpr std::size_t stride = capacity < P::lanes ? P::lanes : capacity;
  alignas(64) typename P::MultiplierWord words[P::multiplier_parts * stride];
  PROBATA_DETAIL_INLINE TwiddleView<P> view() const { return {words, stride}; }
};

/// Roots of unity of one direction (forward: w_m; inverse: w_m^-1), tables for trees of up to 2^log_size leaves.
template <class F, class Arch>
class Roots {
 public:
  using P = Packed<F, Arch>;

  Roots() = default;
  Roots(std::size_t log_size, bool inverse) {
    for (std::size_t m = 0; m <= F::two_adicity; ++m) {
      generators_.push_back(F::two_adic_generator(m));
      if (inverse) generators_.back() = generators_.back().inverse();
    }
    const std::size_t size = std::size_t{1} << log_size;
    heap_.assign(size < P::lanes ? P::lanes : size, F::one());
    // root(s, 2t) = root(s-1, t)^(1/2 of exponent scale): exponents rev_s(2t) = rev_(s-1)(t) on a root of twice the
    // order, so root(s, t) = root over the bits of t: bit i of t contributes w_(s+1)^(2^(s-1-i)) = w_(i+2).
    for (std::size_t s = 1; s < log_size; ++s) {
      const std::size_t half = std::size_t{1} << (s - 1);
      F* layer = heap_.data() + 2 * half;
      for (std::size_t t = 0; t < half; ++t) {
        layer[t] = heap_[half + t];
        layer[half + t] = heap_[half + t] * generators_[s + 1];
      }
    }
    for (const F& root : heap_) cubes_.push_back(root.square() * root);
    unit_words_.resize(P::multiplier_parts * heap_.size());
    for (std::size_t i = 0; i < heap_.size(); i += P::lanes) {
      P::store_multipliers(unit_words_.data(), heap_.size(), i, P::load(heap_.data() + i), P::load(cubes_.data() + i));
    }
  }

  /// w_m or its inverse.
  F generator(std::size_t m) const { return generators_[m]; }
  /// The factors of the tree with x = 1, ready to use.
  TwiddleView<P> unit() const { return {unit_words_.data(), heap_.size()}; }

  /// w_log_order^(rev_bits(t)), t < 2^bits, bits <= log_order. @cost one multiplication per set bit of t
  F power_of_reversed(std::size_t log_order, std::size_t bits, std::size_t t) const {
    F result = F::one();
    // Bit i of t has weight 2^(bits-1-i) in the exponent, and w_m^(2^j) = w_(m-j).
    for (std::size_t i = 0; i < bits; ++i) {
      if (((t >> i) & 1) != 0) result = result * generators_[log_order - (bits - 1 - i)];
    }
    return result;
  }

  /// Fills the factors of a tree with 2^log_leaves leaves and the given x (for inverse roots: the inverse of x).
  /// @cost 2^log_leaves products in vectors, log_leaves squarings
  template <std::size_t log_capacity>
  void fill(TwiddleBuffer<P, log_capacity>& out, std::size_t log_leaves, F x) const {
    std::array<F, 64> base;  // base[s] = x^(2^(log_leaves-1-s))
    for (std::size_t s = log_leaves; s-- > 0;) {
      base[s] = x;
      x = x.square();
    }
    // The first vector mixes several layers; from then on a layer fills whole vectors.
    std::array<F, P::lanes> mixed;
    mixed[0] = F::one();
    std::size_t s = 0;
    for (; (std::size_t{2} << s) <= P::lanes; ++s) {
      for (std::size_t t = std::size_t{1} << s; t < (std::size_t{2} << s); ++t) {
        mixed[t] = s < log_leaves ? base[s] : F::one();
      }
    }
    if constexpr (P::lanes > 1) {
      const P factors = P::load(mixed.data());
      P::store_multipliers(out.words, out.stride, 0, factors * P::load(heap_.data()),
                           factors.square() * factors * P::load(cubes_.data()));
    }
    if constexpr ((std::size_t{1} << log_capacity) > P::lanes) {
      for (; s < log_leaves; ++s) {
        const typename P::Multiplier factor(base[s]);
        const typename P::Multiplier cube(base[s].square() * base[s]);
        for (std::size_t i = std::size_t{1} << s; i < (std::size_t{2} << s); i += P::lanes) {
          P second = P::zero();
          if constexpr (P::has_pair_products) second = P::multiply(P::load(cubes_.data() + i), cube);
          P::store_multipliers(out.words, out.stride, i, P::multiply(P::load(heap_.data() + i), factor), second);
        }
      }
    }
  }

 private:
  std::vector<F> generators_;
  std::vector<F> heap_;
  std::vector<F> cubes_;  ///< of the heap's roots
  std::vector<typename P::MultiplierWord> unit_words_;
};

}  // namespace probata::inline v0_1::detail
