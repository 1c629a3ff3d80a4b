// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include <probata/core/bits.hpp>
#include <probata/core/usage_error.hpp>
#include <probata/prf/check_mask_spec.hpp>
#include <probata/prf/mask_spec.hpp>
#include <probata/prf/mt19937.hpp>
#include <probata/prf/philox.hpp>
#include <probata/prf/threshold.hpp>

/// Masks of torch.nn.functional.dropout(x, rate) by backend, of torch.func's stateless generator, of Triton kernels and
/// of FlashAttention. Rates are Python numbers; each rule rounds as its code does. At the rates 0 and 1 dropout draws
/// nothing; the descriptions are then those of its kernels, and cuRAND's drops a few of 2^32 words at rate 0.
namespace probata::inline v0_1 {

namespace detail {

constexpr std::array<std::uint64_t, 8> seed_key(std::uint64_t seed) noexcept { return {seed & 0xFFFFFFFF, seed >> 32}; }

inline MaskSpec torch_philox(std::uint64_t seed, std::uint64_t elements) {
  MaskSpec spec{.cipher = Cipher::philox4x32, .rounds = 10, .elements = elements};
  spec.key = seed_key(seed);
  return spec;
}

}  // namespace detail

/// One launch of the eager CUDA kernel: `offset` of the generator in 32-bit words, a multiple of 4, and the geometry.
struct TorchCudaLaunch {
  std::uint64_t seed = 0;
  std::uint64_t offset = 0;
  std::uint64_t elements = 0;
  unsigned vector_width = 4;  ///< 4 for float32, 8 for half and bfloat16, 2 for double, halved until it divides
                              ///< `elements`; 1 where that is odd or memory not dense
  unsigned sm_count = 132;
  unsigned threads_per_sm = 2048;

  /// Threads of the grid: blocks of 256, at most as many as run at the same time.
  constexpr std::uint64_t threads() const noexcept {
    const std::uint64_t resident = std::uint64_t{sm_count} * (threads_per_sm / 256);
    return 256 * std::min(div_ceil(elements, std::uint64_t{256}), resident);
  }
  /// The generator's offset after the launch. Requires threads() > 0.
  constexpr std::uint64_t next_offset() const noexcept { return offset + ((elements - 1) / (threads() * 4) + 1) * 4; }
};

/// torch's eager dropout on CUDA. Read from the source, and vector widths 4 and 8 checked against PyTorch's own Triton
/// model of it; not checked on a GPU.
/// @throws UsageError if the geometry or the width cannot be those of a launch.
[[nodiscard]] inline MaskSpec torch_cuda_eager(const TorchCudaLaunch& launch, Probability rate) {
  constexpr const char* where = "torch_cuda_eager";
  if (launch.elements == 0) throw_usage(where, "elements", launch.elements, "at least 1");
  if (launch.offset % 4 != 0) throw_usage(where, "offset", launch.offset, "a multiple of 4");
  if (launch.sm_count == 0) throw_usage(where, "sm_count", launch.sm_count, "at least 1");
  if (launch.threads_per_sm < 256) throw_usage(where, "threads_per_sm", launch.threads_per_sm, "at least 256");
  const unsigned width = launch.vector_width;
  if (width != 1 && width != 2 && width != 4 && width != 8) throw_usage(where, "vector_width", width, "1, 2, 4 or 8");
  if (launch.elements % width != 0) {
    throw_usage(where, "vector_width", width, "a divisor of elements = " + std::to_string(launch.elements));
  }
  MaskSpec spec = detail::torch_philox(launch.seed, launch.elements);
  spec.counters = CudaGrid{launch.offset / 4, launch.threads(), width};
  spec.threshold = curand_threshold(rate.complement());
  check_mask_spec(spec);
  return spec;
}

/// tl.rand(seed, offset + i) > rate in a Triton kernel, and in Inductor's Triton backend. Checked in Triton 3.9's
/// interpreter.
[[nodiscard]] inline MaskSpec triton(std::uint64_t seed, std::uint64_t offset, std::uint64_t elements,
                                     Probability rate) {
  MaskSpec spec = detail::torch_philox(seed, elements);
  spec.counters = BlockPerElement{offset, BlockPerElement::Order::low_word_first};
  spec.window = {.shift = 0, .bits = 31, .fold = true};
  spec.comparison = Comparison::at_least;
  spec.threshold = triton_threshold(rate);
  check_mask_spec(spec);
  return spec;
}

/// The 64-bit seed of dropout site `index` (from 0 on) of a graph that Inductor compiled, after
/// torch.manual_seed(seed).
[[nodiscard]] constexpr std::uint64_t inductor_seed(std::uint64_t seed, std::uint64_t index) noexcept {
  Mt19937 generator(static_cast<std::uint32_t>(seed));
  generator.discard(2 * index);
  return generator.next64() % ~std::uint64_t{0} + (std::uint64_t{1} << 63);  // randint(-2^63, 2^63 - 1), as bits
}

/// torch.compile on a CPU (2.15), float32: Inductor's C++ kernels keep the low 32 bits of the seed, and count elements
/// with 32 bits.
/// @param seed  of the site, as inductor_seed gives it.
/// @throws UsageError for more than 2^32 elements.
[[nodiscard]] inline MaskSpec inductor_cpu(std::uint64_t seed, std::uint64_t elements, Probability rate) {
  if (elements > std::uint64_t{1} << 32) throw_usage("inductor_cpu", "elements", elements, "at most 2^32");
  MaskSpec spec = detail::torch_philox(seed & 0xFFFFFFFF, elements);
  spec.counters = BlockPerElement{0, BlockPerElement::Order::low_word_first};
  spec.window = {.shift = 0, .bits = 31};
  spec.comparison = Comparison::at_least;
  spec.threshold = triton_threshold(rate);
  check_mask_spec(spec);
  return spec;
}

/// A key of torch.func's stateless generator (experimental in 2.15).
struct TorchFuncKey {
  std::uint64_t seed = 0;
  std::uint64_t offset = 0;

