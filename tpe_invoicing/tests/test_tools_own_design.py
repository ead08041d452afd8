# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Designs that a person wrote: kept apart, and proved, without a database."""

import doctest
from datetime import UTC, datetime
from pathlib import Path

import typst

from odoo.tests import BaseCase, tagged

from ..tools import design_proof, document, facturx_xml, page, sandbox, xmp
from .document_samples import SELLER, make_invoice

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
WORDS = "Clause de réserve de propriété"
HUGE = '#let a = "x" * 1000000000\n#(a + a).len()'
PLAIN = """#set document(title: "Facture", date: none)
#set page(width: 12cm, height: 8cm)
#set text(font: "Libertinus Serif", size: 11pt, lang: "fr")
"""


def set_page(body):
    """:return: a document of a design's own, without any standard
    :rtype: bytes"""
    return typst.compile((PLAIN + body).encode(), format="pdf")


def look(body, words=WORDS):
    """:return: what the proof says of a text on a page
    :rtype: list[str]"""
    problems, _texts = design_proof.find_missing(set_page(body), b"", {"words": words})
    return [each for each in problems if each.endswith(" words")]


@tagged("-at_install", "post_install")
class TestDesignProof(BaseCase):
    def test_examples_of_the_documentation_hold(self):
        for module in (design_proof, sandbox):
            self.assertEqual(doctest.testmod(module).failed, 0, module.__name__)

    def test_finished_document_lacks_nothing(self):
        invoice = make_invoice()
        xml = facturx_xml.generate(invoice)
        view = document.lay_out(invoice)
        pdf = xmp.add_facturx(page.render("classic", view, NOW, xml))
        expected = {"number": invoice["BT-1"], "seller": SELLER["name"]}
        problems, texts = design_proof.find_missing(pdf, xml, expected)
        self.assertEqual(problems, [])
        self.assertIn(invoice["BT-1"], texts[0])
        problems, _texts = design_proof.find_missing(pdf, xml + b" ", expected)
        self.assertEqual(problems, ["xml"])

    def test_plain_file_is_neither_archive_nor_read_aloud_and_has_no_xml(self):
        problems, texts = design_proof.find_missing(set_page(WORDS), b"<a/>", {})
        self.assertEqual(problems, ["PDF/A-3", "PDF/UA-1", "xml"])
        self.assertEqual([text.strip() for text in texts], [WORDS])

    def test_words_that_can_be_read_are_seen(self):
        for body in (
            WORDS,
            f"#text(size: 6pt)[{WORDS}]",
            f"#text(fill: luma(60%))[{WORDS}]",
            f"#block(fill: black, inset: 6pt)[#text(fill: white)[{WORDS}]]",
            f"#box(width: 2cm)[{WORDS}]",
            f"#place(bottom + right)[{WORDS}]",
        ):
            with self.subTest(body=body):
                self.assertEqual(look(body), [])

    def test_words_that_nobody_can_see_are_hidden(self):
        for body in (
            f"#text(fill: white)[{WORDS}]",
            f"#text(fill: luma(94%))[{WORDS}]",
            f"#text(size: 2pt)[{WORDS}]",
            f"#place(dx: 30cm)[{WORDS}]",
            f"#place(dy: -20cm)[{WORDS}]",
            f"#block(fill: black, inset: 6pt)[{WORDS}]",
            f"#place[{WORDS}]#place(rect(width: 9cm, height: 2cm, fill: white))",
        ):
            with self.subTest(body=body):
                self.assertEqual(look(body), ["hidden words"])

    def test_words_that_are_half_covered_are_hidden_and_a_corner_is_not_missed(self):
        def cover(share):
            lid = f"#place(rect(width: {share} * 6.2cm, height: 1cm, fill: white))"
            return f"#set par(justify: false)\n#place[#box(width: 9cm)[{WORDS}]]{lid}"

        self.assertEqual(look(cover("60%")), ["hidden words"])
        self.assertEqual(look(cover("5%")), [])

    def test_words_seen_once_may_stand_hidden_elsewhere(self):
        hidden = f"#text(fill: white)[{WORDS}]"
        for body in (f"{hidden}\n\n{WORDS}", f"{WORDS}\n\n{hidden}"):
            self.assertEqual(look(body), [])
            self.assertEqual(look(f"{body}\n#pagebreak()\n{hidden}"), [])

    def test_words_that_are_not_there_are_missing(self):
        self.assertEqual(look("Clause de réserve"), ["missing words"])
        self.assertEqual(look(""), ["missing words"])

    def test_words_may_go_on_over_the_next_page_but_not_over_another(self):
        first, second = "Clause de réserve", "de propriété"
        self.assertEqual(look(f"{first}\n#pagebreak()\n{second}"), [])
        between = "#pagebreak()\nAutre page\n#pagebreak()\n"
        self.assertEqual(look(f"{first}\n{between}{second}"), ["missing words"])
        # a few letters on either side tell nothing
        for text, cut, state in (
            ("abcdefghijklm", 6, ""),
            ("abcdefghijklm", 7, ""),
            ("abcdefghijkl", 6, "missing"),
            ("abcdefghijklmn", 5, "missing"),
            ("abcdefghijklmn", 9, "missing"),
        ):
            pages = [(part, [True] * len(part)) for part in (text[:cut], text[cut:])]
            self.assertEqual(design_proof._look(text, pages), state, (text, cut))

    def test_seven_letters_of_ten_must_be_seen(self):
        for count, state in ((7, ""), (6, "hidden")):
            page = ("abcdefghij", [True] * count + [False] * (10 - count))
            self.assertEqual(design_proof._look("abcdefghij", [page]), state)


