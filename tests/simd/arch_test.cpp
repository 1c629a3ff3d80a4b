// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <type_traits>

#include <doctest/doctest.h>

#include <probata/simd/arch.hpp>

namespace {

using namespace probata;

TEST_CASE_TEMPLATE("arch: a vector holds as many integers as its bytes say", Arch, simd::Sse2, simd::Sse41, simd::Avx2,
                   simd::Avx512, simd::Neon) {
  CHECK(simd::lanes_of<Arch, std::uint32_t> * sizeof(std::uint32_t) == Arch::width_bytes);
  CHECK(simd::lanes_of<Arch, std::uint64_t> * sizeof(std::uint64_t) == Arch::width_bytes);
}

TEST_CASE("arch: scalar code has one lane and no vector") {
  CHECK(simd::Scalar::width_bytes == 0);
  CHECK(simd::lanes_of<simd::Scalar, std::uint32_t> == 1);
  CHECK(simd::lanes_of<simd::Scalar, std::uint64_t> == 1);
}

TEST_CASE("arch: tags are empty and have different names") {
  const std::set<std::string> names{simd::Scalar::name, simd::Sse2::name,   simd::Sse41::name,
                                    simd::Avx2::name,   simd::Avx512::name, simd::Neon::name};
  CHECK(names.size() == 6);
  CHECK(std::is_empty_v<simd::Avx512>);
  CHECK_FALSE(simd::ArchTag<int>);
}

TEST_CASE("arch: the default follows the compiler's flags") {
#if !PROBATA_DETAIL_HAS_XSIMD
  CHECK(std::is_same_v<simd::DefaultArch, simd::Scalar>);
#elif defined(__AVX512BW__)
  CHECK(std::is_same_v<simd::DefaultArch, simd::Avx512>);
#elif defined(__AVX2__)
  CHECK(std::is_same_v<simd::DefaultArch, simd::Avx2>);
#elif defined(__SSE4_1__)
  CHECK(std::is_same_v<simd::DefaultArch, simd::Sse41>);
#elif defined(__x86_64__)
  CHECK(std::is_same_v<simd::DefaultArch, simd::Sse2>);
#elif defined(__aarch64__)
  CHECK(std::is_same_v<simd::DefaultArch, simd::Neon>);
#endif
}

}  // namespace
