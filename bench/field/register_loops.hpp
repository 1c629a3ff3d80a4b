// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <utility>

#include <probata/core/inline.hpp>
#include <probata/simd/batch.hpp>

/// Loops that show the throughput of one operation: several independent values, all in registers.
///
/// T is a prime field, a packed one, or an extension of either. Everything is inlined into the caller, so a kernel
/// compiled for an instruction set contains no function that another translation unit could share.
namespace probata::bench {

/// Elements of the prime field that a loop starts from; so many are enough for every loop below.
inline constexpr std::size_t num_samples = 1024;

/// A value made of the next samples: one for each coefficient and lane.
template <class T, class F>
PROBATA_DETAIL_INLINE T take(const F*& samples) {
  if constexpr (requires(T x) { x.lower(); }) {
    T x;
    for (std::size_t i = 0; i < T::degree; ++i) x[i] = take<typename T::Coefficient>(samples);
    return x;
  } else if constexpr (requires { T::lanes; }) {
    samples += T::lanes;
    return T::load(samples - T::lanes);
  } else {
    return *samples++;
  }
}

/// Tells the compiler that x may have changed, without an instruction: neither a product nor a part of one (the odd
/// lanes of a factor) can then be kept from one use to the next.
template <class T>
PROBATA_DETAIL_INLINE void hide(T& x) {
  if constexpr (requires { x.lower(); }) {
    for (std::size_t i = 0; i < T::degree; ++i) hide(x[i]);
  } else if constexpr (requires { x.batch(); }) {
#if PROBATA_DETAIL_HAS_XSIMD
    auto r = x.batch().native();
#if defined(__x86_64__)
    asm("" : "+v"(r));
#else
    asm("" : "+w"(r));
#endif
    x = T::from_batch(T::Batch::from_register(r));
#endif
  } else {
    auto word = x.word();
    asm("" : "+r"(word));
    x = T::from_word(word);
  }
}

/// step(x[j]) for j < N, over and over, `count` steps in all; returns the sum of the x[j], so that none is idle.
///
/// The N chains do not wait for each other. The N steps are written out, because values in registers have no index.
template <class T, std::size_t N, class F, class Step>
PROBATA_DETAIL_INLINE T chains(std::size_t count, const F* samples, const Step& step) {
  const auto run = [&]<std::size_t... j>(std::index_sequence<j...>) __attribute__((always_inline)) {
    std::array<T, N> x;
    ((x[j] = take<T>(samples)), ...);
    for (std::size_t i = 0; i < count; i += N) (step(x[j]), ...);
    T sum = x[0];
    ((sum = j == 0 ? sum : sum + x[j]), ...);
    return sum;
  };
  return run(std::make_index_sequence<N>{});
}

/// x <- x y with a factor y that is new to the compiler every time.
template <class T>
struct Multiply {
  T& y;
  PROBATA_DETAIL_INLINE void operator()(T& x) const {
    hide(y);
    x = x * y;
  }
};

/// N chains of products.
template <class T, std::size_t N = 8, class F>
PROBATA_DETAIL_INLINE T multiply_chains(std::size_t count, const F* samples) {
  T y = take<T>(samples);
  return chains<T, N>(count, samples, Multiply<T>{y});
}

}  // namespace probata::bench
