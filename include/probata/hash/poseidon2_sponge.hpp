// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include <probata/core/assert.hpp>
#include <probata/core/inline.hpp>
#include <probata/hash/concepts.hpp>
#include <probata/hash/detail/poseidon2_rounds.hpp>
#include <probata/hash/poseidon2.hpp>

/// Leaves and nodes of trees hashed by Poseidon2. Everything is over T: a prime field F (one hash) or Packed<F, Arch>
/// (one hash per lane).
namespace probata::inline v0_1 {

/// What distinguishes the algebraic hash suites. @source protocol, section 0.4
template <class F, std::size_t suite>
struct Poseidon2Sizes;

/// Suite 4, 31-bit fields: rate 16 of 24, digests of 8 elements, nodes by the permutation of 16.
template <class F>
struct Poseidon2Sizes<F, 4> {
  static constexpr std::size_t sponge_width = 24;
  static constexpr std::size_t rate = 16;
  static constexpr std::size_t digest_elements = 8;
  static constexpr std::size_t node_width = 16;
};

/// Suite 5, 31-bit fields: rate 15 of 24, digests of 9 elements, nodes by the permutation of 24.
template <class F>
struct Poseidon2Sizes<F, 5> {
  static constexpr std::size_t sponge_width = 24;
  static constexpr std::size_t rate = 15;
  static constexpr std::size_t digest_elements = 9;
  static constexpr std::size_t node_width = 24;
};

/// The sponge that hashes one row of `length` elements, the leaf of a tree's level `level`:
///
///   Poseidon2Sponge<T, 4> sponge(row.size(), level);
///   sponge.update(row);                             // in pieces of any size
///   auto digest = sponge.finish();
///
/// The state starts as zero but for length, 1 and level in the first slots of the capacity; rate elements at a time are
/// added to the first slots, the last of them filled up with zeros, and permuted. Since the length stands in the
/// capacity, rows of different lengths cannot meet in padding.
/// @cost   ceil(length / rate) permutations
/// @source protocol, section 7.2
template <class T, std::size_t suite>
class Poseidon2Sponge {
 public:
  using F = typename detail::LanesOf<T>::Scalar;
  using Sizes = Poseidon2Sizes<F, suite>;
  using Permutation = Poseidon2<F, Sizes::sponge_width>;
  using Digest = std::array<T, Sizes::digest_elements>;
  static constexpr std::size_t rate = Sizes::rate;
  static_assert(rate + 3 <= Permutation::width, "length, 1 and level stand in the capacity");

  /// @param length  of the row in elements, at least 1 and below the modulus
  /// @param level   of the leaf, below the modulus
  constexpr Poseidon2Sponge(std::size_t length, std::size_t level) : missing_(length) {
    PROBATA_ASSERT(length >= 1 && length < F::modulus, "a leaf has at least one element, and its length is an element");
    PROBATA_ASSERT(level < F::modulus, "a level is an element");
    state_.fill(constant(0));
    state_[rate] = constant(length);
    state_[rate + 1] = constant(1);
    state_[rate + 2] = constant(level);
  }

  /// Appends elements of the row. All pieces together have the length that was announced.
  constexpr void update(std::span<const T> elements) {
    PROBATA_ASSERT(elements.size() <= missing_, "no more elements than the announced length");
    missing_ -= elements.size();
    while (!elements.empty()) {
      const std::size_t taken = std::min(rate - position_, elements.size());
      for (std::size_t i = 0; i < taken; ++i) state_[position_ + i] += elements[i];
      elements = elements.subspan(taken);
      position_ += taken;
      if (position_ == rate) {
        Permutation::permute(state_);
        position_ = 0;
      }
    }
  }
  constexpr void update(const T& element) { update(std::span<const T>(&element, 1)); }

  /// The digest, once the whole row has been given; the sponge is used up.
  [[nodiscard]] constexpr Digest finish() {
    PROBATA_ASSERT(missing_ == 0, "the whole row, as long as announced");
    if (position_ != 0) Permutation::permute(state_);
    Digest digest;
    std::copy_n(state_.begin(), digest.size(), digest.begin());
    return digest;
  }

  /// The digest of a row in one piece.
  [[nodiscard]] static constexpr Digest hash(std::span<const T> row, std::size_t level) {
    Poseidon2Sponge sponge(row.size(), level);
    sponge.update(row);
    return sponge.finish();
  }

  /// The digests of rows of one length that lie one after another, digests.size() of them.
  static constexpr void hash_each(std::span<const F> rows, std::size_t level,
                                  std::span<Digest> digests) requires std::is_same_v<T, F> {
    if (digests.empty()) return;
    const std::size_t length = rows.size() / digests.size();
    PROBATA_ASSERT(rows.size() == length * digests.size(), "rows of one length");
    const Poseidon2Sponge start(length, level);
    std::array<decltype(state_), group> states{};
    for (std::size_t first = 0; first < digests.size(); first += group) {
      const auto taken = std::span(states).first(std::min(group, digests.size() - first));
      std::ranges::fill(taken, start.state_);
      for (std::size_t position = 0; position < length; position += rate) {
        for (std::size_t i = 0; i < taken.size(); ++i) {
          const auto row = rows.subspan((first + i) * length + position, std::min(rate, length - position));
          for (std::size_t j = 0; j < row.size(); ++j) taken[i][j] += row[j];
        }
        Permutation::permute_each(taken);
      }
      for (std::size_t i = 0; i < taken.size(); ++i) {
        std::copy_n(taken[i].begin(), Sizes::digest_elements, digests[first + i].begin());
      }
    }
  }

