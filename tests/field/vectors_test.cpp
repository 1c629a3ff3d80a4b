// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Values of another implementation: tests/vectors/README.md.
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

#include "support/fields.hpp"
#include "support/json.hpp"

using namespace probata;
using namespace probata::testing;

namespace {

/// The entry of `file` whose member `field` is the name that the file gives to F, and whose `degree` is as given.
template <class F>
Json entry(const std::string& file, std::size_t degree) {
  const std::string name = std::is_same_v<F, KoalaBear>    ? "koalabear"
                           : std::is_same_v<F, BabyBear>   ? "babybear"
                           : std::is_same_v<F, Mersenne31> ? "mersenne31"
                                                           : "goldilocks";
  const Json all = read_vectors(file);
  for (const Json& candidate : all["data"]) {
    if (candidate["field"] == name && candidate.value("degree", std::size_t{1}) == degree) return candidate;
  }
  throw std::runtime_error(file + " has no entry for " + name);
}

using PublishedExtensions =
    std::tuple<KoalaBear4, KoalaBear5, BabyBear4, BabyBear5, Goldilocks2, Mersenne31x2, Mersenne31x3, Mersenne31x4>;

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("vectors: prime fields", F, prime_cases) {
  const Json data = entry<F>("p3_fields.json", 1);
  CHECK(F::modulus == data["modulus"].get<std::uint64_t>());
  CHECK(F::generator().value() == data["multiplicative_generator"].get<std::uint64_t>());
  CHECK(F::two_adicity == data["two_adicity"].get<std::size_t>());
  if (!data["two_adic_generator"].is_null()) {
    CHECK(F::two_adic_generator(F::two_adicity) == field_from_json<F>(data["two_adic_generator"]));
  }
  REQUIRE(data["samples"].size() == 65);
  std::size_t inverses = 0;
  for (const Json& sample : data["samples"]) {
    const F a = field_from_json<F>(sample["a"]);
    const F b = field_from_json<F>(sample["b"]);
    CHECK(a + b == field_from_json<F>(sample["add"]));
    CHECK(a - b == field_from_json<F>(sample["sub"]));
    CHECK(a * b == field_from_json<F>(sample["mul"]));
    CHECK(sample.contains("inv_a") == (a != F::zero()));
    if (sample.contains("inv_a")) {
      CHECK(a.inverse() == field_from_json<F>(sample["inv_a"]));
      ++inverses;
    }
  }
  CHECK(inverses >= 40);
}
TEST_CASE_TEMPLATE_APPLY(prime_cases, SmallFields);

TEST_CASE_TEMPLATE_DEFINE("vectors: extension fields", E, extension_cases) {
  const Json data = entry<typename E::Prime>("p3_extensions.json", E::degree);
  REQUIRE(data["samples"].size() == 24);
  for (const Json& sample : data["samples"]) {
    const E a = extension_from_json<E>(sample["a"]);
    const E b = extension_from_json<E>(sample["b"]);
    CHECK(a * b == extension_from_json<E>(sample["mul"]));
    CHECK(b * a == extension_from_json<E>(sample["mul"]));
    CHECK(a.square() == extension_from_json<E>(sample["square_a"]));
    CHECK(a * a == extension_from_json<E>(sample["square_a"]));
    CHECK(a.inverse() == extension_from_json<E>(sample["inv_a"]));
  }
}
TEST_CASE_TEMPLATE_APPLY(extension_cases, PublishedExtensions);

TEST_CASE("vectors: every extension in the file is tested") {
  CHECK(read_vectors("p3_extensions.json")["data"].size() == std::tuple_size_v<PublishedExtensions>);
  CHECK(read_vectors("p3_fields.json")["data"].size() == std::tuple_size_v<SmallFields>);
}
