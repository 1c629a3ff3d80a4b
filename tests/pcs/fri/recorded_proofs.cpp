// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Asks the verifier once more about proofs that opening_verifier_test.cpp has recorded, see hostile_proofs.hpp: a
// program that compiles in a few seconds, for delete_checks.py.
//
//     recorded_proofs FILE    fails at the first verdict that is another than the recorded one
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <span>
#include <vector>

#include <probata/field/extension_fields.hpp>
#include <probata/hash/byte_suites.hpp>
#include <probata/pcs/fri/opening_verifier.hpp>
#include <probata/serial/little_endian.hpp>

using namespace probata;

namespace {

using Claim = OpeningClaim<Blake3Suite, KoalaBear4>;

std::vector<std::byte> contents(const char* path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<std::byte> bytes;
  for (auto at = std::istreambuf_iterator<char>(file); at != std::istreambuf_iterator<char>(); ++at) {
    bytes.push_back(static_cast<std::byte>(*at));
  }
  return bytes;
}

/// A file of recorded proofs, read from the front; it is well-formed.
class Records {
 public:
  explicit Records(std::span<const std::byte> bytes) : rest_(bytes) {}

  bool empty() const { return rest_.empty(); }
  template <class Word>
  Word word() {
    return serial::load_little_endian<Word>(bytes(sizeof(Word)).data());
  }
  std::span<const std::byte> bytes(std::size_t count) {
    const auto front = rest_.first(count);
    rest_ = rest_.subspan(count);
    return front;
  }

 private:
  std::span<const std::byte> rest_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::vector<std::byte> file = contents(argv[1]);
  Records records(file);
  std::size_t count = 0;
  for (; !records.empty(); ++count) {
    OpeningLimits limits;
    limits.max_row_length = records.word<std::uint64_t>();
    limits.max_opened_values = records.word<std::uint64_t>();
    const auto claim_length = records.word<std::uint64_t>();
    const auto proof_length = records.word<std::uint64_t>();
    const auto code = static_cast<Errc>(records.word<std::uint32_t>());
    const Status expected(code, records.word<std::uint32_t>());
    const Result<Claim> claim = Claim::parse(records.bytes(claim_length));
    const std::span<const std::byte> proof = records.bytes(proof_length);
    if (!claim.ok() || !(verify_opening(*claim, proof, limits).status() == expected)) {
      std::printf("another verdict on proof %zu\n", count);
      return 1;
    }
  }
  std::printf("%zu verdicts as recorded\n", count);
  return count == 0 ? 1 : 0;
}
