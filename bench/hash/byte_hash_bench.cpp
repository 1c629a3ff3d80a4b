// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Byte hashes and ChaCha20: one message at a time in portable code (lanes=1), and as many at once as this machine's
// vectors hold. Items are messages (for ChaCha20, words); bytes are those of the messages or of the stream.
#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <probata/hash/blake3_batch.hpp>
#include <probata/hash/chacha20_batch.hpp>
#include <probata/hash/keccak_batch.hpp>
#include <probata/hash/sha256_batch.hpp>
#include <probata/hash/sha256_native.hpp>
#include <probata/simd/arch.hpp>

#include "support/bench.hpp"

namespace {

using namespace probata;

/// About 64 KiB of messages, which stay in the second-level cache, and room for their digests.
struct Messages {
  std::size_t length;
  std::size_t count;
  std::vector<std::byte> memory;
  std::vector<std::byte> digests;

  explicit Messages(std::size_t message_length)
      : length(message_length), count(num_messages(message_length)), memory(count * length), digests(32 * count) {
    ChaCha20(ChaCha20::Key{}, ChaCha20::Nonce{}).keystream(0, memory);
  }
  /// A multiple of 16, so that no group of lanes is left unfilled.
  static std::size_t num_messages(std::size_t length) { return 16 * (1 + 4096 / length); }
  std::span<const std::byte> message(std::size_t i) const { return std::span(memory).subspan(i * length, length); }
};

/// hash_all(messages) writes all digests.
template <class HashAll>
void add(const std::string& hash, std::size_t length, std::size_t lanes, const HashAll& hash_all) {
  const double count = static_cast<double>(Messages::num_messages(length));
  bench::add("hash/" + hash + "/len=" + std::to_string(length) + "/lanes=" + std::to_string(lanes),
             {.items = count, .bytes = count * static_cast<double>(length), .show_cycles = true},
             [=](bench::Counters&) {
               return [messages = std::make_shared<Messages>(length), hash_all] {
                 hash_all(*messages);
                 bench::ClobberMemory();
               };
             });
}

/// One message at a time.
template <class Hash>
void add_single(const std::string& name, std::size_t length) {
  add(name, length, 1, [](Messages& m) {
    for (std::size_t i = 0; i < m.count; ++i) {
      const auto digest = Hash::hash(m.message(i));
      std::copy(digest.begin(), digest.end(), m.digests.begin() + static_cast<std::ptrdiff_t>(32 * i));
    }
  });
}

template <class Batch>
void add_batch(const std::string& name, std::size_t length) {
  if (Batch::lanes == 1) return;
  add(name, length, Batch::lanes,
      [](Messages& m) { Batch::hash_rows(m.memory.data(), m.length, m.count, m.length, m.digests.data()); });
}

const bench::Rows rows([] {
  for (const std::size_t length : {64U, 256U, 5248U}) {
    add_single<Blake3>("blake3", length);
    add_batch<Blake3Batch<>>("blake3", length);
    add_single<Sha256>("sha256", length);
    add_batch<Sha256Batch<>>("sha256", length);
    if (simd::has_sha256_instructions()) add_single<NativeSha256>("sha256_native", length);
    add_single<Keccak256>("keccak256", length);
    add_batch<KeccakBatch<Keccak256>>("keccak256", length);
  }

  constexpr std::size_t stream_bytes = std::size_t{1} << 16;
  const auto add_stream = [](std::size_t lanes, const auto& stream) {
    bench::add("hash/chacha20/len=" + std::to_string(stream_bytes) + "/lanes=" + std::to_string(lanes),
               {.items = stream_bytes / 4.0, .bytes = stream_bytes, .show_cycles = true}, [=](bench::Counters&) {
                 return [stream, out = std::make_shared<std::vector<std::byte>>(std::size_t{stream_bytes})] {
                   stream.keystream(0, *out);
                   bench::ClobberMemory();
                 };
               });
  };
  const ChaCha20 stream(ChaCha20::Key{}, ChaCha20::Nonce{});
  add_stream(1, stream);
  if (ChaCha20Batch<>::lanes > 1) add_stream(ChaCha20Batch<>::lanes, ChaCha20Batch<>(stream));
});

}  // namespace
