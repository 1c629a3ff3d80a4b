#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares two result files of bench/run.sh row by row.

Prints for each row that both files hold the times of A and of B and their ratios A/B, by wall time and by processor
time of all threads, and the geometric means. A ratio below 1 means that A is faster. Rows measured several times count
by their median (or --best)."""

import argparse
import json
import math
import re
import statistics
import sys

NANOSECONDS = {"ns": 1.0, "us": 1e3, "ms": 1e6, "s": 1e9}


class Unusable(Exception):
    """A file or an argument that cannot be worked with; the message is for the user."""


def read_rows(path):
    """{name: [(wall ns, processor ns), ...]} of a result file, in the file's order."""
    try:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
    except OSError as error:
        raise Unusable(f"{path}: {error.strerror}") from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise Unusable(f"{path}: not JSON ({error}); was the measurement interrupted?") from error
    if not isinstance(document, dict) or not isinstance(document.get("benchmarks"), list):
        raise Unusable(f"{path}: has no list 'benchmarks'; is it a result file of bench/run.sh --out?")
    rows = {}
    for entry in document["benchmarks"]:
        if entry.get("run_type") == "aggregate" or entry.get("error_occurred"):
            continue
        name = entry.get("run_name") or entry.get("name")
        try:
            unit = NANOSECONDS[entry["time_unit"]]
            times = (float(entry["real_time"]) * unit, float(entry["cpu_time"]) * unit)
        except (KeyError, TypeError, ValueError) as error:
            raise Unusable(f"{path}: row '{name}' has no usable real_time, cpu_time and time_unit") from error
        rows.setdefault(name, []).append(times)
    return rows


def summarise(measurements, best):
    choose = min if best else statistics.median
    return tuple(choose(times) for times in zip(*measurements))


def ratio(a, b):
    return a / b if a > 0 and b > 0 else math.nan


def geometric_mean(ratios):
    usable = [value for value in ratios if not math.isnan(value)]
    return math.exp(math.fsum(map(math.log, usable)) / len(usable)) if usable else math.nan


def show_time(nanoseconds):
    for unit, size in (("s", 1e9), ("ms", 1e6), ("us", 1e3)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.4g} {unit}"
    return f"{nanoseconds:.4g} ns"


def show_ratio(value):
    return "-" if math.isnan(value) else f"{value:.3f}"


def show_table(lines):
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    for line in lines:
        cells = [line[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(line[1:], widths[1:])]
        print("  ".join(cells).rstrip())


def compare(path_a, path_b, pattern, best):
    """Prints the comparison; returns {name: wall-time ratio}."""
    rows_a, rows_b = read_rows(path_a), read_rows(path_b)
    names = [name for name in rows_a if name in rows_b and pattern.search(name)]
    if not names:
        raise Unusable(f"{path_a} and {path_b} have no row in common that matches '{pattern.pattern}'")
    lines = [("name", "A", "B", "A/B", "A cpu", "B cpu", "A/B cpu")]
    walls, processors = {}, {}
    for name in names:
        a, b = summarise(rows_a[name], best), summarise(rows_b[name], best)
        walls[name], processors[name] = ratio(a[0], b[0]), ratio(a[1], b[1])
        lines.append((name, show_time(a[0]), show_time(b[0]), show_ratio(walls[name]),
                      show_time(a[1]), show_time(b[1]), show_ratio(processors[name])))
    lines.append((f"geometric mean of {len(names)}", "", "", show_ratio(geometric_mean(walls.values())),
                  "", "", show_ratio(geometric_mean(processors.values()))))
    show_table(lines)
    for label, mine, other in (("A", rows_a, rows_b), ("B", rows_b, rows_a)):
        alone = [name for name in mine if name not in other and pattern.search(name)]
        if alone:
            print(f"only in {label}: {', '.join(alone)}")
    return walls


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("a", metavar="A.json")
    parser.add_argument("b", metavar="B.json")
    parser.add_argument("--filter", default=".", metavar="REGEX", help="compare only rows whose name matches")
    parser.add_argument("--best", action="store_true", help="count repeated rows by their fastest measurement")
    parser.add_argument("--fail-above", type=float, metavar="R",
                        help="exit with status 1 if a row's wall-time ratio A/B is above R")
    options = parser.parse_args(arguments)
    try:
        try:
            pattern = re.compile(options.filter)
        except re.error as error:
            raise Unusable(f"--filter '{options.filter}' is no regular expression: {error}") from error
        walls = compare(options.a, options.b, pattern, options.best)
    except Unusable as error:
        print(f"compare.py: {error}", file=sys.stderr)
        return 2
    if options.fail_above is None:
        return 0
    above = [name for name, value in walls.items() if not value <= options.fail_above]
    for name in above:
        print(f"above {options.fail_above}: {name} ({show_ratio(walls[name])})")
    return 1 if above else 0


if __name__ == "__main__":
    sys.exit(main())
