// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstdint>

#define DOCTEST_CONFIG_VOID_CAST_EXPRESSIONS  // results are not looked at where an exception is expected
#include <doctest/doctest.h>

#include <probata/core/usage_error.hpp>
#include <probata/prf/jax_presets.hpp>

#include "prf/mask_vectors.hpp"

using namespace probata;

TEST_CASE("jax_presets: partitionable Threefry, every vector") {
  testing::check_mask_file("masks_jax_threefry.json", 52);
}

TEST_CASE("jax_presets: original Threefry, every vector") {
  testing::check_mask_file("masks_jax_threefry_original.json", 28);
}

TEST_CASE("jax_presets: rbg, Philox and Threefry4x32, every vector") {
  testing::check_mask_file("masks_jax_other_impls.json", 95);
}

TEST_CASE("jax_presets: Flax modules, NNX and 64-bit mode, every vector") {
  testing::check_mask_file("masks_flax.json", 12);
}

TEST_CASE("jax_presets: elements of a mask of 2^25 at the threshold and beside it") {
  testing::check_edge_file("edges_jax.json", 5);
}

TEST_CASE("jax_presets: keys of another implementation and types without a rule are refused") {
  const JaxKey threefry = JaxKey::from_seed(1);
  const JaxKey rbg = JaxKey::from_seed(1, JaxImpl::rbg);
  CHECK_THROWS_AS(jax_threefry_partitionable(rbg, 8, 0.5), UsageError);
  CHECK_THROWS_AS(jax_threefry_original(rbg, 8, 0.5), UsageError);
  CHECK_THROWS_AS(jax_rbg(threefry, 8, 0.5), UsageError);
  CHECK_THROWS_AS(jax_philox4x32(threefry, 8, 0.5), UsageError);
  CHECK_THROWS_AS(jax_philox2x32(threefry, 8, 0.5), UsageError);
  CHECK_THROWS_AS(jax_threefry4x32(threefry, 8, 0.5), UsageError);
  CHECK_THROWS_WITH(
      jax_threefry_partitionable(threefry, 8, 0.5, FloatType::f16),
      "jax_threefry_partitionable: type = f16, must be f32, bf16 or, for partitionable threefry2x32, f64");
  CHECK_THROWS_AS(jax_threefry_original(threefry, 8, 0.5, FloatType::f64), UsageError);
  CHECK_THROWS_AS(jax_rbg(rbg, 8, 0.5, FloatType::f64), UsageError);
}

TEST_CASE("jax_presets: original Threefry ends where JAX turns to further keys") {
  const JaxKey key = JaxKey::from_seed(1);
  constexpr std::uint64_t words = 0xFFFFFFFE;
  CHECK_NOTHROW(jax_threefry_original(key, words, 0.5));
  CHECK_THROWS_AS(jax_threefry_original(key, words + 1, 0.5), UsageError);
  CHECK_NOTHROW(jax_threefry_original(key, 4 * words, 0.5, FloatType::bf16));
  CHECK_THROWS_AS(jax_threefry_original(key, 4 * words + 1, 0.5, FloatType::bf16), UsageError);
}
