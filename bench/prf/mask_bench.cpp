// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Masks of 2^22 elements, one thread unless the name says otherwise: items are elements, bytes are those written.
// poseidon2_n31 has 16 elements for each permutation of hash/poseidon2/koala_bear/w=24. The rows of prf/mask_bytes
// write a byte for each element.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <probata/parallel/threads.hpp>
#include <probata/prf/generate_mask.hpp>
#include <probata/prf/presets.hpp>

#include "support/bench.hpp"

namespace {

using namespace probata;

template <class Executor>
void add_mask(const std::string& name, const MaskSpec& spec, std::shared_ptr<Executor> executor) {
  const auto elements = static_cast<double>(spec.elements);
  bench::add("prf/mask/" + name, {.items = elements, .bytes = elements / 8}, [spec, executor](bench::Counters&) {
    auto out = std::make_shared<std::vector<std::uint8_t>>((spec.elements + 7) / 8);
    return [spec, executor, out] {
      generate_mask_bits(spec, {0, spec.elements}, *out, *executor);
      bench::ClobberMemory();
    };
  });
}
void add_mask(const std::string& name, const MaskSpec& spec) {
  add_mask(name, spec, std::make_shared<parallel::Serial>());
}

void add_mask_bytes(const std::string& name, const MaskSpec& spec) {
  const auto elements = static_cast<double>(spec.elements);
  bench::add("prf/mask_bytes/" + name, {.items = elements, .bytes = elements}, [spec](bench::Counters&) {
    auto out = std::make_shared<std::vector<std::uint8_t>>(spec.elements);
    return [spec, out] {
      generate_mask_bytes(spec, {0, spec.elements}, *out);
      bench::ClobberMemory();
    };
  });
}

const bench::Rows rows([] {
  constexpr std::uint64_t n = std::uint64_t{1} << 22;
  const JaxKey key = JaxKey::from_seed(42);
  const auto key_of = [](JaxImpl impl) { return JaxKey::from_seed(42, impl); };
  const std::vector<std::uint64_t> image{64, 64, 1024};
  add_mask("jax_threefry_partitionable", jax_threefry_partitionable(key, n, 0.9));
  add_mask("jax_threefry_partitionable_f64", jax_threefry_partitionable(key, n, 0.9, FloatType::f64));
  add_mask("jax_threefry_original", jax_threefry_original(key, n, 0.9));
  add_mask("jax_threefry_original_bf16", jax_threefry_original(key, n, 0.9, FloatType::bf16));
  add_mask("jax_rbg", jax_rbg(key_of(JaxImpl::rbg), n, 0.9));
  add_mask("jax_philox4x32", jax_philox4x32(key_of(JaxImpl::philox4x32), n, 0.9));
  add_mask("jax_philox2x32", jax_philox2x32(key_of(JaxImpl::philox2x32), n, 0.9));
  add_mask("jax_threefry4x32", jax_threefry4x32(key_of(JaxImpl::threefry4x32), n, 0.9));
  for (const unsigned width : {1U, 2U, 4U, 8U}) {
    add_mask("torch_cuda_eager/vec=" + std::to_string(width),
             torch_cuda_eager({.seed = 42, .elements = n, .vector_width = width}, 0.1));
  }
  add_mask("triton", triton(42, 0, n, 0.1));
  add_mask("inductor_cpu", inductor_cpu(42, n, 0.1));
  add_mask("torch_func_random", torch_func_random({42, 0}, n, 0.9));
  add_mask("tensorflow_philox", tensorflow_philox({1, 2}, n, 0.1));
  add_mask("tensorflow_philox_f64", tensorflow_philox({1, 2}, n, 0.1, FloatType::f64));
  add_mask("tensorflow_threefry_xla", tensorflow_threefry_xla({1, 2}, image, 0.1));
  add_mask("tensorflow_threefry_xla_flat", tensorflow_threefry_xla({1, 2}, std::vector<std::uint64_t>{n}, 0.1));
  add_mask("flash_attention", flash_attention({.seed = 42, .heads = 4, .rows = 1024, .cols = 1024}, 0.1));
  add_mask("numpy_philox", numpy_philox(NumpyPhiloxState::from_entropy(42), n, 0.9));
  add_mask("numpy_philox_f32", numpy_philox(NumpyPhiloxState::from_entropy(42), n, 0.9, FloatType::f32));
  add_mask("torch_cpu_mt19937", torch_cpu_mt19937(42, 0, n, 0.1));
  add_mask("torch_cpu_mcg31", torch_cpu_mcg31(42, 0, n, 0.1));
  add_mask("chacha20_w32", chacha20_w32({}, {}, n, 0.9));
  add_mask("chacha20_w8", chacha20_w8({}, {}, n, 0.9));
  add_mask("poseidon2_n31", poseidon2_n31({}, {}, n, 0.9));
  add_mask("poseidon2_n8", poseidon2_n8({}, {}, n, 0.9));
  add_mask("poseidon2_half", poseidon2_half({}, {}, n));
  add_mask_bytes("torch_func_random", torch_func_random({42, 0}, n, 0.9));
  add_mask("jax_threefry_partitionable/threads=2", jax_threefry_partitionable(key, n, 0.9),
           std::make_shared<parallel::Threads>(2));
});

}  // namespace
