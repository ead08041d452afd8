# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
import json
from decimal import Decimal

import qrcode
from hypothesis import given
from hypothesis import strategies as st
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import MODE_8BIT_BYTE, QRData

from odoo.tests import BaseCase, tagged

from ..tools import (
    document,
    epc,
    html_tree,
    page,
    parties,
    pictures,
    qr,
    signs,
    typography,
)
from .document_samples import make_invoice

TEXTS = st.text(max_size=80)


@tagged("-at_install", "post_install")
class TestDocument(BaseCase):
    """Texts of a page, and the small tools that make them."""

    def _lay_out(self, is_draft=False, **terms):
        return document.lay_out(make_invoice(**terms), is_draft)

    def test_figures_are_written_as_the_french_do(self):
        view = self._lay_out()
        self.assertEqual(view["rows"][0]["total"], "900,00")
        self.assertEqual(view["totals"][-1]["text"], "1\xa0080,00\xa0€")
        self.assertEqual(view["vat"][0]["rate"], "20\xa0%")
        self.assertIn(["due_date", "24/12/2026"], view["facts"])

    def test_figures_are_written_as_the_english_do(self):
        page = make_invoice()["page"] | {"lang": "en"}
        view = self._lay_out(page=page)
        self.assertEqual(view["totals"][-1]["text"], "€\xa01,080.00")
        self.assertIn(["date", "2026-11-24"], view["facts"])

    def test_everything_can_be_handed_over_as_json(self):
        self.assertTrue(json.dumps(self._lay_out()))

    def test_sections_end_with_their_sum(self):
        line = make_invoice()["BG-25"][0]
        rows = [
            {"kind": "section", "text": "One"},
            {"kind": "line", "place": 0, "unit": ""},
            {"kind": "line", "place": 1, "unit": ""},
            {"kind": "section", "text": "Two"},
            {"kind": "line", "place": 2, "unit": ""},
        ]
        page = make_invoice()["page"] | {"rows": rows}
        view = self._lay_out(BG_25=[line] * 3, page=page)
        kinds = [row["kind"] for row in view["rows"]]
        expected = "section line line subtotal section line subtotal"
        self.assertEqual(kinds, expected.split())
        sums = [row["total"] for row in view["rows"] if row["kind"] == "subtotal"]
        self.assertEqual(sums, ["1\xa0800,00", "900,00"])
        self.assertEqual(view["rows"][-2]["carried"], "2\xa0700,00")

    def test_a_line_that_the_form_does_not_show_is_printed_all_the_same(self):
        line = make_invoice()["BG-25"][0]
        view = self._lay_out(BG_25=[line, line])
        self.assertEqual(len(view["rows"]), 2)

    def test_seller_in_franchise_shows_no_vat(self):
        page = make_invoice()["page"] | {"has_vat": False}
        labels = [row["label"] for row in self._lay_out(page=page)["totals"]]
        self.assertEqual(labels, ["net", "due"])

    def test_code_for_banks_is_only_for_what_can_be_paid(self):
        self.assertTrue(self._lay_out()["code"])
        self.assertFalse(self._lay_out(is_draft=True)["code"])
        self.assertFalse(self._lay_out(BT_5="USD")["code"])
        self.assertFalse(self._lay_out(BT_115=Decimal(0))["code"])
        self.assertFalse(self._lay_out(BT_84="")["code"])

    @given(TEXTS)
    def test_words_that_were_softened_say_the_same(self, text):
        self.assertEqual(
            document.soften(text).replace("\u200b", ""), text.replace("\u200b", "")
        )

    @given(TEXTS)
    def test_clean_text_is_clean_for_good(self, text):
        once = signs.clean(text, str.isascii)
        self.assertEqual(signs.clean(once, str.isascii), once)

    @given(TEXTS)
    def test_clean_text_is_good_for_xml(self, text):
        from lxml import etree

        etree.Element("a").text = signs.clean(text, lambda _text: True)

    @given(st.text(alphabet="<>/pbulia \n\"'=&;", max_size=60))
    def test_any_markup_can_be_read(self, text):
        for block in html_tree.parse(text):
            self.assertIn(block["kind"], ("paragraph", "item"))

    def test_scripts_and_links_to_elsewhere_do_not_reach_the_page(self):
        blocks = html_tree.parse(
            "<p>a<script>alert(1)</script>"
            "<a href='javascript:x'>b</a><a href='https://example.org'>c</a></p>"
        )
        runs = blocks[0]["runs"]
        self.assertEqual([run["text"] for run in runs], ["a", "b", "c"])
        self.assertEqual([run["link"] for run in runs], ["", "", "https://example.org"])

    def test_logo_that_is_no_picture_is_left_out(self):
        self.assertEqual(pictures.wrap(b"bm90IGEgcGljdHVyZQ=="), "")
        self.assertEqual(pictures.wrap(False), "")

    @given(st.integers(0, 0xFFFFFF))
    def test_any_colour_can_be_read_on_white(self, color):
        found = pictures.readable(f"#{color:06X}")
        self.assertGreaterEqual(pictures.contrast(found), pictures.READABLE)

    def test_codes_are_those_of_the_library_at_every_size(self):
        # up to a size of two blocks of unlike length, and two bytes for the length
        for count in (1, 14, 15, 61, 107, 151, 181, 214, 287, 331, 900, 2331):
            content = bytes((7 * place + count) % 256 for place in range(count))
            code = qrcode.QRCode(
                error_correction=ERROR_CORRECT_M, border=0, mask_pattern=qr.MASK
            )
            code.add_data(QRData(content, mode=MODE_8BIT_BYTE))
            code.make(fit=True)
            wanted = [
                "".join(str(int(bool(dark))) for dark in row) for row in code.modules
            ]
            self.assertEqual(qr.get_modules(content), wanted, count)

    def test_what_no_code_can_say_is_refused(self):
        with self.assertRaisesRegex(ValueError, "2332 bytes"):
            qr.draw(b"x" * 2332)

    def test_examples_of_the_documentation_hold(self):
        modules = (document, epc, html_tree, parties, pictures, qr, signs, typography)
        for module in modules:
            self.assertFalse(doctest.testmod(module).failed, module.__name__)

    def test_french_texts_do_not_break_before_a_sign(self):
        words = "Pénalités : 12,40 % l’an ; « néant »"
        bound = "Pénalités\xa0: 12,40\xa0% l’an\xa0; «\xa0néant\xa0»"
        for lang, expected in (("fr", bound), ("en", words)):
            inputs = page.get_inputs({"lang": lang, "text": words})
            self.assertEqual(json.loads(inputs["data"])["text"], expected)
