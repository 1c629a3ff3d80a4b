// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#define DOCTEST_CONFIG_VOID_CAST_EXPRESSIONS  // results are not looked at where an exception is expected
#include <doctest/doctest.h>

#include <probata/core/usage_error.hpp>
#include <probata/prf/jax_key.hpp>

#include "prf/mask_vectors.hpp"

using namespace probata;

TEST_CASE("jax_key: the keys that JAX itself printed, for all implementations, splits and fold-ins") {
  std::size_t keys = 0;
  for (const char* file :
       {"masks_jax_threefry.json", "masks_jax_threefry_original.json", "masks_jax_other_impls.json"}) {
    const auto document = testing::read_vectors(file);
    for (const auto& v : document.at("vectors")) {
      if (!v.contains("key")) continue;
      CAPTURE(v.at("id").get<std::string>());
      const JaxKey key = testing::jax_key_from(v);
      REQUIRE(v.at("key").size() == key.size());
      for (std::size_t i = 0; i < key.size(); ++i) CHECK(key.words[i] == testing::hex_number(v.at("key")[i]));
      ++keys;
    }
  }
  CHECK(keys == 175);
}

TEST_CASE("jax_key: without 64-bit integers the upper half of a seed is lost") {
  constexpr std::uint64_t seed = (std::uint64_t{1} << 32) + 7;
  CHECK(JaxKey::from_seed(seed) == JaxKey::from_seed(7));
  CHECK(JaxKey::from_seed(seed, JaxImpl::threefry2x32, true).words[0] == 1);
  CHECK(JaxKey::from_seed(seed, JaxImpl::philox4x32, true) != JaxKey::from_seed(7, JaxImpl::philox4x32, true));
}

TEST_CASE("jax_key: partitionable children depend on the index only, original ones on the count too") {
  const JaxKey key = JaxKey::from_seed(3);
  CHECK(key.split(2, 1) == key.split(5, 1));
  CHECK(key.split(2, 1) == key.fold_in(1));
  CHECK(key.split(2, 1, JaxThreefry::original) != key.split(5, 1, JaxThreefry::original));
  const JaxKey rbg = JaxKey::from_seed(3, JaxImpl::rbg);
  const JaxKey half = key.split(3, 2, JaxThreefry::original);
  const JaxKey both = rbg.split(3, 2, JaxThreefry::original);
  CHECK(both.words == std::array<std::uint32_t, 4>{half.words[0], half.words[1], half.words[0], half.words[1]});
}

TEST_CASE("jax_key: an index beyond the children is refused") {
  const JaxKey key = JaxKey::from_seed(3);
  CHECK_THROWS_WITH(key.split(2, 2), "JaxKey::split: index = 2, must be below count = 2");
  CHECK_THROWS_AS(key.split(0, 0), UsageError);
  CHECK_THROWS_AS(key.split((std::uint64_t{1} << 31) + 1, 0, JaxThreefry::original), UsageError);
  CHECK_NOTHROW(key.split(std::uint64_t{1} << 40, 5));
}

TEST_CASE("jax_key: names of Flax streams are the start of SHA-1") {
  static_assert(flax_path_hash({}) == 0xDA39A3EE);
  static_assert(flax_path_hash({"abc"}) == 0xA9993E36);
  static_assert(flax_path_hash({"a", "bc"}) == flax_path_hash({"abc"}));
  static_assert(flax_path_hash({"abc", std::uint64_t{0}}) == flax_path_hash({"abc"}));
  CHECK(flax_path_hash({std::uint64_t{0x616263}}) == 0xA9993E36);
  CHECK(flax_path_hash({std::uint64_t{0x6100}}) == flax_path_hash({"a", std::string_view("\0", 1)}));
  // Two blocks, and lengths around the end of a block: FIPS 180 examples and Python's hashlib.
  CHECK(flax_path_hash({"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"}) == 0x84983E44);
  CHECK(flax_path_hash({std::string(55, 'x')}) == 0xCEF734BA);
  CHECK(flax_path_hash({std::string(56, 'x')}) == 0x90130536);
  CHECK(flax_path_hash({std::string(63, 'x')}) == 0x0DDC4E0C);
  CHECK(flax_path_hash({std::string(64, 'x')}) == 0xBB2FA3EE);
  CHECK(flax_path_hash({std::string(65, 'x')}) == 0x78C741DD);
  CHECK(flax_path_hash({std::string(119, 'x')}) == 0x43003203);
  CHECK(flax_path_hash({std::string(120, 'x')}) == 0xCEB28216);
  CHECK(flax_path_hash({std::string(200, 'x')}) == 0x94218CAA);
}
