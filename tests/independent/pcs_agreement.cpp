// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Proves and verifies bare openings for pcs_agreement.py, which knows nothing of the library but what it answers here.
// A request is a byte 'v' or 'p' and blocks, a block being bytes after their number in four bytes, little-endian:
//
//   v claim proof             answered by the verdict: "accepted" or code and index, as in "E_MERKLE_STAGE 2"
//   p claim seed traces       answered by a proof, or by "refused: ..."; the seed is what the prover takes for 32
//   random
//                             bytes, the traces are the rows of all matrices, in the order of the claim
//
// and every answer is a block.
#include "independent/pcs_agreement.hpp"

#include <array>
#include <cstdio>
#include <optional>

namespace probata::testing {

Bytes verify(const Request& request) {
  for (const auto verify_field : {verify_koala_bear, verify_baby_bear, verify_goldilocks}) {
    if (const std::optional<Bytes> verdict = verify_field(request)) return *verdict;
  }
  return verify_unnamed(request);
}

Bytes prove(const Request& request) {
  for (const auto prove_field : {prove_koala_bear, prove_baby_bear, prove_goldilocks}) {
    if (const std::optional<Bytes> proof = prove_field(request)) return *proof;
  }
  return bytes_of("refused: the combination");
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
    write_block(request.kind == 'p' ? prove(request) : verify(request));
  }
  return 0;
}

}  // namespace probata::testing

int main() { return probata::testing::serve(); }
