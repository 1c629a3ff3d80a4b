// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What you learn: hashing bytes; committing to the rows of two matrices of different heights by one digest; opening a
// few rows; and verifying them with nothing but the digest, the shape and the opening's bytes.
#include <array>
#include <cstddef>
#include <cstdio>
#include <span>
#include <string_view>
#include <vector>

#include <probata/probata.hpp>

using namespace probata;
using F = KoalaBear;
using Suite = Blake3Suite;  // or Sha256Suite, Sha3Suite, Poseidon2Suite<F, 16>, Poseidon2Suite<F, 24>

namespace {

void print(const char* what, std::span<const std::byte> bytes) {
  std::printf("%s ", what);
  for (const std::byte byte : bytes) std::printf("%02x", std::to_integer<unsigned>(byte));
  std::printf("\n");
}

Matrix<F> some_matrix(std::size_t rows, std::size_t cols, std::uint64_t seed) {
  Matrix<F> matrix(rows, cols);
  for (F& x : matrix.flat()) x = F::from_u64(seed = seed * 6364136223846793005 + 1442695040888963407);
  return matrix;
}

/// What a verifier does: `shape` and `indices` are its own, `root` came before the indices were known.
Status verify(const TreeShape& shape, std::span<const std::size_t> indices, std::span<const Suite::Digest> root,
              std::span<const std::byte> proof) {
  const auto plan = OpeningPlan::make(shape, shape.top_layer(), indices, Errc::merkle_stage);
  if (!plan.ok()) return plan.status();
  serial::Reader reader(proof, Errc::length_total);
  const auto opening = Multiproof<Suite, F>::parse(reader, *plan);
  if (!opening.ok()) return opening.status();
  if (const Status end = reader.expect_end(); !end.ok()) return end;
  if (const Status status = opening->verify(*plan, root, Errc::merkle_stage); !status.ok()) return status;
  for (const std::size_t index : indices) {
    const std::span<const F> tall = opening->row(*plan, 0, index);
    const std::span<const F> low = opening->row(*plan, 1, index);
    std::printf("  index %4zu: row %4zu of the tall matrix begins with %10u, row %3zu of the low one with %10u\n",
                index, index, tall[0].value(), index >> 3, low[0].value());
  }
  return {};
}

}  // namespace

int main() {
  constexpr std::string_view text = "allegata et probata";
  print("BLAKE3 ", Blake3::hash(std::as_bytes(std::span(text))));
  print("SHA-256", Sha256::hash(std::as_bytes(std::span(text))));

  // Rows of 1024 and of 128; row i of the low matrix belongs to the rows 8 i, ..., 8 i + 7 of the tall one.
  const Matrix<F> tall = some_matrix(1024, 12, 1);
  const Matrix<F> low = some_matrix(128, 40, 2);
  const std::array<MatrixView<const F>, 2> matrices{tall, low};
  const TreeRows<F> rows(matrices, /*log_blowup=*/0);
  const auto tree = commit_rows<Suite>(rows, /*cap=*/0);
  print("root   ", tree.root()[0]);

  const std::array<std::size_t, 4> indices{5, 6, 700, 5};  // in a proof, drawn from the root
  const OpeningPlan plan(tree.shape(), 10, indices);
  serial::Writer writer;
  tree.open(plan, rows).write(writer);
  std::vector<std::byte> proof = std::move(writer).take();
  std::printf("%zu indices are opened by %zu elements and %zu digests, %zu bytes; the matrices have %zu bytes\n",
              indices.size(), plan.num_row_elements(), plan.num_siblings(), proof.size(),
              sizeof(F) * (tall.size() + low.size()));

  const std::vector<Suite::Digest> root(tree.root().begin(), tree.root().end());
  const Status honest = verify(tree.shape(), indices, root, proof);
  proof[100] ^= std::byte{1};
  const Status forged = verify(tree.shape(), indices, root, proof);
  std::printf("honest: %s\nforged: %s\n", to_string(honest).c_str(), to_string(forged).c_str());
  return honest.ok() && !forged.ok() ? 0 : 1;
}
