# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The statement of a bare PCS proof, and every shape that follows from it (protocol 6.2, 6.3, 7.2 to 7.7, 7.9, 9)."""

import hashlib
import struct

from fields import EXTENSIONS, FIELDS
from suites import make_suite

MAX_ROW_LENGTH = 1 << 20  # limits of the caller (C13): elements in the row groups of all trees and levels,
MAX_OPENED_VALUES = 1 << 22  # values at z and omega_h z (each column has two, so the first limit comes first)

NO_SLACK = 0xFF


class Reject(Exception):
    """The first check that fails: its code, and the index that goes with it (0 where there is none)."""

    def __init__(self, code, index=0):
        super().__init__(code, index)
        self.code = code
        self.index = index


def require(condition, code, index=0):
    if not condition:
        raise Reject(code, index)


class Matrix:
    def __init__(self, log_height, width, num_next):
        self.log_height = log_height
        self.width = width
        self.num_next = num_next
        self.level = None


class Tree:
    """`levels` from high to low, each with the length of its row group: columns, coordinates of the mask, salt."""

    def __init__(self, levels):
        self.levels = levels

    @property
    def top(self):
        return self.levels[0][0]


class Round:
    """FRI round: folds level `level` to level - arity."""

    def __init__(self, level, arity):
        self.level = level
        self.arity = arity


