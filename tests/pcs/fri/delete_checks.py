#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Removes the verifier's checks one at a time: for each there must be a test that turns red.

    delete_checks.py --edits                  every edit still fits the headers (a second)
    delete_checks.py --cxx g++ [--only C27]   all of it: compiles five programs, runs one for every edit (two minutes)
    delete_checks.py --replay TESTS RECORDED  only the replay, by programs that are compiled, with no check removed

An edit puts a switch into a copy of a header: in its text, @ asks whether this edit is wanted, $ is the piece of the
header that it replaces and that occurs there once. So all edits are compiled together, and a number in the environment
says which check is gone. For most of them the program is recorded_proofs.cpp, which asks about all hostile proofs of
opening_verifier_test.cpp: that test makes them with no check removed. Checks of claims are left to
opening_claim_test.cpp, those that only whole STARK proofs or algebraic suites have to the tests named here."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TESTS = ROOT / "tests" / "pcs" / "fri"
RECORDED, MAKER = "recorded_proofs.cpp", "opening_verifier_test.cpp"
CLAIMS, ALGEBRAIC, WHOLE = "opening_claim_test.cpp", "algebraic_verifier_test.cpp", "fri_verifier_test.cpp"
CLAIM = "pcs/fri/opening_claim.hpp"
BARE = "pcs/fri/opening_verifier.hpp"
FRI = "pcs/fri/fri_verifier.hpp"
PROOF = "pcs/fri/fri_proof.hpp"
DEEP = "pcs/fri/deep_quotient.hpp"
MULTIPROOF = "merkle/multiproof.hpp"
READER = "serial/reader.hpp"

SWITCH = """#pragma once
#include <cstdlib>
namespace probata {
/// Whether the check of this number is removed.
inline bool is_removed(int number) {
  static const int removed = std::getenv("PROBATA_REMOVED") == nullptr ? -1 : std::atoi(std::getenv("PROBATA_REMOVED"));
  return number == removed;
}
}  // namespace probata
"""

NEVER = "(!@ && ($))"  # a condition that refuses: it never holds
SKIP = "if (!@) { $ }"  # a statement that is not done


def work(tag, name):
    """A proof of work that is absorbed and not looked at."""
    call = f"transcript.check_pow(PowTag::{tag}, grinding.{tag}, messages_.{tag}_nonce, Errc::pow_{tag})"
    return (name, FRI, call, "(@ ? (static_cast<void>($), Status()) : $)")


COUNTS = "matrix.width == 0 || matrix.num_next > matrix.width"
MATRICES = "tree.empty() || tree.size() > std::numeric_limits<std::uint16_t>::max()"
LONGEST = "proof.size() - fixed > max_opening_bytes<Suite, typename EF::Prime>(layout)"
TREE = "openings.openings[t].verify(openings.plans[t], roots[t], tree.code, tree.index)"
LAYER = ("openings.openings[num_trees + i].verify( openings.plans[num_trees + i], messages_.root(i, cap()), "
         "Errc::merkle_fri, static_cast<std::uint32_t>(i))")
FOLD = "if (!status.ok()) return Status(status.code(), static_cast<std::uint32_t>(i), status.detail());"
ENTRY = "fibre[row & (fibre.size() - 1)] != value"
LENGTH = "reader.remaining() != length"
QUERY = "n < challenges.indices.size()"

