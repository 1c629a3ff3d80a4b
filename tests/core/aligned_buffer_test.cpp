// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

#include <doctest/doctest.h>

#include <probata/core/aligned_buffer.hpp>

using namespace probata;

namespace {

template <class T>
bool aligned_to(const T* pointer, std::size_t alignment) {
  return reinterpret_cast<std::uintptr_t>(pointer) % alignment == 0;
}

}  // namespace

static_assert(!std::is_copy_constructible_v<AlignedBuffer<int>> && !std::is_copy_assignable_v<AlignedBuffer<int>>);
static_assert(std::is_nothrow_move_constructible_v<AlignedBuffer<int>>);

TEST_CASE("aligned_buffer: an empty buffer owns nothing") {
  const AlignedBuffer<std::uint32_t> none;
  const AlignedBuffer<std::uint32_t> zero(0);
  CHECK(none.data() == nullptr);
  CHECK(zero.data() == nullptr);
  CHECK(zero.empty());
  CHECK(zero.span().empty());
  CHECK(zero.allocated_bytes() == 0);
}

TEST_CASE("aligned_buffer: small buffers start on a cache line") {
  constexpr std::size_t sizes[] = {1, 15, 16, 17, 1000, 100000};
  for (const std::size_t size : sizes) {
    AlignedBuffer<std::uint32_t> buffer(size);
    CHECK(buffer.size() == size);
    CHECK(aligned_to(buffer.data(), 64));
    CHECK(buffer.allocated_bytes() >= size * sizeof(std::uint32_t));
    CHECK(buffer.allocated_bytes() < size * sizeof(std::uint32_t) + 64);
    for (std::size_t i = 0; i < size; ++i) buffer[i] = static_cast<std::uint32_t>(i);
    CHECK(buffer.span().back() == size - 1);
  }
}

TEST_CASE("aligned_buffer: from 4 MiB on buffers start and end on huge pages") {
  const std::size_t threshold = AlignedBuffer<std::uint64_t>::huge_threshold / sizeof(std::uint64_t);
  AlignedBuffer<std::uint64_t> below(threshold - 1);
  CHECK(below.allocated_bytes() == threshold * sizeof(std::uint64_t));
  for (std::size_t size : {threshold, threshold + 1, threshold + 300000}) {
    AlignedBuffer<std::uint64_t> buffer(size);
    CHECK(aligned_to(buffer.data(), std::size_t{1} << 21));
    CHECK(buffer.allocated_bytes() % (std::size_t{1} << 21) == 0);
    buffer[0] = 1;
    buffer[size - 1] = 2;
    CHECK(buffer.span().front() + buffer.span().back() == 3);
  }
}

TEST_CASE("aligned_buffer: element types that ask for more alignment get it") {
  struct alignas(256) Wide {
    unsigned char bytes[256];
  };
  const AlignedBuffer<Wide> buffer(3);
  CHECK(aligned_to(buffer.data(), 256));
}

TEST_CASE("aligned_buffer: moving hands the memory over and leaves an empty buffer") {
  AlignedBuffer<int> a(5);
  a[4] = 44;
  const int* const memory = a.data();
  AlignedBuffer<int> b = std::move(a);
  CHECK(b.data() == memory);
  CHECK(a.data() == nullptr);  // NOLINT: the moved-from state is documented
  CHECK(a.size() == 0);
  AlignedBuffer<int> c(9);
  c = std::move(b);
  CHECK(c.data() == memory);
  CHECK(c.size() == 5);
  CHECK(c[4] == 44);
  CHECK(b.empty());
  AlignedBuffer<int>& alias = c;
  c = std::move(alias);
  CHECK(c.size() == 5);
}

TEST_CASE("aligned_buffer: a size whose bytes overflow is a usage error, not a small buffer") {
  const std::size_t limit = AlignedBuffer<std::uint32_t>::max_size;
  const std::string message =
      "AlignedBuffer: size = " + std::to_string(limit + 1) + ", must be at most max_size = " + std::to_string(limit);
  CHECK_THROWS_WITH_AS(AlignedBuffer<std::uint32_t>(limit + 1), message.c_str(), UsageError);
  CHECK_THROWS_AS(AlignedBuffer<std::uint32_t>{std::numeric_limits<std::size_t>::max()}, UsageError);
  CHECK_THROWS_AS(AlignedBuffer<std::uint32_t>{(std::size_t{1} << 62) + 1}, UsageError);
}
