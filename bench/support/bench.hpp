// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include <benchmark/benchmark.h>

/// Rows of the benchmark program.
///
/// A row has a path for a name and measures one callable. The name is printed exactly as it was given: options of the
/// measurement leave no trace in it. Every row shows wall time, processor time of all threads, items and bytes a
/// second.
namespace probata::bench {

/// What one call of the measured work does.
struct Shape {
  double items = 1;          ///< elements, permutations, rows: what the row's documentation counts
  double bytes = 0;          ///< bytes read and written; zero if memory is not the point
  bool show_cycles = false;  ///< adds `cycles_per_item`: time against that of one-cycle additions right behind it
  double lanes = 0;          ///< items in one vector; if given, adds `cycles_per_vector`
};

/// Further numbers of a row, by name: proof bytes, peak memory. Set them during preparation or during the work.
using Counters = std::map<std::string, double>;

/// The measured work, prepared: called once per iteration.
using Work = std::function<void()>;

/// Makes the work: allocates, fills in random data, and returns what is to be measured. Called when the row is reached;
/// what it captured is freed before the next row begins.
using Prepare = std::function<Work(Counters&)>;

/// Adds a row. Call it from `main` or during static initialisation, as Rows does.
///
/// @param name     e.g. "ntt/lde/koala_bear/log=18/cols=16/blowup=2/threads=1": lower-case words, digits and
///                 underscores, joined by slashes, parameters as key=value.
void add(std::string name, Shape shape, Prepare prepare);

/// Registers the rows of a file: `const Rows rows([] { add(...); add(...); });` at namespace scope.
struct Rows {
  template <class Function>
  explicit Rows(Function&& add_rows) {
    std::forward<Function>(add_rows)();
  }
};

using ::benchmark::ClobberMemory;
using ::benchmark::DoNotOptimize;

}  // namespace probata::bench
