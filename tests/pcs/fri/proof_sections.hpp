// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <probata/merkle/opening_plan.hpp>
#include <probata/pcs/fri/opening_layout.hpp>
#include <probata/serial/concepts.hpp>
#include <probata/transcript/format.hpp>

namespace probata::testing {

/// A stretch of a bare proof whose bytes are of one kind.
struct ProofSection {
  enum class Kind { header, digests, elements, nonce };
  Kind kind;
  std::size_t begin;
  std::size_t end;
  bool opening;  ///< part B

  std::size_t size() const { return end - begin; }
};

/// What stands where in a bare proof, as the protocol's section 9 lists it. @param indices  of its queries
template <class Suite, class EF>
std::vector<ProofSection> proof_sections(const OpeningLayout& layout, std::span<const std::size_t> indices) {
  using Kind = ProofSection::Kind;
  using F = typename EF::Prime;
  std::vector<ProofSection> sections;
  bool opening = false;
  const auto add = [&](Kind kind, std::size_t bytes) {
    const std::size_t begin = sections.empty() ? 0 : sections.back().end;
    if (bytes != 0) sections.push_back({kind, begin, begin + bytes, opening});
  };
  const GrindingBits& grinding = layout.fri().grinding;
  const auto add_nonce = [&](std::uint8_t bits) { add(Kind::nonce, bits == 0 ? 0 : 8); };
  const std::size_t root = Suite::digest_bytes << layout.fri().log_cap;

  add(Kind::header, 42);
  for (std::size_t t = 0; t < layout.trees().size(); ++t) add(Kind::digests, root);
  add_nonce(grinding.deep);
  add(Kind::elements, layout.num_opened_values() * serial::encoded_size<EF>);
  add_nonce(grinding.batch);
  for (std::size_t i = 0; i < layout.schedule().size(); ++i) {
    add(Kind::digests, root);
    add_nonce(grinding.fold);
  }
  add(Kind::elements, layout.final_length() * serial::encoded_size<EF>);
  add_nonce(grinding.query);

  opening = true;
  std::vector<TreeShape> shapes(layout.shapes().begin(), layout.shapes().end());
  for (const FoldRound& round : layout.schedule()) shapes.push_back(layout.round_shape(round));
  for (const TreeShape& shape : shapes) {
    const OpeningPlan plan(shape, layout.log_indices(), indices);
    add(Kind::elements, plan.num_row_elements() * serial::encoded_size<F>);
    add(Kind::digests, plan.num_siblings() * Suite::digest_bytes);
  }
  return sections;
}

/// Where base elements stand: digests of algebraic suites consist of them too.
template <class Suite, class EF>
std::vector<std::size_t> element_positions(const std::vector<ProofSection>& sections, bool openings) {
  std::vector<std::size_t> positions;
  for (const ProofSection& section : sections) {
    const bool elements = section.kind == ProofSection::Kind::elements ||
                          (section.kind == ProofSection::Kind::digests && Suite::algebraic);
    if (!elements || section.opening != openings) continue;
    for (std::size_t at = section.begin; at < section.end; at += serial::encoded_size<typename EF::Prime>) {
      positions.push_back(at);
    }
  }
  return positions;
}

}  // namespace probata::testing
