// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Field operations on independent values in registers, and inversion of arrays. The rows `lanes=1` are the scalar
// types, the others vectors of the instruction set that this program is compiled for. Items are elements.
#include <array>
#include <cstddef>
#include <string>

#include <probata/field/baby_bear.hpp>
#include <probata/field/batch_inverse.hpp>
#include <probata/field/dot_product.hpp>
#include <probata/field/extension_fields.hpp>
#include <probata/field/goldilocks.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/field/mersenne31.hpp>
#include <probata/field/packed.hpp>

#include "field/register_loops.hpp"
#include "support/bench.hpp"
#include "support/random_matrix.hpp"

namespace {

using namespace probata;

constexpr std::size_t num_steps = std::size_t{1} << 14;

/// A row `name`/lanes=`lanes` of run(samples), which makes num_steps steps on values of that many lanes.
template <class F, class Run>
void add_loop(const std::string& name, std::size_t lanes, Run run) {
  const auto num_lanes = static_cast<double>(lanes);
  bench::add(name + "/lanes=" + std::to_string(lanes),
             {.items = static_cast<double>(num_steps) * num_lanes, .lanes = num_lanes}, [run](bench::Counters&) {
               return [run, samples = bench::random_matrix<F>(bench::num_samples, 1)] {
                 auto result = run(samples->data());
                 bench::DoNotOptimize(result);
               };
             });
}

/// x + y, x y, and a sum of four products; T is F or a packed F.
template <class T, class F>
void add_prime_loops(const std::string& field, std::size_t lanes) {
  add_loop<F>("field/add/" + field, lanes, [](const F* samples) {
    T y = bench::take<T>(samples);
    return bench::chains<T, 8>(
        num_steps, samples, [&y](T & x) __attribute__((always_inline)) {
          bench::hide(y);
          x = x + y;
        });
  });
  add_loop<F>("field/mul/" + field, lanes,
              [](const F* samples) { return bench::multiply_chains<T>(num_steps, samples); });
  add_loop<F>("field/dot_product/" + field + "/n=4", lanes, [](const F* samples) {
    std::array<T, 3> a;
    std::array<T, 4> b;
    for (T& y : a) y = bench::take<T>(samples);
    for (T& y : b) y = bench::take<T>(samples);
    return bench::chains<T, 4>(
        num_steps, samples, [&a, &b ](T & x) __attribute__((always_inline)) {
          for (T& y : a) bench::hide(y);
          for (T& y : b) bench::hide(y);
          x = dot_product<4>(std::array<T, 4>{x, a[0], a[1], a[2]}, b);
        });
  });
}

template <class F>
void add_prime_field() {
  using P = Packed<F>;
  const std::string field = F::name;
  add_prime_loops<F, F>(field, 1);
  if constexpr (P::lanes > 1) {
    add_prime_loops<P, F>(field, P::lanes);
    add_loop<F>("field/mul_prepared/" + field, P::lanes, [](const F* samples) {
      const typename P::Multiplier w(samples[0]);
      return bench::chains<P, 8>(
          num_steps, samples + 1, [w](P & x) __attribute__((always_inline)) { x = P::multiply(x, w); });
    });
  }
}

/// x y in an extension field. Two chains: an element has many words, and its coefficients do not wait for each other.
template <class E>
void add_extension_field(const std::string& field) {
  using F = typename E::Coefficient;
  using P = Packed<F>;
  add_loop<F>("field/mul/" + field, 1,
              [](const F* samples) { return bench::multiply_chains<E, 2>(num_steps, samples); });
  if constexpr (P::lanes > 1) {
    using T = typename E::template Over<P>;
    add_loop<F>("field/mul/" + field, P::lanes,
                [](const F* samples) { return bench::multiply_chains<T, 2>(num_steps, samples); });
  }
}

template <class F>
void add_batch_inverse(const std::string& field, std::size_t log_size) {
  const auto size = static_cast<double>(std::size_t{1} << log_size);
  bench::add("field/batch_inverse/" + field + "/log=" + std::to_string(log_size),
             {.items = size, .bytes = 2 * size * sizeof(F), .show_cycles = true}, [log_size](bench::Counters&) {
               return [values = bench::random_matrix<F>(std::size_t{1} << log_size, 1)] {
                 batch_inverse(values->flat());
                 bench::ClobberMemory();
               };
             });
}

const bench::Rows rows([] {
  add_prime_field<KoalaBear>();
  add_prime_field<BabyBear>();
  add_prime_field<Mersenne31>();
  add_prime_field<Goldilocks>();

  add_extension_field<KoalaBear4>("koala_bear4");
  add_extension_field<KoalaBear5>("koala_bear5");
  add_extension_field<KoalaBear6>("koala_bear6");
  add_extension_field<BabyBear4>("baby_bear4");
  add_extension_field<BabyBear5>("baby_bear5");
  add_extension_field<BabyBear6>("baby_bear6");
  add_extension_field<Goldilocks2>("goldilocks2");
  add_extension_field<Goldilocks3>("goldilocks3");

  for (const std::size_t log_size : {std::size_t{12}, std::size_t{20}}) {
    add_batch_inverse<KoalaBear>("koala_bear", log_size);
    add_batch_inverse<KoalaBear4>("koala_bear4", log_size);
    add_batch_inverse<Goldilocks>("goldilocks", log_size);
  }
});

}  // namespace
