#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Removes the verifier's checks one at a time: for each there must be a test that turns red.

    delete_checks.py --edits                  every edit still fits the headers (a second)
    delete_checks.py --cxx g++ [--only C27]   compiles and runs the hostile tests for every edit (minutes)

An edit is a piece of a header that occurs there once, and what takes its place in a temporary copy. The programs are
those of opening_claim_test.cpp, opening_verifier_test.cpp and fri_verifier_test.cpp, compiled together."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TESTS = [ROOT / "tests" / "pcs" / "fri" / f"{name}_test.cpp"
         for name in ("opening_claim", "opening_verifier", "fri_verifier")]
CLAIM = "pcs/fri/opening_claim.hpp"
BARE = "pcs/fri/opening_verifier.hpp"
FRI = "pcs/fri/fri_verifier.hpp"
PROOF = "pcs/fri/fri_proof.hpp"
DEEP = "pcs/fri/deep_quotient.hpp"
MULTIPROOF = "merkle/multiproof.hpp"
READER = "serial/reader.hpp"


def never(condition):
    """The edit that makes `if (condition)` never hold."""
    return f"if ({condition})", f"if (false && ({condition}))"


def pow_edit(tag, name):
    """A proof of work that is absorbed and not looked at."""
    call = f"transcript.check_pow(PowTag::{tag}, grinding.{tag}, messages_.{tag}_nonce, Errc::pow_{tag});"
    return (name, FRI, call, f"(static_cast<void>({call[:-1]}), Status());")


