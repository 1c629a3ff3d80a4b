#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Rules that are checked by reading the sources: `text_rules.py <rule> [--root DIR]`.

Each rule is a function from the root of the checkout to a list of complaints; an empty list means that it holds."""

import argparse
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import tree  # noqa: E402

SPDX = "// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception"
TOP_LEVEL = {"include", "tests", "bench", "examples", "cmake", "CMakeLists.txt", "README.md", "LICENSE"}
PUBLIC_MACROS = {"PROBATA_ASSERT", "PROBATA_NO_SIMD", "PROBATA_TESTING"}
README_LINES = 40

# Outside headers that only some folders may see.
OUTSIDE = [
    (re.compile(r"xsimd/|.*intrin\.h$|arm_neon\.h$"), ["simd"], "only simd/ sees vectors"),
    (re.compile(r"thread$|mutex$|condition_variable$|future$|barrier$|latch$|omp\.h$|tbb/|oneapi/"), ["parallel"],
     "only parallel/ knows that threads exist"),
    (re.compile(r"execution$"), [], "it needs TBB at link time"),
    (re.compile(r"boost/"), ["field/bigprime", "security"], "only the reference fields and the calculator use Boost"),
]

UNFIT_FOR_VERIFIER = re.compile(r"xsimd/|boost/|thread$|mutex$|condition_variable$|future$|omp\.h$|oneapi/|tbb/")


def layers(root):
    """A folder includes only folders above it in the list of layers, and itself."""
    complaints = []
    order = {layer: position for position, layer in enumerate(tree.LAYERS)}
    for header in tree.headers(root):
        layer = tree.layer_of(header)
        if layer is not None and layer not in order:
            complaints.append(f"{header}: '{layer}' is not a layer; known: {' '.join(tree.LAYERS)}")
            continue
        for quote, target in tree.includes(root, header):
            if quote == '"':
                complaints.append(f'{header}: includes "{target}"; write <probata/...>')
            if not target.startswith("probata/"):
                for pattern, folders, reason in OUTSIDE:
                    if pattern.match(target) and not any(header.startswith(folder + "/") for folder in folders):
                        complaints.append(f"{header}: includes <{target}>, but {reason}")
                continue
            target = target[len("probata/"):]
            if not (tree.include_dir(root) / target).is_file():
                complaints.append(f"{header}: includes <probata/{target}>, which does not exist")
            if tree.is_detail(target) and not header.startswith(target.split("detail/")[0]):
                complaints.append(f"{header}: includes {target}, which belongs to another folder's detail/")
            if header in tree.GATHERING:
                continue
            if target in tree.GATHERING:
                complaints.append(f"{header}: includes the gathering header {target}")
            used = tree.layer_of(target)
            if used is None or used not in order:
                continue
            if layer is None or order[used] > order[layer]:
                complaints.append(f"{header}: includes {target}, but layer '{used}' comes after '{layer}'")
    return complaints


def header_shape(root):
    """SPDX line, #pragma once, the inline namespace of the version, and no macros beyond the public three."""
    complaints = []
    version = tree.text(root, "version.hpp")
    major, minor = (re.search(rf"version_{part} = (\d+);", version).group(1) for part in ("major", "minor"))
    namespace = f"namespace probata::inline v{major}_{minor}"
    for header in tree.headers(root):
        text = tree.text(root, header)
        lines = text.splitlines()
        if not lines or lines[0] != SPDX:
            complaints.append(f"{header}: the first line must be '{SPDX}'")
        if len(lines) < 2 or lines[1] != "#pragma once":
            complaints.append(f"{header}: the second line must be '#pragma once'")
        opened = re.findall(r"^namespace [^{=;]*(?=\{)", text, re.MULTILINE)
        for name in opened:
            if "probata" in name and not re.match(re.escape(namespace) + r"(::|\s*$)", name.strip()):
                complaints.append(f"{header}: opens '{name.strip()}', but this version's namespace is '{namespace}'")
        if re.search(r"^\s*namespace\s*\{", text, re.MULTILINE):
            complaints.append(f"{header}: has an unnamed namespace, so each translation unit gets its own copy")
        for macro in re.findall(r"^[ \t]*#[ \t]*define[ \t]+(\w+)", text, re.MULTILINE):
            if macro not in PUBLIC_MACROS and not macro.startswith("PROBATA_DETAIL_"):
                complaints.append(f"{header}: defines {macro}; public macros are {' '.join(sorted(PUBLIC_MACROS))}, "
                                  "internal ones start with PROBATA_DETAIL_")
    return complaints


