// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

#include <probata/core/usage_error.hpp>
#include <probata/field/concepts.hpp>
#include <probata/merkle/tree_shape.hpp>
#include <probata/pcs/fri/opening_claim.hpp>
#include <probata/pcs/fri/opening_layout.hpp>
#include <probata/pcs/fri/opening_prover.hpp>

namespace probata::inline v0_1 {

/// Bytes that prove_opening holds at its peak, the caller's traces not counted; vectors of a few kilobytes are left
/// out.
struct OpeningMemory {
  std::size_t rows = 0;       ///< extended columns and mask polynomials
  std::size_t digests = 0;    ///< of the trees over them
  std::size_t quotients = 0;  ///< while the quotients are computed: weights of their points, codewords of all levels
  std::size_t folding = 0;    ///< while they are folded: codewords, layers, their trees

  /// rows + digests + the larger of the last two.
  [[nodiscard]] std::size_t peak() const noexcept { return rows + digests + std::max(quotients, folding); }
};

/// What a proof of this claim will need, before anything is computed. With n = 2^(k + b) for each level k of W columns:
///
///   rows       B (W + e) n, e for the mask polynomial; recomputed rows: n becomes K
///   digests    32 (2 n) for each tree, n of its highest level; recomputed: of one coset of the largest tree
///   quotients  B e (2^k points + 2^k + n) for each level
///   folding    B e (n of all levels + n / 7 of the highest) + 32 (2/7 n) for arity 8
///
/// with B bytes an element. Arities and caps are those of the claim.
/// @throws UsageError if the claim is not one
/// @source protocol, section 10.3
template <class Suite, FormatExtension EF, class Storage = KeepRows>
OpeningMemory opening_memory(const OpeningClaim<Suite, EF>& claim, [[maybe_unused]] Storage storage = {}) {
  constexpr bool keeps_rows = std::is_same_v<Storage, KeepRows>;
  constexpr std::size_t element = sizeof(typename EF::Prime);
  const Result<OpeningLayout> made = claim.layout();
  if (!made.ok()) {
    throw_usage("opening_memory", "claim", std::string(name(made.status().code())),
                std::string(made.status().detail()));
  }
  const OpeningLayout& layout = *made;
  const std::size_t b = claim.fri.log_blowup;
  const auto num_digests = [](std::size_t log_leaves, std::size_t cap) {
    return ((std::size_t{2} << log_leaves) - (std::size_t{1} << cap)) * sizeof(typename Suite::Digest);
  };
  OpeningMemory memory;
  std::size_t codewords = 0;
  for (const OpeningLayout::Level& level : layout.levels()) {
    const std::size_t k = level.level;
    const auto dimension = static_cast<std::size_t>(claim.fri.dimension(k));
    std::size_t width = level.mask_tree ? EF::degree : 0;
    for (const OpeningLayout::Place& place : level.matrices) width += layout.matrix(place).width;
    memory.rows += element * width * (keeps_rows ? std::size_t{1} << (k + b) : dimension);
    codewords += element * EF::degree << (k + b);
    // Weights at z and the next points.
    memory.quotients += element * EF::degree * (1 + level.heights.size()) << k;
  }
  // And, of the highest level, the coefficients of the codeword and the inverses of its points.
  const std::size_t top = layout.top_level();
  memory.quotients +=
      codewords + (element * EF::degree << top) + element * static_cast<std::size_t>(claim.fri.dimension(top));
  for (const TreeShape& shape : layout.shapes()) {
    if constexpr (keeps_rows) {
      memory.digests += num_digests(shape.top_layer(), shape.cap());
    } else {
      memory.digests = std::max(memory.digests, num_digests(shape.top_layer() - b, 0));
    }
  }
  memory.folding = codewords;
  for (const FoldRound& round : layout.schedule()) {
    memory.folding += element * EF::degree << (round.to() + b);
    memory.folding += num_digests(round.to() + b, claim.fri.log_cap);
  }
  if (layout.schedule().size() > 0) memory.folding += element << (top + b - claim.fri.log_arity);
  return memory;
}

/// The parts and their sum, a line each, in MB of 10^6 bytes.
inline std::string opening_memory_text(const OpeningMemory& memory) {
  const auto line = [](std::string_view what, std::size_t bytes) {
    const std::size_t tenths = (bytes + 50'000) / 100'000;
    std::string text(what);
    text.append(std::to_string(tenths / 10)).append(1, '.').append(std::to_string(tenths % 10)).append(" MB\n");
    return text;
  };
  return line("rows       ", memory.rows) + line("digests    ", memory.digests) +
         line("quotients  ", memory.quotients) + line("folding    ", memory.folding) +
         line("peak       ", memory.peak());
}

}  // namespace probata::inline v0_1
