# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools import mentions
from ..tools.mentions import Rule, Text
from .law_samples import SELLER, make_context

DAY = date(2026, 11, 24)


def _text(day, words, **values):
    text = Text(day, False, None, words, words, "", words, False)
    return text._replace(**values)


def _rule(*texts, condition="always", place="foot"):
    return Rule("x", condition, place, "", "", "", texts)


@tagged("-at_install", "post_install")
class TestMentionWords(BaseCase):
    """Which text of a mention is printed on a day, and the words it is filled with."""

    def test_the_text_of_the_day_the_companys_own_before_the_laws(self):
        old = _text(date(2020, 1, 1), "old")
        new = _text(DAY, "new")
        own = _text(date(2026, 1, 1), "own", is_own=True)
        ended = own._replace(date_from=DAY, is_repealed=True)
        before = date(2026, 11, 23)
        for texts, day, words in (
            ((old, new), before, "old"),
            ((old, new), DAY, "new"),
            ((old, new), date(2019, 12, 31), None),
            ((old, new, own), DAY, "own"),
            ((old, new, own), date(2025, 12, 31), "old"),
            ((old, new, own, ended), before, "own"),
            ((old, new, own, ended), DAY, "new"),
            ((old, new._replace(is_repealed=True)), DAY, None),
        ):
            found = mentions.pick_text(_rule(*texts), day)
            self.assertEqual(found and found.fr, words, (day, words))

    def test_a_mention_is_printed_where_it_has_a_place_a_case_and_a_text(self):
        text = _text(DAY, "words")
        rule = _rule(text)
        context = make_context()
        self.assertEqual(mentions.select([rule], context), [(rule, text)])
        for other in (
            rule._replace(place=""),
            rule._replace(condition=""),
            rule._replace(condition="paid"),
            rule._replace(texts=()),
        ):
            self.assertEqual(mentions.select([other], context), [])

    def test_numbers_and_days_as_french_and_english_readers_write_them(self):
        for number, digits, french, english in (
            ("1234567.5", None, "1\xa0234\xa0567,5", "1,234,567.5"),
            ("1200", None, "1\xa0200", "1,200"),
            ("12.40", None, "12,4", "12.4"),
            ("12.4", 2, "12,40", "12.40"),
            ("0", 2, "0,00", "0.00"),
        ):
            for lang, words in (("fr", french), ("en", english)):
                found = mentions.format_number(Decimal(number), lang, digits)
                self.assertEqual(found, words)
        self.assertEqual(mentions.format_date(DAY, "fr"), "24/11/2026")
        self.assertEqual(mentions.format_date(DAY, "en"), "2026-11-24")
        self.assertEqual(mentions.format_date(None, "fr"), "")
        for day, french, english in (
            (date(2026, 6, 30), "1er semestre 2026", "first half of 2026"),
            (date(2026, 7, 1), "2e semestre 2026", "second half of 2026"),
        ):
            self.assertEqual(mentions.format_half_year(day, "fr"), french)
            self.assertEqual(mentions.format_half_year(day, "en"), english)

    def test_every_variable_has_its_words(self):
        preceding = [("F1", date(2026, 10, 1)), ("F2", date(2026, 10, 2))]
        context = make_context(
            seller={"late_rate": Decimal(12)},
            document={
                "discount": (Decimal("1.5"), 8),
                "preceding": preceding,
                "replacing": preceding[:1],
                "exchange_rate": Decimal("1.08"),
                "vat_in_eur": Decimal("20.5"),
                "quote_fee": Decimal(1200),
                "other_vat_reasons": ["A", "B"],
            },
        )
        values = mentions.get_values(context)
        for name, words in {
            "seller_name": "Menuiserie Durand",
            "siren": "404 833 048",
            "siret": "404 833 048 00022",
            "capital": "10\xa0000",
            "contract_rate": "12,00",
            "buyer_siren": "552 100 554",
            "buyer_vat": "FR96552100554",
            "due_date": "24/12/2026",
            "issued_on": "24/11/2026",
            "paid_on": "",
            "discount_percent": "1,5",
            "discount_days": "8",
            "exchange_rate": "1,0800",
            "vat_in_eur": "20,50",
            "quote_fee": "1\xa0200,00",
            "eco_amount": "0,00",
            "preceding": "n° F1 du 01/10/2026, n° F2 du 02/10/2026",
            "replacing": "n° F1 du 01/10/2026",
            "vat_reasons": "A, B",
            "half_year": "2e semestre 2026",
        }.items():
            self.assertEqual(values[name].replace("\u202f", "\xa0"), words, name)
        english = mentions.get_values(context | {"lang": "en"})
        self.assertTrue(english["preceding"].startswith("no. F1 of 2026-10-01"))

    def test_a_settled_deposit_is_named_before_what_precedes(self):
        settled, others = [("D1", DAY)], [("F1", DAY)]
        context = make_context(document={"settled": settled, "preceding": others})
        self.assertEqual(
            mentions.get_values(context)["preceding"], "n° D1 du 24/11/2026"
        )

    def test_no_discount_is_none_in_no_days(self):
        values = mentions.get_values(make_context())
        self.assertEqual(
            (values["discount_percent"], values["discount_days"]), ("0", "0")
        )

    def test_a_text_without_an_invoice_shows_what_is_known(self):
        values = mentions.get_example_values(SELLER, DAY, "fr")
        self.assertEqual(values["seller_name"], "Menuiserie Durand")
        self.assertEqual(values["half_year"], "2e semestre 2026")
        for name in ("buyer_name", "insurer", "late_rate"):
            self.assertEqual(values[name], mentions.UNKNOWN, name)

    def test_the_figures_of_the_law_are_added_up_and_their_rows_kept_once(self):
        figures = {
            "ecb_mro": (Decimal("2.40"), 7),
            "late_margin": (Decimal(10), 8),
            "late_margin_public": (Decimal(8), 9),
            "recovery_lump_sum": (Decimal(40), 7),
        }
        names = {"late_rate", "lump_sum", "late_margin"}
        values, rows = mentions.get_figure_values(names, figures, "fr")
        wanted = {"late_rate": "12,40", "lump_sum": "40", "late_margin": "10"}
        self.assertEqual((values, sorted(rows)), (wanted, [7, 8]))