def mirror_exempt(header):
    name = header.split("/")[-1]
    return (tree.is_detail(header) or header in tree.GATHERING or name in ("concepts.hpp", "version.hpp")
            or name.endswith("_constants.hpp"))


def mirrored_tests(root):
    """include/probata/a/b.hpp has tests/a/b_test.cpp, with at least one test case in it."""
    complaints = []
    for header in tree.headers(root):
        if mirror_exempt(header):
            continue
        test = Path(root) / "tests" / re.sub(r"\.hpp$", "_test.cpp", header)
        if not test.is_file():
            complaints.append(f"{header}: has no test {test.relative_to(root)}")
        elif not re.search(r"\bTEST_CASE", test.read_text(encoding="utf-8")):
            complaints.append(f"{header}: {test.relative_to(root)} has no test case")
    return complaints


def is_ignored(root, name):
    """Whether git ignores a top-level entry; outside a git checkout, whether it is a CMake build directory."""
    git = subprocess.run(["git", "-C", str(root), "check-ignore", "-q", name], stderr=subprocess.DEVNULL)
    return git.returncode == 0 or (Path(root) / name / "CMakeCache.txt").is_file()


def top_level(root):
    """The top level holds the known entries and dot-files, nothing else."""
    entries = {path.name for path in Path(root).iterdir() if not path.name.startswith(".")}
    complaints = [f"{name}: not one of the top-level entries {' '.join(sorted(TOP_LEVEL))}"
                  for name in sorted(entries - TOP_LEVEL) if not is_ignored(root, name)]
    return complaints + [f"{name}: missing from the top level" for name in sorted(TOP_LEVEL - entries)]


def lean_verifier(root):
    """verifier.hpp and the headers of verifier_headers.txt reach no vectors, no Boost and no threads."""
    headers, _ = tree.matching(root, tree.read_list(Path(__file__).parent / "verifier_headers.txt"))
    if (tree.include_dir(root) / "verifier.hpp").is_file():
        headers.append("verifier.hpp")
    complaints = []
    for header in headers:
        for reached in sorted(tree.reach(root, header)):
            complaints += [f"{header}: reaches <{target}> through {reached}"
                           for _, target in tree.includes(root, reached) if UNFIT_FOR_VERIFIER.match(target)]
    return complaints


def umbrella(root):
    """probata.hpp includes every public header but the listed exceptions, once each."""
    complaints = []
    exceptions, unmatched = tree.matching(root, tree.read_list(Path(__file__).parent / "umbrella_exceptions.txt"))
    complaints += [f"umbrella_exceptions.txt: '{pattern}' matches no header" for pattern in unmatched]
    expected = {header for header in tree.headers(root)
                if not tree.is_detail(header) and header not in tree.GATHERING and header not in exceptions}
    listed = tree.probata_includes(root, "probata.hpp")
    complaints += [f"probata.hpp: does not include <probata/{header}>" for header in sorted(expected - set(listed))]
    complaints += [f"probata.hpp: includes <probata/{header}>, which is no public header or an exception"
                   for header in sorted(set(listed) - expected)]
    complaints += [f"probata.hpp: includes <probata/{header}> twice" for header in sorted(set(listed))
                   if listed.count(header) > 1]
    return complaints


def folder_readmes(root):
    """Each folder of headers has a README of at most 40 lines that names every header of the folder."""
    complaints = []
    folders = sorted({tree.layer_of(header) for header in tree.headers(root)} - {None})
    for folder in folders:
        readme = tree.include_dir(root) / folder / "README.md"
        if not readme.is_file():
            complaints.append(f"{folder}/: has no README.md")
            continue
        text = readme.read_text(encoding="utf-8")
        lines = len(text.splitlines())
        if lines > README_LINES:
            complaints.append(f"{folder}/README.md: {lines} lines, at most {README_LINES}")
        for header in tree.headers(root):
            if tree.layer_of(header) == folder and not tree.is_detail(header) and Path(header).name not in text:
                complaints.append(f"{folder}/README.md: does not name {header}")
    return complaints


RULES = {rule.__name__: rule
         for rule in (layers, header_shape, mirrored_tests, top_level, lean_verifier, umbrella, folder_readmes)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rule", choices=RULES)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    arguments = parser.parse_args()
    complaints = RULES[arguments.rule](arguments.root)
    for complaint in complaints:
        print(complaint)
    summary = RULES[arguments.rule].__doc__.splitlines()[0]
    print(f"{len(complaints)} violations of: {summary}" if complaints else f"holds: {summary}")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
