// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// main() of the benchmark program: the registry behind bench.hpp, reporters that print plain names, and a context that
// says how this program was built.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <functional>
#include <memory>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>
#include <time.h>
#include <unistd.h>

#include <probata/simd/arch.hpp>
#include <probata/version.hpp>

#include "support/bench.hpp"

namespace probata::bench {
namespace {

struct Row {
  std::string name;
  Shape shape;
  Prepare prepare;
};

std::vector<Row>& rows() {
  static std::vector<Row> all;
  return all;
}

// The row that is being measured. Google Benchmark calls a row several times while it looks for a number of iterations;
// the work is prepared for the first call and kept until another row comes.
struct Prepared {
  const Row* row = nullptr;
  Counters counters;
  Work work;
};

double process_cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// Cycles of one call on one thread: calls alternate with short chains of additions that depend on each other and take
// one cycle each, and the median of the ratios counts. A core lowers its clock under wide vectors and shares itself with
// others; a chain right behind each call meets the same clock.
double cycles_per_call(const std::function<void()>& work) {
  using Clock = std::chrono::steady_clock;
  constexpr int num_additions = 1 << 14;
  constexpr auto budget = std::chrono::milliseconds(200);
  std::vector<double> cycles;
  std::uint64_t sum = 1;
  for (const auto begin = Clock::now(); cycles.size() < 8 || Clock::now() - begin < budget;) {
    const auto start = Clock::now();
    work();
    const auto middle = Clock::now();
    for (int i = 0; i < num_additions; i += 8) {
      for (int k = 0; k < 8; ++k) {
        sum += sum;
        benchmark::DoNotOptimize(sum);
      }
    }
    const std::chrono::duration<double> of_work = middle - start;
    const std::chrono::duration<double> of_chain = Clock::now() - middle;
    cycles.push_back(of_work / of_chain * num_additions);
  }
  const auto median = cycles.begin() + static_cast<std::ptrdiff_t>(cycles.size() / 2);
  std::nth_element(cycles.begin(), median, cycles.end());
  return *median;
}

void measure(benchmark::State& state, const Row& row) {
  static Prepared prepared;
  if (prepared.row != &row) {
    prepared = Prepared{};  // frees the previous row's memory before the next is allocated
    prepared.row = &row;
    prepared.work = row.prepare(prepared.counters);
  }
  const bool cycles = row.shape.show_cycles || row.shape.lanes != 0;
  const double cpu_before = process_cpu_seconds();
  for (auto _ : state) prepared.work();
  const double cpu_seconds = process_cpu_seconds() - cpu_before;

  const auto iterations = static_cast<double>(state.iterations());
  state.counters["items_per_second"] = {iterations * row.shape.items, benchmark::Counter::kIsRate};
  state.counters["bytes_per_second"] = {iterations * row.shape.bytes, benchmark::Counter::kIsRate,
                                        benchmark::Counter::kIs1024};
  state.counters["cpu_ms"] = 1e3 * cpu_seconds / iterations;
  if (cycles) {
    const double per_item = cycles_per_call(prepared.work) / row.shape.items;
    if (row.shape.show_cycles) state.counters["cycles_per_item"] = per_item;
    if (row.shape.lanes != 0) state.counters["cycles_per_vector"] = per_item * row.shape.lanes;
  }
  for (const auto& [name, value] : prepared.counters) state.counters[name] = value;
}

// Google Benchmark appends to a name how its time was measured; all rows are measured alike.
template <class Reporter>
class PlainNames : public Reporter {
 public:
  using Reporter::Reporter;

  void ReportRuns(const std::vector<benchmark::BenchmarkReporter::Run>& runs) override {
    auto plain = runs;
    for (auto& run : plain) run.run_name.time_type.clear();
    Reporter::ReportRuns(plain);
  }
};

struct Options {
  std::string filter = ".";
  bool list = false;
  bool to_file = false;
};

// Takes out of argv what must see the plain names; the rest is for Google Benchmark.
Options take_options(int& argc, char** argv) {
  constexpr std::string_view filter_flag = "--benchmark_filter=";
  Options options;
  int kept = 1;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument.starts_with(filter_flag)) {
      options.filter = argument.substr(filter_flag.size());
    } else if (argument == "--benchmark_list_tests" || argument == "--benchmark_list_tests=true") {
      options.list = true;
    } else {
      options.to_file = options.to_file || argument.starts_with("--benchmark_out=");
      argv[kept++] = argv[i];
    }
  }
  argc = kept;
  return options;
}

void add_context() {
  benchmark::AddCustomContext("probata_version", std::string(version_string));
  benchmark::AddCustomContext("build_type", PROBATA_BENCH_BUILD_TYPE);
  benchmark::AddCustomContext("flags", PROBATA_BENCH_FLAGS);
#if defined(__clang__)
  benchmark::AddCustomContext("compiler", __VERSION__);
#else
  benchmark::AddCustomContext("compiler", "gcc " __VERSION__);
#endif
  benchmark::AddCustomContext("instruction_set", simd::DefaultArch::name);
#ifdef NDEBUG
  benchmark::AddCustomContext("assertions", "off");
#else
  benchmark::AddCustomContext("assertions", "on");
#endif
}

int run(int argc, char** argv) {
  const Options options = take_options(argc, argv);
  const bool excludes = options.filter.starts_with('-');  // as Google Benchmark reads it: all rows but these
  const std::regex filter(excludes ? options.filter.substr(1) : options.filter, std::regex::extended);

  std::size_t num_rows = 0;
  for (const Row& row : rows()) {
    if (std::regex_search(row.name, filter) == excludes) continue;
    ++num_rows;
    if (options.list) {
      std::puts(row.name.c_str());
      continue;
    }
    benchmark::RegisterBenchmark(row.name.c_str(), [&row](benchmark::State& state) { measure(state, row); })
        ->UseRealTime()
        ->MeasureProcessCPUTime()
        ->Unit(benchmark::kMicrosecond);
  }
  if (num_rows == 0) {
    std::fprintf(stderr, "no row matches '%s'; --benchmark_list_tests lists them\n", options.filter.c_str());
    return 1;
  }
  if (options.list) return 0;

  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  add_context();
  using Console = benchmark::ConsoleReporter;
  PlainNames<Console> console(isatty(STDOUT_FILENO) == 1 ? Console::OO_ColorTabular : Console::OO_Tabular);
  const auto file = options.to_file ? std::make_unique<PlainNames<benchmark::JSONReporter>>() : nullptr;
  benchmark::RunSpecifiedBenchmarks(&console, file.get());
  benchmark::Shutdown();
  return 0;
}

}  // namespace

void add(std::string name, Shape shape, Prepare prepare) {
  rows().push_back({std::move(name), shape, std::move(prepare)});
}

}  // namespace probata::bench

int main(int argc, char** argv) try { return probata::bench::run(argc, argv); } catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