# (check, header, piece, text, and once more piece and text if need be). What one edit leaves, a later one finds.
EDITS = [
    # Claim.
    ("C01 trees", CLAIM, "trees.empty() || trees.size() > std::numeric_limits<std::uint8_t>::max()", NEVER),
    ("C01 matrices", CLAIM, MATRICES, NEVER),
    ("C01 matrices above", CLAIM, MATRICES, "(@ ? tree.empty() : ($))"),
    ("C01 columns", CLAIM, COUNTS, "(@ ? matrix.num_next > matrix.width : ($))"),
    ("C01 next columns", CLAIM, COUNTS, "(@ ? matrix.width == 0 : ($))"),
    ("C01 flags", CLAIM, "flags > 1", NEVER),
    ("C01 magic", CLAIM, "static_cast<void>(reader.expect_bytes(magic.bytes(), Errc::key_format));",
     "if (@) { static_cast<void>(reader.read_bytes(magic.bytes().size())); } else { $ }"),
    ("C01 end", CLAIM, "if (const Status status = reader.expect_end(); !status.ok()) return status;",
     "if (@) { if (!reader.status().ok()) return reader.status(); } else { $ }"),
    ("C02 field", CLAIM, "head[0] != format_field_id<EF>", NEVER),
    ("C02 degree", CLAIM, "head[1] != EF::degree", NEVER),
    ("C02 suite", CLAIM, "head[2] != Suite::id", NEVER),
    ("C03", CLAIM, "if (const Status status = fri.check(max_grinding); !status.ok()) return status;", SKIP),
    ("C03 grinding", CLAIM, "fri.check(max_grinding)", "fri.check(@ ? std::uint8_t{40} : max_grinding)"),
    ("C03 flag and slack", CLAIM, "(flags == 1) != fri.zero_knowledge()", NEVER),
    ("C09", CLAIM, "matrix.log_height < 3", NEVER),
    ("C13 height", CLAIM, "matrix.log_height > Field::two_adicity", NEVER),
    ("C13 domain", CLAIM, "!level || *level + fri.log_blowup > Field::two_adicity", "(@ ? !level : ($))"),
    ("C13 rows", CLAIM, "row_length > limits.max_row_length", NEVER),
    ("C13 values", CLAIM, "num_opened > limits.max_opened_values", NEVER),
    ("C13 limits passed on", BARE, "claim.layout(limits)", "claim.layout(@ ? OpeningLimits{} : limits)"),
    ("C13 limits passed on to claims", CLAIM, "claim.layout(limits)", "claim.layout(@ ? OpeningLimits{} : limits)"),
    # Fixed part. (Without the first of the two conditions the difference wraps around, and the second one refuses.)
    ("C16 shorter", BARE, "proof.size() < fixed", NEVER, LONGEST, "((!@ || proof.size() > fixed) && $)"),
    ("C16 longer", BARE, LONGEST, NEVER),
    ("C17", BARE,
     "if (const Status status = reader.expect_bytes(header.bytes(), Errc::header); !status.ok()) return status;",
     "if (@) { static_cast<void>(reader.read_bytes(header.bytes().size())); } else { $ }"),
    ("C18 roots", BARE,
     "if (const Status status = Suite::read_digest(reader, digest, Errc::fixed_encoding); !status.ok()) return status;",
     "if (@) { serial::Reader copy = reader; "
     "static_cast<void>(Suite::read_digest(copy, digest, Errc::fixed_encoding)); "
     "static_cast<void>(reader.read_bytes(Suite::digest_bytes)); } else { $ }"),
    ("C18 values", PROOF, "reader.read_elements(std::span(messages.opened), Errc::fixed_encoding)",
     "reader.read_elements(std::span(messages.opened), @ ? Errc::opening_encoding : Errc::fixed_encoding)"),
    ("C18 final polynomial", PROOF, "reader.read_elements(std::span(messages.final_polynomial), Errc::fixed_encoding)",
     "reader.read_elements(std::span(messages.final_polynomial), @ ? Errc::opening_encoding : Errc::fixed_encoding)"),
    ("C18 nonces", PROOF, "*nonce >= pow_nonce_bound", NEVER),
    ("C18 result", PROOF, "if (const Status status = reader.status(); !status.ok()) return status;", SKIP),
    ("C18 and C28 in the reader", READER, "representative >= T::modulus", NEVER),
    # Work.
    work("deep", "C22"),
    work("batch", "C24"),
    ("C25", FRI, FOLD, "if (!@) { $ }"),
    ("C25 index", FRI, "return Status(status.code(), static_cast<std::uint32_t>(i), status.detail());",
     "return Status(status.code(), @ ? 0 : static_cast<std::uint32_t>(i), status.detail());"),
    work("query", "C26"),
    # Openings.
    ("C27", FRI, LENGTH, NEVER),
    ("C27 longer", FRI, LENGTH, "(@ ? reader.remaining() < length : ($))"),
    ("C27 shorter", FRI, LENGTH, "(@ ? reader.remaining() > length : ($))"),
    ("C28", MULTIPROOF, "if (!status.ok()) return status; return Multiproof(",
     "if (!@ && !status.ok()) return status; return Multiproof("),
    ("C28 code", FRI, "Opening::parse(reader, p, Errc::opening_encoding)",
     "Opening::parse(reader, p, @ ? Errc::length_total : Errc::opening_encoding)"),
    ("C29", FRI, TREE, "(@ && tree.code == Errc::merkle_pub ? Status() : $)"),
    ("C30", FRI, TREE, "(@ && tree.code == Errc::merkle_hid ? Status() : $)"),
    ("C31", FRI, TREE, "(@ && tree.code == Errc::merkle_stage ? Status() : $)"),
    ("C31 first tree", FRI, TREE, "(@ && t == 0 ? Status() : $)"),
    ("C31 last tree", FRI, TREE, "(@ && t + 1 == num_trees ? Status() : $)"),
    ("C32", FRI, TREE, "(@ && tree.code == Errc::merkle_quotient ? Status() : $)"),
    ("C31 index", FRI, "roots[t], tree.code, tree.index)", "roots[t], tree.code, @ ? 0 : tree.index)"),
    ("C33", FRI, LAYER, "(@ ? Status() : $)"),
    ("C33 first layer only", FRI, LAYER, "(@ && i > 0 ? Status() : $)"),
    ("trees", FRI, "if (const Status status = check_trees(*openings, roots); !status.ok()) return status;", SKIP),
    # Queries.
    ("C34 and C35", FRI, ENTRY, NEVER),
    ("C34", FRI, ENTRY, "(!(@ && i == 0) && ($))"),
    ("C35", FRI, ENTRY, "(!(@ && i > 0) && ($))"),
    ("C35 after the second round", FRI, ENTRY, "(!(@ && i > 1) && ($))"),
    ("C35 roll-in", FRI, "if (round.roll_in) {", "if (!@ && round.roll_in) {"),
    ("C35 power of the roll-in", FRI, "exp_power_of_two(challenges.betas[i], round.arity)",
     "(@ ? challenges.betas[i].pow((std::uint64_t{1} << round.arity) - 1) : $)"),
    ("C36", FRI, "last == value", "(@ || ($))"),
    ("C36 without rounds", FRI, "last == value", "((@ && layout_.schedule().size() == 0) || ($))"),
    ("first query only", FRI, QUERY, "($ && !(@ && n > 0))"),
    ("all queries but the last", FRI, QUERY, "($ && !(@ && n + 1 == challenges.indices.size()))"),
    ("index of the query", FRI, "return Status(code, static_cast<std::uint32_t>(n));",
     "return Status(code, @ ? 0 : static_cast<std::uint32_t>(n));"),
    ("claimed values", DEEP, "points_[run.point].constant += powers_[run.first_power + i] * values[i];", SKIP),
    ("anchors", DEEP,
     "add({place.tree, place.row_offset, matrix.width, power, points_.size() - 1}, anchor.values);", SKIP),
    # Transcript: what is not absorbed can be chosen after the challenge.
    ("V03 values absorbed", FRI,
     "transcript.absorb_elems(ElementsTag::opened_values, std::span<const EF>(messages_.opened));", SKIP),
    ("V02 layers absorbed", FRI, "transcript.absorb_digests(DigestsTag::fri_root, messages_.root(i, cap()));", SKIP),
    ("V04 final polynomial absorbed", FRI,
     "transcript.absorb_elems(ElementsTag::final_polynomial, std::span<const EF>(messages_.final_polynomial));", SKIP),
    ("V01 roots absorbed", BARE,
     "detail::absorb_roots(transcript, std::span<const std::vector<Digest>>(result.roots));", SKIP),
]