class Claim:
    """Reads and checks a statement: C01, C02, C03, C09, C13; raises Reject.

    mask_places: for each level the tree whose row group holds R_k there, and where in it; salted: pairs (tree, level).
    Both are empty in plain mode."""

    def __init__(self, data):
        self.statement = bytes(data)
        self._read()
        self._check_field_and_suite()
        self._check_parameters()
        require(all(m.log_height >= 3 for m in self._matrices()), "E_TABLE")
        self._check_sizes()

    def header(self):
        """Of the proof."""
        return b"PROBAPFR" + struct.pack("<H", 1) + hashlib.sha256(b"probata/1/pcs" + self.statement).digest()

    def _matrices(self):
        return [matrix for matrices in self.tree_matrices for matrix in matrices]

    # --- the bytes ---

    def _read(self):
        self._position = 0
        require(self._take(8) == b"PROBAPCS" and self._number(2) == 1, "E_KEY_FORMAT")
        self.field_number, self.degree, self.suite_number, self.flags = [self._number(1) for _ in range(4)]
        require(self.flags <= 1, "E_KEY_FORMAT")
        self.zero_knowledge = self.flags == 1
        self.log_blowup, self.log_slack, self.log_final, self.log_arity, self.log_cap = [
            self._number(1) for _ in range(5)]
        self.regime, self.multiplicity, self.num_queries = self._number(1), self._number(2), self._number(2)
        self.grind_deep, self.grind_batch, self.grind_fold, self.grind_query = [self._number(1) for _ in range(4)]
        self.tree_matrices = []
        num_trees = self._number(1)
        require(num_trees >= 1, "E_KEY_FORMAT")
        for _ in range(num_trees):
            num_matrices = self._number(2)
            require(num_matrices >= 1, "E_KEY_FORMAT")
            matrices = [Matrix(self._number(1), self._number(2), self._number(2)) for _ in range(num_matrices)]
            require(all(m.width >= 1 and m.num_next <= m.width for m in matrices), "E_KEY_FORMAT")
            self.tree_matrices.append(matrices)
        require(self._position == len(self.statement), "E_KEY_FORMAT")

    def _take(self, count):
        taken = self.statement[self._position:self._position + count]
        require(len(taken) == count, "E_KEY_FORMAT")
        self._position += count
        return taken

    def _number(self, num_bytes):
        return int.from_bytes(self._take(num_bytes), "little")

    # --- the checks ---

    def _check_field_and_suite(self):
        require((self.field_number, self.degree) in EXTENSIONS, "E_FIELD_SUITE")
        self.field = FIELDS[self.field_number]
        self.extension = EXTENSIONS[self.field_number, self.degree]
        self.suite = make_suite(self.suite_number, self.field)
        require(self.suite is not None, "E_FIELD_SUITE")

    def _check_parameters(self):
        b, s, l = self.log_blowup, self.log_slack, self.log_final
        good = self.regime in (0, 1) and 1 <= b <= 5 and 4 <= l <= 10
        good = good and ((2 <= s <= 8 and s <= l) if self.zero_knowledge else s == NO_SLACK)
        good = good and 1 <= self.log_arity <= 4 and self.log_cap <= l and 1 <= self.num_queries <= 1024
        good = good and (3 <= self.multiplicity <= 200 if self.regime == 1 else self.multiplicity == 0)
        bits = (self.grind_deep, self.grind_batch, self.grind_fold, self.grind_query)
        require(good and max(bits) <= self.suite.max_grinding, "E_PARAMS")

    def dimension(self, level):
        """K_k."""
        return (1 << level) + (1 << level - self.log_slack if self.zero_knowledge else 0)

    def _check_sizes(self):
        mask = 2 * (self.num_queries + self.degree) + 1 if self.zero_knowledge else 0
        for matrix in self._matrices():
            matrix.level = self.log_final
            while self.dimension(matrix.level) < (1 << matrix.log_height) + mask:
                matrix.level += 1
        self.num_masks = mask
        self.levels = sorted({m.level for m in self._matrices()}, reverse=True)
        self.top = self.levels[0]
        require(self.top + self.log_blowup <= self.field.two_adicity, "E_TOO_LARGE")
        self._make_trees()
        self._make_rounds()
        row_length = sum(length for tree in self.trees for _, length in tree.levels)
        self.num_opened = sum(m.width + m.num_next for m in self._matrices())
        require(row_length <= MAX_ROW_LENGTH and self.num_opened <= MAX_OPENED_VALUES, "E_TOO_LARGE")

    # --- shapes ---

    def _make_trees(self):
        lengths = []
        for matrices in self.tree_matrices:
            lengths.append({})
            for matrix in matrices:
                lengths[-1][matrix.level] = lengths[-1].get(matrix.level, 0) + matrix.width
        self.mask_places, self.salted = {}, set()
        if self.zero_knowledge:
            self._hide(lengths)
        self.trees = [Tree(sorted(of_tree.items(), reverse=True)) for of_tree in lengths]

    def _hide(self, lengths):
        """Adds R_k, in the last tree that has the level, and the salts of row groups too narrow to hide themselves."""
        for tree, of_tree in enumerate(lengths):
            for level, width in of_tree.items():
                self.mask_places[level] = tree, width
                if width < self.field.salt_length:
                    self.salted.add((tree, level))
        for level, (tree, _) in self.mask_places.items():
            lengths[tree][level] += self.degree
        for tree, level in self.salted:
            lengths[tree][level] += self.field.salt_length

    def _make_rounds(self):
        self.rounds = []
        level = self.top
        while level > self.log_final:
            lower = max([k for k in self.levels if k < level] + [self.log_final])
            arity = min(self.log_arity, level - lower)
            self.rounds.append(Round(level, arity))
            level -= arity

    def fixed_length(self):
        """Bytes of header, roots and part A."""
        nonces = sum(bits > 0 for bits in (self.grind_deep, self.grind_batch, self.grind_query))
        nonces += len(self.rounds) * (self.grind_fold > 0)
        num_roots = len(self.trees) + len(self.rounds)
        num_values = self.num_opened + self.dimension(self.log_final)
        return (42 + 8 * nonces + (num_roots << self.log_cap) * self.suite.digest_bytes
                + num_values * self.degree * self.field.num_bytes)

    def worst_openings(self):
        """Bytes of part B with every query counted by itself."""
        b, size = self.log_blowup, self.field.num_bytes
        total = 0
        for tree in self.trees:
            total += sum(length for _, length in tree.levels) * size
            total += (tree.top + b - self.log_cap) * self.suite.digest_bytes
        for r in self.rounds:
            total += (self.degree << r.arity) * size
            total += (r.level + b - r.arity - self.log_cap) * self.suite.digest_bytes
        return self.num_queries * total
