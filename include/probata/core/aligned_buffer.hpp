// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <limits>
#include <new>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include <probata/core/assert.hpp>
#include <probata/core/buffer_reuse.hpp>
#include <probata/core/usage_error.hpp>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace probata::inline v0_1 {

/// Owns `size` consecutive elements, uninitialised, aligned for whole vectors and cache lines. Move-only: large data is
/// copied by name, never by accident.
///
/// Alignment is 64 bytes. From 4 MiB on it is 2 MiB, the length is rounded up to 2 MiB, and the kernel is advised to
/// back the buffer with huge pages (Linux): first touch and streaming are about twice as fast as with 4 KiB pages.
/// Those buffers take part in BufferReuse.
template <class T>
class AlignedBuffer {
  static_assert(std::is_trivially_copyable_v<T>, "elements are moved as bytes");

 public:
  static constexpr std::size_t alignment = alignof(T) > 64 ? alignof(T) : 64;
  static constexpr std::size_t huge_page = std::size_t{1} << 21;
  static constexpr std::size_t huge_threshold = std::size_t{1} << 22;
  /// The largest size that may be asked for: its bytes, rounded up to huge pages, fit std::ptrdiff_t.
  static constexpr std::size_t max_size =
      (static_cast<std::size_t>(std::numeric_limits<std::ptrdiff_t>::max()) - huge_page) / sizeof(T);

  /// No elements, no memory.
  AlignedBuffer() noexcept = default;

  /// `size` elements with indeterminate values: write before reading.
  ///
  /// @throws UsageError      if size > max_size.
  /// @throws std::bad_alloc  if the system has no memory of this size.
  explicit AlignedBuffer(std::size_t size) : size_(size) {
    if (size > max_size) throw_usage("AlignedBuffer", "size", size, "at most max_size = " + std::to_string(max_size));
    if (size == 0) return;
    if (is_huge()) data_ = static_cast<T*>(BufferReuse::find(allocated_bytes(), byte_alignment()));
    if (data_ != nullptr) return;
    data_ = static_cast<T*>(::operator new(allocated_bytes(), std::align_val_t(byte_alignment())));
#if defined(__linux__)
    // Only advice: where the kernel declines, the buffer is as correct and merely slower.
    if (is_huge()) static_cast<void>(::madvise(static_cast<void*>(data_), allocated_bytes(), MADV_HUGEPAGE));
#endif
  }

  AlignedBuffer(AlignedBuffer&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  AlignedBuffer& operator=(AlignedBuffer&& other) noexcept {
    AlignedBuffer(std::move(other)).swap(*this);
    return *this;
  }
  ~AlignedBuffer() {
    if (data_ == nullptr || (is_huge() && BufferReuse::keep(data_, allocated_bytes(), byte_alignment()))) return;
    ::operator delete(static_cast<void*>(data_), std::align_val_t(byte_alignment()));
  }

  void swap(AlignedBuffer& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
  }

  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  T* data() noexcept { return data_; }
  const T* data() const noexcept { return data_; }
  T* begin() noexcept { return data_; }
  T* end() noexcept { return data_ + size_; }
  const T* begin() const noexcept { return data_; }
  const T* end() const noexcept { return data_ + size_; }
  std::span<T> span() noexcept { return {data_, size_}; }
  std::span<const T> span() const noexcept { return {data_, size_}; }

  /// The element at `index`. Requires index < size().
  T& operator[](std::size_t index) noexcept {
    PROBATA_ASSERT(index < size_, "index past the end of the buffer");
    return data_[index];
  }
  const T& operator[](std::size_t index) const noexcept {
    PROBATA_ASSERT(index < size_, "index past the end of the buffer");
    return data_[index];
  }

  /// Bytes taken from the system: what a statement about peak memory counts.
  std::size_t allocated_bytes() const noexcept {
    const std::size_t unit = is_huge() ? huge_page : alignment;
    return (size_ * sizeof(T) + unit - 1) / unit * unit;
  }

 private:
  bool is_huge() const noexcept { return size_ * sizeof(T) >= huge_threshold; }
  std::size_t byte_alignment() const noexcept { return is_huge() ? huge_page : alignment; }

  T* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace probata::inline v0_1
