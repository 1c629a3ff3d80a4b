// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <csignal>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include <doctest/doctest.h>

#include <probata/core/result.hpp>

#include "support/child_process.hpp"

using namespace probata;

namespace {

struct NoDefault {
  explicit constexpr NoDefault(int v) : value(v) {}
  int value;
};

constexpr Result<int> half(int n) {
  if (n % 2 != 0) return Status(Errc::params, 7, "odd");
  return n / 2;
}

constexpr Status positive(int n) {
  if (n <= 0) return Errc::table;
  return {};
}

Result<std::unique_ptr<int>> boxed(int n) {
  if (n < 0) return Errc::table;
  return std::make_unique<int>(n);
}

// Both outcomes at compile time.
static_assert(half(8).ok() && *half(8) == 4);
static_assert(!half(7).ok() && half(7).status().code() == Errc::params);
static_assert(positive(1).ok() && positive(0).code() == Errc::table);
static_assert(Result<NoDefault>(NoDefault(3))->value == 3);

// Trivial types stay trivial, so returning one by registers stays possible.
static_assert(std::is_trivially_copyable_v<Status>);
static_assert(std::is_trivially_copyable_v<Result<int>> && std::is_trivially_destructible_v<Result<int>>);
static_assert(!std::is_copy_constructible_v<Result<std::unique_ptr<int>>>);
static_assert(std::is_nothrow_move_constructible_v<Result<std::unique_ptr<int>>>);
static_assert(!std::is_convertible_v<Status, bool> && !std::is_constructible_v<bool, Status>);

}  // namespace

TEST_CASE("result: a status keeps code, index and detail") {
  const Status status(Errc::merkle_stage, 2, "stage tree");
  CHECK(!status.ok());
  CHECK(status.code() == Errc::merkle_stage);
  CHECK(status.index() == 2);
  CHECK(status.detail() == "stage tree");
}

TEST_CASE("result: the default status accepts, and an accepting status carries nothing else") {
  CHECK(Status().ok());
  CHECK(Status(Errc::ok, 5, "ignored").index() == 0);
  CHECK(Status(Errc::ok, 5, "ignored").detail().empty());
  CHECK(Status(Errc::ok, 5) == Status());
}

TEST_CASE("result: statuses are equal when code and index are") {
  CHECK(Status(Errc::sum, 1, "a") == Status(Errc::sum, 1, "b"));
  CHECK(Status(Errc::sum, 1) != Status(Errc::sum, 2));
  CHECK(Status(Errc::sum, 1) != Status(Errc::table, 1));
}

TEST_CASE("result: value and failure are told apart") {
  const Result<int> good = half(10);
  REQUIRE(good.ok());
  CHECK(good.value() == 5);
  CHECK(*good == 5);
  CHECK(good.status().ok());

  const Result<int> bad = half(9);
  CHECK(!bad.ok());
  CHECK(bad.status() == Status(Errc::params, 7));
  CHECK(bad.status().detail() == "odd");
  CHECK(bad.value_or(-1) == -1);
  CHECK(good.value_or(-1) == 5);
}

TEST_CASE("result: holds move-only values and hands them out by move") {
  Result<std::unique_ptr<int>> box = boxed(4);
  REQUIRE(box.ok());
  CHECK(**box == 4);
  const std::unique_ptr<int> taken = std::move(box).value();
  CHECK(*taken == 4);
  CHECK(boxed(-1).status().code() == Errc::table);
}

TEST_CASE("result: holds values without default constructor and reaches members through the arrow") {
  Result<NoDefault> result = NoDefault(11);
  REQUIRE(result.ok());
  CHECK(result->value == 11);
  result->value = 12;
  CHECK(result.value().value == 12);
  CHECK(!Result<NoDefault>(Errc::bus).ok());
}

TEST_CASE("result: destroys its value exactly once") {
  const auto counter = std::make_shared<int>(0);
  {
    Result<std::shared_ptr<int>> result = counter;
    const Result<std::shared_ptr<int>> copy = result;
    CHECK(counter.use_count() == 3);
    const Result<std::shared_ptr<int>> moved = std::move(result);
    CHECK(counter.use_count() == 3);
  }
  CHECK(counter.use_count() == 1);
}

TEST_CASE("result: a result that claims success without a value aborts in every build") {
  const auto outcome = testing::run_in_child([] {
    volatile int n = 0;
    const Result<int> result = Status(static_cast<Errc>(n));
    static_cast<void>(result);
  });
  CHECK(outcome.signal == SIGABRT);
  CHECK(outcome.error_text.find("a Result without value needs a failure") != std::string::npos);
}
