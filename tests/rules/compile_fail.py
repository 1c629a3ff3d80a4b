#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A source that must not compile: `compile_fail.py --cxx COMPILER [--root DIR] <source.cpp>`.

Its first line is `// expect-error: <regular expression>`. The test holds when the compiler refuses the source and its
messages match the expression, so that a source that is refused for another reason fails the test.
`compile_fail.py --cxx COMPILER --self-test` checks that this program itself can complain."""

import argparse
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

MARK = "// expect-error: "


def complaint(cxx, root, source):
    """None if the source is refused as it says, else a sentence that says what happened instead."""
    first = source.read_text(encoding="utf-8").partition("\n")[0]
    if not first.startswith(MARK) or not first[len(MARK):].strip():
        return f"{source}: the first line must be '{MARK}<regular expression>'"
    expected = re.compile(first[len(MARK):].strip())
    command = [cxx, "-std=c++20", f"-I{root}/include", "-fsyntax-only", str(source)]
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    ran = f"\n  with: {shlex.join(command)}"
    if process.returncode == 0:
        return f"{source}: compiles, but should be refused with an error that matches '{expected.pattern}'{ran}"
    # A header that is not found refuses everything.
    if "fatal error" in process.stderr:
        return f"{source}: the compiler gave up early:\n{process.stderr}{ran}"
    # Only messages count: the compilers also quote source lines, which could match by themselves.
    messages = [line for line in process.stderr.splitlines() if re.search(r"\b(error|note): |required (from|for)", line)]
    if not expected.search("\n".join(messages)):
        return f"{source}: is refused, but no message matches '{expected.pattern}':\n{process.stderr[:4000]}{ran}"
    return None


def self_test(cxx, root):
    """Sources for which a complaint must come, and one for which none may."""
    cases = [
        ("compiles", "// expect-error: anything\nint x = 5;\n", "should be refused"),
        ("other reason", "// expect-error: no viable overload\nint x = \"text\";\n", "no message matches"),
        ("only quoted", "// expect-error: quoted_here\nint quoted_here = \"text\"; // quoted_here\n", "no message matches"),
        ("no mark", "int x = 5;\n", "the first line must be"),
        ("lost header", "// expect-error: error\n#include <probata/there_is_no_such_header.hpp>\n", "gave up early"),
        ("as expected", "// expect-error: invalid conversion|cannot initialize\nint x = \"text\";\n", None),
    ]
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for name, text, expected in cases:
            source = Path(folder) / "case.cpp"
            source.write_text(text, encoding="utf-8")
            found = complaint(cxx, root, source)
            if (found is None) != (expected is None) or (expected and expected not in found):
                wrong.append(f"case '{name}': expected {expected!r}, got {found!r}")
    return "\n".join(wrong) or None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", nargs="?", type=Path)
    parser.add_argument("--cxx", required=True)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    parser.add_argument("--self-test", action="store_true")
    arguments = parser.parse_args()
    if arguments.self_test == (arguments.source is not None):
        parser.error("name one source, or --self-test")
    if arguments.self_test:
        found = self_test(arguments.cxx, arguments.root)
    else:
        found = complaint(arguments.cxx, arguments.root, arguments.source)
    print(found or "refused as expected")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
