#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -euo pipefail

root="$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")"
source "$root/cmake/scripts/install_dependencies.sh"

usage() {
  cat <<'TEXT'
usage: bench/run.sh [--filter REGEX] [--out FILE.json] [--reps N] [--cxx COMPILER] [--list] [--help]

Installs what is missing (Debian packages, by apt), builds the benchmarks for this machine's processor (-O3
-march=native -DNDEBUG) and runs the rows whose name matches. Names are paths, for example
ntt/lde/koala_bear/log=18/cols=16/blowup=2/threads=1.

  --filter REGEX  rows to run; a leading minus means all but these (default: all)
  --out FILE.json also write the results as JSON, for bench/compare.py
  --reps N        measure every row N times (default 1)
  --cxx COMPILER  build with this compiler (default g++; clang++ is installed if asked for)
  --list          print the names of the matching rows instead of running them
  --help          print this

Environment: PROBATA_BUILD_DIR is the build directory (default: build/bench of the checkout, with the compiler's name
appended if it is not g++).
TEXT
}

filter=.
out=""
repetitions=1
compiler=g++
list=false
needs_value() { (($# >= 2)) || fail "$1 needs a value"; }
while (($# > 0)); do
  case "$1" in
    --filter) needs_value "$@"; filter="$2"; shift ;;
    --out) needs_value "$@"; out="$(realpath -m "$2")"; shift ;;
    --reps) needs_value "$@"; repetitions="$2"; shift ;;
    --cxx) needs_value "$@"; compiler="$2"; shift ;;
    --list) list=true ;;
    --help | -h) usage; exit 0 ;;
    *) usage >&2; fail "unknown option '$1'" ;;
  esac
  shift
done
[[ "$repetitions" =~ ^[1-9][0-9]*$ ]] || fail "--reps needs a positive number, got '$repetitions'"

suffix=""
[[ "$compiler" == g++ ]] || suffix="-$(basename "$compiler")"
build="${PROBATA_BUILD_DIR:-$root/build/bench$suffix}"

# With --list, standard output is the list and nothing else.
exec 3>&1
if $list; then exec 1>&2; fi

say "checking packages"
packages=("${probata_build_packages[@]}" libbenchmark-dev)
[[ "$compiler" != clang++ ]] || packages+=(clang)
install_packages "${packages[@]}"

say "configuring in $build ($compiler)"
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_BUILD_TYPE=Release \
  -DCMAKE_CXX_FLAGS_RELEASE="-O3 -DNDEBUG" -DPROBATA_NATIVE=ON -DPROBATA_BUILD_BENCH=ON \
  -DPROBATA_BUILD_TESTS=OFF -DPROBATA_BUILD_EXAMPLES=OFF

say "building with $(nproc) jobs"
cmake --build "$build" --target probata_bench --parallel "$(nproc)"
program="$build/programs/bench/probata_bench"

if $list; then exec "$program" --benchmark_filter="$filter" --benchmark_list_tests >&3; fi
arguments=(--benchmark_filter="$filter" --benchmark_repetitions="$repetitions")
if [[ -n "$out" ]]; then arguments+=(--benchmark_out="$out" --benchmark_out_format=json); fi
say "measuring"
exec "$program" "${arguments[@]}"
