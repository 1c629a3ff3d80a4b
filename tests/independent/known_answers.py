#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Values that others published, for the parts of the independent verifier."""

import hashlib
import sys
import unittest

sys.dont_write_bytecode = True

from fields import BABY_BEAR, EXTENSIONS, GOLDILOCKS, KOALA_BEAR  # noqa: E402
from hashes import blake3, poseidon2, tagged_hash  # noqa: E402
from prove_pcs import chacha20_block  # noqa: E402


class KnownAnswers(unittest.TestCase):
    def test_roots_of_unity(self):
        """Protocol 0.2."""
        self.assertEqual(KOALA_BEAR.omega[24], 1791270792)
        self.assertEqual(BABY_BEAR.omega[27], 440564289)
        self.assertEqual(GOLDILOCKS.omega[32], 1753635133440165772)
        for field in (KOALA_BEAR, BABY_BEAR, GOLDILOCKS):
            self.assertEqual(pow(field.omega[field.two_adicity], 1 << (field.two_adicity - 1), field.p), field.p - 1)

    def test_extensions_are_fields(self):
        """x^(p^e) = x, and x^(p^d) = x for no smaller d dividing e, for the class of the variable: its polynomial has
        no factor of a smaller degree (Rabin)."""
        for (_, e), ext in EXTENSIONS.items():
            x = (0, 1) + (0,) * (e - 2)
            conjugates = [x]
            for _ in range(e):
                conjugates.append(ext.power(conjugates[-1], ext.p))
            self.assertEqual(conjugates[e], x)
            for d in range(1, e):
                difference = ext.sub(conjugates[d], x)
                self.assertEqual(ext.mul(difference, ext.inverse(difference)), ext.one)

    def test_inverses_together(self):
        for ext in EXTENSIONS.values():
            values = [tuple(range(3 + i, 3 + i + ext.degree)) for i in range(5)]
            self.assertEqual(ext.inverses(values), [ext.inverse(v) for v in values])

    def test_poseidon2(self):
        """Protocol 0.4: the first outputs on 0, 1, ..., t - 1."""
        answers = {(KOALA_BEAR, 16): (1259554834, 663463928, 1989430097),
                   (KOALA_BEAR, 24): (723511737, 87131171, 587052829),
                   (BABY_BEAR, 16): (1906786279, 1737026427, 1959749225),
                   (BABY_BEAR, 24): (57973606, 1742549659, 409441332)}
        for (field, width), answer in answers.items():
            self.assertEqual(poseidon2(field, width).permute(tuple(range(width)))[:3], answer)

    def test_blake3(self):
        """BLAKE3-team/BLAKE3, test_vectors/test_vectors.json: the input is 0, 1, ..., 250, 0, 1, ..."""
        key = b"whats the Elvish word for friend"
        answers = {
            0: ("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
                "92b2b75604ed3c761f9d6f62392c8a9227ad0ea3f09573e783f1498a4ed60d26"),
            1: ("2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213",
                "6d7878dfff2f485635d39013278ae14f1454b8c0a3a2d34bc1ab38228a80c95b"),
            1024: ("42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7",
                   "75c46f6f3d9eb4f55ecaaee480db732e6c2105546f1e675003687c31719c7ba4"),
            1025: ("d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444",
                   "357dc55de0c7e382c900fd6e320acc04146be01db6a8ce7210b7189bd664ea69"),
            31744: ("62b6960e1a44bcc1eb1a611a8d6235b6b4b78f32e7abc4fb4c6cdcce94895c47",
                    "efa53b389ab67c593dba624d898d0f7353ab99e4ac9d42302ee64cbf9939a419"),
        }
        for length, (plain, keyed) in answers.items():
            message = bytes(i % 251 for i in range(length))
            self.assertEqual(blake3(message).hex(), plain)
            self.assertEqual(blake3(message, key).hex(), keyed)

    def test_tagged_hashes(self):
        self.assertEqual(tagged_hash(1, "tag", b"m"), blake3(b"m", blake3(b"tag")))
        twice = hashlib.sha256(b"tag").digest() * 2
        self.assertEqual(tagged_hash(2, "tag", b"m"), hashlib.sha256(twice + b"m").digest())
        once = hashlib.sha3_256(b"tag").digest()
        self.assertEqual(tagged_hash(3, "tag", b"m"), hashlib.sha3_256(once + b"m").digest())

    def test_chacha20(self):
        """RFC 8439, A.1, vectors 1 and 2."""
        first = "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
        second = "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed"
        self.assertEqual(chacha20_block(bytes(32), 0)[:32].hex(), first)
        self.assertEqual(chacha20_block(bytes(32), 1)[:32].hex(), second)


if __name__ == "__main__":
    unittest.main()
