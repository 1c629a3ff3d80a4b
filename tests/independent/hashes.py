# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""BLAKE3, tagged hashes and Poseidon2 (protocol 0.4), plainly. Everything here is a pure function, and results are
remembered, because the mutants of one proof hash nearly the same things."""

import functools
import hashlib
import struct

REMEMBERED = 1 << 17  # results kept per function

# --- BLAKE3 (O'Connor, Aumasson, Neves, Wilcox-O'Hearn, "BLAKE3: one function, fast everywhere", section 2) ---

IV = (0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19)
MESSAGE_PERMUTATION = (2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)
MIXES = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
         (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))
CHUNK_START, CHUNK_END, PARENT, ROOT, KEYED_HASH = 1, 2, 4, 8, 16
WORD = 0xFFFFFFFF


def _schedule():
    """For each of the 56 mixes the four state words and the two message words that it takes."""
    order, steps = list(range(16)), []
    for _ in range(7):
        for i, words in enumerate(MIXES):
            steps.append(words + (order[2 * i], order[2 * i + 1]))
        order = [order[i] for i in MESSAGE_PERMUTATION]
    return steps


STEPS = _schedule()


def _compress(chaining, block, counter, flags):
    """The new chaining value (8 words); `block` has at most 64 bytes."""
    m = struct.unpack("<16I", block.ljust(64, b"\0"))
    v = list(chaining) + list(IV[:4]) + [counter & WORD, counter >> 32, len(block), flags]
    for a, b, c, d, x, y in STEPS:
        va, vb, vc, vd = v[a], v[b], v[c], v[d]
        va = va + vb + m[x] & WORD
        vd ^= va
        vd = vd >> 16 | vd << 16 & WORD
        vc = vc + vd & WORD
        vb ^= vc
        vb = vb >> 12 | vb << 20 & WORD
        va = va + vb + m[y] & WORD
        vd ^= va
        vd = vd >> 8 | vd << 24 & WORD
        vc = vc + vd & WORD
        vb ^= vc
        vb = vb >> 7 | vb << 25 & WORD
        v[a], v[b], v[c], v[d] = va, vb, vc, vd
    return tuple([x ^ y for x, y in zip(v[:8], v[8:])])


def _subtree(key, message, first_chunk, base, last):
    """The chaining value of a part of the message; `last` is ROOT for the whole of it, else 0."""
    if len(message) <= 1024:
        chaining = key
        blocks = [message[i:i + 64] for i in range(0, len(message), 64)] or [b""]
        for i, block in enumerate(blocks):
            flags = base | (CHUNK_START if i == 0 else 0)
            if i == len(blocks) - 1:
                flags |= CHUNK_END | last
            chaining = _compress(chaining, block, first_chunk, flags)
        return chaining
    chunks = (len(message) - 1) // 1024  # so many lie wholly before the last byte; the left part: a power of two
    left = 1 << (chunks.bit_length() - 1)
    a = _subtree(key, message[:1024 * left], first_chunk, base, 0)
    b = _subtree(key, message[1024 * left:], first_chunk + left, base, 0)
    return _compress(key, struct.pack("<16I", *a, *b), 0, base | PARENT | last)


def blake3(message, key=None):
    """32 bytes; keyed when a key of 32 bytes is given."""
    if key is None:
        return struct.pack("<8I", *_subtree(IV, message, 0, 0, ROOT))
    return struct.pack("<8I", *_subtree(struct.unpack("<8I", key), message, 0, KEYED_HASH, ROOT))


# --- tagged hashes of the byte suites ---

def sha256(message):
    return hashlib.sha256(message).digest()


def sha3(message):
    return hashlib.sha3_256(message).digest()


@functools.lru_cache(maxsize=None)
def _tag_key(hash_function, tag):
    return hash_function(tag.encode("ascii"))


@functools.lru_cache(maxsize=REMEMBERED)
def tagged_hash(suite, tag, message):
    """TH(tag, message) of byte suite 1, 2 or 3."""
    if suite == 1:
        return blake3(message, _tag_key(blake3, tag))
    if suite == 2:
        return sha256(_tag_key(sha256, tag) * 2 + message)
    return sha3(_tag_key(sha3, tag) + message)


# --- Poseidon2 ---

FULL_ROUNDS = 8
PARTIAL_ROUNDS = {("KoalaBear", 16): 20, ("KoalaBear", 24): 23, ("BabyBear", 16): 13, ("BabyBear", 24): 21}
# Entries of the internal diagonals: n stands for n, (n, j) for n / 2^j.
DIAGONALS = {
    ("KoalaBear", 16): [-2, 1, 2, (1, 1), 3, 4, (-1, 1), -3, -4, (1, 8), (1, 3), (1, 24), (-1, 8), (-1, 3), (-1, 4),
                        (-1, 24)],
    ("KoalaBear", 24): [-2, 1, 2, (1, 1), 3, 4, (-1, 1), -3, -4, (1, 8), (1, 2), (1, 3), (1, 4), (1, 5), (1, 6),
                        (1, 24), (-1, 8), (-1, 3), (-1, 4), (-1, 5), (-1, 6), (-1, 7), (-1, 9), (-1, 24)],
    ("BabyBear", 16): [-2, 1, 2, (1, 1), 3, 4, (-1, 1), -3, -4, (1, 8), (1, 2), (1, 3), (1, 27), (-1, 8), (-1, 4),
                       (-1, 27)],
    ("BabyBear", 24): [-2, 1, 2, (1, 1), 3, 4, (-1, 1), -3, -4, (1, 8), (1, 2), (1, 3), (1, 4), (1, 7), (1, 9),
                       (1, 27), (-1, 8), (-1, 2), (-1, 3), (-1, 4), (-1, 5), (-1, 6), (-1, 7), (-1, 27)],
}


def grain_constants(p, width, partial_rounds, count):
    """The first `count` field elements of the 80-bit Grain LFSR that the parameters start."""
    bits = []
    for value, length in ((1, 2), (0, 4), (p.bit_length(), 12), (width, 12), (FULL_ROUNDS, 10), (partial_rounds, 10),
                          ((1 << 30) - 1, 30)):
        bits += [value >> (length - 1 - i) & 1 for i in range(length)]

    def clock():
        bit = bits[0] ^ bits[13] ^ bits[23] ^ bits[38] ^ bits[51] ^ bits[62]
        del bits[0]
        bits.append(bit)
        return bit

    for _ in range(160):
        clock()
    constants = []
    while len(constants) < count:
        value = 0
        for _ in range(p.bit_length()):
            while True:
                use, bit = clock(), clock()
                if use:
                    break
            value = value << 1 | bit
        if value < p:
            constants.append(value)
    return constants


class Poseidon2:
    """The permutation of `width` elements of a 31-bit field."""

    def __init__(self, field, width):
        self.p = field.p
        self.sbox = field.sbox
        half = pow(2, -1, self.p)
        self.diagonal = [(d if isinstance(d, int) else d[0] * pow(half, d[1], self.p)) % self.p
                         for d in DIAGONALS[field.name, width]]
        partial = PARTIAL_ROUNDS[field.name, width]
        constants = grain_constants(self.p, width, partial, FULL_ROUNDS * width + partial)
        first, last = 4 * width, 4 * width + partial
        self.initial = [constants[i:i + width] for i in range(0, first, width)]
        self.partial = constants[first:last]
        self.final = [constants[i:i + width] for i in range(last, len(constants), width)]
        self.permute = functools.lru_cache(maxsize=REMEMBERED)(self._permute)

    def _external(self, s):
        p = self.p
        out = []
        for i in range(0, len(s), 4):
            a, b, c, d = s[i:i + 4]
            out += [2 * a + 3 * b + c + d, a + 2 * b + 3 * c + d, a + b + 2 * c + 3 * d, 3 * a + b + c + 2 * d]
        sums = [sum(out[i::4]) for i in range(4)] * (len(s) // 4)
        return [(x + y) % p for x, y in zip(out, sums)]

    def _power(self, x):
        """x^3 or x^7, the S-boxes of the 31-bit fields."""
        cube = x * x * x % self.p
        return cube if self.sbox == 3 else cube * cube * x % self.p

    def _full_round(self, s, constants):
        return self._external([self._power(x + c) for x, c in zip(s, constants)])

    def _permute(self, state):
        """Takes and gives a tuple."""
        p, diagonal = self.p, self.diagonal
        s = self._external(list(state))
        for constants in self.initial:
            s = self._full_round(s, constants)
        for constant in self.partial:
            s[0] = self._power(s[0] + constant)
            total = sum(s)
            s = [(total + v * x) % p for v, x in zip(diagonal, s)]
        for constants in self.final:
            s = self._full_round(s, constants)
        return tuple(s)


@functools.lru_cache(maxsize=None)
def poseidon2(field, width):
    return Poseidon2(field, width)
