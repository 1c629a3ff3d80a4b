// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <string_view>

namespace probata::inline v0_1 {

/// Whether a generator may hide secrets: true only where its author says so. A prover built for release accepts no
/// other, so that a generator for tests cannot slip in.
template <class R>
inline constexpr bool hides_secrets = false;

/// A generator of uniform bytes for blinding, salts and seeds.
///
/// Laws: `fill` writes uniform bytes, never the same stream twice; `fork(domain)` gives a generator that is independent
/// of this one, of every other fork and of forks with other domains, and leaves this one usable. It cannot be copied:
/// two copies would blind two things with the same numbers.
template <class R>
concept SecureRandom = hides_secrets<R> && std::movable<R> && !std::copy_constructible<R> &&
                       requires(R & random, std::span<std::byte> out, std::string_view domain) {
  random.fill(out);
  { random.fork(domain) } -> std::same_as<R>;
};

}  // namespace probata::inline v0_1
