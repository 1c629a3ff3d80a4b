// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace probata::inline v0_1 {

/// The verifier's checks C01 to C36, in the order in which they are made; the value is the number of the check.
/// A code names the first check that failed. Numbers are part of the proof format and are never reused.
///
/// @source  protocol.md 7.8
enum class Errc : std::uint16_t {
  ok = 0,
  // Key set-up.
  key_format = 1,
  field_suite = 2,
  params = 3,
  air_digest = 4,
  air_format = 5,
  bus = 6,
  key_matrix = 7,
  // Instance, before any byte of the proof is read.
  instance_format = 8,
  table = 9,
  public_encoding = 10,
  matrix_bind = 11,
  multiplicity = 12,
  too_large = 13,
  security = 14,
  suite_policy = 15,
  // Fixed part of the proof.
  length_fixed = 16,
  header = 17,
  fixed_encoding = 18,
  pow_phase = 19,
  sum = 20,
  pow_ali = 21,
  pow_deep = 22,
  constraints = 23,
  pow_batch = 24,
  pow_fold = 25,
  pow_query = 26,
  // Openings.
  length_total = 27,
  opening_encoding = 28,
  merkle_pub = 29,
  merkle_hid = 30,
  merkle_stage = 31,
  merkle_quotient = 32,
  merkle_fri = 33,
  fri_input = 34,
  fri_fold = 35,
  fri_final = 36,
};

/// Number of codes, `ok` included; codes are 0 .. num_errc - 1.
inline constexpr std::size_t num_errc = 37;

namespace detail {

struct ErrcText {
  std::string_view name;
  std::string_view description;
};

inline constexpr std::array<ErrcText, num_errc> errc_texts{{
    {"OK", "accepted"},
    {"E_KEY_FORMAT", "the key's magic, format number, length or reserved bits are wrong"},
    {"E_FIELD_SUITE", "the field and extension degree are not a pair of this format, or the hash suite does not fit"},
    {"E_PARAMS", "a parameter of the key is outside its range"},
    {"E_AIR_DIGEST", "an AIR descriptor does not have the digest that the key names"},
    {"E_AIR_FORMAT", "an AIR descriptor is not canonical or refers to something that does not exist"},
    {"E_BUS", "an interaction does not fit its bus"},
    {"E_KEY_MATRIX", "a public matrix of the key does not fit the slot it is bound to"},
    {"E_INSTANCE_FORMAT", "the instance's magic, length, context or table count is wrong"},
    {"E_TABLE", "a table names no AIR of the key, or its height is outside the AIR's range"},
    {"E_PUBLIC_ENCODING", "a public value is not below the field's modulus"},
    {"E_MATRIX_BIND", "a persistent matrix is unbound, bound to the wrong height or width, or not canonical"},
    {"E_MULTIPLICITY", "a bus could carry more tuples than the field can count"},
    {"E_TOO_LARGE", "the evaluation domain, a row or the number of opened values passes a limit"},
    {"E_SECURITY", "the proven security is below the caller's minimum"},
    {"E_SUITE_POLICY", "the caller's policy does not allow this key, suite or mode"},
    {"E_LENGTH_FIXED", "the proof is shorter than its fixed part or longer than any proof of this claim"},
    {"E_HEADER", "the proof's magic, format number or claim digest is wrong"},
    {"E_FIXED_ENCODING", "an element of the fixed part is not below the modulus, or a nonce is too large"},
    {"E_POW_PHASE", "the proof of work before the stage challenges is missing"},
    {"E_SUM", "the published sums of the buses do not add up to zero"},
    {"E_POW_ALI", "the proof of work before the constraint challenge is missing"},
    {"E_POW_DEEP", "the proof of work before the out-of-domain point is missing"},
    {"E_CONSTRAINTS", "the constraints of a table do not hold at the out-of-domain point"},
    {"E_POW_BATCH", "the proof of work before the batching challenge is missing"},
    {"E_POW_FOLD", "the proof of work before a folding challenge is missing"},
    {"E_POW_QUERY", "the proof of work before the query indices is missing"},
    {"E_LENGTH_TOTAL", "the proof does not have the length that its query indices imply"},
    {"E_OPENING_ENCODING", "an opened element is not below the modulus"},
    {"E_MERKLE_PUB", "an opening of a public matrix does not lead to its root"},
    {"E_MERKLE_HID", "an opening of a persistent matrix does not lead to its root"},
    {"E_MERKLE_STAGE", "an opening of a trace stage does not lead to its root"},
    {"E_MERKLE_QUOTIENT", "an opening of the quotient tree does not lead to its root"},
    {"E_MERKLE_FRI", "an opening of a FRI layer does not lead to its root"},
    {"E_FRI_INPUT", "a first FRI leaf differs from the value computed from the opened rows"},
    {"E_FRI_FOLD", "a folded value differs from the entry of the next FRI layer"},
    {"E_FRI_FINAL", "a last folded value differs from the final polynomial"},
}};

constexpr ErrcText errc_text(Errc code) noexcept {
  const auto number = static_cast<std::size_t>(code);
  return number < num_errc ? errc_texts[number] : ErrcText{"E_UNKNOWN", "no check has this number"};
}

}  // namespace detail

/// The protocol's spelling: `Errc::header` is "E_HEADER"; `Errc::ok` is "OK".
constexpr std::string_view name(Errc code) noexcept { return detail::errc_text(code).name; }

/// One sentence without a full stop: what was found wrong.
constexpr std::string_view description(Errc code) noexcept { return detail::errc_text(code).description; }

}  // namespace probata::inline v0_1
