#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A verifier of bare PCS proofs (protocol 7.9), written from the text of the protocol alone.

    verify_pcs.py CLAIM PROOF      prints `accepted`, or the first check that fails, as in `E_MERKLE_STAGE 2`
    verify_pcs.py --many FILE      a verdict per line for the pairs in FILE (- is the standard input), where a pair is
                                   the claim and the proof, each after its length in four bytes, little-endian

The index beside a code is the tree for E_MERKLE_STAGE (protocol 7.9). Elsewhere the protocol names none, and it is what
the library says: the round for E_POW_FOLD and E_MERKLE_FRI, the query for E_FRI_INPUT, E_FRI_FOLD and E_FRI_FINAL, the
byte where the first value begins that is too large for E_FIXED_ENCODING and E_OPENING_ENCODING (opened values and
coefficients of the final polynomial are values of E, all others base elements), else 0.
"""

import argparse
import sys

sys.dont_write_bytecode = True

from fields import reverse_bits  # noqa: E402
from pcs_claim import Claim, Reject, require  # noqa: E402


class FixedPart:
    """Header, roots and part A, read and checked for their encoding: C16 to C18."""

    def __init__(self, claim, proof):
        fixed = claim.fixed_length()
        require(fixed <= len(proof) <= fixed + claim.worst_openings(), "E_LENGTH_FIXED")
        header = claim.header()
        require(proof.startswith(header), "E_HEADER")
        self._claim, self._proof, self.end = claim, proof, len(header)
        self._too_large = None  # where the first number that is too large begins
        self.roots = [self._root() for _ in claim.trees]
        self.nonce_deep = self._nonce(claim.grind_deep)
        self.opened = self._extension_elements(claim.num_opened)
        self.nonce_batch = self._nonce(claim.grind_batch)
        self.layer_roots, self.nonces_fold = [], []
        for _ in claim.rounds:
            self.layer_roots.append(self._root())
            self.nonces_fold.append(self._nonce(claim.grind_fold))
        self.final = self._extension_elements(claim.dimension(claim.log_final))
        self.nonce_query = self._nonce(claim.grind_query)
        require(self._too_large is None, "E_FIXED_ENCODING", self._too_large)

    def _take(self, count):
        self.end += count
        return self._proof[self.end - count:self.end]

    def _found(self, position):
        """Remembers the first position of those that are not None."""
        if self._too_large is None:
            self._too_large = position

    def _root(self):
        digests = []
        for _ in range(1 << self._claim.log_cap):
            start = self.end
            digests.append(self._claim.suite.parse_digest(self._take(self._claim.suite.digest_bytes)))
            self._found(self._claim.suite.first_too_large(digests[-1], start))
        return digests

    def _nonce(self, bits):
        if bits == 0:
            return None
        nonce = int.from_bytes(self._take(8), "little")
        if nonce >= 1 << 48:
            self._found(self.end - 8)
        return nonce

    def _extension_elements(self, count):
        field, e, start = self._claim.field, self._claim.degree, self.end
        coordinates = field.decode(self._take(count * e * field.num_bytes))
        elements = [tuple(coordinates[i:i + e]) for i in range(0, len(coordinates), e)]
        for i, element in enumerate(elements):
            if field.first_too_large(element, 0) is not None:
                self._found(start + i * e * field.num_bytes)
        return elements


class Challenges:
    """The transcript of a proof: C22, C24 to C26."""

    def __init__(self, claim, part):
        transcript = claim.suite.transcript(claim.degree)
        transcript.absorb_bytes(0x31, claim.statement)
        for root in part.roots:
            transcript.absorb_digests(0x04, root)
        require(transcript.check_pow(0xF3, claim.grind_deep, part.nonce_deep), "E_POW_DEEP")
        self.z = transcript.sample_point()
        transcript.absorb_elements(0x09, [c for value in part.opened for c in value])
        require(transcript.check_pow(0xF4, claim.grind_batch, part.nonce_batch), "E_POW_BATCH")
        self.lam = transcript.sample_extension()
        self.betas = []
        for i, (root, nonce) in enumerate(zip(part.layer_roots, part.nonces_fold)):
            transcript.absorb_digests(0x0A, root)
            require(transcript.check_pow(0xF5, claim.grind_fold, nonce), "E_POW_FOLD", i)
            self.betas.append(transcript.sample_extension())
        transcript.absorb_elements(0x0B, [c for value in part.final for c in value])
        require(transcript.check_pow(0xF6, claim.grind_query, part.nonce_query), "E_POW_QUERY")
        log_size = claim.top + claim.log_blowup
        self.indices = [transcript.sample_bits(log_size) for _ in range(claim.num_queries)]


class Multiproof:
    """A canonical multiproof (protocol 7.3): which rows and siblings it holds, and whether they lead to a root.

    levels: pairs (level, row length), from high to low; leaf_layer: the layer of the first one's leaves; layers of the
    others lie as much lower as their levels do."""

    def __init__(self, claim, levels, leaf_layer, indices):
        self._claim = claim
        self._levels = levels
        self._leaf_layer = leaf_layer
        self._layer_of = {leaf_layer - (levels[0][0] - level): level for level, _ in levels}
        known = sorted(set(indices))
        self._known = {leaf_layer: known}
        self._missing = {}
        for layer in range(leaf_layer, claim.log_cap, -1):
            here, parents = set(known), sorted({i >> 1 for i in known})
            self._missing[layer] = [c for j in parents for c in (2 * j, 2 * j + 1) if c not in here]
            self._known[layer - 1] = known = parents
        self.length = sum(length * claim.field.num_bytes * len(self._known[leaf_layer - (levels[0][0] - level)])
                          for level, length in levels)
        self.length += claim.suite.digest_bytes * self.num_siblings()

    def num_siblings(self):
        return sum(len(missing) for missing in self._missing.values())

    def read(self, data, position):
        """Reads `length` bytes of `data` from `position` on; returns where the first element begins that is too large,
        None if there is none."""
        claim, too_large = self._claim, []
        self.rows = {}  # level -> index -> row group
        for level, length in self._levels:
            rows = self.rows[level] = {}
            for index in self._known[self._leaf_layer - (self._levels[0][0] - level)]:
                end = position + length * claim.field.num_bytes
                rows[index] = claim.field.decode(data[position:end])
                too_large.append(claim.field.first_too_large(rows[index], position))
                position = end
        self._siblings = {}
        for layer, missing in self._missing.items():
            for index in missing:
                end = position + claim.suite.digest_bytes
                digest = claim.suite.parse_digest(data[position:end])
                too_large.append(claim.suite.first_too_large(digest, position))
                self._siblings[layer, index] = digest
                position = end
        return next((where for where in too_large if where is not None), None)

    def leads_to(self, root):
        suite = self._claim.suite
        top = self._levels[0][0]
        nodes = {i: suite.leaf(top, row) for i, row in self.rows[top].items()}
        for layer in range(self._leaf_layer - 1, self._claim.log_cap - 1, -1):
            nodes.update({i: self._siblings[layer + 1, i] for i in self._missing[layer + 1]})
            level = self._layer_of.get(layer)
            parents = {}
            for j in self._known[layer]:
                left, right = nodes[2 * j], nodes[2 * j + 1]
                if level is None:
                    parents[j] = suite.node(left, right)
                else:
                    parents[j] = suite.inject(left, right, suite.leaf(level, self.rows[level][j]))
            nodes = parents
        return all(root[j] == digest for j, digest in nodes.items())


def tree_multiproofs(claim, indices):
    return [Multiproof(claim, tree.levels, tree.top + claim.log_blowup, [i >> (claim.top - tree.top) for i in indices])
            for tree in claim.trees]


def layer_multiproofs(claim, indices):
    return [Multiproof(claim, [(r.level, claim.degree << r.arity)], r.level + claim.log_blowup - r.arity,
                       [i >> (claim.top - r.level) >> r.arity for i in indices]) for r in claim.rounds]


class BatchedRows:
    """G_k at the opened rows (protocol 7.4, 7.5)."""

    def __init__(self, claim, part, challenges, proofs):
        self._claim, self._proofs = claim, proofs
        ext, field = claim.extension, claim.field
        # For each level: tree, offset, point, powers of lambda, their sum of the values.
        self._terms = {level: [] for level in claim.levels}
        counts = {level: 0 for level in claim.levels}
        for tree, matrix, offset in self._matrices():
            counts[matrix.level] += matrix.width + matrix.num_next
        powers = ext.powers(challenges.lam, max(counts.values()) + 1)
        used = {level: 1 for level in claim.levels}
        position = 0
        for tree, matrix, offset in self._matrices():
            next_point = ext.scale(challenges.z, field.omega[matrix.log_height])
            for point, count in ((challenges.z, matrix.width), (next_point, matrix.num_next)):
                if count == 0:
                    continue
                lambdas = powers[used[matrix.level]:used[matrix.level] + count]
                values = part.opened[position:position + count]
                total = ext.zero
                for power, value in zip(lambdas, values):
                    total = ext.add(total, ext.mul(power, value))
                self._terms[matrix.level].append((tree, offset, point, lambdas, total))
                used[matrix.level] += count
                position += count
        self._inverses = self._invert_denominators()
        self._computed = {}

    def _matrices(self):
        """Tree, matrix, and where its columns begin in the row group of its level."""
        for tree, matrices in enumerate(self._claim.tree_matrices):
            offsets = {}
            for matrix in matrices:
                offset = offsets.get(matrix.level, 0)
                yield tree, matrix, offset
                offsets[matrix.level] = offset + matrix.width

    def _x(self, level, row):
        field, bits = self._claim.field, level + self._claim.log_blowup
        return field.generator * pow(field.omega[bits], reverse_bits(row, bits), field.p) % field.p

    def _invert_denominators(self):
        ext, p = self._claim.extension, self._claim.field.p
        wanted = {}
        for level, terms in self._terms.items():
            for tree, _, point, _, _ in terms:
                for row in self._proofs[tree].rows[level]:
                    x = self._x(level, row)
                    wanted[x, point] = ((x - point[0]) % p,) + tuple([-c % p for c in point[1:]])
        return dict(zip(wanted, ext.inverses(list(wanted.values()))))

    def value(self, level, row):
        if (level, row) not in self._computed:
            self._computed[level, row] = self._value(level, row)
        return self._computed[level, row]

    def _value(self, level, row):
        claim, ext = self._claim, self._claim.extension
        x, p = self._x(level, row), claim.field.p
        result = ext.zero
        if claim.zero_knowledge:
            tree, start = claim.mask_places[level]
            result = tuple(self._proofs[tree].rows[level][row][start:start + claim.degree])  # R_k
        for tree, offset, point, lambdas, total in self._terms[level]:
            columns = self._proofs[tree].rows[level][row][offset:offset + len(lambdas)]
            combined = [sum([power[c] * f for power, f in zip(lambdas, columns)]) % p for c in range(claim.degree)]
            quotient = ext.mul(ext.sub(tuple(combined), total), self._inverses[x, point])
            result = ext.add(result, quotient)
        return result


def fold_leaf(claim, values, beta, level, leaf):
    """Folds the fibre of a leaf down to one value, a step for each bit of the arity."""
    ext, field = claim.extension, claim.field
    half = (field.p + 1) // 2
    m = level + claim.log_blowup
    first = leaf * len(values)  # index of values[0] in the layer
    while len(values) > 1:
        folded = []
        for i in range(0, len(values), 2):
            y = pow(field.omega[m], reverse_bits(first + i, m), field.p)
            even = ext.scale(ext.add(values[i], values[i + 1]), half)
            odd = ext.scale(ext.sub(values[i], values[i + 1]), half * pow(y, -1, field.p))
            folded.append(ext.add(even, ext.mul(beta, odd)))
        values, beta, m, first = folded, ext.mul(beta, beta), m - 1, first >> 1
    return values[0]


def check_query(claim, part, challenges, rows, layers, number):
    """C34, C35 and C36 of one query."""
    index = challenges.indices[number]
    ext, field = claim.extension, claim.field
    leaves = []
    for r, layer in zip(claim.rounds, layers):
        flat = layer.rows[r.level][index >> (claim.top - r.level) >> r.arity]
        leaves.append([tuple(flat[i:i + claim.degree]) for i in range(0, len(flat), claim.degree)])
    value = rows.value(claim.top, index)
    row, level = index, claim.top
    for i, r in enumerate(claim.rounds):
        entry = leaves[i][row & ((1 << r.arity) - 1)]
        require(entry == value, "E_FRI_FOLD" if i else "E_FRI_INPUT", number)
        beta = challenges.betas[i]
        row, level = row >> r.arity, level - r.arity
        value = fold_leaf(claim, leaves[i], beta, r.level, row)
        if level in claim.levels:
            weight = ext.power(beta, 1 << r.arity)
            value = ext.add(value, ext.mul(weight, rows.value(level, row)))
    bits = level + claim.log_blowup
    y = pow(field.omega[bits], reverse_bits(row, bits), field.p)
    require(value == ext.evaluate(part.final, y), "E_FRI_FINAL", number)


def check_proof(claim, proof):
    """C16 to C36; raises Reject."""
    part = FixedPart(claim, proof)
    challenges = Challenges(claim, part)
    multiproofs = tree_multiproofs(claim, challenges.indices)
    layers = layer_multiproofs(claim, challenges.indices)
    require(part.end + sum(m.length for m in multiproofs + layers) == len(proof), "E_LENGTH_TOTAL")
    position = part.end
    for m in multiproofs + layers:
        too_large = m.read(proof, position)
        require(too_large is None, "E_OPENING_ENCODING", too_large)
        position += m.length
    for tree, (m, root) in enumerate(zip(multiproofs, part.roots)):
        require(m.leads_to(root), "E_MERKLE_STAGE", tree)
    for i, (m, root) in enumerate(zip(layers, part.layer_roots)):
        require(m.leads_to(root), "E_MERKLE_FRI", i)
    rows = BatchedRows(claim, part, challenges, multiproofs)
    for number in range(claim.num_queries):
        check_query(claim, part, challenges, rows, layers, number)


def verify(claim_bytes, proof_bytes):
    """The verdict: ("accepted", 0), or the code and index of the first check that fails."""
    try:
        check_proof(Claim(claim_bytes), bytes(proof_bytes))
    except Reject as failed:
        return failed.code, failed.index
    return "accepted", 0


def text(verdict):
    code, index = verdict
    return code if code == "accepted" else "%s %d" % (code, index)


def read_pairs(stream):
    """The pairs of a file as `--many` reads it."""
    def block():
        size = stream.read(4)
        if not size:
            return None
        length = int.from_bytes(size, "little")
        data = stream.read(length)
        if len(size) != 4 or len(data) != length:
            raise ValueError("the file of pairs ends in the middle of one")
        return data

    while True:
        claim = block()
        if claim is None:
            return
        proof = block()
        if proof is None:
            raise ValueError("the file of pairs ends with a claim")
        yield claim, proof


def main():
    parser = argparse.ArgumentParser(description="verifies bare PCS proofs")
    parser.add_argument("--many", metavar="FILE")
    parser.add_argument("files", nargs="*", metavar="CLAIM PROOF")
    arguments = parser.parse_args()
    if arguments.many is not None:
        if arguments.files:
            parser.error("--many takes one file and nothing else")
        stream = sys.stdin.buffer if arguments.many == "-" else open(arguments.many, "rb")
        with stream:
            for claim, proof in read_pairs(stream):
                print(text(verify(claim, proof)), flush=True)
        return 0
    if len(arguments.files) != 2:
        parser.error("a claim and a proof are needed")
    claim, proof = [open(name, "rb").read() for name in arguments.files]
    verdict = verify(claim, proof)
    print(text(verdict))
    return 0 if verdict[0] == "accepted" else 1


if __name__ == "__main__":
    sys.exit(main())
