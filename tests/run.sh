#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -euo pipefail

root="$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")"
source "$root/cmake/scripts/install_dependencies.sh"

usage() {
  cat <<'TEXT'
usage: tests/run.sh [--clang] [--sanitize] [--filter REGEX] [--help]

Installs what is missing (Debian packages, by apt), builds all tests and examples, and runs every test.

  --clang         build with clang++ instead of g++, in a directory of its own
  --sanitize      build with the address and undefined-behaviour sanitizers, in a directory of its own
  --filter REGEX  run only the tests whose ctest name matches
  --help          print this

Environment: PROBATA_BUILD_DIR is the build directory (default: build/ of the checkout, with -clang, -sanitize appended
as asked for). The exit status is zero when every test passed.
TEXT
}

compiler=g++
suffix=""
sanitizers=""
filter=()
compiler_packages=()
while (($# > 0)); do
  case "$1" in
    --clang) compiler=clang++ suffix+=-clang compiler_packages+=(clang libomp-dev) ;;
    --sanitize) sanitizers=address,undefined suffix+=-sanitize ;;
    --filter)
      (($# >= 2)) || fail "--filter needs a regular expression"
      filter=(--tests-regex "$2")
      shift
      ;;
    --help | -h) usage; exit 0 ;;
    *) usage >&2; fail "unknown option '$1'" ;;
  esac
  shift
done

build="${PROBATA_BUILD_DIR:-$root/build$suffix}"

say "checking packages"
install_packages "${probata_build_packages[@]}" "${compiler_packages[@]}" doctest-dev nlohmann-json3-dev \
  libbenchmark-dev libtbb-dev python3 binutils
if [[ -z "$sanitizers" && "$(uname -m)" == x86_64 ]]; then
  install_optional_packages "the NEON and no-AVX tests under emulation" g++-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user
fi

# The benchmarks are not built, which would take as long as a fourth of the tests; rules.benches compiles their sources.
say "configuring in $build ($compiler${sanitizers:+, sanitizers $sanitizers})"
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_BUILD_TYPE=Release \
  -DPROBATA_BUILD_TESTS=ON -DPROBATA_BUILD_EXAMPLES=ON -DPROBATA_BUILD_BENCH=OFF -DPROBATA_INSTALL=ON \
  -DPROBATA_SANITIZE="$sanitizers"

jobs="$(nproc)"
say "building with $jobs jobs"
cmake --build "$build" --parallel "$jobs"

say "testing"
exec ctest --test-dir "$build" --output-on-failure --no-tests=error --parallel "$jobs" "${filter[@]}"
