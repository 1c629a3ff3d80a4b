// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <probata/transcript/format.hpp>

namespace probata::testing {

using Bytes = std::vector<std::byte>;

struct Request {
  char kind = 0;
  Bytes claim;
  Bytes seed;
  Bytes body;  // the proof or the traces
};

inline Bytes bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

/// Field, degree and suite.
using ClaimIds = std::array<std::uint8_t, 3>;

/// Those that a claim names; zeros where it is too short.
inline ClaimIds claim_ids(const Bytes& claim) {
  ClaimIds ids{};
  for (std::size_t i = 0; i < ids.size() && 10 + i < claim.size(); ++i) {
    ids[i] = std::to_integer<std::uint8_t>(claim[10 + i]);
  }
  return ids;
}

template <class Suite, class EF>
bool is_named(const ClaimIds& ids) {
  return ids == ClaimIds{format_field_id<EF>, std::uint8_t{EF::degree}, std::uint8_t{Suite::id}};
}

// Each field has two sources of its own, as verifiers and still more so provers take long to compile.

/// The verdict, with every degree and suite of the field; nothing if the claim names none of them.
std::optional<Bytes> verify_koala_bear(const Request& request);
std::optional<Bytes> verify_baby_bear(const Request& request);
std::optional<Bytes> verify_goldilocks(const Request& request);

/// The verdict on a claim that names no field, degree and suite of the format.
Bytes verify_unnamed(const Request& request);

/// The proof, or what is wrong; nothing if the combination is not among those that are compiled for proving.
std::optional<Bytes> prove_koala_bear(const Request& request);
std::optional<Bytes> prove_baby_bear(const Request& request);
std::optional<Bytes> prove_goldilocks(const Request& request);

}  // namespace probata::testing
