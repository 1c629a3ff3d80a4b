#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints poseidon2_trees.json: leaves, nodes and injections of the hash suites 4 and 5.

Written from sections 0.4 and 7.2 of the protocol page alone: constants from the Grain register, matrices as
matrices, numbers as Python's integers. It shares nothing with the library.
"""
import json

HALF_POWERS = {  # diagonal entries: an integer, or (sign, j) for sign / 2^j
    ("koala_bear", 16): [-2, 1, 2, (1, 1), 3, 4, (-1, 1), -3, -4, (1, 8), (1, 3), (1, 24), (-1, 8), (-1, 3), (-1, 4),
                         (-1, 24)],
    ("koala_bear", 24): [-2, 1, 2, (1, 1), 3, 4, (-1, 1), -3, -4, (1, 8), (1, 2), (1, 3), (1, 4), (1, 5), (1, 6),
                         (1, 24), (-1, 8), (-1, 3), (-1, 4), (-1, 5), (-1, 6), (-1, 7), (-1, 9), (-1, 24)],
    ("baby_bear", 16): [-2, 1, 2, (1, 1), 3, 4, (-1, 1), -3, -4, (1, 8), (1, 2), (1, 3), (1, 27), (-1, 8), (-1, 4),
                        (-1, 27)],
    ("baby_bear", 24): [-2, 1, 2, (1, 1), 3, 4, (-1, 1), -3, -4, (1, 8), (1, 2), (1, 3), (1, 4), (1, 7), (1, 9),
                        (1, 27), (-1, 8), (-1, 2), (-1, 3), (-1, 4), (-1, 5), (-1, 6), (-1, 7), (-1, 27)],
}
PRIMES = {"koala_bear": (2**31 - 2**24 + 1, 3), "baby_bear": (2**31 - 2**27 + 1, 7)}
PARTIAL_ROUNDS = {("koala_bear", 16): 20, ("koala_bear", 24): 23, ("baby_bear", 16): 13, ("baby_bear", 24): 21}
FIRST_THREE = {("koala_bear", 16): [1259554834, 663463928, 1989430097],
               ("koala_bear", 24): [723511737, 87131171, 587052829],
               ("baby_bear", 16): [1906786279, 1737026427, 1959749225],
               ("baby_bear", 24): [57973606, 1742549659, 409441332]}
RATE = {4: 16, 5: 15}
SLOTS = {4: 8, 5: 9}


def grain_elements(p, t, partial_rounds):
    bits = "".join(format(v, f"0{n}b") for v, n in
                   [(1, 2), (0, 4), (p.bit_length(), 12), (t, 12), (8, 10), (partial_rounds, 10), (2**30 - 1, 30)])
    register = [int(b) for b in bits]

    def clock():
        bit = 0
        for position in (0, 13, 23, 38, 51, 62):
            bit ^= register[position]
        del register[0]
        register.append(bit)
        return bit

    for _ in range(160):
        clock()
    while True:
        value = 0
        for _ in range(p.bit_length()):
            u, v = clock(), clock()
            while u == 0:
                u, v = clock(), clock()
            value = 2 * value + v
        if value < p:
            yield value


class Permutation:
    def __init__(self, field, t):
        self.t = t
        self.p, self.alpha = PRIMES[field]
        self.partial_rounds = PARTIAL_ROUNDS[field, t]
        elements = grain_elements(self.p, t, self.partial_rounds)
        self.rounds = ([[next(elements) for _ in range(t)] for _ in range(4)]
                       + [[next(elements)] for _ in range(self.partial_rounds)]
                       + [[next(elements) for _ in range(t)] for _ in range(4)])
        self.diagonal = [v % self.p if isinstance(v, int) else v[0] * pow(2**v[1], -1, self.p) % self.p
                         for v in HALF_POWERS[field, t]]

    def external(self, x):
        rows = [[2, 3, 1, 1], [1, 2, 3, 1], [1, 1, 2, 3], [3, 1, 1, 2]]
        y = [sum(rows[i % 4][j] * x[i // 4 * 4 + j] for j in range(4)) for i in range(self.t)]
        return [(y[i] + sum(y[i % 4::4])) % self.p for i in range(self.t)]

    def internal(self, x):
        return [(sum(x) + v * s) % self.p for v, s in zip(self.diagonal, x)]

    def __call__(self, x):
        x = self.external(x)
        for constants in self.rounds:
            sboxed = [pow(s + c, self.alpha, self.p) for s, c in zip(x, constants)]
            x = self.external(sboxed) if len(constants) == self.t else self.internal(sboxed + x[1:])
        return x


def leaf(permutation, suite, row, level):
    rate = RATE[suite]
    state = [0] * permutation.t
    state[rate:rate + 3] = [len(row), 1, level]
    for begin in range(0, len(row), rate):
        block = row[begin:begin + rate]
        block += [0] * (permutation.t - len(block))
        state = permutation([(s + v) % permutation.p for s, v in zip(state, block)])
    return state[:SLOTS[suite]]


def node(permutation, suite, left, right, last=1):
    u = left + right + ([0, 0, 0, 0, 0, last] if suite == 5 else [])
    return [(a + b) % permutation.p for a, b in zip(permutation(u), u)][:SLOTS[suite]]


def entry(field, suite):
    wide = Permutation(field, 24)
    narrow = Permutation(field, 16) if suite == 4 else wide
    for permutation in (wide, narrow):
        assert permutation(list(range(permutation.t)))[:3] == FIRST_THREE[field, permutation.t]
    p = wide.p
    leaves = []
    for length, level in [(1, 0), (2, 1), (15, 3), (16, 5), (17, 9), (30, 20), (32, 7), (33, 1), (64, 18), (100, 31)]:
        row = [(p - 1 - i) if i % 3 == 2 else i * i * 65537 % p for i in range(length)]
        leaves.append({"level": level, "row": row, "digest": leaf(wide, suite, row, level)})
    digests = [sample["digest"] for sample in leaves]
    nodes = []
    for left, right, joining in zip(digests, digests[1:], digests[2:]):
        above = node(narrow, suite, left, right)
        nodes.append({"left": left, "right": right, "leaf": joining, "node": above,
                      "inject": node(narrow, suite, above, joining, 2)})
    return {"field": field, "suite": suite, "leaves": leaves, "nodes": nodes}


if __name__ == "__main__":
    print(json.dumps({"source": "poseidon2_trees.py",
                      "data": [entry(field, suite) for field in PRIMES for suite in (4, 5)]}))
