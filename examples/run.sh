#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -euo pipefail

root="$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")"
source "$root/cmake/scripts/install_dependencies.sh"

usage() {
  cat <<'TEXT'
usage: examples/run.sh [--filter REGEX] [--help]

Installs what is missing (Debian packages, by apt), builds the examples in Release mode for this machine's processor and
runs them, printing each one's name and output.

  --filter REGEX  run only the examples whose name matches (bash's =~)
  --help          print this

Environment: PROBATA_BUILD_DIR is the build directory (default: build/examples of the checkout). The exit status is zero
when every example succeeded.
TEXT
}

filter=""
while (($# > 0)); do
  case "$1" in
    --filter)
      (($# >= 2)) || fail "--filter needs a regular expression"
      filter="$2"
      shift
      ;;
    --help | -h) usage; exit 0 ;;
    *) usage >&2; fail "unknown option '$1'" ;;
  esac
  shift
done

build="${PROBATA_BUILD_DIR:-$root/build/examples}"

say "checking packages"
install_packages "${probata_build_packages[@]}"

say "configuring in $build"
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_CXX_COMPILER="${CXX:-g++}" -DCMAKE_BUILD_TYPE=Release \
  -DPROBATA_NATIVE=ON -DPROBATA_BUILD_EXAMPLES=ON -DPROBATA_BUILD_TESTS=OFF -DPROBATA_BUILD_BENCH=OFF

say "building with $(nproc) jobs"
cmake --build "$build" --parallel "$(nproc)"

count=0
failures=()
while IFS= read -r program; do
  name="$(basename "$program")"
  [[ -z "$filter" || "$name" =~ $filter ]] || continue
  say "$name"
  "$program" </dev/null || failures+=("$name")
  count=$((count + 1))
done <"$build/programs/examples/programs.txt"

((count > 0)) || fail "no example matches '$filter'"
((${#failures[@]} == 0)) || fail "failed: ${failures[*]}"
say "$count examples ran"
