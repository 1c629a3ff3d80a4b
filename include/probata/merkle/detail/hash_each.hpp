// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include <probata/core/assert.hpp>

/// Many leaves or nodes: by the suite's own functions for many, see HashSuite, or one after another.
namespace probata::inline v0_1::detail {

/// Hashes rows of leaves.length() elements that lie one after another, digests.size() of them.
template <class Leaves, class F, class Digest>
void hash_each_leaf(const Leaves& leaves, std::span<const F> rows, std::span<Digest> digests) {
  PROBATA_ASSERT(rows.size() == digests.size() * leaves.length(), "a row for each digest");
  if constexpr (requires { leaves.hash_each(rows, digests); }) {
    leaves.hash_each(rows, digests);
  } else {
    for (std::size_t i = 0; i < digests.size(); ++i) {
      digests[i] = leaves.hash(rows.subspan(i * leaves.length(), leaves.length()));
    }
  }
}

/// The node of each two children.
template <class Suite, class Digest>
void hash_each_node(std::span<const std::array<Digest, 2>> children, std::span<Digest> parents) {
  PROBATA_ASSERT(children.size() == parents.size(), "two children of each parent");
  if constexpr (requires { Suite::node_each(children, parents); }) {
    Suite::node_each(children, parents);
  } else {
    for (std::size_t i = 0; i < parents.size(); ++i) parents[i] = Suite::node(children[i][0], children[i][1]);
  }
}

/// The injection of each leaf into the node of two children.
template <class Suite, class Digest>
void inject_each_leaf(std::span<const std::array<Digest, 2>> children, std::span<const Digest> leaves,
                      std::span<Digest> parents) {
  PROBATA_ASSERT(children.size() == parents.size() && leaves.size() == parents.size(), "a leaf for each parent");
  if constexpr (requires { Suite::inject_each(children, leaves, parents); }) {
    Suite::inject_each(children, leaves, parents);
  } else {
    for (std::size_t i = 0; i < parents.size(); ++i) {
      parents[i] = Suite::inject(children[i][0], children[i][1], leaves[i]);
    }
  }
}

}  // namespace probata::inline v0_1::detail
