#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Bare PCS proofs, judged by the library and by verify_pcs.py: code and index must be equal for every claim and proof.

    pcs_agreement.py [PROGRAM] [--mutants N] [--seed S] [--jobs J]

PROGRAM is pcs_agreement.cpp, compiled; without it the Python programs answer in its place, and only codes that are
known beforehand are compared. Proofs of the library must be equal to those of prove_pcs.py where it is given the same
randomness, and be accepted; then come N mutants of each (0: every single one), changed claims, proofs of prove_pcs.py
for every pair of field and suite, and those of cheating provers. What is tried depends on N and S only."""

import argparse
import collections
import itertools
import multiprocessing
import random
import struct
import subprocess
import sys

sys.dont_write_bytecode = True

from fields import EXTENSIONS, FIELDS  # noqa: E402
from pcs_claim import Claim  # noqa: E402
from pcs_cheats import CHEATS  # noqa: E402
from pcs_mutants import Mutator, changed_claims, wild_claims  # noqa: E402
from prove_pcs import Prover  # noqa: E402
from verify_pcs import text, verify  # noqa: E402

# What a verifier of bare proofs can answer (protocol 7.9): all of it must be met.
CODES = """accepted E_KEY_FORMAT E_FIELD_SUITE E_PARAMS E_TABLE E_TOO_LARGE E_LENGTH_FIXED E_HEADER E_FIXED_ENCODING
    E_POW_DEEP E_POW_BATCH E_POW_FOLD E_POW_QUERY E_LENGTH_TOTAL E_OPENING_ENCODING E_MERKLE_STAGE E_MERKLE_FRI
    E_FRI_INPUT E_FRI_FOLD E_FRI_FINAL""".split()

# The library says where the claim ceased to make sense, which depends on how it is read.
ANY_INDEX = "E_KEY_FORMAT "

KB, BB, GL = 1, 2, 3
BLAKE3, SHA256, SHA3, P2_16, P2_24 = 1, 2, 3, 4, 5


def statement(field, e, suite, trees, s=0xFF, b=1, l=4, a=3, cap=0, regime=0, m=0, q=10, grinding=(0, 0, 0, 0)):
    """The bytes of a claim; trees of triples (log_height, width, num_next)."""
    out = [b"PROBAPCS", struct.pack("<H", 1), bytes([field, e, suite, s != 0xFF, b, s, l, a, cap, regime]),
           struct.pack("<HH", m, q), bytes(grinding), bytes([len(trees)])]
    for matrices in trees:
        out.append(struct.pack("<H", len(matrices)))
        out += [struct.pack("<BHH", *matrix) for matrix in matrices]
    return b"".join(out)


CHEATED = [statement(KB, 4, BLAKE3, [[(6, 2, 1), (5, 1, 0)], [(6, 1, 0)]], a=2, q=6, grinding=(0, 0, 1, 2)),
           statement(KB, 6, P2_24, [[(5, 1, 1)], [(3, 2, 1)]], s=2, a=1, q=4),
           statement(BB, 5, P2_16, [[(6, 2, 1)]], a=3, cap=1, q=5),
           statement(GL, 3, SHA256, [[(6, 1, 1)], [(3, 2, 2)]], s=3, a=1, q=5, b=2),
           statement(GL, 2, SHA3, [[(3, 2, 1)]], s=3, l=5, q=3)]

MIXED = [[(8, 3, 1), (6, 2, 2)], [(8, 1, 0), (4, 5, 1)]]

# Names and claims of the reference proofs.
REFERENCES = {
    "plain, one matrix": statement(KB, 4, BLAKE3, [[(8, 3, 1)]]),
    "plain, two matrices of one level": statement(KB, 5, SHA3, [[(7, 2, 0), (7, 3, 3)]], a=2, cap=2),
    "plain, levels and lifted matrices": statement(
        BB, 5, P2_16, [[(7, 2, 1), (3, 1, 1)], [(5, 2, 0)]], a=1, cap=2, q=6, grinding=(3, 0, 2, 4)),
    "plain, list decoding": statement(BB, 4, SHA256, MIXED, b=2, a=4, cap=1, regime=1, m=5, grinding=(0, 5, 0, 0)),
    "plain, no round": statement(GL, 2, SHA3, [[(4, 2, 1)], [(3, 1, 0)]], q=5, grinding=(2, 2, 2, 2)),
    "plain, wide rows": statement(BB, 5, P2_16, [[(6, 33, 2), (5, 16, 0)]], a=4, q=8),
    "hiding, one matrix": statement(KB, 4, BLAKE3, [[(8, 3, 1)]], s=4, a=3, grinding=(4, 3, 2, 6)),
    "hiding, levels": statement(BB, 6, BLAKE3, MIXED, s=3, a=2, cap=2, q=8, grinding=(0, 0, 3, 0)),
    "hiding, levels, wide digests": statement(
        KB, 6, P2_24, [[(7, 2, 1), (3, 4, 4)], [(5, 1, 0)]], s=2, l=5, a=4, q=6, grinding=(2, 3, 0, 4)),
    "hiding, one level in the second tree": statement(
        BB, 4, SHA256, [[(7, 1, 0)], [(4, 3, 1)]], s=2, l=4, a=1, cap=2, q=5, grinding=(1, 0, 1, 0)),
    "hiding, one level in three trees": statement(
        KB, 5, SHA3, [[(6, 5, 1)], [(6, 1, 0), (6, 3, 3)], [(6, 2, 2)]], s=2, b=2, a=2, q=3, grinding=(0, 4, 0, 0)),
    "hiding, wide rows after narrow ones": statement(
        BB, 5, P2_16, [[(6, 1, 1), (5, 1, 0)], [(6, 18, 3)], [(5, 5, 0)]], s=3, a=4, cap=1, q=4, grinding=(0, 0, 0, 3)),
    "hiding, no round": statement(GL, 3, BLAKE3, [[(3, 2, 1), (4, 1, 1)]], s=2, l=5, cap=3, q=5),
    "hiding, list decoding": statement(GL, 2, SHA3, MIXED, s=4, b=3, l=5, a=3, regime=1, m=20, q=7,
                                       grinding=(3, 3, 3, 3)),
}


class Library:
    """The program, answering."""

    def __init__(self, program):
        self._process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def _ask(self, kind, *blocks):
        self._process.stdin.write(kind + b"".join(struct.pack("<I", len(block)) + block for block in blocks))
        self._process.stdin.flush()
        size = self._process.stdout.read(4)
        if len(size) != 4:
            raise SystemExit("the program ended while it was asked (%s)" % self._process.wait())
        return self._process.stdout.read(struct.unpack("<I", size)[0])

    def verify(self, claim, proof):
        return self._ask(b"v", claim, proof).decode()

    def prove(self, claim, seed, traces):
        return self._ask(b"p", claim, seed, traces)

    def close(self):
        self._process.stdin.close()
        if self._process.wait() != 0:
            raise SystemExit("the program failed at its end")


def random_traces(rng, claim):
    """For each tree its matrices, lists of rows."""
    p = claim.field.p
    return [[[[rng.randrange(p) for _ in range(matrix.width)] for _ in range(1 << matrix.log_height)]
             for matrix in matrices] for matrices in claim.tree_matrices]


def encode_traces(claim, traces):
    return b"".join(claim.field.encode(row) for matrices in traces for rows in matrices for row in rows)


def decode_traces(claim, data):
    elements = iter(claim.field.decode(data))
    return [[[list(itertools.islice(elements, matrix.width)) for _ in range(1 << matrix.log_height)]
             for matrix in matrices] for matrices in claim.tree_matrices]


class Alone:
    """In the place of the program: prove_pcs.py and verify_pcs.py."""

    def verify(self, claim, proof):
        return text(verify(claim, proof))

    def prove(self, claim, seed, traces):
        claim = Claim(claim)
        return Prover(claim, decode_traces(claim, traces), seed).prove()

    def close(self):
        pass


class Comparison:
    """Counts the verdicts, and keeps what differs."""

    def __init__(self, library):
        self.library = library
        self.counts = collections.Counter()
        self.complaints = []

    def compare(self, what, claim, proof, expected=None):
        """Returns our code. `expected`: a code in front of any index, "refused" for any code, None for any verdict."""
        ours, theirs = text(verify(claim, proof)), self.library.verify(claim, proof)
        code = ours.split()[0]
        self.counts[code] += 1
        if ours != theirs and not (ours.startswith(ANY_INDEX) and theirs.startswith(ANY_INDEX)):
            self.complaints.append("%s: %s here, %s by the library" % (what, ours, theirs))
        if expected is not None and code != expected and (expected != "refused" or code == "accepted"):
            self.complaints.append("%s: %s, not %s" % (what, ours, expected))
        return code


def check_reference(comparison, name, claim_bytes, mutants, seed):
    rng = random.Random("%s/%d" % (name, seed))
    claim = Claim(claim_bytes)
    proofs = []
    for number in range(2):
        key, traces = rng.randbytes(32), random_traces(rng, claim)
        proof = comparison.library.prove(claim_bytes, key, encode_traces(claim, traces))
        if comparison.compare(name, claim_bytes, proof, "accepted") != "accepted":
            return  # no mutants of what is no proof
        if number == 0 and proof != Prover(claim, traces, key).prove():
            comparison.complaints.append("%s: the provers make different proofs" % name)
        proofs.append(proof)
    mutator = Mutator(rng, claim, *proofs)
    for what, mutant in mutator.all() if mutants == 0 else mutator.some(mutants):
        if mutant not in proofs:
            comparison.compare("%s, %s" % (name, what), claim_bytes, mutant, "refused")
            comparison.counts["mutants"] += 1
    for what, other, proof in changed_claims(rng, claim, proofs[0], mutants):
        if other != claim_bytes:
            comparison.compare("%s, %s" % (name, what), other, proof, "refused")
            comparison.counts["changed claims"] += 1


def check_wild_claims(comparison, count, seed):
    rng = random.Random("wild/%d" % seed)
    for what, claim, proof in wild_claims(rng, list(REFERENCES.values()), count):
        comparison.compare(what, claim, proof, "refused")
        comparison.counts["changed claims"] += 1


def check_every_pair(comparison, _, seed):
    """A proof of prove_pcs.py for each extension and suite."""
    rng = random.Random("pairs/%d" % seed)
    for field, e in EXTENSIONS:
        for suite in (BLAKE3, SHA256, SHA3) + ((P2_16, P2_24) if FIELDS[field].num_bytes == 4 else ()):
            s = 3 if (e + suite) % 2 else 0xFF
            claim_bytes = statement(field, e, suite, [[(5, 2, 1)], [(3, 1, 0)]], s=s, a=1 + e % 3, q=3)
            claim = Claim(claim_bytes)
            proof = Prover(claim, random_traces(rng, claim), rng.randbytes(32)).prove()
            comparison.compare("field %d, degree %d, suite %d, slack %d" % (field, e, suite, s), claim_bytes, proof,
                               "accepted")


def check_cheats(comparison, times, seed):
    rng = random.Random("cheats/%d" % seed)
    for claim_bytes in CHEATED:
        claim = Claim(claim_bytes)
        for cheat in CHEATS:
            for _ in range(times * cheat.times if cheat.applies(claim) else 0):
                proof = cheat(rng, claim, random_traces(rng, claim)).prove()
                comparison.compare("%s for %s" % (cheat.__name__, claim_bytes.hex()), claim_bytes, proof,
                                   cheat.expected(claim))
                comparison.counts["cheats"] += 1


def run(task):
    """Returns a title, counts and complaints."""
    program, function, arguments = task
    comparison = Comparison(Library(program) if program else Alone())
    function(comparison, *arguments)
    comparison.library.close()
    title = arguments[0] if isinstance(arguments[0], str) else function.__name__
    return title, comparison.counts, comparison.complaints


def main():
    parser = argparse.ArgumentParser(description="the verdicts of the library and of verify_pcs.py on PCS proofs")
    parser.add_argument("program", nargs="?")
    parser.add_argument("--mutants", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()
    print("seed", arguments.seed)
    tasks = [(arguments.program, check_reference, (name, claim, arguments.mutants, arguments.seed))
             for name, claim in REFERENCES.items()]
    tasks += [(arguments.program, check_wild_claims, (20 * arguments.mutants or 200000, arguments.seed)),
              (arguments.program, check_every_pair, (0, arguments.seed)),
              (arguments.program, check_cheats, (1 if arguments.mutants else 30, arguments.seed))]
    totals, failures = collections.Counter(), 0
    with multiprocessing.Pool(arguments.jobs) as pool:
        for title, counts, complaints in pool.imap(run, tasks):
            totals += counts
            failures += len(complaints)
            verdicts = sum(counts[c] for c in CODES)
            print("%s: %d verdicts, %d complaints" % (title, verdicts, len(complaints)), flush=True)
            for complaint in complaints[:20]:
                print("  " + complaint, flush=True)
    for code in CODES:
        print("%8d %s" % (totals[code], code))
    for what in ("mutants", "changed claims", "cheats"):
        print("%8d %s" % (totals[what], what))
    for code in CODES:
        if totals[code] == 0:
            failures += 1
            print("never met:", code)
    print("all verdicts agree" if failures == 0 else "%d complaints" % failures)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
