// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Transforms of whole matrices. Items are elements of the input; bytes count every input read and every output written
// once, whatever the number of passes. Inputs and outputs are matrices in huge pages where the system grants them, and
// are reused: the first call is made during preparation.
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>

#include <probata/field/baby_bear.hpp>
#include <probata/field/extension_fields.hpp>
#include <probata/field/goldilocks.hpp>
#include <probata/field/koala_bear.hpp>
#include <probata/ntt/batch_ntt.hpp>
#include <probata/ntt/reference_ntt.hpp>
#include <probata/parallel/serial.hpp>
#include <probata/parallel/threads.hpp>
#include <probata/poly/matrix.hpp>

#include "support/bench.hpp"
#include "support/random_matrix.hpp"

namespace {

using namespace probata;

/// The work of a row, called once before it is measured.
template <class Call>
bench::Work warmed_up(Call call) {
  call();
  return call;
}

/// The same for a row that says how many threads it takes.
template <class Call>
bench::Work warmed_up(std::size_t threads, Call call) {
  if (threads == 1) return warmed_up([call] { call(parallel::Serial{}); });
  return warmed_up([call, executor = std::make_shared<parallel::Threads>(threads)] { call(*executor); });
}

/// T is F or an extension of F.
template <class F, class T>
void add_extend(const std::string& field, std::size_t log_rows, std::size_t cols, std::size_t log_blowup,
                std::size_t threads) {
  const double cells = static_cast<double>(cols) * static_cast<double>(std::size_t{1} << log_rows);
  const auto blowup = std::size_t{1} << log_blowup;
  bench::add("ntt/lde/" + field + "/log=" + std::to_string(log_rows) + "/cols=" + std::to_string(cols) +
                 "/blowup=" + std::to_string(blowup) + "/threads=" + std::to_string(threads),
             {.items = cells, .bytes = cells * sizeof(T) * static_cast<double>(1 + blowup)}, [=](bench::Counters&) {
               const auto ntt = std::make_shared<BatchNtt<F>>(log_rows + log_blowup);
               const auto values = bench::random_matrix<T>(std::size_t{1} << log_rows, cols);
               const auto out = std::make_shared<Matrix<T>>(values->rows() << log_blowup, cols, for_overwrite);
               return warmed_up(threads, [=](const auto& executor) {
                 const MatrixView<const T> in = values->view();
                 ntt->extend(in, log_blowup, F::generator(), out->view(), executor);
                 bench::ClobberMemory();
               });
             });
}

/// One column in place: coefficients to values in bit-reversed order.
template <class F, class T>
void add_forward(const std::string& field, std::size_t log_rows) {
  const auto cells = static_cast<double>(std::size_t{1} << log_rows);
  bench::add("ntt/forward/" + field + "/log=" + std::to_string(log_rows) + "/cols=1/threads=1",
             {.items = cells, .bytes = 2 * cells * sizeof(T)}, [log_rows](bench::Counters&) {
               const auto ntt = std::make_shared<BatchNtt<F>>(log_rows);
               const auto column = bench::random_matrix<T>(std::size_t{1} << log_rows, 1);
               return warmed_up([=] {
                 ntt->forward(column->view());
                 bench::ClobberMemory();
               });
             });
}

/// The plain transform that the fast one is tested against: scalar, natural order.
template <class F>
void add_reference(std::size_t log_rows) {
  const auto cells = static_cast<double>(std::size_t{1} << log_rows);
  bench::add("ntt/reference/" + std::string(F::name) + "/log=" + std::to_string(log_rows) + "/cols=1/threads=1",
             {.items = cells, .bytes = 2 * cells * sizeof(F)}, [log_rows](bench::Counters&) {
               const auto column = bench::random_matrix<F>(std::size_t{1} << log_rows, 1);
               return warmed_up([=] {
                 reference_forward(column->view());
                 bench::ClobberMemory();
               });
             });
}

const bench::Rows rows([] {
  using Sizes = std::initializer_list<std::size_t>;
  for (const std::size_t log_rows : Sizes{14, 16, 18}) {
    for (const std::size_t cols : Sizes{1, 16, 256}) {
      for (const std::size_t log_blowup : Sizes{1, 3}) {
        for (const std::size_t threads : Sizes{1, 2}) {
          add_extend<KoalaBear, KoalaBear>("koala_bear", log_rows, cols, log_blowup, threads);
        }
      }
    }
  }
  for (const std::size_t log_rows : Sizes{14, 16, 18}) {
    add_extend<KoalaBear, KoalaBear4>("koala_bear4", log_rows, 1, 1, 1);
  }
  for (const std::size_t log_rows : Sizes{12, 16, 18, 20}) {
    add_forward<KoalaBear, KoalaBear>("koala_bear", log_rows);
    add_forward<BabyBear, BabyBear>("baby_bear", log_rows);
    add_forward<Goldilocks, Goldilocks>("goldilocks", log_rows);
    add_forward<KoalaBear, KoalaBear4>("koala_bear4", log_rows);
  }
  for (const std::size_t log_rows : Sizes{12, 16}) {
    add_reference<KoalaBear>(log_rows);
    add_reference<BabyBear>(log_rows);
    add_reference<Goldilocks>(log_rows);
  }
});

}  // namespace
