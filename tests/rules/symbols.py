#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""No function compiled with one instruction set's flags may share its name with one compiled with others.

`symbols.py --tag Avx512 OBJECT...` looks at the weak symbols of objects that were compiled for the instruction set with
that C++ tag, and complains about each function, and about each symbol of namespace probata, whose mangled name lacks
the tag: of two symbols of one name the linker keeps one, perhaps the one that the processor cannot run."""

import argparse
import subprocess
import sys


def weak_symbols(path):
    listing = subprocess.run(["nm", "--defined-only", path], text=True, capture_output=True, check=True).stdout
    for line in listing.splitlines():
        fields = line.split()
        if len(fields) == 3 and fields[1] in "WVu":
            yield fields[1], fields[2]


def demangled(symbol):
    return subprocess.run(["c++filt", symbol], text=True, capture_output=True, check=True).stdout.strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tag", required=True)
    parser.add_argument("objects", nargs="+")
    arguments = parser.parse_args()
    tag = f"{len(arguments.tag)}{arguments.tag}"  # as the C++ ABI writes an identifier
    total, shared = 0, []
    for path in arguments.objects:
        for kind, symbol in weak_symbols(path):
            total += 1
            if tag not in symbol and (kind == "W" or "7probata" in symbol):
                shared.append(f"{path}: {demangled(symbol)}")
    for complaint in shared:
        print(complaint)
    print(f"{total} weak symbols, {len(shared)} of them without the tag {arguments.tag}")
    return 1 if shared else 0


if __name__ == "__main__":
    sys.exit(main())
