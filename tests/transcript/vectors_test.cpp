// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The scripts of vectors/transcript.json, which reference_transcript.py writes.
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <probata/transcript/transcript.hpp>

#include "support/bytes.hpp"
#include "support/json.hpp"
#include "transcript/transcript_cases.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

template <class F>
std::vector<F> elements_from(const Json& json) {
  std::vector<F> elements;
  for (const Json& value : json) elements.push_back(field_from_json<F>(value));
  return elements;
}

/// Coordinates in one list, to elements of the extension.
template <class EF>
std::vector<EF> extensions_from(const Json& json) {
  std::vector<EF> elements(json.size() / EF::degree);
  for (std::size_t i = 0; i < json.size(); ++i) {
    elements[i / EF::degree][i % EF::degree] = field_from_json<typename EF::Prime>(json[i]);
  }
  return elements;
}

template <class Tr>
std::vector<typename Tr::Digest> digests_from(const Json& json) {
  std::vector<typename Tr::Digest> digests;
  for (const Json& value : json) {
    typename Tr::Digest digest;
    if constexpr (Tr::HashSuite::algebraic) {
      const auto elements = elements_from<typename Tr::Field>(value);
      REQUIRE(elements.size() == digest.size());
      std::copy(elements.begin(), elements.end(), digest.begin());
    } else {
      const Bytes bytes = bytes_from_hex(value.get<std::string>());
      REQUIRE(bytes.size() == digest.size());
      std::copy(bytes.begin(), bytes.end(), digest.begin());
    }
    digests.push_back(digest);
  }
  return digests;
}

template <class F>
std::vector<F> counting_elements(std::size_t length) {
  std::vector<F> elements;
  for (std::uint64_t i = 0; i < length; ++i) elements.push_back(F::from_u64(48271 * i * i + 11));
  return elements;
}

template <class Tr>
void absorb(Tr& transcript, const std::string& op, const Json& step) {
  using F = typename Tr::Field;
  using EF = typename Tr::Extension;
  const auto tag = step.at("tag").get<std::uint8_t>();
  if (op == "bytes") {
    transcript.absorb_bytes(BytesTag{tag}, bytes_from_hex(step.at("data").get<std::string>()));
  } else if (op == "counting_bytes") {
    transcript.absorb_bytes(BytesTag{tag}, counting_bytes(step.at("length")));
  } else if (op == "elems") {
    transcript.absorb_elems(ElementsTag{tag}, elements_from<F>(step.at("data")));
  } else if (op == "exts") {
    transcript.absorb_elems(ElementsTag{tag}, extensions_from<EF>(step.at("data")));
  } else if (op == "counting_elems") {
    transcript.absorb_elems(ElementsTag{tag}, counting_elements<F>(step.at("length")));
  } else {
    REQUIRE(op == "digests");
    transcript.absorb_digests(DigestsTag{tag}, digests_from<Tr>(step.at("data")));
  }
}

template <class Tr>
void sample(Tr& transcript, const std::string& op, const Json& step) {
  using F = typename Tr::Field;
  using EF = typename Tr::Extension;
  const Json& out = step.at("out");
  if (op == "base") {
    for (const Json& value : out) CHECK(transcript.sample_base() == field_from_json<F>(value));
  } else if (op == "ext") {
    for (const Json& value : out) CHECK(transcript.sample_ext() == extension_from_json<EF>(value));
  } else if (op == "ood") {
    CHECK(transcript.sample_out_of_domain() == extension_from_json<EF>(out));
  } else if (op == "bits") {
    CHECK(transcript.sample_bits(step.at("bits")) == out.get<std::uint64_t>());
  } else {
    REQUIRE(op == "indices");
    std::vector<std::uint32_t> indices(out.size());
    transcript.sample_indices(step.at("bits"), std::span(indices));
    CHECK(indices == out.get<std::vector<std::uint32_t>>());
  }
}

template <class Tr>
void run(const Json& script) {
  Tr transcript{NoStatement{}};
  for (const Json& step : script.at("operations")) {
    const std::string op = step.at("op");
    CAPTURE(step.dump());
    if (op == "pow") {
      const Status status = transcript.check_pow(PowTag{step.at("tag").get<std::uint8_t>()}, step.at("bits"),
                                                 step.at("nonce"), Errc::pow_ali);
      CHECK(status.ok() == step.at("ok").get<bool>());
    } else if (step.contains("out")) {
      sample(transcript, op, step);
    } else {
      absorb(transcript, op, step);
    }
  }
}

using Key = std::tuple<int, std::string, std::size_t>;
using Runners = std::map<Key, void (*)(const Json&)>;

template <class... Tr>
Runners runners(std::tuple<Tr...>*) {
  Runners result;
  (result.emplace(Key{Tr::HashSuite::id, Tr::Field::name, Tr::Extension::degree}, &run<Tr>), ...);
  return result;
}

}  // namespace

TEST_CASE("transcript: scripts of operations draw what the oracle says, for every suite and field") {
  Runners missing = runners(static_cast<AllTranscripts*>(nullptr));
  const Runners all = missing;
  REQUIRE(all.size() == 36);
  const Json vectors = read_vectors("transcript.json");
  std::size_t num_scripts = 0;
  for (const Json& script : vectors.at("scripts")) {
    const Key key{script.at("suite"), script.at("field"), script.at("degree")};
    CAPTURE(std::get<0>(key));
    CAPTURE(std::get<1>(key));
    CAPTURE(std::get<2>(key));
    all.at(key)(script);
    missing.erase(key);
    ++num_scripts;
  }
  CHECK(missing.empty());
  CHECK(num_scripts == 108);
}

TEST_CASE_TEMPLATE("transcript: statements come first", Suite, Blake3Suite, Sha256Suite, Sha3Suite, SuiteP16<KoalaBear>,
                   SuiteP24<KoalaBear>) {
  using Tr = Transcript<Suite, KoalaBear4>;
  const Json statements = read_vectors("transcript.json").at("statements");
  const Json& json = statements.at(Suite::id - 1);
  REQUIRE(json.at("suite") == Suite::id);

  const Bytes key_digest = bytes_from_hex(json.at("proof").at("key_digest").get<std::string>());
  const Bytes shape = bytes_from_hex(json.at("proof").at("instance_shape").get<std::string>());
  Tr proof(ProofStatement{std::span<const std::byte, 32>(key_digest), shape});
  CHECK(proof.sample_ext() == extension_from_json<KoalaBear4>(json.at("proof").at("out")));

  const Json& a = json.at("anchor");
  const auto root = digests_from<Tr>(a.at("root"));
  Tr anchor(AnchorStatement<typename Tr::Digest>{.log_blowup = a.at("b"),
                                                 .log_slack = a.at("s"),
                                                 .log_final = a.at("l"),
                                                 .log_cap = a.at("cap"),
                                                 .log_height = a.at("log_height"),
                                                 .width = a.at("width"),
                                                 .mask = a.at("mask"),
                                                 .root = root});
  CHECK(anchor.sample_out_of_domain() == extension_from_json<KoalaBear4>(a.at("out")));

  const Bytes text = bytes_from_hex(json.at("pcs").at("statement").get<std::string>());
  Tr pcs(PcsStatement{text});
  CHECK(pcs.sample_ext() == extension_from_json<KoalaBear4>(json.at("pcs").at("out")));
}
