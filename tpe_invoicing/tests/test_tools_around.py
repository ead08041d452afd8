# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools import charges, margin, outbound, recurrence, sales_table
from ..tools.charges import Entry


@tagged("-at_install", "post_install")
class TestToolsAround(BaseCase):
    def test_examples_of_the_tools_are_right(self):
        for tool in (outbound, recurrence, sales_table):
            with self.subTest(tool=tool.__name__):
                self.assertFalse(doctest.testmod(tool).failed)

    def test_only_a_price_taken_off_or_a_product_of_the_whole_stands_at_the_foot(self):
        line = Entry(Decimal(9), "S20", False, False)
        for net, group, is_whole, is_cut, is_at_foot in (
            ("-1", "S20", False, True, True),
            ("-1", "S20", False, False, False),  # taken back, or a deposit
            ("0.50", "S20", False, True, False),
            ("0.50", "S10", True, False, True),
            ("-0.50", "S10", True, False, False),
            ("0", "S20", True, False, False),
        ):
            entry = Entry(Decimal(net), group, is_whole, is_cut)
            found = charges.choose_foot([line, entry])
            self.assertEqual(found, {1} if is_at_foot else set(), entry)

    def test_a_margin_of_one_euro_bears_its_vat(self):
        found = margin.split_margin(Decimal(2), Decimal(1), Decimal(20))
        self.assertEqual(found, (Decimal("0.83"), Decimal("0.17")))

    def test_a_term_of_the_end_of_a_month_keeps_its_last_day(self):
        for term_end, last in (
            (date(2026, 1, 29), date(2026, 2, 27)),
            (date(2026, 1, 31), date(2026, 2, 28)),
        ):
            self.assertEqual(recurrence.next_term(term_end, 1), last)
