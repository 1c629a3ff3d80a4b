#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Trees and openings of proof format 1, written from the protocol page (6.5, 7.2, 7.3, 9) without regard to speed.

Run alone it writes tests/vectors/merkle_trees.json to standard output. With `--check` it compares that file with what
it would write. It shares nothing with the library: the hashes are hashlib's and those of vectors/byte_hashes.py and
vectors/poseidon2_trees.py, ChaCha20 is that of vectors/counter_modes.py."""

import argparse
import hashlib
import json
import sys
from pathlib import Path

VECTORS = Path(__file__).resolve().parent.parent / "vectors"
sys.path.insert(0, str(VECTORS))
import byte_hashes  # noqa: E402
import counter_modes  # noqa: E402
import poseidon2_trees  # noqa: E402

PRIMES = {"koala_bear": 2**31 - 2**24 + 1, "baby_bear": 2**31 - 2**27 + 1, "goldilocks": 2**64 - 2**32 + 1}


def element_bytes(field):
    return 8 if field == "goldilocks" else 4


class ByteSuite:
    """Suites 1 to 3: digests are 32 bytes."""

    def __init__(self, number, field):
        self.number, self.size = number, element_bytes(field)

    def tagged(self, tag, data):
        tag = tag.encode("ascii")
        if self.number == 1:
            return byte_hashes.blake3(data, key=byte_hashes.blake3(tag))
        if self.number == 2:
            prefix = hashlib.sha256(tag).digest()
            return hashlib.sha256(prefix + prefix + data).digest()
        return hashlib.sha3_256(hashlib.sha3_256(tag).digest() + data).digest()

    def leaf(self, level, row):
        return self.tagged(f"probata/1/leaf/{level:02}", b"".join(x.to_bytes(self.size, "little") for x in row))

    def node(self, left, right):
        return self.tagged("probata/1/node", left + right)

    def inject(self, left, right, leaf):
        return self.tagged("probata/1/inject", left + right + leaf)

    def encode(self, digest):
        return digest


class AlgebraicSuite:
    """Suites 4 and 5: digests are 8 or 9 elements."""

    def __init__(self, number, field):
        self.number = number
        self.wide = poseidon2_trees.Permutation(field, 24)
        self.narrow = poseidon2_trees.Permutation(field, 16) if number == 4 else self.wide

    def leaf(self, level, row):
        return poseidon2_trees.leaf(self.wide, self.number, row, level)

    def node(self, left, right):
        return poseidon2_trees.node(self.narrow, self.number, left, right)

    def inject(self, left, right, leaf):
        return poseidon2_trees.node(self.narrow, self.number, self.node(left, right), leaf, 2)

    def encode(self, digest):
        return b"".join(x.to_bytes(4, "little") for x in digest)


def salt(field, level, j):
    """Section 6.5, with the key whose byte i is 7 i + level."""
    key = bytes((7 * i + level) % 256 for i in range(32))
    key_words = [int.from_bytes(key[i:i + 4], "little") for i in range(0, 32, 4)]
    p = PRIMES[field]
    per_block, count = (2, 3) if field == "goldilocks" else (3, 5)
    words = counter_modes.chacha20(key_words, j // per_block, (0, 0, 0))
    if field == "goldilocks":
        words = [words[2 * i] + (words[2 * i + 1] << 32) for i in range(8)]
    else:
        words = [word & (2**31 - 1) for word in words]
    chosen = words[count * (j % per_block):count * (j % per_block) + count]
    return [word - p if word >= p else word for word in chosen]


def entry(field, number, levels, cap, salted, log_indices, indices):
    """`levels`: (level, log2 of the rows, columns), from the tallest down. Element j of row i of level k is
    (1000003 k + 65599 i + 40503 j + 1)^2 mod p."""
    suite = (ByteSuite if number < 4 else AlgebraicSuite)(number, field)
    p = PRIMES[field]
    rows = {}
    for level, log_rows, cols in levels:
        rows[log_rows] = (level, [[pow(1000003 * level + 65599 * i + 40503 * j + 1, 2, p) for j in range(cols)]
                                  + (salt(field, level, i) if salted else []) for i in range(2**log_rows)])

    def leaves(log_rows):
        level, groups = rows[log_rows]
        return [suite.leaf(level, group) for group in groups]

    top = levels[0][1]
    layers = {top: leaves(top)}
    for m in range(top - 1, cap - 1, -1):
        above = layers[m + 1]
        pairs = zip(above[0::2], above[1::2])
        if m in rows:
            layers[m] = [suite.inject(left, right, leaf) for (left, right), leaf in zip(pairs, leaves(m))]
        else:
            layers[m] = [suite.node(left, right) for left, right in pairs]

    def known(m):
        return sorted({index >> (log_indices - m) for index in indices})

    proof = b""
    for _, log_rows, _ in levels:
        for i in known(log_rows):
            proof += b"".join(x.to_bytes(element_bytes(field), "little") for x in rows[log_rows][1][i])
    for m in range(top, cap, -1):
        for parent in known(m - 1):
            for child in (2 * parent, 2 * parent + 1):
                if child not in known(m):
                    proof += suite.encode(layers[m][child])
    return {"field": field, "suite": number, "levels": levels, "cap": cap, "salted": salted,
            "root": [suite.encode(digest).hex() for digest in layers[cap]],
            "log_indices": log_indices, "indices": indices, "proof": proof.hex()}


SHAPES = [
    # levels, cap, log_indices, indices
    ([(3, 3, 5)], 0, 3, [6]),
    ([(4, 5, 17)], 2, 5, [30, 1, 1, 14]),
    ([(4, 6, 3), (3, 5, 16), (0, 2, 7)], 0, 8, [200, 3, 3, 119, 202]),
    ([(12, 4, 24)], 1, 5, [9, 31]),
]
KINDS = [("koala_bear", 1), ("goldilocks", 1), ("baby_bear", 2), ("goldilocks", 2), ("koala_bear", 3),
         ("koala_bear", 4), ("baby_bear", 4), ("koala_bear", 5), ("baby_bear", 5)]


def file_text():
    entries = [entry(field, number, levels, cap, salted, log_indices, indices)
               for field, number in KINDS for levels, cap, log_indices, indices in SHAPES for salted in (False, True)]
    about = ("levels: [level, log2 of the rows, columns]; element j of row i of level k: (1000003 k + 65599 i + 40503 j "
             "+ 1)^2 mod p; salts: streams with keys whose byte i is 7 i + level")
    body = ",\n".join(json.dumps(item) for item in entries)
    return f'{{\n"about": "{about}",\n"trees": [\n{body}\n]\n}}\n'


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare the file instead of printing it")
    arguments = parser.parse_args()
    text = file_text()
    if not arguments.check:
        sys.stdout.write(text)
        return 0
    same = (VECTORS / "merkle_trees.json").read_text(encoding="utf-8") == text
    print("merkle_trees.json is what the oracle writes" if same else "merkle_trees.json differs from the oracle's")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
