# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Hash suites 1 to 5: hashes of leaves and nodes (protocol 7.2) and transcripts (protocol 2).

A digest is `bytes` in the byte suites and a tuple of base elements in the algebraic ones."""

import copy

from hashes import poseidon2, tagged_hash

BYTE_SUITES = (1, 2, 3)
ALGEBRAIC_SUITES = (4, 5)


class ByteSuite:
    max_grinding = 40

    def __init__(self, number, field):
        self.number = number
        self.field = field
        self.digest_bytes = 32

    def fits(self, field):
        return True

    def parse_digest(self, data):
        return bytes(data)

    def encode_digest(self, digest):
        return digest

    def first_too_large(self, digest, position):
        return None

    def leaf(self, level, row):
        return tagged_hash(self.number, "probata/1/leaf/%02d" % level, self.field.encode(row))

    def node(self, left, right):
        return tagged_hash(self.number, "probata/1/node", left + right)

    def inject(self, left, right, leaf):
        return tagged_hash(self.number, "probata/1/inject", left + right + leaf)

    def transcript(self, degree):
        return ByteTranscript(self, degree)


class AlgebraicSuite:
    max_grinding = 24

    def __init__(self, number, field):
        self.number = number
        self.field = field
        self.rate = 16 if number == 4 else 15
        self.digest_elements = 8 if number == 4 else 9
        self.digest_bytes = self.digest_elements * field.num_bytes
        self.sponge = poseidon2(field, 24)
        self.compression = poseidon2(field, 16 if number == 4 else 24)

    def parse_digest(self, data):
        return tuple(self.field.decode(data))

    def encode_digest(self, digest):
        return self.field.encode(digest)

    def first_too_large(self, digest, position):
        return self.field.first_too_large(digest, position)

    def leaf(self, level, row):
        r, p = self.rate, self.field.p
        state = [0] * 24
        state[r:r + 3] = len(row), 1, level
        for start in range(0, len(row), r):
            for i, x in enumerate(row[start:start + r]):
                state[i] = (state[i] + x) % p
            state = list(self.sponge.permute(tuple(state)))
        return tuple(state[:self.digest_elements])

    def _compress(self, left, right, mark):
        u = left + right
        if self.number == 5:
            u += (0, 0, 0, 0, 0, mark)
        v = self.compression.permute(u)
        return tuple([(a + b) % self.field.p for a, b in zip(u, v)][:self.digest_elements])

    def node(self, left, right):
        return self._compress(left, right, 1)

    def inject(self, left, right, leaf):
        return self._compress(self.node(left, right), leaf, 2)

    def transcript(self, degree):
        return SpongeTranscript(self, degree)


def make_suite(number, field):
    """The suite over the field, or None where it is not one of format 1 (suite 6 is not enabled, protocol 0.4)."""
    if number in BYTE_SUITES:
        return ByteSuite(number, field)
    if number in ALGEBRAIC_SUITES and field.num_bytes == 4:
        return AlgebraicSuite(number, field)
    return None


class Transcript:
    """What is the same in both kinds: sampling that is derived from base elements and bits (protocol 2.4)."""

    def __init__(self, suite, degree):
        self.suite = suite
        self.field = suite.field
        self.degree = degree

    def clone(self):
        """For a prover that searches a nonce."""
        return copy.copy(self)

    def sample_extension(self):
        return tuple([self.sample_base() for _ in range(self.degree)])

    def sample_point(self):
        """An element outside of F."""
        while True:
            z = self.sample_extension()
            if any(z[1:]):
                return z

    def check_pow(self, tag, bits, nonce):
        """Whether the nonce is one; absorbs it. Nothing happens for bits = 0."""
        if bits == 0:
            return True
        self.absorb_bytes(tag, bytes([bits]) + nonce.to_bytes(8, "little"))
        return self.sample_bits(bits) == 0


class ByteTranscript(Transcript):
    """A chain of tagged hashes (protocol 2.2)."""

    def __init__(self, suite, degree):
        super().__init__(suite, degree)
        start = b"probata proof format 1" + bytes([suite.number, self.field.number, degree])
        self.state = tagged_hash(suite.number, "probata/1/init", start)
        self.counter = 0
        self.buffer = b""

    def _where(self):
        return self.state + self.counter.to_bytes(8, "little")

    def absorb_bytes(self, tag, message):
        head = self._where() + bytes([tag]) + len(message).to_bytes(4, "little")
        self.state = tagged_hash(self.suite.number, "probata/1/absorb", head + message)
        self.counter = 0
        self.buffer = b""

    def absorb_elements(self, tag, elements):
        self.absorb_bytes(tag, self.field.encode(elements))

    def absorb_digests(self, tag, digests):
        self.absorb_bytes(tag, b"".join(digests))

    def _take(self, count):
        while len(self.buffer) < count:
            self.buffer += tagged_hash(self.suite.number, "probata/1/squeeze", self._where())
            self.counter += 1
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return int.from_bytes(taken, "little")

    def sample_base(self):
        mask = (1 << self.field.p.bit_length()) - 1
        while True:
            v = self._take(self.field.num_bytes) & mask
            if v < self.field.p:
                return v

    def sample_bits(self, bits):
        return self._take(8) & ((1 << bits) - 1)


class SpongeTranscript(Transcript):
    """A duplex sponge of Poseidon2, width 24 (protocol 2.3)."""

    def __init__(self, suite, degree):
        super().__init__(suite, degree)
        self.rate = suite.rate
        self.state = [0] * 24
        self.state[23] = (suite.number << 16) + (self.field.number << 8) + degree
        self.state[22] = 1
        self.position = 0
        self.available = 0

    def clone(self):
        other = super().clone()
        other.state = list(self.state)
        return other

    def _permute(self):
        self.state = list(self.suite.sponge.permute(tuple(self.state)))
        self.position = 0

    def _add(self, slot, x):
        self.state[slot] = (self.state[slot] + x) % self.field.p

    def _absorb_one(self, x):
        self.available = 0
        self._add(self.position, x)
        self.position += 1
        if self.position == self.rate:
            self._permute()

    def absorb_elements(self, tag, elements):
        for x in [tag, len(elements), *elements]:
            self._absorb_one(x)

    def absorb_bytes(self, tag, message):
        packed = [int.from_bytes(message[i:i + 3], "little") for i in range(0, len(message), 3)]
        self.absorb_elements(tag, [len(message)] + packed)

    def absorb_digests(self, tag, digests):
        self.absorb_elements(tag, [x for digest in digests for x in digest])

    def sample_base(self):
        if self.available == 0:
            self._add(self.position, 1)
            self._add(self.rate, 1)
            self._permute()
            self.available = self.rate
        self.available -= 1
        return self.state[self.rate - 1 - self.available]

    def sample_bits(self, bits):
        while True:
            v = self.sample_base()
            if v < (self.field.p >> bits) << bits:
                return v & ((1 << bits) - 1)
