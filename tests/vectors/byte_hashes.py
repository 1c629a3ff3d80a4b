#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes byte_hashes.json to standard output: digests by code that shares nothing with the library.

SHA-256 and SHA3-256 come from Python's hashlib. BLAKE3 and Keccak-256, which hashlib lacks, are written here from their
specifications, recursively and without regard to speed, and checked against published digests and p3_hashes.json."""

import hashlib
import json
from pathlib import Path

MASK32 = 0xFFFFFFFF
MASK64 = 0xFFFFFFFFFFFFFFFF


def message(length):
    """Byte i is i mod 251."""
    return bytes(i % 251 for i in range(length))


# BLAKE3: "BLAKE3, one function, fast everywhere", sections 2.1 to 2.5.

IV = [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19]
ORDER = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8]
CHUNK_START, CHUNK_END, PARENT, ROOT, KEYED = 1, 2, 4, 8, 16
COLUMNS_THEN_DIAGONALS = [(0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
                          (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)]


def words_of(data):
    return [int.from_bytes(data[i:i + 4], "little") for i in range(0, len(data), 4)]


def compress(chaining, block, counter, length, flags):
    v = chaining + IV[:4] + [counter & MASK32, counter >> 32, length, flags]
    m = words_of(block.ljust(64, b"\0"))
    for _ in range(7):
        for place, (a, b, c, d) in enumerate(COLUMNS_THEN_DIAGONALS):
            for word, turn_d, turn_b in ((m[2 * place], 16, 12), (m[2 * place + 1], 8, 7)):
                v[a] = (v[a] + v[b] + word) & MASK32
                v[d] ^= v[a]
                v[d] = (v[d] >> turn_d | v[d] << (32 - turn_d)) & MASK32
                v[c] = (v[c] + v[d]) & MASK32
                v[b] ^= v[c]
                v[b] = (v[b] >> turn_b | v[b] << (32 - turn_b)) & MASK32
        m = [m[i] for i in ORDER]
    return [v[i] ^ v[i + 8] for i in range(8)]


def subtree(key, data, first_chunk, flags, top):
    """The chaining value of a subtree; `top` is ROOT for the whole tree and 0 below it."""
    if len(data) > 1024:
        chunks = (len(data) + 1023) // 1024
        left = 1024 * (1 << ((chunks - 1).bit_length() - 1))  # the largest power of two that leaves a byte
        children = (subtree(key, data[:left], first_chunk, flags, 0)
                    + subtree(key, data[left:], first_chunk + left // 1024, flags, 0))
        block = b"".join(word.to_bytes(4, "little") for word in children)
        return compress(key, block, 0, 64, flags | PARENT | top)
    value = key
    starts = range(0, max(len(data), 1), 64)
    for start in starts:
        block = data[start:start + 64]
        here = flags | (CHUNK_START if start == 0 else 0) | (CHUNK_END | top if start == starts[-1] else 0)
        value = compress(value, block, first_chunk, len(block), here)
    return value


def blake3(data, key=None):
    value = subtree(IV if key is None else words_of(key), data, 0, 0 if key is None else KEYED, ROOT)
    return b"".join(word.to_bytes(4, "little") for word in value)


# Keccak: FIPS 202, sections 3 and 4, with the state as a dictionary from (x, y) to a lane.


def rotate(word, count):
    count %= 64
    return (word << count | word >> (64 - count)) & MASK64


def round_constants():
    bits, register = [], 1
    for _ in range(255):
        bits.append(register & 1)
        register <<= 1
        if register & 0x100:
            register ^= 0x171
    return [sum(bits[(7 * r + j) % 255] << ((1 << j) - 1) for j in range(7)) for r in range(24)]


CONSTANTS = round_constants()


def permute(a):
    for constant in CONSTANTS:
        column = [a[x, 0] ^ a[x, 1] ^ a[x, 2] ^ a[x, 3] ^ a[x, 4] for x in range(5)]
        a = {(x, y): a[x, y] ^ column[(x - 1) % 5] ^ rotate(column[(x + 1) % 5], 1) for x, y in a}
        moved, (x, y) = {(0, 0): a[0, 0]}, (1, 0)
        for t in range(24):
            moved[y, (2 * x + 3 * y) % 5] = rotate(a[x, y], (t + 1) * (t + 2) // 2)
            x, y = y, (2 * x + 3 * y) % 5
        a = {(x, y): moved[x, y] ^ (~moved[(x + 1) % 5, y] & moved[(x + 2) % 5, y]) for x, y in moved}
        a[0, 0] ^= constant
    return a


def keccak(data, padding_byte):
    rate = 136
    padded = bytearray(data + bytes([padding_byte]))
    padded += bytes(-len(padded) % rate)
    padded[-1] |= 0x80
    a = {(x, y): 0 for x in range(5) for y in range(5)}
    for start in range(0, len(padded), rate):
        for i in range(rate // 8):
            a[i % 5, i // 5] ^= int.from_bytes(padded[start + 8 * i:start + 8 * i + 8], "little")
        a = permute(a)
    return b"".join(a[x, 0].to_bytes(8, "little") for x in range(4))


def sha256(data):
    return hashlib.sha256(data).digest()


def sha3_256(data):
    return hashlib.sha3_256(data).digest()


def keccak256(data):
    return keccak(data, 0x01)


# The tagged hashes of the protocol's byte suites.


def tagged(tag, data):
    tag = tag.encode("ascii")
    return {
        "blake3": blake3(data, key=blake3(tag)),
        "sha256": sha256(sha256(tag) + sha256(tag) + data),
        "sha3": sha3_256(sha3_256(tag) + data),
    }


def check():
    """The code above against digests that others published."""
    # The BLAKE3 authors' test_vectors.json, first 32 bytes: (length, hash, keyed_hash).
    for length, plain, keyed in (
        (0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
         "92b2b75604ed3c761f9d6f62392c8a9227ad0ea3f09573e783f1498a4ed60d26"),
        (1, "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213",
         "6d7878dfff2f485635d39013278ae14f1454b8c0a3a2d34bc1ab38228a80c95b"),
        (1025, "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444",
         "357dc55de0c7e382c900fd6e320acc04146be01db6a8ce7210b7189bd664ea69"),
        (3073, "7124b49501012f81cc7f11ca069ec9226cecb8a2c850cfe644e327d22d3e1cd3",
         "68dede9bef00ba89e43f31a6825f4cf433389fedae75c04ee9f0cf16a427c95a"),
        (8193, "bab6c09cb8ce8cf459261398d2e7aef35700bf488116ceb94a36d0f5f1b7bc3b",
         "954a2a75420c8d6547e3ba5b98d963e6fa6491addc8c023189cc519821b4a1f5"),
        (31744, "62b6960e1a44bcc1eb1a611a8d6235b6b4b78f32e7abc4fb4c6cdcce94895c47",
         "efa53b389ab67c593dba624d898d0f7353ab99e4ac9d42302ee64cbf9939a419"),
        (102400, "bc3e3d41a1146b069abffad3c0d44860cf664390afce4d9661f7902e7943e085",
         "1c35d1a5811083fd7119f5d5d1ba027b4d01c0c6c49fb6ff2cf75393ea5db4a7"),
    ):
        assert blake3(message(length)).hex() == plain, length
        assert blake3(message(length), KEY).hex() == keyed, length
    published = json.loads((Path(__file__).parent / "p3_hashes.json").read_text(encoding="utf-8"))
    for case in published["data"]["digests"]:
        data = message(case["length"])
        assert blake3(data).hex() == case["blake3"], case["length"]
        assert sha256(data).hex() == case["sha256"], case["length"]
        assert keccak256(data).hex() == case["keccak256"], case["length"]
    for length in (0, 1, 134, 135, 136, 137, 1000):
        assert keccak(message(length), 0x06) == sha3_256(message(length)), length


KEY = b"whats the Elvish word for friend"
LENGTHS = sorted({*range(301), *(boundary + near for boundary in (512, 1024, 2048, 3072, 4096, 8192, 31744)
                                 for near in (-1, 0, 1, 65))})


def main():
    check()
    digests = [{
        "length": length,
        "blake3": blake3(message(length)).hex(),
        "blake3_keyed": blake3(message(length), KEY).hex(),
        "sha256": sha256(message(length)).hex(),
        "sha3_256": sha3_256(message(length)).hex(),
        "keccak256": keccak256(message(length)).hex(),
    } for length in LENGTHS]
    tags = ["", "probata/1/init", "probata/1/absorb", "probata/1/squeeze", "probata/1/leaf/00", "probata/1/leaf/20",
            "probata/1/node", "probata/1/inject", "x" * 200]
    tagged_digests = [{"tag": tag, "length": length, **{suite: digest.hex() for suite, digest
                                                        in tagged(tag, message(length)).items()}}
                      for tag in tags for length in (0, 1, 32, 54, 64, 96, 104, 256, 1300)]
    print("{")
    print('"about": "byte i of a message is i mod 251; blake3_keyed has the key; tagged is TH of the byte suites",')
    print(f'"key": {json.dumps(KEY.decode())},')
    for name, rows in (("digests", digests), ("tagged", tagged_digests)):
        print(f'"{name}": [')
        print(",\n".join(json.dumps(row) for row in rows))
        print("]" + ("," if name == "digests" else ""))
    print("}")


if __name__ == "__main__":
    main()
