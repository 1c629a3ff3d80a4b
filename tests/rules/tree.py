# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the rules know about the source tree: its layers, its headers, and what they include."""

import re
from pathlib import Path

# A folder includes only folders before it in this list, and itself.
LAYERS = [
    "core", "parallel", "simd", "field", "poly", "serial", "hash", "ntt", "merkle", "transcript", "prf", "security",
    "pcs", "air", "lookup", "stark", "gadgets", "ml", "claims", "recursion",
]

# Headers at the root that gather others.
GATHERING = ["probata.hpp", "verifier.hpp"]

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)


def include_dir(root):
    return Path(root) / "include" / "probata"


def headers(root):
    """All headers as paths relative to include/probata, sorted."""
    base = include_dir(root)
    return sorted(path.relative_to(base).as_posix() for path in base.rglob("*.hpp"))


def text(root, header):
    return (include_dir(root) / header).read_text(encoding="utf-8")


def includes(root, header):
    """(quote character, target) of each #include line."""
    return INCLUDE.findall(text(root, header))


def probata_includes(root, header):
    """Headers of this library that a header includes, relative to include/probata."""
    prefix = "probata/"
    return [target[len(prefix):] for _, target in includes(root, header) if target.startswith(prefix)]


def reach(root, header):
    """A header and everything of this library that it includes, directly or not."""
    seen, waiting = set(), [header]
    while waiting:
        current = waiting.pop()
        if current in seen or not (include_dir(root) / current).is_file():
            continue
        seen.add(current)
        waiting.extend(probata_includes(root, current))
    return seen


def layer_of(header):
    """First folder of a header, or None for a header at the root."""
    return header.split("/")[0] if "/" in header else None


def is_detail(header):
    return "detail" in header.split("/")[:-1]


def read_list(path):
    """Lines of a text file without comments (#) and blanks."""
    lines = (line.split("#")[0].strip() for line in Path(path).read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


def matching(root, patterns):
    """Headers that match one of the patterns of a list file, which may use * and **, and patterns that match none."""
    base = include_dir(root)
    found, empty = set(), []
    for pattern in patterns:
        matches = [path.relative_to(base).as_posix() for path in base.glob(pattern) if path.is_file()]
        if matches:
            found.update(matches)
        else:
            empty.append(pattern)
    return sorted(found), empty