 private:
  static constexpr std::size_t group = 8;  ///< rows that are hashed at once

  static constexpr T constant(std::size_t v) { return detail::LanesOf<T>::broadcast(F::from_u64(v)); }

  std::array<T, Permutation::width> state_;
  std::size_t position_ = 0;  ///< rate slots filled since the last permutation, below `rate`
  std::size_t missing_;       ///< elements announced and not yet given
};

/// Inner nodes: digests of two, or of three where the rows of a shorter matrix join a tree.
///
/// The value is the first slots of P(u) + u. Adding u makes the map one-way; the permutation alone can be inverted.
/// If two digests leave room in u, its last slot is 1 for a node and 2 for the second half of an injection; if they
/// fill it, an injection is a node of a node.
/// @cost   one permutation; an injection two
/// @source protocol, section 7.2
template <class T, std::size_t suite>
struct Poseidon2Compression {
  using F = typename detail::LanesOf<T>::Scalar;
  using Sizes = Poseidon2Sizes<F, suite>;
  using Permutation = Poseidon2<F, Sizes::node_width>;
  using Digest = std::array<T, Sizes::digest_elements>;

  [[nodiscard]] PROBATA_DETAIL_INLINE static constexpr Digest node(const Digest& left, const Digest& right) {
    return compress(left, right, F::one());
  }

  /// left and right become a node, and the node and the digest of the joining leaf the result.
  [[nodiscard]] PROBATA_DETAIL_INLINE static constexpr Digest inject(const Digest& left, const Digest& right,
                                                                     const Digest& leaf) {
    return compress(node(left, right), leaf, F::one().doubled());
  }

  /// node() of each two children, one for each of the parents.
  static constexpr void node_each(std::span<const std::array<Digest, 2>> children,
                                  std::span<Digest> parents) requires std::is_same_v<T, F> {
    compress_each([&](std::size_t i) -> const Digest& { return children[i][0]; },
                  [&](std::size_t i) -> const Digest& { return children[i][1]; }, F::one(), parents);
  }
  /// inject() of each two children and a leaf.
  static constexpr void inject_each(std::span<const std::array<Digest, 2>> children, std::span<const Digest> leaves,
                                    std::span<Digest> parents) requires std::is_same_v<T, F> {
    node_each(children, parents);
    compress_each([&](std::size_t i) -> const Digest& { return parents[i]; },
                  [&](std::size_t i) -> const Digest& { return leaves[i]; }, F::one().doubled(), parents);
  }

 private:
  static constexpr std::size_t size = Sizes::digest_elements;
  static constexpr std::size_t group = 8;  ///< nodes that are hashed at once
  static_assert(2 * size <= Permutation::width);

  using State = std::array<T, Permutation::width>;

  static constexpr Digest compress(const Digest& first, const Digest& second, F kind) {
    State u = input(first, second, kind);
    Permutation::permute(u);
    return output(u, first);
  }

  /// compress(first(i), second(i), kind) for i < results.size(); first(i) may be results[i].
  template <class First, class Second>
  static constexpr void compress_each(const First& first, const Second& second, F kind, std::span<Digest> results) {
    std::array<State, group> states{};
    for (std::size_t begin = 0; begin < results.size(); begin += group) {
      const auto taken = std::span(states).first(std::min(group, results.size() - begin));
      for (std::size_t i = 0; i < taken.size(); ++i) taken[i] = input(first(begin + i), second(begin + i), kind);
      Permutation::permute_each(taken);
      for (std::size_t i = 0; i < taken.size(); ++i) results[begin + i] = output(taken[i], first(begin + i));
    }
  }

  static constexpr State input(const Digest& first, const Digest& second, F kind) {
    State u;
    std::copy_n(first.begin(), size, u.begin());
    std::copy_n(second.begin(), size, u.begin() + size);
    if constexpr (2 * size < Permutation::width) {
      std::fill(u.begin() + 2 * size, u.end(), detail::LanesOf<T>::broadcast(F::zero()));
      u.back() = detail::LanesOf<T>::broadcast(kind);
    } else {
      static_cast<void>(kind);
    }
    return u;
  }
  static constexpr Digest output(const State& permuted, const Digest& first) {
    Digest digest;
    for (std::size_t i = 0; i < size; ++i) digest[i] = permuted[i] + first[i];
    return digest;
  }
};

static_assert(Compression<Poseidon2Compression<KoalaBear, 4>, std::array<KoalaBear, 8>>);
static_assert(Compression<Poseidon2Compression<KoalaBear, 5>, std::array<KoalaBear, 9>>);

}  // namespace probata::inline v0_1
