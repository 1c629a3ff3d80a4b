// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstdint>
#include <set>
#include <tuple>
#include <vector>

#include <doctest/doctest.h>

#include <probata/transcript/format.hpp>

#include "support/fields.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

using FormatFields =
    std::tuple<KoalaBear4, KoalaBear5, KoalaBear6, BabyBear4, BabyBear5, BabyBear6, Goldilocks2, Goldilocks3>;
/// Another polynomial of a pair (field, degree) of the format.
using OtherPolynomial = Extension<KoalaBear, PowerOfX<5, 0, 0, 0>>;

}  // namespace

static_assert(!FormatExtension<Goldilocks5> && !FormatExtension<Mersenne31x2> && !FormatExtension<OtherPolynomial>);
static_assert(!FormatExtension<KoalaBear> && !FormatExtension<int>);
static_assert(max_pow_bits_of_bytes == 40 && max_pow_bits_of_elements == 24 && pow_nonce_bound == 281474976710656);

TEST_CASE("format: fields and degrees have the numbers of the protocol, each pair once") {
  std::set<std::pair<int, int>> pairs;
  const auto add = [&]<class EF>(EF) {
    static_assert(FormatExtension<EF>);
    pairs.emplace(format_field_id<EF>, EF::degree);
  };
  std::apply([&](auto... fields) { (add(fields), ...); }, FormatFields{});
  CHECK(pairs == std::set<std::pair<int, int>>{{1, 4}, {1, 5}, {1, 6}, {2, 4}, {2, 5}, {2, 6}, {3, 2}, {3, 3}});
}

TEST_CASE("format: tags have the values of the protocol, and no value has two kinds") {
  CHECK(std::uint8_t(BytesTag::key_digest) == 0x01);
  CHECK(std::uint8_t(BytesTag::instance_shape) == 0x02);
  CHECK(std::uint8_t(ElementsTag::public_values) == 0x03);
  CHECK(std::uint8_t(DigestsTag::main_root) == 0x04);
  CHECK(std::uint8_t(DigestsTag::stage_root) == 0x05);
  CHECK(std::uint8_t(DigestsTag::lookup_root) == 0x06);
  CHECK(std::uint8_t(ElementsTag::lookup_sums) == 0x07);
  CHECK(std::uint8_t(DigestsTag::quotient_root) == 0x08);
  CHECK(std::uint8_t(ElementsTag::opened_values) == 0x09);
  CHECK(std::uint8_t(DigestsTag::fri_root) == 0x0A);
  CHECK(std::uint8_t(ElementsTag::final_polynomial) == 0x0B);
  CHECK(std::uint8_t(ElementsTag::matrix_anchor) == 0x0C);
  CHECK(std::uint8_t(DigestsTag::matrix_root) == 0x0D);
  CHECK(std::uint8_t(BytesTag::anchor_parameters) == 0x21);
  CHECK(std::uint8_t(DigestsTag::anchor_root) == 0x22);
  CHECK(std::uint8_t(BytesTag::pcs_statement) == 0x31);
  CHECK(std::uint8_t(PowTag::phase) == 0xF1);
  CHECK(std::uint8_t(PowTag::ali) == 0xF2);
  CHECK(std::uint8_t(PowTag::deep) == 0xF3);
  CHECK(std::uint8_t(PowTag::batch) == 0xF4);
  CHECK(std::uint8_t(PowTag::fold) == 0xF5);
  CHECK(std::uint8_t(PowTag::query) == 0xF6);
}
