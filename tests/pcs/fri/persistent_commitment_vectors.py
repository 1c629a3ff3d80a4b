#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Known answers of persistent matrices (protocol, sections 1.3, 6.2 to 6.5 and 7.2), from the text alone: polynomials
by Horner's rule, trees digest by digest, hashes of tests/independent.

Prints the table of persistent_known_answers_test.cpp; with --check compares it with the one that stands there."""

import hashlib
import re
import struct
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "independent")]
from fields import EXTENSIONS, FIELDS, reverse_bits  # noqa: E402
from hiding_streams_vectors import chacha20_block  # noqa: E402
from suites import make_suite  # noqa: E402

TEST = HERE / "persistent_known_answers_test.cpp"
SEED = bytes(range(32))

# field, e, suite, then b, s, l, cap, log_height, width, mask
CASES = ((1, 4, 1, 1, 2, 4, 0, 4, 3, 45),     # salted, two levels above its height
         (2, 6, 2, 2, 4, 5, 2, 6, 6, 21),     # a root of four digests, one level above its height
         (3, 3, 3, 1, 3, 5, 1, 3, 2, 12),     # below the final level
         (3, 2, 1, 3, 2, 4, 0, 6, 3, 16),     # fills the level of its height; as wide as a salt
         (1, 4, 4, 1, 2, 4, 0, 4, 4, 18))     # digests of field elements


def key(identity, purpose, b):
    start = b"probata/1/rng" + SEED + identity
    return hashlib.sha256(start + struct.pack("<BII", purpose, 0, b)).digest()


def words(field, key_bytes, block):
    return [int.from_bytes(chunk, "little") & ((1 << field.p.bit_length()) - 1)
            for chunk in (chacha20_block(key_bytes, block)[i:i + field.num_bytes]
                          for i in range(0, 64, field.num_bytes))]


def mask_of(field, identity, column, count):
    elements, block = [], 0
    while len(elements) < count:
        elements += [w for w in words(field, key(identity, 1, column), block) if w < field.p]
        block += 1
    return elements[:count]


def salt_of(field, identity, level, row):
    per_block = 3 if field.num_bytes == 4 else 2
    first = field.salt_length * (row % per_block)
    block = words(field, key(identity, 4, level), row // per_block)
    return [w if w < field.p else w - field.p for w in block[first:first + field.salt_length]]


def value_of_trace(field, i, j):
    return (1000003 * i * i + 7919 * i * (j + 1) + 31 * j + 5) ** 3 % field.p


def column_polynomial(field, values, mask):
    """w + (X^N - 1) r."""
    n, p = len(values), field.p
    root = pow(field.omega[n.bit_length() - 1], -1, p)
    coefficients = [sum(v * pow(root, i * j, p) for i, v in enumerate(values)) * pow(n, -1, p) % p for j in range(n)]
    coefficients += [0] * len(mask)
    for i, r in enumerate(mask):
        coefficients[n + i] = (coefficients[n + i] + r) % p
        coefficients[i] = (coefficients[i] - r) % p
    return coefficients


def horner(coefficients, x, p):
    result = 0
    for c in reversed(coefficients):
        result = (result * x + c) % p
    return result


def commit(number, e, suite_number, b, s, final, cap, log_height, width, mask):
    field, suite = FIELDS[number], make_suite(suite_number, FIELDS[number])
    message = struct.pack("<BBBBBHI", b, s, final, cap, log_height, width, mask)
    identity = hashlib.sha256(message).digest()
    level = final
    while (1 << level) + (1 << (level - s)) < (1 << log_height) + mask:
        level += 1
    columns = []
    for j in range(width):
        values = [value_of_trace(field, i, j) for i in range(1 << log_height)]
        columns.append(column_polynomial(field, values, mask_of(field, identity, j, mask)))
        points = [pow(field.omega[log_height], i, field.p) for i in range(1 << log_height)]
        assert [horner(columns[j], x, field.p) for x in points] == values
    bits = level + b
    layer = []
    for row in range(1 << bits):
        x = field.generator * pow(field.omega[bits], reverse_bits(row, bits), field.p) % field.p
        group = [horner(column, x, field.p) for column in columns]
        if width < field.salt_length:
            group += salt_of(field, identity, level, row)
        layer.append(suite.leaf(level, group))
    while len(layer) > 1 << cap:
        layer = [suite.node(left, right) for left, right in zip(layer[::2], layer[1::2])]
    transcript = suite.transcript(e)
    transcript.absorb_bytes(0x21, message)
    transcript.absorb_digests(0x22, layer)
    point = transcript.sample_point()
    extension = EXTENSIONS[number, e]
    values = [extension.evaluate_at(column, point) for column in columns]
    encoded = (b"PROBAHID" + struct.pack("<HBBB", 1, number, e, suite_number) + message
               + b"".join(suite.encode_digest(digest) for digest in layer)
               + b"".join(field.encode(value) for value in values))
    root = b"".join(suite.encode_digest(digest) for digest in layer)
    digest = hashlib.sha256(b"probata/1/matrix" + encoded).digest()
    return level, root[:32], field.encode(point), digest


def table():
    lines = []
    for case in CASES:
        level, root, point, digest = commit(*case)
        shape = ", ".join(str(x) for x in case[3:])
        lines.append(f'    {{{{{shape}}}, {level},')
        lines += [f'     "{root.hex()}",', f'     "{point.hex()}",', f'     "{digest.hex()}"}},']
    return lines


def main():
    lines = table()
    if sys.argv[1:] != ["--check"]:
        print("\n".join(lines))
        return 0
    bare = re.sub(r"\s", "", TEST.read_text(encoding="utf-8"))
    if re.sub(r"\s", "", "".join(lines)).rstrip(",") not in bare:
        print(f"the table of {TEST.name} is not the one that this script prints")
        return 1
    print("the known answers are those of this script")
    return 0


if __name__ == "__main__":
    sys.exit(main())
