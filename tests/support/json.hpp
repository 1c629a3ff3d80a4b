// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

/// Reads the files of tests/vectors/.
namespace probata::testing {

using Json = nlohmann::json;

/// The parsed file tests/vectors/<name>. An exception, which fails the test, when it is absent or malformed.
inline Json read_vectors(const std::string& name) {
  const std::string path = std::string(PROBATA_TEST_VECTORS_DIR) + "/" + name;
  std::ifstream in(path);
  if (!in) throw std::runtime_error("no vector file " + path);
  return Json::parse(in);
}

/// The prime field element whose canonical representative is written in `json`.
template <class F>
F field_from_json(const Json& json) {
  return F::from_canonical(json.get<typename F::Canonical>());
}

/// The extension field element whose coefficients are listed in `json`, constant term first.
template <class E>
E extension_from_json(const Json& json) {
  if (json.size() != E::degree) throw std::runtime_error("a wrong number of coefficients: " + json.dump());
  E e;
  for (std::size_t i = 0; i < E::degree; ++i) e[i] = field_from_json<typename E::Prime>(json[i]);
  return e;
}

}  // namespace probata::testing
