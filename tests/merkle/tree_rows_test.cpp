// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <probata/field/extension_fields.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/merkle/tree_rows.hpp>

using namespace probata;

namespace {

using F = KoalaBear;
using View = MatrixView<const F>;

/// Entry (i, j) is 1000 tag + 10 i + j.
Matrix<F> numbered(std::size_t tag, std::size_t rows, std::size_t cols) {
  Matrix<F> matrix(rows, cols);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < cols; ++j) matrix(i, j) = F::from_u64(1000 * tag + 10 * i + j);
  }
  return matrix;
}

std::vector<std::uint64_t> values(std::span<const F> row) {
  std::vector<std::uint64_t> result;
  for (const F x : row) result.push_back(x.value());
  return result;
}

std::string mistake(const std::vector<View>& matrices, std::size_t log_blowup) {
  try {
    static_cast<void>(TreeRows<F>(matrices, log_blowup));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("tree_rows: matrices of one height form a level in the order in which they were given") {
  const auto a = numbered(1, 4, 2);
  const auto b = numbered(2, 8, 1);
  const auto c = numbered(3, 4, 3);
  const auto none = Matrix<F>(7, 0);
  const std::array<View, 4> matrices{a, b, none, c};
  const TreeRows<F> rows(matrices, 1);
  REQUIRE(rows.num_levels() == 2);
  CHECK(rows.levels()[0] == TreeLevel{2, 3, 1});
  CHECK(rows.levels()[1] == TreeLevel{1, 2, 5});
  CHECK(rows.shape(2) == TreeShape(std::array{TreeLevel{2, 3, 1}, TreeLevel{1, 2, 5}}, 2));
  CHECK(rows.matrices(1).size() == 2);
  std::vector<F> row(5);
  rows.copy_row(1, 3, row);
  CHECK(values(row) == std::vector<std::uint64_t>{1030, 1031, 3030, 3031, 3032});
  rows.copy_row(0, 7, std::span(row).first(1));
  CHECK(row[0].value() == 2070);
}

TEST_CASE("tree_rows: a salt stands at the end of every row group") {
  const auto a = numbered(1, 4, 2);
  const auto b = numbered(2, 2, 1);
  const auto fill = [](std::size_t level, std::size_t first_row, MatrixView<F> to) {
    for (std::size_t i = 0; i < to.rows(); ++i) {
      for (std::size_t j = 0; j < to.cols(); ++j) to(i, j) = F::from_u64(100000 * level + 10 * (first_row + i) + j);
    }
  };
  const std::array<View, 2> matrices{a, b};
  const TreeRows rows(std::span<const View>(matrices), 0, SaltsBy<F, decltype(fill)>(fill));
  CHECK(rows.levels()[0] == TreeLevel{2, 2, 7});
  CHECK(rows.levels()[1] == TreeLevel{1, 1, 6});
  std::vector<F> row(7);
  rows.copy_row(0, 3, row);
  CHECK(values(row) == std::vector<std::uint64_t>{1030, 1031, 200030, 200031, 200032, 200033, 200034});
  rows.copy_row(1, 1, std::span(row).first(6));
  CHECK(values(std::span(row).first(6)) == std::vector<std::uint64_t>{2010, 100010, 100011, 100012, 100013, 100014});
}

TEST_CASE("tree_rows: some levels have salts and others have none") {
  const auto a = numbered(1, 8, 2);
  const auto b = numbered(2, 4, 1);
  const auto c = numbered(3, 2, 3);
  const auto d = numbered(4, 4, 1);
  const auto fill = [](std::size_t level, std::size_t first_row, MatrixView<F> to) {
    for (std::size_t i = 0; i < to.rows(); ++i) {
      for (std::size_t j = 0; j < to.cols(); ++j) to(i, j) = F::from_u64(100000 * level + 10 * (first_row + i) + j);
    }
  };
  const std::array<View, 4> matrices{a, b, c, d};
  const SaltsBy<F, decltype(fill)> salts(fill);
  std::vector<std::size_t> asked;
  // The levels are 2, 1 and 0: rows by twos are one row of a level.
  const TreeRows rows(std::span<const View>(matrices), 1, salts, [&](std::size_t level) {
    asked.push_back(level);
    return level != 1;
  });
  CHECK(asked == std::vector<std::size_t>{2, 1, 0});
  CHECK(rows.levels()[0] == TreeLevel{2, 3, 7});
  CHECK(rows.levels()[1] == TreeLevel{1, 2, 2});
  CHECK(rows.levels()[2] == TreeLevel{0, 1, 8});
  CHECK(rows.salt_length_of(0) == 5);
  CHECK(rows.salt_length_of(1) == 0);
  CHECK(rows.salt_length_of(2) == 5);
  std::vector<F> row(8);
  rows.copy_row(0, 3, std::span(row).first(7));
  CHECK(values(std::span(row).first(7)) ==
        std::vector<std::uint64_t>{1030, 1031, 200030, 200031, 200032, 200033, 200034});
  rows.copy_row(1, 3, std::span(row).first(2));
  CHECK(values(std::span(row).first(2)) == std::vector<std::uint64_t>{2030, 4030});
  rows.copy_row(2, 1, row);
  CHECK(values(row) == std::vector<std::uint64_t>{3010, 3011, 3012, 10, 11, 12, 13, 14});

  // No level: the rows of a tree without salts. No salts: whatever is asked for, there are none.
  const TreeRows bare(std::span<const View>(matrices), 1, salts, [](std::size_t) { return false; });
  const TreeRows<F> unsalted(matrices, 1, NoSalts{}, [](std::size_t) { return true; });
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(bare.levels()[i] == TreeRows<F>(matrices, 1).levels()[i]);
    CHECK(unsalted.levels()[i] == bare.levels()[i]);
    CHECK(unsalted.salt_length_of(i) == 0);
  }
}

TEST_CASE("tree_rows: one matrix under a level of the caller's") {
  const auto a = numbered(1, 8, 2);
  const auto rows = TreeRows<F>::single(a, 20);
  CHECK(rows.shape(0) == TreeShape(std::array{TreeLevel{20, 3, 2}}, 0));
  CHECK_THROWS_AS(static_cast<void>(TreeRows<F>::single(a, 100)), UsageError);
}

TEST_CASE("tree_rows: fibres view their values") {
  std::vector<KoalaBear4> elements(16);
  for (std::size_t i = 0; i < 64; ++i) elements[i / 4][i % 4] = F::from_u64(i);
  const View rows = fibre_rows(std::span<const KoalaBear4>(elements), 2);
  CHECK(rows.rows() == 4);
  CHECK(rows.cols() == 16);
  CHECK(rows(3, 5).value() == 53);
  const std::vector<F> base(12);
  const View base_rows = fibre_rows(std::span<const F>(base), 1);
  CHECK(base_rows.rows() == 6);
  CHECK(base_rows.data() == base.data());
  CHECK_THROWS_WITH(static_cast<void>(fibre_rows(std::span<const F>(base), 3)),
                    "fibre_rows: values.size() = 12, must be a multiple of 8");
}

TEST_CASE("tree_rows: says what is wrong with matrices") {
  const std::vector<F> memory(1000);
  const auto view = [&](std::size_t rows, std::size_t cols) { return View(memory.data(), rows, cols); };
  CHECK(mistake({view(8, 1), view(4, 2)}, 2).empty());
  const std::string nothing = "TreeRows: matrices = without columns, must be at least one matrix with columns";
  CHECK(mistake({}, 0) == nothing);
  CHECK(mistake({view(8, 0)}, 0) == nothing);
  CHECK(mistake({view(8, 1), view(12, 1)}, 1) ==
        "TreeRows: matrices[1].rows() = 12, must be a power of two and at least 2^log_blowup = 2^1");
  CHECK(mistake({view(0, 1)}, 0) ==
        "TreeRows: matrices[0].rows() = 0, must be a power of two and at least 2^log_blowup = 2^0");
  CHECK(mistake({view(8, 1), view(4, 1)}, 3) ==
        "TreeRows: matrices[1].rows() = 4, must be a power of two and at least 2^log_blowup = 2^3");
  CHECK(mistake({View(memory.data(), 1, (1U << 24) + 1)}, 0) ==
        "TreeShape: row_length = 16777217, must be between 1 and 2^24");
}
