// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include <probata/core/usage_error.hpp>
#include <probata/prf/detail/sha1.hpp>
#include <probata/prf/philox.hpp>
#include <probata/prf/threefry.hpp>

/// Keys of JAX and how they are derived from one another; names of Flax's random streams.
namespace probata::inline v0_1 {

/// jax.random.key(seed, impl=...).
enum class JaxImpl : std::uint8_t { threefry2x32, rbg, philox4x32, philox2x32, threefry4x32 };

/// The setting jax_threefry_partitionable: true by default since JAX 0.5, the original splitting before.
enum class JaxThreefry : std::uint8_t { partitionable, original };

namespace detail {

constexpr std::size_t jax_key_words(JaxImpl impl) noexcept {
  switch (impl) {
    case JaxImpl::threefry2x32:
    case JaxImpl::philox4x32:
      return 2;
    case JaxImpl::philox2x32:
      return 1;
    case JaxImpl::rbg:
    case JaxImpl::threefry4x32:
      break;
  }
  return 4;
}

}  // namespace detail

/// A key: `size()` words of `words`, the others being zero.
///
/// In JAX the i-th child of a key and the i-th random word under it come from the same block: a key that has children
/// must not make a mask.
struct JaxKey {
  JaxImpl impl = JaxImpl::threefry2x32;
  std::array<std::uint32_t, 4> words{};

  constexpr std::size_t size() const noexcept { return detail::jax_key_words(impl); }

  /// jax.random.key(seed, impl). Without jax_enable_x64 JAX drops all but the low 32 bits of an integer seed: pass
  /// enable_x64 = true for a run that set it.
  static constexpr JaxKey from_seed(std::uint64_t seed, JaxImpl impl = JaxImpl::threefry2x32,
                                    bool enable_x64 = false) noexcept {
    const auto low = static_cast<std::uint32_t>(seed);
    const auto high = enable_x64 ? static_cast<std::uint32_t>(seed >> 32) : 0;
    switch (impl) {
      case JaxImpl::threefry2x32:
        break;
      case JaxImpl::rbg:
        return {impl, {high, low, high, low}};
      case JaxImpl::philox4x32:
        return cut(impl, probata::philox4x32({high, low, 0, 0}, {0, 0}));
      case JaxImpl::philox2x32:
        return cut(impl, probata::philox2x32({high, low}, 0));
      case JaxImpl::threefry4x32:
        return cut(impl, probata::threefry4x32({0, 0, 0, 0}, {high, low, 0, 0}));
    }
    return {impl, {high, low, 0, 0}};
  }

  /// jax.random.fold_in(key, data); JAX takes data modulo 2^32.
  constexpr JaxKey fold_in(std::uint32_t data) const noexcept { return child(data); }

  /// jax.random.split(key, count)[index].
  /// @throws UsageError if index >= count, or count > 2^31 with original splitting.
  constexpr JaxKey split(std::uint64_t count, std::uint64_t index,
                         JaxThreefry mode = JaxThreefry::partitionable) const {
    if (index >= count) throw_usage("JaxKey::split", "index", index, "below count = " + std::to_string(count));
    const bool threefry = impl == JaxImpl::threefry2x32 || impl == JaxImpl::rbg;
    if (mode == JaxThreefry::partitionable || !threefry) return child(index);
    if (count > std::uint64_t{1} << 31) {
      throw_usage("JaxKey::split", "count", count, "at most 2^31 with original splitting");
    }
    JaxKey result{impl, {}};
    for (std::size_t part = 0; part < size(); part += 2) {
      result.words[part] = original_word({words[part], words[part + 1]}, count, 2 * index);
      result.words[part + 1] = original_word({words[part], words[part + 1]}, count, 2 * index + 1);
    }
    return result;
  }

  friend constexpr bool operator==(const JaxKey&, const JaxKey&) = default;

 private:
  template <std::size_t count>
  static constexpr JaxKey cut(JaxImpl impl, const std::array<std::uint32_t, count>& block) noexcept {
    JaxKey key{impl, {}};
    for (std::size_t i = 0; i < key.size(); ++i) key.words[i] = block[i];
    return key;
  }

  /// The key at `index`, as both fold_in and partitionable split compute it.
  constexpr JaxKey child(std::uint64_t index) const noexcept {
    const auto low = static_cast<std::uint32_t>(index);
    const auto high = static_cast<std::uint32_t>(index >> 32);
    switch (impl) {
      case JaxImpl::philox4x32:
        return cut(impl, probata::philox4x32({0, 0, high, low}, {words[0], words[1]}));
      case JaxImpl::philox2x32:
        return cut(impl, probata::philox2x32({high, low}, words[0]));
      case JaxImpl::threefry4x32:
        return cut(impl, probata::threefry4x32({0, 0, high, low}, words));
      case JaxImpl::threefry2x32:
      case JaxImpl::rbg:
        break;
    }
    JaxKey result{impl, {}};
    for (std::size_t part = 0; part < size(); part += 2) {
      const auto block = probata::threefry2x32({high, low}, {words[part], words[part + 1]});
      result.words[part] = block[0];
      result.words[part + 1] = block[1];
    }
    return result;
  }

  /// Word `position` of the 2 count words that original splitting draws: block i is at (i, count + i), all first
  /// outputs come before all second ones.
  static constexpr std::uint32_t original_word(const std::array<std::uint32_t, 2>& key, std::uint64_t count,
                                               std::uint64_t position) noexcept {
    const std::uint64_t i = position < count ? position : position - count;
    const auto block =
        probata::threefry2x32({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(count + i)}, key);
    return position < count ? block[0] : block[1];
  }
};

/// A part of a Flax path: a module's name, or a number such as the count of calls.
using FlaxPathPart = std::variant<std::string_view, std::uint64_t>;

/// What flax.linen's make_rng folds into the root key: the first four bytes, high byte first, of SHA-1 over the names
/// of the modules and the count of calls so far (from 1 on), numbers as their shortest big-endian bytes, nothing
/// between.
///
///   root.fold_in(flax_path_hash({"Block_0", "Dropout_0", 1u}))
constexpr std::uint32_t flax_path_hash(std::span<const FlaxPathPart> path) noexcept {
  detail::Sha1 hash;
  for (const FlaxPathPart& part : path) {
    if (const auto* name = std::get_if<std::string_view>(&part)) {
      for (const char character : *name) hash.update(static_cast<std::uint8_t>(character));
    } else {
      const std::uint64_t number = *std::get_if<std::uint64_t>(&part);
      for (int shift = 56; shift >= 0; shift -= 8) {
        if (number >> shift != 0) hash.update(static_cast<std::uint8_t>(number >> shift));
      }
    }
  }
  return hash.first_word();
}
constexpr std::uint32_t flax_path_hash(std::initializer_list<FlaxPathPart> path) noexcept {
  return flax_path_hash(std::span<const FlaxPathPart>(path.begin(), path.size()));
}

}  // namespace probata::inline v0_1
