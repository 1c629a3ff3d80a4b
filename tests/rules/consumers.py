#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Uses probata as other projects do, in an empty directory: `consumers.py <way> --build DIR --cxx COMPILER`."""

import argparse
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONSUMERS = ROOT / "tests" / "consumers"
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Wsign-conversion", "-Werror"]


class Failed(Exception):
    pass


def run(*command):
    command = [str(part) for part in command]
    process = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if process.returncode != 0:
        raise Failed(f"{process.stdout}\nfailed: {shlex.join(command)}")
    return process.stdout


def version():
    text = (ROOT / "include/probata/version.hpp").read_text(encoding="utf-8")
    return re.search(r'version_string = "([^"]+)"', text).group(1)


def cmake_consumer(name, scratch, cxx, *definitions):
    build = scratch / f"build_{name}"
    run("cmake", "-S", CONSUMERS / name, "-B", build, "-G", "Ninja", f"-DCMAKE_CXX_COMPILER={cxx}",
        "-DCMAKE_BUILD_TYPE=Release", f"-DCMAKE_CXX_FLAGS={' '.join(WARNINGS)}", *definitions)
    run("cmake", "--build", build)
    return run(build / "consumer")


def install(build, scratch):
    prefix = scratch / "prefix"
    run("cmake", "--install", build, "--prefix", prefix)
    return prefix


def find_package(build, scratch, cxx):
    """Installed to a prefix and found by find_package, with the version checked."""
    prefix = install(build, scratch)
    print(cmake_consumer("find_package", scratch, cxx, f"-DCMAKE_PREFIX_PATH={prefix}",
                         f"-Dexpected_version={version()}"), end="")
    leaked = [path for path in prefix.rglob("*.cmake") if str(ROOT) in path.read_text(encoding="utf-8")]
    if leaked:
        raise Failed(f"the installed package names the source tree: {leaked}")


def find_package_without_xsimd(build, scratch, cxx):
    """The same where CMake finds no xsimd: the package loads and does not ask for it."""
    prefix = install(build, scratch)
    print(cmake_consumer("find_package", scratch, cxx, f"-DCMAKE_PREFIX_PATH={prefix}",
                         f"-Dexpected_version={version()}", "-DCMAKE_DISABLE_FIND_PACKAGE_xsimd=ON",
                         "-DCMAKE_CXX_FLAGS=-DPROBATA_NO_SIMD"), end="")


def wrong_version(build, scratch, cxx):
    """A request for a version that this one does not satisfy is refused."""
    prefix = install(build, scratch)
    major, minor, _ = (int(part) for part in version().split("."))
    try:
        cmake_consumer("find_package", scratch, cxx, f"-DCMAKE_PREFIX_PATH={prefix}",
                       f"-Dexpected_version={major}.{minor + 1}")
    except Failed as failure:
        if "compatible with requested version" not in str(failure):
            raise
        print(f"refused, as it should be: {major}.{minor + 1}")
        return
    raise Failed(f"version {major}.{minor + 1} was accepted")


def add_subdirectory(build, scratch, cxx):
    """The source tree added to another project: the target, and nothing besides."""
    print(cmake_consumer("add_subdirectory", scratch, cxx, f"-DPROBATA_ROOT={ROOT}"), end="")


def plain(scratch, cxx, *flags):
    program = scratch / "consumer"
    run(cxx, "-std=c++20", "-O2", *WARNINGS, *flags, f"-I{ROOT}/include", CONSUMERS / "main.cpp", "-pthread", "-o",
        program)
    return run(program)


def plain_include(build, scratch, cxx):
    """No CMake: -I include, at the compiler's default instruction set."""
    print(plain(scratch, cxx), end="")


def without_xsimd(build, scratch, cxx):
    """Scalar code only: no xsimd header is read and the result is the same."""
    output = plain(scratch, cxx, "-DPROBATA_NO_SIMD")
    print(output, end="")
    if ", scalar," not in output:
        raise Failed("PROBATA_NO_SIMD did not select the scalar code")


WAYS = {way.__name__: way for way in (find_package, find_package_without_xsimd, wrong_version, add_subdirectory,
                                      plain_include, without_xsimd)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("way", choices=WAYS)
    parser.add_argument("--build", type=Path, required=True, help="a configured build directory, to install from")
    parser.add_argument("--cxx", required=True)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="probata_consumer_") as scratch:
        try:
            WAYS[arguments.way](arguments.build, Path(scratch), arguments.cxx)
        except Failed as failure:
            print(failure)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
