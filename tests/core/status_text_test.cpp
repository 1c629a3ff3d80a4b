// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <doctest/doctest.h>

#include <probata/core/status_text.hpp>

using namespace probata;

TEST_CASE("status_text: prints code, number of the check, index and sentence") {
  CHECK(to_string(Status(Errc::merkle_stage, 2)) ==
        "E_MERKLE_STAGE (C31, index 2): an opening of a trace stage does not lead to its root");
  CHECK(to_string(Status(Errc::table, 0, "log_height = 2")) ==
        "E_TABLE (C09, index 0): a table names no AIR of the key, or its height is outside the AIR's range; "
        "log_height = 2");
}

TEST_CASE("status_text: an accepting status is OK") { CHECK(to_string(Status()) == "OK"); }
