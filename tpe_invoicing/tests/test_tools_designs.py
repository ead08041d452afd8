# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import itertools
import re
from datetime import UTC, datetime
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..tools import document, page, pictures, proof, proof_expected, proof_page
from . import design_samples as samples

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
# what samples with mentions of their own say too
SAID = ("BT-1", "BT-2", "BT-9", "BT-22", "BT-44")
BASE = Path(page.DESIGNS, "lib", "base.typ")


def read(design, invoice, is_draft=False):
    """:param str design: name
    :param dict invoice: see ``design_samples``
    :param bool is_draft: whether it is none yet
    :return: text of its pages
    :rtype: str"""
    view = document.lay_out(invoice, is_draft)
    return proof.squeeze(proof.read_text(page.render(design, view, NOW)))


@tagged("-at_install", "post_install")
class TestDesigns(BaseCase):
    """What every design says, whatever it looks like."""

    def test_every_file_of_the_folder_is_a_design_that_is_tested(self):
        found = {path.stem for path in page.DESIGNS.glob("*.typ")}
        self.assertEqual(found, set(samples.DESIGNS))

    def test_every_design_says_what_must_be_read(self):
        usual = samples.get_usual()
        known = usual | samples.get_extreme()
        for design, name in itertools.product(samples.DESIGNS, known):
            view = document.lay_out(known[name])
            texts = proof.read_pages(page.render(design, view, NOW))
            expected = proof_expected.list_expected(known[name], view)
            expected["texts"] = [
                pair for pair in expected["texts"] if pair[0] in SAID or name in usual
            ]
            with self.subTest(design=design, sample=name):
                wrong = [*proof.compare_page(proof_page.Page(texts), expected)]
                self.assertEqual(wrong, [])

    def test_a_hyphen_at_the_end_of_a_line_is_read_as_what_it_is(self):
        words = " ".join(f"{'a' * size}-Nazaire" for size in range(1, 25))
        invoice = samples.get_usual()[next(iter(samples.get_usual()))]
        invoice["page"]["mentions"][0]["text"] = words
        for design in samples.DESIGNS:
            texts = proof.read_pages(
                page.render(design, document.lay_out(invoice), NOW)
            )
            with self.subTest(design=design):
                self.assertTrue(
                    proof_page.Page(texts).reads(proof.squeeze(words)), texts
                )

    def test_every_design_prints_every_mention_of_many(self):
        invoice = samples.get_extreme()["many_mentions"]
        for design in samples.DESIGNS:
            text = read(design, invoice)
            for mention in invoice["page"]["mentions"]:
                with self.subTest(design=design, mention=mention["text"][:12]):
                    self.assertIn(proof.squeeze(mention["text"]), text)

    def test_every_design_marks_each_page_of_what_is_no_original(self):
        invoice = samples.get_extreme()["two_pages"]
        words = {"": "BROUILLON", "pro_forma": "PROFORMA", "duplicate": "DUPLICATA"}
        for design, mark in itertools.product(samples.DESIGNS, words):
            invoice["page"]["mark"] = mark
            text = read(design, invoice, is_draft=not mark)
            pages = len(re.findall(r"Page\d+/\d+", text))
            with self.subTest(design=design, mark=mark):
                self.assertGreater(pages, 1)
                self.assertEqual(text.count(words[mark]), pages)

    def test_every_design_keeps_its_choices(self):
        style = {
            **{"show_code": False, "show_bank": False, "show_qr": False},
            **{"show_position": True, "footer": "Ouvert le samedi"},
            "pay_url": "https://pay.example/x",
            "terms": samples.get_paragraphs(1, "Article premier. "),
        }
        for design in samples.DESIGNS:
            text = read(design, samples.make_sample(style=style))
            with self.subTest(design=design):
                for wanted in ("Ouvertlesamedi", "Payerenligne", "Articlepremier"):
                    self.assertIn(wanted, text)
                for hidden in ("TAB-200", "IBAN", "QRcode"):
                    self.assertNotIn(hidden, text)

    def test_no_design_shows_vat_of_a_seller_who_charges_none(self):
        invoice = samples.get_usual()["franchise"]
        for design in samples.DESIGNS:
            text = read(design, invoice)
            with self.subTest(design=design):
                self.assertIn("TVAnonapplicable,article293B", text)
                self.assertEqual(text.count("TVA"), 1)

    def test_every_design_shows_how_far_works_are_done(self):
        for design in samples.DESIGNS:
            text = read(design, samples.get_usual()["situation"])
            with self.subTest(design=design):
                for wanted in ("1800,00", "50%", "25%"):
                    self.assertIn(wanted, text)

    def test_every_page_can_be_drawn_for_a_screen(self):
        view = document.lay_out(samples.get_extreme()["two_pages"])
        for design in samples.DESIGNS:
            pages = page.draw_svg(design, view)
            self.assertEqual(len(pages), 2, design)
            self.assertTrue(all(each.startswith(b"<svg") for each in pages))

    def test_colours_of_texts_can_be_read(self):
        for name, color in re.findall(
            r'#let (ink|grey) = rgb\("(#\w{6})"\)', BASE.read_text(encoding="utf-8")
        ):
            self.assertGreater(pictures.contrast(color), 5.5, name)
