# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo.tests import TransactionCase, tagged

from odoo.addons.tpe_invoicing.tools.proof import read_pages

from ..models.letter_sheet import set_letter

HEAD = {
    "day": [2026, 11, 30],
    "sender": ["Menuiserie Durand", "12 rue des Lilas", "35000 Rennes"],
    "identity": "Menuiserie Durand · SARL",
    "place_and_date": "Rennes, 30/11/2026",
    "subject": "Subject",
    "addressee": ["Bâti Ouest", "1 rue du Port", "29200 Brest"],
    "paragraphs": [["Hello,"], ["These invoices are still to be paid. " * 5]],
    "amount": "1,200.00 €",
    "claims": [],
    "signature": ["Odile Durand", "Menuiserie Durand"],
}
WORDS = {
    "columns": ["Document", "Date", "Due date", "Balance"],
    "deducted": "To be deducted",
    "total": "To pay",
    "claims": "The law adds:",
    "greeting": "Yours faithfully,",
    "transfer": "By transfer: FR76 3000 4000",
}
SHORT = {**HEAD, "lang": "en", "words": WORDS}
LONG = {
    **SHORT,
    "lang": "fr",
    "claims": [["interest:", "22.42 €"], ["lump sum:", "40.00 €"]],
    "url": "https://durand.example/tpe/account/1",
    "code": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"></svg>',
    "words": {**WORDS, "scan": "Scan", "online": "Online", "valid": "Valid"},
}


@tagged("post_install_l10n", "post_install", "-at_install")
class TestLetterSheet(TransactionCase):
    def _set(self, view, count, design="letter"):
        """:return: text of each page of a letter about some invoices"""
        row = {"date": "2026-09-01", "due_date": "2026-09-30", "amount": "20.00 €"}
        rows = [
            {**row, "number": f"INV-{number:03}", "is_credit": number == count - 1}
            for number in range(count)
        ]
        return list(read_pages(set_letter(self.env, design, {**view, "rows": rows})))

    def test_nobody_signs_on_a_page_without_the_sum_and_what_it_is_of(self):
        for view in (SHORT, LONG):
            for count in range(1, 65):
                with self.subTest(view["lang"], count=count):
                    pages = self._set(view, count)
                    rows = [page.count("INV-") for page in pages]
                    self.assertEqual(sum(rows), count)
                    self.assertGreaterEqual(rows[-1], min(count, 2))
                    for word in ("To pay", "By transfer", "Yours", "Odile"):
                        self.assertIn(word, pages[-1])
                    for page in pages:
                        self.assertEqual(page.count("Due date"), 1)

    def test_what_fits_on_one_page_stays_there(self):
        self.assertEqual(len(self._set(SHORT, 14)), 1)
        self.assertEqual(len(self._set(SHORT, 16)), 1)
        self.assertEqual(len(self._set(LONG, 8)), 1)

    def test_a_formal_notice_is_not_signed_on_an_empty_page_either(self):
        words = {**WORDS, "steps": "", "step_columns": []}
        view = {**SHORT, "words": words, "steps": [], "after": ["Before.", "Last."]}
        for count in range(1, 40):
            with self.subTest(count=count):
                rows = [[f"INV-{number:03}", "", "", ""] for number in range(count)]
                claim = {**view, "rows": rows, "totals": [["In all", "1,200.00 €"]]}
                pages = list(read_pages(set_letter(self.env, "claim_letter", claim)))
                for word in ("Last.", "By transfer", "Yours", "Odile"):
                    self.assertIn(word, pages[-1])
