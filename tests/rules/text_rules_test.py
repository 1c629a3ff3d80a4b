#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The rules find what they are there to find: each is run on a small tree with one fault."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import text_rules  # noqa: E402

HEAD = text_rules.SPDX + "\n#pragma once\n"
VERSION = HEAD + "namespace probata::inline v0_1 {\nversion_major = 0;\nversion_minor = 1;\n}\n"
BODY = "namespace probata::inline v0_1 {\n}\n"


class Tree(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name)
        self.write("include/probata/version.hpp", VERSION)
        self.write("include/probata/core/bits.hpp", HEAD + BODY)

    def write(self, path, text):
        path = self.root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def header(self, path, *includes, body=BODY):
        lines = "".join(f"#include {include}\n" for include in includes)
        self.write(f"include/probata/{path}", HEAD + lines + body)

    def assert_complains(self, rule, *words):
        complaints = rule(self.root)
        self.assertEqual(len(complaints), 1, complaints)
        for word in words:
            self.assertIn(word, complaints[0])

    def assert_holds(self, rule):
        self.assertEqual(rule(self.root), [])


class Layers(Tree):
    def test_accepts_earlier_layers(self):
        self.header("field/a.hpp", "<probata/core/bits.hpp>", "<vector>")
        self.header("field/b.hpp", "<probata/field/a.hpp>")
        self.assert_holds(text_rules.layers)

    def test_rejects_a_later_layer(self):
        self.header("ntt/a.hpp")
        self.header("field/a.hpp", "<probata/ntt/a.hpp>")
        self.assert_complains(text_rules.layers, "field/a.hpp", "'ntt' comes after 'field'")

    def test_rejects_a_folder_that_is_no_layer(self):
        self.header("misc/a.hpp")
        self.assert_complains(text_rules.layers, "'misc' is not a layer")

    def test_rejects_the_umbrella_inside_the_library(self):
        self.header("probata.hpp", "<probata/core/bits.hpp>")
        self.header("field/a.hpp", "<probata/probata.hpp>")
        self.assert_complains(text_rules.layers, "gathering header")

    def test_rejects_another_folders_detail(self):
        self.header("core/detail/a.hpp")
        self.header("core/b.hpp", "<probata/core/detail/a.hpp>")
        self.assert_holds(text_rules.layers)
        self.header("field/a.hpp", "<probata/core/detail/a.hpp>")
        self.assert_complains(text_rules.layers, "another folder's detail/")

    def test_rejects_outside_headers_in_the_wrong_folder(self):
        for include in ("<xsimd/xsimd.hpp>", "<immintrin.h>", "<thread>", "<execution>", "<boost/version.hpp>"):
            self.header("field/a.hpp", include)
            self.assert_complains(text_rules.layers, include)

    def test_accepts_outside_headers_in_the_right_folder(self):
        self.header("simd/a.hpp", "<xsimd/xsimd.hpp>")
        self.header("parallel/a.hpp", "<thread>")
        self.header("field/bigprime/a.hpp", "<boost/multiprecision/cpp_int.hpp>")
        self.assert_holds(text_rules.layers)

    def test_rejects_quotes_and_missing_headers(self):
        self.header("core/a.hpp", '"bits.hpp"')
        self.assert_complains(text_rules.layers, "write <probata/...>")
        self.header("core/a.hpp", "<probata/core/nowhere.hpp>")
        self.assert_complains(text_rules.layers, "does not exist")


class HeaderShape(Tree):
    def test_accepts_the_usual_shape(self):
        self.assert_holds(text_rules.header_shape)

    def test_rejects_a_missing_licence_line(self):
        self.write("include/probata/core/a.hpp", "\n#pragma once\n" + BODY)
        self.assert_complains(text_rules.header_shape, "first line")

    def test_rejects_a_missing_pragma_once(self):
        self.write("include/probata/core/a.hpp", text_rules.SPDX + "\n" + BODY)
        self.assert_complains(text_rules.header_shape, "#pragma once")

    def test_rejects_another_versions_namespace(self):
        for opening in ("namespace probata::inline v0_2 {", "namespace probata {", "namespace probata::v0_1 {"):
            self.header("core/a.hpp", body=opening + "\n}\n")
            self.assert_complains(text_rules.header_shape, "namespace probata::inline v0_1")

    def test_accepts_nested_namespaces_and_forward_declarations(self):
        self.header("core/a.hpp", body="namespace probata::inline v0_1::detail {\n}\nnamespace xsimd {\n}\n")
        self.assert_holds(text_rules.header_shape)

    def test_rejects_unnamed_namespaces(self):
        self.header("core/a.hpp", body=BODY + "namespace {\n}\n")
        self.assert_complains(text_rules.header_shape, "unnamed namespace")

    def test_rejects_a_fourth_public_macro(self):
        self.header("core/a.hpp", body="#define PROBATA_DETAIL_X\n#define PROBATA_ASSERT(x)\n" + BODY)
        self.assert_holds(text_rules.header_shape)
        self.header("core/a.hpp", body="#define PROBATA_EXTRA 1\n" + BODY)
        self.assert_complains(text_rules.header_shape, "PROBATA_EXTRA")


