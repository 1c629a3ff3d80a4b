#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Transcripts of proof format 1, written from the protocol page without regard to speed.

Run alone it writes tests/vectors/transcript.json to standard output: random scripts of operations for the suites 1 to 5
and every field of the format, with what each draws. With `--check` it compares that file with what it would write.

It shares nothing with the library: SHA-256 and SHA3-256 are hashlib's, BLAKE3 is that of vectors/byte_hashes.py,
Poseidon2 (constants by its generator included) stands below."""

import argparse
import hashlib
import json
import sys
from pathlib import Path

VECTORS = Path(__file__).resolve().parent.parent / "vectors"
sys.path.insert(0, str(VECTORS))
import byte_hashes  # noqa: E402

# Section 0.2: number, modulus, exponent of the S-box, degrees of the extensions.
FIELDS = {
    "koala_bear": (1, 2**31 - 2**24 + 1, 3, (4, 5, 6)),
    "baby_bear": (2, 2**31 - 2**27 + 1, 7, (4, 5, 6)),
    "goldilocks": (3, 2**64 - 2**32 + 1, 7, (2, 3)),
}
BYTE_SUITES = {1: "blake3", 2: "sha256", 3: "sha3"}
SPONGES = {4: (24, 16), 5: (24, 15)}  # width, rate
DIGEST_ELEMENTS = {4: 8, 5: 9}
ALGEBRAIC_FIELDS = ("koala_bear", "baby_bear")


# Section 0.4: tagged hashes.


def tagged_hash(suite, tag, data):
    tag = tag.encode("ascii")
    if suite == 1:
        return byte_hashes.blake3(data, key=byte_hashes.blake3(tag))
    if suite == 2:
        prefix = hashlib.sha256(tag).digest()
        return hashlib.sha256(prefix + prefix + data).digest()
    return hashlib.sha3_256(hashlib.sha3_256(tag).digest() + data).digest()


# Section 0.4: Poseidon2.

PARTIAL_ROUNDS = {("koala_bear", 24): 23, ("baby_bear", 24): 21, ("koala_bear", 16): 20, ("baby_bear", 16): 13}
# (numerator, exponent of two in the denominator)
DIAGONALS = {
    ("koala_bear", 16): [(-2, 0), (1, 0), (2, 0), (1, 1), (3, 0), (4, 0), (-1, 1), (-3, 0), (-4, 0), (1, 8), (1, 3),
                         (1, 24), (-1, 8), (-1, 3), (-1, 4), (-1, 24)],
    ("koala_bear", 24): [(-2, 0), (1, 0), (2, 0), (1, 1), (3, 0), (4, 0), (-1, 1), (-3, 0), (-4, 0), (1, 8), (1, 2),
                         (1, 3), (1, 4), (1, 5), (1, 6), (1, 24), (-1, 8), (-1, 3), (-1, 4), (-1, 5), (-1, 6), (-1, 7),
                         (-1, 9), (-1, 24)],
    ("baby_bear", 16): [(-2, 0), (1, 0), (2, 0), (1, 1), (3, 0), (4, 0), (-1, 1), (-3, 0), (-4, 0), (1, 8), (1, 2),
                        (1, 3), (1, 27), (-1, 8), (-1, 4), (-1, 27)],
    ("baby_bear", 24): [(-2, 0), (1, 0), (2, 0), (1, 1), (3, 0), (4, 0), (-1, 1), (-3, 0), (-4, 0), (1, 8), (1, 2),
                        (1, 3), (1, 4), (1, 7), (1, 9), (1, 27), (-1, 8), (-1, 2), (-1, 3), (-1, 4), (-1, 5), (-1, 6),
                        (-1, 7), (-1, 27)],
}
FIRST_OUTPUTS = {
    ("koala_bear", 16): [1259554834, 663463928, 1989430097],
    ("koala_bear", 24): [723511737, 87131171, 587052829],
    ("baby_bear", 16): [1906786279, 1737026427, 1959749225],
    ("baby_bear", 24): [57973606, 1742549659, 409441332],
}


def grain_bits(prime_bits, width, partial_rounds):
    """The output bits of the generator of round constants."""
    register = []
    for value, size in ((1, 2), (0, 4), (prime_bits, 12), (width, 12), (8, 10), (partial_rounds, 10), (2**30 - 1, 30)):
        register += [value >> (size - 1 - i) & 1 for i in range(size)]

    def clock():
        new = 0
        for place in (0, 13, 23, 38, 51, 62):
            new ^= register[place]
        register.pop(0)
        register.append(new)
        return new

    for _ in range(160):
        clock()
    while True:
        chosen, bit = clock(), clock()
        if chosen:
            yield bit


class Poseidon2:
    def __init__(self, field, width):
        _, self.p, self.alpha, _ = FIELDS[field]
        self.width = width
        self.partial_rounds = PARTIAL_ROUNDS[field, width]
        bits = grain_bits(self.p.bit_length(), width, self.partial_rounds)

        def constant():
            while True:
                value = 0
                for _ in range(self.p.bit_length()):
                    value = 2 * value + next(bits)
                if value < self.p:
                    return value

        self.first = [[constant() for _ in range(width)] for _ in range(4)]
        self.partial = [constant() for _ in range(self.partial_rounds)]
        self.last = [[constant() for _ in range(width)] for _ in range(4)]
        half = (self.p + 1) // 2
        self.diagonal = [numerator * pow(half, exponent, self.p) % self.p
                         for numerator, exponent in DIAGONALS[field, width]]
        assert self.permute(list(range(width)))[:3] == FIRST_OUTPUTS[field, width]

    def external(self, x):
        rows = ((2, 3, 1, 1), (1, 2, 3, 1), (1, 1, 2, 3), (3, 1, 1, 2))
        mixed = [sum(rows[i % 4][j] * x[i - i % 4 + j] for j in range(4)) for i in range(self.width)]
        columns = [sum(mixed[j::4]) for j in range(4)]
        return [(mixed[i] + columns[i % 4]) % self.p for i in range(self.width)]

    def permute(self, x):
        p = self.p
        x = self.external(x)
        for constants in self.first:
            x = self.external([pow(a + c, self.alpha, p) for a, c in zip(x, constants)])
        for constant in self.partial:
            x[0] = pow(x[0] + constant, self.alpha, p)
            total = sum(x)
            x = [(total + v * a) % p for v, a in zip(self.diagonal, x)]
        for constants in self.last:
            x = self.external([pow(a + c, self.alpha, p) for a, c in zip(x, constants)])
        return x


INSTANCES = {(field, width): Poseidon2(field, width) for field, width in PARTIAL_ROUNDS}


# Section 2: transcripts. Elements are integers below the modulus; extension elements are lists of them.


class ByteTranscript:
    max_bits = 40

    def __init__(self, suite, field, degree):
        self.suite, self.degree = suite, degree
        number, self.p, _, _ = FIELDS[field]
        self.size = (self.p.bit_length() + 7) // 8
        self.st = tagged_hash(suite, "probata/1/init", b"probata proof format 1" + bytes([suite, number, degree]))
        self.ctr, self.buf = 0, b""

    def clone(self):
        other = ByteTranscript.__new__(ByteTranscript)
        other.__dict__.update(self.__dict__)
        return other

    def absorb_bytes(self, tag, data):
        message = self.st + self.ctr.to_bytes(8, "little") + bytes([tag]) + len(data).to_bytes(4, "little") + data
        self.st = tagged_hash(self.suite, "probata/1/absorb", message)
        self.ctr, self.buf = 0, b""

    def absorb_elems(self, tag, elements):
        self.absorb_bytes(tag, b"".join(x.to_bytes(self.size, "little") for x in elements))

    def absorb_digests(self, tag, digests):
        self.absorb_bytes(tag, b"".join(digests))

    def take(self, count):
        while len(self.buf) < count:
            self.buf += tagged_hash(self.suite, "probata/1/squeeze", self.st + self.ctr.to_bytes(8, "little"))
            self.ctr += 1
        taken, self.buf = self.buf[:count], self.buf[count:]
        return int.from_bytes(taken, "little")

    def sample_base(self):
        while True:
            v = self.take(self.size)
            if self.size == 4:
                v &= 2**31 - 1
            if v < self.p:
                return v

    def sample_bits(self, k):
        return self.take(8) & (2**k - 1)


class SpongeTranscript:
    max_bits = 24

    def __init__(self, suite, field, degree):
        number, self.p, _, _ = FIELDS[field]
        self.degree = degree
        self.width, self.rate = SPONGES[suite]
        self.permutation = INSTANCES[field, self.width]
        self.state = [0] * self.width
        self.state[-1] = 2**16 * suite + 2**8 * number + degree
        self.state[-2] = 1
        self.pos = self.avail = 0

    def clone(self):
        other = SpongeTranscript.__new__(SpongeTranscript)
        other.__dict__.update(self.__dict__)
        other.state = list(self.state)
        return other

    def absorb_one(self, x):
        self.avail = 0
        self.state[self.pos] = (self.state[self.pos] + x) % self.p
        self.pos += 1
        if self.pos == self.rate:
            self.state = self.permutation.permute(self.state)
            self.pos = 0

    def absorb_elems(self, tag, elements):
        for x in [tag, len(elements), *elements]:
            self.absorb_one(x)

    def absorb_bytes(self, tag, data):
        groups = [int.from_bytes(data[i:i + 3], "little") for i in range(0, len(data), 3)]
        self.absorb_elems(tag, [len(data), *groups])

    def absorb_digests(self, tag, digests):
        self.absorb_elems(tag, [x for digest in digests for x in digest])

    def sample_base(self):
        if self.avail == 0:
            self.state[self.pos] = (self.state[self.pos] + 1) % self.p
            self.state[self.rate] = (self.state[self.rate] + 1) % self.p
            self.state = self.permutation.permute(self.state)
            self.pos, self.avail = 0, self.rate
        x = self.state[self.rate - self.avail]
        self.avail -= 1
        return x

    def sample_bits(self, k):
        while True:
            v = self.sample_base()
            if v < self.p // 2**k * 2**k:
                return v % 2**k


def transcript(suite, field, degree):
    return (ByteTranscript if suite in BYTE_SUITES else SpongeTranscript)(suite, field, degree)


def sample_ext(t):
    return [t.sample_base() for _ in range(t.degree)]


def sample_out_of_domain(t):
    while True:
        z = sample_ext(t)
        if any(z[1:]):
            return z


def check_pow(t, tag, bits, nonce):
    if bits == 0:
        return True
    t.absorb_bytes(tag, bytes([bits]) + nonce.to_bytes(8, "little"))
    return t.sample_bits(bits) == 0


def smallest_nonce(t, tag, bits):
    nonce = 0
    while not check_pow(t.clone(), tag, bits, nonce):
        nonce += 1
    return nonce


# Scripts. Every operation is an object whose "op" names it; what it draws stands under "out".

BYTES_TAGS = (0x01, 0x02, 0x21, 0x31)
ELEMENTS_TAGS = (0x03, 0x07, 0x09, 0x0B, 0x0C)
DIGESTS_TAGS = (0x04, 0x05, 0x06, 0x08, 0x0A, 0x0D, 0x22)
POW_TAGS = (0xF1, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6)


class Rng:
    """Numbers from a name, the same in every version of Python."""

    def __init__(self, name):
        self.name, self.count = name, 0

    def randbytes(self, length):
        data = b""
        while len(data) < length:
            data += hashlib.sha256(f"{self.name}/{self.count}".encode("ascii")).digest()
            self.count += 1
        return data[:length]

    def below(self, bound):
        return int.from_bytes(self.randbytes(32), "little") % bound

    def choice(self, options):
        return options[self.below(len(options))]


def counting_bytes(length):
    return bytes(i % 251 for i in range(length))


def counting_elements(p, length):
    return [(48271 * i * i + 11) % p for i in range(length)]


def random_element(rng, p):
    return rng.choice((0, 1, p - 1, rng.below(p), rng.below(p), rng.below(p)))


def random_digest(rng, suite, p):
    if suite in BYTE_SUITES:
        return rng.randbytes(32)
    return [random_element(rng, p) for _ in range(DIGEST_ELEMENTS[suite])]


def random_operation(rng, t, suite):
    """Applies an operation to t and describes it."""
    kind = rng.choice(("bytes", "elems", "exts", "digests", "base", "ext", "ood", "bits", "indices", "pow"))
    if kind == "bytes":
        tag, data = rng.choice(BYTES_TAGS), rng.randbytes(rng.choice((0, 1, 2, 3, 4, 19, 20, 32, 45, 70)))
        t.absorb_bytes(tag, data)
        return {"op": kind, "tag": tag, "data": data.hex()}
    if kind in ("elems", "exts"):
        tag, step = rng.choice(ELEMENTS_TAGS), 1 if kind == "elems" else t.degree
        elements = [random_element(rng, t.p) for _ in range(step * rng.choice((0, 1, 2, 3, 5)))]
        t.absorb_elems(tag, elements)
        return {"op": kind, "tag": tag, "data": elements}
    if kind == "digests":
        tag, digests = rng.choice(DIGESTS_TAGS), [random_digest(rng, suite, t.p) for _ in range(rng.choice((1, 1, 2)))]
        t.absorb_digests(tag, digests)
        return {"op": kind, "tag": tag, "data": [d.hex() if isinstance(d, bytes) else d for d in digests]}
    if kind == "base":
        return {"op": kind, "out": [t.sample_base() for _ in range(rng.choice((1, 2, 3, 9, 17)))]}
    if kind == "ext":
        return {"op": kind, "out": [sample_ext(t) for _ in range(rng.choice((1, 2, 4)))]}
    if kind == "ood":
        return {"op": kind, "out": sample_out_of_domain(t)}
    if kind == "bits":
        bits = rng.choice((0, 1, 8, 20, 24, 27, 30) + ((31, 32, 33, 40) if suite in BYTE_SUITES else ()))
        return {"op": kind, "bits": bits, "out": t.sample_bits(bits)}
    if kind == "indices":
        bits = 1 + rng.below(27)
        return {"op": kind, "bits": bits, "out": [t.sample_bits(bits) for _ in range(rng.choice((1, 5, 30)))]}
    tag, bits = rng.choice(POW_TAGS), rng.choice((0, 1, 3, 5, t.max_bits))
    if bits == t.max_bits:
        nonce = rng.below(2**48)
    else:
        nonce = smallest_nonce(t, tag, bits) if rng.below(10) < 7 else rng.below(2**48)
    result = {"op": kind, "tag": tag, "bits": bits, "nonce": nonce}
    if 0 < bits < t.max_bits:
        result["smallest"] = smallest_nonce(t, tag, bits)
    result["ok"] = check_pow(t, tag, bits, nonce)
    return result


def random_script(rng, suite, field, degree):
    t = transcript(suite, field, degree)
    operations = [random_operation(rng, t, suite) for _ in range(14)]
    operations.append({"op": "ext", "out": [sample_ext(t)]})
    return {"suite": suite, "field": field, "degree": degree, "operations": operations}


def fixed_script(suite, field, degree):
    """First challenges of a fresh transcript, long messages across blocks of any kind, many draws."""
    t = transcript(suite, field, degree)
    operations = []
    for length in (14, 15, 16, 17, 40, 1000):
        operations.append({"op": "base", "out": [t.sample_base() for _ in range(3)]})
        t.absorb_bytes(0x01, counting_bytes(length))
        operations.append({"op": "counting_bytes", "tag": 0x01, "length": length})
        operations.append({"op": "base", "out": [t.sample_base()]})
        t.absorb_elems(0x09, counting_elements(t.p, length))
        operations.append({"op": "counting_elems", "tag": 0x09, "length": length})
    operations.append({"op": "base", "out": [t.sample_base() for _ in range(60)]})
    return {"suite": suite, "field": field, "degree": degree, "operations": operations}


def statements(suite):
    """The first challenges after the statements of the format, field KoalaBear of degree 4."""
    rng = Rng(f"statements/{suite}")
    t = transcript(suite, "koala_bear", 4)
    key_digest, shape = rng.randbytes(32), rng.randbytes(100)
    t.absorb_bytes(0x01, key_digest)
    t.absorb_bytes(0x02, shape)
    proof = {"key_digest": key_digest.hex(), "instance_shape": shape.hex(), "out": sample_ext(t)}
    t = transcript(suite, "koala_bear", 4)
    root = [random_digest(rng, suite, t.p) for _ in range(4)]
    b, s, l, cap, log_height, width, mask = 3, 6, 7, 2, 18, 40961, 4000000001
    t.absorb_bytes(0x21, bytes([b, s, l, cap, log_height]) + width.to_bytes(2, "little") + mask.to_bytes(4, "little"))
    t.absorb_digests(0x22, root)
    anchor = {"b": b, "s": s, "l": l, "cap": cap, "log_height": log_height, "width": width, "mask": mask,
              "root": [d.hex() if isinstance(d, bytes) else d for d in root], "out": sample_out_of_domain(t)}
    t = transcript(suite, "koala_bear", 4)
    text = rng.randbytes(37)
    t.absorb_bytes(0x31, text)
    pcs = {"statement": text.hex(), "out": sample_ext(t)}
    return {"suite": suite, "proof": proof, "anchor": anchor, "pcs": pcs}


def file_text():
    scripts = []
    for suite in (1, 2, 3, 4, 5):
        for field in FIELDS if suite in BYTE_SUITES else ALGEBRAIC_FIELDS:
            for degree in FIELDS[field][3]:
                scripts.append(fixed_script(suite, field, degree))
                for number in range(2):
                    rng = Rng(f"transcript/{suite}/{field}/{degree}/{number}")
                    scripts.append(random_script(rng, suite, field, degree))
    about = ("counting bytes: i mod 251; counting elements: 48271 i^2 + 11 mod p; digests: bytes, or lists of elements; "
             "the transcript goes on after a failed pow")
    lines = ["{", f'"about": "{about}",', '"statements": [']
    lines.append(",\n".join(json.dumps(statements(suite)) for suite in (1, 2, 3, 4, 5)))
    lines += ["],", '"scripts": [']
    lines.append(",\n".join(json.dumps(script) for script in scripts))
    lines += ["]", "}"]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare the file instead of printing it")
    arguments = parser.parse_args()
    text = file_text()
    if not arguments.check:
        sys.stdout.write(text)
        return 0
    same = (VECTORS / "transcript.json").read_text(encoding="utf-8") == text
    print("transcript.json is what the oracle writes" if same else "transcript.json differs from what the oracle writes")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
