#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Known answers of the hiding streams (protocol, section 6.5), from the standard library and the text alone.

Prints the table of hiding_streams_test.cpp; with --check compares it with the one that stands there."""

import hashlib
import re
import struct
import sys
from pathlib import Path

TEST = Path(__file__).resolve().parent / "hiding_streams_test.cpp"
SEED = bytes(range(32))
IDENTITY = hashlib.sha256(b"identity of a proof").digest()
FIELDS = {"KoalaBear": 2**31 - 2**24 + 1, "BabyBear": 2**31 - 2**27 + 1, "Goldilocks": 2**64 - 2**32 + 1}


def rotate(x, n):
    return ((x << n) | (x >> (32 - n))) & 0xFFFFFFFF


def chacha20_block(key, counter):
    """RFC 8439, section 2.3, with nonce 0."""
    state = [0x61707865, 0x3320646E, 0x79622D32, 0x6B206574, *struct.unpack("<8I", key), counter, 0, 0, 0]
    x = list(state)
    for _ in range(10):
        for a, b, c, d in ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
                           (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)):
            for first, second, third, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
                x[first] = (x[first] + x[second]) & 0xFFFFFFFF
                x[third] = rotate(x[third] ^ x[first], turn)
    return struct.pack("<16I", *((u + v) & 0xFFFFFFFF for u, v in zip(x, state)))


def key(purpose, a, b):
    return hashlib.sha256(b"probata/1/rng" + SEED + IDENTITY + struct.pack("<BII", purpose, a, b)).digest()


def elements(field, purpose, a, b, count):
    p = FIELDS[field]
    size = 8 if p >> 32 else 4
    result, counter, rejected = [], 0, 0
    while len(result) < count:
        block = chacha20_block(key(purpose, a, b), counter)
        counter += 1
        for i in range(0, 64, size):
            word = int.from_bytes(block[i:i + size], "little") & ((1 << p.bit_length()) - 1)
            if word < p:
                result.append(word)
            else:
                rejected += 1
    return result[:count], rejected


def table():
    lines = []
    for purpose, a, b in ((1, 0, 0), (1, 0, 1), (2, 3, 7), (3, 20, 5), (4, 1, 8), (5, 65537, 0), (1, 2**32 - 1, 2**31)):
        lines.append(f'    {{{purpose}, {a}U, {b}U, "{key(purpose, a, b).hex()}"}},')
    lines.append("")
    for field, count in (("KoalaBear", 200), ("BabyBear", 200), ("Goldilocks", 20)):
        values, rejected = elements(field, 1, 2, 3, count)
        digest = hashlib.sha256(b"".join(v.to_bytes(8, "little") for v in values)).hexdigest()
        lines.append(f'    // {field}: {rejected} words rejected')
        lines.append(f'    {{{count}, {values[0]}U, {values[1]}U, {values[-1]}U,')
        lines.append(f'     "{digest}"}},')
    return lines


def main():
    # RFC 8439, A.1, test vector 1.
    assert chacha20_block(bytes(32), 0).hex().startswith("76b8e0ada0f13d90405d6ae55386bd28")
    lines = table()
    if sys.argv[1:] != ["--check"]:
        print("\n".join(lines))
        return 0
    text = TEST.read_text(encoding="utf-8")
    bare = re.sub(r"\s", "", text)
    missing = [line for line in lines if line and "//" not in line and re.sub(r"\s", "", line).rstrip("},") not in bare]
    for line in missing:
        print(f"not in {TEST.name}: {line.strip()}")
    if len(re.findall(r'"[0-9a-f]{64}"', text)) != sum(bool(re.search(r'"[0-9a-f]{64}"', line)) for line in lines):
        print(f"{TEST.name} has known answers that this script does not know")
        return 1
    print("the known answers are those of this script" if not missing else f"{len(missing)} lines differ")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
