#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Masks of the library's own counter modes, in plain Python: the oracle of counter_modes.json.

    counter_modes.py            checks the file
    counter_modes.py --write    writes it anew

Poseidon2's numbers are those of p3_poseidon2.json, which comes from another implementation; ChaCha20 is written from
RFC 8439 and checked against the RFC's block and Poseidon2 against the cases of its file before anything else happens."""

import hashlib
import json
import random
import struct
import sys
from fractions import Fraction
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILE = HERE / "counter_modes.json"
P = 2 ** 31 - 2 ** 24 + 1
M32 = 2 ** 32 - 1
MODES = {"n31": 0, "n8": 1, "half": 2, "w32": 4, "w8": 5}
PER_BLOCK = {"n31": 16, "n8": 48, "half": 384, "w32": 16, "w8": 64}
VALUES = {"n31": P, "n8": 256, "half": 2, "w32": 2 ** 32, "w8": 256}
WORD_BITS = {"n31": 31, "n8": 9, "half": 1, "w32": 32, "w8": 8}


# ---------------------------------------------------------------- ciphers

def load_instance():
    with open(HERE / "p3_poseidon2.json", encoding="ascii") as file:
        return next(x for x in json.load(file)["data"] if x["field"] == "koalabear" and x["width"] == 24)


INSTANCE = load_instance()


def poseidon2(state):
    """The permutation as the instance's file describes it, matrices as matrices."""
    def external(s):
        return [sum(a * x for a, x in zip(row, s)) % P for row in INSTANCE["external_matrix"]]

    def full(s, constants):
        return external([pow(x + c, 3, P) for x, c in zip(s, constants)])

    s = external(state)
    for constants in INSTANCE["external_initial"]:
        s = full(s, constants)
    for constant in INSTANCE["internal"]:
        s[0] = pow(s[0] + constant, 3, P)
        total = sum(s)
        s = [(total + d * x) % P for d, x in zip(INSTANCE["internal_diagonal"], s)]
    for constants in INSTANCE["external_terminal"]:
        s = full(s, constants)
    return s


