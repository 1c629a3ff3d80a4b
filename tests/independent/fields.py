# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prime fields of proof format 1 and their extensions, on Python integers (protocol 0.2, 0.3).

A base element is an integer in [0, p); an extension element c_0 + c_1 X + ... is the tuple (c_0, ..., c_(e-1))."""


class Field:
    """F_p with the fixed generator g of F* and the elements omega_m of order 2^m."""

    def __init__(self, number, name, modulus, generator, two_adicity, num_bytes, sbox):
        self.number = number
        self.name = name
        self.p = modulus
        self.generator = generator
        self.two_adicity = two_adicity
        self.num_bytes = num_bytes  # of a canonical encoding
        self.sbox = sbox  # the exponent of Poseidon2's S-box
        self.salt_length = 5 if num_bytes == 4 else 3
        top = pow(generator, (modulus - 1) >> two_adicity, modulus)
        self.omega = [pow(top, 1 << (two_adicity - m), modulus) for m in range(two_adicity + 1)]

    def decode(self, data):
        """The little-endian integers that `data` is made of; not all of them need be elements."""
        n = self.num_bytes
        return [int.from_bytes(data[i:i + n], "little") for i in range(0, len(data), n)]

    def encode(self, elements):
        return b"".join(x.to_bytes(self.num_bytes, "little") for x in elements)

    def first_too_large(self, elements, position):
        """Where the first that is no element begins, if their encodings begin at `position`; None if all are."""
        return next((position + i * self.num_bytes for i, x in enumerate(elements) if x >= self.p), None)


class Extension:
    """F[X] / (X^e - tail), where X^e = sum tail[c] X^c."""

    def __init__(self, field, degree, tail):
        self.field = field
        self.p = field.p
        self.degree = degree
        self.terms = [(c, tail[c] % field.p) for c in range(degree) if c < len(tail) and tail[c]]
        self.zero = (0,) * degree
        self.one = self.embed(1)

    def embed(self, x):
        return (x % self.p,) + (0,) * (self.degree - 1)

    def add(self, a, b):
        p = self.p
        return tuple([(x + y) % p for x, y in zip(a, b)])

    def sub(self, a, b):
        p = self.p
        return tuple([(x - y) % p for x, y in zip(a, b)])

    def scale(self, a, s):
        """a * s for s of the base field."""
        p = self.p
        return tuple([x * s % p for x in a])

    def mul(self, a, b):
        e = self.degree
        product = [0] * (2 * e - 1)
        for i, x in enumerate(a):
            if x:
                for j, y in enumerate(b, i):
                    product[j] += x * y
        p = self.p
        for i in range(2 * e - 2, e - 1, -1):  # X^i = X^(i-e) * tail, from the highest power down
            top = product[i] % p
            for c, t in self.terms:
                product[i - e + c] += top * t
        return tuple([x % p for x in product[:e]])

    def power(self, a, exponent):
        result = self.one
        while exponent:
            if exponent & 1:
                result = self.mul(result, a)
            a = self.mul(a, a)
            exponent >>= 1
        return result

    def powers(self, a, count):
        """1, a, ..., a^(count-1)."""
        result = [self.one]
        while len(result) < count:
            result.append(self.mul(result[-1], a))
        return result[:count]

    def inverse(self, a):
        return self.power(a, self.p ** self.degree - 2)

    def inverses(self, values):
        """The inverses of non-zero elements, all from the inverse of their product."""
        prefix = [self.one]
        for value in values:
            prefix.append(self.mul(prefix[-1], value))
        rest = self.inverse(prefix[-1])
        result = [self.zero] * len(values)
        for i in range(len(values) - 1, -1, -1):
            result[i] = self.mul(rest, prefix[i])
            rest = self.mul(rest, values[i])
        return result

    def evaluate(self, coefficients, x):
        """sum coefficients[i] x^i at x of the base field."""
        p = self.p
        result = self.zero
        for coefficient in reversed(coefficients):
            result = tuple([(r * x + c) % p for r, c in zip(result, coefficient)])
        return result

    def evaluate_at(self, coefficients, z):
        """sum coefficients[i] z^i for coefficients of the base field, z of the extension."""
        result = self.zero
        for coefficient in reversed(coefficients):
            result = self.mul(result, z)
            result = ((result[0] + coefficient) % self.p,) + result[1:]
        return result


KOALA_BEAR = Field(1, "KoalaBear", 2 ** 31 - 2 ** 24 + 1, 3, 24, 4, 3)
BABY_BEAR = Field(2, "BabyBear", 2 ** 31 - 2 ** 27 + 1, 31, 27, 4, 7)
GOLDILOCKS = Field(3, "Goldilocks", 2 ** 64 - 2 ** 32 + 1, 7, 32, 8, 7)
FIELDS = {field.number: field for field in (KOALA_BEAR, BABY_BEAR, GOLDILOCKS)}

# (field, e) -> the tail of X^e, from the polynomials of X in protocol 0.2. There is no other pair in format 1.
EXTENSIONS = {
    (1, 4): Extension(KOALA_BEAR, 4, (3,)),
    (1, 5): Extension(KOALA_BEAR, 5, (1, 0, -1)),
    (1, 6): Extension(KOALA_BEAR, 6, (-1, 0, 0, -1)),
    (2, 4): Extension(BABY_BEAR, 4, (11,)),
    (2, 5): Extension(BABY_BEAR, 5, (2,)),
    (2, 6): Extension(BABY_BEAR, 6, (31,)),
    (3, 2): Extension(GOLDILOCKS, 2, (7,)),
    (3, 3): Extension(GOLDILOCKS, 3, (1, 1)),
}


def reverse_bits(value, bits):
    result = 0
    for _ in range(bits):
        result = result << 1 | value & 1
        value >>= 1
    return result
