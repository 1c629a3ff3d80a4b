#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""bench/compare.py: ratios, units, repetitions, and what it says about files that it cannot use."""

import contextlib
import importlib.util
import io
import json
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "bench" / "compare.py"
specification = importlib.util.spec_from_file_location("compare", SCRIPT)
compare = importlib.util.module_from_spec(specification)
specification.loader.exec_module(compare)


def row(name, real, cpu, unit="us", **more):
    return {"name": name, "run_name": name, "run_type": "iteration", "real_time": real, "cpu_time": cpu,
            "time_unit": unit, **more}


class Compare(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name, content):
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps({"context": {}, "benchmarks": content}),
                        encoding="utf-8")
        return str(path)

    def run_script(self, *arguments):
        """Exit status, standard output, standard error."""
        out, error = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
            status = compare.main(list(arguments))
        return status, out.getvalue(), error.getvalue()

    def table(self, output):
        return {line.split("  ")[0]: line.split() for line in output.splitlines()}

    def test_ratios_and_geometric_means(self):
        a = self.write("a.json", [row("ntt/x", 1.0, 8.0), row("ntt/y", 2.0, 1.0)])
        b = self.write("b.json", [row("ntt/x", 2.0, 2.0), row("ntt/y", 1.0, 1.0)])
        status, output, _ = self.run_script(a, b)
        self.assertEqual(status, 0)
        table = self.table(output)
        self.assertEqual(table["ntt/x"], "ntt/x 1 us 2 us 0.500 8 us 2 us 4.000".split())
        self.assertEqual(table["ntt/y"], "ntt/y 2 us 1 us 2.000 1 us 1 us 1.000".split())
        self.assertEqual(table["geometric mean of 2"][-2:], ["1.000", "2.000"])

    def test_units_may_differ(self):
        a = self.write("a.json", [row("x/y", 1.5, 1.5, "ms")])
        b = self.write("b.json", [row("x/y", 3000.0, 3000.0, "us")])
        self.assertEqual(self.table(self.run_script(a, b)[1])["x/y"][-1], "0.500")

    def test_repeated_rows_count_by_their_median_or_their_best(self):
        a = self.write("a.json", [row("x/y", time, time) for time in (9.0, 2.0, 3.0)]
                       + [row("x/y", 100.0, 100.0, run_type="aggregate")])
        b = self.write("b.json", [row("x/y", 1.0, 1.0)])
        self.assertEqual(self.table(self.run_script(a, b)[1])["x/y"][-1], "3.000")
        self.assertEqual(self.table(self.run_script(a, b, "--best")[1])["x/y"][-1], "2.000")

    def test_filter_and_rows_of_one_file_only(self):
        a = self.write("a.json", [row("x/y", 1.0, 1.0), row("x/z", 1.0, 1.0), row("w/a", 1.0, 1.0)])
        b = self.write("b.json", [row("x/y", 1.0, 1.0), row("w/b", 1.0, 1.0)])
        _, output, _ = self.run_script(a, b)
        self.assertIn("only in A: x/z, w/a", output)
        self.assertIn("only in B: w/b", output)
        _, output, _ = self.run_script(a, b, "--filter", "^x/")
        self.assertNotIn("w/", output)

    def test_fail_above(self):
        a = self.write("a.json", [row("x/y", 1.2, 9.0), row("x/z", 1.0, 1.0)])
        b = self.write("b.json", [row("x/y", 1.0, 1.0), row("x/z", 1.0, 1.0)])
        status, output, _ = self.run_script(a, b, "--fail-above", "1.1")
        self.assertEqual(status, 1)
        self.assertIn("above 1.1: x/y (1.200)", output)
        self.assertEqual(self.run_script(a, b, "--fail-above", "1.3")[0], 0)

    def test_readable_errors(self):
        good = self.write("good.json", [row("x/y", 1.0, 1.0)])
        cases = {
            "No such file": str(self.folder / "absent.json"),
            "not JSON": self.write("half.json", '{"benchmarks": [{"na'),
            "has no list 'benchmarks'": self.write("other.json", "[1, 2]"),
            "no row in common": self.write("elsewhere.json", [row("z/z", 1.0, 1.0)]),
            "no usable real_time": self.write("odd.json", [{"name": "x/y", "real_time": 1.0}]),
        }
        for words, path in cases.items():
            status, _, error = self.run_script(path, good)
            self.assertEqual(status, 2, words)
            self.assertIn(words, error)
        status, _, error = self.run_script(good, good, "--filter", "(")
        self.assertEqual((status, "no regular expression" in error), (2, True))


if __name__ == "__main__":
    unittest.main()
