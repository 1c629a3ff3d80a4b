// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <probata/prf/generate_mask.hpp>
#include <probata/prf/presets.hpp>

#include "support/json.hpp"

/// Descriptions of masks in JSON, as in the files tests/vectors/masks_*.json and edges_*.json.
namespace probata::testing {

inline FloatType float_type_from(const std::string& name) {
  if (name == "f64") return FloatType::f64;
  if (name == "f32") return FloatType::f32;
  if (name == "bf16") return FloatType::bf16;
  if (name == "f16") return FloatType::f16;
  throw std::runtime_error("no float type " + name);
}

inline JaxImpl jax_impl_from(const std::string& name) {
  if (name == "threefry2x32") return JaxImpl::threefry2x32;
  if (name == "rbg") return JaxImpl::rbg;
  if (name == "philox4x32") return JaxImpl::philox4x32;
  if (name == "philox2x32") return JaxImpl::philox2x32;
  if (name == "threefry4x32") return JaxImpl::threefry4x32;
  throw std::runtime_error("no implementation " + name);
}

inline std::uint64_t hex_number(const std::string& digits) { return std::stoull(digits, nullptr, 16); }

inline std::uint64_t elements_of(const Json& v) {
  std::uint64_t n = 1;
  for (const auto& extent : v.at("shape")) n *= extent.get<std::uint64_t>();
  return n;
}

inline JaxKey jax_key_from(const Json& v) {
  JaxKey key = JaxKey::from_seed(v.at("seed").get<std::uint64_t>(), jax_impl_from(v.at("impl")), v.value("x64", false));
  const auto mode = v.value("partitionable", true) ? JaxThreefry::partitionable : JaxThreefry::original;
  for (const auto& step : v.at("derive")) {
    if (step[0] == "split") {
      key = key.split(step[1].get<std::uint64_t>(), step[2].get<std::uint64_t>(), mode);
    } else if (step[0] == "flax") {
      std::vector<std::string> names;
      for (const auto& part : step[1]) names.push_back(part.is_string() ? part.get<std::string>() : std::string());
      std::vector<FlaxPathPart> path;
      for (std::size_t i = 0; i < names.size(); ++i) {
        if (step[1][i].is_string()) {
          path.emplace_back(std::string_view(names[i]));
        } else {
          path.emplace_back(step[1][i].get<std::uint64_t>());
        }
      }
      key = key.fold_in(flax_path_hash(path));
    } else {
      key = key.fold_in(static_cast<std::uint32_t>(step[1].get<std::uint64_t>()));
    }
  }
  return key;
}

inline MaskSpec jax_spec_from(const Json& v) {
  const JaxKey key = jax_key_from(v);
  const std::uint64_t n = elements_of(v);
  const Probability keep = v.at("keep").get<double>();
  const FloatType type = float_type_from(v.at("prob_dtype"));
  switch (key.impl) {
    case JaxImpl::rbg:
      return jax_rbg(key, n, keep, type);
    case JaxImpl::philox4x32:
      return jax_philox4x32(key, n, keep, type);
    case JaxImpl::philox2x32:
      return jax_philox2x32(key, n, keep, type);
    case JaxImpl::threefry4x32:
      return jax_threefry4x32(key, n, keep, type);
    case JaxImpl::threefry2x32:
      break;
  }
  return v.value("partitionable", true) ? jax_threefry_partitionable(key, n, keep, type)
                                        : jax_threefry_original(key, n, keep, type);
}

inline TorchFuncKey torch_func_key_from(const Json& v) {
  TorchFuncKey key{v.at("seed").get<std::uint64_t>(), 0};
  for (const auto& step : v.at("derive")) {
    key = step[0] == "split" ? key.split(step[1].get<std::uint64_t>(), step[2].get<std::uint64_t>())
                             : key.fold_in(step[1].get<std::uint64_t>());
  }
  return key;
}

inline TorchCudaLaunch torch_cuda_launch_from(const Json& v) {
  return {.seed = v.at("seed").get<std::uint64_t>(),
          .offset = v.at("offset").get<std::uint64_t>(),
          .elements = elements_of(v),
          .vector_width = v.at("vec").get<unsigned>(),
          .sm_count = v.at("sm_count").get<unsigned>(),
          .threads_per_sm = v.at("threads_per_sm").get<unsigned>()};
}

inline NumpyPhiloxState numpy_state_from(const Json& v) {
  if (v.contains("entropy_words")) {
    const auto words = v.at("entropy_words").get<std::vector<std::uint32_t>>();
    return NumpyPhiloxState::from_entropy(std::span<const std::uint32_t>(words));
  }
  if (v.contains("entropy")) {
    const auto& entropy = v.at("entropy");
    if (entropy.is_number_unsigned()) return NumpyPhiloxState::from_entropy(entropy.get<std::uint64_t>());
    // Beyond 64 bits the JSON reader rounds to a double; the one such number in the file is 2^70 + 99.
    if (entropy.get<double>() != 0x1p70) throw std::runtime_error("unknown entropy " + entropy.dump());
    constexpr std::array<std::uint32_t, 3> words{99, 0, 64};
    return NumpyPhiloxState::from_entropy(std::span<const std::uint32_t>(words));
  }
  NumpyPhiloxState state;
  for (std::size_t i = 0; i < 2; ++i) state.key[i] = hex_number(v.at("key")[i]);
  const auto counter = v.at("counter").get<std::string>();  // 64 digits, the highest first
  for (std::size_t i = 0; i < 4; ++i) state.counter[3 - i] = hex_number(counter.substr(16 * i, 16));
  return state;
}

/// The first `elements` of a mask in a counter mode: a vector in the manner of tests/vectors/counter_modes.json.
inline MaskSpec counter_spec_from(const Json& v, std::uint64_t elements) {
  const CounterRecord record{.stream = v.at("stream").get<std::uint8_t>(),
                             .step = v.at("step").get<std::uint64_t>(),
                             .site = v.at("site").get<std::uint32_t>(),
                             .replica = v.at("replica").get<std::uint32_t>()};
  const std::string mode = v.at("mode");
  const auto words = v.at("key").get<std::array<std::uint32_t, 8>>();
  Poseidon2Counter::Key elements_of_key;
  ChaCha20::Key bytes_of_key;
  for (std::size_t i = 0; i < 8; ++i) {
    elements_of_key[i] = KoalaBear::from_u64(words[i]);
    for (std::size_t k = 0; k < 4; ++k) bytes_of_key[4 * i + k] = static_cast<std::byte>(words[i] >> (8 * k) & 0xFF);
  }
  const Probability keep = v.at("keep").get<double>();
  if (mode == "n31") return poseidon2_n31(elements_of_key, record, elements, keep);
  if (mode == "n8") return poseidon2_n8(elements_of_key, record, elements, keep);
  if (mode == "half") return poseidon2_half(elements_of_key, record, elements);
  if (mode == "w32") return chacha20_w32(bytes_of_key, record, elements, keep);
  if (mode == "w8") return chacha20_w8(bytes_of_key, record, elements, keep);
  throw std::runtime_error("no mode " + mode);
}

/// The description of a vector, from what its framework's user would state.
inline MaskSpec mask_spec_from(const Json& v) {
  const std::string scheme = v.at("scheme");
  if (scheme == "counter_modes") return counter_spec_from(v, v.at("n").get<std::uint64_t>());
  const std::uint64_t n = elements_of(v);
  if (scheme == "jax") return jax_spec_from(v);
  if (scheme == "torch_func_random") return torch_func_random(torch_func_key_from(v), n, v.at("keep").get<double>());
  if (scheme == "numpy_philox") {
    return numpy_philox(numpy_state_from(v), n, v.at("keep").get<double>(), float_type_from(v.at("prob_dtype")));
  }
  const Probability rate = v.at("rate").get<double>();
  if (scheme == "tf_philox" || scheme == "tf_threefry_xla") {
    const TensorflowSeed seed{v.at("seed")[0].get<std::uint64_t>(), v.at("seed")[1].get<std::uint64_t>()};
    if (scheme == "tf_threefry_xla") {
      const auto shape = v.at("shape").get<std::vector<std::uint64_t>>();
      return tensorflow_threefry_xla(seed, shape, rate);
    }
    if (v.at("value").at("shift") == 9) return tensorflow_auto_xla(seed, n, rate);
    return tensorflow_philox(seed, n, rate, float_type_from(v.at("prob_dtype")));
  }
  const auto seed = v.at("seed").get<std::uint64_t>();
  if (scheme == "torch_cpu") return torch_cpu_mt19937(seed, v.value("skip", std::uint64_t{0}), n, rate);
  if (scheme == "torch_mkl_mcg31") return torch_cpu_mcg31(seed, v.value("calls_before", std::uint64_t{0}), n, rate);
  if (scheme == "inductor_cpu") {
    return inductor_cpu(inductor_seed(seed, v.value("seed_index", std::uint64_t{0})), n, rate);
  }
  if (scheme == "triton") return triton(seed, v.at("offset").get<std::uint64_t>(), n, rate);
  if (scheme == "torch_cuda") return torch_cuda_eager(torch_cuda_launch_from(v), rate);
  if (scheme == "flash_attention") {
    const auto shape = v.at("shape").get<std::vector<std::uint64_t>>();
    return flash_attention({.seed = seed,
                            .offset = v.at("offset").get<std::uint64_t>(),
                            .batch = shape.at(0),
                            .heads = shape.at(1),
                            .rows = shape.at(2),
                            .cols = shape.at(3)},
                           rate);
  }
  throw std::runtime_error("no scheme " + scheme);
}

inline std::string hex(const std::vector<std::uint8_t>& bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += "0123456789abcdef"[byte / 16];
    text += "0123456789abcdef"[byte % 16];
  }
  return text;
}

}  // namespace probata::testing