  constexpr TorchFuncKey fold_in(std::uint64_t data) const noexcept {
    const std::uint64_t at = offset + data;
    const auto key = detail::seed_key(seed);
    const auto m = philox4x32({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at >> 32), 0, 0},
                              {static_cast<std::uint32_t>(key[0]), static_cast<std::uint32_t>(key[1])});
    return {m[0] | std::uint64_t{m[1]} << 32, m[2] | std::uint64_t{m[3]} << 32};
  }
  /// split(key, count)[index]. @throws UsageError if index >= count.
  constexpr TorchFuncKey split(std::uint64_t count, std::uint64_t index) const {
    if (index >= count) throw_usage("TorchFuncKey::split", "index", index, "below count = " + std::to_string(count));
    return fold_in(index);
  }
  friend constexpr bool operator==(const TorchFuncKey&, const TorchFuncKey&) = default;
};

/// uniform(key, shape) < keep of torch.func's stateless generator, float32.
[[nodiscard]] inline MaskSpec torch_func_random(const TorchFuncKey& key, std::uint64_t elements, Probability keep) {
  MaskSpec spec = detail::torch_philox(key.seed, elements);
  spec.counters = ConsecutiveBlocks{{key.offset & 0xFFFFFFFF, key.offset >> 32, 0, 0}};
  spec.window = {.shift = 0, .bits = 24};
  spec.threshold = uniform_threshold(keep, FloatType::f32, spec.window.bits);
  check_mask_spec(spec);
  return spec;
}

/// torch 2.15's eager CPU dropout: the Mersenne twister, whatever the dtype. `skipped` elements were drawn before.
/// torch seeds with seed mod 2^32. Other versions and builds use other generators: see torch_cpu_mcg31.
[[nodiscard]] inline MaskSpec torch_cpu_mt19937(std::uint64_t seed, std::uint64_t skipped, std::uint64_t elements,
                                                Probability rate) {
  MaskSpec spec{.cipher = Cipher::mt19937, .rounds = 0, .key = {seed & 0xFFFFFFFF}, .elements = elements};
  spec.counters = Sequence{skipped};
  spec.selection = WordSelection::two_words;
  spec.window = {.shift = 0, .bits = 53};
  spec.threshold = uniform_threshold(rate.complement(), FloatType::f64, spec.window.bits);
  check_mask_spec(spec);
  return spec;
}

/// torch 2.6's eager CPU dropout on an Intel processor with MKL: one output of the Mersenne twister, after
/// `calls_before` earlier calls, seeds MCG31.
[[nodiscard]] inline MaskSpec torch_cpu_mcg31(std::uint64_t seed, std::uint64_t calls_before, std::uint64_t elements,
                                              Probability rate) {
  Mt19937 generator(static_cast<std::uint32_t>(seed));
  generator.discard(calls_before);
  MaskSpec spec{.cipher = Cipher::mcg31, .rounds = 0, .key = {generator.next()}, .elements = elements};
  spec.counters = Sequence{};
  spec.window = {.shift = 0, .bits = 31};
  spec.threshold = mkl_threshold(rate.complement());
  check_mask_spec(spec);
  return spec;
}

/// Attention probabilities of FlashAttention-2, a tensor batch x heads x rows x cols.
struct FlashAttentionCall {
  std::uint64_t seed = 0;
  std::uint64_t offset = 0;
  std::uint64_t batch = 1;
  std::uint64_t heads = 1;
  std::uint64_t rows = 1;
  std::uint64_t cols = 1;
};

/// FlashAttention-2's dropout of attention probabilities: 7 rounds, one byte per entry. Read from the source, checked
/// against nothing else. It keeps with probability (floor(255 keep) + 1) / 256.
/// @throws UsageError if the number of entries exceeds 64 bits.
[[nodiscard]] inline MaskSpec flash_attention(const FlashAttentionCall& call, Probability rate) {
  std::uint64_t elements = 1;
  for (const std::uint64_t extent : {call.batch, call.heads, call.rows, call.cols}) {
    const auto product = checked_mul(elements, extent);
    if (!product) throw_usage("flash_attention", "batch * heads * rows * cols", extent, "below 2^64 as a product");
    elements = *product;
  }
  MaskSpec spec{.cipher = Cipher::philox4x32, .rounds = 7, .elements = elements};
  spec.key = detail::seed_key(call.seed);
  spec.counters = AttentionTiles{call.offset, call.batch * call.heads, call.rows, call.cols};
  spec.selection = WordSelection::quarter_of_word;
  spec.window = {.shift = 0, .bits = 8};
  spec.threshold = flash_attention_threshold(rate.complement(FloatType::f32));
  check_mask_spec(spec);
  return spec;
}

}  // namespace probata::inline v0_1
