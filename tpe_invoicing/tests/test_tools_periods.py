# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import periods, retention
from ..tools.retention import Years

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

    def test_a_term_of_the_end_of_the_month_takes_the_later_reading(self):
        for issued, last in (
            (date(2026, 1, 15), date(2026, 3, 31)),
            (date(2024, 2, 10), date(2024, 4, 14)),
        ):
            found = periods.longest_due_date(issued, LIMITS, is_end_of_month=True)
            self.assertEqual(found, last)

    def test_a_half_year_begins_on_the_first(self):
        for day, start in (
            (date(2026, 6, 30), date(2026, 1, 1)),
            (date(2026, 7, 1), date(2026, 7, 1)),
        ):
            self.assertEqual(periods.half_year_start(day), start)


@tagged("-at_install", "post_install")
class TestRetention(BaseCase):
    """How long a document is kept, on the days on which a law changes."""

    LAW = (Years(date(2000, 1, 1), 6, "six"), Years(date(2027, 1, 1), 10, "ten"))

    def test_the_clock_on_each_side_of_a_change(self):
        for start, until, law in (
            (date(2000, 1, 1), date(2006, 1, 1), "six"),
            (date(2020, 12, 31), date(2026, 12, 31), "six"),
            # still to be kept on the day on which the law gets longer
            (date(2021, 1, 1), date(2031, 1, 1), "ten"),
            (date(2027, 1, 1), date(2037, 1, 1), "ten"),
        ):
            self.assertEqual(retention.run_clock(start, self.LAW), (until, law))

    def test_a_law_that_says_the_same_again_changes_nothing(self):
        again = (self.LAW[0], Years(date(2022, 1, 1), 6, "again"))
        clock = retention.run_clock(date(2021, 1, 1), again)
        self.assertEqual(clock.law, "six")

    def test_a_law_that_ends_leaves_the_clock_it_had(self):
        ended = (self.LAW[0], Years(date(2022, 1, 1), None, "none"))
        clock = retention.run_clock(date(2021, 1, 1), ended)
        self.assertEqual(clock, (date(2027, 1, 1), "six"))
        with self.assertRaises(LookupError):
            retention.run_clock(date(2022, 1, 1), ended)

    def test_the_last_day_that_is_over(self):
        first, last = date(2026, 1, 1), date(2026, 1, 9)
        for over_until, found in (
            (date(2025, 12, 31), None),
            (first, first),
            (date(2026, 1, 8), date(2026, 1, 8)),
            (last, last),
        ):
            answer = retention.find_last(first, last, lambda d, e=over_until: d <= e)
            self.assertEqual(answer, found)
        self.assertEqual(retention.find_last(first, first, lambda day: True), first)
        self.assertIsNone(retention.find_last(last, first, lambda day: True))
