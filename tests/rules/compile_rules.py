#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Rules that are checked by compiling: `compile_rules.py <rule> --cxx COMPILER [--root DIR]`."""

import argparse
import concurrent.futures
import os
import re
import resource
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import tree  # noqa: E402

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Wsign-conversion", "-Werror"]
BUDGET_SECONDS = 3.0
HERE = Path(__file__).resolve().parent


class Compiler:
    def __init__(self, cxx, root):
        self.command = [cxx, "-std=c++20", f"-I{root}/include", *WARNINGS]

    def run(self, source, *flags):
        """Compiles source text from standard input; returns the command line and the finished process."""
        command = [*self.command, *flags, "-x", "c++", "-"]
        return command, subprocess.run(command, input=source, text=True, capture_output=True)

    def complaint(self, what, source, *flags):
        """None if the source compiles, else what failed with the compiler's first words and the command."""
        command, process = self.run(source, *flags)
        if process.returncode == 0:
            return None
        first = "\n".join(process.stderr.splitlines()[:12])
        return f"{what} does not compile:\n{first}\n  with: echo '#include ...' | {shlex.join(command)}"


def each(root, jobs):
    """Runs jobs, one per processor at a time; returns their complaints."""
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return [complaint for complaint in pool.map(lambda job: job(), jobs) if complaint]


def alone_job(compiler, header, *flags):
    # Included twice: a header must also be safe to meet again.
    source = f"#include <probata/{header}>\n#include <probata/{header}>\n"
    what = " ".join([header, *flags])
    return lambda: compiler.complaint(what, source, "-fsyntax-only", *flags)


def alone(root, compiler):
    """Every header compiles alone."""
    return each(root, [alone_job(compiler, header) for header in tree.headers(root)])


def alone_scalar(root, compiler):
    """Every header that can reach a vector compiles alone with PROBATA_NO_SIMD, without touching xsimd."""
    affected = [header for header in tree.headers(root) if "simd/arch.hpp" in tree.reach(root, header)]
    jobs = [alone_job(compiler, header, "-DPROBATA_NO_SIMD") for header in affected]

    def no_xsimd():
        gather = "".join(f"#include <probata/{header}>\n" for header in affected)
        _, process = compiler.run(gather, "-E", "-DPROBATA_NO_SIMD")
        read = re.search(r'^# \d+ "[^"]*/xsimd/[^"]*"', process.stdout, re.MULTILINE)
        return f"xsimd is read in spite of PROBATA_NO_SIMD: {read.group(0)}" if read else None

    return each(root, [*jobs, no_xsimd])


def no_exceptions(root, compiler):
    """The headers of verifier_headers.txt compile with -fno-exceptions -fno-rtti."""
    headers, unmatched = tree.matching(root, tree.read_list(HERE / "verifier_headers.txt"))
    complaints = [f"verifier_headers.txt: '{pattern}' matches no header" for pattern in unmatched]
    return complaints + each(root, [alone_job(compiler, header, "-fno-exceptions", "-fno-rtti") for header in headers])


def benches(root, compiler):
    """Every source of the benchmark program compiles; that it is also fast is the business of bench/run.sh."""
    definitions = ["-DPROBATA_DISPATCH_ARCH=::probata::simd::Scalar", "-DPROBATA_DISPATCH_ARCHS=::probata::simd::Scalar",
                   '-DPROBATA_BENCH_BUILD_TYPE=""', '-DPROBATA_BENCH_FLAGS=""']

    def job(source):
        text = f'#include "{source}"\n'
        return lambda: compiler.complaint(str(source), text, "-fsyntax-only", f"-I{root}/bench", *definitions)

    return each(root, [job(source) for source in sorted((root / "bench").rglob("*.cpp"))])


def umbrella_links(root, compiler):
    """Two translation units that include the umbrella link into one program."""
    with tempfile.TemporaryDirectory() as scratch:
        sources = {
            "one.cpp": "#include <probata/probata.hpp>\nint two();\nint main() { return two(); }\n",
            "two.cpp": "#include <probata/probata.hpp>\nint two();\nint two() { return 0; }\n",
        }
        for name, text in sources.items():
            (Path(scratch) / name).write_text(text, encoding="utf-8")
        command = [*compiler.command, "-O0", *sources, "-pthread", "-o", "program"]
        process = subprocess.run(command, cwd=scratch, text=True, capture_output=True)
        if process.returncode != 0:
            return [f"two translation units with the umbrella do not link:\n{process.stderr[:3000]}"]
        if subprocess.run([str(Path(scratch) / "program")]).returncode != 0:
            return ["the program of two translation units fails"]
    return []


def compile_budget(root, compiler):
    """A translation unit that includes the umbrella and uses a field compiles in under 3 s of processor time at -O2."""
    source = (HERE / "budget_program.cpp").read_text(encoding="utf-8")
    best = None
    for _ in range(5):  # the least of a few: the first one pays for a cold file cache, any may meet a busy neighbour
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        complaint = compiler.complaint("budget_program.cpp", source, "-O2", "-c", "-o", os.devnull)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if complaint:
            return [complaint]
        seconds = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        best = seconds if best is None else min(best, seconds)
        if best < 0.9 * BUDGET_SECONDS:
            break
    print(f"budget_program.cpp: {best:.2f} s of processor time, budget {BUDGET_SECONDS:.2f} s")
    return [] if best < BUDGET_SECONDS else [f"over the budget by {best - BUDGET_SECONDS:.2f} s"]


RULES = {rule.__name__: rule for rule in (alone, alone_scalar, no_exceptions, benches, umbrella_links, compile_budget)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rule", choices=RULES)
    parser.add_argument("--cxx", required=True)
    parser.add_argument("--root", type=Path, default=HERE.parents[1])
    arguments = parser.parse_args()
    complaints = RULES[arguments.rule](arguments.root, Compiler(arguments.cxx, arguments.root))
    for complaint in complaints:
        print(complaint)
    summary = RULES[arguments.rule].__doc__.splitlines()[0]
    print(f"{len(complaints)} violations of: {summary}" if complaints else f"holds: {summary}")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
