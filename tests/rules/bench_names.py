#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The rows of the benchmark program have well-formed names, no two alike: `bench_names.py PROGRAM`."""

import re
import subprocess
import sys

WORD = r"[a-z0-9]+(_[a-z0-9]+)*"
NAME = re.compile(rf"{WORD}(/{WORD})+(/{WORD}={WORD})*")


def main():
    listing = subprocess.run([sys.argv[1], "--benchmark_list_tests"], text=True, capture_output=True)
    if listing.returncode != 0:
        print(listing.stderr)
        return 1
    names = listing.stdout.splitlines()
    complaints = [f"{name}: not of the form folder/topic/variant/key=value" for name in names
                  if not NAME.fullmatch(name)]
    complaints += [f"{name}: two rows have this name" for name in sorted(set(names)) if names.count(name) > 1]
    for complaint in complaints:
        print(complaint)
    print(f"{len(names)} rows, {len(complaints)} violations")
    return 1 if complaints or not names else 0


if __name__ == "__main__":
    sys.exit(main())
