// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstddef>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/extension_fields.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/pcs/concepts.hpp>
#include <probata/prf/deterministic_random.hpp>

using namespace probata;

namespace {

/// What the concepts ask for and nothing else.
struct Archetype {
  using Field = KoalaBear;
  using Extension = KoalaBear4;
  struct Claim {
    [[nodiscard]] std::vector<std::byte> bytes() const { return {}; }
  };
  struct Verified {
    std::vector<int> roots;
    KoalaBear4 point;
    std::vector<KoalaBear4> values;
  };
  struct Proof {
    std::vector<std::byte> bytes;
  };
  using Traces = std::span<const std::vector<MatrixView<const Field>>>;
  static Result<Verified> verify(const Claim&, std::span<const std::byte>) noexcept {
    return Status(Errc::length_fixed, 0);
  }
  template <class Random>
  static Proof prove(const Claim&, Traces, Random&) {
    return {};
  }
  static Proof prove_without_hiding(const Claim&, Traces) { return {}; }
};

struct Throwing : Archetype {
  static Result<Verified> verify(const Claim&, std::span<const std::byte>) { return Status(Errc::length_fixed, 0); }
};
struct OtherField : Archetype {
  using Field = BabyBear;
};
struct VerifierOnly : Archetype {
  template <class Random>
  static Proof prove(const Claim&, Traces, Random&) = delete;
};

}  // namespace

TEST_CASE("pcs: the concepts hold for their archetype, and each requirement is one") {
  CHECK(PolynomialCommitment<Archetype>);
  CHECK(HidingCommitment<Archetype, DeterministicRandomForTests>);
  CHECK_FALSE(PolynomialCommitment<Throwing>);
  CHECK_FALSE(PolynomialCommitment<OtherField>);
  CHECK(PolynomialCommitment<VerifierOnly>);
  CHECK_FALSE(HidingCommitment<VerifierOnly, DeterministicRandomForTests>);
}
