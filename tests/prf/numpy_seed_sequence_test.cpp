// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstdint>
#include <span>

#include <doctest/doctest.h>

#include <probata/prf/numpy_seed_sequence.hpp>

using namespace probata;

namespace {

template <std::size_t words, class... Entropy>
constexpr std::array<std::uint32_t, words> state(Entropy... entropy) {
  const std::array<std::uint32_t, sizeof...(entropy) + 1> padded{static_cast<std::uint32_t>(entropy)..., 0};
  return numpy_seed_sequence<words>(std::span<const std::uint32_t>(padded.data(), sizeof...(entropy)));
}

}  // namespace

TEST_CASE("numpy_seed_sequence: states of vectors/reference_prf.py, for entropies of 0 to 6 words") {
  CHECK(state<4>() == std::array<std::uint32_t, 4>{0xB0F478BE, 0xDB2CD7E7, 0x2C71BA49, 0xABF4641A});
  CHECK(state<4>(0x3039) == std::array<std::uint32_t, 4>{0xA03D837C, 0xB5AE6482, 0xFA1F7A2F, 0xBBE2996F});
  CHECK(state<4>(0xFFFFFFFF, 0xFFFFFFFF) ==
        std::array<std::uint32_t, 4>{0x928CAD0D, 0xAEBCA151, 0x8638DC7A, 0x119C3044});
  CHECK(state<4>(0x63, 0x0, 0x40) == std::array<std::uint32_t, 4>{0x6FC13EDC, 0x41356F5A, 0xE749EC64, 0xC185CD57});
  CHECK(state<4>(0x55555555, 0x44444444, 0x33333333, 0x22222222, 0x11111111) ==
        std::array<std::uint32_t, 4>{0xC828BB63, 0x5FE3D584, 0x52C0E2B0, 0x4FB0A0CC});
  CHECK(state<4>(0x89ABCDEF, 0x1234567, 0x8BADF00D, 0xCAFEBABE, 0x1, 0xDEADBEEF) ==
        std::array<std::uint32_t, 4>{0xE17F4A21, 0x82A1BF51, 0xE35F89D0, 0xFA1EF5B9});
}

TEST_CASE("numpy_seed_sequence: zero words at the end do not count, zero words before do") {
  CHECK(state<4>() == state<4>(0, 0));
  CHECK(state<4>(5) == state<4>(5, 0, 0, 0, 0, 0));
  CHECK(state<4>(5, 0, 0, 0, 1) != state<4>(5, 0, 0, 1));
}
