# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every particular that the law knows of: printed, checked, or left out with a reason.

The names are those of our table of the law. What is printed stands in the ``PRINTED``
of ``law_rows_*``; ``CHECKED`` holds what is refused or told instead, ``LEFT_OUT`` why
some rows are never printed.
"""

from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools import mentions
from . import law_rows_document, law_rows_people, law_rows_sectors, law_rows_vat
from .law_facts import CONSUMER, lines
from .law_rows_checked import CHECKED, LEFT_OUT, ROWS
from .law_samples import AREAS, load_rules, make_context, read_rows

PRINTED = (
    *law_rows_people.PRINTED,
    *law_rows_document.PRINTED,
    *law_rows_vat.PRINTED,
    *law_rows_sectors.PRINTED,
)

FIGURES = {
    code: (Decimal(value), 1)
    for code, value in (
        ("ecb_mro", "2.40"),
        ("late_margin", "10"),
        ("late_margin_public", "8"),
        ("recovery_lump_sum", "40"),
    )
}


def print_mentions(context):
    """:return: words of the mentions of an invoice, by code"""
    values = mentions.get_values(context)
    found = {}
    for rule, text in mentions.select(load_rules(), context):
        names = mentions.find_variables(text.fr) & mentions.FIGURES.keys()
        law, _rows = mentions.get_figure_values(names, FIGURES, "fr")
        found[rule.code] = mentions.fill(text.fr, values | law)
    return found


@tagged("-at_install", "post_install")
class TestLawRows(BaseCase):
    def test_every_row_of_the_law_is_printed_checked_or_left_out_with_a_reason(self):
        told = {row for row, *_rest in PRINTED} | {row for row, *_rest in CHECKED}
        self.assertEqual(told | LEFT_OUT.keys(), ROWS)

    def test_each_mention_is_printed_in_the_words_of_the_law(self):
        for row, facts, code, words in PRINTED:
            with self.subTest(row=row, code=code):
                found = print_mentions(make_context(**facts))
                self.assertIn(code, found)
                self.assertEqual(found[code], words or found[code])

    def test_each_mention_is_absent_from_an_invoice_that_does_not_call_for_it(self):
        plain = print_mentions(make_context())
        for row, facts, code, _words in PRINTED:
            with self.subTest(row=row, code=code):
                if not facts:
                    continue  # a plain invoice bears it
                self.assertNotIn(code, plain)

    def test_each_check_finds_its_fault_and_nothing_on_a_faultless_invoice(self):
        for row, facts, area, code in CHECKED:
            with self.subTest(row=row, code=code):
                check = AREAS[area]
                self.assertNotIn(code, [f.code for f in check(make_context())])
                found = [f.code for f in check(make_context(**facts))]
                self.assertIn(code, found)

    def test_every_mention_that_ships_is_called_for_by_a_row(self):
        shipped = {rule.code for rule in load_rules()}
        known = {code for _row, _facts, code, _words in PRINTED}
        others = {code for code in shipped - known if not code.startswith("EXEMPT_")}
        self.assertEqual(
            others,
            {
                "CREDIT_NET_OF_TAX",
                "LUMP_CONSUMER",
                "LUMP_CREDIT",
                "PENALTY_CONSUMER",
                "PENALTY_CREDIT",
            },
        )

    def test_one_legal_basis_is_printed_for_each_reason(self):
        bases = {rule.code for rule in load_rules() if rule.condition[:4] == "vat:"}
        for row, facts, code, _words in PRINTED:
            found = print_mentions(make_context(**facts)).keys() & bases
            expected = {code} if code in bases else set()
            self.assertEqual(found, expected, row)

    def test_franchise_prevails_over_reverse_charge(self):
        # T-25
        franchise = lines("E", "VATEX-FR-FRANCHISE", "services")
        seller = {"seller": {"regime": "franchise", "vat": ""}}
        found = print_mentions(make_context(**franchise, **seller))
        self.assertIn("FRANCHISE", found)
        self.assertNotIn("Autoliquidation", " ".join(found.values()))

    def test_invoice_that_refers_to_a_deposit_or_a_situation_replaces_nothing(self):
        one = {"preceding": [("F-1", date(2026, 11, 1))]}
        for facts in ({"follows_deposit": True}, {"kind": "situation"}):
            found = print_mentions(make_context(document=one | facts))
            self.assertNotIn("REPLACE", found)

    def test_warranty_is_for_consumers_in_the_shop_and_listed_goods_only(self):
        sale = {"is_in_store": True, "warranty_goods": "Table"}
        for buyer, document in (
            ({}, sale),
            (CONSUMER, sale | {"is_in_store": False}),
            (CONSUMER, sale | {"warranty_goods": ""}),
        ):
            found = print_mentions(make_context(buyer=buyer, document=document))
            self.assertNotIn("LEGAL_WARRANTY", found)

    def test_every_row_of_the_data_says_article_severity_and_source(self):
        texts = {row["mention_id:id"]: row for row in read_rows("tpe.mention.text.csv")}
        for row in read_rows("tpe.mention.csv"):
            with self.subTest(code=row["code"]):
                self.assertIn(row["severity"], ("blocking", "warning", "info"))
                source = texts.get(row["id"], row)["source_url"]
                if row["article"]:
                    self.assertTrue(source.startswith("https://"), source)
                if row["kind"] == "mention":
                    self.assertTrue(row["article"])
                    self.assertTrue(mentions.is_condition(row["condition"]))
