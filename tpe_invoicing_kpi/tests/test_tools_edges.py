# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date, timedelta
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools import (
    aging,
    change,
    delays,
    dso,
    effectiveness,
    forecast,
    micro,
    unpaid,
)

DAY = date(2026, 11, 24)


def _decimals(*numbers):
    return [Decimal(number) for number in numbers]


@tagged("-at_install", "post_install")
class TestEdges(BaseCase):
    """The first and the last value of each rule, on both sides."""

    def test_limits_of_ages_are_nine_at_most_and_ten_years(self):
        nine = tuple(range(1, 10))
        for text, limits in (
            (" ".join(map(str, nine)), nine),
            (" ".join(map(str, range(1, 11))), None),
            ("1", (1,)),
            ("0", None),
            ("3650", (3650,)),
            ("3651", None),
            ("30, x", None),
        ):
            self.assertEqual(aging.read_limits(text), limits, text)

    def test_what_is_due_today_is_not_overdue(self):
        items = [("A", DAY, 5), ("A", DAY - timedelta(1), 7), ("A", DAY, 9)]
        self.assertEqual(change.get_overdue_by_key(items, DAY), {"A": 7})

    def test_movers_are_three_ties_by_name_and_none_that_stayed(self):
        before = {"gone": 1, "B": 5, "A": 5, "same": 4, "D": 9}
        after = {"same": 4, "B": 7, "A": 7, "D": 8}
        self.assertEqual(
            change.get_movers(before, after), [("A", 2), ("B", 2), ("D", -1)]
        )
        self.assertEqual(
            change.get_movers(before, after, 9)[2:], [("D", -1), ("gone", -1)]
        )

    def test_a_bar_of_one_is_as_long_as_the_longest(self):
        self.assertEqual(change.get_shares([[1], [-1]]), [[1.0], [0.0]])

    def test_an_early_payment_shortens_the_sum_of_days(self):
        pieces = [(DAY, DAY - timedelta(5), Decimal(10))]
        self.assertEqual(delays.get_weighted_sums(pieces), (-50, 10))
        self.assertEqual(delays.get_weighted_sums(pieces, floored=True), (0, 10))

    def test_one_day_late_is_late(self):
        spans = [(DAY, DAY + timedelta(late)) for late in (-3, 0, 1)]
        self.assertEqual(delays.get_simple_delay(spans, late_only=True), 1)

    def test_the_median_is_the_middle_one_of_five(self):
        self.assertEqual(delays.get_median(dict.fromkeys((1, 2, 3, 10, 11), 1)), 3)

    def test_count_back_begins_at_nothing_and_wants_the_last_euro(self):
        months = [(24, Decimal(0)), (31, Decimal(99))]
        for receivable, days in ((0, 0), (99, 55), (100, None)):
            found = dso.get_dso_countback(Decimal(receivable), months)
            self.assertEqual(found, days, receivable)

    def test_shares_of_one_item_are_exact(self):
        step = _decimals(10, 5)
        self.assertEqual(effectiveness.get_effectiveness([step]), (50, 0))
        self.assertEqual(effectiveness.get_effectiveness([_decimals(10, 10)])[1], 100)
        self.assertEqual(unpaid.get_unpaid_rates([_decimals(100, 10)]), (10, 100))

    def test_an_item_paid_in_parts_is_as_late_as_its_last_part(self):
        parts = [(DAY, DAY + timedelta(late), Decimal(1)) for late in (30, 10)]
        self.assertEqual(forecast.get_habits([("A", parts)]), ({}, 30))

    def test_a_habit_needs_money_and_five_items(self):
        late = Decimal(8)
        for count, amount, habits in ((5, 0, {}), (5, 1, {"A": 8}), (4, 1, {})):
            sums = {"A": (count, late, Decimal(amount))}
            self.assertEqual(forecast.get_habits_from_sums(sums, None), (habits, 0))

    def test_the_main_activity_is_measured_before_its_first_euro(self):
        nothing = Decimal(0)
        for main in ("goods", "services"):
            found = micro.get_measures(nothing, nothing, main)
            self.assertEqual(found, {main: 0})
        found = micro.get_measures(Decimal(500), Decimal(300), "goods")
        self.assertEqual(found, {"goods": 800, "services": 300})

    def test_a_first_year_counts_from_the_day_it_began(self):
        for limit, started, expected in (
            (36500, date(2026, 1, 1), 36500),
            (36500, date(2026, 1, 15), 35100),
            (83600, date(2028, 1, 1), 83600),  # a whole leap year
        ):
            found = micro.get_limit(Decimal(limit), started.year, started)
            self.assertEqual(found, expected)

    def test_a_limit_is_crossed_in_this_year_or_not_at_all(self):
        first = date(2026, 1, 1)
        for done, limit, day, crossed in (
            (36400, 36450, date(2026, 12, 30), date(2026, 12, 31)),
            (36400, 36500, date(2026, 12, 30), None),
            (100, 150, first, date(2026, 1, 2)),
            (1, 10, first, date(2026, 1, 11)),
        ):
            amounts = _decimals(done, limit)
            found = micro.get_crossing_date(*amounts, first, day)
            self.assertEqual(found, crossed)
