// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <memory>
#include <type_traits>

#include <doctest/doctest.h>

#include <probata/core/function_ref.hpp>

using namespace probata;

namespace {

int apply(FunctionRef<int(int)> f, int x) { return f(x); }

}  // namespace

static_assert(std::is_trivially_copyable_v<FunctionRef<int(int)>> &&
              sizeof(FunctionRef<int(int)>) == 2 * sizeof(void*));
static_assert(!std::is_constructible_v<FunctionRef<int(int)>, int>);

TEST_CASE("function_ref: calls the object it refers to and changes its state") {
  int total = 0;
  auto add = [&total](int x) { return total += x; };
  CHECK(apply(add, 3) == 3);
  CHECK(apply(add, 4) == 7);
  CHECK(total == 7);
  CHECK(apply([](int x) { return -x; }, 5) == -5);
}

TEST_CASE("function_ref: the object itself is called, not a copy of it") {
  struct Counter {
    int calls = 0;
    void operator()() { ++calls; }
  } counter;
  const FunctionRef<void()> ref = counter;
  const FunctionRef<void()> copy = ref;
  ref();
  copy();
  CHECK(counter.calls == 2);
}

TEST_CASE("function_ref: moves arguments through and drops an unwanted result") {
  int seen = 0;
  auto take = [&seen](std::unique_ptr<int> p) { return seen = *p; };
  const FunctionRef<void(std::unique_ptr<int>)> ref = take;
  ref(std::make_unique<int>(6));
  CHECK(seen == 6);
}

TEST_CASE("function_ref: a default one refers to nothing and says so") {
  CHECK(!FunctionRef<void()>());
  auto f = [] {};
  CHECK(static_cast<bool>(FunctionRef<void()>(f)));
}
