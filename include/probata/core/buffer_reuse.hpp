// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <atomic>
#include <cstddef>
#include <new>

namespace probata::inline v0_1 {

/// While one exists, large buffers that are freed anywhere in the program are kept, and given to whoever asks for one
/// of the same size; when it ends they go back to the system.
///
///   const BufferReuse reuse(std::size_t{4} << 30);
///   for (const Batch& batch : batches) prove(batch);   // from the second on without fresh pages
///
/// The kernel clears every page that it hands out, which can take a third of a proof's time; provers that make one
/// proof after another, of the same shape, avoid that. What was in a buffer stays there until it is written again.
///
/// One at a time; a second one does nothing while the first exists. Its calls may come from any thread.
class BufferReuse {
 public:
  /// @param max_bytes  that are kept at most; what is freed beyond them goes back to the system
  explicit BufferReuse(std::size_t max_bytes) noexcept {
    const Lock lock;
    State& s = state();
    if (s.owner != nullptr) return;
    s.owner = this;
    s.max_bytes = max_bytes;
    s.active.store(true, std::memory_order_relaxed);
  }
  BufferReuse(const BufferReuse&) = delete;
  BufferReuse& operator=(const BufferReuse&) = delete;
  ~BufferReuse() {
    const Lock lock;
    State& s = state();
    if (s.owner != this) return;
    s.active.store(false, std::memory_order_relaxed);
    s.owner = nullptr;
    while (s.first != nullptr) release(take(&s.first));
  }

  /// Bytes that are kept at the moment.
  [[nodiscard]] static std::size_t kept_bytes() noexcept {
    const Lock lock;
    return state().kept_bytes;
  }

 private:
  template <class T>
  friend class AlignedBuffer;

  // A freed buffer begins with its own entry in the list of freed buffers.
  struct Entry {
    Entry* next;
    std::size_t bytes;
    std::size_t alignment;
  };
  struct State {
    std::atomic_flag busy;
    std::atomic<bool> active{false};
    const BufferReuse* owner = nullptr;
    std::size_t max_bytes = 0;
    std::size_t kept_bytes = 0;
    Entry* first = nullptr;
  };
  static State& state() noexcept {
    static constinit State only;
    return only;
  }
  // Held for a few instructions per buffer of megabytes.
  struct Lock {
    Lock() noexcept {
      while (state().busy.test_and_set(std::memory_order_acquire)) {
      }
    }
    ~Lock() { state().busy.clear(std::memory_order_release); }
  };

  static Entry* take(Entry** link) noexcept {
    Entry* const entry = *link;
    *link = entry->next;
    state().kept_bytes -= entry->bytes;
    return entry;
  }
  static void release(Entry* entry) noexcept {
    ::operator delete(static_cast<void*>(entry), std::align_val_t(entry->alignment));
  }

  /// A kept buffer of exactly this size and alignment, or null.
  static void* find(std::size_t bytes, std::size_t alignment) noexcept {
    if (!state().active.load(std::memory_order_relaxed)) return nullptr;
    const Lock lock;
    for (Entry** link = &state().first; *link != nullptr; link = &(*link)->next) {
      if ((*link)->bytes == bytes && (*link)->alignment == alignment) return take(link);
    }
    return nullptr;
  }

  /// Whether the buffer was kept; its owner frees it otherwise.
  static bool keep(void* data, std::size_t bytes, std::size_t alignment) noexcept {
    State& s = state();
    if (!s.active.load(std::memory_order_relaxed)) return false;
    const Lock lock;
    if (s.owner == nullptr || bytes > s.max_bytes - s.kept_bytes) return false;
    s.first = ::new (data) Entry{s.first, bytes, alignment};
    s.kept_bytes += bytes;
    return true;
  }
};

}  // namespace probata::inline v0_1
