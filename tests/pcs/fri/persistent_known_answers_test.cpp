// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Persistent matrices as persistent_commitment_vectors.py makes them. Without vectors, so as to compile fast.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <doctest/doctest.h>

#include <probata/hash/byte_suites.hpp>
#include <probata/hash/poseidon2_suite.hpp>
#include <probata/pcs/fri/persistent_commitment.hpp>

#include "support/bytes.hpp"
#include "support/fields.hpp"

using namespace probata;

namespace {

/// Gives the bytes 0, 1, 2, ...: a seed that persistent_commitment_vectors.py knows.
class CountingSeed {
 public:
  CountingSeed() = default;
  CountingSeed(CountingSeed&&) = default;
  CountingSeed& operator=(CountingSeed&&) = default;
  CountingSeed(const CountingSeed&) = delete;
  CountingSeed& operator=(const CountingSeed&) = delete;
  ~CountingSeed() = default;

  void fill(std::span<std::byte> out) {
    for (std::byte& byte : out) byte = static_cast<std::byte>(next_++);
  }
  CountingSeed fork(std::string_view) { return {}; }

 private:
  unsigned next_ = 0;
};

}  // namespace

namespace probata::inline v0_1 {
template <>
inline constexpr bool hides_secrets<CountingSeed> = true;
}  // namespace probata::inline v0_1

namespace {

struct KnownCommitment {
  PersistentParameters parameters;
  std::size_t level;
  std::string_view root;    ///< its first 32 bytes
  std::string_view point;   ///< of the anchor
  std::string_view digest;  ///< of the identity
};
// From persistent_commitment_vectors.py: over KoalaBear4, BabyBear6, Goldilocks3, Goldilocks2 and KoalaBear4, in the
// suites 1, 2, 3, 1 and 4.
constexpr std::array<KnownCommitment, 5> known_commitments{{
    {{1, 2, 4, 0, 4, 3, 45},
     6,
     "5b817f87b76676f8492c049b24e6015211e6b2d7bd6e9b24332c7a4d3d020cd1",
     "05b3623e193e07349b95152581ad4432",
     "bb510190279650755d803ee7450208d47b0c22ddc66528f54de4795db2f5d786"},
    {{2, 4, 5, 2, 6, 6, 21},
     7,
     "a0df87aa63a8533c7ff6838cb8e7780920c073a327aaccc01a871bde80c84762",
     "c23bf10ae0e474236b07445c4dae863a1f4227508aaea95e",
     "fac8990db0a989debefd03fb04cf027e70a41105699fd4268be33e47c1414c6a"},
    {{1, 3, 5, 1, 3, 2, 12},
     5,
     "75104e74b5248602ea75539ad5901654192c4e4d123c49abaf5c1e88977403a2",
     "4eccb30dba25be9e7b2ed1bc3818ddb31673fed575c09494",
     "e286e4ec8965d7cc2a820ad775a926661ea2d431f465bb45f8bcc69210b9944d"},
    {{3, 2, 4, 0, 6, 3, 16},
     6,
     "aff263b647e7a11839e2d0388b92a7820971d9e9a4b14c7e98fd915b4378929f",
     "f248c086e4bb3901ab126cd8765ea95f",
     "abd4c9fdff88cc2a48622cb50fa309afb06c5d553af2175af5b70ac45ef3d338"},
    {{1, 2, 4, 0, 4, 4, 18},
     5,
     "10235534a468d669926f4707bec07163d8f9b1602f92dd51bbf5ed3fa7167202",
     "51516a332728fb542b0dc95093f4ee08",
     "697f715c85615bd0029839528841ff31baafba8c05976c2a9842ea7d3bc67c70"},
}};

template <class S, class E>
void check_known(const KnownCommitment& known) {
  using Base = typename E::Prime;
  const PersistentParameters& p = known.parameters;
  CHECK(p.level() == known.level);
  Matrix<Base> trace(std::size_t{1} << p.log_height, p.width);
  for (std::size_t i = 0; i < trace.rows(); ++i) {
    for (std::size_t j = 0; j < trace.cols(); ++j) {
      const Base x = Base::from_u64(1000003 * i * i + 7919 * i * (j + 1) + 31 * j + 5);
      trace(i, j) = x * x * x;
    }
  }
  CountingSeed seed;
  const BatchNtt<Base, simd::Scalar> ntt(p.level() + p.log_blowup);
  const auto commitment = PersistentCommitment<S, E, simd::Scalar>::commit(ntt, p, trace.view(), seed);
  serial::Writer root;
  for (const auto& digest : commitment.identity().root()) S::write_digest(root, digest);
  CHECK(testing::hex_of(root.bytes().first(32)) == known.root);
  serial::Writer point;
  point.write_element(commitment.identity().anchor().point);
  CHECK(testing::hex_of(point.bytes()) == known.point);
  CHECK(testing::hex_of(commitment.identity().digest()) == known.digest);
}

}  // namespace

TEST_CASE("persistent known answers: roots and anchors are those of another program") {
  check_known<Blake3Suite, KoalaBear4>(known_commitments[0]);
  check_known<Sha256Suite, BabyBear6>(known_commitments[1]);
  check_known<Sha3Suite, Goldilocks3>(known_commitments[2]);
  check_known<Blake3Suite, Goldilocks2>(known_commitments[3]);
  check_known<Poseidon2Suite<KoalaBear, 16>, KoalaBear4>(known_commitments[4]);
}
