// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <cstdint>
#include <string>

#define DOCTEST_CONFIG_VOID_CAST_EXPRESSIONS  // results are not looked at where an exception is expected
#include <doctest/doctest.h>

#include <probata/core/usage_error.hpp>
#include <probata/prf/torch_presets.hpp>

#include "prf/mask_vectors.hpp"

using namespace probata;

TEST_CASE("torch_presets: eager CUDA in four vector widths, every reference vector") {
  testing::check_mask_file("masks_torch_cuda_reference.json", 9);
}

TEST_CASE("torch_presets: the generator's offset after a CUDA launch") {
  const auto document = testing::read_vectors("masks_torch_cuda_reference.json");
  for (const auto& v : document.at("vectors")) {
    CAPTURE(v.at("id").get<std::string>());
    CHECK(testing::torch_cuda_launch_from(v).next_offset() == v.at("next_offset").get<std::uint64_t>());
  }
}

TEST_CASE("torch_presets: 2.15 on a CPU, every vector") { testing::check_mask_file("masks_torch_cpu.json", 68); }

TEST_CASE("torch_presets: 2.6 on a CPU with MKL, every vector") {
  testing::check_mask_file("masks_torch26_mkl.json", 40);
}

TEST_CASE("torch_presets: Inductor's C++ kernels, every vector") {
  testing::check_mask_file("masks_torch_inductor_cpu.json", 25);
}

TEST_CASE("torch_presets: the seeds that Inductor draws") {
  const auto document = testing::read_vectors("masks_torch_inductor_cpu.json");
  for (const auto& v : document.at("vectors")) {
    CHECK(inductor_seed(v.at("seed").get<std::uint64_t>(), v.at("seed_index").get<std::uint64_t>()) ==
          std::stoull(v.at("inductor_seed").get<std::string>()));
  }
}

TEST_CASE("torch_presets: torch.func, every vector, and its keys") {
  testing::check_mask_file("masks_torch_func_random.json", 20);
  const auto document = testing::read_vectors("masks_torch_func_random.json");
  for (const auto& v : document.at("vectors")) {
    const TorchFuncKey key = testing::torch_func_key_from(v);
    CHECK(key.seed == std::stoull(v.at("key")[0].get<std::string>()));
    CHECK(key.offset == std::stoull(v.at("key")[1].get<std::string>()));
  }
}

TEST_CASE("torch_presets: Triton, every vector") { testing::check_mask_file("masks_triton.json", 16); }

TEST_CASE("torch_presets: FlashAttention, every reference vector") {
  testing::check_mask_file("masks_flash_attention_reference.json", 3);
}

TEST_CASE("torch_presets: launches that cannot be are refused") {
  const TorchCudaLaunch good{.seed = 1, .offset = 8, .elements = 24};
  CHECK_NOTHROW(torch_cuda_eager(good, 0.1));
  const auto refused = [&good](auto change, const char* argument) {
    TorchCudaLaunch launch = good;
    change(launch);
    try {
      static_cast<void>(torch_cuda_eager(launch, 0.1));
    } catch (const UsageError& error) {
      return error.where() == "torch_cuda_eager" && error.argument() == argument;
    }
    return false;
  };
  CHECK(refused([](auto& l) { l.elements = 0; }, "elements"));
  CHECK(refused([](auto& l) { l.offset = 6; }, "offset"));
  CHECK(refused([](auto& l) { l.sm_count = 0; }, "sm_count"));
  CHECK(refused([](auto& l) { l.threads_per_sm = 255; }, "threads_per_sm"));
  CHECK(refused([](auto& l) { l.vector_width = 16; }, "vector_width"));
  CHECK(refused([](auto& l) { l.elements = 25; }, "vector_width"));
}

TEST_CASE("torch_presets: other impossible arguments are refused") {
  CHECK_THROWS_AS(inductor_cpu(1, (std::uint64_t{1} << 32) + 1, 0.1), UsageError);
  CHECK_THROWS_AS(TorchFuncKey{}.split(3, 3), UsageError);
  CHECK_THROWS_AS(triton(1, 0, 8, 1.5), UsageError);
  CHECK_THROWS_AS(flash_attention({.batch = std::uint64_t{1} << 40, .heads = std::uint64_t{1} << 40}, 0.1), UsageError);
}

TEST_CASE("torch_presets: seeds are taken as far as the frameworks take them") {
  constexpr std::uint64_t high = std::uint64_t{5} << 32;
  CHECK(torch_cpu_mt19937(high + 1, 0, 8, 0.1) == torch_cpu_mt19937(1, 0, 8, 0.1));
  CHECK(inductor_cpu(high + 1, 8, 0.1) == inductor_cpu(1, 8, 0.1));
  CHECK(triton(high + 1, 0, 8, 0.1) != triton(1, 0, 8, 0.1));
}