def chacha20(key, counter, nonce):
    """16 words from 8, one and three."""
    initial = [0x61707865, 0x3320646E, 0x79622D32, 0x6B206574, *key, counter, *nonce]
    v = list(initial)

    def quarter(a, b, c, d):
        for x, y, z, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            v[x] = (v[x] + v[y]) & M32
            t = v[z] ^ v[x]
            v[z] = (t << turn | t >> (32 - turn)) & M32

    for _ in range(10):
        for i in range(4):
            quarter(i, 4 + i, 8 + i, 12 + i)
        for i in range(4):
            quarter(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
    return [(a + b) & M32 for a, b in zip(v, initial)]


# ---------------------------------------------------------------- modes

def block(v, index):
    """The 16 words of block `index` of a vector's record."""
    mode = MODES[v["mode"]]
    if v["mode"] in ("w32", "w8"):
        nonce = (v["site"] + (v["stream"] << 24), v["replica"] + (mode << 24), v["step"])
        return chacha20(v["key"], index, nonce)
    numbers = [v["stream"] + (mode << 8) + 2 ** 16, v["step"] % 2 ** 24, v["step"] >> 24, v["site"], v["replica"],
               index % 2 ** 24, index >> 24]
    return poseidon2(v["key"] + numbers + [0] * 9)[:16]


def parts(v, word):
    """What the elements take of one word."""
    if v["mode"] == "w8":
        return list(struct.pack("<I", word))
    if v["mode"] == "n8":
        return [256] * 3 if word == P - 1 else [word >> s & 255 for s in (0, 8, 16)]
    if v["mode"] == "half":
        return [word >> s & 1 for s in range(24)]
    return [word]


def threshold(v):
    if v["mode"] == "half":
        return 1
    return round(Fraction(v["keep"]) * VALUES[v["mode"]])  # exact; ties to even


def evaluate(v):
    """Words and mask of the elements first, ..., first + n - 1."""
    per_block = PER_BLOCK[v["mode"]]
    first, n = v.get("first", 0), v["n"]
    words = []
    for index in range(first // per_block, -(-(first + n) // per_block)):
        for word in block(v, index):
            words += parts(v, word)
    words = words[first % per_block:][:n]
    t = threshold(v)
    return words, [(w < t) == (v["mode"] != "half") for w in words]


def pack(mask):
    out = bytearray((len(mask) + 7) // 8)
    for i, bit in enumerate(mask):
        out[i // 8] |= bit << (i % 8)
    return out.hex()


def words_digest(words):
    return hashlib.sha256(b"".join(struct.pack("<I", w) for w in words)).hexdigest()


# ---------------------------------------------------------------- the file

def self_test():
    for case in INSTANCE["cases"]:
        assert poseidon2(case["in"]) == case["out"], "Poseidon2"
    key = struct.unpack("<8I", bytes(range(32)))
    words = chacha20(key, 1, struct.unpack("<3I", bytes.fromhex("000000090000004a00000000")))  # RFC 8439, 2.3.2
    assert words[:4] == [0xE4E7F110, 0x15593BD1, 0x1FDD0F50, 0xC47120A3] and words[15] == 0x4E3C50A2, "ChaCha20"
    tie = {"mode": "n31", "keep": 0.5}
    assert threshold(tie) == (P - 1) // 2 and threshold({"mode": "n31", "keep": 0.9}) == 1917635790, "threshold"


def answer(v):
    words, mask = evaluate(v)
    return {**v, "word_bits": WORD_BITS[v["mode"]], "threshold": str(threshold(v)), "words": words[:16],
            "words_sha256": words_digest(words), "mask": pack(mask), "kept": sum(mask)}


def make():
    rng = random.Random(20240601)
    vectors = []
    for mode in MODES:
        bits = 32 if mode.startswith("w") else 48
        limit = 2 ** 32 if mode.startswith("w") else P
        for n, keep in ((1, 0.5), (100, 0.9), (3000, 0.75), (1000, 0.1), (385, 1.0)):
            v = {"mode": mode, "key": [rng.randrange(limit) for _ in range(8)], "stream": rng.choice((1, 3, 5, 255)),
                 "step": rng.choice((0, 17, 2 ** bits - 1, rng.getrandbits(bits))),
                 "site": rng.choice((0, 3, 2 ** 24 - 1)), "replica": rng.choice((0, 1, 2 ** 24 - 1)), "n": n,
                 "keep": keep}
            vectors.append(answer(v))
        # Around the end of a run of blocks, where the upper part of a block's number changes, and at the end of all.
        top = 2 ** (32 if mode.startswith("w") else 48) * PER_BLOCK[mode]
        for first in (2 ** 24 * PER_BLOCK[mode] - 50, top - 100):
            v = {"mode": mode, "key": list(range(1, 9)), "stream": 3, "step": 1, "site": 2, "replica": 0,
                 "first": first, "n": 100, "keep": 0.9}
            vectors.append(answer(v))
    return vectors


ABOUT = ("masks of the library's own counter modes; element `first` + i at bit i % 8 of byte i // 8; words: the first 16; "
         "words_sha256: all, four bytes each, low byte first; keep iff word < threshold, in mode half iff word >= 1")


def main():
    self_test()
    vectors = make()
    if "--write" in sys.argv[1:]:
        lines = ",\n".join(json.dumps(v) for v in vectors)
        FILE.write_text('{"about": %s,\n"vectors": [\n%s\n]}\n' % (json.dumps(ABOUT), lines), encoding="ascii")
        return 0
    with open(FILE, encoding="ascii") as file:
        stored = json.load(file)["vectors"]
    wrong = [i for i, (a, b) in enumerate(zip(stored, vectors)) if a != b]
    if wrong or len(stored) != len(vectors):
        print(f"counter_modes.json: {len(stored)} vectors, {len(vectors)} expected, different: {wrong}")
        return 1
    print(f"counter_modes.json: {len(stored)}/{len(stored)} match")
    return 0


if __name__ == "__main__":
    sys.exit(main())
