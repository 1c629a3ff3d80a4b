// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The proving half of pcs_agreement.cpp: some suite or other with each extension, and most
// without vectors, as provers take long to compile.
#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <vector>

#include <probata/field/extension_fields.hpp>
#include <probata/hash/byte_suites.hpp>
#include <probata/hash/poseidon2_suite.hpp>
#include <probata/pcs/fri/opening_claim.hpp>
#include <probata/pcs/fri/opening_prover.hpp>
#include <probata/poly/matrix.hpp>
#include <probata/prf/concepts.hpp>
#include <probata/serial/reader.hpp>
#include <probata/simd/arch.hpp>

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

template <class Suite, class EF, class Arch>
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
  if (!claim.fri.zero_knowledge()) return prove_opening_without_hiding<Arch>(claim, all).bytes;
  GivenRandom random(request.seed);
  return prove_opening<Arch>(claim, all, random).bytes;
}

std::optional<Bytes> prove(const Request& request) {
  const ClaimIds ids = claim_ids(request.claim);
  std::optional<Bytes> proof;
  const auto attempt = [&]<class Suite, class EF, class Arch = simd::Scalar>() {
    if (is_named<Suite, EF>(ids)) proof = prove_as<Suite, EF, Arch>(request);
  };
  attempt.operator()<Blake3Suite, KoalaBear4, simd::DefaultArch>();
  attempt.operator()<Poseidon2Suite<KoalaBear, 16>, KoalaBear4>();
  attempt.operator()<Sha3Suite, KoalaBear5>();
  attempt.operator()<Sha256Suite, KoalaBear6>();
  attempt.operator()<Poseidon2Suite<KoalaBear, 24>, KoalaBear6>();
  attempt.operator()<Sha256Suite, BabyBear4>();
  attempt.operator()<Poseidon2Suite<BabyBear, 16>, BabyBear5, simd::DefaultArch>();
  attempt.operator()<Blake3Suite, BabyBear6>();
  attempt.operator()<Poseidon2Suite<BabyBear, 24>, BabyBear6>();
  attempt.operator()<Sha3Suite, Goldilocks2, simd::DefaultArch>();
  attempt.operator()<Blake3Suite, Goldilocks3>();
  return proof;
}

}  // namespace probata::testing
