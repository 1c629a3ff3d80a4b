# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Changes to bare PCS proofs and to their claims, each with words that say what was done."""

import struct

from pcs_claim import Claim, Reject
from verify_pcs import Challenges, FixedPart, layer_multiproofs, tree_multiproofs

HEADER_BYTES = 42


class Section:
    """`count` items of `size` bytes each; kind: "bytes", "elements" or "nonce"."""

    def __init__(self, name, start, size, count, kind):
        self.name = name
        self.start = start
        self.size = size
        self.count = count
        self.kind = kind
        self.end = start + size * count


def sections_of(claim, proof):
    """The sections of an accepted proof, in order and without gaps."""
    sections = []

    def add(name, size, count, kind):
        start = sections[-1].end if sections else 0
        if size * count:
            sections.append(Section(name, start, size, count, kind))

    digest = (1, claim.suite.digest_bytes, "bytes")
    if claim.suite.number > 3:
        digest = (claim.field.num_bytes, claim.suite.digest_bytes // claim.field.num_bytes, "elements")
    element = claim.field.num_bytes

    def add_digests(name, count):
        add(name, digest[0], digest[1] * count, digest[2])

    def add_nonce(name, bits):
        add("nonce " + name, 8, int(bits > 0), "nonce")

    add("header", 1, HEADER_BYTES, "bytes")
    for i in range(len(claim.trees)):
        add_digests("root %d" % i, 1 << claim.log_cap)
    add_nonce("deep", claim.grind_deep)
    add("opened values", element, claim.num_opened * claim.degree, "elements")
    add_nonce("batch", claim.grind_batch)
    for i in range(len(claim.rounds)):
        add_digests("root of layer %d" % i, 1 << claim.log_cap)
        add_nonce("fold %d" % i, claim.grind_fold)
    add("final", element, claim.dimension(claim.log_final) * claim.degree, "elements")
    add_nonce("query", claim.grind_query)
    part = FixedPart(claim, proof)
    assert sections[-1].end == part.end == claim.fixed_length()
    indices = Challenges(claim, part).indices
    plans = [("tree %d" % i, plan) for i, plan in enumerate(tree_multiproofs(claim, indices))]
    plans += [("layer %d" % i, plan) for i, plan in enumerate(layer_multiproofs(claim, indices))]
    for name, plan in plans:
        num_siblings = plan.num_siblings()
        add("rows of " + name, element, (plan.length - num_siblings * claim.suite.digest_bytes) // element, "elements")
        add_digests("siblings of " + name, num_siblings)
    assert sections[-1].end == len(proof)
    return sections


class Mutator:
    """Mutants of one proof; `other` is a proof of the same claim about other matrices."""

    def __init__(self, rng, claim, proof, other):
        self.rng = rng
        self.claim = claim
        self.proof = proof
        self.other = other
        self.sections = sections_of(claim, proof)
        self.others = sections_of(claim, other)

    def all(self):
        """Every element and nonce by every change, every byte flipped, every truncation, and the rest as in `some`."""
        for section in self.sections:
            for item in range(section.count):
                for change in range(self._num_changes(section)):
                    yield self._change(section, item, change)
        for position in range(len(self.proof)):
            yield self._flip(position)
            yield "truncated to %d" % position, self.proof[:position]
        for _ in range(2000):
            yield self._structure()

    def some(self, count):
        for number in range(count):
            section = self.sections[number // 3 % len(self.sections)]
            if number % 3 == 0:
                yield self._structure()
            elif number % 3 == 1 and section.kind == "bytes":
                yield self._flip(self.rng.randrange(section.start, section.end))
            else:
                yield self._change(section, self.rng.randrange(section.count),
                                   self.rng.randrange(self._num_changes(section)))

    # --- one item ---

    def _num_changes(self, section):
        return {"bytes": 1, "elements": 7, "nonce": 5}[section.kind]

    def _change(self, section, item, change):
        start, size = section.start + item * section.size, section.size
        old = int.from_bytes(self.proof[start:start + size], "little")
        p = self.claim.field.p
        if section.kind == "elements":
            new = [(old + 1) % p, 0, p - 1, p, 2 ** 32 - 1, 2 ** (8 * size) - 1, self.rng.randrange(p)][change]
        elif section.kind == "nonce":
            new = [old + 1, 2 ** 48 - 1, 2 ** 48, 2 ** 64 - 1, self.rng.randrange(2 ** 48)][change]
        else:
            new = self.rng.randrange(256)
        what = "%s, item %d: %d becomes %d" % (section.name, item, old, new)
        return what, self.proof[:start] + new.to_bytes(size, "little") + self.proof[start + size:]

    def _flip(self, position):
        flipped = bytes([self.proof[position] ^ 1 << self.rng.randrange(8)])
        return "byte %d flipped" % position, self.proof[:position] + flipped + self.proof[position + 1:]

    # --- pieces ---

    def _structure(self):
        return self.rng.choice([self._truncate, self._extend, self._cut, self._insert, self._splice, self._tail,
                                self._swap, self._repeat])()

    def _truncate(self):
        """At the end of a section, or anywhere."""
        length = self.rng.choice([self.rng.choice(self.sections).end - self.rng.randrange(2),
                                  self.rng.randrange(len(self.proof)), len(self.proof) - 1])
        return "truncated to %d" % length, self.proof[:length]

    def _extend(self):
        slack = self.claim.fixed_length() + self.claim.worst_openings() - len(self.proof)
        claim = self.claim
        count = self.rng.choice([1, claim.field.num_bytes, claim.suite.digest_bytes, max(slack, 1), slack + 1])
        tail = self.rng.choice([bytes(count), self.rng.randbytes(count)])
        return "extended by %d" % count, self.proof + tail

    def _cut(self):
        section = self.rng.choice(self.sections)
        start = section.start + section.size * self.rng.randrange(section.count)
        return "%s: an item less" % section.name, self.proof[:start] + self.proof[start + section.size:]

    def _insert(self):
        section = self.rng.choice(self.sections)
        start = section.start + section.size * self.rng.randrange(section.count)
        return "%s: an item more" % section.name, self.proof[:start + section.size] + self.proof[start:]

    def _splice(self):
        """A section of the other proof in the place of its like."""
        i = self.rng.randrange(len(self.sections))
        ours = self.sections[i]
        theirs = next((s for s in self.others if s.name == ours.name), None)
        piece = self.other[theirs.start:theirs.end] if theirs else b""
        return "%s of another proof" % ours.name, self.proof[:ours.start] + piece + self.proof[ours.end:]

    def _tail(self):
        """From some section on the other proof."""
        theirs = self.rng.choice(self.others)
        ours = next((s for s in self.sections if s.name == theirs.name), self.sections[-1])
        return "from %s on another proof" % ours.name, self.proof[:ours.start] + self.other[theirs.start:]

    def _swap(self):
        section = self.rng.choice(self.sections)
        i, j = sorted(section.start + section.size * self.rng.randrange(section.count) for _ in range(2))
        size, proof = section.size, self.proof
        if i == j:
            return "%s, nothing swapped" % section.name, proof
        swapped = proof[:i] + proof[j:j + size] + proof[i + size:j] + proof[i:i + size] + proof[j + size:]
        return "%s, items swapped" % section.name, swapped

    def _repeat(self):
        """A section in the place of another one that is as long."""
        to = self.rng.choice(self.sections)
        like = [s for s in self.sections if s.end - s.start == to.end - to.start]
        source = self.rng.choice(like)
        piece = self.proof[source.start:source.end]
        return "%s instead of %s" % (source.name, to.name), self.proof[:to.start] + piece + self.proof[to.end:]


# --- claims ---

FIELDS_BY_NAME = {"field": 10, "e": 11, "suite": 12, "flags": 13, "b": 14, "s": 15, "l": 16, "a": 17, "cap": 18,
                  "regime": 19, "m": 20, "m, high byte": 21, "q": 22, "q, high byte": 23, "g_deep": 24, "g_batch": 25,
                  "g_fold": 26, "g_query": 27, "n_tree": 28}


def with_digest(claim_bytes, proof):
    """The proof with a header that names another claim."""
    try:
        return Claim(claim_bytes).header() + proof[HEADER_BYTES:]
    except Reject:
        return proof


def changed_claims(rng, claim, proof, count):
    """A byte of the claim is another one; the proof names the old claim or the new one. count = 0: each by 14
    changes."""
    statement = claim.statement
    if count:
        positions = [rng.randrange(10, len(statement)) for _ in range(count // 8)]
    else:
        positions = [position for position in range(len(statement)) for _ in range(14)]
    for number, position in enumerate(positions):
        old = statement[position]
        new = rng.choice([(old + 1) % 256, (old - 1) % 256, 0, 255, old ^ 1 << rng.randrange(8), rng.randrange(8)])
        other = statement[:position] + bytes([new]) + statement[position + 1:]
        what = "byte %d of the claim: %d becomes %d" % (position, old, new)
        yield what, other, proof
        yield what + ", named by the proof", other, with_digest(other, proof)


def random_trees(rng):
    trees = []
    for _ in range(rng.choice([1, 1, 2, 3])):
        matrices = []
        for _ in range(rng.choice([1, 1, 2, 4])):
            width = rng.choice([1, 2, 15, 16, 17, 300, 65535, rng.randrange(1, 65536)])
            log_height = rng.choice([0, 2, 3, 3, 4, 5, 8, 11, 16, 20, 23, 24, 27, 31, 32, 63, 64, 255])
            matrices.append((log_height, width, rng.choice([0, 0, 1, width // 2, width, width + 1, 65535])))
        trees.append(matrices)
    return trees


def encode_trees(trees):
    out = [bytes([len(trees)])]
    for matrices in trees:
        out.append(struct.pack("<H", len(matrices)))
        out += [struct.pack("<BHH", log_height, width, min(num_next, 65535))
                for log_height, width, num_next in matrices]
    return b"".join(out)


def modest_trees(rng):
    """Such that the claim is rarely refused."""
    trees = []
    for _ in range(rng.choice([1, 2, 3])):
        trees.append([(rng.randrange(3, 15), width, rng.randrange(width + 1))
                      for width in [rng.randrange(1, 40) for _ in range(rng.choice([1, 2, 3]))]])
    return trees


def many_matrices(rng):
    """About as many columns, or opened values, as a verifier is willing to look at."""
    width = rng.choice([65535, 65536 - 4, 32768, 16384])
    num_trees = rng.choice([1, 2])
    count = (1 << 20) // width // num_trees + rng.choice([-1, 0, 0, 1])
    trees = [[(3, width, rng.choice([0, width])) for _ in range(count)] for _ in range(num_trees)]
    rest = (1 << 20) - width * count * num_trees - rng.randrange(12)  # less what a mask and a salt take
    if 0 < rest < 65536:
        trees[0].append((3, rest, 0))
    return trees


EDGES = {"field": [0, 1, 2, 3, 4], "e": [1, 2, 3, 4, 5, 6, 7, 8], "suite": [0, 1, 2, 3, 4, 5, 6, 7],
         "flags": [0, 1, 2, 3, 128], "b": [0, 1, 2, 5, 6], "s": [0, 1, 2, 4, 5, 8, 9, 255], "l": [3, 4, 5, 8, 10, 11],
         "a": [0, 1, 3, 4, 5], "cap": [0, 1, 4, 5, 10, 11], "regime": [0, 1, 2, 255], "m": [0, 1, 2, 3, 199, 200, 201],
         "m, high byte": [0, 1], "q": [0, 1, 2, 255], "q, high byte": [0, 1, 3, 4, 5],
         "g_deep": [0, 1, 24, 25, 40, 41], "g_batch": [0, 24, 25, 40, 41], "g_fold": [0, 24, 25, 40, 41],
         "g_query": [0, 24, 25, 40, 41]}

# Edges that lie in two bytes at once.
EDGES_OF_TWO = [{"q": 0, "q, high byte": 4}, {"q": 1, "q, high byte": 4}, {"q": 0, "q, high byte": 0},
                {"s": 8, "l": 8}, {"s": 9, "l": 9}, {"s": 9, "l": 10}, {"s": 5, "l": 4}, {"s": 2, "l": 4},
                {"cap": 4, "l": 4}, {"cap": 5, "l": 4}, {"cap": 10, "l": 10}, {"cap": 11, "l": 10},
                {"m": 3, "regime": 1}, {"m": 2, "regime": 1}, {"m": 200, "regime": 1}, {"m": 201, "regime": 1}]


def wild_claims(rng, statements, count):
    """Claims with fields at the edges of their ranges, several at once, and proofs of the lengths that C16 lies between
    where the claim is a good one."""
    for _ in range(count):
        claim = bytearray(rng.choice(statements))
        changes = []
        trees = rng.choice([None, None, modest_trees, random_trees, many_matrices])
        if trees is not None:
            claim[FIELDS_BY_NAME["n_tree"]:] = encode_trees(trees(rng))
            changes.append(trees.__name__)
        for _ in range(rng.choice([0, 1, 1, 2, 3])):
            name = rng.choice(list(EDGES))
            claim[FIELDS_BY_NAME[name]] = rng.choice(EDGES[name])
            changes.append("%s = %d" % (name, claim[FIELDS_BY_NAME[name]]))
        for name, value in rng.choice(EDGES_OF_TWO).items() if rng.randrange(4) == 0 else ():
            claim[FIELDS_BY_NAME[name]] = value
            changes.append("%s = %d" % (name, value))
        kind = rng.randrange(12)
        if kind == 0:
            del claim[rng.randrange(len(claim)):]
            changes.append("truncated")
        elif kind == 1:
            claim += rng.randbytes(rng.choice([1, 2, 5]))
            changes.append("extended")
        elif kind == 2 and len(claim) > 10:
            position = rng.randrange(10)
            claim[position] ^= 1 << rng.randrange(8)
            changes.append("byte %d flipped" % position)
        claim = bytes(claim)
        what = "claim %s (%s)" % (claim[:64].hex(), ", ".join(changes))
        lengths = [0]
        try:
            checked = Claim(claim)
            fixed = checked.fixed_length()
            lengths += [length for length in (fixed - 1, fixed, fixed + checked.worst_openings(),
                                              fixed + checked.worst_openings() + 1) if length < 1 << 20]
        except Reject:
            pass
        for length in lengths:
            yield "%s, %d zeros" % (what, length), claim, bytes(length)
