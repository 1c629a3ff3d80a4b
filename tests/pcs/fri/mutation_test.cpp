// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Mutants of six proofs: every element replaced, every bit flipped, every truncation, extensions, splices with another
// proof of the same claim. None is accepted.
//
// A part of them by default. PROBATA_MUTANTS=all in the environment runs every one of them (over 300,000) and prints
// how many there were, by the code that refused them.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <probata/hash/byte_suites.hpp>
#include <probata/hash/poseidon2_suite.hpp>
#include <probata/pcs/fri/opening_verifier.hpp>

#include "pcs/fri/fri_cases.hpp"
#include "pcs/fri/proof_sections.hpp"
#include "pcs/fri/reference_prover.hpp"
#include "support/bytes.hpp"

using namespace probata;
using testing::Bytes;
using testing::ClaimedTrees;
using testing::ProofSection;

namespace {

bool all_mutants() {
  const char* const value = std::getenv("PROBATA_MUTANTS");
  return value != nullptr && std::string_view(value) == "all";
}

/// Counts mutants and their verdicts.
class Tally {
 public:
  void add(const Status& status) { ++verdicts_[std::string(name(status.code()))]; }
  std::size_t accepted() const { return count("OK"); }
  std::size_t count(const std::string& code) const {
    const auto found = verdicts_.find(code);
    return found == verdicts_.end() ? 0 : found->second;
  }
  std::size_t total() const {
    std::size_t sum = 0;
    for (const auto& [code, number] : verdicts_) sum += number;
    return sum;
  }
  std::string text() const {
    std::string result = std::to_string(total()) + " mutants, " + std::to_string(accepted()) + " accepted";
    for (const auto& [code, number] : verdicts_) result += "; " + code + " " + std::to_string(number);
    return result;
  }

 private:
  std::map<std::string, std::size_t> verdicts_;
};

/// A claim, a proof of it, and another proof for other columns.
template <class Suite, class EF>
class Mutants {
 public:
  using F = typename EF::Prime;
  using Word = typename F::Canonical;
  using Claim = OpeningClaim<Suite, EF>;

  Mutants(std::uint64_t seed, FriParameters fri, ClaimedTrees trees) : rng_(seed), claim_{fri, std::move(trees)} {
    auto prover = testing::random_reference_prover<Suite, EF>(rng_, *claim_.layout());
    proof_ = prover.prove_bare(claim_);
    sections_ = testing::proof_sections<Suite, EF>(prover.layout(), prover.indices);
    auto other = testing::random_reference_prover<Suite, EF>(rng_, *claim_.layout());
    other_ = other.prove_bare(claim_);
    other_sections_ = testing::proof_sections<Suite, EF>(other.layout(), other.indices);
  }

  Tally run() {
    REQUIRE(verify_opening(claim_, proof_).status() == Status());
    REQUIRE(verify_opening(claim_, other_).status() == Status());
    REQUIRE(sections_.back().end == proof_.size());
    elements();
    bits();
    lengths();
    splices();
    return tally_;
  }

 private:
  /// Whether the next mutant of a long list is tried.
  bool take(std::size_t one_in) { return all_mutants() || rng_.index(one_in) == 0; }

  void check(const Bytes& mutant) {
    if (mutant == proof_ || mutant == other_) return;
    const Status status = verify_opening(claim_, mutant).status();
    tally_.add(status);
    if (status.ok()) FAIL_CHECK("accepted: " << testing::hex_of(mutant));
  }

  void elements() {
    for (const bool openings : {false, true}) {
      for (const std::size_t position : testing::element_positions<Suite, EF>(sections_, openings)) {
        if (!take(2)) continue;
        const Word word = serial::load_little_endian<Word>(proof_.data() + position);
        const Word next = static_cast<Word>((word + Word{1}) % F::modulus);
        for (const Word value :
             {next, static_cast<Word>(rng_.below(F::modulus)), Word{0}, static_cast<Word>(F::modulus - 1),
              static_cast<Word>(F::modulus), static_cast<Word>(0xFFFFFFFF), static_cast<Word>(~Word{0})}) {
          Bytes mutant = proof_;
          serial::store_little_endian(mutant.data() + position, value);
          check(mutant);
        }
      }
    }
  }

  void bits() {
    for (std::size_t i = 0; i < proof_.size(); ++i) {
      for (int bit = 0; bit < 8; ++bit) {
        if (!take(6)) continue;
        Bytes mutant = proof_;
        mutant[i] ^= std::byte{1} << bit;
        check(mutant);
      }
    }
  }

  void lengths() {
    for (std::size_t length = 0; length < proof_.size(); ++length) {
      if (!take(8)) continue;
      check(Bytes(proof_.begin(), proof_.begin() + static_cast<std::ptrdiff_t>(length)));
    }
    for (std::size_t more = 1; more <= 300; ++more) {
      if (!take(8)) continue;
      Bytes mutant = proof_;
      const Bytes tail = testing::random_bytes(rng_, more);
      mutant.insert(mutant.end(), tail.begin(), tail.end());
      check(mutant);
      std::fill(mutant.end() - static_cast<std::ptrdiff_t>(more), mutant.end(), std::byte{0});
      check(mutant);
    }
  }

