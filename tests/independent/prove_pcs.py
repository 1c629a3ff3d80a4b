# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A prover of bare PCS proofs for small matrices, written from the protocol (6.4, 6.5, 7, 9), and provers that cheat.

Its honest proofs are equal to those of the library, byte by byte; the cheating ones reach checks that no change to the
bytes of an honest proof reaches."""

import hashlib
import struct

from fields import reverse_bits
from verify_pcs import fold_leaf

# --- streams of random elements (6.5; the block function is that of RFC 8439, 2.3) ---

QUARTERS = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
            (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))
WORD = 0xFFFFFFFF


def chacha20_block(key, counter):
    start = list(struct.unpack("<4I", b"expand 32-byte k") + struct.unpack("<8I", key)) + [counter, 0, 0, 0]
    v = list(start)
    for _ in range(10):
        for a, b, c, d in QUARTERS:
            for to, by, other, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
                v[to] = (v[to] + v[by]) & WORD
                x = v[other] ^ v[to]
                v[other] = (x << turn | x >> (32 - turn)) & WORD
    return struct.pack("<16I", *[(x + y) & WORD for x, y in zip(v, start)])


class Streams:
    def __init__(self, claim, seed):
        self._field = claim.field
        self._start = b"probata/1/rng" + seed + hashlib.sha256(claim.header()).digest()

    def _key(self, purpose, a, b):
        return hashlib.sha256(self._start + struct.pack("<BII", purpose, a, b)).digest()

    def elements(self, purpose, a, b, count):
        size, p = self._field.num_bytes, self._field.p
        key, result, counter = self._key(purpose, a, b), [], 0
        while len(result) < count:
            block = chacha20_block(key, counter)
            counter += 1
            for i in range(0, 64, size):
                v = int.from_bytes(block[i:i + size], "little") & ((1 << p.bit_length()) - 1)
                if v < p:
                    result.append(v)
        return result[:count]

    def salts(self, tree, level, count):
        """One for each leaf, at fixed places."""
        size, p, length = self._field.num_bytes, self._field.p, self._field.salt_length
        key, result = self._key(4, tree, level), []
        per_block = 3 if size == 4 else 2
        for j in range(count):
            if j % per_block == 0:
                block = chacha20_block(key, j // per_block)
            start = length * (j % per_block) * size
            words = [int.from_bytes(block[start + i * size:start + (i + 1) * size], "little") for i in range(length)]
            result.append([(w & ((1 << p.bit_length()) - 1)) % p for w in words])
        return result


# --- polynomials ---

def transform(values, root, p):
    """sum_j values[j] root^(i j) for i = 0, 1, ..., for a root of order len(values)."""
    if len(values) == 1:
        return values
    even, odd = transform(values[::2], root * root % p, p), transform(values[1::2], root * root % p, p)
    out, half, power = [0] * len(values), len(even), 1
    for i in range(half):
        t = power * odd[i] % p
        out[i], out[i + half] = (even[i] + t) % p, (even[i] - t) % p
        power = power * root % p
    return out


def interpolate(values, root, p):
    """The coefficients of the polynomial with values[i] at root^i."""
    scale = pow(len(values), -1, p)
    return [c * scale % p for c in transform(values, pow(root, -1, p), p)]


def bit_reversed(values):
    bits = len(values).bit_length() - 1
    return [values[reverse_bits(i, bits)] for i in range(len(values))]


class CommittedTree:
    """Columns (coefficients) by level, the rows of their evaluations with what salts(level) gives, a list or None, and
    the digests of all layers."""

    def __init__(self, claim, columns, salts):
        self.claim = claim
        self.levels = sorted(columns, reverse=True)
        self.rows = {}
        for level in self.levels:
            extended = [extend(claim, coefficients, level) for coefficients in columns[level]]
            self.rows[level] = [list(row) for row in zip(*extended)]
            for row, salt in zip(self.rows[level], salts(level) or []):
                row += salt
        self.leaf_layer = self.levels[0] + claim.log_blowup
        self.hash_layers()

    def hash_layers(self):
        suite, claim = self.claim.suite, self.claim
        top = self.levels[0]
        nodes = [suite.leaf(top, row) for row in self.rows[top]]
        self.layers = {self.leaf_layer: nodes}
        for layer in range(self.leaf_layer - 1, claim.log_cap - 1, -1):
            level = top - (self.leaf_layer - layer)
            pairs = zip(nodes[::2], nodes[1::2])
            if level in self.levels:
                nodes = [suite.inject(a, b, suite.leaf(level, row)) for (a, b), row in zip(pairs, self.rows[level])]
            else:
                nodes = [suite.node(a, b) for a, b in pairs]
            self.layers[layer] = nodes

    def root(self):
        return self.layers[self.claim.log_cap]

    def open(self, indices):
        """Bytes of the multiproof; `indices` are rows of the highest level."""
        claim, out = self.claim, []
        known = {self.leaf_layer: sorted(set(indices))}
        for layer in range(self.leaf_layer - 1, claim.log_cap - 1, -1):
            known[layer] = sorted({i >> 1 for i in known[layer + 1]})
        for level in self.levels:
            for i in known[self.leaf_layer - (self.levels[0] - level)]:
                out.append(claim.field.encode(self.rows[level][i]))
        for layer in range(self.leaf_layer, claim.log_cap, -1):
            for i in known[layer]:
                if i ^ 1 not in known[layer]:
                    out.append(claim.suite.encode_digest(self.layers[layer][i ^ 1]))
        return b"".join(out)


class LayerTree(CommittedTree):
    """A FRI layer: a leaf is a fibre."""

    def __init__(self, claim, values, level, arity):
        self.claim = claim
        self.levels = [level]
        step = 1 << arity
        self.rows = {level: [[c for v in values[i:i + step] for c in v] for i in range(0, len(values), step)]}
        self.leaf_layer = level + claim.log_blowup - arity
        self.hash_layers()


def extend(claim, coefficients, level):
    """The values of a polynomial on D_level, in bit-reversed order."""
    field, bits = claim.field, level + claim.log_blowup
    scaled, power = [], 1
    for c in coefficients:
        scaled.append(c * power % field.p)
        power = power * field.generator % field.p
    return bit_reversed(transform(scaled + [0] * ((1 << bits) - len(scaled)), field.omega[bits], field.p))


class Prover:
    """Steps of the protocol, each a method that a cheating prover may replace. `traces`: for each tree its matrices,
    lists of rows."""

    def __init__(self, claim, traces, seed=b""):
        self.claim = claim
        self.traces = traces
        self.streams = Streams(claim, seed) if claim.zero_knowledge else None

    # --- steps ---

    def columns(self, tree):
        """The coefficients of the columns of a tree, by level; blinded where the claim says so."""
        claim, field, result, number = self.claim, self.claim.field, {}, 0
        for matrix, rows in zip(claim.tree_matrices[tree], self.traces[tree]):
            for values in zip(*rows):
                coefficients = interpolate(list(values), field.omega[matrix.log_height], field.p)
                if claim.zero_knowledge:
                    mask = self.streams.elements(1, tree, number, claim.num_masks)
                    coefficients += [0] * len(mask)
                    for i, r in enumerate(mask):  # + (X^N - 1) r(X)
                        coefficients[i] = (coefficients[i] - r) % field.p
                        coefficients[i + len(values)] = (coefficients[i + len(values)] + r) % field.p
                number += 1
                result.setdefault(matrix.level, []).append(coefficients)
        return result

    def masks(self):
        """R_k, by level: the coefficients of the e columns."""
        claim = self.claim
        return {level: [self.streams.elements(3, level, c, claim.dimension(level)) for c in range(claim.degree)]
                for level in claim.levels}

    def mask_tree(self, level):
        return self.claim.mask_places[level][0]

    def is_salted(self, tree, level):
        return (tree, level) in self.claim.salted

    def batch_masks(self, masks):
        """What is put into the batch for the masks."""
        return masks

    def opened(self, values):
        return values

    def layer(self, number, values):
        """What is committed for layer `number` (and for the last one, made the final polynomial of)."""
        return values

    def leaves(self, number, values):
        """What is in the leaves of layer `number`, and nowhere else."""
        return values

    def roll_in(self, weight, value):
        return self.claim.extension.mul(weight, value)

    def final(self, coefficients):
        return coefficients

    # --- the proof ---

    def prove(self):
        claim = self.claim
        transcript = claim.suite.transcript(claim.degree)
        transcript.absorb_bytes(0x31, claim.statement)
        out = [claim.header()]
        all_columns = [self.columns(tree) for tree in range(len(claim.tree_matrices))]
        masks = self.masks() if claim.zero_knowledge else None
        trees = [self._commit(number, columns, masks) for number, columns in enumerate(all_columns)]
        for tree in trees:
            transcript.absorb_digests(0x04, tree.root())
            out += [claim.suite.encode_digest(d) for d in tree.root()]
        out.append(self._grind(transcript, 0xF3, claim.grind_deep))
        z = transcript.sample_point()
        terms, values = self._open_columns(all_columns, z)
        values = self.opened(values)
        transcript.absorb_elements(0x09, [c for v in values for c in v])
        out += [claim.field.encode(v) for v in values]
        out.append(self._grind(transcript, 0xF4, claim.grind_batch))
        lam = transcript.sample_extension()
        batched = self._batch(trees, terms, values, lam, self.batch_masks(masks))
        layers = self._fold(transcript, batched, out)
        out.append(self._grind(transcript, 0xF6, claim.grind_query))
        indices = [transcript.sample_bits(claim.top + claim.log_blowup) for _ in range(claim.num_queries)]
        out += [tree.open([i >> (claim.top - tree.levels[0]) for i in indices]) for tree in trees]
        out += [layer.open([i >> (claim.top - r.level) >> r.arity for i in indices])
                for layer, r in zip(layers, claim.rounds)]
        return b"".join(out)

    def _commit(self, number, columns, masks):
        """Columns, then the masks that lie in this tree, then salts."""
        claim = self.claim
        if masks:
            columns = {level: of_level + (masks[level] if self.mask_tree(level) == number else [])
                       for level, of_level in columns.items()}

        def salts(level):
            if self.is_salted(number, level):
                return self.streams.salts(number, level, 1 << level + claim.log_blowup)
            return None

        return CommittedTree(claim, columns, salts)

    def _grind(self, transcript, tag, bits):
        if bits == 0:
            return b""
        nonce = 0
        while not transcript.clone().check_pow(tag, bits, nonce):
            nonce += 1
        transcript.check_pow(tag, bits, nonce)
        return nonce.to_bytes(8, "little")

    def _open_columns(self, all_columns, z):
        """The pairs of column and point, as (tree, level, column of the row, point), and the values there."""
        claim, ext = self.claim, self.claim.extension
        longest = max(len(c) for columns in all_columns for level in columns.values() for c in level)
        powers, terms, values = {}, [], []
        for number, matrices in enumerate(claim.tree_matrices):
            offsets = {level: 0 for level in claim.levels}
            for matrix in matrices:
                first = offsets[matrix.level]
                offsets[matrix.level] += matrix.width
                for point, count in ((z, matrix.width),
                                     (ext.scale(z, claim.field.omega[matrix.log_height]), matrix.num_next)):
                    if point not in powers:
                        powers[point] = list(zip(*ext.powers(point, longest)))
                    for column in range(first, first + count):
                        coefficients = all_columns[number][matrix.level][column]
                        terms.append((number, matrix.level, column, point))
                        values.append(tuple(sum(map(int.__mul__, coefficients, coordinate)) % claim.field.p
                                            for coordinate in powers[point]))
        return terms, values

    def _batch(self, trees, terms, values, lam, masks):
        """G_k on D_k for each level."""
        claim, ext, p = self.claim, self.claim.extension, self.claim.field.p
        result = {}
        for level in claim.levels:
            bits = level + claim.log_blowup
            xs = [claim.field.generator * pow(claim.field.omega[bits], reverse_bits(i, bits), p) % p
                  for i in range(1 << bits)]
            if masks:
                total = [tuple(row) for row in zip(*[extend(claim, c, level) for c in masks[level]])]
            else:
                total = [ext.zero] * len(xs)
            power, inverses = ext.one, {}
            for (tree, term_level, column, point), value in zip(terms, values):
                if term_level != level:
                    continue
                power = ext.mul(power, lam)
                if point not in inverses:
                    inverses[point] = ext.inverses([ext.sub(ext.embed(x), point) for x in xs])
                for i, inverse in enumerate(inverses[point]):
                    difference = ext.sub(ext.embed(trees[tree].rows[level][i][column]), value)
                    total[i] = ext.add(total[i], ext.mul(ext.mul(power, difference), inverse))
            result[level] = total
        return result

    def _fold(self, transcript, batched, out):
        """The FRI rounds and the final polynomial; returns the trees of the layers."""
        claim, ext, field = self.claim, self.claim.extension, self.claim.field
        values, layers = batched[claim.top], []
        for number, r in enumerate(claim.rounds):
            values = self.layer(number, values)
            layers.append(LayerTree(claim, self.leaves(number, values), r.level, r.arity))
            transcript.absorb_digests(0x0A, layers[-1].root())
            out += [claim.suite.encode_digest(d) for d in layers[-1].root()]
            out.append(self._grind(transcript, 0xF5, claim.grind_fold))
            beta, step = transcript.sample_extension(), 1 << r.arity
            values = [fold_leaf(claim, values[j * step:(j + 1) * step], beta, r.level, j)
                      for j in range(len(values) >> r.arity)]
            if r.level - r.arity in batched:
                weight = ext.power(beta, step)
                values = [ext.add(v, self.roll_in(weight, g)) for v, g in zip(values, batched[r.level - r.arity])]
        values = self.layer(len(claim.rounds), values)
        root = field.omega[claim.log_final + claim.log_blowup]
        coordinates = [interpolate(bit_reversed(list(c)), root, field.p) for c in zip(*values)]
        final = self.final([tuple(c) for c in zip(*coordinates)][:claim.dimension(claim.log_final)])
        transcript.absorb_elements(0x0B, [c for v in final for c in v])
        out += [field.encode(v) for v in final]
        return layers
