// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Proves and verifies bare openings for pcs_agreement.py, which knows nothing of the library but what it answers here.
// A request is a byte 'v' or 'p' and blocks, a block being bytes after their number in four bytes, little-endian:
//
//   v claim proof             answered by the verdict: "accepted" or code and index, as in "E_MERKLE_STAGE 2"
//   p claim seed traces       answered by a proof, or by "refused: ..."; the seed is what the prover takes for 32 random
//                             bytes, the traces are the rows of all matrices, in the order of the claim
//
// and every answer is a block.
#include <array>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

#include <probata/core/errc.hpp>
#include <probata/core/result.hpp>
#include <probata/field/extension_fields.hpp>
#include <probata/hash/byte_suites.hpp>
#include <probata/hash/poseidon2_suite.hpp>
#include <probata/pcs/fri/opening_claim.hpp>
#include <probata/pcs/fri/opening_verifier.hpp>

#include "independent/pcs_agreement.hpp"

namespace probata::testing {

Bytes verdict(const Status& status) {
  if (status.ok()) return bytes_of("accepted");
  return bytes_of(std::string(name(status.code())) + ' ' + std::to_string(status.index()));
}

template <class Suite, class EF>
Bytes verify_as(const Request& request) {
  const Result<OpeningClaim<Suite, EF>> claim = OpeningClaim<Suite, EF>::parse(request.claim);
  if (!claim.ok()) return verdict(claim.status());
  if (claim->bytes() != request.claim) return bytes_of("the claim has other bytes when it is written again");
  return verdict(verify_opening(*claim, request.body).status());
}

/// With the field, degree and suite that the claim names; with some of them if there are no such ones, to be refused.
template <class... EFs>
Bytes verify(const Request& request) {
  const ClaimIds ids = claim_ids(request.claim);
  std::optional<Bytes> result;
  const auto attempt = [&]<class Suite, class EF>() {
    if (is_named<Suite, EF>(ids)) result = verify_as<Suite, EF>(request);
  };
  const auto attempt_all = [&]<class EF>() {
    attempt.template operator()<Blake3Suite, EF>();
    attempt.template operator()<Sha256Suite, EF>();
    attempt.template operator()<Sha3Suite, EF>();
    if constexpr (sizeof(typename EF::Prime) == 4) {
      attempt.template operator()<Poseidon2Suite<typename EF::Prime, 16>, EF>();
      attempt.template operator()<Poseidon2Suite<typename EF::Prime, 24>, EF>();
    }
  };
  (attempt_all.template operator()<EFs>(), ...);
  return result ? *result : verify_as<Blake3Suite, KoalaBear4>(request);
}

bool read_block(Bytes& block) {
  std::array<unsigned char, 4> size{};
  if (std::fread(size.data(), 1, size.size(), stdin) != size.size()) return false;
  block.resize(size[0] | std::size_t{size[1]} << 8 | std::size_t{size[2]} << 16 | std::size_t{size[3]} << 24);
  return std::fread(block.data(), 1, block.size(), stdin) == block.size();
}

void write_block(const Bytes& block) {
  for (int shift = 0; shift < 32; shift += 8) std::putchar(static_cast<int>(block.size() >> shift & 0xFF));
  std::fwrite(block.data(), 1, block.size(), stdout);
  std::fflush(stdout);
}

int serve() {
  Request request;
  for (int kind = 0; (kind = std::getchar()) != EOF;) {
    request.kind = static_cast<char>(kind);
    bool complete = (request.kind == 'p' || request.kind == 'v') && read_block(request.claim);
    if (request.kind == 'p') complete = complete && read_block(request.seed);
    if (!complete || !read_block(request.body)) return 2;
    if (request.kind == 'p') {
      const std::optional<Bytes> proof = prove(request);
      write_block(proof ? *proof : bytes_of("refused: the combination"));
    } else {
      write_block(verify<KoalaBear4, KoalaBear5, KoalaBear6, BabyBear4, BabyBear5, BabyBear6, Goldilocks2, Goldilocks3>(
          request));
    }
  }
  return 0;
}

}  // namespace probata::testing

int main() { return probata::testing::serve(); }