# (check, header, piece, replacement)
EDITS = [
    # Claim.
    ("C01 trees", CLAIM, *never("trees.empty() || trees.size() > std::numeric_limits<std::uint8_t>::max()")),
    ("C01 matrices", CLAIM, *never("tree.empty() || tree.size() > std::numeric_limits<std::uint16_t>::max()")),
    ("C01 matrices above", CLAIM, "tree.empty() || tree.size() > std::numeric_limits<std::uint16_t>::max()",
     "tree.empty()"),
    ("C01 columns", CLAIM, "matrix.width == 0 || matrix.num_next > matrix.width", "matrix.num_next > matrix.width"),
    ("C01 next columns", CLAIM, "matrix.width == 0 || matrix.num_next > matrix.width", "matrix.width == 0"),
    ("C01 flags", CLAIM, *never("flags > 1")),
    ("C01 magic", CLAIM, "static_cast<void>(reader.expect_bytes(magic.bytes(), Errc::key_format));",
     "static_cast<void>(reader.read_bytes(magic.bytes().size()));"),
    ("C01 end", CLAIM, "if (const Status status = reader.expect_end(); !status.ok()) return status;",
     "if (!reader.status().ok()) return reader.status();"),
    ("C02 field", CLAIM, "head[0] != format_field_id<EF> || ", ""),
    ("C02 degree", CLAIM, "head[1] != EF::degree || ", ""),
    ("C02 suite", CLAIM, " || head[2] != Suite::id", ""),
    ("C03", CLAIM, "if (const Status status = fri.check(max_grinding); !status.ok()) return status;", ""),
    ("C03 grinding", CLAIM, "fri.check(max_grinding)", "fri.check(40)"),
    ("C03 flag and slack", CLAIM, *never("(flags == 1) != fri.zero_knowledge()")),
    ("C09", CLAIM, *never("matrix.log_height < 3")),
    ("C13 height", CLAIM, *never("matrix.log_height > Field::two_adicity")),
    ("C13 domain", CLAIM, "!level || *level + fri.log_blowup > Field::two_adicity", "!level"),
    ("C13 rows", CLAIM, *never("row_length > limits.max_row_length")),
    ("C13 values", CLAIM, *never("num_opened > limits.max_opened_values")),
    ("C13 limits passed on", BARE, "claim.layout(limits)", "claim.layout()"),
    ("C13 limits passed on to claims", CLAIM, "claim.layout(limits)", "claim.layout()"),
    # Fixed part.
    # (Without the first of the two lines the difference wraps around, and the second one refuses.)
    ("C16 shorter", BARE, 'if (proof.size() < fixed) return Status(Errc::length_fixed, 0, "shorter than the fixed part");\n  if (',
     "if (proof.size() > fixed && "),
    ("C16 longer", BARE, *never("proof.size() - fixed > max_opening_bytes<Suite, typename EF::Prime>(layout)")),
    ("C17", BARE, "if (const Status status = reader.expect_bytes(header.bytes(), Errc::header); !status.ok()) return status;",
     "static_cast<void>(reader.read_bytes(header.bytes().size()));"),
    ("C18 roots", BARE,
     "if (const Status status = Suite::read_digest(reader, digest, Errc::fixed_encoding); !status.ok()) return status;",
     "serial::Reader copy = reader; static_cast<void>(Suite::read_digest(copy, digest, Errc::fixed_encoding)); "
     "static_cast<void>(reader.read_bytes(Suite::digest_bytes));"),
    ("C18 values", PROOF, "reader.read_elements(std::span(messages.opened), Errc::fixed_encoding)",
     "reader.read_elements(std::span(messages.opened), Errc::opening_encoding)"),
    ("C18 final polynomial", PROOF, "reader.read_elements(std::span(messages.final_polynomial), Errc::fixed_encoding)",
     "reader.read_elements(std::span(messages.final_polynomial), Errc::opening_encoding)"),
    ("C18 nonces", PROOF, *never("*nonce >= pow_nonce_bound")),
    ("C18 result", PROOF, "if (const Status status = reader.status(); !status.ok()) return status;", ""),
    ("C18 and C28 in the reader", READER, *never("representative >= T::modulus")),
    # Work.
    pow_edit("deep", "C22"),
    pow_edit("batch", "C24"),
    ("C25", FRI, "if (!status.ok()) return Status(status.code(), static_cast<std::uint32_t>(i), status.detail());", ""),
    ("C25 index", FRI, "return Status(status.code(), static_cast<std::uint32_t>(i), status.detail());",
     "return status;"),
    pow_edit("query", "C26"),
    # Openings.
    ("C27", FRI, *never("reader.remaining() != length")),
    ("C27 longer", FRI, "reader.remaining() != length", "reader.remaining() < length"),
    ("C27 shorter", FRI, "reader.remaining() != length", "reader.remaining() > length"),
    ("C28", MULTIPROOF, "if (!status.ok()) return status;\n    return Multiproof(", "return Multiproof("),
    ("C28 code", FRI, "Opening::parse(reader, p, Errc::opening_encoding)", "Opening::parse(reader, p, Errc::length_total)"),
    ("C29 to C32", FRI, "for (std::size_t t = 0; t < num_trees; ++t) {\n      const CommittedTree& tree",
     "for (std::size_t t = 0; t < 0; ++t) {\n      const CommittedTree& tree"),
    ("C29", FRI, "      if (!status.ok()) return status;\n    }\n    for (std::size_t i = 0; i < layout_.schedule().size(); ++i) {\n      const Status",
     "      if (!status.ok() && tree.code != Errc::merkle_pub) return status;\n    }\n    for (std::size_t i = 0; i < layout_.schedule().size(); ++i) {\n      const Status"),
    ("C30", FRI, "      if (!status.ok()) return status;\n    }\n    for (std::size_t i = 0; i < layout_.schedule().size(); ++i) {\n      const Status",
     "      if (!status.ok() && tree.code != Errc::merkle_hid) return status;\n    }\n    for (std::size_t i = 0; i < layout_.schedule().size(); ++i) {\n      const Status"),
    ("C31", FRI, "      if (!status.ok()) return status;\n    }\n    for (std::size_t i = 0; i < layout_.schedule().size(); ++i) {\n      const Status",
     "      if (!status.ok() && tree.code != Errc::merkle_stage) return status;\n    }\n    for (std::size_t i = 0; i < layout_.schedule().size(); ++i) {\n      const Status"),
    ("C31 last tree", FRI, "for (std::size_t t = 0; t < num_trees; ++t) {\n      const CommittedTree& tree",
     "for (std::size_t t = 0; t + 1 < num_trees; ++t) {\n      const CommittedTree& tree"),
    ("C31 index", FRI, "roots[t], tree.code, tree.index)", "roots[t], tree.code)"),
    ("C32", FRI, "      if (!status.ok()) return status;\n    }\n    for (std::size_t i = 0; i < layout_.schedule().size(); ++i) {\n      const Status",
     "      if (!status.ok() && tree.code != Errc::merkle_quotient) return status;\n    }\n    for (std::size_t i = 0; i < layout_.schedule().size(); ++i) {\n      const Status"),
    ("C33", FRI, "Errc::merkle_fri, static_cast<std::uint32_t>(i));\n      if (!status.ok()) return status;",
     "Errc::merkle_fri, static_cast<std::uint32_t>(i));\n      static_cast<void>(status.ok());"),
    ("C33 first layer only", FRI, "Errc::merkle_fri, static_cast<std::uint32_t>(i));\n      if (!status.ok()) return status;",
     "Errc::merkle_fri, static_cast<std::uint32_t>(i));\n      if (!status.ok() && i == 0) return status;"),
    ("trees", FRI, "if (const Status status = check_trees(*openings, roots); !status.ok()) return status;", ""),
    # Queries.
    ("C34 and C35", FRI, "if (fibre[row & (fibre.size() - 1)] != value) return code;", ""),
    ("C34", FRI, "if (fibre[row & (fibre.size() - 1)] != value) return code;",
     "if (i > 0 && fibre[row & (fibre.size() - 1)] != value) return code;"),
    ("C35", FRI, "if (fibre[row & (fibre.size() - 1)] != value) return code;",
     "if (i == 0 && fibre[row & (fibre.size() - 1)] != value) return code;"),
    ("C35 after the second round", FRI, "if (fibre[row & (fibre.size() - 1)] != value) return code;",
     "if (i <= 1 && fibre[row & (fibre.size() - 1)] != value) return code;"),
    ("C35 roll-in", FRI, "      if (round.roll_in) {", "      if (false && round.roll_in) {"),
    ("C35 power of the roll-in", FRI, "value += exp_power_of_two(challenges.betas[i], round.arity) *",
     "value += challenges.betas[i].pow((std::uint64_t{1} << round.arity) - 1) *"),
    ("C36", FRI, "return last == value ? Errc::ok : Errc::fri_final;", "return Errc::ok;"),
    ("C36 without rounds", FRI, "return last == value ? Errc::ok : Errc::fri_final;",
     "return last == value || layout_.schedule().size() == 0 ? Errc::ok : Errc::fri_final;"),
    ("first query only", FRI, "for (std::size_t n = 0; n < challenges.indices.size(); ++n) {",
     "for (std::size_t n = 0; n < 1; ++n) {"),
    ("all queries but the last", FRI, "for (std::size_t n = 0; n < challenges.indices.size(); ++n) {",
     "for (std::size_t n = 0; n + 1 < challenges.indices.size(); ++n) {"),
    ("index of the query", FRI, "return Status(code, static_cast<std::uint32_t>(n));", "return code;"),
    ("claimed values", DEEP, "points_[run.point].constant += powers_[run.first_power + i] * values[i];", ""),
    ("anchors", DEEP, "add({place.tree, place.row_offset, matrix.width, power, points_.size() - 1}, anchor.values);", ""),
    # Transcript: what is not absorbed can be chosen after the challenge.
    ("V03 values absorbed", FRI,
     "transcript.absorb_elems(ElementsTag::opened_values, std::span<const EF>(messages_.opened));", ""),
    ("V02 layers absorbed", FRI, "transcript.absorb_digests(DigestsTag::fri_root, messages_.root(i, cap()));", ""),
    ("V04 final polynomial absorbed", FRI,
     "transcript.absorb_elems(ElementsTag::final_polynomial, std::span<const EF>(messages_.final_polynomial));", ""),
    ("V01 roots absorbed", BARE,
     "detail::absorb_roots(transcript, layout, std::span<const std::vector<Digest>>(result.roots));", ""),
]


