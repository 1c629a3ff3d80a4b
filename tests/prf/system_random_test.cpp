// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <set>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <probata/prf/system_random.hpp>

#include "support/child_process.hpp"

using namespace probata;

TEST_CASE("system_random: is a SecureRandom that moves and is never copied") {
  static_assert(SecureRandom<SystemRandom>);
  static_assert(std::is_nothrow_move_constructible_v<SystemRandom> && std::is_nothrow_move_assignable_v<SystemRandom>);
  static_assert(!std::is_copy_constructible_v<SystemRandom> && !std::is_copy_assignable_v<SystemRandom>);
  CHECK(hides_secrets<SystemRandom>);
  CHECK_FALSE(hides_secrets<int>);
}

TEST_CASE("system_random: generators, forks and consecutive words all differ") {
  SystemRandom random;
  SystemRandom other;
  std::set<std::uint64_t> words;
  std::size_t drawn = 0;
  const auto draw = [&](SystemRandom& from) {
    for (int i = 0; i < 300; ++i, ++drawn) words.insert(from.u64());  // past two refills
  };
  draw(random);
  draw(other);
  SystemRandom fork = random.fork("salts");
  SystemRandom same_domain = random.fork("salts");
  SystemRandom of_fork = fork.fork("salts");
  for (SystemRandom* from : {&fork, &same_domain, &of_fork, &random}) draw(*from);
  CHECK(words.size() == drawn);
}

TEST_CASE("system_random: no block of output ever returns, in long runs, forks and forks of forks") {
  using Block = std::array<std::byte, 16>;
  std::set<Block> blocks;
  std::size_t drawn = 0;
  const auto draw = [&](SystemRandom& from, std::size_t bytes) {
    std::vector<std::byte> out(bytes);
    from.fill(out);
    for (std::size_t i = 0; i + sizeof(Block) <= bytes; i += sizeof(Block), ++drawn) {
      Block block;
      std::memcpy(block.data(), out.data() + i, sizeof block);
      blocks.insert(block);
    }
  };
  SystemRandom random;
  for (int i = 0; i < 100; ++i) {
    draw(random, 1000);  // more than one refill each time
    SystemRandom fork = random.fork(i % 2 == 0 ? "even" : "odd");
    SystemRandom again = fork.fork("odd");
    draw(fork, 160);
    draw(again, 160);
    draw(fork, 160);
  }
  CHECK(blocks.size() == drawn);
}

TEST_CASE("system_random: bits are about as often 0 as 1, at every place of a long fill") {
  SystemRandom random;
  std::vector<std::byte> bytes(1 << 16);
  random.fill(bytes);
  for (int bit = 0; bit < 8; ++bit) {
    int ones = 0;
    for (const std::byte byte : bytes) ones += std::to_integer<int>(byte >> bit) & 1;
    CHECK(ones > 32768 - 8 * 128);  // eight standard deviations
    CHECK(ones < 32768 + 8 * 128);
  }
}

TEST_CASE("system_random: what was moved goes on where it was") {
  SystemRandom random;
  SystemRandom moved = std::move(random);
  SystemRandom target;
  target = std::move(moved);
  CHECK(target.u64() != target.u64());
}

TEST_CASE("system_random: use after a move stops the program") {
  const auto outcome = testing::run_in_child([] {
    SystemRandom random;
    const SystemRandom moved = std::move(random);
    static_cast<void>(random.u64());
  });
  CHECK(outcome.signal == SIGABRT);
  CHECK(outcome.error_text == "probata: a random generator was used after it had been moved from\n");
}

TEST_CASE("system_random: a child process shares no byte with its parent or its siblings") {
  SystemRandom random;
  std::array<std::byte, 10> begun;
  random.fill(begun);  // leaves bytes in the buffer, which every process gets a copy of
  std::set<std::string> seen;
  const auto words = [&random] {
    SystemRandom fork = random.fork("salts");
    return std::to_string(random.u64()) + " " + std::to_string(fork.u64()) + " " + std::to_string(random.u64());
  };
  for (int child = 0; child < 3; ++child) {
    const auto outcome = testing::run_in_child([&words] {
      const std::string text = words();
      static_cast<void>(!::write(2, text.data(), text.size()));
    });
    CHECK(outcome.signal == 0);
    CHECK(outcome.error_text.size() > 20);
    seen.insert(outcome.error_text);
  }
  seen.insert(words());
  CHECK(seen.size() == 4);
  std::set<std::string> single;
  for (const std::string& text : seen) {
    for (std::size_t at = 0; at != std::string::npos; at = text.find(' ', at + 1)) single.insert(text.substr(at, 12));
  }
  CHECK(single.size() == 12);
}

TEST_CASE("system_random: in a child process a generator that was moved from stays unusable") {
  SystemRandom random;
  const SystemRandom moved = std::move(random);
  const auto outcome = testing::run_in_child([&random] { static_cast<void>(random.u64()); });
  CHECK(outcome.signal == SIGABRT);
}

TEST_CASE("system_random: short and interrupted answers of the system are continued") {
  std::array<std::byte, 100> out{};
  int calls = 0;
  detail::fill_from_source(out, [&calls](void* data, std::size_t size) -> std::ptrdiff_t {
    ++calls;
    if (calls % 3 == 0) {
      errno = EINTR;
      return -1;
    }
    const std::size_t piece = size < 7 ? size : 7;
    std::memset(data, calls, piece);
    return static_cast<std::ptrdiff_t>(piece);
  });
  CHECK(calls == 22);
  for (const std::byte byte : out) CHECK(byte != std::byte{0});
}

TEST_CASE("system_random: failure of the system stops the program with a sentence") {
  for (const std::ptrdiff_t answer : {std::ptrdiff_t{-1}, std::ptrdiff_t{0}, std::ptrdiff_t{33}}) {
    const auto outcome = testing::run_in_child([answer] {
      std::array<std::byte, 32> out{};
      detail::fill_from_source(out, [answer](void*, std::size_t) {
        errno = ENOSYS;
        return answer;
      });
    });
    CHECK(outcome.signal == SIGABRT);
    CHECK(
        outcome.error_text ==
        "probata: the operating system gives no random bytes (getrandom failed); nothing can be hidden without them\n");
  }
}
