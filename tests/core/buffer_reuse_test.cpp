// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <cstdint>
#include <optional>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include <probata/core/aligned_buffer.hpp>
#include <probata/core/buffer_reuse.hpp>

using namespace probata;

namespace {

using Buffer = AlignedBuffer<std::uint32_t>;
constexpr std::size_t large = Buffer::huge_threshold / sizeof(std::uint32_t);

/// Where a buffer of this size lay that no longer exists; it held `mark`.
const void* freed(std::size_t size, std::uint32_t mark) {
  Buffer buffer(size);
  for (std::uint32_t& element : buffer) element = mark;
  return buffer.data();
}

}  // namespace

TEST_CASE("buffer_reuse: a freed buffer is given to the next one of its size, with what it held") {
  const BufferReuse reuse(std::size_t{1} << 30);
  const void* const first = freed(large, 17);
  CHECK(BufferReuse::kept_bytes() == large * sizeof(std::uint32_t));
  const Buffer again(large);
  CHECK(again.data() == first);
  CHECK(BufferReuse::kept_bytes() == 0);
  // All but the entry in the list of kept buffers is as it was.
  for (std::size_t i = 64; i < large; i += 4099) CHECK(again[i] == 17);
}

TEST_CASE("buffer_reuse: sizes do not mix, small buffers are left alone") {
  const BufferReuse reuse(std::size_t{1} << 30);
  static_cast<void>(freed(2 * large, 1));
  const Buffer other(large);
  CHECK(BufferReuse::kept_bytes() == 2 * large * sizeof(std::uint32_t));
  static_cast<void>(freed(1000, 1));
  CHECK(BufferReuse::kept_bytes() == 2 * large * sizeof(std::uint32_t));
  // Sizes that round up to the same whole pages are the same.
  const Buffer same(2 * large - 5);
  CHECK(BufferReuse::kept_bytes() == 0);
}

TEST_CASE("buffer_reuse: no more is kept than was allowed, and nothing without an owner") {
  {
    const BufferReuse reuse(3 * large * sizeof(std::uint32_t));
    std::optional<Buffer> a(large);
    std::optional<Buffer> b(large);
    std::optional<Buffer> c(2 * large);
    a.reset();
    b.reset();
    c.reset();
    CHECK(BufferReuse::kept_bytes() == 2 * large * sizeof(std::uint32_t));
    {
      const BufferReuse second(std::size_t{1} << 40);
      static_cast<void>(freed(2 * large, 1));
      CHECK(BufferReuse::kept_bytes() == 2 * large * sizeof(std::uint32_t));
    }
    // The end of the second one changed nothing either.
    CHECK(BufferReuse::kept_bytes() == 2 * large * sizeof(std::uint32_t));
  }
  CHECK(BufferReuse::kept_bytes() == 0);
  static_cast<void>(freed(large, 1));
  CHECK(BufferReuse::kept_bytes() == 0);
}

TEST_CASE("buffer_reuse: buffers outlive the owner and may come from any thread") {
  std::optional<Buffer> late;
  {
    const BufferReuse reuse(std::size_t{1} << 30);
    static_cast<void>(freed(large, 5));
    late.emplace(large);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([] {
        for (int i = 0; i < 20; ++i) {
          Buffer buffer(large);
          buffer[0] = buffer[large - 1] = static_cast<std::uint32_t>(i);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(BufferReuse::kept_bytes() <= 4 * large * sizeof(std::uint32_t));
    CHECK(BufferReuse::kept_bytes() >= large * sizeof(std::uint32_t));
  }
  CHECK(BufferReuse::kept_bytes() == 0);
  (*late)[large - 1] = 1;
  late.reset();
  CHECK(BufferReuse::kept_bytes() == 0);
}