class MirroredTests(Tree):
    def test_asks_for_a_test_with_a_case(self):
        self.assert_complains(text_rules.mirrored_tests, "core/bits.hpp", "tests/core/bits_test.cpp")
        self.write("tests/core/bits_test.cpp", "// nothing yet\n")
        self.assert_complains(text_rules.mirrored_tests, "no test case")
        self.write("tests/core/bits_test.cpp", 'TEST_CASE("bits: ...") {}\n')
        self.assert_holds(text_rules.mirrored_tests)

    def test_exempts_what_has_nothing_to_test(self):
        self.write("tests/core/bits_test.cpp", 'TEST_CASE("bits: ...") {}\n')
        for header in ("core/detail/a.hpp", "field/concepts.hpp", "hash/round_constants.hpp", "probata.hpp"):
            self.header(header)
        self.assert_holds(text_rules.mirrored_tests)


class TopLevel(Tree):
    def setUp(self):
        super().setUp()
        for folder in ("tests", "bench", "examples", "cmake"):
            (self.root / folder).mkdir(exist_ok=True)
        for name in ("CMakeLists.txt", "README.md", "LICENSE", ".gitignore"):
            self.write(name, "")

    def test_accepts_the_known_entries_and_build_directories(self):
        self.write("build/CMakeCache.txt", "")
        self.assert_holds(text_rules.top_level)

    def test_rejects_an_unknown_entry(self):
        self.write("notes.txt", "")
        self.assert_complains(text_rules.top_level, "notes.txt")

    def test_rejects_a_missing_entry(self):
        (self.root / "README.md").unlink()
        self.assert_complains(text_rules.top_level, "README.md: missing")


class Umbrella(Tree):
    def setUp(self):
        super().setUp()
        self.header("field/bigprime/a.hpp")  # matches the list of exceptions
        self.all = ["<probata/core/bits.hpp>", "<probata/version.hpp>"]

    def own(self, root):
        """Complaints of the rule, less those about exceptions that this small tree does not have."""
        return [complaint for complaint in text_rules.umbrella(root) if not complaint.startswith("umbrella_exc")]

    def test_accepts_a_complete_list(self):
        self.header("probata.hpp", *self.all)
        self.assert_holds(self.own)

    def test_rejects_a_forgotten_header(self):
        self.header("probata.hpp", *self.all[1:])
        self.assert_complains(self.own, "does not include <probata/core/bits.hpp>")

    def test_rejects_a_header_that_does_not_belong(self):
        self.header("probata.hpp", *self.all, "<probata/field/bigprime/a.hpp>")
        self.assert_complains(self.own, "no public header or an exception")


class LeanVerifier(Tree):
    def test_rejects_a_verifier_that_reaches_vectors(self):
        self.header("simd/a.hpp", "<xsimd/xsimd.hpp>")
        self.header("verifier.hpp", "<probata/core/bits.hpp>")
        self.assert_holds(text_rules.lean_verifier)
        self.header("verifier.hpp", "<probata/simd/a.hpp>")
        self.assert_complains(text_rules.lean_verifier, "verifier.hpp: reaches <xsimd/xsimd.hpp> through simd/a.hpp")

    def test_rejects_a_listed_header_that_reaches_threads(self):
        self.header("core/bits.hpp", "<thread>")
        self.assert_complains(text_rules.lean_verifier, "core/bits.hpp: reaches <thread>")


class FolderReadmes(Tree):
    def test_asks_for_a_readme_that_names_the_headers(self):
        self.assert_complains(text_rules.folder_readmes, "core/: has no README.md")
        self.write("include/probata/core/README.md", "# core\n")
        self.assert_complains(text_rules.folder_readmes, "does not name core/bits.hpp")
        self.write("include/probata/core/README.md", "# core\n`bits.hpp`\n")
        self.assert_holds(text_rules.folder_readmes)

    def test_rejects_a_long_readme(self):
        self.write("include/probata/core/README.md", "bits.hpp\n" * 41)
        self.assert_complains(text_rules.folder_readmes, "41 lines, at most 40")


if __name__ == "__main__":
    unittest.main()
