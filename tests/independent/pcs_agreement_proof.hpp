// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <probata/core/result.hpp>
#include <probata/core/usage_error.hpp>
#include <probata/parallel/serial.hpp>
#include <probata/pcs/fri/opening_claim.hpp>
#include <probata/pcs/fri/opening_prover.hpp>
#include <probata/poly/matrix.hpp>
#include <probata/prf/concepts.hpp>
#include <probata/serial/reader.hpp>

#include "independent/pcs_agreement.hpp"

namespace probata::testing {

/// The 32 bytes that a request brings, once.
class GivenRandom {
 public:
  explicit GivenRandom(const Bytes& seed) : seed_(seed) {}
  GivenRandom(GivenRandom&&) = default;
  GivenRandom& operator=(GivenRandom&&) = default;

  void fill(std::span<std::byte> out) {
    if (out.size() != seed_.size()) throw_usage("GivenRandom::fill", "size", out.size(), "what the request brought");
    std::ranges::copy(seed_, out.begin());
    seed_.clear();
  }
  [[nodiscard]] GivenRandom fork(std::string_view) const { return GivenRandom({}); }

 private:
  Bytes seed_;
};

}  // namespace probata::testing

template <>
inline constexpr bool probata::hides_secrets<probata::testing::GivenRandom> = true;

namespace probata::testing {

template <class Suite, class EF, class Arch, class Storage>
Bytes prove_as(const Request& request) {
  using F = typename EF::Prime;
  const Result<OpeningClaim<Suite, EF>> parsed = OpeningClaim<Suite, EF>::parse(request.claim);
  if (!parsed.ok()) return bytes_of("refused: the claim");
  const OpeningClaim<Suite, EF>& claim = *parsed;
  serial::Reader reader(request.body, Errc::length_fixed);
  std::vector<std::vector<Matrix<F>>> matrices;
  for (const std::vector<ClaimedMatrix>& tree : claim.trees) {
    matrices.emplace_back();
    for (const ClaimedMatrix& shape : tree) {
      Matrix<F> matrix(std::size_t{1} << shape.log_height, shape.width);
      if (!reader.read_elements(matrix.flat(), Errc::fixed_encoding).ok()) return bytes_of("refused: the traces");
      matrices.back().push_back(std::move(matrix));
    }
  }
  if (!reader.expect_end().ok()) return bytes_of("refused: traces too long");
  std::vector<std::vector<MatrixView<const F>>> traces;
  for (const std::vector<Matrix<F>>& tree : matrices) traces.emplace_back(tree.begin(), tree.end());
  const std::span<const std::vector<MatrixView<const F>>> all(traces);
  if (!claim.fri.zero_knowledge())
    return prove_opening_without_hiding<Arch>(claim, all, parallel::Serial{}, Storage{}).bytes;
  GivenRandom random(request.seed);
  return prove_opening<Arch>(claim, all, random, parallel::Serial{}, Storage{}).bytes;
}

/// The proof, if the claim names this combination and there is none yet.
template <class Suite, class EF, class Arch, class Storage = KeepRows>
void prove_if_named(const Request& request, std::optional<Bytes>& proof) {
  if (!proof && is_named<Suite, EF>(claim_ids(request.claim))) proof = prove_as<Suite, EF, Arch, Storage>(request);
}

}  // namespace probata::testing
