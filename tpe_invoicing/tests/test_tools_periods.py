# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import periods

DAYS = st.dates(date(2019, 1, 1), date(2035, 12, 31))
LIMITS = {"agreed": 60, "end_of_month": 45, "periodic": 45}


@tagged("-at_install", "post_install")
class TestPeriods(BaseCase):
    """Half-years, and the table of terms of the legal reference (T-16, T-17)."""

    def test_45_days_end_of_month_has_two_lawful_readings(self):
        for issued, first, second in (
            (date(2026, 1, 1), date(2026, 2, 28), date(2026, 3, 17)),
            (date(2026, 1, 15), date(2026, 3, 31), date(2026, 3, 17)),
            (date(2026, 1, 31), date(2026, 3, 31), date(2026, 3, 17)),
            (date(2024, 1, 15), date(2024, 2, 29), date(2024, 3, 16)),
            (date(2024, 2, 10), date(2024, 3, 31), date(2024, 4, 14)),
            (date(2026, 2, 10), date(2026, 3, 31), date(2026, 4, 14)),
            (date(2026, 4, 16), date(2026, 5, 31), date(2026, 6, 14)),
            (date(2026, 4, 17), date(2026, 6, 30), date(2026, 6, 14)),
            (date(2026, 12, 31), date(2027, 2, 28), date(2027, 2, 14)),
        ):
            self.assertEqual(periods.end_of_month_terms(issued, 45), (first, second))

    def test_term_of_sixty_days_counts_from_the_issue(self):
        for issued, longest in (
            (date(2026, 1, 1), date(2026, 3, 2)),
            (date(2024, 1, 15), date(2024, 3, 15)),
            (date(2026, 12, 31), date(2027, 3, 1)),
        ):
            self.assertEqual(periods.longest_due_date(issued, LIMITS), longest)

    def test_periodic_invoice_has_forty_five_days(self):
        longest = periods.longest_due_date(date(2026, 1, 1), LIMITS, is_periodic=True)
        self.assertEqual(longest, date(2026, 2, 15))

    def test_half_year_is_named_after_its_year(self):
        self.assertEqual(periods.half_year_code(date(2027, 1, 5)), "2027-H1")
        self.assertEqual(periods.half_year_code(date(2026, 6, 30)), "2026-H1")
        self.assertEqual(periods.half_year_code(date(2026, 7, 1)), "2026-H2")

    @given(DAYS, st.integers(-3, 2000))
    def test_half_years_cut_a_run_of_days_without_gap(self, first, length):
        last = first + timedelta(days=length)
        parts = periods.split_half_years(first, last)
        days = sum((end - start).days + 1 for start, end in parts)
        self.assertEqual(days, max(0, length + 1))
        for start, end in parts:
            self.assertEqual(
                periods.half_year_start(start), periods.half_year_start(end)
            )

    def test_examples_in_the_docstrings_hold(self):
        self.assertEqual(doctest.testmod(periods).failed, 0)