def program_of(name, header):
    """The program that has to turn red."""
    if header == CLAIM:
        return CLAIMS
    if name.split()[0] in ("C29", "C30", "C32", "anchors"):
        return WHOLE
    return ALGEBRAIC if name == "C18 roots" else RECORDED


def edited(include):
    """The text of every header that has edits, with all of them."""
    texts = {}
    for number, (name, header, *parts) in enumerate(EDITS):
        text = texts.get(header)
        if text is None:
            text = (include / "probata" / header).read_text(encoding="utf-8")
            text = text.replace("#pragma once\n", "#pragma once\n#include \"is_removed.hpp\"\n", 1)
        for piece, replacement in zip(parts[::2], parts[1::2]):
            # A blank of the piece stands for any white space, so that a header may be formatted anew.
            found = re.findall(r"\s*".join(map(re.escape, piece.split())), text)
            if len(found) != 1:
                raise SystemExit(f"delete_checks.py: {name}: {header} has {len(found)} times: {piece}")
            switched = replacement.replace("@", f"probata::is_removed({number})").replace("$", found[0])
            text = text.replace(found[0], switched)
        texts[header] = text
    return texts


def check_edits():
    edited(ROOT / "include")
    wanted = {f"C{n:02}" for n in (1, 2, 3, 9, 13, 16, 17, 18, 22, 24, 25, 26, 27, 28, 31, 33, 34, 35, 36)}
    missing = wanted - {name.split()[0] for name, *_ in EDITS}
    if missing:
        raise SystemExit(f"delete_checks.py: no edit for {' '.join(sorted(missing))}")
    print(f"{len(EDITS)} edits fit the headers and name every check of bare proofs", flush=True)