def edited(header, piece, replacement):
    text = (ROOT / "include" / "probata" / header).read_text(encoding="utf-8")
    if text.count(piece) != 1:
        raise SystemExit(f"delete_checks.py: {header} has {text.count(piece)} times: {piece}")
    return text.replace(piece, replacement)


def check_edits():
    for name, header, piece, replacement in EDITS:
        if edited(header, piece, replacement) == edited(header, piece, piece):
            raise SystemExit(f"delete_checks.py: {name} changes nothing")
    wanted = {f"C{n:02}" for n in (1, 2, 3, 9, 13, 16, 17, 18, 22, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36)}
    missing = wanted - {name.split()[0] for name, *_ in EDITS}
    if missing:
        raise SystemExit(f"delete_checks.py: no edit for {' '.join(sorted(missing))}")
    print(f"{len(EDITS)} edits fit the headers and name every check of bare proofs")


def build_and_run(cxx, include, folder, jobs):
    """Whether the hostile tests pass with these headers; nothing if they do not compile."""
    flags = ["-std=c++20", "-O1", "-DPROBATA_TESTING", "-I", str(include), "-I", str(ROOT / "tests"), "-pthread"]
    objects = []
    running = []
    for source in [*TESTS, ROOT / "tests" / "support" / "main.cpp", folder / "isa.cpp"]:
        objects.append(folder / (source.stem + ".o"))
        if source not in TESTS and objects[-1].is_file():
            continue
        while len([p for p in running if p.poll() is None]) >= jobs:
            next(p for p in running if p.poll() is None).wait()
        running.append(subprocess.Popen([cxx, *flags, "-c", str(source), "-o", str(objects[-1])],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE))
    for process in running:
        _, errors = process.communicate()
        if process.returncode != 0:
            print(errors.decode()[:2000])
            return None
    program = folder / "hostile"
    subprocess.run([cxx, *map(str, objects), "-pthread", "-o", str(program)], check=True)
    try:
        return subprocess.run([str(program), "--minimal"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              timeout=300).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edits", action="store_true", help="only see whether the edits fit")
    parser.add_argument("--cxx", default=os.environ.get("CXX", "c++"))
    parser.add_argument("--only", help="edits whose name begins with this")
    parser.add_argument("--first", type=int, default=0, help="skip the edits before this one")
    parser.add_argument("--count", type=int, default=len(EDITS), help="how many edits")
    parser.add_argument("--jobs", type=int, default=1, help="compilers at a time")
    arguments = parser.parse_args()
    check_edits()
    if arguments.edits:
        return 0
    chosen = [edit for edit in EDITS if not arguments.only or edit[0].startswith(arguments.only)]
    chosen = chosen[arguments.first:arguments.first + arguments.count]
    survivors = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "isa.cpp").write_text('extern const char* const probata_test_isa;\n'
                                        'const char* const probata_test_isa = "";\n', encoding="utf-8")
        include = folder / "include"
        shutil.copytree(ROOT / "include", include)
        if not build_and_run(arguments.cxx, include, folder, arguments.jobs):
            raise SystemExit("the hostile tests do not pass as they are")
        for name, header, piece, replacement in chosen:
            target = include / "probata" / header
            target.write_text(edited(header, piece, replacement), encoding="utf-8")
            passed = build_and_run(arguments.cxx, include, folder, arguments.jobs)
            shutil.copyfile(ROOT / "include" / "probata" / header, target)
            verdict = {True: "SURVIVED", False: "killed", None: "DOES NOT COMPILE"}[passed]
            print(f"{verdict:16} {name}", flush=True)
            if passed is not False:
                survivors.append(name)
    killed = len(chosen) - len(survivors)
    print(f"killed {killed} of {len(chosen)} = {100 * killed / max(len(chosen), 1):.1f} %")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
