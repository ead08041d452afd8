# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import import_match, import_partner, import_text, import_values
from ..tools.import_problem import ImportProblem
from ..tools.import_values import (
    guess_month_first,
    guess_thousands,
    parse_amount,
    parse_date,
    parse_rate,
)
from .calm import CALM

AMOUNTS = st.decimals("-99999999", "99999999", places=2, allow_nan=False)
DATES = st.dates(date(1970, 1, 1), date(2069, 12, 31))


def in_french(amount, blank):
    text = f"{abs(amount):,.2f}".replace(",", blank).replace(".", ",")
    return f"-{text}" if amount < 0 else text


@tagged("-at_install", "post_install")
class TestToolsImportValues(BaseCase):
    def test_examples_of_the_documentation_hold(self):
        for module in (import_match, import_partner, import_text, import_values):
            self.assertEqual(doctest.testmod(module).failed, 0)

    @CALM
    @given(AMOUNTS, st.sampled_from([" ", "\u00a0", "\u202f", ""]))
    def test_an_amount_written_in_french_is_read_back(self, amount, blank):
        self.assertEqual(parse_amount(in_french(amount, blank) + " €"), amount)

    @CALM
    @given(AMOUNTS)
    def test_an_amount_written_in_english_is_read_back(self, amount):
        self.assertEqual(parse_amount(f"{amount}"), amount)
        self.assertEqual(parse_amount(f"{amount:,.2f}", ","), amount)

    @CALM
    @given(st.text(max_size=30))
    def test_any_text_is_an_amount_or_is_refused(self, text):
        try:
            found = parse_amount(text)
        except ImportProblem as problem:
            self.assertEqual(problem.code, "amount_invalid")
        else:
            self.assertTrue(found is None or found.is_finite())

    def test_each_way_of_writing_an_amount(self):
        for text, expected in (
            ("1 234,56", "1234.56"),
            ("1\u00a0234,56\u00a0€", "1234.56"),
            ("1.234,56", "1234.56"),
            ("1,234.56", "1234.56"),
            ("1'234.56", "1234.56"),
            ("1.234.567", "1234567"),
            ("12,5", "12.5"),
            ("0,333", "0.333"),
            ("-12,00", "-12.00"),
            ("12,00-", "-12.00"),
            ("(12,00)", "-12.00"),
            ("−12", "-12"),
            ("100 EUR", "100"),
            ("100,00 € HT", "100.00"),
            (",5", "0.5"),
        ):
            with self.subTest(text):
                self.assertEqual(parse_amount(text), Decimal(expected))

    def test_what_is_no_amount_is_refused(self):
        for text in ("abc", "12,34,5", "1.23.4", "12 x", "1,2.3,4", "--5", "1e9"):
            with self.subTest(text), self.assertRaises(ImportProblem):
                parse_amount(text)

    def test_a_point_parts_thousands_where_the_file_shows_it(self):
        thousands = guess_thousands(["12,00", "1.234,56"])
        self.assertEqual(parse_amount("1.234", thousands), 1234)
        self.assertEqual(parse_amount("12.345.678,9", thousands), Decimal("12345678.9"))

    def test_a_row_written_otherwise_than_its_file_is_not_read_a_hundredfold(self):
        for text, mark, amount in (
            ("246.90", ".", "246.90"),
            ("1'481.40", ".", "1481.40"),
            ("1,234.50", ".", "1234.50"),
            ("246,90", ",", "246.90"),
            ("1.234,50", ",", "1234.50"),
            ("-0.5", ".", "-0.5"),
        ):
            self.assertEqual(parse_amount(text, mark), Decimal(amount), text)
        self.assertEqual(parse_amount("1.234"), Decimal("1.234"))

    @CALM
    @given(
        DATES,
        st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%d/%m/%y"]),
    )
    def test_a_date_is_read_back_from_each_form(self, day, form):
        self.assertEqual(parse_date(day.strftime(form)), day)

    @CALM
    @given(DATES)
    def test_a_date_is_read_back_from_a_spreadsheet_number(self, day):
        serial = (day - date(1899, 12, 30)).days
        self.assertEqual(parse_date(f"{serial:05d}"), day)

    @CALM
    @given(st.text(max_size=30))
    def test_any_text_is_a_date_or_is_refused(self, text):
        try:
            found = parse_date(text)
        except ImportProblem as problem:
            self.assertEqual(problem.code, "date_invalid")
        else:
            self.assertTrue(found is None or 1900 <= found.year < 2200)

    def test_dates_with_words_hours_and_one_digit(self):
        for text in (
            "5 janvier 2025",
            "5 janv. 2025",
            "5-jan-25",
            "5/1/2025",
            "05/01/2025 14:30",
            "2025-01-05T00:00:00",
        ):
            with self.subTest(text):
                self.assertEqual(parse_date(text), date(2025, 1, 5))

    def test_a_day_that_does_not_exist_is_refused(self):
        for text in ("31/02/2025", "29/02/2023", "2025-13-01", "hier", "32/01/2025"):
            with self.subTest(text), self.assertRaises(ImportProblem):
                parse_date(text)

    def test_american_dates_are_known_by_a_day_above_twelve(self):
        self.assertTrue(guess_month_first(["01/31/2025", "02/03/2025"]))
        self.assertFalse(guess_month_first(["01/02/2025", "02/03/2025"]))
        self.assertFalse(guess_month_first(["31/01/2025", "01/31/2025"]))
        self.assertEqual(parse_date("02/03/2025", True), date(2025, 2, 3))

    def test_rates_are_read_in_percent_and_as_parts_of_one(self):
        for text, expected in (
            ("20", "20"),
            ("20,00 %", "20"),
            ("0.2", "20"),
            ("0,055", "5.5"),
            ("TVA 10%", "10"),
            ("Exonéré", "0"),
            ("Art. 293 B", "0"),
            ("0", "0"),
        ):
            with self.subTest(text):
                self.assertEqual(parse_rate(text), Decimal(expected))