class Workplace:
    """The tests compiled over headers with all switches, and the proofs that are recorded with no check removed."""

    def __init__(self, cxx, folder):
        self.cxx, self.folder, self.include = cxx, folder, folder / "include"
        shutil.copytree(ROOT / "include", self.include)
        for header, text in edited(self.include).items():
            (self.include / "probata" / header).write_text(text, encoding="utf-8")
        (self.include / "is_removed.hpp").write_text(SWITCH, encoding="utf-8")
        (folder / "main.cpp").write_text("#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN\n#include <doctest/doctest.h>\n",
                                         encoding="utf-8")
        self.compile(folder / "main.cpp", "-c", "-o", folder / "main.o")
        self.recorded = folder / "recorded"
        self.programs = {}

    def compile(self, *arguments):
        flags = ["-std=c++20", "-O1", "-w", "-DPROBATA_TESTING", "-I", self.include, "-I", ROOT / "tests"]
        if subprocess.run([self.cxx, *flags, *arguments]).returncode != 0:
            raise SystemExit("delete_checks.py: the headers with their switches do not compile")

    def passes(self, source, environment):
        """Whether a program is content."""
        if source not in self.programs:
            self.programs[source] = self.folder / Path(source).stem
            objects = [] if source == RECORDED else [self.folder / "main.o"]
            self.compile(TESTS / source, *objects, "-pthread", "-o", self.programs[source])
        arguments = [self.recorded] if source == RECORDED else ["--minimal", "--abort-after=1"]
        try:
            return subprocess.run([self.programs[source], *arguments], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, timeout=300,
                                  env={**os.environ, **environment}).returncode == 0
        except subprocess.TimeoutExpired:
            return False


def replay(test_program, recorded_program):
    """Records the proofs of a test program, and asks about them with the headers as they are."""
    with tempfile.TemporaryDirectory() as temporary:
        recorded = Path(temporary) / "recorded"
        subprocess.run([test_program, "--test-case=opening verifier: *", "--minimal"], check=True,
                       env={**os.environ, "PROBATA_RECORD_PROOFS": str(recorded)})
        return subprocess.run([recorded_program, recorded]).returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edits", action="store_true", help="only see whether the edits fit")
    parser.add_argument("--replay", nargs=2, metavar=("TESTS", "RECORDED"),
                        help="only ask the second program about the proofs of the first")
    parser.add_argument("--cxx", default=os.environ.get("CXX", "c++"))
    parser.add_argument("--only", default="", help="edits whose name begins with this")
    arguments = parser.parse_args()
    if arguments.replay:
        return replay(*arguments.replay)
    check_edits()
    if arguments.edits:
        return 0
    chosen = [(number, name, program_of(name, header)) for number, (name, header, *_) in enumerate(EDITS)
              if name.startswith(arguments.only)]
    with tempfile.TemporaryDirectory() as temporary:
        workplace = Workplace(arguments.cxx, Path(temporary))
        if not workplace.passes(MAKER, {"PROBATA_RECORD_PROOFS": str(workplace.recorded)}):
            raise SystemExit(f"{MAKER} does not pass with no check removed")
        for program in sorted({program for _, _, program in chosen}):
            if not workplace.passes(program, {}):
                raise SystemExit(f"{program} does not pass with no check removed")
        killed = 0
        for number, name, program in chosen:
            survived = workplace.passes(program, {"PROBATA_REMOVED": str(number)})
            killed += not survived
            print(f"{'SURVIVED' if survived else 'killed':9} {name}", flush=True)
    print(f"killed {killed} of {len(chosen)} = {100 * killed / max(len(chosen), 1):.1f} %")
    return 0 if killed == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