  static Bytes part(const Bytes& bytes, std::size_t begin, std::size_t end) {
    return Bytes(bytes.begin() + static_cast<std::ptrdiff_t>(begin), bytes.begin() + static_cast<std::ptrdiff_t>(end));
  }
  Bytes with(std::size_t begin, std::size_t end, const Bytes& replacement) const {
    Bytes mutant = part(proof_, 0, begin);
    mutant.insert(mutant.end(), replacement.begin(), replacement.end());
    mutant.insert(mutant.end(), proof_.begin() + static_cast<std::ptrdiff_t>(end), proof_.end());
    return mutant;
  }

  void splices() {
    for (std::size_t i = 0; i < sections_.size(); ++i) {
      const auto [kind, begin, end, opening] = sections_[i];
      const Bytes own = part(proof_, begin, end);
      check(with(begin, end, {}));
      check(with(end, end, own));
      // The other proof's section, and all of the other proof from here on, or up to here.
      check(with(begin, end, part(other_, other_sections_[i].begin, other_sections_[i].end)));
      check(with(begin, proof_.size(), part(other_, other_sections_[i].begin, other_.size())));
      check(with(0, begin, part(other_, 0, other_sections_[i].begin)));
      for (std::size_t j = i + 1; j < sections_.size(); ++j) {
        if (!take(4)) continue;
        Bytes swapped = with(sections_[j].begin, sections_[j].end, own);
        const Bytes later = part(proof_, sections_[j].begin, sections_[j].end);
        swapped.erase(swapped.begin() + static_cast<std::ptrdiff_t>(begin),
                      swapped.begin() + static_cast<std::ptrdiff_t>(end));
        swapped.insert(swapped.begin() + static_cast<std::ptrdiff_t>(begin), later.begin(), later.end());
        check(swapped);
      }
    }
    for (int turn = 0; turn < 400; ++turn) {
      if (!take(8)) continue;
      const std::size_t size = std::min(proof_.size(), other_.size());
      const std::size_t begin = rng_.index(size);
      const std::size_t end = begin + rng_.index(size - begin + 1);
      check(with(begin, end, part(other_, begin, end)));
      // A stretch of the proof copied over another, and one removed that another takes the place of.
      const std::size_t from = rng_.index(proof_.size() - (end - begin) + 1);
      check(with(begin, end, part(proof_, from, from + (end - begin))));
    }
  }

  testing::Rng rng_;
  Claim claim_;
  Bytes proof_;
  Bytes other_;
  std::vector<ProofSection> sections_;
  std::vector<ProofSection> other_sections_;
  Tally tally_;
};

template <class Suite, class EF>
void check_mutants(std::uint64_t seed, const FriParameters& fri, const ClaimedTrees& trees) {
  INFO("seed ", seed);
  const Tally tally = Mutants<Suite, EF>(seed, fri, trees).run();
  CHECK(tally.accepted() == 0);
  CHECK(tally.total() > 1500);
  // The deep checks are reached.
  for (const char* code : {"E_LENGTH_FIXED", "E_HEADER", "E_FIXED_ENCODING", "E_LENGTH_TOTAL", "E_OPENING_ENCODING",
                           "E_MERKLE_STAGE", "E_MERKLE_FRI"}) {
    CAPTURE(code);
    CHECK((tally.count(code) > 0 || (std::string_view(code) == "E_MERKLE_FRI" && trees[0][0].log_height <= 4)));
  }
  if (all_mutants()) MESSAGE(tally.text());
}

FriParameters parameters(FriParameters fri, std::uint16_t num_queries, std::uint8_t log_arity, std::uint8_t log_cap) {
  fri.num_queries = num_queries;
  fri.log_arity = log_arity;
  fri.log_cap = log_cap;
  return fri;
}

}  // namespace

TEST_CASE("mutants: of a plain proof of one matrix") {
  check_mutants<Blake3Suite, KoalaBear4>(0x301, parameters(testing::plain_parameters(), 20, 3, 0), {{{8, 5, 1}}});
}

TEST_CASE("mutants: of a plain proof without a round of folding") {
  check_mutants<Blake3Suite, KoalaBear4>(0x302, parameters(testing::plain_parameters(), 24, 1, 0),
                                         {{{4, 2, 2}}, {{3, 16, 0}}});
}

TEST_CASE("mutants: of a hiding proof with mixed levels, work and caps") {
  check_mutants<Blake3Suite, KoalaBear4>(0x303,
                                         parameters(testing::with_grinding(testing::hiding_parameters()), 16, 2, 1),
                                         {{{6, 2, 1}, {3, 1, 0}}, {{6, 5, 1}}});
}

TEST_CASE("mutants: of a hiding proof over Goldilocks, whose rounds fold by two") {
  check_mutants<Sha3Suite, Goldilocks2>(0x304, parameters(testing::hiding_parameters(), 16, 1, 0),
                                        {{{5, 3, 1}}, {{5, 1, 0}}});
}

TEST_CASE("mutants: of a hiding proof of an algebraic suite") {
  check_mutants<Poseidon2Suite<KoalaBear, 16>, KoalaBear4>(
      0x305, parameters(testing::with_grinding(testing::hiding_parameters()), 8, 3, 0), {{{5, 2, 1}}});
}

TEST_CASE("mutants: of a plain proof of an algebraic suite, with mixed levels and caps") {
  check_mutants<Poseidon2Suite<KoalaBear, 16>, KoalaBear4>(0x306, parameters(testing::plain_parameters(), 8, 3, 2),
                                                           {{{6, 1, 0}, {4, 2, 1}}});
}