@tagged("-at_install", "post_install")
class TestSandbox(BaseCase):
    def refuse(self, source, **options):
        """:return: code and line of what a design is refused for
        :rtype: tuple[str, int]"""
        box = sandbox.Sandbox(source, [], **options)
        with box, self.assertRaises(sandbox.DesignError) as refused:
            box.draw({})
        return refused.exception.code, refused.exception.line

    def test_design_shows_its_data_and_is_gone_afterwards(self):
        source = '#set document(title: "x")\n#set text(lang: "fr")\n'
        source += "#let view = json(bytes(sys.inputs.data))\n= #view.number"
        with sandbox.Sandbox(source, []) as box:
            (picture,) = box.draw({"number": "F-12"})
            self.assertIn(b"<svg", picture)
            process, folder = box.process, box.folder
            pdf = box.render({"number": "F-12"}, NOW)
            self.assertIs(box.process, process)
            self.assertEqual(box.render({"number": "F-12"}, NOW), pdf)
        problems, texts = design_proof.find_missing(pdf, b"", {"number": "F-12"})
        self.assertEqual(problems, ["xml"])
        self.assertEqual(texts[0].strip(), "F-12")
        self.assertFalse(folder.exists())
        self.assertIsNotNone(process.returncode)

    def test_each_page_is_a_picture(self):
        with sandbox.Sandbox("a\n#pagebreak()\nb", []) as box:
            self.assertEqual(len(box.draw({})), 2)

    def test_what_a_design_may_not_ask_for_is_refused_with_its_line(self):
        for source, told in (
            ('\n#import "@preview/cetz:0.3.0"', ("package", 2)),
            ('#include("@local/a:1.0.0")', ("package", 1)),
            ('// one\n/* two\nthree */\n#let x = plugin("a.wasm")', ("plugin", 4)),
            ("x" * (sandbox.LONGEST + 1), ("large", 0)),
        ):
            with self.subTest(source=source[:40]):
                with self.assertRaises(sandbox.DesignError) as refused:
                    sandbox.check_source(source)
                found = refused.exception
                self.assertEqual((found.code, found.line), told)
                with self.assertRaises(sandbox.DesignError):
                    sandbox.Sandbox(source, [])
        sandbox.check_source("x" * sandbox.LONGEST)
        sandbox.check_source('// #import "@preview/cetz:0.3.0"\n/* plugin("a") */')
        # an address is no comment, and hides nothing behind it
        with self.assertRaises(sandbox.DesignError):
            sandbox.check_source('#link("https://a.example") #plugin("a.wasm")')

    def test_packages_that_the_text_does_not_show_are_not_fetched(self):
        source = '#let name = "@preview/" + "cetz:0.3.0"\n#import name: *'
        self.assertEqual(self.refuse(source), ("package", 2))

    def test_files_of_the_machine_are_not_there(self):
        for path in ("/etc/passwd", "../../etc/passwd", "none.txt"):
            with self.subTest(path=path):
                self.assertEqual(self.refuse(f'\n#read("{path}")'), ("file", 2))
        secret = Path(__file__).parent / "__init__.py"
        self.assertEqual(self.refuse(f'#read("{secret}")'), ("file", 1))

    def test_design_without_end_or_of_endless_size_is_stopped(self):
        # Typst itself tells the plainest kinds
        self.assertEqual(self.refuse("#let f(n) = f(n)\n#f(1)"), ("typst", 1))
        self.assertEqual(self.refuse("\n#while true { }"), ("typst", 2))
        loop = (
            "#for a in range(9999) { for b in range(9999) { for c in range(99) {} } }"
        )
        self.assertEqual(self.refuse(loop, seconds=1), ("time", 0))
        self.assertEqual(self.refuse(HUGE), ("memory", 0))

    def test_design_is_set_again_after_one_that_was_stopped(self):
        with sandbox.Sandbox(HUGE, []) as box:
            with self.assertRaises(sandbox.DesignError):
                box.draw({})
            self.assertIsNone(box.process)
            self.assertIsNone(box.folder)
            box.source = "= Title"
            self.assertEqual(len(box.draw({})), 1)

    def test_fault_is_told_where_it_stands(self):
        self.assertEqual(self.refuse("= Title\n\n#unknown"), ("typst", 3))
        with self.assertRaisesRegex(sandbox.DesignError, "^design.typ:2: package$"):
            sandbox.check_source('\n#import "@preview/cetz:0.3.0"')
        # of blocks that are given nothing to show, it is their line in the design
        library = '\n#import "lib/invoice.typ": *'
        self.assertEqual(self.refuse(library), ("library", 2))

    def test_sign_that_no_font_shows_is_named(self):
        source = '#set document(title: "x")\n\n漢'
        box = sandbox.Sandbox(source, [])
        with box, self.assertRaises(sandbox.DesignError) as refused:
            box.render({}, NOW)
        found = refused.exception
        self.assertEqual((found.code, found.detail), ("sign", "漢"))
